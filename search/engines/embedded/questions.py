"""Entries and questions in the words of Tantivy: its fields, its documents, its queries."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from uuid import UUID

from tantivy import Document, FieldType, Occur, Query, Schema, SchemaBuilder

from search import entries
from search.answers import Tier
from search.asking import Asked
from search.engines.embedded.lexicon import Lexicon
from search.engines.phrasing import Clauses, Phrasing
from search.entries import Terms

# To be raised with any change to the fields below, or to the lexicon beside them.
SCHEMA_VERSION = 4


def _fields() -> Schema:
    build = SchemaBuilder()
    build.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
    build.add_text_field("handle", tokenizer_name="raw", index_option="basic")
    for name in ("names", "title", "words"):
        build.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    for name in ("sounds", "seen", "shapes"):
        build.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    for name in ("when", "door", "people"):
        build.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("circle", "kind", "label", "exemplar", "language", "medium"):
        build.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for name in ("about", "reach"):
        build.add_unsigned_field(name, indexed=True)
    build.add_unsigned_field("year", fast=True)
    build.add_unsigned_field("order", fast=True)
    return build.build()


def document(terms: Terms) -> Document:
    made = Document()
    for name in _ONE:
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


_ONE = (
    "key", "names", "sounds", "title", "words", "seen", "shapes", "door", "circle", "kind", "label", "exemplar",
    "language", "medium",
)  # fmt: skip

SCHEMA = _fields()


class TantivyPhrasing(Phrasing[Query]):
    def term(self, name: str, value: str) -> Query:
        return Query.term_query(SCHEMA, name, value, "basic")

    def among(self, name: str, values: Iterable[str]) -> Query:
        return Query.term_set_query(SCHEMA, name, list(values))

    def of(self, name: str, ids: Iterable[UUID]) -> Query:
        return Query.term_set_query(SCHEMA, name, [entries.id_number(one) for one in ids])

    def words_in_order(self, name: str, way: Sequence[str]) -> Query:
        return Query.phrase_query(SCHEMA, name, list(way))

    def begins(self, name: str, start: str) -> Query:
        return Query.fuzzy_term_query(SCHEMA, name, start, distance=0, prefix=True)

    def misread(self, name: str, word: str, letters: int) -> Query:
        return Query.fuzzy_term_query(SCHEMA, name, word, distance=letters)

    def like(self, name: str, pattern: str) -> Query:
        return Query.regex_query(SCHEMA, name, pattern)

    def like_in_order(self, name: str, patterns: Sequence[str]) -> Query:
        return _like_in_order(name, tuple(patterns))

    def either(self, queries: Sequence[Query]) -> Query:
        return Query.boolean_query([(Occur.Should, query) for query in queries])

    def every(self, queries: Sequence[Query]) -> Query:
        return Query.boolean_query([(Occur.Must, query) for query in queries])

    def between(self, least: int | None, below: int | None) -> Query:
        return Query.range_query(
            SCHEMA,
            "order",
            FieldType.Unsigned,
            least,
            below,
            # Tantivy refuses an open side that is not inclusive.
            include_upper=below is None,
        )


@lru_cache(maxsize=512)
def _like_in_order(name: str, patterns: tuple[str, ...]) -> Query:
    # To read a pattern takes Tantivy a millisecond, and field words are asked for again and again.
    return Query.regex_phrase_query(SCHEMA, name, list(patterns))


class WithLexicon(TantivyPhrasing):
    """Asks for the misread words that there are, where the dictionary would have to be walked through for them."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def misread_forms(self, word: str) -> Sequence[Query]:
        return [self.among("seen", self._lexicon.near(word))]


SAY = TantivyPhrasing()

Clause = tuple[Occur, Query]


def listed(clauses: Clauses[Query]) -> list[Clause]:
    return [
        *((Occur.Must, query) for query in clauses.must),
        *((Occur.MustNot, query) for query in clauses.never),
    ]


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
    return Question(named=SAY.named(asked), phrase=SAY.phrase(asked), exact=SAY.exact(asked))


def widened(question: Question, asked: Asked, lexicon: Lexicon) -> Question:
    """`question` with the near misses of `asked` as well, where there can be any."""
    return replace(question, near=WithLexicon(lexicon).near(asked))
