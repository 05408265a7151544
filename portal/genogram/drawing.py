"""The family as SVG: rows, lines that keep apart, shapes, words, homes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import fmean

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from portal.genogram.columns import COLUMN, MARGIN, Columns, Order
from portal.genogram.family import Family, Household, Id, Member, Tie, Union

LABEL_GAP = 20  # px between the labels of two neighbours
SHAPE = 44
DOUBLE = 6  # px from the shape to its second outline
NAME_SIZE, SMALL_SIZE, LEADING = 13, 12, 16
TRACK = 14  # px between two lines that run side by side
SIDE_STEP = 9  # px that a second line keeps from a first on the same shape

WIDE = 560  # px

Point = tuple[float, float]


@dataclass
class Line:
    """A level line in the room above a row, and the verticals that hang on it.

    `above` are verticals that come down to it from a height or from another line, `below` those
    that go down from it to a height. `is_low` keeps it next to the shapes: it joins people of one
    row.
    """

    kind: str
    room: int
    is_low: bool = False
    above: list[tuple[float, float | Line]] = field(default_factory=list)
    below: list[Point] = field(default_factory=list)
    struck: bool = False
    track: int = 0
    y: float = 0

    @property
    def span(self) -> Point:
        xs = [x for x, _ in self.above] + [x for x, _ in self.below]
        return min(xs), max(xs)


@dataclass
class Bond:
    """A straight line between two neighbours, at the height of their middles."""

    left: Id
    right: Id
    struck: bool


class Drawing:
    def __init__(self, family: Family) -> None:
        self.family = family
        self.order = Order(family)
        self.place = {
            identity: place for row in self.order.rows for place, identity in enumerate(row)
        }
        self.labels = {m.id: self._label(m) for m in family.members.values()}
        self.bonds = self._bonds()
        self.columns = Columns(family, self.order)
        self._route()
        crowded = {gap: len(at) for gap, at in self.passages.items() if len(at) > 1}
        if crowded:
            for gap, many in crowded.items():
                self.columns.wider[gap] = 2 * SIDE_STEP * (many - 1)
            self.columns.spread()
            self._route()
        self._stack()

    @property
    def x(self) -> dict[Id, float]:
        return self.columns.x

    def _label(self, member: Member) -> list[tuple[str, str]]:
        """(class, text) of each line under a shape."""
        lines = [("name", line) for line in _wrapped(member.name, NAME_SIZE)]
        for text in (member.label, self.family.life(member)):
            lines += [("part", line) for line in _wrapped(text, SMALL_SIZE)]
        return lines

    def _bonds(self) -> dict[tuple[int, int], Bond]:
        """Unions of two neighbours, by row and the gap between them."""
        bonds = {}
        for union in self.family.unions:
            if self._are_neighbours(union):
                left, right = sorted(union.parents, key=self.place.__getitem__)
                gap = (self.family.rows[left], self.place[left])
                bonds[gap] = Bond(left, right, union.has_ended)
        return bonds

    def _are_neighbours(self, union: Union) -> bool:
        if len(union.parents) != 2:
            return False
        one, other = union.parents
        same_row = self.family.rows[one] == self.family.rows[other]
        return same_row and abs(self.place[one] - self.place[other]) == 1

    # Lines are laid in columns first and get their heights afterwards, when it is known how many
    # run side by side in each room.
    def _route(self) -> None:
        self.lines: list[Line] = []
        self.passages: dict[tuple[int, int], list[float]] = defaultdict(list)
        self.tops: dict[Id, list[float]] = defaultdict(list)
        self.bottoms: dict[Id, list[float]] = defaultdict(list)
        self.ends: list[tuple[Line, int, Id, float]] = []
        for gap, bond in self.bonds.items():
            middle = (self.x[bond.left] + self.x[bond.right]) / 2
            if any(
                set(u.parents) == {bond.left, bond.right} and u.children for u in self.family.unions
            ):
                self.passages[gap].append(middle)
        for union in sorted(self.family.unions, key=self._where):
            self._route_union(union)
        for tie in self.family.ties:
            self._route_tie(tie)

    def _where(self, union: Union) -> tuple[int, float]:
        people = union.parents or tuple(union.children)
        return self.family.rows[people[0]], fmean(self.x[who] for who in people)

    def _route_union(self, union: Union) -> None:
        if not union.parents:
            line = Line("birth", self.family.rows[union.children[0]])
            self._hang(line, union.children)
            self.lines.append(line)
            return
        row = self.family.rows[union.parents[0]]
        start: tuple[float, float | Line | Id]
        if self._are_neighbours(union):
            left, right = (self.x[who] for who in sorted(union.parents, key=self.place.__getitem__))
            start = (self._clear((left + right) / 2, union.children), union.parents[0])
        elif len(union.parents) == 1:
            below = self._anchor(self.bottoms, union.parents[0], 0)
            start = (self._clear(below, union.children), union.parents[0])
        else:
            over = self._over(union.parents, "couple")
            over.struck = union.has_ended
            if not union.children:
                return
            target = fmean(self.x[child] for child in union.children)
            passage = self._clear(self._passage(row, target), union.children)
            over.below.append((passage, 0))
            start = (passage, over)
        if union.children:
            self._descend(row, start, union.children, "birth")

    def _clear(self, x: float, children: Sequence[Id]) -> float:
        """A place a few px from `x` at most: straight above a child of one's own, or above nobody."""
        near = [self.x[child] for child in children if abs(self.x[child] - x) < SIDE_STEP / 2]
        if near or not children:
            return near[0] if near else x
        row = self.family.rows[children[0]]
        others = [self.x[who] for who in self.order.rows[row] if who not in children]
        half = SIDE_STEP / 2
        places = [x, x + half, x - half, x + 2 * half, x - 2 * half]
        free = [place for place in places if all(abs(place - o) >= half for o in others)]
        return free[0] if free else x

    def _route_tie(self, tie: Tie) -> None:
        upper, lower = sorted((tie.one, tie.other), key=self.family.rows.__getitem__)
        row = self.family.rows[upper]
        if row == self.family.rows[lower]:
            self._over((upper, lower), "tie")
            return
        start = self._anchor(self.bottoms, upper, self.x[lower] - self.x[upper])
        self._descend(row, (start, upper), [lower], "tie")

    def _over(self, people: Sequence[Id], kind: str) -> Line:
        """A line over the heads of people of one row who do not stand side by side."""
        line = Line(kind, self.family.rows[people[0]], is_low=True)
        middle = fmean(self.x[who] for who in people)
        for who in people:
            self._hook(line, who, middle - self.x[who])
        self.lines.append(line)
        return line

    def _descend(
        self, row: int, start: tuple[float, float | Line | Id], children: Sequence[Id], kind: str
    ) -> None:
        """From the people of a row down to their children, through the rows between if need be."""
        x, source = start
        by_row: dict[int, list[Id]] = defaultdict(list)
        for child in children:
            by_row[self.family.rows[child]].append(child)
        last = max(by_row)
        for room in range(row + 1, last + 1):
            line = Line(kind, room)
            if isinstance(source, Line):
                line.above.append((x, source))
            else:
                self.ends.append((line, 0, source, x))
                line.above.append((x, 0.0))
            self._hang(line, by_row.get(room, ()))
            if room < last:
                further = [c for r, group in by_row.items() if r > room for c in group]
                x = self._passage(room, fmean(self.x[c] for c in further))
                line.below.append((x, 0))
                source = line
            self.lines.append(line)

    def _hang(self, line: Line, children: Iterable[Id]) -> None:
        for child in children:
            towards = 0.0 if line.kind == "birth" else fmean(line.span) - self.x[child]
            self._hook(line, child, towards)

    def _hook(self, line: Line, who: Id, towards: float) -> None:
        """Tie a line to the top of somebody's shape; 0 means its middle, if that is free."""
        x = self._anchor(self.tops, who, towards)
        self.ends.append((line, len(line.below) + 1, who, x))
        line.below.append((x, 0.0))

    def _anchor(self, taken: dict[Id, list[float]], who: Id, towards: float) -> float:
        side = 1 if towards > 0 else -1
        steps = [1, -1, 2, -2] if side > 0 else [-1, 1, -2, 2]
        offsets = [0, *steps] if towards == 0 else [*steps, 0]
        free = [o * SIDE_STEP for o in offsets if o * SIDE_STEP not in taken[who]]
        offset = float(free[0] if free else 0)
        taken[who].append(offset)
        return self.x[who] + offset

    def _passage(self, row: int, target: float) -> float:
        """A free way down between two neighbours of a row, as near as can be to a place."""
        people = self.order.rows[row]
        edge = COLUMN / 2 - SIDE_STEP / 2
        ways = {-1: self.x[people[0]] - edge, len(people) - 1: self.x[people[-1]] + edge}
        for gap, (left, right) in enumerate(pairwise(people)):
            ways[gap] = (self.x[left] + self.x[right]) / 2

        def detour(gap: int) -> float:
            # To cross the line between two partners would read as being their child.
            crossing = 2 * COLUMN if (row, gap) in self.bonds else 0
            return abs(ways[gap] - target) + crossing + len(self.passages[row, gap]) * SIDE_STEP

        gap = min(sorted(ways), key=detour)
        taken = self.passages[row, gap]
        steps = (0, 1, -1, 2, -2, 3, -3)
        offsets = [step * SIDE_STEP for step in steps]
        free = [
            ways[gap] + o
            for o in offsets
            if all(abs(ways[gap] + o - t) >= SIDE_STEP for t in taken)
        ]
        x = free[0] if free else ways[gap]
        taken.append(x)
        return x

    def _stack(self) -> None:
        """Give every room its tracks, then every row, line and end its height."""
        y = float(MARGIN)
        self.middle: list[float] = []
        self.bottom: list[float] = []
        half = SHAPE / 2
        for room, row in enumerate(self.order.rows):
            high = [line for line in self.lines if line.room == room and not line.is_low]
            low = [line for line in self.lines if line.room == room and line.is_low]
            many, more = _tracks(high), _tracks(low)
            if room or many or more:
                least = (2.5 if room else 0.5) * TRACK
                base = y + TRACK
                for line in high:
                    line.y = base + line.track * TRACK
                for line in low:
                    line.y = base + (many + line.track) * TRACK
                y += max(least, (many + more + 1) * TRACK) + TRACK / 2
            y += DOUBLE
            self.middle.append(y + half)
            y += SHAPE + DOUBLE
            y += 4 + LEADING * max(len(self.labels[who]) for who in row) + 4
            self.bottom.append(y)
        for line, index, who, x in self.ends:
            if index == 0:
                line.above[0] = (x, self._start(who, x))
            else:
                line.below[index - 1] = (x, self._top(who, x))
        # What passes on to another line ends at that line.
        for line in self.lines:
            for x, source in line.above:
                if isinstance(source, Line):
                    at = next(i for i, (bx, by) in enumerate(source.below) if bx == x and by == 0)
                    source.below[at] = (x, line.y)
        self.height = y + MARGIN
        rightmost = [x for line in self.lines for x in line.span]
        self.width = (
            max([at + COLUMN / 2 for at in self.x.values()] + rightmost, default=0) + MARGIN
        )

    def _start(self, who: Id, x: float) -> float:
        """Where a line to children begins: between partners at their middle, else under a label."""
        row = self.family.rows[who]
        if abs(x - self.x[who]) > COLUMN / 2 - SIDE_STEP - 1:
            return self.middle[row]
        return self.middle[row] + SHAPE / 2 + DOUBLE + 8 + LEADING * len(self.labels[who])

    def _reach(self, who: Id) -> float:
        member = self.family.members[who]
        return SHAPE / 2 + (DOUBLE if member.is_focus else 0)

    def _top(self, who: Id, x: float) -> float:
        """The height at which a vertical at `x` meets the outline of somebody's shape."""
        member, reach = self.family.members[who], self._reach(who)
        aside = abs(x - self.x[who])
        middle = self.middle[self.family.rows[who]]
        if self.family.is_unborn(member):
            return middle - reach + min(aside * 2, 2 * reach)
        if member.sex == "F":
            return middle - (max(reach**2 - aside**2, 0)) ** 0.5
        return middle - reach + (aside if member.sex != "M" else 0)

    def svg(self, key: str) -> SafeString:
        width, height = round(self.width), round(self.height)
        return format_html(
            '<svg class="genogram-drawing{9}" role="img" aria-labelledby="{0}-title {0}-words" '
            'viewBox="0 0 {1} {2}" width="{1}" height="{2}" xmlns="http://www.w3.org/2000/svg">'
            '<title id="{0}-title">Drawing of the family</title><desc id="{0}-words">{3}</desc>'
            '<g class="genogram-homes" fill="none" stroke="currentColor" stroke-width="1.5" '
            'stroke-dasharray="8 5">{4}</g>'
            '<g class="genogram-lines" fill="none" stroke="currentColor" stroke-width="1.5">'
            "{5}{6}</g>"
            '<g class="genogram-people" fill="none" stroke="currentColor" stroke-width="2">{7}</g>'
            '<g class="genogram-words" fill="currentColor" text-anchor="middle">{8}</g></svg>',
            key,
            width,
            height,
            self.family.in_words(),
            _joined(self._home(home) for home in self.family.households),
            _joined(self._bond(bond) for bond in self.bonds.values()),
            _joined(self._line(line) for line in self.lines),
            _joined(self._shape(member) for member in self.family.members.values()),
            _joined(self._text(member) for member in self.family.members.values()),
            # Shrunk into the side of a page, a wide family must scroll, or nobody can read a name.
            " genogram-drawing--wide" if width > WIDE else "",
        )

    def _bond(self, bond: Bond) -> SafeString:
        y = self.middle[self.family.rows[bond.left]]
        start = self.x[bond.left] + self._reach(bond.left)
        end = self.x[bond.right] - self._reach(bond.right)
        path = f"M{_n(start)} {_n(y)}H{_n(end)}"
        if bond.struck:
            path += _strokes(start + (end - start) / 4, y)
        return format_html('<path class="genogram-couple" d="{}"/>', path)

    def _line(self, line: Line) -> SafeString:
        left, right = line.span
        path = f"M{_n(left)} {_n(line.y)}H{_n(right)}" if right - left > 0.05 else ""
        for x, source in line.above:
            if not isinstance(source, Line):
                path += f"M{_n(x)} {_n(source)}V{_n(line.y)}"
        for x, y in line.below:
            path += f"M{_n(x)} {_n(line.y)}V{_n(y)}"
        if line.struck:
            path += _strokes((left + right) / 2, line.y)
        dashes = mark_safe(' stroke-dasharray="2 5" stroke-linecap="round"')
        return format_html(
            '<path class="genogram-{}" d="{}"{}/>',
            line.kind,
            path,
            dashes if line.kind == "tie" else "",
        )

    def _shape(self, member: Member) -> SafeString:
        x, y = self.x[member.id], self.middle[self.family.rows[member.id]]
        half = SHAPE / 2
        # The outer outline first: a page may fill the shapes, and the inner one must stay in sight.
        outer = [self._outline(member, x, y, half + DOUBLE)] if member.is_focus else []
        parts = [*outer, self._outline(member, x, y, half)]
        if member.died:
            far = half * (0.7 if member.sex == "F" else 1 if member.sex == "M" else 0.5)
            cross = f"M{_n(x - far)} {_n(y - far)}L{_n(x + far)} {_n(y + far)}"
            cross += f"M{_n(x + far)} {_n(y - far)}L{_n(x - far)} {_n(y + far)}"
            parts.append(format_html('<path class="genogram-cross" d="{}"/>', cross))
        return format_html('<g class="genogram-person">{}</g>', _joined(parts))

    def _outline(self, member: Member, x: float, y: float, half: float) -> SafeString:
        if self.family.is_unborn(member):
            points = f"M{_n(x)} {_n(y - half)}L{_n(x + half)} {_n(y + half)}H{_n(x - half)}Z"
        elif member.sex == "M":
            side = _n(half * 2)
            return format_html(
                '<rect class="genogram-shape" x="{}" y="{}" width="{}" height="{}"/>',
                *(_n(x - half), _n(y - half), side, side),
            )
        elif member.sex == "F":
            return format_html(
                '<circle class="genogram-shape" cx="{}" cy="{}" r="{}"/>', _n(x), _n(y), _n(half)
            )
        else:
            points = f"M{_n(x)} {_n(y - half)}L{_n(x + half)} {_n(y)}L{_n(x)} {_n(y + half)}"
            points += f"L{_n(x - half)} {_n(y)}Z"
        return format_html('<path class="genogram-shape" d="{}"/>', points)

    def _text(self, member: Member) -> SafeString:
        x, y = self.x[member.id], self.middle[self.family.rows[member.id]]
        parts = []
        age = "" if member.died else self.family.age(member)
        if age:
            number, _, unit = age.partition(" ")
            parts.append(_words(x, y + (0 if unit else 5), number, 15, "bold"))
            if unit:
                parts.append(_words(x, y + 12, unit, 10, "normal"))
        y += SHAPE / 2 + DOUBLE + 4
        for line, (kind, text) in enumerate(self.labels[member.id], start=1):
            weight = "bold" if kind == "name" and member.is_focus else "normal"
            size = NAME_SIZE if kind == "name" else SMALL_SIZE
            parts.append(_words(x, y + LEADING * line - 3, text, size, weight))
        return _joined(parts)

    def _home(self, home: Household) -> SafeString:
        """One dashed outline around those who live together, and around nobody else."""
        side = COLUMN / 2 - SIDE_STEP + 3
        runs: list[tuple[int, float, float]] = []
        for number, row in enumerate(self.order.rows):
            inside = [place for place, who in enumerate(row) if who in home.members]
            starts = [p for p in inside if p - 1 not in inside]
            stops = [p for p in inside if p + 1 not in inside]
            runs += [
                (number, self.x[row[start]] - side, self.x[row[stop]] + side)
                for start, stop in zip(starts, stops, strict=True)
            ]
        boxes = [(left, self._above(row), right, self.bottom[row]) for row, left, right in runs]
        for before, after in pairwise(runs):
            boxes += self._corridor(before, after)
        return format_html('<path class="genogram-household" d="{}"/>', _outline_of(boxes))

    def _above(self, row: int) -> float:
        return self.middle[row] - SHAPE / 2 - DOUBLE - 5

    def _corridor(
        self, one: tuple[int, float, float], other: tuple[int, float, float]
    ) -> Iterator[tuple[float, float, float, float]]:
        """Boxes in the room between two rows that join two groups of one home."""
        (row, left, right), (below, start, end) = one, other
        if row == below:
            floor = self.bottom[row]
            yield right - COLUMN / 4, floor - 1, start + COLUMN / 4, floor + 9
            yield right - COLUMN / 4, floor - 1, right, floor + 1
            return
        if below - row > 1:
            return
        floor, ceiling = self.bottom[row], self._above(below)
        if min(right, end) - max(left, start) >= COLUMN / 2:
            yield max(left, start), floor, min(right, end), ceiling
            return
        level = (floor + ceiling) / 2
        first = (
            right
            if start > right
            else left
            if end < left
            else (max(left, start) + min(right, end)) / 2
        )
        near = min(max(first, left + COLUMN / 4), right - COLUMN / 4)
        far = min(max(first, start + COLUMN / 4), end - COLUMN / 4)
        yield near - COLUMN / 4, floor, near + COLUMN / 4, level + 4
        yield far - COLUMN / 4, level - 4, far + COLUMN / 4, ceiling
        yield min(near, far) - COLUMN / 4, level - 4, max(near, far) + COLUMN / 4, level + 4


