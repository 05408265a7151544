"""A question put to one state of the index: which hits, in which order, and how many of what."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from operator import itemgetter
from typing import Any

from tantivy import DocAddress, Occur, Query, Searcher, SearchResult

from documents.wants import Want
from search import answers
from search.answers import (
    COUNTED,
    ENOUGH,
    NOT_NARROWED,
    Answer,
    Counts,
    Hit,
    Narrowed,
    Sharing,
    Tier,
)
from search.asking import Asked
from search.engines.embedded import questions
from search.engines.embedded.lexicon import Lexicon
from search.engines.embedded.questions import SAY, Clause, Question
from search.rights import Rights

# More things of one day and one document than this never share the same number.
_TIES = 16
# Up to so many hits it is faster to fetch them all at once, graded, than tier after tier.
_AT_ONCE = 2_000
# Far above the number of kinds, labels or years; Tantivy stops at 65 000.
_MOST_VALUES = 60_000


def answer(
    searcher: Searcher,
    asked: Asked,
    allowed: list[Clause],
    rights: Rights,
    narrowed: Narrowed,
    by_date: bool,
    offset: int,
    end: int,
    lexicon: Lexicon,
) -> Answer:
    """Hits `offset` to `end`, with totals and counts, within `allowed` and what was ticked."""

    def under(view: Narrowed) -> list[Clause]:
        return [*allowed, *questions.listed(SAY.narrowing(view, rights))]

    question = questions.question(asked)
    always = under(narrowed)
    # Decided without what was ticked, or ticking a value would change the number beside it.
    exact, known = _counted(searcher, question, allowed, COUNTED)
    if exact < ENOUGH:
        question = questions.widened(question, asked, lexicon)
    if narrowed != NOT_NARROWED:
        exact, _ = _counted(searcher, replace(question, near=None), always)
    total = exact
    hits: Sequence[tuple[Tier | None, DocAddress]] = []
    if question.near or total <= _AT_ONCE:
        total, hits = _at_once(searcher, question, always)
    if total > exact:
        known = {}
    elif narrowed == NOT_NARROWED:
        # Nothing is near: what is left to be counted need not look for it again.
        question = replace(question, near=None)
    if by_date:
        hits = _by_date(searcher, question, always, end)
    elif total > _AT_ONCE:
        hits = _tier_by_tier(searcher, question, always, end)
    circles: answers.Circles | None = None
    counts = known if narrowed == NOT_NARROWED else {}
    for view, fields in _views(narrowed, set(counts)).items():
        clauses = under(view)
        if "circle" in fields:
            found = total if view == narrowed else _counted(searcher, question, clauses)[0]
            if found > answers.MOST_BY_PERSON:
                fields.remove("circle")
        if fields:
            counts |= _counted(searcher, question, clauses, fields)[1]
    if "circle" in counts:
        circles = answers.circles_of(counts["circle"], rights)
    # Which fields were counted together depends on the ticks; an answer's order does not.
    counts = {name: counts[name] for name in COUNTED}
    if circles is not None:
        counts["person"] = answers.by_person(circles)
    return Answer(
        hits=tuple(Hit(key_of(searcher, address), tier) for tier, address in hits[offset:end]),
        total=total,
        near=total - exact,
        counts=counts,
        circles=circles,
    )


def sharing(searcher: Searcher, want: Want, allowed: list[Clause], most: int) -> Sharing:
    """What answers `want` exactly within `allowed`."""
    query = Query.boolean_query([(Occur.Must, SAY.exactly(want)), *allowed])
    found = searcher.search(query, most + _TIES, count=True, order_by_field="order")
    hits = [
        (order, key_of(searcher, address))
        for order, group in groupby(found.hits, key=itemgetter(0))
        for _, address in _settled(searcher, group)
    ]
    total = _count(found)
    return Sharing(total, tuple(hits[:most]))


def _count(found: SearchResult) -> int:
    return int(found.count)  # type: ignore[attr-defined]  # missing from the stubs of 0.27


def key_of(searcher: Searcher, address: DocAddress) -> str:
    return str(searcher.doc(address)["key"][0])


def _at_once(
    searcher: Searcher, question: Question, always: list[Clause]
) -> tuple[int, list[tuple[Tier, DocAddress]]]:
    """How many hits there are and, if not more than `_AT_ONCE`, all of them in order."""
    silent = [(o, questions.silent(q) if o == Occur.Must else q) for o, q in always]
    query = Query.boolean_query([*question.graded(), *silent])
    found = searcher.search(query, _AT_ONCE, count=True)
    total = _count(found)
    if total > _AT_ONCE:
        return total, []
    addresses = [address for _, address in found.hits]
    orders = searcher.fast_field_values("order", addresses)
    ranked = [
        ((questions.tier_of(score), -int(order or 0)), address)
        for (score, address), order in zip(found.hits, orders, strict=True)
    ]
    ranked.sort(key=itemgetter(0))
    return total, [(place[0], address) for place, address in _settled(searcher, ranked)]


def _tier_by_tier(
    searcher: Searcher, question: Question, always: list[Clause], end: int
) -> list[tuple[Tier, DocAddress]]:
    """The first `end` hits."""
    hits: list[tuple[Tier, DocAddress]] = []
    for tier, clauses in question.tiers():
        wanted = end - len(hits)
        if wanted <= 0:
            break
        query = Query.boolean_query([*clauses, *always])
        found = searcher.search(query, wanted + _TIES, count=False, order_by_field="order").hits
        hits.extend((tier, address) for _, address in _settled(searcher, found)[:wanted])
    return hits


def _by_date(
    searcher: Searcher, question: Question, always: list[Clause], end: int
) -> list[tuple[None, DocAddress]]:
    """The first `end` hits, whatever their tier."""
    query = Query.boolean_query([(Occur.Must, question.all), *always])
    found = searcher.search(query, end + _TIES, count=False, order_by_field="order").hits
    return [(None, address) for _, address in _settled(searcher, found)[:end]]


def _settled(
    searcher: Searcher, found: Iterable[tuple[Any, DocAddress]]
) -> list[tuple[Any, DocAddress]]:
    """`found` as sorted; those that share a place by their keys, not by where they lie.

    Where a thing lies in the index depends on its neighbours, hidden ones included.
    """
    settled: list[tuple[Any, DocAddress]] = []
    for _, same in groupby(found, key=itemgetter(0)):
        group = list(same)
        if len(group) > 1:
            group.sort(key=lambda pair: key_of(searcher, pair[1]))
        settled.extend(group)
    return settled


def _views(narrowed: Narrowed, known: set[str]) -> dict[Narrowed, list[str]]:
    """What is still to be counted under which ticks: each field under all but those of its own kind."""
    views: dict[Narrowed, list[str]] = {}
    for field in (*COUNTED, "circle"):
        if field not in known:
            views.setdefault(narrowed.without(field), []).append(field)
    return views


def _counted(
    searcher: Searcher, question: Question, always: list[Clause], fields: Sequence[str] = ()
) -> tuple[int, dict[str, Counts]]:
    """How many things answer, and how many there are of each value of `fields`, most frequent first."""
    # A segment that kept only its most frequent values would make their sum a guess.
    most = {"size": _MOST_VALUES, "segment_size": _MOST_VALUES}
    wanted: dict[str, Any] = {name: {"terms": {"field": name, **most}} for name in fields}
    wanted["total"] = {"value_count": {"field": "order"}}
    query = Query.boolean_query([(Occur.Must, question.all), *always])
    found = searcher.aggregate(query, wanted)
    counts: dict[str, Counts] = {}
    for name in fields:
        pairs = [(str(b["key"]), int(b["doc_count"])) for b in found[name]["buckets"]]
        counts[name] = answers.most_frequent_first(pairs)
    return int(found["total"]["value"]), counts
