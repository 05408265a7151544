"""Words of people put where they stand on a page: into the lines of a reading, or a whole typed text over one.

Pure functions. Lines are lists of words in reading order; an empty line is a gap in the text.
"""

from collections.abc import Container, Iterable, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from documents.models import Reading
from documents.readings import Box, Word, unpacked

# How much of a word must lie in a box to be the word that stands there.
_MOSTLY = 0.5
# Widths of letters for their height, as print has them; where a typed word gets a place that nobody read.
_LETTER = 0.5
_LINES_ON_A_PAGE = 45
# Between a word and the frame around it: for the height of the word, and in pixels at the most.
_ROOM, _MOST_ROOM = 0.2, 8

Lines = list[list[Word]]


def laid(reading: Reading) -> Lines | None:
    """The words of `reading` line by line with its gaps; None where its text and its words do not agree."""
    words = unpacked(reading.words)
    lines: Lines = []
    done = 0
    for line in reading.text.split("\n"):
        told = line.split(" ") if line else []
        own = words[done : done + len(told)]
        if [word.text for word in own] != told:
            return None
        lines.append(own)
        done += len(told)
    return lines if done == len(words) else None


def pieces(reading: Reading, marked: Container[int]) -> list[tuple[str, bool]] | None:
    """The text of `reading` in pieces, each with whether it is one of the words whose places are `marked`; None where
    text and words do not agree."""
    lines = laid(reading)
    if lines is None:
        return None
    found: list[tuple[str, bool]] = []
    number = 0
    for line in lines:
        for word in line:
            found += [(word.text, number in marked), (" ", False)]
            number += 1
        found[-1:] = [("\n", False)] if line else [*found[-1:], ("\n", False)]
    return found


def text_of(lines: Lines) -> str:
    return "\n".join(" ".join(word.text for word in line) for line in lines)


def words_of(lines: Lines) -> list[Word]:
    return [word for line in lines for word in line]


def at(lines: Lines, box: Box) -> list[tuple[int, int]]:
    """Line and place in it of the words in `box`: the one of exactly that box, else those that lie mostly in it."""
    places = [(i, j) for i, line in enumerate(lines) for j in range(len(line))]
    exact = [(i, j) for i, j in places if box_of(lines[i][j]) == box]
    return exact or [(i, j) for i, j in places if share(box_of(lines[i][j]), box) >= _MOSTLY]


def number_at(lines: Lines, box: Box) -> int:
    """The place among all words of what stands in `box`; of the word after it where nothing does."""
    found = at(lines, box)
    if not found:
        i, j = _gap(lines, box)
    else:
        i, j = found[0]
    return sum(len(line) for line in lines[:i]) + j


def put(lines: Lines, box: Box, text: str, *, confidence: float, engine: str) -> None:
    """Let `text`, which may be several words or none, stand in `box` instead of what was read there."""
    found = at(lines, box)
    new = [
        Word(token, *part, confidence, engine)
        for token, part in zip(text.split(), _parts(box, text.split()), strict=True)
    ]
    if found:
        i, j = found[0]
        for line, place in reversed(found):
            del lines[line][place]
        lines[i][j:j] = new
        for line in sorted({line for line, _ in found}, reverse=True):
            if not lines[line]:
                del lines[line]
    elif new:
        i, j = _gap(lines, box)
        if i < len(lines) and _is_beside(lines[i], box):
            lines[i][j:j] = new
        else:
            lines.insert(i, new)


def mark(lines: Lines, box: Box, *, confidence: float, engine: str) -> None:
    """Say how sure the words in `box` are, and by whom; they stay as they are."""
    for i, j in at(lines, box):
        lines[i][j] = lines[i][j]._replace(confidence=confidence, engine=engine)


def spread(text: str, over: Sequence[Word], *, width: int, height: int, engine: str) -> Lines:
    """`text`, typed from a page of that size, as words with places: those of `over` where they are alike.

    What no word of `over` stands for is put between its neighbours; without any the lines go evenly down the page.
    """
    lines = [line.split() for line in text.split("\n")]
    tokens = [token for line in lines for token in line]
    boxes = _like(tokens, over) if over else {}
    number = 0
    placed: Lines = []
    step = height / max(_LINES_ON_A_PAGE, len(lines) + 2)
    for down, line in enumerate(lines, start=1):
        own = {k: boxes[number + k] for k in range(len(line)) if number + k in boxes}
        row = _filled(
            line, own, placed, default_top=step * down, tall=step * 0.7, width=width, height=height
        )
        placed.append(
            [Word(token, *box, 100.0, engine) for token, box in zip(line, row, strict=True)]
        )
        number += len(line)
    return placed


