"""The mark of a page: where its ink lies, so coarsely that another scan of the same sheet leaves the same mark.

Runs in the limited child, on the picture that is at hand there anyway. `scanning.likeness` compares marks.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from scanning import cleaning
from scanning.likeness import CELL_MM, COLUMNS, LEVELS, ROWS, packed

Pixels = NDArray[np.uint8]

# Dots an inch at which the ink is looked at: a cell has some seven dots each way.
_DPI = 100
_MILLIMETRES_PER_INCH = 25.4
# Paler than this against its paper is grain, a shadow, or the other side shining through.
_PALEST = 40
# A cell that is black by this share counts as full: a line of print covers less than half of its cells.
_FULL = 0.45


def mark_of(grey: Pixels, width_mm: float) -> bytes:
    """The mark of an upright, level page that is `width_mm` wide, as `scanning.likeness` reads it.

    b"" where the page has no size or no ink.
    """
    if width_mm <= 0 or min(grey.shape) < 8:
        return b""
    dpi = grey.shape[1] / width_mm * _MILLIMETRES_PER_INCH
    small = cleaning.at_dpi(grey, dpi, _DPI)
    dpi = min(dpi, _DPI)
    level = cleaning.levelled(small, dpi)
    ink = cv2.threshold(255 - level, _PALEST - 1, 255, cv2.THRESH_TOZERO)[1]
    ink = _without_rules(_without_borders(np.asarray(ink, dtype=np.uint8), dpi), dpi)
    cell = CELL_MM / _MILLIMETRES_PER_INCH * dpi
    # Larger sheets are looked at as if they had been made smaller by the copier.
    cell = max(cell, ink.shape[1] / COLUMNS, ink.shape[0] / ROWS)
    cells = _cells(ink, cell)
    if not cells.any():
        return b""
    shares = np.clip(cells / (255 * _FULL), 0, 1)
    return packed(np.rint(shares * (LEVELS - 1)).astype(np.uint8))


def _without_borders(ink: Pixels, dpi: float) -> Pixels:
    """Without what a copier or a scanner's lid left along the edges."""
    margin = max(1, round(4 / _MILLIMETRES_PER_INCH * dpi))
    labels, boxes = cleaning.parts_of((ink > 0).astype(np.uint8))
    touches = np.zeros(len(boxes), bool)
    for edge in (labels[0], labels[-1], labels[:, 0], labels[:, -1]):
        touches[edge] = True
    touches[0] = False
    if touches.any():
        ink = np.where(touches[labels], np.uint8(0), ink)
    for edge in (ink[:margin], ink[-margin:], ink[:, :margin], ink[:, -margin:]):
        edge[:] = 0
    return ink


def _without_rules(ink: Pixels, dpi: float) -> Pixels:
    """Without the lines of tables and boxes: they are the same on every sheet of a form, and fade first on a copy."""
    dark = cv2.threshold(ink, 0, 255, cv2.THRESH_BINARY)[1]
    # A line that leans by half a degree still lies in one dot of height for this long.
    long = max(8, round(7 / _MILLIMETRES_PER_INCH * dpi))
    for shape in ((1, long), (long, 1)):
        rules = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones(shape, np.uint8))
        ink = np.asarray(cv2.subtract(ink, cv2.dilate(rules, np.ones((5, 5), np.uint8))))
    return ink


def _cells(ink: Pixels, cell: float) -> NDArray[np.float32]:
    """The mean ink of each cell, the middle of the page in the middle of the grid."""
    height, width = ink.shape
    scale = 1 / cell
    matrix = np.array(
        [
            [scale, 0, COLUMNS / 2 - width * scale / 2],
            [0, scale, ROWS / 2 - height * scale / 2],
        ],
        dtype=np.float32,
    )
    # A mean over the cell first: warping alone would look at single dots.
    mean = cv2.blur(ink.astype(np.float32), (max(1, round(cell)), max(1, round(cell))))
    return np.asarray(
        cv2.warpAffine(mean, matrix, (COLUMNS, ROWS), flags=cv2.INTER_LINEAR), dtype=np.float32
    )
