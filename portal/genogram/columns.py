"""Who stands where from left to right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from statistics import fmean

from portal.genogram.family import Family, Id, Union

COLUMN = 136  # px between the middles of two neighbours; their labels are narrower
STRANGERS = 24  # px more between neighbours who are neither partners nor siblings
MARGIN = 16
MOST_SWEEPS = 12


class Order:
    """Who stands left of whom in each row, found by improving a first guess step by step."""

    def __init__(self, family: Family) -> None:
        self.family = family
        self.rows: list[list[Id]] = [[] for _ in range(max(family.rows.values(), default=-1) + 1)]
        self.of_person: dict[Id, list[Union]] = defaultdict(list)
        for union in family.unions:
            for identity in (*union.parents, *union.children):
                self.of_person[identity].append(union)
        self._guess()
        self._improve()

    def _guess(self) -> None:
        seen: set[Id] = set()

        def visit(identity: Id) -> None:
            if identity in seen:
                return
            seen.add(identity)
            self.rows[self.family.rows[identity]].append(identity)
            for union in self.of_person[identity]:
                for relative in (*union.parents, *union.children):
                    visit(relative)

        members = self.family.members.values()
        for member in sorted(members, key=lambda m: (self.family.rows[m.id], not m.is_focus)):
            visit(member.id)

    def _improve(self) -> None:
        best = self._cost()
        for _ in range(MOST_SWEEPS):
            before = best
            for row in self.rows:
                for candidate in _neighbours(row):
                    standing = row[:]
                    row[:] = candidate
                    cost = self._cost()
                    if cost < best - 1e-9:
                        best = cost
                    else:
                        row[:] = standing
            if best == before:
                return

    def _cost(self) -> float:
        """How hard the drawing would be to read; the weights say what matters more."""
        place = {
            identity: number - (len(row) - 1) / 2
            for row in self.rows
            for number, identity in enumerate(row)
        }
        cost = 0.0
        drops: dict[int, list[tuple[float, float]]] = defaultdict(list)
        for union in self.family.unions:
            parents = sorted(place[parent] for parent in union.parents)
            children = [place[child] for child in union.children]
            cost += 10 * sum(right - left - 1 for left, right in pairwise(parents))
            if len(children) > 1:
                cost += 2 * (max(children) - min(children) - len(children) + 1)
                cost += 0.5 * sum(left > right for left, right in pairwise(children))
            if parents and children:
                middle = fmean(parents)
                cost += abs(middle - fmean(children))
                row = self.family.rows[union.parents[0]]
                drops[row] += [(middle, child) for child in children]
            if len(union.parents) == 2:
                first = self.family.members[min(union.parents, key=place.__getitem__)]
                cost += 0.2 * (first.sex == "F")
        for edges in drops.values():
            cost += 6 * sum((a[0] - b[0]) * (a[1] - b[1]) < 0 for a, b in combinations(edges, 2))
        for tie in self.family.ties:
            cost += 0.8 * abs(place[tie.one] - place[tie.other])
        for home in self.family.households:
            for people in self.rows:
                inside = [number for number, who in enumerate(people) if who in home.members]
                cost += 3 * sum(right - left > 1 for left, right in pairwise(inside))
        return cost


def _neighbours(row: list[Id]) -> Iterator[list[Id]]:
    """Orders one move of one, two or three neighbours away from `row` as it stands now."""
    for size in (1, 2, 3):
        for start in range(len(row) - size + 1):
            for target in range(len(row) - size + 1):
                if target == start:
                    continue
                rest = row[:]
                block = rest[start : start + size]
                del rest[start : start + size]
                rest[target:target] = block
                yield rest
                if size == 2:
                    yield [*rest[:target], *reversed(block), *rest[target + size :]]


class Columns:
    """The middles of everybody: never closer than a column, children under their parents."""

    ROUNDS = 24

    def __init__(self, family: Family, order: Order) -> None:
        self.family, self.order = family, order
        self.wider: dict[tuple[int, int], float] = defaultdict(float)
        self.x: dict[Id, float] = {}
        self.spread()

    def spread(self) -> None:
        for number, row in enumerate(self.order.rows):
            at = 0.0
            for place, identity in enumerate(row):
                if place:
                    at += self._least(number, place - 1)
                self.x[identity] = at
        for _ in range(self.ROUNDS):
            for number in range(len(self.order.rows)):
                self._settle(number, downward=True)
            for number in reversed(range(len(self.order.rows))):
                self._settle(number, downward=False)
        for number in range(len(self.order.rows)):
            self._settle(number, downward=True)
        first = min(self.x.values(), default=0)
        for identity, at in self.x.items():
            self.x[identity] = round(at - first + MARGIN + COLUMN / 2, 1)

    def _least(self, row: int, gap: int) -> float:
        """The least distance between the neighbours left and right of a gap."""
        left, right = self.order.rows[row][gap : gap + 2]
        return COLUMN + (0 if self._are_close(left, right) else STRANGERS) + self.wider[row, gap]

    def _settle(self, number: int, *, downward: bool) -> None:
        row = self.order.rows[number]
        wanted, weights = [], []
        for place, identity in enumerate(row):
            wishes = [
                wish
                for union in self.order.of_person[identity]
                if (wish := self._wish(identity, union, downward=downward)) is not None
            ]
            near = [
                self.x[row[other]] + (place - other) * COLUMN
                for other in (place - 1, place + 1)
                if 0 <= other < len(row) and self._are_close(identity, row[other])
            ]
            wanted.append(fmean([*wishes, *near]) if wishes or near else self.x[identity])
            weights.append(1.0 if wishes else 0.3 if near else 0.05)
        least = [self._least(number, gap) for gap in range(len(row) - 1)]
        self.x.update(zip(row, _apart(wanted, weights, least), strict=True))

    def _are_close(self, one: Id, other: Id) -> bool:
        return any(union in self.order.of_person[other] for union in self.order.of_person[one])

    def _wish(self, identity: Id, union: Union, *, downward: bool) -> float | None:
        """Where somebody would stand for a union: the children under the middle of the parents."""
        if identity not in (union.children if downward else union.parents):
            return None
        if not union.parents or not union.children:
            return None
        row = self.family.rows[identity]
        children = [self.x[c] for c in union.children if not downward or self.family.rows[c] == row]
        parents = [self.x[parent] for parent in union.parents]
        if downward:
            return self.x[identity] + fmean(parents) - fmean(children)
        if max(parents) - min(parents) > 1.9 * COLUMN:
            # Parted by others, the two cannot have their children between them: each goes near.
            return fmean(children)
        return self.x[identity] + fmean(children) - fmean(parents)


def _apart(
    wanted: Sequence[float], weights: Sequence[float], least: Sequence[float]
) -> list[float]:
    """The places nearest to the wanted ones (least squares) that keep order and distances."""
    offsets = [0.0]
    for distance in least:
        offsets.append(offsets[-1] + distance)
    blocks: list[tuple[float, float, int]] = []
    for want, weight, offset in zip(wanted, weights, offsets, strict=False):
        value, mass, size = want - offset, weight, 1
        while blocks and blocks[-1][0] > value:
            before, heavy, many = blocks.pop()
            value = (value * mass + before * heavy) / (mass + heavy)
            mass, size = mass + heavy, size + many
        blocks.append((value, mass, size))
    flat = [value for value, _, size in blocks for _ in range(size)]
    return [value + offset for value, offset in zip(flat, offsets, strict=False)]
