"""The filters beside an answer: what somebody ticked in an address, and what could be ticked, with exact numbers.

What is true of a child (whose team, which family, what status) is looked up as it stands today, for the children whose
files the asker may read and for nobody else; the index knows only whom a thing is about. So a value that occurs in
hidden things alone has no number, no name and no place here.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from cases import access
from cases.listed import Listed, as_kept, ids
from cases.models import Assignment, Episode, Event, FamilyMembership, Person, Team, User
from documents.definitions import LANGUAGES
from documents.models import Document, Exemplar, Record, Reply
from search.answers import Counts, Narrowed
from search.finding import Findings

KINDS = {
    "page": "Paper",
    "record": "Records",
    "event": "Visits, meetings and notes",
    "reply": "Family's words",
    "person": "People",
}
MEDIA = {"paper": "On paper", "electronic": "Electronic"}

# Sorts of a kind mean something only beside it: a note on paper is no case note.
_SORTS: dict[str, tuple[str, Mapping[str, Any]]] = {
    "page": ("Which paper", {**dict(Document.Kind.choices), "unfiled": "Not filed yet"}),
    "record": ("State", dict(Record.State.choices)),
    "event": ("What it was", {**dict(Event.Kind.choices), "status": "Status"}),
    "reply": ("What they said", dict(Reply.Stance.choices)),
    "person": ("Who", {"child": "Child", "relative": "Of the family"}),
}
# In the order in which they are shown, with what stands above each.
TITLES = {
    "kind": "Where",
    "sort": "",
    "form": "Form",
    "child": "Child",
    "family": "Family",
    "team": "Team",
    "worker": "Worker",
    "status": "Status of the child today",
    "year": "When",
    "language": "Language",
    "medium": "Kept",
}
OF_PEOPLE = ("child", "family", "team", "worker", "status")
_FIELDS = {"kind": "kind", "sort": "label", "form": "exemplar", "language": "language", "medium": "medium",
           "year": "year"}  # fmt: skip

SHOWN, MOST_SHOWN = 6, 40
_LEFT_OUT = "A filter in this address is not known, or belongs to nothing that you may read. It was left out."
_NO_DAY = "A day is written as 2026-11-03. What was not was left out."
_TURNED_ROUND = "The period ended before it began, so its two days were taken the other way round."


@dataclass(frozen=True)
class Ticked:
    """`values` by filter, each of them known.

    `circles`: for each filter of people the children it leaves, and as "within" the file in which alone is searched.
    `since` and `until` narrow by day, beside or instead of a year. `notes` are sentences for the person.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    circles: Mapping[str, frozenset[UUID]] = field(default_factory=dict)
    since: date | None = None
    until: date | None = None
    by_date: bool = False
    notes: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.values or self.since or self.until)

    def people(self, but: str = "") -> frozenset[UUID] | None:
        """The children whom all filters of people leave, all `but` one; None where there is none."""
        left = [people for name, people in self.circles.items() if name != but]
        return frozenset.intersection(*left) if left else None

    def narrowed(self) -> Narrowed:
        def one(name: str) -> frozenset[str]:
            return frozenset((self.values[name],)) if name in self.values else frozenset()

        since, until = self.since, self.until
        if year := self.values.get("year"):
            since = max(filter(None, (since, date(int(year), 1, 1))))
            until = min(filter(None, (until, date(int(year), 12, 31))))
        return Narrowed(
            kinds=one("kind"),
            labels=one("sort"),
            exemplars=one("form"),
            languages=one("language"),
            media=one("medium"),
            people=self.people(),
            since=since,
            until=until,
        )

    def in_address(self, **other: str) -> dict[str, str]:
        """What stands in the address of this answer, but for `other`; of empty ones nothing."""
        days = {"since": self.since, "until": self.until}
        given = {name: day.isoformat() for name, day in days.items() if day}
        order = {"order": "date"} if self.by_date else {}
        put = {**self.values, **given, **order, **other}
        if "kind" in other and other["kind"] != self.values.get("kind"):
            put["sort"] = ""
        return {name: value for name, value in put.items() if value}


