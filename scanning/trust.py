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

# Fitted on 64 pages. The comments say on how many words, and how many of those were right.
CURVES: dict[str, tuple[float, ...]] = {
    "both": (0.91, 0.30, 0.44, 1.83, -4.16, 0.91, 0.91),  # 15008 words, 99% right
    "first contested": (0.29, 0.43, -0.20, 5.21, 1.69, 0.29, -5.39),  # 373 words, 54% right
    "second contested": (-2.69, -0.26, 0.72, 2.18, -0.41, -2.69, 3.50),  # 375 words, 80% right
    "first alone": (-2.74, 1.45, 0.00, -0.05, 1.90, -0.69, 0.00),  # 97 words, 15% right
    "second alone": (-4.16, 0.00, 1.01, 2.63, 1.99, 0.74, 0.00),  # 65 words, 75% right
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
