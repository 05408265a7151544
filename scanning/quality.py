"""Is this picture of a sheet good enough, while the sheet is still in somebody's hand?

Pure functions on the grey picture as it came, before anything is mended: what the reading machine can still make out
is no measure of what a person, or a better machine in ten years, could. Sizes are millimetres of paper.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from scanning.cleaning import JUDGING_DPI, Grey, coarse_level, parts_of
from scanning.results import Fault

# Letters of 8 points are 1.5 mm high: at fewer dots than this an "e" has no eye.
COARSEST_DPI = 140
# Straightening puts it right, but a sheet that lay so has usually lost a corner.
WIDEST_SKEW = 7.0
# A printed edge is as sharp as the scanner: two dots. From this on strokes of small type run together.
SOFTEST_EDGE_MM = 0.5
_LETTER_MM = (1.0, 6.5)
_CUT_LETTERS = 4
_GHOSTS = 60


def faults_of(
    grey: Grey, dpi: float, *, skew_degrees: float = 0.0, coarse_page: Grey | None = None
) -> tuple[Fault, ...]:
    """What is wrong with the picture of a page that is not blank, worst first; empty when nothing is.

    `skew_degrees`: how far its lines lean, as `cleaning.lean_of` found. `coarse_page`: its `cleaning.coarse_level`,
    where that is known.
    """
    found = []
    coarse = min(dpi, JUDGING_DPI)
    level = coarse_level(grey, dpi) if coarse_page is None else coarse_page
    if _cut_letters(level, coarse) >= _CUT_LETTERS:
        found.append(Fault.CUT_OFF)
    if dpi < COARSEST_DPI:
        found.append(Fault.COARSE)
    elif edge_mm(grey, dpi) > SOFTEST_EDGE_MM:
        found.append(Fault.BLURRED)
    if abs(skew_degrees) > WIDEST_SKEW:
        found.append(Fault.CROOKED)
    if _shines_through(level, coarse):
        found.append(Fault.SHINES_THROUGH)
    return tuple(found)


def edge_mm(grey: Grey, dpi: float) -> float:
    """How wide the step from paper to ink is, in millimetres, at the sharpest tenth of the edges; 0 without ink.

    The sharpest, because a page may hold a soft photograph beside sharp type.
    """
    smooth = cv2.GaussianBlur(grey, (0, 0), 0.7)
    across, down = cv2.spatialGradient(smooth)
    # Every third row, and every third dot each way, tells as much of the whole page.
    slope = cv2.magnitude(across[::3].astype(np.float32), down[::3].astype(np.float32)) / 8
    paper, ink = (float(told) for told in np.percentile(smooth[::3, ::3], (90, 0.5)))
    contrast = paper - ink
    steep = slope[slope > contrast / 40]
    if contrast < 40 or steep.size < 70:
        return 0.0
    return contrast / float(np.percentile(steep, 90)) / dpi * 25.4


def _letters(dark: Grey, dpi: float) -> NDArray[np.int32]:
    """Left, top, width and height of every part of `dark` that is as large as a letter."""
    _, stats = parts_of(dark)
    boxes = np.asarray(stats[1:, :4], dtype=np.int32)
    sides = boxes[:, 2:] / (dpi / 25.4)
    smallest, largest = _LETTER_MM
    return boxes[(sides.max(axis=1) >= smallest) & (sides.max(axis=1) <= largest)]


def _cut_letters(level: Grey, dpi: float) -> int:
    """Letters that touch one edge of the picture, at the edge that most of them touch."""
    height, width = level.shape
    boxes = _letters((level < 140).astype(np.uint8), dpi)
    if not len(boxes):
        return 0
    left, top = boxes[:, 0], boxes[:, 1]
    right, bottom = left + boxes[:, 2], top + boxes[:, 3]
    touching = (left <= 1, right >= width - 1, top <= 1, bottom >= height - 1)
    # Along an edge a shadow is one long part; letters are many, and none as long as a shadow's crumbs are thin.
    is_letter = boxes[:, 2:].min(axis=1) / (dpi / 25.4) > 0.35
    return max(int(np.count_nonzero(side & is_letter)) for side in touching)


def _shines_through(level: Grey, dpi: float) -> bool:
    """Whether a quarter as many pale shapes of letters stand on the page as dark ones."""
    # What shines through is soft already; the grain of a camera is not, and goes.
    calm = cv2.GaussianBlur(level, (0, 0), 0.25 * dpi / 25.4)
    labels, stats = parts_of((calm < 236).astype(np.uint8))
    has_ink, is_more_than_grain = np.zeros(len(stats), bool), np.zeros(len(stats), bool)
    has_ink[labels[level < 150]] = True
    is_more_than_grain[labels[calm < 230]] = True
    sides = stats[:, 2:4].max(axis=1) / (dpi / 25.4)
    smallest, largest = _LETTER_MM
    is_letter = (sides >= smallest) & (sides <= largest)
    is_letter[0] = False
    pale = int(np.count_nonzero(is_letter & ~has_ink & is_more_than_grain))
    printed = int(np.count_nonzero(is_letter & has_ink))
    return pale >= max(_GHOSTS, printed / 4)
