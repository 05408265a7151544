"""Where a text answers a question: marked in a line of results, cut out as a snippet, and boxed on a scan."""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from cases import names
from documents.misreadings import NEAR_LETTERS, is_near, may_be_misread, misread_way, misreading
from documents.wants import Want
from documents.words import Analysis, Token, analyse, stem, welsh_forms


@lru_cache(maxsize=4_096)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


class _Found(NamedTuple):
    start: int
    end: int
    want: int


def _find(text: str, wanted: Sequence[Want]) -> list[_Found]:
    return _answering(analyse(text), wanted)


def _answering(analysis: Analysis, wanted: Sequence[Want]) -> list[_Found]:
    """Every place where a text answers one of `wanted`, by start; near misses where nothing else does."""
    words = analysis.words
    everything = (*words, *analysis.wholes)
    places: dict[str, list[int]] = {}
    for at, word in enumerate(words):
        places.setdefault(word.stem, []).append(at)
    wholes: dict[str, list[Token]] = {}
    for whole in (*analysis.wholes, *welsh_forms(words)):
        wholes.setdefault(whole.stem, []).append(whole)
    found: list[_Found] = []
    for number, want in enumerate(wanted):
        spans = {
            (words[at].start, words[at + len(way) - 1].end)
            for way in want.ways
            for at in places.get(way[0], ())
            if tuple(word.stem for word in words[at : at + len(way)]) == way
        }
        for way in want.ways:
            if len(way) == 1:
                spans.update((whole.start, whole.end) for whole in wholes.get(way[0], ()))
        for term in want.mutated:
            spans.update((whole.start, whole.end) for whole in wholes.get(term, ()))
        if want.begins:
            spans.update((t.start, t.end) for t in everything if t.surface.startswith(want.begins))
        if not spans:
            if want.loose:
                near = _answering_loosely({(t.stem, t.surface) for t in everything}, want.loose)
                spans.update((t.start, t.end) for t in everything if (t.stem, t.surface) in near)
            spans.update(_misread_at(words, want.misread))
            for term in filter(may_be_misread, want.mutated):
                spans.update(
                    (t.start, t.end) for t in welsh_forms(words) if names.within_one(term, t.stem)
                )
            if len(want.begins) >= NEAR_LETTERS:
                begins = _compiled(misreading(want.begins, goes_on=True))
                spans.update((t.start, t.end) for t in everything if begins.fullmatch(t.surface))
        found.extend(_Found(start, end, number) for start, end in spans)
    found.sort()
    return found


def _misread_at(words: Sequence[Token], ways: Iterable[Sequence[str]]) -> Iterator[tuple[int, int]]:
    """Where one of `ways` stands in `words`, each of its words as it is or misread."""
    for way in ways:
        if len(way) == 1:
            if may_be_misread(way[0]):
                yield from ((w.start, w.end) for w in words if names.within_one(way[0], w.stem))
            continue
        patterns = [_compiled(pattern) for pattern in misread_way(way)]
        for at, word in enumerate(words[: len(words) - len(way) + 1]):
            if patterns[0].fullmatch(word.stem):
                there = words[at : at + len(way)]
                if all(one.fullmatch(w.stem) for one, w in zip(patterns, there, strict=True)):
                    yield word.start, there[-1].end


def _answering_loosely(
    words: Iterable[tuple[str, str]], loose: Collection[str]
) -> set[tuple[str, str]]:
    """Those of `words`, a stem and a surface each, that answer one of `loose`."""
    stems = set(map(stem, loose))
    short_forms = frozenset[str]().union(*map(names.short_forms, loose))
    return {
        (stemmed, surface)
        for stemmed, surface in words
        if stemmed in stems
        or surface in short_forms
        or any(is_near(asked, surface) for asked in loose)
    }


def mark(text: str, wanted: Sequence[Want]) -> list[tuple[int, int]]:
    """The stretches of `text` that answer `wanted`, in order, none overlapping another."""
    return _stretches(_find(text, wanted))