def box_of(word: Word) -> Box:
    return word.left, word.top, word.width, word.height


def frame(box: Box) -> dict[str, int]:
    """`box` with room around it, for a mark on a picture: its edge covers no letter, of this line or the next."""
    left, top, width, height = box
    room = min(_MOST_ROOM, max(2, round(min(width, height) * _ROOM)))
    return {
        "x": left - room,
        "y": top - room,
        "width": width + 2 * room,
        "height": height + 2 * room,
    }


def share(one: Box, other: Box) -> float:
    """How much of `one` lies in `other`, 0 to 1."""
    across = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    down = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    return max(across, 0) * max(down, 0) / max(1, one[2] * one[3])


def _parts(box: Box, tokens: Sequence[str]) -> list[Box]:
    """`box` cut from left to right, for each of `tokens` by its letters."""
    left, top, width, height = box
    whole = sum(map(len, tokens)) + max(0, len(tokens) - 1)
    parts, done = [], 0
    for token in tokens:
        begin = left + round(width * done / whole)
        end = left + round(width * (done + len(token)) / whole)
        parts.append((begin, top, max(1, end - begin), height))
        done += len(token) + 1
    return parts


def _is_beside(line: Sequence[Word], box: Box) -> bool:
    middle = box[1] + box[3] / 2
    return any(word.top <= middle <= word.top + word.height for word in line)


def _gap(lines: Lines, box: Box) -> tuple[int, int]:
    """Line and place in it where a word in `box` would be read."""
    for i, line in enumerate(lines):
        if line and _is_beside(line, box):
            return i, sum(word.left < box[0] for word in line)
    for i, line in enumerate(lines):
        if line and min(word.top for word in line) > box[1]:
            return i, 0
    return len(lines), 0


def _like(tokens: Sequence[str], over: Sequence[Word]) -> dict[int, Box]:
    """By number of a token the place of the word, or the words, of `over` that it stands for."""
    found: dict[int, Box] = {}
    matcher = SequenceMatcher(
        None,
        [_plain(word.text) for word in over],
        [_plain(token) for token in tokens],
        autojunk=False,
    )
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag in {"equal", "replace"}:
            old, new = over[i1:i2], tokens[j1:j2]
            for k, box in enumerate(_shared(old, new)):
                found[j1 + k] = box
    return found


def _shared(old: Sequence[Word], new: Sequence[str]) -> Iterable[Box]:
    if len(old) >= len(new):
        cuts = [round(k * len(old) / len(new)) for k in range(len(new) + 1)]
        return [
            _around([w for w in old[a:b] if w.top < old[a].top + old[a].height])
            for a, b in pairwise(cuts)
        ]
    cuts = [round(k * len(new) / len(old)) for k in range(len(old) + 1)]
    return [
        part
        for word, (a, b) in zip(old, pairwise(cuts), strict=True)
        for part in _parts(box_of(word), new[a:b])
    ]


def _around(words: Sequence[Word]) -> Box:
    left, top = min(word.left for word in words), min(word.top for word in words)
    right = max(word.left + word.width for word in words)
    bottom = max(word.top + word.height for word in words)
    return left, top, max(1, right - left), max(1, bottom - top)


def _filled(
    line: Sequence[str],
    own: dict[int, Box],
    before: Lines,
    *,
    default_top: float,
    tall: float,
    width: int,
    height: int,
) -> list[Box]:
    """A place for every word of a line: its own, else beside its neighbours, else below the line before."""
    if not line:
        return []
    if own:
        sample = own[min(own)]
        top, high = sample[1], sample[3]
    elif last := next((row for row in reversed(before) if row), None):
        top, high = round(last[0].top + last[0].height * 1.4), last[0].height
    else:
        top, high = round(default_top), max(1, round(tall))
    top = max(0, min(top, height - high))
    right = round(width * 0.08)
    boxes: list[Box] = []
    for k, token in enumerate(line):
        box = own.get(k)
        if box is None:
            wide = max(1, round(len(token) * high * _LETTER))
            left = max(0, min(right, width - wide))
            box = (left, top, min(wide, width), high)
        boxes.append(box)
        right = box[0] + box[2] + max(1, round(high * _LETTER))
    return boxes


def _plain(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum()) or text
