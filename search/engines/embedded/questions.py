"""Entries and questions in the words of Tantivy: its fields, its documents, its queries."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from tantivy import Document, FieldType, Occur, Query, Schema, SchemaBuilder

from cases import names
from documents import words
from documents.words import Want
from search import entries
from search.answers import Narrowed, Tier
from search.asking import Asked
from search.entries import Entry
from search.rights import Grant, Rights

# To be raised with any change to the fields below.
SCHEMA_VERSION = 1


def _fields() -> Schema:
    build = SchemaBuilder()
    build.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
    build.add_text_field("handle", tokenizer_name="raw", index_option="basic")
    for name in ("names", "title", "words"):
        build.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    for name in ("sounds", "seen"):
        build.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    for name in ("when", "door"):
        build.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("people", "kind", "label"):
        build.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for name in ("about", "reach"):
        build.add_unsigned_field(name, indexed=True)
    build.add_unsigned_field("year", fast=True)
    build.add_unsigned_field("order", fast=True)
    return build.build()


def document(entry: Entry) -> Document:
    terms = entries.terms(entry)
    made = Document()
    for name in ("key", "names", "sounds", "title", "words", "seen", "door", "kind", "label"):
        if value := getattr(terms, name):
            made.add_text(name, value)
    for name, texts in (("handle", terms.handles), ("when", terms.when), ("people", terms.people)):
        for text in texts:
            made.add_text(name, text)
    for name, numbers in (("about", terms.about), ("reach", terms.reach)):
        for number in numbers:
            made.add_unsigned(name, number)
    if terms.year is not None:
        made.add_unsigned("year", terms.year)
    made.add_unsigned("order", terms.order)
    return made


SCHEMA = _fields()


def handle(thing: str | UUID) -> str:
    return thing.hex if isinstance(thing, UUID) else thing


def _term(name: str, value: str) -> Query:
    return Query.term_query(SCHEMA, name, value, "basic")


def _among(name: str, values: Iterable[str | int]) -> Query:
    return Query.term_set_query(SCHEMA, name, list(values))


def _of(name: str, ids: Iterable[UUID]) -> Query:
    return _among(name, map(entries.id_number, ids))


def _side_by_side(name: str, way: Sequence[str]) -> Query:
    if len(way) == 1:
        return _term(name, way[0])
    return Query.phrase_query(SCHEMA, name, list(way))


def _begins(name: str, start: str) -> Query:
    return Query.fuzzy_term_query(SCHEMA, name, start, distance=0, prefix=True)


def _misread(name: str, word: str) -> Query:
    return Query.fuzzy_term_query(SCHEMA, name, word, distance=1)


def _any(queries: Sequence[Query]) -> Query:
    if len(queries) == 1:
        return queries[0]
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def _all(queries: Sequence[Query]) -> Query:
    if len(queries) == 1:
        return queries[0]
    return Query.boolean_query([(Occur.Must, query) for query in queries])


def between(least: int | None, below: int | None) -> Query:
    """Whose order number is at least `least` and below `below`; None leaves that side open."""
    return Query.range_query(
        SCHEMA,
        "order",
        FieldType.Unsigned,
        least,
        below,
        # Tantivy refuses an open side that is not inclusive.
        include_upper=below is None,
    )


def _exactly(want: Want, text: str = "words") -> Query:
    """What answers `want` in its own words: in `text`, in a name or by its date."""
    found = [_side_by_side(text, way) for way in want.ways]
    found.extend(_side_by_side("names", way) for way in want.named)
    found.extend(_term("when", way[0]) for way in want.ways if words.is_date_term(way[0]))
    if want.begins:
        found.append(_begins("names", want.begins))
        if text == "words":
            found.append(_begins("seen", want.begins))
    return _any(found)


def _loosely(word: str) -> Query:
    """What may be `word` misread, mistyped, gone on, misheard or in its short form."""
    found = [_term("words", words.stem(word)), _term("names", word)]
    if word.isalpha():
        found.extend(_term("names", form) for form in sorted(names.short_forms(word)))
        key = names.sound(word)
        # What has no vowel is said by nobody, and sounds like no name: a slip of the hand on the keys.
        if len(key) > 1 and names.can_be_said(word):
            found.append(_term("sounds", key))
        if len(word) >= words.NEAR_LETTERS:
            for name in ("seen", "names"):
                found.extend((_misread(name, word), _begins(name, word)))
    return _any(found)


def _nearly(want: Want) -> Query:
    if not want.loose:
        return _exactly(want)
    return _any([_exactly(want), _all([_loosely(word) for word in want.loose])])


Clause = tuple[Occur, Query]


@dataclass(frozen=True)
class Question:
    """A query for each tier that can have hits. `named` lies within `exact`, `exact` within `near`.

    `phrase` counts only where `exact` holds too. `all` is the widest.
    """

    named: Query
    phrase: Query | None
    exact: Query
    near: Query | None = None

    @property
    def all(self) -> Query:
        return self.near or self.exact

    def tiers(self) -> Iterator[tuple[Tier, list[Clause]]]:
        """What each tier must hold and must not: nothing is in two."""
        yield Tier.NAMED, [(Occur.Must, self.named)]
        rest = [(Occur.Must, self.exact), (Occur.MustNot, self.named)]
        if self.phrase:
            yield Tier.PHRASE, [*rest, (Occur.Must, self.phrase)]
            rest.append((Occur.MustNot, self.phrase))
        yield Tier.WORDS, rest
        if self.near:
            yield Tier.NEAR, [(Occur.Must, self.near), (Occur.MustNot, self.exact)]

    def graded(self) -> list[Clause]:
        """`all`, with a score that `tier_of` reads; the other clauses beside it must be `silent`."""
        graded = [(Occur.Must, silent(self.all))]
        for query, score in ((self.named, 4.0), (self.phrase, 2.0), (self.exact, 1.0)):
            if query:
                graded.append((Occur.Should, Query.const_score_query(query, score)))
        return graded


def tier_of(score: float) -> Tier:
    if score >= 4:
        return Tier.NAMED
    if score == 3:
        return Tier.PHRASE
    return Tier.WORDS if score == 1 else Tier.NEAR


def silent(query: Query) -> Query:
    """`query`, adding nothing to a score."""
    return Query.const_score_query(query, 0.0)


def question(asked: Asked) -> Question:
    """`asked` without near misses."""
    return Question(
        named=_all([_exactly(want, "title") for want in asked.wants]),
        phrase=_side_by_side("words", asked.run) if len(asked.run) > 1 else None,
        exact=_all([_exactly(want) for want in asked.wants]),
    )


def widened(question: Question, asked: Asked) -> Question:
    """`question` with the near misses of `asked` as well, where there can be any."""
    if not any(want.loose for want in asked.wants):
        return question
    return replace(question, near=_all([_nearly(want) for want in asked.wants]))


def _granted(grant: Grant) -> Query | None:
    """What `grant` opens, or None where that is nothing."""
    opened = []
    if grant.everyone:
        opened.append(_term("door", "open"))
    if grant.people or grant.holders:
        opened.append(_of("reach", grant.people | grant.holders))
    if not opened or grant.kinds == frozenset():
        return None
    if grant.kinds is None:
        return _any(opened)
    return _all([_any(opened), _among("kind", sorted(grant.kinds))])


def allowed(asked: Asked, rights: Rights, waiting: Collection[str | UUID]) -> list[Clause]:
    """What every hit must be and must not be, whatever it says; nothing at all without a grant."""
    opened = [query for grant in rights.grants if (query := _granted(grant))]
    if not opened:
        return []
    clauses = [(Occur.Must, _any(opened))]
    if rights.denied:
        clauses.append((Occur.MustNot, _of("about", rights.denied)))
    if waiting:
        handles = [handle(thing) for thing in waiting]
        clauses.append((Occur.MustNot, _among("handle", handles)))
    clauses.extend((Occur.MustNot, _exactly(want)) for want in asked.without)
    return clauses


def narrowing(narrowed: Narrowed, rights: Rights) -> list[Clause]:
    clauses: list[Clause] = []
    for name, values in (("kind", narrowed.kinds), ("label", narrowed.labels)):
        if values:
            clauses.append((Occur.Must, _among(name, values)))
    if narrowed.people:
        # Or one could ask which of the own entries are about somebody whose file is closed.
        known = [person.hex for person in narrowed.people if rights.opens_file_of(person)]
        clauses.append((Occur.Must, _among("people", known)))
    if narrowed.since or narrowed.until:
        least = entries.first_order_on(narrowed.since) if narrowed.since else None
        below = None
        if narrowed.until and narrowed.until < date.max:
            below = entries.first_order_on(narrowed.until + timedelta(days=1))
        if least is not None or below is not None:
            clauses.append((Occur.Must, between(least, below)))
        # A person has no day, and stands before everything that has one.
        clauses.append((Occur.MustNot, _term("kind", "person")))
    return clauses
