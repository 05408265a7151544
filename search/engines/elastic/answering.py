"""A question put to Elasticsearch: which hits, in which order, and how many of what, in one request or two."""

from collections.abc import Mapping, Sequence
from typing import Any

from elasticsearch import Elasticsearch
from elasticsearch.dsl import A, Q, Search
from elasticsearch.dsl.query import Query

from documents.wants import Want
from search import answers
from search.answers import COUNTED, ENOUGH, NOT_NARROWED, Answer, Counts, Hit, Narrowed, Sharing
from search.asking import Asked
from search.engines.contract import EngineDown
from search.engines.elastic import connection, questions
from search.engines.elastic.questions import SAY
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
    by_date: bool,
    offset: int,
    end: int,
) -> Answer:
    """Hits `offset` to `end`, with totals and counts, within `allowed` and what was ticked."""

    def under(view: Narrowed) -> Query:
        return questions.whole(SAY.narrowing(view, rights))

    ticked = under(narrowed)

    def ask(*, widened: bool, hits: bool, fields: Sequence[str]) -> Mapping[str, Any]:
        question = questions.question(asked, widened=widened)
        search = Search(using=client, index=index).query(
            "bool", must=[question.graded()], filter=[allowed]
        )
        if narrowed != NOT_NARROWED:
            search = search.post_filter(ticked)
        for name in fields:
            search.aggs.bucket(name, "filter", filter=under(narrowed.without(name))).bucket(
                "values", A("terms", field=name, size=_MOST_VALUES)
            )
        if hits:
            search.aggs.bucket("all", "filter", filter=Q("match_all"))
            search.aggs.bucket("in circles", "filter", filter=under(narrowed.without("circle")))
            exact = SAY.all_of([question.exact, ticked])
            search.aggs.bucket("exact", "filter", filter=exact)
        search = search.sort(*(() if by_date else ("_score",)), "-order", "key")
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
        found = ask(widened=False, hits=True, fields=COUNTED)
        fields = ["circle"]
        if _number(found, "all") < ENOUGH and questions.can_be_widened(asked):
            found = ask(widened=True, hits=True, fields=(*COUNTED, "circle"))
            fields = []
        counts = {name: _counts(found, name) for name in COUNTED}
        circles: answers.Circles | None = None
        if _number(found, "in circles") <= answers.MOST_BY_PERSON:
            in_circles = ask(widened=False, hits=False, fields=fields) if fields else found
            circles = answers.circles_of(_counts(in_circles, "circle"), rights)
            counts["person"] = answers.by_person(circles)
        total = int(found["hits"]["total"]["value"])
        return Answer(
            hits=tuple(
                Hit(str(hit["_id"]), None if by_date else questions.tier_of(hit["sort"][0]))
                for hit in found["hits"]["hits"]
            ),
            total=total,
            near=total - _number(found, "exact"),
            counts=counts,
            circles=circles,
        )


def sharing(
    client: Elasticsearch, index: str, seconds: float, want: Want, allowed: Query, most: int
) -> Sharing:
    """What answers `want` exactly within `allowed`."""
    search = (
        Search(using=client, index=index)
        .query("bool", filter=[SAY.exactly(want), allowed])
        .sort("-order", "key")
        .extra(
            size=most,
            track_total_hits=True,
            timeout=f"{int(seconds * 1000)}ms",
            _source=False,
        )
    )
    with connection.guarded():
        found = _asked(client, index, search.to_dict())["hits"]
    hits = ((questions.order_of(hit["sort"][0]), str(hit["_id"])) for hit in found["hits"])
    return Sharing(int(found["total"]["value"]), tuple(hits))


def _asked(client: Elasticsearch, index: str, body: dict[str, Any]) -> Mapping[str, Any]:
    found = client.search(index=index, body=body, allow_partial_search_results=False)
    if found["timed_out"]:
        raise EngineDown(connection.SLOW)
    if found["_shards"]["failed"]:
        raise connection.NotWhole(connection.NOT_WHOLE)
    answer: Mapping[str, Any] = found.body
    return answer


def _number(found: Mapping[str, Any], name: str) -> int:
    return int(found["aggregations"][name]["doc_count"])


def _counts(found: Mapping[str, Any], name: str) -> Counts:
    buckets = found["aggregations"][name]["values"]["buckets"]
    pairs = [(str(bucket["key"]), int(bucket["doc_count"])) for bucket in buckets]
    return answers.most_frequent_first(pairs)
