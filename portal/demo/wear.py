"""What copying, filing, scanning and a telephone's lens do to a sheet."""

from __future__ import annotations

from math import cos, radians, sin
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from portal.demo.story import PaperPage, Wear

Pixels = npt.NDArray[np.uint8]
Light = npt.NDArray[np.float32]


def worn(ink: Pixels, page: PaperPage, rng: np.random.Generator) -> Pixels:
    wear = page.wear
    high, wide = ink.shape[:2]
    scale = page.dpi / 25.4
    sheet: npt.NDArray[Any] = ink.astype(np.float32)
    if page.size != "snapshot":
        # The glass never sees a perfect edge; without this the letters look like a screen's.
        sheet = cv2.GaussianBlur(sheet, (0, 0), 0.45 * page.dpi / 150)
    if wear.fade:
        sheet = 255 - (255 - sheet) * (1 - wear.fade)
    light = _light(high, wide, wear, rng)
    sheet *= light[:, :, None]
    if page.colour == "colour":
        sheet *= np.array([1.0, 0.992, 0.965], dtype=np.float32)
    if wear.speckle:
        _speckle(sheet, wear.speckle, rng)
    if wear.fold:
        for share in (1 / 3, 2 / 3):
            row = round(high * share + rng.normal(0, 2 * scale))
            sheet[row : row + 2] *= 0.86
            sheet[row + 2 : row + 4] = np.minimum(255, sheet[row + 2 : row + 4] * 1.04)
    flat = np.clip(sheet, 0, 255).astype(np.uint8)
    if wear.holes:
        _holes(flat, page, scale)
    if wear.staple:
        _staple(flat, scale, rng)
    if wear.lens:
        return _photographed(flat, wear, rng)
    return _on_glass(flat, wear, rng)


