"""People who may be written down twice: found by the sound of a name, the birth date, numbers and address.

Rows of `LookAlike` follow what is written of two people, and only of those two, so that nobody else shows in whether a
pair is there or where it stands. Who may learn of a pair is for `cases.access` to say.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from itertools import combinations
from typing import Any
from uuid import UUID

from django.apps import AppConfig
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.signals import post_delete, post_save

from cases.models import (
    Address,
    Closure,
    Identifier,
    LookAlike,
    Merge,
    NameWord,
    NotSame,
    Person,
    PersonName,
    Relationship,
    Role,
    User,
)
from cases.names import Likeness, fold_letters, likeness, name_words, sound

# Below this a likeness is what chance makes of common names.
LEAST = 60
# Of so many people who share a day and a sound, looking at every two says nothing more.
_CROWD = 60
_MOST = 200
_AT_ONCE = 500
# What two people can share only by being one.
_NUMBERS = {Identifier.Kind.NHS, Identifier.Kind.UPN}
_BY_NAME = {
    Likeness.SAME: (50, "The same name"),
    Likeness.ORDER: (45, "The same names in another order"),
    Likeness.PART: (40, "The same name, but for a middle name or a second surname"),
    Likeness.SHORT: (40, "A short form or another spelling of the same name"),
    Likeness.SOUND: (35, "Names that sound alike"),
    Likeness.LETTER: (35, "Names that differ by one letter"),
}
_TWINS = (Likeness.SOUND, Likeness.LETTER)


@dataclass(frozen=True)
class Told:
    """What is written of one person, as far as two people are compared by it. The first name is the one they go by."""

    names: tuple[str, ...]
    born_on: date | None = None
    sex: str = "U"
    numbers: frozenset[tuple[str, str]] = frozenset()
    homes: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True)
class Evidence:
    """How much speaks for two being one, and what, in sentences. `twins`: it may as well be two born together."""

    weight: int
    reasons: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    twins: bool = False
    names_alike: bool = False

    @property
    def is_enough(self) -> bool:
        return self.weight >= LEAST


@dataclass
class _Sum:
    weight: int = 0
    reasons: list[str] = field(default_factory=list)
    against: list[str] = field(default_factory=list)

    def add(self, weight: int, words: str) -> None:
        self.weight += weight
        (self.reasons if weight > 0 else self.against).append(words)


def evidence(one: Told, other: Told) -> Evidence:
    """What speaks for and against the two being one human."""
    found = _Sum()
    how = _compare_names(one, other, found)
    _compare_births(one.born_on, other.born_on, found)
    _compare_numbers(one.numbers, other.numbers, found)
    if one.homes & other.homes:
        found.add(15, "The same address")
    elif {code for _, code in one.homes if code} & {code for _, code in other.homes if code}:
        found.add(8, "The same postcode")
    if {one.sex, other.sex} == {"F", "M"}:
        found.add(-25, "One is written down as female, the other as male.")
    twins = how in _TWINS and one.born_on is not None and one.born_on == other.born_on
    twins = twins and _differ_in_first_name(one, other) and not _shared(one, other)
    if twins:
        found.add(-5, "Twins? The same day and surname, and first names that are only alike.")
    return Evidence(
        weight=max(found.weight, 0),
        reasons=tuple(found.reasons),
        against=tuple(found.against),
        twins=twins,
        names_alike=how is not None,
    )


def _compare_names(one: Told, other: Told, found: _Sum) -> Likeness | None:
    best: tuple[int, str, Likeness] | None = None
    for at, name in enumerate(one.names):
        for place, beside in enumerate(other.names):
            if (how := likeness(name, beside)) is None:
                continue
            weight, words = _BY_NAME[how]
            # A first name or "Baby" alone says little.
            weight = min(weight, 30) if len(name_words(name)) == 1 else weight
            if at or place:
                words += ", as one of them is or was also called"
            told = words if name == beside else f"{words}: {name}, {beside}"
            if best is None or weight > best[0]:
                best = weight, told, how
    if best is None:
        found.add(-30, "No name of the one is like a name of the other.")
        return None
    found.add(best[0], best[1])
    return best[2]


def _compare_births(one: date | None, other: date | None, found: _Sum) -> None:
    if one is None or other is None:
        return
    if one == other:
        found.add(40, "The same date of birth")
    elif one.year == other.year and (one.month, one.day) == (other.day, other.month):
        found.add(25, "Day and month of the birth date may be swapped")
    elif _is_one_digit_off(one, other):
        found.add(20, "One digit of the birth date differs")
    else:
        found.add(-40, "Other dates of birth.")


def _is_one_digit_off(one: date, other: date) -> bool:
    digits = zip(f"{one:%Y%m%d}", f"{other:%Y%m%d}", strict=True)
    return sum(first != second for first, second in digits) == 1


def _compare_numbers(
    one: frozenset[tuple[str, str]], other: frozenset[tuple[str, str]], found: _Sum
) -> None:
    labels = dict(Identifier.Kind.choices)
    for kind, value in sorted(one & other):
        if kind != Identifier.Kind.FILE:
            found.add(60 if kind in _NUMBERS else 30, f"The same {_low(labels[kind])}: {value}")
    for kind in sorted(_NUMBERS):
        mine = {value for own, value in one if own == kind}
        theirs = {value for own, value in other if own == kind}
        if mine and theirs and not mine & theirs:
            found.add(-40, f"Each has another {_low(labels[kind])}.")


def _low(label: str) -> str:
    return label if label.startswith("NHS") else label[0].lower() + label[1:]


def _differ_in_first_name(one: Told, other: Told) -> bool:
    first, second = name_words(one.names[0])[:1], name_words(other.names[0])[:1]
    return first != second


def _shared(one: Told, other: Told) -> bool:
    return any(kind in _NUMBERS for kind, _ in one.numbers & other.numbers)


def told_of(people: Iterable[Person]) -> dict[UUID, Told]:
    """What is written of each. Three queries."""
    rows = {person.pk: (person.name, person.born_on, person.sex) for person in people}
    return _told(rows)


def _told(rows: dict[UUID, tuple[str, date | None, str]]) -> dict[UUID, Told]:
    names: dict[UUID, list[str]] = defaultdict(list)
    numbers: dict[UUID, set[tuple[str, str]]] = defaultdict(set)
    homes: dict[UUID, set[tuple[str, str]]] = defaultdict(set)
    for ids in _in_parts(list(rows)):
        for pk, name in _of(PersonName, ids).values_list("person", "name"):
            names[pk].append(name)
        for pk, kind, value in _of(Identifier, ids).values_list("person", "kind", "value"):
            numbers[pk].add((kind, "".join(value.split()).upper()))
        for pk, text, code in _of(Address, ids).values_list("person", "text", "postcode"):
            homes[pk].add((_plain(text), _plain(code)))
    return {
        pk: Told(
            names=(name, *sorted(set(names[pk]) - {name})),
            born_on=born_on,
            sex=sex,
            numbers=frozenset(numbers[pk]),
            homes=frozenset(homes[pk]),
        )
        for pk, (name, born_on, sex) in rows.items()
    }


def _of(model: type[Any], ids: list[UUID]) -> QuerySet[Any]:
    return model._base_manager.filter(person__in=ids).order_by()


def _plain(text: str) -> str:
    return "".join(letter for letter in fold_letters(text) if letter.isalnum())


def offered(rows: QuerySet[LookAlike]) -> QuerySet[LookAlike]:
    """Of `rows`, those of whom nobody said that they are two, and that wait for nobody's answer."""
    said = NotSame._base_manager.filter(
        taken_back_at=None, one=OuterRef("one"), other=OuterRef("other")
    )
    asked = Merge._base_manager.filter(
        Q(kept=OuterRef("one"), gone=OuterRef("other"))
        | Q(kept=OuterRef("other"), gone=OuterRef("one")),
        done_at=None,
        declined_at=None,
    )
    return rows.filter(~Exists(said), ~Exists(asked))


