"""Whom a page may be about: people by the names, spellings and references under which paper knows them.

`directory_for` is the one query: only people whom the asker may file paper for, so that no suggestion can betray a
file that is closed to them.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from uuid import UUID

from cases import names, references
from cases.models import Address, Closure, FamilyMembership, PersonName, User
from documents.filing import people_to_file_for
from scanning.cues import dates_in


@dataclass(frozen=True)
class Known:
    """Somebody whose file the asker may file paper into."""

    id: UUID
    name: str
    reference: str
    born_on: date | None = None
    other_names: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    families: frozenset[UUID] = frozenset()
    is_restricted: bool = False


@dataclass
class Directory:
    """People by what a page may say of them."""

    people: dict[UUID, Known] = field(default_factory=dict)
    by_reference: dict[str, Known] = field(default_factory=dict)
    by_surname: dict[str, list[tuple[tuple[str, ...], Known]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    by_sound: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    @classmethod
    def of(cls, people: Iterable[Known]) -> "Directory":
        found = cls()
        for person in people:
            found.people[person.id] = person
            found.by_reference[person.reference] = person
            for name in (person.name, *person.other_names):
                parts = _name_words(name)
                if len(parts) > 1:
                    found.by_surname[parts[-1]].append((parts, person))
        for surname in found.by_surname:
            if len(key := names.sound(surname)) > 1:
                found.by_sound[key].add(surname)
        return found

    def like(self, person: Known) -> list[Known]:
        """Others whose name could be taken for this one's."""
        surnames = {person.name, *person.other_names}
        near = {
            other.id: other
            for name in surnames
            for surname in self.surnames_like(_name_words(name)[-1:])
            for _, other in self.by_surname[surname]
            if other.id != person.id
        }
        return [other for other in near.values() if names.is_alike(person.name, other.name)]

    def surnames_like(self, surname: Sequence[str]) -> set[str]:
        if not surname:
            return set()
        return {surname[0], *self.by_sound.get(names.sound(surname[0]), ())} & set(self.by_surname)


def directory_for(user: User) -> Directory:
    """Everybody whose file `user` may file paper into. Four queries, whatever their number."""
    people = people_to_file_for(user)
    ids = people.order_by().values("pk")
    others: dict[UUID, list[str]] = defaultdict(list)
    for person, name in PersonName._base_manager.filter(person__in=ids).values_list(
        "person", "name"
    ):
        others[person].append(name)
    addresses: dict[UUID, list[str]] = defaultdict(list)
    for person, text in Address._base_manager.filter(person__in=ids, until_on=None).values_list(
        "person", "text"
    ):
        addresses[person].append(text)
    families: dict[UUID, set[UUID]] = defaultdict(set)
    for person, family in FamilyMembership._base_manager.filter(
        person__in=ids, until_on=None
    ).values_list("person", "family"):
        families[person].add(family)
    return Directory.of(
        Known(
            id=pk,
            name=name,
            reference=reference or "",
            born_on=born_on,
            other_names=tuple(others[pk]),
            addresses=tuple(addresses[pk]),
            families=frozenset(families[pk]),
            is_restricted=closure != Closure.OPEN,
        )
        for pk, name, reference, born_on, closure in people.values_list(
            "pk", "name", "reference", "born_on", "closure"
        )
    )


def look_up(directory: Directory, asked: str, *, most: int = 8) -> list[Known]:
    """People whom somebody means who typed `asked`: a reference, a birth date, or a name as far as they got.

    The closest spelling first, then by name; a name that only sounds alike comes when nothing else does.
    """
    if reference := references.normal(asked):
        person = directory.by_reference.get(reference)
        return [person] if person else []
    days = {day for day, _ in dates_in(asked)}
    if days:
        return [p for p in directory.people.values() if p.born_on in days][:most]
    typed = names.name_words(asked)
    if not typed:
        return []

    def begins(person: Known) -> bool:
        spoken = [w for name in (person.name, *person.other_names) for w in _name_words(name)]
        return all(any(word.startswith(part) for word in spoken) for part in typed)

    found = [person for person in directory.people.values() if begins(person)]
    if not found:
        keys = {names.sound(part) for part in typed if len(names.sound(part)) > 1}
        found = [
            person
            for person in directory.people.values()
            if keys and keys <= {names.sound(word) for word in _name_words(person.name)}
        ]
    return sorted(found, key=lambda person: (person.name.casefold(), person.reference))[:most]


def named_in(spoken: Sequence[str], directory: Directory) -> list[Known]:
    """People whose first and last name stand together in `spoken`: in either order, middle names apart."""
    found: dict[UUID, Known] = {}
    for at, word in enumerate(spoken):
        for name, person in directory.by_surname.get(word, ()):
            before = spoken[max(0, at - len(name)) : at]
            after = spoken[at + 1 : at + 2]
            if name[0] in before[-3:] or name[0] in after:
                found[person.id] = person
    return list(found.values())


def nearly_named_in(spoken: Sequence[str], directory: Directory) -> list[Known]:
    """People named in another spelling, in a short form, or with one letter misread."""
    found: dict[UUID, Known] = {}
    for at, word in enumerate(spoken):
        near = [*spoken[max(0, at - 2) : at], *spoken[at + 1 : at + 2]]
        for surname in directory.surnames_like([word]):
            for name, person in directory.by_surname[surname]:
                if any(_first_alike(name[0], other, surname == word) for other in near):
                    found[person.id] = person
    return list(found.values())


def _first_alike(first: str, other: str, is_surname_exact: bool) -> bool:
    if first == other or other in names.short_forms(first) or other in names.spellings(first):
        return True
    # A misread surname and a misread first name together would be anybody.
    return is_surname_exact and len(first) > 3 and names.within_one(first, other)


@lru_cache(maxsize=65_536)
def _name_words(name: str) -> tuple[str, ...]:
    return names.name_words(name)
