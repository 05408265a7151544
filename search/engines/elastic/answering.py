"""A question put to Elasticsearch: which hits, in which order, and how many of what, in one request or two."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from elasticsearch import Elasticsearch
from elasticsearch.dsl import A, Q, Search
from elasticsearch.dsl.query import Query

from search import answers
from search.answers import ENOUGH, NOT_NARROWED, Answer, Counts, Hit, Narrowed
from search.asking import Asked
from search.engines.contract import EngineDown
from search.engines.elastic import connection, questions
from search.rights import Rights

# Far above the number of kinds, labels or years, and below the buckets that Elasticsearch gives at most.
_MOST_VALUES = 60_000


def answer(
    client: Elasticsearch,
    index: str,
    seconds: float,
    asked: Asked,
    allowed: Query,
    rights: Rights,
    narrowed: Narrowed,
    offset: int,
    end: int,
) -> Answer:
    """Hits `offset` to `end`, with totals and counts, within `allowed` and what was ticked."""

    def ask(*, widened: bool, hits: bool, fields: Sequence[str]) -> Mapping[str, Any]:
        question = questions.question(asked, widened=widened)
        search = Search(using=client, index=index).query(
            "bool", must=[question.graded()], filter=[allowed]
        )
        if narrowed != NOT_NARROWED:
            search = search.post_filter(questions.narrowing(narrowed, rights))
        for name in fields:
            under = questions.narrowing(_without(narrowed, name), rights)
            search.aggs.bucket(name, "filter", filter=under).bucket(
                "values", A("terms", field=name, size=_MOST_VALUES)
            )
        if hits:
            search.aggs.bucket("all", "filter", filter=Q("match_all"))
            near_people = questions.narrowing(_without(narrowed, "people"), rights)
            search.aggs.bucket("by people", "filter", filter=near_people)
            ticked = questions.narrowing(narrowed, rights)
            exact = questions.all_of([question.exact, ticked])
            search.aggs.bucket("exact", "filter", filter=exact)
        search = search.sort("_score", "-order", "key")
        leaf = max(0, end - offset) if hits else 0
        search = search.extra(
            from_=offset if leaf else 0,
            size=leaf,
            track_total_hits=True,
            timeout=f"{int(seconds * 1000)}ms",
            _source=False,
        )
        return _asked(client, index, search.to_dict())

    with connection.guarded():
        found = ask(widened=False, hits=True, fields=_FIELDS)
        fields = ["people"]
        if _number(found, "all") < ENOUGH and questions.can_be_widened(asked):
            found = ask(widened=True, hits=True, fields=(*_FIELDS, "people"))
            fields = []
        counts = {name: _counts(found, name) for name in _FIELDS}
        if _number(found, "by people") <= answers.MOST_BY_PERSON:
            by_person = ask(widened=False, hits=False, fields=fields) if fields else found
            counts["person"] = tuple(
                (str(UUID(key)), number)
                for key, number in _counts(by_person, "people")
                if rights.opens_file_of(UUID(key))
            )
        total = int(found["hits"]["total"]["value"])
        return Answer(
            hits=tuple(
                Hit(str(hit["_id"]), questions.tier_of(hit["sort"][0]))
                for hit in found["hits"]["hits"]
            ),
            total=total,
            near=total - _number(found, "exact"),
            counts=counts,
        )


_FIELDS = ("kind", "label", "year")


def _asked(client: Elasticsearch, index: str, body: dict[str, Any]) -> Mapping[str, Any]:
    found = client.search(index=index, body=body, allow_partial_search_results=False)
    if found["timed_out"]:
        raise EngineDown(connection.SLOW)
    if found["_shards"]["failed"]:
        raise connection.NotWhole(connection.NOT_WHOLE)
    answer: Mapping[str, Any] = found.body
    return answer


def _without(narrowed: Narrowed, name: str) -> Narrowed:
    """The ticks under which a field is counted: all but those of its own kind."""
    if name == "kind":
        return replace(narrowed, kinds=frozenset())
    if name == "label":
        return replace(narrowed, labels=frozenset())
    if name == "year":
        return replace(narrowed, since=None, until=None)
    return replace(narrowed, people=frozenset())


def _number(found: Mapping[str, Any], name: str) -> int:
    return int(found["aggregations"][name]["doc_count"])


def _counts(found: Mapping[str, Any], name: str) -> Counts:
    buckets = found["aggregations"][name]["values"]["buckets"]
    pairs = [(str(bucket["key"]), int(bucket["doc_count"])) for bucket in buckets]
    return tuple(sorted(pairs, key=lambda pair: (-pair[1], pair[0])))
