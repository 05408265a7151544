"""What is asked of an index, put together once from the few sentences that every engine can say in its own language."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, TypeVar
from uuid import UUID

from cases import names
from documents import words
from documents.words import Want
from search import entries
from search.answers import TICKS, Narrowed
from search.asking import Asked
from search.rights import Grant, Rights

Q = TypeVar("Q")


def handle(thing: str | UUID) -> str:
    return thing.hex if isinstance(thing, UUID) else thing


@dataclass(frozen=True)
class Clauses(Generic[Q]):
    """What every hit must be, and what none may be, whatever it says."""

    must: tuple[Q, ...] = ()
    never: tuple[Q, ...] = ()


class Phrasing(ABC, Generic[Q]):
    """The language of an engine: `Q` is its kind of query. The abstract sentences are all it has to know."""

    @abstractmethod
    def term(self, name: str, value: str) -> Q: ...

    @abstractmethod
    def among(self, name: str, values: Iterable[str]) -> Q: ...

    @abstractmethod
    def of(self, name: str, ids: Iterable[UUID]) -> Q:
        """Whose field of id numbers holds one of `ids`."""

    @abstractmethod
    def words_in_order(self, name: str, way: Sequence[str]) -> Q:
        """Two or more terms side by side."""

    @abstractmethod
    def begins(self, name: str, start: str) -> Q: ...

    @abstractmethod
    def misread(self, name: str, word: str) -> Q:
        """One letter more, less or other than `word`: every such term, never only the best of them."""

    @abstractmethod
    def either(self, queries: Sequence[Q]) -> Q:
        """At least one of two or more."""

    @abstractmethod
    def every(self, queries: Sequence[Q]) -> Q:
        """All of two or more."""

    @abstractmethod
    def between(self, least: int | None, below: int | None) -> Q:
        """Whose order number is at least `least` and below `below`; None leaves that side open."""

    def any_of(self, queries: Sequence[Q]) -> Q:
        return queries[0] if len(queries) == 1 else self.either(queries)

    def all_of(self, queries: Sequence[Q]) -> Q:
        return queries[0] if len(queries) == 1 else self.every(queries)

    def side_by_side(self, name: str, way: Sequence[str]) -> Q:
        return self.term(name, way[0]) if len(way) == 1 else self.words_in_order(name, way)

    def exactly(self, want: Want, text: str = "words") -> Q:
        """What answers `want` in its own words: in `text`, in a name or by its date."""
        found = [self.side_by_side(text, way) for way in want.ways]
        found.extend(self.side_by_side("names", way) for way in want.named)
        found.extend(self.term("when", way[0]) for way in want.ways if words.is_date_term(way[0]))
        if want.begins:
            found.append(self.begins("names", want.begins))
            if text == "words":
                found.append(self.begins("seen", want.begins))
        return self.any_of(found)

    def loosely(self, word: str) -> Q:
        """What may be `word` misread, mistyped, gone on, misheard or in its short form."""
        found = [self.term("words", words.stem(word)), self.term("names", word)]
        if word.isalpha():
            found.extend(self.term("names", form) for form in sorted(names.short_forms(word)))
            key = names.sound(word)
            # What has no vowel is said by nobody, and sounds like no name: a slip of the hand on the keys.
            if len(key) > 1 and names.can_be_said(word):
                found.append(self.term("sounds", key))
            if len(word) >= words.NEAR_LETTERS:
                for name in ("seen", "names"):
                    found.extend((self.misread(name, word), self.begins(name, word)))
        return self.any_of(found)

    def nearly(self, want: Want) -> Q:
        if not want.loose:
            return self.exactly(want)
        loosely = self.all_of([self.loosely(word) for word in want.loose])
        return self.any_of([self.exactly(want), loosely])

    def named(self, asked: Asked) -> Q:
        """All of it in the title or a name."""
        return self.all_of([self.exactly(want, "title") for want in asked.wants])

    def phrase(self, asked: Asked) -> Q | None:
        """All of it word for word, where it is more than a word."""
        return self.side_by_side("words", asked.run) if len(asked.run) > 1 else None

    def exact(self, asked: Asked) -> Q:
        return self.all_of([self.exactly(want) for want in asked.wants])

    def near(self, asked: Asked) -> Q | None:
        """All of it, near misses too; None where there can be none."""
        if not any(want.loose for want in asked.wants):
            return None
        return self.all_of([self.nearly(want) for want in asked.wants])

    def _granted(self, grant: Grant) -> Q | None:
        """What `grant` opens, or None where that is nothing."""
        opened = []
        if grant.everyone:
            opened.append(self.term("door", "open"))
        if grant.people or grant.holders:
            opened.append(self.of("reach", grant.people | grant.holders))
        if not opened or grant.kinds == frozenset():
            return None
        if grant.kinds is None:
            return self.any_of(opened)
        return self.all_of([self.any_of(opened), self.among("kind", sorted(grant.kinds))])

    def allowed(
        self, asked: Asked, rights: Rights, waiting: Collection[str | UUID]
    ) -> Clauses[Q] | None:
        """What may be found at all; None without a grant."""
        opened = [query for grant in rights.grants if (query := self._granted(grant)) is not None]
        if not opened:
            return None
        never = [self.exactly(want) for want in asked.without]
        if rights.denied:
            never.append(self.of("about", rights.denied))
        if waiting:
            never.append(self.among("handle", map(handle, waiting)))
        return Clauses((self.any_of(opened),), tuple(never))

    def narrowing(self, narrowed: Narrowed, rights: Rights) -> Clauses[Q]:
        """What was ticked."""
        must = [
            self.among(name, sorted(values))
            for name, ticks in TICKS.items()
            if (values := getattr(narrowed, ticks))
        ]
        never: list[Q] = []
        if narrowed.people is not None:
            # Or one could ask which of the own entries are about somebody whose file is closed.
            known = [person.hex for person in narrowed.people if rights.opens_file_of(person)]
            must.append(self.among("people", known))
        if narrowed.since or narrowed.until:
            least = entries.first_order_on(narrowed.since) if narrowed.since else None
            below = None
            if narrowed.until and narrowed.until < date.max:
                below = entries.first_order_on(narrowed.until + timedelta(days=1))
            if least is not None or below is not None:
                must.append(self.between(least, below))
            # A person has no day, and stands before everything that has one.
            never.append(self.term("kind", "person"))
        return Clauses(tuple(must), tuple(never))
