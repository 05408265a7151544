"""Which lines of a page a person reads as one: a price belongs to what was bought, however wide the gap between them.

Engines take a column of figures for a column of text and read it by itself, and now and then a foot for a head. Columns
of words are left as they are: only a person can tell whether two of them are a table or a newspaper. Pure functions.
"""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from scanning.engines.contract import Line

_MOST_WORDS = 2
# What a figure belongs to is a label, not a line of prose in the column beside it.
_PROSE = 8
_LEAST_FIGURES = 3
# Where a column has its heading: this many times the height of a line above its first figure.
_HEADING = 4.0


@dataclass(frozen=True)
class _Place:
    """Where a line stands, in pixels; `at` is its number among the lines."""

    at: int
    left: int
    top: int
    right: int
    bottom: int
    words: int
    is_figure: bool

    @property
    def height(self) -> int:
        return self.bottom - self.top

    def is_level_with(self, other: "_Place") -> bool:
        shared = min(self.bottom, other.bottom) - max(self.top, other.top)
        return shared > 0.5 * min(self.height, other.height)

    def is_in_column_of(self, other: "_Place") -> bool:
        shared = min(self.right, other.right) - max(self.left, other.left)
        return shared > 0.5 * min(self.right - self.left, other.right - other.left)


def in_rows(lines: Sequence[Line]) -> list[list[int]]:
    """The numbers of `lines` in reading order: those in one list are one row, from left to right.

    No line may be empty. The order given is kept, except that figures join what stands to their left, and that nothing
    comes before what stands above it in its own column.
    """
    places = [_place(at, line) for at, line in enumerate(lines)]
    rows = {place.at: [place] for place in places}
    heads = list(range(len(places)))
    for column in _columns(places):
        for figure in column:
            mate = _to_the_left(figure, places)
            if mate is not None and heads[mate.at] != heads[figure.at]:
                _join(rows, heads, heads[mate.at], heads[figure.at])
    return [
        [place.at for place in sorted(row, key=lambda place: place.left)]
        for row in _from_above(list(rows.values()))
    ]


def joined(lines: Sequence[Line]) -> list[Line]:
    """`lines` in reading order, what stands in one row as one line."""
    return [tuple(word for at in row for word in lines[at]) for row in in_rows(lines)]


def _join(rows: dict[int, list[_Place]], heads: list[int], kept: int, gone: int) -> None:
    rows[kept] += rows.pop(gone)
    for place in rows[kept]:
        heads[place.at] = kept


def _from_above(rows: Sequence[list[_Place]]) -> Iterator[list[_Place]]:
    """`rows` in the order given, but none before another that stands above it in the same column."""
    row_of = np.array([at for at, row in enumerate(rows) for _ in row], dtype=np.int64)
    left, top, right, bottom = np.array(
        [(one.left, one.top, one.right, one.bottom) for row in rows for one in row], dtype=np.int64
    ).T.reshape(4, -1)
    shared = np.minimum.outer(right, right) - np.maximum.outer(left, left)
    is_over = 2 * shared > np.minimum.outer(right - left, right - left)
    is_over &= bottom[:, None] <= top + (bottom - top) // 3
    comes_first = np.zeros((len(rows), len(rows)), dtype=bool)
    over, under = np.nonzero(is_over)
    comes_first[row_of[over], row_of[under]] = True
    # Of two rows that lean across each other only one can be the first.
    middles = np.array([sum(one.top + one.bottom for one in row) / len(row) for row in rows])
    comes_first &= np.less.outer(middles, middles)
    waiting = comes_first.sum(axis=0)
    free = [at for at in range(len(rows)) if not waiting[at]]
    while free:
        at = heapq.heappop(free)
        yield rows[at]
        for following in np.flatnonzero(comes_first[at]).tolist():
            waiting[following] -= 1
            if not waiting[following]:
                heapq.heappush(free, following)


def _place(at: int, line: Line) -> _Place:
    letters = [letter for word in line for letter in word.text if letter.isalnum()]
    digits = sum(letter.isdigit() for letter in letters)
    return _Place(
        at,
        min(word.left for word in line),
        min(word.top for word in line),
        max(word.left + word.width for word in line),
        max(word.top + word.height for word in line),
        len(line),
        len(line) <= _MOST_WORDS and 2 * digits > len(letters),
    )


def _columns(places: Sequence[_Place]) -> list[list[_Place]]:
    """Columns of figures from left to right, each from above with its heading."""
    columns: list[list[_Place]] = []
    for figure in sorted((place for place in places if place.is_figure), key=lambda one: one.top):
        for column in columns:
            last = column[-1]
            if figure.is_in_column_of(last) and not figure.is_level_with(last):
                column.append(figure)
                break
        else:
            columns.append([figure])
    found = [column for column in columns if len(column) >= _LEAST_FIGURES]
    for column in found:
        # Whatever else is as short and stands in the column belongs to it: its heading, a figure that was misread.
        top = column[0].top - _HEADING * column[0].height
        column += [
            place
            for place in places
            if place not in column
            and place.words <= _MOST_WORDS
            and top <= place.top <= column[-1].bottom
            and any(place.is_in_column_of(figure) for figure in column)
        ]
        column.sort(key=lambda place: place.top)
    return sorted(found, key=lambda column: column[0].left)


def _to_the_left(figure: _Place, places: Sequence[_Place]) -> _Place | None:
    beside = [
        place
        for place in places
        if place.at != figure.at
        and place.words < _PROSE
        and place.right <= figure.left + figure.height // 2
        and place.is_level_with(figure)
    ]
    return max(beside, key=lambda place: place.right, default=None)
