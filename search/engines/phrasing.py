"""What is asked of an index, put together once from the few sentences that every engine can say in its own language."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, TypeVar
from uuid import UUID

from cases import names
from documents import misreadings, words
from documents.wants import Want
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
    def misread(self, name: str, word: str, letters: int) -> Q:
        """So many letters more, less or other than in `word`: every such term, never only the best of them."""

    @abstractmethod
    def like(self, name: str, pattern: str) -> Q:
        """A term that is as the regular expression says, from its beginning to its end."""

    @abstractmethod
    def like_in_order(self, name: str, patterns: Sequence[str]) -> Q:
        """Two or more such terms side by side."""

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
        found.extend(self.term(text, term) for term in want.mutated)
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
        found.extend(self.term(name, words.shape(word)) for name in ("seen", "shapes"))
        if word.isalpha():
            found.extend(self.term("names", form) for form in sorted(names.short_forms(word)))
            key = names.sound(word)
            # What has no vowel is said by nobody, and sounds like no name: a slip of the hand on the keys.
            if len(key) > 1 and names.can_be_said(word):
                found.append(self.term("sounds", key))
            if len(word) >= misreadings.NEAR_LETTERS:
                found.extend(self.begins(name, word) for name in ("seen", "names"))
                found.append(self.misread("names", word, misreadings.near_edits(word)))
                found.extend(self.misread_forms(word))
        return self.any_of(found)

    def misread_forms(self, word: str) -> Sequence[Q]:
        """Whose text holds a form of `word` misread, by its letters or by its shape."""
        # A shape that differs from its word stands among the shapes, any other among what was seen.
        return [
            self.misread(name, near.form, near.edits)
            for near in misreadings.nearest(word)
            for name in (("seen", "shapes") if near.is_shape else ("seen",))
        ]

    def _misread_ways(self, want: Want) -> Iterator[Q]:
        single = [way[0] for way in want.misread if len(way) == 1]
        for term in (*single, *want.mutated):
            if misreadings.may_be_misread(term):
                yield self.misread("words", term, 1)
        for way in want.misread:
            if len(way) > 1:
                yield self.like_in_order("words", misreadings.misread_way(way))

    def nearly(self, want: Want) -> Q:
        found = [self.exactly(want)]
        if want.loose:
            found.append(self.all_of([self.loosely(word) for word in want.loose]))
        found.extend(self._misread_ways(want))
        if len(want.begins) >= misreadings.NEAR_LETTERS:
            found.append(self.like("seen", misreadings.misreading(want.begins, goes_on=True)))
        return self.any_of(found)

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
        if not any(want.has_near_misses for want in asked.wants):
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