def _comparable() -> QuerySet[Person]:
    """Everybody who can be one of a pair. Staff are who they are, and of a sealed file nobody learns."""
    staff = User.objects.exclude(role=Role.FAMILY).values("person")
    return (
        Person._base_manager.filter(merged_into=None)
        .exclude(closure=Closure.SEALED)
        .exclude(pk__in=staff)
    )


def note(people: Collection[UUID]) -> None:
    """Look anew who may be one with each of `people`, and keep that. Some ten quick queries a person."""
    for pk in people:
        with transaction.atomic():
            found = _pairs_of(pk)
            mine = LookAlike._base_manager.filter(Q(one=pk) | Q(other=pk))
            known = {(row.one_id, row.other_id): row for row in mine}
            _keep(found, known)


def _keep(found: dict[tuple[UUID, UUID], int], known: dict[tuple[UUID, UUID], LookAlike]) -> None:
    stale = [row.pk for pair, row in known.items() if pair not in found]
    for ids in _in_parts(stale):
        LookAlike._base_manager.filter(pk__in=ids).delete()
    changed = [known[pair] for pair in found if pair in known and known[pair].weight != found[pair]]
    for row in changed:
        row.weight = found[row.one_id, row.other_id]
    LookAlike._base_manager.bulk_update(changed, ["weight"], batch_size=_AT_ONCE)
    fresh = [
        LookAlike(one_id=one, other_id=other, weight=weight)
        for (one, other), weight in found.items()
        if (one, other) not in known
    ]
    # Somebody else may have found the same two a moment ago.
    LookAlike._base_manager.bulk_create(fresh, ignore_conflicts=True, batch_size=_AT_ONCE)


