"""Entries and questions in the words of Elasticsearch: its mapping, its documents, its queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from elasticsearch.dsl import Q
from elasticsearch.dsl.query import Query

from search import entries
from search.answers import Tier
from search.asking import Asked
from search.engines.phrasing import Clauses, Phrasing
from search.entries import Terms

# To be raised with any change to the mapping below.
SCHEMA_VERSION = 3

# Numbers of 64 bits without a sign, moved to where Elasticsearch's begin: their order stays.
_LEAST = 1 << 63

_TEXT = {"type": "text", "analyzer": "whitespace", "norms": False, "similarity": "boolean"}
_WORD = {"type": "keyword"}
# Only looked for, never sorted by or counted.
_MARK = {"type": "keyword", "doc_values": False}
_SET = {**_TEXT, "index_options": "docs"}

MAPPING: dict[str, Any] = {
    "dynamic": "strict",
    # Nothing but terms is kept: what is shown comes from the database.
    "_source": {"enabled": False},
    "properties": {
        "key": _WORD,
        "handle": _MARK,
        "names": _TEXT,
        "title": _TEXT,
        "words": _TEXT,
        "sounds": _SET,
        "seen": _SET,
        "shapes": _SET,
        "when": _MARK,
        "door": _MARK,
        "people": _MARK,
        "circle": _WORD,
        "kind": _WORD,
        "label": _WORD,
        "exemplar": _WORD,
        "language": _WORD,
        "medium": _WORD,
        "about": {"type": "long"},
        "reach": {"type": "long"},
        "year": {"type": "integer"},
        "order": {"type": "long"},
    },
}


def document(terms: Terms) -> dict[str, Any]:
    return {
        "key": terms.key,
        "handle": terms.handles,
        "names": terms.names,
        "title": terms.title,
        "words": terms.words,
        "sounds": terms.sounds,
        "seen": terms.seen,
        "shapes": terms.shapes,
        "when": terms.when,
        "door": terms.door,
        "people": terms.people,
        "circle": terms.circle or None,
        "kind": terms.kind,
        "label": terms.label or None,
        "exemplar": terms.exemplar or None,
        "language": terms.language or None,
        "medium": terms.medium or None,
        "about": [_signed(number) for number in terms.about],
        "reach": [_signed(number) for number in terms.reach],
        "year": terms.year,
        "order": _signed(terms.order),
    }


def _signed(number: int) -> int:
    return number - _LEAST


def order_of(sorted_by: int) -> int:
    """The order number, of the value by which Elasticsearch sorted."""
    return sorted_by + _LEAST


class ElasticPhrasing(Phrasing[Query]):
    def term(self, name: str, value: str) -> Query:
        return Q("term", **{name: value})

    def among(self, name: str, values: Iterable[str]) -> Query:
        return Q("terms", **{name: list(values)})

    def of(self, name: str, ids: Iterable[UUID]) -> Query:
        return Q("terms", **{name: [_signed(entries.id_number(one)) for one in ids]})

    def words_in_order(self, name: str, way: Sequence[str]) -> Query:
        return Q("match_phrase", **{name: " ".join(way)})

    def begins(self, name: str, start: str) -> Query:
        return Q("prefix", **{name: {"value": start, "rewrite": "constant_score"}})

    def misread(self, name: str, word: str, letters: int) -> Query:
        # Not the fifty best terms, which would be others where there is more that the asker may not see.
        value = {"value": word, "fuzziness": letters, "rewrite": "constant_score"}
        return Q("fuzzy", **{name: value})

    def like(self, name: str, pattern: str) -> Query:
        value = {"value": pattern, "flags": "NONE", "rewrite": "constant_score"}
        return Q("regexp", **{name: value})

    def like_in_order(self, name: str, patterns: Sequence[str]) -> Query:
        each = ({"regexp": {name: {"value": one, "flags": "NONE"}}} for one in patterns)
        spans = [{"span_multi": {"match": one}} for one in each]
        return Q("span_near", clauses=spans, slop=0, in_order=True)

    def either(self, queries: Sequence[Query]) -> Query:
        return Q("bool", should=list(queries), minimum_should_match=1)

    def every(self, queries: Sequence[Query]) -> Query:
        return Q("bool", filter=list(queries))

    def between(self, least: int | None, below: int | None) -> Query:
        within = {"gte": least, "lt": below}
        kept = {name: _signed(number) for name, number in within.items() if number is not None}
        return Q("range", order=kept)


SAY = ElasticPhrasing()


def whole(clauses: Clauses[Query]) -> Query:
    if not clauses.must and not clauses.never:
        return Q("match_all")
    return Q("bool", filter=list(clauses.must), must_not=list(clauses.never))


@dataclass(frozen=True)
class Question:
    """A query for each tier that can have hits. `named` lies within `exact`, `exact` within `near`."""

    named: Query
    phrase: Query | None
    exact: Query
    near: Query | None = None

    def graded(self) -> Query:
        """Everything that answers, each with the score of the first tier it belongs to and of no other."""
        tiers = [(self.named, Tier.NAMED), (self.exact, Tier.WORDS)]
        if self.phrase:
            tiers.append((SAY.all_of([self.exact, self.phrase]), Tier.PHRASE))
        if self.near:
            tiers.append((self.near, Tier.NEAR))
        return Q(
            "dis_max",
            tie_breaker=0.0,
            queries=[Q("constant_score", filter=one, boost=_SCORES[tier]) for one, tier in tiers],
        )


_SCORES = {Tier.NAMED: 4.0, Tier.PHRASE: 3.0, Tier.WORDS: 2.0, Tier.NEAR: 1.0}
_TIERS = {score: tier for tier, score in _SCORES.items()}


def tier_of(score: float) -> Tier:
    return _TIERS[score]


def question(asked: Asked, *, widened: bool) -> Question:
    """`asked`, `widened` by its near misses."""
    return Question(
        named=SAY.named(asked),
        phrase=SAY.phrase(asked),
        exact=SAY.exact(asked),
        near=SAY.near(asked) if widened else None,
    )


def can_be_widened(asked: Asked) -> bool:
    return SAY.near(asked) is not None