def ticked(user: User, given: Mapping[str, str], within: Person | None = None) -> Ticked:
    """What an address says, as far as it is known and about files that `user` may read. Never raises."""
    values: dict[str, str] = {}
    circles: dict[str, frozenset[UUID]] = {}
    if within is not None:
        circles["within"] = frozenset((within.pk,))
    notes: list[str] = []
    for name in TITLES:
        value = given.get(name, "")
        if not value:
            continue
        if name in OF_PEOPLE:
            people = _people_of(user, name, value)
            if people:
                values[name], circles[name] = value, people
            else:
                notes.append(_LEFT_OUT)
        elif _is_known(name, value, values.get("kind", "")):
            values[name] = value
        else:
            notes.append(_LEFT_OUT)
    since, until = (_day(given.get(name, ""), notes) for name in ("since", "until"))
    if since and until and until < since:
        since, until = until, since
        notes.append(_TURNED_ROUND)
    return Ticked(
        values=values,
        circles=circles,
        since=since,
        until=until,
        by_date=given.get("order") == "date",
        notes=tuple(dict.fromkeys(notes)),
    )


def _is_known(name: str, value: str, kind: str) -> bool:
    if name == "year":
        return value.isascii() and value.isdigit() and 1800 < int(value[:6]) < 2200
    if name == "form":
        known = value.isascii() and value.isdigit() and len(value) < 10
        return known and Exemplar.objects.filter(pk=value).exists()
    if name == "sort":
        return kind in _SORTS and value in _SORTS[kind][1]
    return value in {"kind": KINDS, "language": LANGUAGES, "medium": MEDIA}[name]


def _day(written: str, notes: list[str]) -> date | None:
    if not written.strip():
        return None
    try:
        return date.fromisoformat(written.strip())
    except ValueError:
        notes.append(_NO_DAY)
        return None


# Of people


def _families(people: Any) -> QuerySet[Any]:
    """Of which family each of `people` is today: ids of those whose files may be read, or a question for them."""
    today = timezone.localdate()
    return (
        FamilyMembership.objects.of(person__in=people)
        .filter(Q(from_on=None) | Q(from_on__lte=today), Q(until_on=None) | Q(until_on__gt=today))
        .order_by()
    )


def _told(name: str, people: Any) -> QuerySet[Any]:
    """Pairs of today: each of `people`, as in `_families`, with what is true of them as to `name`."""
    if name == "family":
        return _families(people).values_list("person", "family")
    if name == "status":
        today = timezone.localdate()
        running = Episode.objects.of(child__in=people).filter(
            Q(ended_on=None) | Q(ended_on__gt=today), started_on__lte=today
        )
        return running.order_by().values_list("child", "kind")
    rows = _assigned(people)
    if name == "worker":
        rows = rows.exclude(capacity=Assignment.Capacity.CHAIR)
    return rows.filter(**{f"{name}__isnull": False}).values_list("child", name)


def _assigned(people: Any) -> QuerySet[Any]:
    return Assignment.objects.of(child__in=people).active().order_by()


def _people_of(user: User, name: str, value: str) -> frozenset[UUID]:
    """Children of whom this is true, of those whose files `user` may read; nobody for what does not exist."""
    if name != "status":
        try:
            UUID(value)
        except ValueError:
            return frozenset()
    if name == "child":
        return access.people(user).allowed & {UUID(value)}
    told = _told(name, access.scope(user, "read", Person))
    field_name = "kind" if name == "status" else name
    return frozenset(child for child, _ in told.filter(**{field_name: value}))


def _values(people: Collection[UUID]) -> dict[str, dict[UUID, set[str]]]:
    """For each filter of people what is true of each of them today, as values for an address. Three queries."""
    listed, read, written = Listed(people), ids(), lru_cache(maxsize=None)(str)
    found: dict[str, dict[UUID, set[str]]] = {name: defaultdict(set) for name in OF_PEOPLE}
    for pk in people:
        found["child"][pk].add(str(pk))
    families = _told("family", listed).values_list(as_kept("person"), as_kept("family"))
    for pk, family in families:
        found["family"][read(pk)].add(written(read(family)))
    for pk, status in _told("status", listed).values_list(as_kept("child"), "kind"):
        found["status"][read(pk)].add(status)
    kept = (as_kept(name) for name in ("child", "team", "worker"))
    for pk, team, worker, capacity in _assigned(listed).values_list(*kept, "capacity"):
        if team:
            found["team"][read(pk)].add(written(read(team)))
        if worker and capacity != Assignment.Capacity.CHAIR:
            found["worker"][read(pk)].add(written(read(worker)))
    return found


