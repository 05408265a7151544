"""What a page looks like beside plain print: a hand wrote on it, it is a form, or it holds a table.

Only says which pages the second engine should see at once, and which label a page bears; files nothing.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from scanning import cleaning
from scanning.cleaning import Labels, Print
from scanning.results import Looks

# Share of letters that stand on the line of their neighbours. Measured on painted pages: print and
# typewriting have 0.71 and more, however worn, the three hands 0.48 and less.
_NEAT = 0.6
_LEAST_LETTERS = 40
NOT_VERIFIED = "This page looks like handwriting: read by machine, not verified."


def looks_of(page: Print) -> Looks:
    """`page`: what is printed or written on it, upright."""
    dark, millimetre = page.dark, page.millimetre
    across = _rules(dark, (round(25 * millimetre), 1))
    down = _rules(dark, (1, round(8 * millimetre)))
    boxes = page.boxes
    if across.any() or down.any():
        rules = cv2.dilate(cv2.max(across, down), np.ones((3, 3), np.uint8))
        boxes = cleaning.parts_of(np.asarray(cv2.subtract(dark, rules), dtype=np.uint8))[1]
    if 0 <= neatness(boxes, millimetre) < _NEAT:
        return "handwriting"
    rows, columns = _count(across, 0, millimetre), _count(down, 1, millimetre)
    if rows >= 5 and columns >= 4:
        return "table"
    return "form" if rows >= 3 and columns >= 2 else ""


def _rules(dark: NDArray[np.uint8], shape: tuple[int, int]) -> NDArray[np.uint8]:
    """What of `dark` is at least as wide and as high as `shape` says."""
    wide, high = max(1, shape[0]), max(1, shape[1])
    # Most pages have none. Of eight dots in a row each is dark or not: a rule fills that many eights but two.
    rows, columns = dark.shape
    if wide > high:
        full, least = np.packbits(dark > 0, axis=1) == 255, (1, max(1, wide // 8 - 1))
    else:
        eights = dark[: rows // 8 * 8].reshape(rows // 8, 8, columns)
        full, least = eights.min(axis=1) > 0, (max(1, high // 8 - 1), 1)
    if not cv2.erode(full.astype(np.uint8), np.ones(least, np.uint8)).any():
        return np.zeros_like(dark)
    kernel = np.ones((high, wide), np.uint8)
    return np.asarray(cv2.morphologyEx(dark, cv2.MORPH_OPEN, kernel), dtype=np.uint8)


def _count(rules: NDArray[np.uint8], axis: int, millimetre: float) -> int:
    """How many lines apart from each other; what a scanner thickens or breaks counts once."""
    filled = np.flatnonzero(rules.any(axis=1 - axis))
    return int(np.count_nonzero(np.diff(filled) > 1.5 * millimetre)) + 1 if filled.size else 0


def neatness(boxes: Labels, millimetre: float) -> float:
    """Which share of the letters stands on the same line as their neighbours, 0 to 1; -1 where there are too few.

    `boxes`: as those of `cleaning.Print`.
    """
    left, top, width, height = (boxes[1:, column].astype(np.float32) for column in range(4))
    keep = (height > 1.1 * millimetre) & (height < 9 * millimetre) & (width > 0.4 * millimetre)
    keep &= width < 30 * millimetre
    left, top, width, height = left[keep], top[keep], width[keep], height[keep]
    if left.size < _LEAST_LETTERS:
        return -1.0
    order = np.argsort(left)
    left, top, height = left[order], top[order], height[order]
    bottom = top + height
    at, near, is_there = cleaning.neighbours(left.size)
    beside = (
        is_there
        & (np.abs(left[near] - left[at]) < 25 * millimetre)
        & (np.abs((bottom[near] + top[near]) - (bottom[at] + top[at])) < 1.2 * height[at])
    )
    asked = np.count_nonzero(beside, axis=1) >= 5
    at, near, beside = at[asked, 0], near[asked], beside[asked]
    whole = at.size
    usual = cleaning.medians(bottom[near], beside)
    play = np.maximum(1.0, 0.05 * cleaning.medians(height[near], beside))
    on_line = int(np.count_nonzero(np.abs(bottom[at] - usual) <= play))
    return on_line / whole if whole >= _LEAST_LETTERS else -1.0