def _pairs_of(pk: UUID) -> dict[tuple[UUID, UUID], int]:
    person = _comparable().filter(pk=pk).first()
    if person is None:
        return {}
    near = _comparable().filter(pk__in=_near(person)).exclude(pk=pk)[:_MOST]
    told = told_of([person, *near])
    kin = _siblings([pk])
    mine = told.pop(pk)
    return {
        in_order(pk, other): found.weight
        for other, theirs in told.items()
        if in_order(pk, other) not in kin and (found := evidence(mine, theirs)).is_enough
    }


def _near(person: Person) -> set[UUID]:
    """Ids of whoever shares enough with `person` to be compared: found by indexes alone."""
    words = NameWord._base_manager.filter(person=person)
    sounds = {key for key in words.values_list("sound", flat=True) if len(key) > 1}
    found: set[UUID] = set()
    if person.born_on is not None:
        born = _comparable().filter(born_on__in=near_days(person.born_on))
        found.update(born.filter(name_words__sound__in=sounds).values_list("pk", flat=True)[:_MOST])
    spelt = [one for one in words.values_list("as_spelt", flat=True) if one]
    alike = NameWord._base_manager.filter(as_spelt__in=spelt)
    if person.born_on is not None:
        alike = alike.filter(person__born_on=None)
    found.update(alike.values_list("person", flat=True)[:_MOST])
    numbers = Identifier._base_manager.filter(
        value__in=person.identifiers.values_list("value", flat=True)
    )
    found.update(numbers.values_list("person", flat=True)[:_MOST])
    return found - {person.pk}


def near_days(born_on: date) -> list[date]:
    """`born_on`, the day with day and month swapped, and those of which one digit differs."""
    typed = f"{born_on:%Y%m%d}"
    texts = {typed, typed[:4] + typed[6:] + typed[4:6]}
    for at in range(2, 8):
        texts.update(typed[:at] + digit + typed[at + 1 :] for digit in "0123456789")
    return [day for text in sorted(texts) if (day := _day(text))]


def _day(text: str) -> date | None:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def _siblings(people: Collection[UUID] | None = None) -> set[tuple[UUID, UUID]]:
    """Pairs of whom somebody wrote that they are brother or sister: certainly two."""
    kinds = [Relationship.Kind.SIBLING, Relationship.Kind.HALF_SIBLING]
    rows = Relationship._base_manager.filter(kind__in=kinds)
    if people is not None:
        rows = rows.filter(Q(person__in=people) | Q(other__in=people))
    return {in_order(one, other) for one, other in rows.values_list("person", "other")}