def _tracks(lines: list[Line]) -> int:
    """Put lines of one room on tracks so that none lies on another; how many tracks that takes.

    Where one line is reached from above at the very place where another goes down, the first must
    run higher, or the two verticals would lie on each other.
    """
    before: dict[int, set[int]] = {number: set() for number in range(len(lines))}
    for number, line in enumerate(lines):
        for other, second in enumerate(lines):
            if number != other and any(
                abs(x - below) < SIDE_STEP / 2 for x, _ in line.above for below, _ in second.below
            ):
                before[other].add(number)
    waiting = sorted(before, key=lambda number: (lines[number].span, number))
    done: set[int] = set()
    while waiting:
        ready = next((n for n in waiting if before[n] <= done), waiting[0])
        waiting.remove(ready)
        line = lines[ready]
        lowest = max((lines[n].track + 1 for n in before[ready] & done), default=0)
        taken = {lines[n].track for n in done if _overlap(lines[n].span, line.span)}
        line.track = next(
            track for track in range(lowest, len(lines) + lowest) if track not in taken
        )
        done.add(ready)
    return max((line.track + 1 for line in lines), default=0)


def _overlap(one: Point, other: Point) -> bool:
    return one[0] - SIDE_STEP < other[1] and other[0] - SIDE_STEP < one[1]


