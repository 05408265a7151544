"""How likely an engine is right about a word, by what it says of itself and by how far both agree on the page.

Logistic curves fitted to painted pages with their truth: `python -m benchmarks.calibrating` fits and prints them. The
seed of those pages is never one whose figures are reported.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanning.engines.contract import Line, Recognised

if TYPE_CHECKING:
    from scanning.merging import Block

# Fitted on 63 pages. The comments say on how many words, and how many of those were right.
CURVES: dict[str, tuple[float, ...]] = {
    "both": (1.74, 0.26, 0.40, 1.54, -6.20, 1.74, 1.74),  # 12748, 99 %
    "first contested": (-0.87, 0.67, -0.05, 3.04, 1.42, -0.87, -1.87),  # 541, 52 %
    "second contested": (-1.48, -0.06, 0.58, 1.78, -0.59, -1.48, 1.79),  # 541, 79 %
    "first alone": (-2.14, 0.45, 0.00, 0.17, -3.66, -0.20, 0.00),  # 100, 6 %
    "second alone": (-3.13, 0.00, 1.04, 5.34, -2.01, 1.21, 0.00),  # 61, 50 %
}


@dataclass(frozen=True)
class Page:
    """What is known of a page before any of its words: the share of letters on which both engines agree."""

    agreement: float

    def both(self, first: Line, second: Line) -> float:
        return self._on("both", first, second, len(_text(first)))

    def first(self, block: Block) -> float:
        """How likely the first engine's words of `block` are right; 0 where it has none."""
        if not block.first:
            return 0.0
        return self._side("first", block, block.first, block.second)

    def second(self, block: Block) -> float:
        if not block.second:
            return 0.0
        return self._side("second", block, block.second, block.first)

    def _side(self, which: str, block: Block, own: Line, other: Line) -> float:
        # Signs alone are what dirt and rules look like.
        if not any(letter.isalnum() for letter in _text(own)):
            return 0.3 if other else 0.0
        how = "contested" if other else "alone"
        return self._on(
            f"{which} {how}", block.first, block.second, len(_text(own)), block.is_in_common_line
        )

    def _on(
        self, curve: str, first: Line, second: Line, letters: int, is_common: bool = True
    ) -> float:
        given = features(first, second, self.agreement, letters, is_common=is_common)
        return _chance(
            sum(weight * value for weight, value in zip(CURVES[curve], given, strict=True))
        )


def features(
    first: Line, second: Line, agreement: float, letters: int, *, is_common: bool
) -> tuple[float, ...]:
    """What the curves are drawn over; `letters` are those of the side that is judged."""
    return (
        1.0,
        _odds(first),
        _odds(second),
        agreement,
        min(letters, 10) / 10,
        float(is_common),
        min(1.0, len(_text(second)) / max(1, len(_text(first)))) if first and second else 0.0,
    )


def _odds(line: Line) -> float:
    if not line:
        return 0.0
    share = min(0.995, max(0.02, Recognised((line,)).confidence / 100))
    return math.log(share / (1 - share))


def _chance(odds: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


def _text(line: Line) -> str:
    return "".join(word.text for word in line)
