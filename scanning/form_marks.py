"""A page of a paper form on its picture: where its corners are, which boxes are ticked, which frames written in.

Pure functions of a grey picture. Whatever lies on the page is found through the four solid marks at its corners, so the
page may be turned, askew, smaller, photographed from the side or stretched by a fax.
"""

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from documents.paper_places import CORNERS_MM, MARK_MM, PAGE_MM, SQUARE_MM, Spot
from scanning.cleaning import Grey

YES, NO, UNCLEAR, WRITTEN, BLANK = "yes", "no", "unclear", "written", "blank"

# How much of the inside of a box is ink, less what the emptiest boxes of the page have: see benchmarks/forms.py.
_SURELY_EMPTY: Final = 0.025
_SURELY_TICKED: Final = 0.075
# Filled in completely is how a tick is taken back.
_BLACKED_OUT: Final = 0.7
_DARK: Final = 0.32
_PENCIL_DARK: Final = 0.4
# Square millimetres of ink in strokes: less is dirt, or a pen put down and lifted.
_LEAST_WRITING: Final = 2.5
_BOX_DOTS: Final = 10
_STRIP_DOTS: Final = 6
_MOST_CANDIDATES: Final = 14
_PAGE_SHARES: Final = (1.0, 0.82, 0.66)
# Of a mark on a poor copy, with its pores, at a quarter of the size.
_MARK_AND_PORES: Final = 150

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Fit:
    """`matrix` (3 x 3) takes millimetres on the printed page to dots of the picture."""

    matrix: Matrix
    corners: int

    def parts(self, width: int, height: int) -> list[float]:
        """The same to parts of the picture's width and height, row by row."""
        scale = np.diag([1 / width, 1 / height, 1.0])
        found = scale @ self.matrix
        return [float(value) for value in (found / found[2, 2]).ravel()]


def fit_of(view: Grey) -> Fit | None:
    """How the page of a form lies on `view`; None where its corner marks are not there."""
    if not _may_have_marks(view):
        return None
    level = _levelled(view)
    for share in _PAGE_SHARES:
        dots = min(view.shape) / PAGE_MM[0] * share
        squares = _squares(level, dots)
        for corners in (4, 3):
            best = min(_fits(level, squares, corners), key=lambda pair: pair[0], default=None)
            if best is not None:
                return Fit(best[1], corners)
    return None