def _outline_of(boxes: Sequence[tuple[float, float, float, float]]) -> str:
    """The outer edge of overlapping or touching boxes (left, top, right, bottom), as a path."""
    xs = sorted({x for left, _, right, _ in boxes for x in (left, right)})
    ys = sorted({y for _, top, _, bottom in boxes for y in (top, bottom)})
    full = {
        (column, row)
        for column in range(len(xs) - 1)
        for row in range(len(ys) - 1)
        if any(
            left <= xs[column]
            and xs[column + 1] <= right
            and top <= ys[row]
            and ys[row + 1] <= bottom
            for left, top, right, bottom in boxes
        )
    }
    edges: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for column, row in sorted(full):
        if (column, row - 1) not in full:
            edges[column, row].append((column + 1, row))
        if (column + 1, row) not in full:
            edges[column + 1, row].append((column + 1, row + 1))
        if (column, row + 1) not in full:
            edges[column + 1, row + 1].append((column, row + 1))
        if (column - 1, row) not in full:
            edges[column, row + 1].append((column, row))
    path = ""
    while edges:
        start = min(edges)
        corners = [start]
        while True:
            here = corners[-1]
            following = edges[here].pop()
            if not edges[here]:
                del edges[here]
            if following == start:
                break
            corners.append(following)
        path += _loop([(xs[column], ys[row]) for column, row in corners])
    return path


