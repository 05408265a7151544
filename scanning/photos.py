"""A sheet in a photograph: its four corners found, and the picture straightened as if it had lain on a scanner.

Pure functions of pixels. In doubt nothing is cut off: a corner in the wrong place would hide words.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scanning.photo_notes import STRAIGHTENED, WHOLE

Pixels = NDArray[np.uint8]
# Rows: upper left, upper right, lower right, lower left; x and y in pixels.
Corners = NDArray[np.float32]

_WORKING_SIDE = 1000
# A sheet that takes less of the picture is too small to be read, and more likely something else.
_LEAST_SHARE = 0.2
# Within this share of a side the sheet ends where the picture does.
_BORDER = 0.015
_LEAST_ANGLE, _MOST_ANGLE = 50.0, 130.0
_LEAST_SIDES = 0.45
_LEAST_STEP = 10.0


@dataclass(frozen=True)
class Straightened:
    pixels: Pixels
    note: str


def straighten(pixels: Pixels) -> Straightened:
    """The sheet alone, seen from straight above; or `pixels` as they are, with the note that says so."""
    corners = corners_of_sheet(pixels)
    if corners is None:
        return Straightened(pixels, WHOLE)
    return Straightened(_warped(pixels, corners), STRAIGHTENED)


def corners_of_sheet(pixels: Pixels) -> Corners | None:
    """The corners of the largest clear sheet in rows x columns (x 3) of pixels; None where there is none."""
    height, width = pixels.shape[:2]
    scale = min(1.0, _WORKING_SIDE / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    grey = small if small.ndim == 2 else np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY))
    grey = cv2.medianBlur(grey, 7)
    found: list[tuple[float, Corners]] = []
    for mask in _masks(small, grey):
        outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        for outline in sorted(outlines, key=cv2.contourArea, reverse=True)[:3]:
            corners = _four_corners(outline)
            if corners is not None and _is_sheet(corners, grey):
                found.append((_standing_out(corners, grey), corners))
    if not found:
        return None
    clearest = max(step for step, _ in found)
    if clearest < _LEAST_STEP:
        return None
    # A part of the sheet in brighter light may stand out a little more than the whole.
    whole = [corners for step, corners in found if step >= 0.85 * clearest]
    best = max(whole, key=cv2.contourArea)
    return np.asarray(best / scale, dtype=np.float32)


def _masks(small: Pixels, grey: NDArray) -> list[NDArray]:
    """Ways to tell paper from a table: it is brighter, it has less colour, or an edge runs around it."""
    kernel = np.ones((5, 5), np.uint8)
    edges = cv2.dilate(cv2.Canny(grey, 30, 90), kernel)
    masks = [cv2.morphologyEx(edges, cv2.MORPH_CLOSE, kernel)]
    pale = [grey]
    if small.ndim == 3:
        hsv = cv2.cvtColor(small, cv2.COLOR_RGB2HSV)
        pale.append(cv2.medianBlur(cv2.subtract(hsv[..., 2], hsv[..., 1]), 7))
    for picture in pale:
        least, _ = cv2.threshold(picture, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
        for threshold in (least, (least + 255) / 2):
            _, bright = cv2.threshold(picture, threshold, 255, cv2.THRESH_BINARY)
            # Letters and lines are holes in the sheet.
            closed = cv2.morphologyEx(bright, cv2.MORPH_CLOSE, np.ones((25, 25), np.uint8))
            masks.append(cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((25, 25), np.uint8)))
    return masks


def _four_corners(outline: NDArray) -> Corners | None:
    """The outline as four sides, each a line through the points along it: a dog-ear moves no corner."""
    hull = cv2.convexHull(outline)
    length = cv2.arcLength(hull, True)
    for share in (0.02, 0.03, 0.045, 0.06):
        rough = cv2.approxPolyDP(hull, share * length, True)
        if len(rough) == 4:
            return _ordered(rough.reshape(4, 2).astype(np.float32))
    return None


def _ordered(points: Corners) -> Corners:
    """From the upper left clockwise."""
    middle = points.mean(axis=0)
    around = np.argsort(np.arctan2(points[:, 1] - middle[1], points[:, 0] - middle[0]))
    ring = points[around]
    first = int(np.argmin(ring.sum(axis=1)))
    return np.asarray(np.roll(ring, -first, axis=0), dtype=np.float32)


def _is_sheet(corners: Corners, grey: NDArray) -> bool:
    height, width = grey.shape
    if cv2.contourArea(corners) < _LEAST_SHARE * width * height:
        return False
    sides = np.linalg.norm(corners - np.roll(corners, -1, axis=0), axis=1)
    if min(sides[0], sides[2]) < _LEAST_SIDES * max(sides[0], sides[2]):
        return False
    if min(sides[1], sides[3]) < _LEAST_SIDES * max(sides[1], sides[3]):
        return False
    if min(sides) < 0.15 * max(sides):
        return False
    for number in range(4):
        before = corners[number - 1] - corners[number]
        after = corners[(number + 1) % 4] - corners[number]
        cosine = float(before @ after) / float(np.linalg.norm(before) * np.linalg.norm(after))
        if not _LEAST_ANGLE <= np.degrees(np.arccos(np.clip(cosine, -1, 1))) <= _MOST_ANGLE:
            return False
    return not _fills_picture(corners, width, height)


def _fills_picture(corners: Corners, width: int, height: int) -> bool:
    frame = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    return bool(np.all(np.abs(corners - frame) <= _BORDER * np.array([width, height])))


def _standing_out(corners: Corners, grey: NDArray) -> float:
    """How much brighter the paper is just inside than what lies just outside, in grey levels, on the least clear side.

    A table drawn on a page has paper on both sides of its lines. Up to two sides may lie at the border of the picture,
    where there is no outside.
    """
    height, width = grey.shape
    middle = corners.mean(axis=0)
    step = 0.012 * max(height, width)
    steps = []
    for number in range(4):
        start, end = corners[number], corners[(number + 1) % 4]
        along = np.linspace(start, end, 66)[4:-4]
        inward = middle - along
        inward = inward / np.linalg.norm(inward, axis=1, keepdims=True) * step
        inside, outside = _pairs_at(grey, along + inward, along - inward)
        if len(outside) < len(along) / 2:
            continue
        # Nearly everywhere along the side, or it leans across the sheet; type at the edge may interrupt it.
        steps.append(float(np.percentile(inside - outside, 20)))
    return min(steps) if len(steps) >= 2 else 0.0


def _pairs_at(grey: NDArray, first: NDArray, second: NDArray) -> tuple[NDArray, NDArray]:
    """The levels at each pair of points of which both lie in the picture."""
    height, width = grey.shape
    ends = np.round(np.hstack([first, second])).astype(int)
    x, y = ends[:, 0::2], ends[:, 1::2]
    there = ((x >= 0) & (y >= 0) & (x < width) & (y < height)).all(axis=1)
    levels = grey[y[there], x[there]].astype(np.int32)
    return levels[:, 0], levels[:, 1]


def _warped(pixels: Pixels, corners: Corners) -> Pixels:
    sides = np.linalg.norm(corners - np.roll(corners, -1, axis=0), axis=1)
    width = max(1, round(float(max(sides[0], sides[2]))))
    height = max(1, round(float(max(sides[1], sides[3]))))
    straight = np.array(
        [[0, 0], [width - 1, 0], [width - 1, height - 1], [0, height - 1]], dtype=np.float32
    )
    turn = cv2.getPerspectiveTransform(corners, straight)
    return np.asarray(
        cv2.warpPerspective(
            pixels, turn, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
        ),
        dtype=np.uint8,
    )
