"""What a search answers with, whichever engine found it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from enum import IntEnum
from typing import Any
from uuid import UUID

from search.rights import Rights

# Deeper than this nobody reads; a filter serves them better.
DEEPEST = 1_000
# Beyond so many hits nobody reads them by person either, and counting by person costs most.
MOST_BY_PERSON = 10_000
# Near misses come after everything else: where so much answers exactly, nobody gets to them.
ENOUGH = 200


class Tier(IntEnum):
    """How well a hit answers; an answer lists them in this order."""

    NAMED = 1
    PHRASE = 2
    WORDS = 3
    NEAR = 4


@dataclass(frozen=True)
class Narrowed:
    """What a person ticked beside the box. Empty sets narrow nothing; days are included.

    `people`: about at least one of these. None narrows nothing, and nobody leaves nothing.
    """

    kinds: frozenset[str] = frozenset()
    labels: frozenset[str] = frozenset()
    exemplars: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    media: frozenset[str] = frozenset()
    people: frozenset[UUID] | None = None
    since: date | None = None
    until: date | None = None

    def without(self, name: str) -> "Narrowed":
        """The ticks under which a field is counted: all but those of its own.

        A label means something beside its kind only, so another kind leaves it behind.
        """
        if name == "kind":
            return replace(self, kinds=frozenset(), labels=frozenset())
        if name == "year":
            return replace(self, since=None, until=None)
        if name == "circle":
            return replace(self, people=None)
        ticks: dict[str, Any] = {TICKS[name]: frozenset()}
        return replace(self, **ticks)


NOT_NARROWED = Narrowed()

# Fields of an entry that can be ticked by their values, and where the ticks stand.
TICKS = {
    "kind": "kinds",
    "label": "labels",
    "exemplar": "exemplars",
    "language": "languages",
    "medium": "media",
}
COUNTED = (*TICKS, "year")


@dataclass(frozen=True)
class Hit:
    """`tier` is None in an answer by date, where nothing is better than anything else."""

    key: str
    tier: Tier | None


@dataclass(frozen=True)
class Sharing:
    """How many things answer one want, and the first of them: the order number and the key of each."""

    total: int
    hits: tuple[tuple[int, str], ...] = ()


Counts = tuple[tuple[str, int], ...]
Circles = tuple[tuple[tuple[UUID, ...], int], ...]


def circles_of(counts: Counts, rights: Rights) -> Circles:
    """Whom the hits are about: each set of people whose files `rights` open, with the number of its hits.

    `counts`: of the field `circle`, in which the ids of everybody an entry is about stand one after another.
    """
    found: Counter[tuple[UUID, ...]] = Counter()
    for written, number in counts:
        ids = (UUID(written[at : at + 32]) for at in range(0, len(written), 32))
        known = tuple(sorted(one for one in ids if rights.opens_file_of(one)))
        if known:
            found[known] += number
    return tuple(sorted(found.items()))


def by_person(circles: Circles) -> Counts:
    found: Counter[str] = Counter()
    for people, number in circles:
        for person in people:
            found[str(person)] += number
    return most_frequent_first(found.items())


def most_frequent_first(pairs: Iterable[tuple[str, int]]) -> Counts:
    return tuple(sorted(pairs, key=lambda pair: (-pair[1], pair[0])))


@dataclass(frozen=True)
class Answer:
    """`total` and `counts` are exact and cover all hits, not only those listed.

    `near`: how many of `total` are near misses, which are looked for only where fewer than `ENOUGH`
    things answer exactly, ticks aside. `counts`: for all of `COUNTED` and "person" (ids as text) the
    values with their numbers, the most frequent first; narrowing by one of them leaves its own counts
    as they were, so that another value can be chosen. `circles`: whom the hits are about, ticks of
    people aside, to count by whatever is true of people. Where there are more than `MOST_BY_PERSON`
    hits it is None, and "person" is missing.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    near: int = 0
    counts: dict[str, Counts] = field(default_factory=dict)
    circles: Circles | None = None