def _loop(corners: Sequence[Point]) -> str:
    """A closed path through the corners where the direction changes."""
    turning = [
        point
        for before, point, after in zip(
            (corners[-1], *corners[:-1]), corners, (*corners[1:], corners[0]), strict=True
        )
        if not (before[0] == point[0] == after[0] or before[1] == point[1] == after[1])
    ]
    return "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in turning) + "Z"


def _wrapped(text: str, size: int) -> list[str]:
    """Text in lines that fit under a shape; a word that is too long is cut, nothing is left out."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        joined = f"{line} {word}".strip()
        if _width(joined, size) <= COLUMN - LABEL_GAP:
            line = joined
            continue
        if line:
            lines.append(line)
        line = ""
        for character in word:
            if _width(line + character, size) > COLUMN - LABEL_GAP:
                lines.append(line)
                line = ""
            line += character
    return [*lines, line] if line else lines


def _width(text: str, size: int) -> float:
    """About how wide text is drawn, in px: on the generous side for the usual faces."""
    widths = {"il.,;:'|!j ": 0.32, "ftr()-": 0.42, "mwMW@%&": 0.95}
    total = 0.0
    for character in text:
        known = next((width for group, width in widths.items() if character in group), None)
        wide = 1.0 if ord(character) > 0x2E7F else 0.72 if character.isupper() else 0.6
        total += known or wide
    return total * size


def _strokes(x: float, y: float) -> str:
    """Two slanting strokes across a line: those it joins have parted."""
    return "".join(f"M{_n(x + by - 4)} {_n(y + 8)}L{_n(x + by + 4)} {_n(y - 8)}" for by in (-3, 3))


def _words(x: float, y: float, text: str, size: int, weight: str) -> SafeString:
    return format_html(
        '<text x="{}" y="{}" font-size="{}" font-weight="{}">{}</text>',
        _n(x),
        _n(y),
        size,
        weight,
        text,
    )


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