def _light(high: int, wide: int, wear: Wear, rng: np.random.Generator) -> Light:
    """How bright each place of the sheet is, 0 to 1: paper grain, then the copier's grey side."""
    coarse = rng.normal(0, 1, (max(2, high // 60), max(2, wide // 60))).astype(np.float32)
    cloud = cv2.resize(coarse, (wide, high), interpolation=cv2.INTER_CUBIC)
    light = 0.975 + 0.004 * cloud + rng.normal(0, 0.008, (high, wide)).astype(np.float32)
    if wear.shade:
        across = np.linspace(0, 1, wide, dtype=np.float32)[None, :]
        down = np.linspace(0, 1, high, dtype=np.float32)[:, None]
        light -= wear.shade * (0.42 * across**2.2 + 0.14 * (1 - down) ** 3)
        stain = rng.normal(0, 1, (4, 3)).astype(np.float32)
        light -= (
            wear.shade
            * 0.07
            * np.abs(cv2.resize(stain, (wide, high), interpolation=cv2.INTER_CUBIC))
        )
    return light


def _speckle(sheet: Light, amount: float, rng: np.random.Generator) -> None:
    high, wide = sheet.shape[:2]
    for _ in range(round(high * wide / 5200 * amount)):
        row, column = int(rng.integers(0, high)), int(rng.integers(0, wide))
        side = int(rng.choice((1, 1, 1, 2, 3)))
        sheet[row : row + side, column : column + side] = rng.integers(20, 150)


def _holes(flat: Pixels, page: PaperPage, scale: float) -> None:
    high, wide = flat.shape[:2]
    # The back of a sheet has its holes on the other side.
    column = round(11 * scale) if page.kind != "blank" else wide - round(11 * scale)
    for share in (-1, 1):
        centre = (column, round(high / 2 + share * 40 * scale))
        cv2.circle(flat, centre, round(3 * scale), (70, 68, 66), -1, cv2.LINE_AA)
        cv2.circle(flat, (centre[0] + 2, centre[1] + 2), round(2.6 * scale), (112, 108, 104), -1,
                   cv2.LINE_AA)  # fmt: skip


def _staple(flat: Pixels, scale: float, rng: np.random.Generator) -> None:
    x, y = round(8 * scale), round(8 * scale)
    end = (x + round(9 * scale), y - round(4 * scale) + int(rng.integers(-3, 3)))
    cv2.line(flat, (x, y), end, (120, 118, 116), max(1, round(0.6 * scale)), cv2.LINE_AA)
    cv2.line(flat, (x, y + 2), (end[0], end[1] + 2), (196, 194, 192), 1, cv2.LINE_AA)
    ear = np.array([(0, 0), (round(7 * scale), 0), (0, round(7 * scale))], dtype=np.int32)
    cv2.fillPoly(flat, [ear], (206, 204, 200), cv2.LINE_AA)


def _on_glass(flat: Pixels, wear: Wear, rng: np.random.Generator) -> Pixels:
    high, wide = flat.shape[:2]
    if not wear.skew:
        return flat
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), -wear.skew, 1.0)
    turn[:, 2] = turn[:, 2] + rng.normal(0, 3, 2)
    # What the lid of the scanner looks like where the sheet no longer is.
    lid = (214, 213, 211) if abs(wear.skew) > 0.6 else (244, 243, 241)
    laid = cv2.warpAffine(flat, turn, (wide, high), flags=cv2.INTER_CUBIC,
                          borderMode=cv2.BORDER_CONSTANT, borderValue=lid)  # fmt: skip
    return laid.astype(np.uint8)


def _photographed(flat: Pixels, wear: Wear, rng: np.random.Generator) -> Pixels:
    """The sheet on a kitchen table, taken by hand from a little to one side."""
    high, wide = flat.shape[:2]
    table_high, table_wide = round(high * 1.14), round(wide * 1.18)
    rough = rng.normal(0, 1, (table_high, max(2, table_wide // 40))).astype(np.float32)
    grain = cv2.GaussianBlur(cv2.resize(rough, (table_wide, table_high)), (0, 0), 3.0)
    table = np.empty((table_high, table_wide, 3), dtype=np.float32)
    for channel, tone in enumerate((134, 98, 66)):
        table[:, :, channel] = tone + 16 * grain
    nudge = rng.normal(0, 0.006, (4, 2)) * (wide, high)
    corners = np.array([(0, 0), (wide, 0), (wide, high), (0, high)], dtype=np.float32)
    offset = np.array([(table_wide - wide) / 2, (table_high - high) / 2])
    lean = np.array([(wide * 0.012, 0), (-wide * 0.02, high * 0.008), (wide * 0.012, 0),
                     (-wide * 0.014, -high * 0.004)])  # fmt: skip
    angle = radians(wear.skew)
    spin = np.array([(cos(angle), sin(angle)), (-sin(angle), cos(angle))])
    middle = np.array([wide / 2, high / 2])
    seen = ((corners - middle) @ spin + middle + offset + lean + nudge).astype(np.float32)
    view = cv2.getPerspectiveTransform(corners, seen)
    size = (table_wide, table_high)
    mask = cv2.warpPerspective(np.full((high, wide), 255, np.uint8), view, size)
    shadow = cv2.GaussianBlur(mask, (0, 0), 14).astype(np.float32) / 255
    table *= (1 - 0.38 * shadow)[:, :, None]
    sheet = cv2.warpPerspective(flat, view, size, flags=cv2.INTER_CUBIC).astype(np.float32)
    cover = (mask.astype(np.float32) / 255)[:, :, None]
    photo = table * (1 - cover) + sheet * cover
    across = np.linspace(-1, 1, table_wide, dtype=np.float32)[None, :]
    down = np.linspace(-1, 1, table_high, dtype=np.float32)[:, None]
    lamp = 1.04 - 0.2 * ((across + 0.35) ** 2 + (down + 0.3) ** 2) / 2
    photo *= lamp[:, :, None]
    photo *= np.array([1.0, 0.975, 0.915], dtype=np.float32)
    photo += rng.normal(0, 2.4, photo.shape).astype(np.float32)
    return np.clip(photo, 0, 255).astype(np.uint8)


def black_and_white(grey: Image.Image) -> Image.Image:
    """Black and white as an office copier makes it: one level for the whole sheet."""
    pixels = np.asarray(grey)
    level, _ = cv2.threshold(pixels, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    # On an empty sheet Otsu splits the paper's grain and would paint it black.
    return Image.fromarray(pixels > min(level, 200.0))