def in_order(one: UUID, other: UUID) -> tuple[UUID, UUID]:
    """The two as a `Pair` keeps them."""
    return (one, other) if str(one) < str(other) else (other, one)


def mend() -> int:
    """Compare everybody anew, block by block, and put right what is kept; returns how many pairs there are."""
    rows = {
        pk: (name, born_on, sex)
        for pk, name, born_on, sex in _comparable()
        .order_by()
        .values_list("pk", "name", "born_on", "sex")
    }
    told, kin = _told(rows), _siblings()
    seen: set[tuple[UUID, UUID]] = set()
    found: dict[tuple[UUID, UUID], int] = {}
    for crowd in _blocks(told):
        for pair in combinations(crowd, 2):
            ordered = in_order(*pair)
            if ordered not in seen and ordered not in kin:
                seen.add(ordered)
                if (said := evidence(told[ordered[0]], told[ordered[1]])).is_enough:
                    found[ordered] = said.weight
    with transaction.atomic():
        known = {(row.one_id, row.other_id): row for row in LookAlike._base_manager.iterator()}
        _keep(found, known)
    return len(found)


def _blocks(told: dict[UUID, Told]) -> Iterator[list[UUID]]:
    """People who share what `_near` looks for, in groups; nobody is compared with everybody."""
    sounds = {
        pk: {key for name in one.names for word in name_words(name) if len(key := sound(word)) > 1}
        for pk, one in told.items()
    }
    for hide in (None, *range(2, 8)):
        groups: dict[tuple[str, str], list[UUID]] = defaultdict(list)
        for pk, one in told.items():
            if one.born_on is not None:
                for key in sounds[pk]:
                    groups[_day_key(one.born_on, hide), key].append(pk)
        yield from (group for group in groups.values() if 1 < len(group) <= _CROWD)
    numbered: dict[tuple[str, str], list[UUID]] = defaultdict(list)
    called: dict[tuple[str, str], list[UUID]] = defaultdict(list)
    for pk, one in told.items():
        for number in one.numbers:
            numbered[number].append(pk)
        for name in one.names:
            if len(words := name_words(name)) > 1:
                called[words[0], words[-1]].append(pk)
    yield from (group for group in numbered.values() if 1 < len(group) <= _CROWD)
    for group in called.values():
        if any(told[pk].born_on is None for pk in group) and 1 < len(group) <= _CROWD:
            yield group


def _day_key(born_on: date, hide: int | None) -> str:
    """The day without its digit at `hide`; without None, whichever of day and month stands first."""
    typed = f"{born_on:%Y%m%d}"
    if hide is None:
        return typed[:4] + "".join(sorted((typed[4:6], typed[6:])))
    return f"{typed[:hide]}?{typed[hide + 1 :]}"


def follow(app: AppConfig) -> None:
    """Let the pairs follow whatever is written of people, once it is committed. Called once, as `app` starts.

    What a crash loses there, or was written past the models, `mend` finds the same night.
    """
    post_save.connect(_person_saved, sender=Person, dispatch_uid="look-alikes of Person")
    for model in (PersonName, Identifier, Address, Relationship):
        for signal in (post_save, post_delete):
            signal.connect(_told_more, sender=model, dispatch_uid=f"look-alikes of {model}")


_COMPARED_BY = {"name", "born_on", "sex", "closure", "merged_into"}


def _person_saved(sender: Any, instance: Person, update_fields: Any = None, **_: Any) -> None:
    if update_fields is None or _COMPARED_BY & set(update_fields):
        note_later(instance.pk)


def _told_more(sender: Any, instance: Any, **_: Any) -> None:
    note_later(instance.person_id)


def note_later(*people: UUID) -> None:
    """`note` them once what is being written is committed."""
    transaction.on_commit(partial(note, people), robust=True)


def _in_parts(ids: list[UUID]) -> Iterator[list[UUID]]:
    for at in range(0, len(ids), _AT_ONCE):
        yield ids[at : at + _AT_ONCE]
