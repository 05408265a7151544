"""Whom a page may be about: people by the names, spellings and references under which paper knows them.

Everybody here comes through `_known`: only people whom the asker may file paper for, so that no suggestion can betray a
file that is closed to them. What leads there are ids, found by the words on the page and not by reading through all.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from cases import merging, name_words, names, references
from cases.models import (
    Address,
    Closure,
    FamilyMembership,
    NameWord,
    Person,
    PersonName,
    User,
)
from documents.filing import people_to_file_for
from scanning.cues import Cues, dates_in

# Its number, what it says, and what that says of itself.
Page = tuple[int, str, Cues]


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

    def with_more(self, people: Collection[Known]) -> "Directory":
        """This one and `people`, in the order of their names."""
        if not people:
            return self
        both = [*self.people.values(), *people]
        return Directory.of(sorted(both, key=lambda one: (one.name, one.id)))

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


def directory_for(
    user: User, pages: Iterable[Page] = (), *, besides: Iterable[UUID] = ()
) -> Directory:
    """Whom `pages` (number, text, cues) could be about, of the people whose file `user` may file paper into.

    That is whoever a page names, exactly or nearly, or whose reference it bears; then `besides`, the people of these
    ids; then everybody who could be taken for one of all those. However many children there are, it is looked up by the
    words on the pages, in at most nineteen queries.
    """
    spoken = [names.name_words(text) for _, text, _ in pages]
    cited = {reference for _, _, cue in pages for reference in cue.references}
    found = Directory.of(_known(user, {*besides, *_cited(cited), *_named(spoken)}))
    # Nobody looks for other spellings on a page that names somebody as they are called.
    unclear = [words for words in spoken if not named_in(words, found)]
    found = found.with_more(_known(user, _nearly_named(unclear) - set(found.people)))
    return found.with_more(_known(user, _like(found) - set(found.people)))


def look_up(user: User, asked: str, *, most: int = 8) -> list[Known]:
    """People whom somebody means who typed `asked`: a reference, a birth date, or a name as far as they got.

    Only people whose file `user` may file paper into. By name; one that only sounds alike comes when nothing else does.
    """
    people = people_to_file_for(user)
    typed = names.name_words(asked)
    days = {day for day, _ in dates_in(asked)}
    if reference := references.normal(asked):
        found = list(
            people.filter(merging.with_reference([reference])).values_list("pk", flat=True)
        )
    elif days:
        found = list(people.filter(born_on__in=days).values_list("pk", flat=True)[:most])
    elif typed:
        found = _by_name(people.filter(name_words.called(typed)))[:most]
        keys = {key for part in typed if len(key := names.sound(part)) > 1}
        if not found and keys:
            # Said of the name they go by, and not of two names of theirs together.
            found = _by_name(
                people.filter(name_words.sounding(keys)),
                lambda name: keys <= set(map(names.sound, _name_words(name))),
            )[:most]
    else:
        found = []
    known = {person.id: person for person in _known(user, found)}
    return [known[pk] for pk in found if pk in known]


def _by_name(people: QuerySet[Person], fits: Callable[[str], bool] = bool) -> list[UUID]:
    rows = people.order_by().values_list("pk", "name", "reference")
    ordered = sorted(
        (name.casefold(), reference or "", pk) for pk, name, reference in rows if fits(name)
    )
    return [pk for _, _, pk in ordered]


def _cited(cited: Collection[str]) -> Iterable[UUID]:
    if not cited:
        return ()
    rows = Person._base_manager.filter(merging.with_reference(cited))
    return rows.values_list("pk", flat=True)


def _named(spoken: Iterable[Sequence[str]]) -> Iterable[UUID]:
    """Ids of people whose first and last name stand as near to each other as `named_in` wants them, or nearer."""
    spelt = {
        name_words.as_spelt(first, last)
        for words in spoken
        for at, last in enumerate(words)
        for first in (*words[max(0, at - 3) : at], *words[at + 1 : at + 2])
    }
    return _bearers(as_spelt__in=spelt) if spelt else ()


def _nearly_named(spoken: Sequence[Sequence[str]]) -> set[UUID]:
    """Ids of people whom `nearly_named_in` could find in `spoken`."""
    near: dict[str, set[str]] = defaultdict(set)
    for words in spoken:
        for at, last in enumerate(words):
            near[last].update((*words[max(0, at - 2) : at], *words[at + 1 : at + 2]))
    if not near:
        return set()
    spelt, said = set(), set()
    for last, firsts in near.items():
        for first in {form for one in firsts for form in (one, *_forms(one))}:
            spelt.add(name_words.as_spelt(first, last))
            said.add(name_words.as_said(first, last))
    # One letter of the first name may be misread where the last one stands there to the letter.
    called = NameWord._base_manager.filter(word__in=near).exclude(as_spelt="")
    for last, whole in called.values_list("word", "as_spelt").distinct():
        first = whole.split()[0]
        if any(_first_alike(first, other, True) for other in near[last]):
            spelt.add(whole)
    return {*_bearers(as_spelt__in=spelt), *_bearers(as_said__in=said - {""})}


def _forms(first: str) -> set[str]:
    return {*names.short_forms(first), *names.spellings(first)}


def _like(found: Directory) -> set[UUID]:
    """Ids of people whose name could be taken for that of somebody in `found`."""
    surnames = {
        words[-1]
        for person in found.people.values()
        for name in (person.name, *person.other_names)
        if (words := _name_words(name))
    }
    if not surnames:
        return set()
    keys = {key for surname in surnames if len(key := names.sound(surname)) > 1}
    rows = NameWord._base_manager.filter(Q(word__in=surnames) | Q(sound__in=keys))
    namesakes = rows.exclude(as_spelt="").values_list("person", "person__name").distinct()
    own = {person.name for person in found.people.values()}
    whole = dict(namesakes)
    # Of a common surname there are many people, and far fewer names.
    alike = {name for name in set(whole.values()) if any(names.is_alike(one, name) for one in own)}
    return {pk for pk, name in whole.items() if name in alike}


def _bearers(**of: Any) -> Iterable[UUID]:
    return NameWord._base_manager.filter(**of).values_list("person", flat=True)


def _known(user: User, ids: Collection[UUID]) -> list[Known]:
    """Those of `ids` whose file `user` may file paper into, and what paper knows them by. Four queries, or none."""
    if not ids:
        return []
    people = list(
        people_to_file_for(user)
        .filter(pk__in=ids)
        .values_list("pk", "name", "reference", "born_on", "closure")
    )
    ids = [pk for pk, *_ in people]
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
    return [
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
        for pk, name, reference, born_on, closure in people
    ]


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
