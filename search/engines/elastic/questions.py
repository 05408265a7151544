"""Entries and questions in the words of Elasticsearch: its mapping, its documents, its queries."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from elasticsearch.dsl import Q
from elasticsearch.dsl.query import Query

from cases import names
from documents import words
from documents.words import Want
from search import entries
from search.answers import Narrowed, Tier
from search.asking import Asked
from search.entries import Entry
from search.rights import Grant, Rights

# To be raised with any change to the mapping below.
SCHEMA_VERSION = 1

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
        "when": _MARK,
        "door": _MARK,
        "people": _WORD,
        "kind": _WORD,
        "label": _WORD,
        "about": {"type": "long"},
        "reach": {"type": "long"},
        "year": {"type": "integer"},
        "order": {"type": "long"},
    },
}


def document(entry: Entry) -> dict[str, Any]:
    terms = entries.terms(entry)
    return {
        "key": terms.key,
        "handle": terms.handles,
        "names": terms.names,
        "title": terms.title,
        "words": terms.words,
        "sounds": terms.sounds,
        "seen": terms.seen,
        "when": terms.when,
        "door": terms.door,
        "people": terms.people,
        "kind": terms.kind,
        "label": terms.label or None,
        "about": [_signed(number) for number in terms.about],
        "reach": [_signed(number) for number in terms.reach],
        "year": terms.year,
        "order": _signed(terms.order),
    }


def _signed(number: int) -> int:
    return number - _LEAST


def handle(thing: str | UUID) -> str:
    return thing.hex if isinstance(thing, UUID) else thing


def among(name: str, values: Iterable[str | int]) -> Query:
    return Q("terms", **{name: list(values)})


def _of(name: str, ids: Iterable[UUID]) -> Query:
    return among(name, (_signed(entries.id_number(one)) for one in ids))


def _term(name: str, value: str) -> Query:
    return Q("term", **{name: value})


def _side_by_side(name: str, way: Sequence[str]) -> Query:
    return _term(name, way[0]) if len(way) == 1 else Q("match_phrase", **{name: " ".join(way)})


def _begins(name: str, start: str) -> Query:
    return Q("prefix", **{name: {"value": start, "rewrite": "constant_score"}})


def _misread(name: str, word: str) -> Query:
    # Not the fifty best terms, which would be others where there is more that the asker may not see: all of them.
    return Q("fuzzy", **{name: {"value": word, "fuzziness": 1, "rewrite": "constant_score"}})


def _any(queries: Sequence[Query]) -> Query:
    if len(queries) == 1:
        return queries[0]
    return Q("bool", should=list(queries), minimum_should_match=1)


def all_of(queries: Sequence[Query]) -> Query:
    return queries[0] if len(queries) == 1 else Q("bool", filter=list(queries))


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
    return _any([_exactly(want), all_of([_loosely(word) for word in want.loose])])


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
            tiers.append((all_of([self.exact, self.phrase]), Tier.PHRASE))
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
        named=all_of([_exactly(want, "title") for want in asked.wants]),
        phrase=_side_by_side("words", asked.run) if len(asked.run) > 1 else None,
        exact=all_of([_exactly(want) for want in asked.wants]),
        near=all_of([_nearly(want) for want in asked.wants]) if widened else None,
    )


def can_be_widened(asked: Asked) -> bool:
    return any(want.loose for want in asked.wants)


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
    return all_of([_any(opened), among("kind", sorted(grant.kinds))])


def allowed(asked: Asked, rights: Rights, waiting: Collection[str | UUID]) -> Query | None:
    """What every hit must be and must not be, whatever it says; None without a grant."""
    opened = [query for grant in rights.grants if (query := _granted(grant))]
    if not opened:
        return None
    closed = [_exactly(want) for want in asked.without]
    if rights.denied:
        closed.append(_of("about", rights.denied))
    if waiting:
        closed.append(among("handle", map(handle, waiting)))
    return Q("bool", filter=[_any(opened)], must_not=closed)


def narrowing(narrowed: Narrowed, rights: Rights) -> Query:
    kept: list[Query] = [
        among(name, sorted(values))
        for name, values in (("kind", narrowed.kinds), ("label", narrowed.labels))
        if values
    ]
    left_out: list[Query] = []
    if narrowed.people:
        # Or one could ask which of the own entries are about somebody whose file is closed.
        known = [person.hex for person in narrowed.people if rights.opens_file_of(person)]
        kept.append(among("people", known))
    if narrowed.since or narrowed.until:
        within = {}
        if narrowed.since:
            within["gte"] = _signed(entries.first_order_on(narrowed.since))
        if narrowed.until and narrowed.until < date.max:
            after = narrowed.until + timedelta(days=1)
            within["lt"] = _signed(entries.first_order_on(after))
        if within:
            kept.append(Q("range", order=within))
        # A person has no day, and stands before everything that has one.
        left_out.append(_term("kind", "person"))
    if not kept and not left_out:
        return Q("match_all")
    return Q("bool", filter=kept, must_not=left_out)
