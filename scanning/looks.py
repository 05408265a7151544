"""What a page looks like beside plain print: a hand wrote on it, it is a form, or it holds a table.

Only says which pages the second engine should see at once, and which label a page bears; files nothing.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from scanning import cleaning
from scanning.results import Looks

Grey = NDArray[np.uint8]

JUDGING_DPI = 200
# Share of letters that stand on the line of their neighbours. Measured on painted pages: print and
# typewriting have 0.71 and more, however worn, the three hands 0.48 and less.
_NEAT = 0.6
_LEAST_LETTERS = 40
NOT_VERIFIED = "This page looks like handwriting: read by machine, not verified."


def looks_of(level: Grey, dpi: float) -> Looks:
    """`level` is the page upright, level and clean."""
    shrink = min(1.0, JUDGING_DPI / dpi)
    size = (max(1, round(level.shape[1] * shrink)), max(1, round(level.shape[0] * shrink)))
    small = np.asarray(cv2.resize(level, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    millimetre = dpi * shrink / 25.4
    limit, _ = cv2.threshold(small, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    found = cv2.threshold(small, min(limit, 225), 255, cv2.THRESH_BINARY_INV)[1]
    dark = np.asarray(found, dtype=np.uint8)
    across = _rules(dark, (round(25 * millimetre), 1))
    down = _rules(dark, (1, round(8 * millimetre)))
    letters = cv2.subtract(dark, cv2.dilate(cv2.max(across, down), np.ones((3, 3), np.uint8)))
    if 0 <= neatness(np.asarray(letters, dtype=np.uint8), millimetre) < _NEAT:
        return "handwriting"
    rows, columns = _count(across, 0, millimetre), _count(down, 1, millimetre)
    if rows >= 5 and columns >= 4:
        return "table"
    return "form" if rows >= 3 and columns >= 2 else ""


def _rules(dark: NDArray[np.uint8], shape: tuple[int, int]) -> NDArray[np.uint8]:
    kernel = np.ones((max(1, shape[1]), max(1, shape[0])), np.uint8)
    return np.asarray(cv2.morphologyEx(dark, cv2.MORPH_OPEN, kernel), dtype=np.uint8)


def _count(rules: NDArray[np.uint8], axis: int, millimetre: float) -> int:
    """How many lines apart from each other; what a scanner thickens or breaks counts once."""
    filled = np.flatnonzero(rules.any(axis=1 - axis))
    return int(np.count_nonzero(np.diff(filled) > 1.5 * millimetre)) + 1 if filled.size else 0


def neatness(letters: Grey, millimetre: float) -> float:
    """Which share of the letters stands on the same line as their neighbours, 0 to 1; -1 where there are too few."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(letters, connectivity=8)
    left, top, width, height = (stats[1:, column].astype(np.float64) for column in range(4))
    keep = (height > 1.1 * millimetre) & (height < 9 * millimetre) & (width > 0.4 * millimetre)
    keep &= width < 30 * millimetre
    left, top, width, height = left[keep], top[keep], width[keep], height[keep]
    if left.size < _LEAST_LETTERS:
        return -1.0
    order = np.argsort(left)
    left, top, height = left[order], top[order], height[order]
    bottom = top + height
    on_line = whole = 0
    for at in range(0, left.size, 1 + left.size // cleaning.LETTERS_ASKED):
        near = slice(max(0, at - 60), at + 60)
        beside = (np.abs(left[near] - left[at]) < 25 * millimetre) & (
            np.abs((bottom[near] + top[near]) - (bottom[at] + top[at])) < 1.2 * height[at]
        )
        if np.count_nonzero(beside) < 5:
            continue
        whole += 1
        usual = float(np.median(bottom[near][beside]))
        on_line += abs(bottom[at] - usual) <= max(
            1.0, 0.05 * float(np.median(height[near][beside]))
        )
    return on_line / whole if whole >= _LEAST_LETTERS else -1.0
