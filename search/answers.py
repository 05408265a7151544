"""What a search answers with, whichever engine found it."""

from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from uuid import UUID

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
    """What a person ticked beside the box. Empty sets narrow nothing; days are included."""

    kinds: frozenset[str] = frozenset()
    labels: frozenset[str] = frozenset()
    people: frozenset[UUID] = frozenset()
    since: date | None = None
    until: date | None = None


NOT_NARROWED = Narrowed()


@dataclass(frozen=True)
class Hit:
    key: str
    tier: Tier


Counts = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Answer:
    """`total` and `counts` are exact and cover all hits, not only those listed.

    `near`: how many of `total` are near misses, which are looked for only where fewer than `ENOUGH`
    things answer exactly, ticks aside. `counts`: for "kind", "label", "year" and "person" (ids as
    text) the values with their numbers, the most frequent first; narrowing by one of them leaves its
    own counts as they were, so that another value can be chosen. "person" is missing where there
    are more than `MOST_BY_PERSON` hits.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    near: int = 0
    counts: dict[str, Counts] = field(default_factory=dict)
