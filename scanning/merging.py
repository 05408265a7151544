"""Two readings of one picture made into one text: line by line the better one, and what is doubtful about it.

Pure functions. Both readings have their boxes in pixels of the same picture, so what belongs together lies together.
How far each engine is to be believed was measured (`benchmarks/calibrating.py`) and stands in `scanning.trust`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from documents.readings import Doubt, DoubtKind
from scanning import trust
from scanning.engines.contract import Line, Recognised, Word
from scanning.rows import in_rows
from scanning.stakes import kind_of, plain, stands_in

Who = Literal["first", "second", "both"]

# Below this a word of either engine is doubtful whatever it says.
LOW_CONFIDENCE = 60
# The first engine makes words of dirt and rules, so what it alone saw must be likely. The second looks for writing
# first: what it alone saw is mostly there, though misread, and whoever searches or checks is better off with it.
_KEPT_FROM = {"first": 0.5, "second": 0.05}
_SURE_OF_BLANKS = 80
_GAP = 0.6
_JOINT = 0.2
# Of their letters two readings of the same words may differ by this share.
_NEARLY = 0.15
_FAR_APART = 4.0
# Where a word stands within its line an engine may only guess: it may be off by this share of the line's height.
_OFF = 0.5
# Strokes that engines take for one another where nothing else of a word tells them apart.
_STROKES = str.maketrans("|l1!I[]/", "iiiiiiii")


@dataclass(frozen=True)
class Chosen:
    """A word of the one text. `by`: who read it so; `other`: what the other read there, "" if nothing."""

    word: Word
    by: Who
    other: str


@dataclass(frozen=True)
class Merged:
    """`lines` in reading order. `agreement`: the share of letters that both engines read alike, 0 to 1."""

    lines: tuple[tuple[Chosen, ...], ...]
    agreement: float

    @property
    def words(self) -> tuple[Chosen, ...]:
        return tuple(chosen for line in self.lines for chosen in line)

    @property
    def recognised(self) -> Recognised:
        return Recognised(tuple(tuple(chosen.word for chosen in line) for line in self.lines))


@dataclass(frozen=True)
class Block:
    """Words of the first reading and words of the second that stand in the same place; one side may be empty."""

    first: Line
    second: Line
    # Whether the other engine saw a line there at all.
    is_in_common_line: bool = True

    @property
    def agrees(self) -> bool:
        return bool(self.first) and _joined(self.first) == _joined(self.second)


@dataclass
class _Row:
    """A line on its way: what stands in it, from left to right."""

    blocks: list[Block]

    @property
    def box(self) -> tuple[int, int, int, int]:
        return _box([word for block in self.blocks for word in block.first + block.second])

    @property
    def told(self) -> Line:
        """What may stand in it, before it is known whom to believe."""
        return tuple(word for block in self.blocks for word in block.second or block.first)

    def sort(self) -> None:
        self.blocks.sort(key=lambda block: min(word.left for word in block.first + block.second))


def merge(first: Sequence[Line], second: Sequence[Line]) -> Merged:
    """One text from two readings of the same picture."""
    rows = rows_of(first, second)
    blocks = [block for row in rows for block in row]
    agreement = agreement_of(blocks)
    sure = trust.Page(agreement)
    lines = (tuple(chosen for block in row for chosen in _choice(block, sure)) for row in rows)
    return Merged(tuple(line for line in lines if line), agreement)


def agreement_of(blocks: Iterable[Block]) -> float:
    alike = whole = 0
    for block in blocks:
        letters = max(len(_joined(block.first)), len(_joined(block.second)))
        whole += letters
        alike += letters if block.agrees else 0
    return alike / whole if whole else 1.0


# Which words stand in the same place.


def rows_of(first: Sequence[Line], second: Sequence[Line]) -> list[list[Block]]:
    """The lines of both readings in reading order, each as blocks from left to right.

    The order is that of the first reading, which knows of columns; lines that only the second saw are put where they
    stand on the page.
    """
    boxes = [_box(line) for line in second]
    members: dict[int, list[tuple[int, Word]]] = {}
    rows = [_Row([]) for _ in first]
    for at, line in enumerate(first):
        for word in line:
            home = _home(word, boxes)
            if home is None:
                home = _home_by_name(word, second)
            if home is None:
                rows[at].blocks.append(Block((word,), (), is_in_common_line=False))
            else:
                members.setdefault(home, []).append((at, word))
    alone = []
    for at, line in enumerate(second):
        if at not in members:
            alone.append(_Row([Block((), line, is_in_common_line=False)]))
            continue
        counts = [place for place, _ in members[at]]
        place = max(set(counts), key=lambda one: (counts.count(one), -one))
        own = sorted((word for _, word in members[at]), key=lambda word: word.left)
        rows[place].blocks += aligned(tuple(own), line)
    filled = [row for row in rows if row.blocks]
    for row in filled:
        row.sort()
    for row in alone:
        _put_in(filled, row)
    return [
        [block for at in together for block in filled[at].blocks]
        for together in in_rows([row.told for row in filled])
    ]


def _home(word: Word, boxes: Sequence[tuple[int, int, int, int]]) -> int | None:
    """Which of `boxes` most of the word lies in; of several, the one whose middle is at the word's height."""
    best, best_worth = None, 0.0
    right, bottom = word.left + word.width, word.top + word.height
    for at, (x0, y0, x1, y1) in enumerate(boxes):
        across = min(right, x1) - max(word.left, x0)
        down = min(bottom, y1) - max(word.top, y0)
        if across <= 0 or down <= 0:
            continue
        share = across / word.width * down / min(word.height, y1 - y0)
        off = abs((word.top + bottom) / 2 - (y0 + y1) / 2) / max(1, y1 - y0)
        worth = share - off
        if share >= 0.4 and off < 0.6 and worth > best_worth:
            best, best_worth = at, worth
    return best