def _stretches(found: Iterable[_Found]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for start, end, _ in found:
        if spans and start < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans


class Piece(NamedTuple):
    text: str
    is_marked: bool


_SPACE = re.compile(r"\s+")
_SENTENCE = re.compile(r"[.!?:]['”’\"]?\s+|\n\s*")


def snippet(text: str, wanted: Sequence[Want], length: int = 240) -> list[Piece]:
    """About `length` characters of `text` where most of `wanted` stand together, cut between words.

    White space becomes single spaces, and … stands where something is left out. Text that answers
    nothing gives its beginning.
    """
    return _cut_out(text, _find(text, wanted), length)


def _cut_out(text: str, found: Sequence[_Found], length: int) -> list[Piece]:
    start, end = _window(text, found, length)
    pieces = [Piece("… ", False)] if text[:start].strip() else []
    at = start
    for first, last in _stretches(found):
        if last <= start or first >= end:
            continue
        first, last = max(first, start), min(last, end)
        pieces.extend((Piece(text[at:first], False), Piece(text[first:last], True)))
        at = last
    pieces.append(Piece(text[at:end], False))
    if text[end:].strip():
        pieces.append(Piece(" …", False))
    tidy = (Piece(_SPACE.sub(" ", piece.text), piece.is_marked) for piece in pieces)
    return [piece for piece in tidy if piece.text]


def _window(text: str, found: Sequence[_Found], length: int) -> tuple[int, int]:
    """Start and end of the stretch to show: most different wants, then most marks, then first."""
    best, first, last = (0, 0), 0, 0
    counts: dict[int, int] = {}
    left = 0
    for right, span in enumerate(found):
        counts[span.want] = counts.get(span.want, 0) + 1
        while left < right and span.end - found[left].start > length:
            counts[found[left].want] -= 1
            if not counts[found[left].want]:
                del counts[found[left].want]
            left += 1
        if (score := (len(counts), right - left + 1)) > best:
            best, first, last = score, found[left].start, span.end
    lead = max(0, length - (last - first)) // 3
    start = max(0, first - lead)
    if start:
        begins = [m.end() for m in _SENTENCE.finditer(text, max(0, start - 1), first)]
        # A sentence that begins within reach reads better than one cut open.
        start = begins[0] if begins else _after_space(text, start, first)
    end = min(len(text), max(start + length, min(last, first + length)))
    if end < len(text) and not text[end].isspace():
        cut = max(text.rfind(" ", start, end), text.rfind("\n", start, end))
        end = cut if cut >= max(last, start + 1) else end
    return start, end


def _after_space(text: str, start: int, limit: int) -> int:
    if start and text[start - 1].isspace():
        return start
    found = _SPACE.search(text, start, limit)
    return found.end() if found else limit


def boxes(words: Sequence[str], wanted: Sequence[Want]) -> list[int]:
    """Which of a page's `words`, given in reading order, answer `wanted`: their indexes in order.

    A word that ends in a hyphen is taken as broken at the end of its line.
    """
    joined, starts = _joined(words)
    return _at(starts, _find(joined, wanted))


def snippet_and_boxes(
    text: str, words: Sequence[str], wanted: Sequence[Want], length: int = 240
) -> tuple[list[Piece], list[int]]:
    """The `snippet` of the text of a page, and the `boxes` of the words read on it.

    Mostly the two are one text in other lines, which is taken apart once: that is what marking costs.
    """
    analysis = analyse(text)
    found = _answering(analysis, wanted)
    joined, starts = _joined(words)
    is_one = _is_one_text(text, analysis.words, joined)
    return _cut_out(text, found, length), _at(starts, found if is_one else _find(joined, wanted))


def _joined(words: Sequence[str]) -> tuple[str, list[int]]:
    """`words` as one text, and where in it each begins."""
    starts: list[int] = []
    parts: list[str] = []
    at = 0
    for word in words:
        starts.append(at)
        part = word + ("\n" if word.endswith(("-", "\u2010", "\u00ad", "\ufffe")) else " ")
        parts.append(part)
        at += len(part)
    return "".join(parts), starts


_BROKEN = re.compile("([-\u2010\u2011\u00ad\ufffe]) ")
_BREAK = re.compile(r"\n(?=\S*\d)")


def _is_one_text(text: str, words: Sequence[Token], joined: str) -> bool:
    """Whether `text`, whose words these are, and `joined` differ in nothing that an analysis sees but their ends.

    An analysis sees where a line ends in two places: after a hyphen, and between two parts of one number.
    """
    if len(joined) != len(text) + 1 or joined[:-1].replace("\n", " ") != text.replace("\n", " "):
        return False
    if _BROKEN.search(text) or "\u2011" in text:
        return False
    ends: dict[int, Token] | None = None
    for broken in _BREAK.finditer(text):
        ends = ends or {word.end: word for word in words}
        before = ends.get(broken.start())
        if before and (len(before.surface) == 1 or not before.surface.isalpha()):
            return False
    return True


def _at(starts: Sequence[int], found: Iterable[_Found]) -> list[int]:
    at: set[int] = set()
    for start, end in _stretches(found):
        at.update(range(bisect_right(starts, start) - 1, bisect_right(starts, end - 1)))
    return sorted(at)