def _labels(user: User, name: str, values: Iterable[str]) -> dict[str, str]:
    wanted = list(values)
    if name == "status":
        return {value: str(Episode.Kind(value).label) for value in wanted}
    if name == "child":
        known = [pk for pk in map(UUID, wanted) if pk in access.people(user).allowed]
        return {str(pk): told for pk, told in _named(Person.objects.of(pk__in=known))}
    if name == "family":
        rows = _families(access.scope(user, "read", Person)).filter(family__in=wanted)
        told = rows.values_list("family", "family__name").distinct()
        return {str(pk): name for pk, name in told}
    if name == "team":
        return {str(pk): told for pk, told in _named(Team.objects.filter(pk__in=wanted))}
    if name == "form":
        return {str(pk): told for pk, told in _named(Exemplar.objects.filter(pk__in=wanted))}
    return {str(one.pk): str(one) for one in User.objects.filter(pk__in=wanted)}


def _named(rows: QuerySet[Any]) -> Iterable[tuple[Any, str]]:
    return rows.values_list("pk", "name")


# What can be ticked


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    count: int
    is_ticked: bool


@dataclass(frozen=True)
class Filter:
    """One group of choices. `left` is how many values are not even in `more`."""

    name: str
    title: str
    choices: tuple[Choice, ...]
    more: tuple[Choice, ...] = ()
    left: int = 0

    @property
    def ticked(self) -> Choice | None:
        return next((one for one in (*self.choices, *self.more) if one.is_ticked), None)


def filters(user: User, found: Findings, chosen: Ticked) -> list[Filter]:
    """What can be ticked beside `found`, and what is, even where nothing answers to it any more.

    Those of people are missing, unless ticked, where there is too much to count child by child.
    """
    made = []
    of_people = _counted(user, found, chosen) if found.circles else {}
    for name, title in TITLES.items():
        if name == "child" and "within" in chosen.circles:
            continue
        if name == "sort":
            if "kind" not in chosen.values:
                continue
            title = _SORTS[chosen.values["kind"]][0]
        counts = (
            of_people.get(name, ()) if name in OF_PEOPLE else found.counts.get(_FIELDS[name], ())
        )
        if one := _filter(user, name, title, counts, chosen, found.total):
            made.append(one)
    return made


def _filter(
    user: User, name: str, title: str, counts: Counts, chosen: Ticked, total: int
) -> Filter | None:
    value = chosen.values.get(name, "")
    pairs = dict(counts)
    if value:
        pairs.setdefault(value, 0)
    elif not pairs or (name != "kind" and len(pairs) == 1 and total in pairs.values()):
        # It would narrow nothing.
        return None
    if name == "year":
        ordered = sorted(pairs, reverse=True)
    else:
        ordered = list(pairs)
    ordered.sort(key=lambda one: one != value)
    labels = _label_all(user, name, ordered[:MOST_SHOWN], chosen)
    choices = [
        Choice(one, labels[one], pairs[one], one == value) for one in ordered if one in labels
    ]
    if name == "kind":
        choices.sort(key=lambda one: list(KINDS).index(one.value))
    return Filter(
        name,
        title,
        tuple(choices[:SHOWN]),
        tuple(choices[SHOWN:]),
        max(0, len(ordered) - MOST_SHOWN),
    )


def _label_all(user: User, name: str, values: list[str], chosen: Ticked) -> dict[str, str]:
    if name == "year":
        return {value: value for value in values}
    if name == "sort":
        known = _SORTS[chosen.values["kind"]][1]
    elif name in ("kind", "language", "medium"):
        known = {"kind": KINDS, "language": LANGUAGES, "medium": MEDIA}[name]
    else:
        known = _labels(user, name, values)
    return {value: str(known[value]) for value in values if value in known}


def _counted(user: User, found: Findings, chosen: Ticked) -> dict[str, Counts]:
    """For each filter of people, how many hits each value would leave beside all that is ticked elsewhere."""
    circles = found.circles or ()
    everybody = {pk for people, _ in circles for pk in people} & access.people(user).allowed
    told = _values(everybody)
    counted: dict[str, Counts] = {}
    for name in OF_PEOPLE:
        others = chosen.people(but=name)
        values = {pk: some for pk, some in told[name].items() if others is None or pk in others}
        numbers: Counter[str] = Counter()
        for people, number in circles:
            # A thing about two children of one team counts once for the team.
            for value in set[str]().union(*(values[pk] for pk in people if pk in values)):
                numbers[value] += number
        counted[name] = tuple(sorted(numbers.items(), key=lambda pair: (-pair[1], pair[0])))
    return counted