def _home_by_name(word: Word, lines: Sequence[Line]) -> int | None:
    """Which of `lines` has the same word so near that it can be no other, though the boxes do not lie in each other."""
    for at, line in enumerate(lines):
        for other in line:
            down = min(word.top + word.height, other.top + other.height) - max(word.top, other.top)
            if 2 * down > min(word.height, other.height) and _is_moved((word,), (other,)):
                return at
    return None


def _put_in(rows: list[_Row], row: _Row) -> None:
    """Put a line that only the second engine saw into the lines so far, where a person would read it."""
    x0, y0, x1, y1 = row.box
    height = y1 - y0
    beside: tuple[float, int] | None = None
    above: tuple[float, int] | None = None
    below: tuple[float, int] | None = None
    for at, other in enumerate(rows):
        left, top, right, bottom = other.box
        gap = max(left - x1, x0 - right)
        if _are_level(row.box, other.box):
            if beside is None or max(gap, 0) < beside[0]:
                beside = max(gap, 0), at
            continue
        is_over = min(x1, right) - max(x0, left) > 0
        away = (y0 - bottom if bottom <= y0 + height / 2 else top - y1) + (
            0 if is_over else 10 * height
        )
        if bottom <= y0 + height / 2:
            if above is None or away < above[0]:
                above = away, at
        elif below is None or away < below[0]:
            below = away, at
    if beside is not None:
        apart, at = beside
        if apart < _FAR_APART * height:
            rows[at].blocks += row.blocks
            rows[at].sort()
        else:
            rows.insert(at + (rows[at].box[0] < x0), row)
    elif above is not None and (below is None or above[0] <= below[0]):
        at = above[1] + 1
        # What stands on one level with the row above it is read before it too.
        while at < len(rows) and _are_level(rows[at].box, rows[at - 1].box):
            at += 1
        rows.insert(at, row)
    elif below is not None:
        rows.insert(below[1], row)
    else:
        rows.append(row)


