"""More like this: what shares the most telling words of a thing that the asker may read.

Which words tell most depends on that text, on fixed knowledge, and on how much within the asker's own rights says the
same: never on what else there is. So nothing hidden can change the words, the hits or their order.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from cases import access
from cases.models import Event, IndexChange, User
from documents import marking, words
from documents.languages import FUNCTION_WORDS
from documents.models import Page, Reading, Record, Reply
from documents.wants import NO_SYNONYMS, STOP_WORDS, Want
from search import asking, engines, field_words, finding
from search.answers import Sharing
from search.asking import Asked
from search.engines.contract import IndexUnavailable
from search.finding import Found
from search.models import Search

MODELS = {"page": Page, "record": Record, "event": Event, "reply": Reply}
MOST_TRIED = 16
TELLING = 8
# What more things than this say tells little, to this asker.
MOST_SHARED = 200
SHOWN = 20
_DRAWN = 40
_SAID = 5
_SAME = 0.8
_SHORTEST = 5

# Words that stand in nearly every paper of this field, in folded form.
_EVERYWHERE = frozenset(
    "about after again agreed already also always another asked assessment attend attended because before being "
    "believe between call called carer child children could council county date dated days dear discuss discussed "
    "does doing during every family father feel feels felt first following found from further getting given going "
    "good having health help home however house information into just know known letter like living made make "
    "meeting might month months more morning mother much need needs never next nothing number only other over page "
    "parent parents people person phone place plan please police possible present record regarding report reported "
    "review said same school seen service services should since sincerely social some something state states still "
    "support taken talk telephone than thank that their them then there these they thing things think this those "
    "through time times today told took under until update very visit visited want wanted week weeks well were what "
    "when where which while will with within without worker work would write written year years yesterday young your "
    "january february march april june july august september october november december monday tuesday wednesday "
    "thursday friday saturday sunday plentyn plant teulu ysgol cartref gwaith cymdeithasol gweithiwr".split()
)


def typed_for(user: User, text: str) -> str:
    """The most telling words of `text`, as somebody would type them into the box to find them word for word.

    Where the index cannot be asked, what is telling by itself.
    """
    tried = [
        (typed, wanted[0])
        for typed in candidates(text)
        if len(wanted := asking.parse(typed, NO_SYNONYMS).wants) == 1
    ]
    try:
        shared = _shared(user, [want for _, want in tried])
    except IndexUnavailable:
        return " ".join(typed for typed, _ in tried[:TELLING])
    # What says nearly all of it is a copy, the thing itself among them, and makes no word telling.
    says = Counter(key for one in shared for _, key in one.hits)
    copies = {key for key, often in says.items() if often >= _SAME * len(tried)}
    counted = [
        (one.total - sum(key in copies for _, key in one.hits), place, typed)
        for place, ((typed, _), one) in enumerate(zip(tried, shared, strict=True))
        if one.total > 1
    ]
    # The rarer within one's own rights, the more it tells.
    elsewhere = sorted(one for one in counted if one[0])
    telling = [one for one in elsewhere if one[0] <= MOST_SHARED]
    chosen = telling if len(telling) > 2 else elsewhere or sorted(counted)
    return " ".join(typed for _, _, typed in chosen[:TELLING])


def candidates(text: str) -> list[str]:
    """At most `MOST_TRIED` words of `text`: references first, then names, days and the words that stand out.

    Each as it is typed into the box: a day by its number, everything else in quotation marks.
    """
    found = words.analyse(text)
    at: dict[str, int] = {}
    often: Counter[str] = Counter()
    kinds: dict[str, int] = {}
    in_whole: set[int] = set()
    for whole in found.wholes:
        if words.is_date_term(whole.stem):
            if len(whole.stem) == 10:
                _note(whole.stem, 2, whole.start, at, often, kinds)
            in_whole.update(range(whole.start, whole.end))
        elif len(whole.surface) > 4 and sum(map(str.isdigit, whole.surface)) > 1:
            parts = words.analyse(text[whole.start : whole.end]).words
            typed = " ".join(part.surface for part in parts)
            _note(f'"{typed}"', 0, whole.start, at, often, kinds)
            in_whole.update(range(whole.start, whole.end))
    for word in found.words:
        surface = word.surface
        if word.start in in_whole or not surface.isalpha() or surface in _LEFT_OUT:
            continue
        if _is_named(text, word.start):
            _note(f'"{surface}"', 1, word.start, at, often, kinds)
        elif len(surface) >= _SHORTEST:
            _note(f'"{surface}"', 3, word.start, at, often, kinds)
    ranked = sorted(at, key=lambda one: (kinds[one], -min(often[one], 3), -len(one), at[one]))
    chosen: list[str] = []
    for kind, most in ((0, 4), (1, 5), (2, 3), (3, MOST_TRIED)):
        chosen.extend([one for one in ranked if kinds[one] == kind][:most])
    return chosen[:MOST_TRIED]


_LEFT_OUT = STOP_WORDS | _EVERYWHERE | frozenset().union(*FUNCTION_WORDS.values())


def _note(
    typed: str,
    kind: int,
    start: int,
    at: dict[str, int],
    often: Counter[str],
    kinds: dict[str, int],
) -> None:
    at.setdefault(typed, start)
    kinds[typed] = min(kind, kinds.get(typed, kind))
    often[typed] += 1


def _is_named(text: str, start: int) -> bool:
    """Whether a word begins with a capital where no sentence does."""
    before = text[:start].rstrip(" \t")[-1:]
    return (
        text[start].isupper()
        and text[start + 1 : start + 2].islower()
        and (before.isalnum() or before in (",", "("))
    )


@dataclass
class Alike:
    """`hits`: each with the words that both say; `same`: those that say nearly all of it once more."""

    thing: Found
    said: tuple[str, ...] = ()
    hits: list[tuple[Found, tuple[str, ...]]] = field(default_factory=list)
    same: list[Found] = field(default_factory=list)
    why_not: str = ""


def search_of(user: User, pk: str) -> Search:
    """A search by its id; one for what is like a thing only while that thing can be read. Raises `Refused`."""
    search = access.get(user, Search, pk)
    if search.like:
        kind, _, of = search.like.partition(":")
        model: Any = MODELS[kind]
        if not access.scope(user, "read", model).filter(pk=of).exists():
            raise access.Refused("search.search.read", "search.search", pk)
    return search


def thing_of(user: User, key: str) -> Found:
    """The thing itself. Raises `Refused` where it cannot be read any more, or was withdrawn."""
    found = list(finding.drawn(user, [key], Asked()).values())
    if not found:
        kind, _, pk = key.partition(":")
        raise access.Refused(f"search.{kind}.read", MODELS[kind]._meta.label_lower, pk)
    return found[0]


def find(user: User, search: Search) -> Alike:
    """What is like the thing of `search`, as the rights are now: most of its telling words first, then the newest.

    Writes one audit row that holds no word of it.
    """
    with access.one_moment():
        made = _find(user, search)
    if not made.why_not:
        shown = [*(hit for hit, _ in made.hits), *made.same]
        finding.note(user, shown, len(shown))
    return made


def _find(user: User, search: Search) -> Alike:
    made = Alike(thing_of(user, search.like))
    asked = asking.parse(search.words, NO_SYNONYMS)
    (text,) = texts(user, [made.thing])
    made.said = tuple(_as_written(text, want) for want in asked.wants)
    try:
        shared = _shared(user, asked.wants)
    except IndexUnavailable as why:
        made.why_not = str(why)
        return made
    ranked = _ranked(shared, search.like)
    both = dict(ranked[:_DRAWN])
    drawn = finding.drawn(user, list(both), asked)
    whole = _stems(text)
    bodies = texts(user, list(drawn.values()))
    for (key, hit), body in zip(drawn.items(), bodies, strict=True):
        if _is_same(whole, _stems(body)):
            made.same.append(hit)
        elif len(made.hits) < SHOWN:
            made.hits.append((hit, tuple(made.said[at] for at in both[key][:_SAID])))
    return made


def _shared(user: User, wants: Sequence[Want]) -> tuple[Sharing, ...]:
    waiting = set(IndexChange.objects.values_list("object_id", flat=True)[: finding.MANY_WAITING])
    return engines.chosen().sharing(
        wants, finding.rights_of(user), waiting=waiting, most=MOST_SHARED
    )


def _ranked(shared: Sequence[Sharing], itself: str) -> list[tuple[str, tuple[int, ...]]]:
    """Keys with the places of what they share, the rarest first; those that share most come first."""
    weights = [1 + (MOST_SHARED // max(one.total, 1)).bit_length() for one in shared]
    places: dict[str, list[int]] = {}
    orders: dict[str, int] = {}
    for place, one in enumerate(shared):
        for order, key in one.hits:
            if key.split(":")[:2] != itself.split(":"):
                places.setdefault(key, []).append(place)
                orders[key] = order
    # One word in common is chance, unless there are hardly any to have in common.
    least = 2 if sum(1 for one in shared if one.total > 1) > 2 else 1
    kept = {key: some for key, some in places.items() if len(some) >= least}
    ranked = sorted(
        kept, key=lambda key: (-sum(weights[at] for at in kept[key]), -orders[key], key)
    )
    return [(key, tuple(sorted(kept[key], key=lambda at: (-weights[at], at)))) for key in ranked]


def _as_written(text: str, want: Want) -> str:
    """What `want` looks for as it stands in `text`, the text of the thing itself."""
    marked = marking.mark(text, [want])
    if not marked:
        return field_words.said_of(want)
    start, end = marked[0]
    return " ".join(text[start:end].split())


def texts(user: User, some: Sequence[Found]) -> list[str]:
    """The whole text of each, as far as `user` may read it."""
    ids = {one.page_id for one in some if one.page_id}
    readings = Reading.objects.of(page__in=access.scope(user, "read", Page).filter(pk__in=ids))
    pages = dict(readings.filter(is_current=True).values_list("page_id", "text"))
    records = _records(user, [one.pk for one in some if one.kind == "record"])
    ids = {one.pk for one in some if one.kind == "event"}
    events = {
        row.pk: f"{row.childs_words}\n\n{row.text}"
        for row in access.scope(user, "read", Event).filter(pk__in=ids)
    }
    ids = {one.pk for one in some if one.kind == "reply"}
    replies = dict(access.scope(user, "read", Reply).filter(pk__in=ids).values_list("pk", "words"))
    held = {"record": records, "event": events, "reply": replies}
    return [
        pages.get(one.page_id, "") if one.page_id else held.get(one.kind, {}).get(one.pk, "")
        for one in some
    ]


def _records(user: User, ids: Collection[UUID]) -> dict[UUID, str]:
    """What stands in each record for all of its children, and for those whose files `user` may read."""
    if not ids:
        return {}
    rows = list(access.scope(user, "read", Record).filter(pk__in=set(ids)))
    readable = access.people(user).allowed
    written: dict[UUID, list[str]] = {}
    for (record, child), parts in finding.answers(rows).items():
        if child is None or child in readable:
            written.setdefault(record, []).extend(parts)
    return {record: "\n\n".join(parts) for record, parts in written.items()}


def _stems(text: str) -> frozenset[str]:
    return frozenset(word.stem for word in words.analyse(text).words)


def _is_same(one: Collection[str], other: Collection[str]) -> bool:
    """Whether two texts have so many words in common that one must be the other again."""
    one, other = set(one), set(other)
    return min(len(one), len(other)) > 7 and len(one & other) >= _SAME * len(one | other)