def read_spots(view: Grey, fit: Fit, spots: Sequence[Spot]) -> dict[str, list[object]]:
    """By the number of each of `spots`: what is there, and how much of it is ink, in thousandths."""
    level = _levelled(view)
    black = _blackness(level, fit)
    inks = {
        number: _ink_in_box(level, fit, spot, black)
        for number, spot in enumerate(spots)
        if spot.kind == "tick"
    }
    # Empty boxes are not quite white on a poor copy; most boxes of a page are empty.
    emptiest = sorted(inks.values())[: max(1, len(inks) // 3)]
    base = min(0.05, float(np.median(emptiest))) if len(inks) >= 3 else 0.0
    found: dict[str, list[object]] = {}
    for number, spot in enumerate(spots):
        if number in inks:
            found[str(number)] = [_tick(inks[number] - base), round(1000 * inks[number])]
        else:
            ink = _writing_in(level, fit, spot, black)
            state = WRITTEN if ink >= _LEAST_WRITING else BLANK
            found[str(number)] = [state, round(1000 * ink / (spot.width * spot.height))]
    return found


def _tick(ink: float) -> str:
    if ink <= _SURELY_EMPTY:
        return NO
    return YES if _SURELY_TICKED <= ink < _BLACKED_OUT else UNCLEAR


def _levelled(view: Grey) -> Grey:
    """White paper at 255 everywhere: a shadow over a photograph must not count as ink."""
    size = (view.shape[1], view.shape[0])
    ground = cv2.resize(_reduced(view)[1], size, interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(view, np.maximum(ground, 40), scale=255), dtype=np.uint8)


def _reduced(view: Grey) -> tuple[Grey, Grey]:
    """The view at a quarter of its size, and its paper."""
    small = cv2.resize(view, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    # Wider than the marks, or they would be taken for shadow.
    size = max(9, round(min(small.shape) / PAGE_MM[0] * 2.4 * MARK_MM)) | 1
    ground = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((size, size), np.uint8))
    ground = cv2.GaussianBlur(ground, (0, 0), size / 4)
    return np.asarray(small, dtype=np.uint8), np.asarray(ground, dtype=np.uint8)


def _may_have_marks(view: Grey) -> bool:
    """Whether three things at least are as large, as black and as solid as the smallest of corner marks may be."""
    small, ground = _reduced(view)
    level = cv2.divide(small, np.maximum(ground, 40), scale=255)
    side = MARK_MM * min(small.shape) / PAGE_MM[0] * _PAGE_SHARES[-1]
    dark = cv2.threshold(level, _MARK_AND_PORES, 1, cv2.THRESH_BINARY_INV)[1]
    within = max(1, int(0.45 * side))
    count, _ = cv2.connectedComponents(cv2.erode(dark, np.ones((within, within), np.uint8)))
    return count > 3


def _closed(level: Grey, side: float) -> Grey:
    """What is dark, without the pores of a mark of `side` dots."""
    dark = cv2.threshold(level, 149, 1, cv2.THRESH_BINARY_INV)[1]
    closing = max(1, round(side / 14))
    kernel = np.ones((closing, closing), np.uint8)
    return np.asarray(cv2.morphologyEx(dark, cv2.MORPH_CLOSE, kernel), dtype=np.uint8)


def _squares(level: Grey, dots: float) -> list[tuple[float, float, float]]:
    """Middle and side of what could be a corner mark, at `dots` a millimetre; the squarest first."""
    side = MARK_MM * dots
    dark = _closed(level, side)
    # Thin strokes go, also those of a pen that ran into a mark and of the code beside it.
    opening = max(3, round(side * 0.5))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (opening, opening))
    solid = cv2.morphologyEx(dark, cv2.MORPH_OPEN, kernel)
    outlines, _ = cv2.findContours(solid, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    found = []
    for outline in outlines:
        (x, y), (width, height), _ = cv2.minAreaRect(outline)
        area = cv2.contourArea(outline)
        if min(width, height) < 0.55 * side or max(width, height) > 1.5 * side:
            continue
        squareness = min(width, height) / max(width, height) * area / (width * height)
        if squareness > 0.6:
            found.append((squareness, x, y, math.sqrt(width * height)))
    found.sort(reverse=True)
    return [(x, y, size) for _, x, y, size in found[:_MOST_CANDIDATES]]


def _fits(
    level: Grey, squares: Sequence[tuple[float, float, float]], corners: int
) -> Iterator[tuple[float, Matrix]]:
    """(how bad it is, matrix) of every way in which `corners` of `squares` could be those of the page."""
    model = np.array(CORNERS_MM, dtype=np.float32)
    wanted = math.dist(model[0], model[1]) / math.dist(model[1], model[2])
    for chosen in itertools.combinations(squares, corners):
        sizes = [size for _, _, size in chosen]
        if max(sizes) > 1.5 * min(sizes):
            continue
        for points in _quads([(x, y) for x, y, _ in chosen]):
            sides = [math.dist(points[at], points[(at + 1) % 4]) for at in range(4)]
            if min(sides) < 10 * float(np.mean(sizes)):
                continue
            uneven = sum(abs(math.log(sides[at] / sides[at + 2])) for at in (0, 1))
            for first in range(4):
                turned = np.array(points[first:] + points[:first], dtype=np.float32)
                across, down = (
                    (sides[first] + sides[(first + 2) % 4]) / 2,
                    (sides[(first + 1) % 4] + sides[(first + 3) % 4]) / 2,
                )
                shape = abs(math.log(across / down / wanted))
                size = abs(math.log(float(np.mean(sizes)) / across * 184 / MARK_MM))
                if uneven > 0.5 or shape > 0.16 or size > 0.35:
                    continue
                matrix = np.asarray(cv2.getPerspectiveTransform(model, turned), dtype=np.float64)
                code = _darkness_of_code(level, matrix)
                if code >= 0.18:
                    yield uneven + shape + size - code, matrix


def _quads(points: Sequence[tuple[float, float]]) -> Iterator[list[tuple[float, float]]]:
    """Four corners clockwise. Of three, each that stands at a right angle to its neighbours gives the fourth."""
    if len(points) == 4:
        x, y = (sum(one[at] for one in points) / 4 for at in (0, 1))
        yield sorted(points, key=lambda one: math.atan2(one[1] - y, one[0] - x))
        return
    for at in range(3):
        middle, first, last = points[at], points[at - 1], points[at - 2]
        a = (first[0] - middle[0], first[1] - middle[1])
        b = (last[0] - middle[0], last[1] - middle[1])
        cosine = (a[0] * b[0] + a[1] * b[1]) / (math.hypot(*a) * math.hypot(*b))
        if abs(cosine) < 0.06:
            fourth = (first[0] + b[0], first[1] + b[1])
            x, y = (first[0] + last[0]) / 2, (first[1] + last[1]) / 2
            quad = [middle, first, last, fourth]
            yield sorted(quad, key=lambda one: math.atan2(one[1] - y, one[0] - x))


def _darkness_of_code(level: Grey, matrix: Matrix) -> float:
    """How dark the place of the square code is: about half there, hardly at all at any other corner."""
    x, y, side = SQUARE_MM
    patch = _patch(level, matrix, x + 4, y + 4, side - 8, side - 8, 3)
    return float(np.mean(patch < 128))


def _patch(
    level: Grey, matrix: Matrix, x: float, y: float, width: float, height: float, dots: int
) -> Grey:
    """A piece of the printed page, flat and upright, at `dots` a millimetre."""
    back = np.array([[1 / dots, 0, x], [0, 1 / dots, y], [0, 0, 1]])
    size = (max(1, round(width * dots)), max(1, round(height * dots)))
    return np.asarray(
        cv2.warpPerspective(
            level,
            matrix @ back,
            size,
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=(255.0,),
        ),
        dtype=np.uint8,
    )


def _blackness(level: Grey, fit: Fit) -> float:
    """How dark black print is here: a fax or a faded copy has none that is quite black."""
    half = MARK_MM / 4
    found = [
        float(np.median(_patch(level, fit.matrix, x - half, y - half, 2 * half, 2 * half, 6)))
        for x, y in CORNERS_MM
    ]
    return min(150.0, float(np.median(found)))


def _dark(patch: Grey, black: float) -> NDArray[np.float32]:
    """0 for paper to 1 for black, dot by dot."""
    paper = max(black + 60, float(np.percentile(patch, 80)))
    return np.clip((paper - patch.astype(np.float32)) / (paper - black), 0, 1)


def _ink_in_box(level: Grey, fit: Fit, spot: Spot, black: float) -> float:
    """The share of the inside of a box that is ink, once its outline is found where paper and lens have put it."""
    around, dots = 2.5, _BOX_DOTS
    patch = _patch(
        level,
        fit.matrix,
        spot.x - around,
        spot.y - around,
        spot.width + 2 * around,
        spot.height + 2 * around,
        dots,
    )
    dark = _dark(patch, black)
    side = round(spot.width * dots)
    outline = np.full((side, side), -0.15, dtype=np.float32)
    rim = 6
    outline[:rim], outline[-rim:], outline[:, :rim], outline[:, -rim:] = 1, 1, 1, 1
    # Half a box aside would be another box; the marks are never that far out.
    reach = round(1.3 * dots)
    start = round(around * dots) - reach
    window = dark[start : start + side + 2 * reach, start : start + side + 2 * reach]
    _, _, _, (left, top) = cv2.minMaxLoc(
        cv2.matchTemplate(window.astype(np.float32), outline, cv2.TM_CCORR)
    )
    inset = round(1.1 * dots)
    inside = window[top + inset : top + side - inset, left + inset : left + side - inset]
    return float(np.mean(inside > _DARK))


def _writing_in(level: Grey, fit: Fit, spot: Spot, black: float) -> float:
    """Square millimetres of pen strokes in a frame; its printed lines and specks of dirt do not count."""
    inset, dots = 1.6, _STRIP_DOTS
    patch = _patch(
        level,
        fit.matrix,
        spot.x + inset,
        spot.y + inset,
        spot.width - 2 * inset,
        spot.height - 2 * inset,
        dots,
    )
    ink = np.asarray(_dark(patch, black) > _PENCIL_DARK, dtype=np.uint8)
    count, _, boxes, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    total = 0.0
    for left, top, width, height, area in boxes[1:count]:
        is_speck = max(width, height) < 1.2 * dots
        is_printed = height < 1.0 * dots and width > 12 * dots
        is_rim = (left == 0 or left + width == ink.shape[1]) and width < 0.8 * dots
        is_edge = (top == 0 or top + height == ink.shape[0]) and height < 0.8 * dots
        if not (is_speck or is_printed or is_rim or is_edge):
            total += area
    return total / dots**2