def _are_level(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    shared = min(one[3], other[3]) - max(one[1], other[1])
    return shared > 0.5 * min(one[3] - one[1], other[3] - other[1])


def aligned(first: Line, second: Line) -> list[Block]:
    """The words of one line as two engines read it, side by side; one may have read several words as one."""
    most = 6
    wide, high = len(first) + 1, len(second) + 1
    cost = [[float("inf")] * high for _ in range(wide)]
    step = [[(0, 0)] * high for _ in range(wide)]
    cost[0][0] = 0.0
    pairs = [(1, 0), (0, 1)] + [
        (many, few) for many in range(1, most + 1) for few in range(1, most + 1) if 1 in (many, few)
    ]
    for i in range(wide):
        for j in range(high):
            for a, b in pairs:
                if a > i or b > j or cost[i - a][j - b] == float("inf"):
                    continue
                price = cost[i - a][j - b] + _price(first[i - a : i], second[j - b : j])
                if price < cost[i][j] - 1e-9:
                    cost[i][j], step[i][j] = price, (a, b)
    blocks: list[Block] = []
    i, j = len(first), len(second)
    while i or j:
        a, b = step[i][j]
        blocks.append(Block(first[i - a : i], second[j - b : j]))
        i, j = i - a, j - b
    blocks.reverse()
    return blocks


def _price(first: Line, second: Line) -> float:
    if not first or not second:
        return _GAP * len(_joined(first or second))
    left, right = first[0].left, first[-1].left + first[-1].width
    start, end = second[0].left, second[-1].left + second[-1].width
    shared = min(right, end) - max(left, start)
    if shared < 0.25 * min(right - left, end - start) and not _is_moved(first, second):
        return float("inf")
    one, other = _joined(first), _joined(second)
    if one == other:
        return 0.0
    # A little more for each further word, so that words are not joined without need.
    return edits(one, other) + _JOINT * (len(first) + len(second) - 2)


def _is_moved(first: Line, second: Line) -> bool:
    """Whether these are the same words, and one engine or both only guessed where in the line they stand.

    Otherwise a short word, whose boxes hardly meet, would be taken for two and stand in the text twice.
    """
    left = max(first[0].left, second[0].left)
    right = min(first[-1].left + first[-1].width, second[-1].left + second[-1].width)
    if left - right > _OFF * max(first[0].height, second[0].height):
        return False
    one, other = (_joined(line).translate(_STROKES).casefold() for line in (first, second))
    if one == other:
        return True
    return left < right and 2 * edits(one, other) <= max(len(one), len(other))


def edits(one: str, other: str) -> int:
    """Letters to put in, take out or exchange until one is the other."""
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        previous, row[0] = row[0], i
        for j, against in enumerate(other, start=1):
            previous, row[j] = (
                row[j],
                min(row[j] + 1, row[j - 1] + 1, previous + (letter != against)),
            )
    return row[-1]


# Which of them to believe.


def _choice(block: Block, sure: trust.Page) -> Iterator[Chosen]:
    if block.agrees:
        better = _better_parted(block)
        likely = sure.both(block.first, block.second)
        for word in better:
            yield Chosen(_told(word, likely), "both", word.text)
        return
    first, second = sure.first(block), sure.second(block)
    if _differs_in_blanks(block):
        better = _better_parted(block)
        first, second = (
            (max(first, second), 0.0) if better is block.first else (0.0, max(first, second))
        )
    if first >= second and block.first:
        words, likely, by, others = block.first, first, "first", block.second
    else:
        words, likely, by, others = block.second, second, "second", block.first
    if likely < _KEPT_FROM[by] and not (block.first and block.second):
        return
    other = " ".join(word.text for word in others)
    for word in words:
        yield Chosen(_told(word, likely), "first" if by == "first" else "second", other)


def _differs_in_blanks(block: Block) -> bool:
    """Whether both read the same letters, or nearly, and parted them otherwise.

    Where the letters are not quite the same, whoever reads more words must be sure of them.
    """
    if not (block.first and block.second) or len(block.first) == len(block.second):
        return False
    one, other = plain(_joined(block.first)), plain(_joined(block.second))
    if one == other:
        return True
    more = max(block.first, block.second, key=len)
    return (
        edits(one, other) <= _NEARLY * max(len(one), len(other))
        and Recognised((more,)).confidence >= _SURE_OF_BLANKS
    )


def _better_parted(block: Block) -> Line:
    """Of two readings with the same letters the one with more words: engines lose blanks, and hardly make any.

    Unless its parts touch and whoever read them so has doubts: a hand leaves gaps inside its words.
    """
    if len(block.first) == len(block.second):
        return block.first
    fewer, more = sorted((block.first, block.second), key=len)
    is_made_up = _is_spaced_out(more) or (
        _touches(more) and Recognised((more,)).confidence < _SURE_OF_BLANKS
    )
    return fewer if is_made_up else more


def _touches(line: Line) -> bool:
    """Whether between some of its words there is less room than the thinnest blank takes: a tenth of their height."""
    return any(
        after.left - before.left - before.width < 0.1 * max(before.height, after.height)
        for before, after in pairwise(line)
    )


def _is_spaced_out(line: Line) -> bool:
    return len(line) > 2 and len(_joined(line)) < 2 * len(line)


def _told(word: Word, likely: float) -> Word:
    return Word(
        word.text,
        word.left,
        word.top,
        word.width,
        word.height,
        max(0, min(100, round(100 * likely))),
    )


def _joined(line: Line) -> str:
    return "".join(word.text for word in line)


def _box(words: Sequence[Word]) -> tuple[int, int, int, int]:
    return (
        min(word.left for word in words),
        min(word.top for word in words),
        max(word.left + word.width for word in words),
        max(word.top + word.height for word in words),
    )


# What a person should look at.


def doubts_about(merged: Merged, names: tuple[str, str]) -> list[Doubt]:
    """The words of `merged` that a person should look at; `names` are those of the two engines."""
    doubts = []
    beside = _beside([chosen.word for chosen in line] for line in merged.lines)
    for at, (chosen, around) in enumerate(zip(merged.words, beside, strict=True)):
        kind = kind_of(chosen.word.text, chosen.other, *around)
        differs = chosen.by != "both" and not stands_in(chosen.word.text, chosen.other)
        differs &= plain(chosen.word.text) != plain(chosen.other)
        is_doubtful = chosen.word.confidence < LOW_CONFIDENCE
        if differs and kind != "word":
            # What only one engine saw, and saw clearly, is no disagreement.
            is_doubtful |= bool(chosen.other) or chosen.word.confidence < 85
        if is_doubtful:
            own, other = names if chosen.by != "second" else names[::-1]
            doubts.append(_doubt(at, chosen.word, kind, chosen.other, own, other))
    return doubts


def doubts_alone(lines: Iterable[Line], engine: str) -> list[Doubt]:
    """The words of a single engine that a person should look at: those it was not sure of itself."""
    told = list(lines)
    words = [word for line in told for word in line]
    return [
        _doubt(at, word, kind_of(word.text, "", *around), "", engine, "")
        for at, (word, around) in enumerate(zip(words, _beside(told), strict=True))
        if word.confidence < LOW_CONFIDENCE and plain(word.text)
    ]


def _beside(lines: Iterable[Sequence[Word]]) -> Iterator[tuple[str, str]]:
    """Of each word the one before and the one after it in its line."""
    for line in lines:
        texts = ["", *(word.text for word in line), ""]
        yield from zip(texts, texts[2:], strict=False)


_AT_STAKE: dict[DoubtKind, int] = {"date": 75, "name": 70, "number": 65, "word": 15}


def _doubt(at: int, word: Word, kind: DoubtKind, other: str, own: str, engine: str) -> Doubt:
    risk = _AT_STAKE[kind] + (100 - word.confidence) // 4
    return Doubt(
        at=at,
        kind=kind,
        read=word.text,
        other=other,
        engine=own,
        other_engine=engine if other else "",
        box=(word.left, word.top, word.width, word.height),
        confidence=word.confidence,
        risk=max(0, min(100, risk)),
    )
