"""Photographs of paper on a table, made from a seed: from aside, in uneven light, with the truth of the corners."""

import io
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image

# GPS and the make of the camera, as a phone writes them.
PLACE = {1: "N", 2: (51.0, 30.0, 26.0), 3: "W", 4: (0.0, 7.0, 39.0)}
CAMERA = "SecretPhone 12"


@dataclass(frozen=True)
class Photograph:
    picture: Image.Image
    corners: np.ndarray


def photograph(
    page: Image.Image, *, seed: int = 0, table: str = "wood", side: int = 2000
) -> Photograph:
    """`page` on a table: `wood`, `dark`, `grey` or `busy` (a patterned cloth)."""
    grains = np.random.default_rng(seed)
    sheet = np.asarray(page.convert("RGB"), dtype=np.float32)
    height, width = round(side * 4 / 3), side
    picture = _table(table, width, height, grains)
    reach = 0.09
    frame = np.array([[0.1, 0.1], [0.9, 0.1], [0.9, 0.9], [0.1, 0.9]])
    corners = (frame + grains.uniform(-reach, reach, (4, 2))) * [width, height]
    corners = corners.astype(np.float32)
    high, wide = sheet.shape[:2]
    flat = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], dtype=np.float32)
    turn = cv2.getPerspectiveTransform(flat, corners)
    laid = cv2.warpPerspective(sheet, turn, (width, height), flags=cv2.INTER_AREA)
    mask = cv2.warpPerspective(np.ones((high, wide), np.float32), turn, (width, height))
    shadow = cv2.GaussianBlur(mask, (0, 0), side / 60)
    picture *= (1 - 0.35 * shadow)[..., None]
    picture = picture * (1 - mask[..., None]) + laid * mask[..., None]
    across = np.linspace(grains.uniform(0.75, 1), grains.uniform(0.75, 1), width)[None, :, None]
    down = np.linspace(grains.uniform(0.8, 1), grains.uniform(0.8, 1), height)[:, None, None]
    picture = picture * across * down + grains.normal(0, 3, picture.shape)
    return Photograph(Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8)), corners)


def jpeg_with_place(picture: Image.Image, *, orientation: int = 1) -> bytes:
    """A JPEG as a phone saves it. `orientation`: how EXIF says that it is to be turned to stand upright."""
    turned = {1: picture, 6: picture.rotate(90, expand=True), 3: picture.rotate(180)}[orientation]
    exif = Image.Exif()
    exif[0x0110] = CAMERA
    exif[0x0112] = orientation
    exif.get_ifd(0x8825).update(PLACE)
    out = io.BytesIO()
    turned.save(out, "JPEG", quality=88, exif=exif)
    return out.getvalue()


def _table(kind: str, width: int, height: int, grains: np.random.Generator) -> np.ndarray:
    tone = {
        "wood": (150, 105, 70),
        "dark": (48, 44, 42),
        "grey": (165, 165, 160),
        "busy": (120, 90, 95),
    }
    table = np.ones((height, width, 3), np.float32) * tone[kind]
    if kind == "wood":
        grain = cv2.GaussianBlur(grains.normal(0, 60, (height, 1)).astype(np.float32), (1, 31), 0)
        table += grain[:, :, None]
        for row in range(0, height, height // 6):
            table[row : row + 6] -= 45
    if kind == "busy":
        for y in range(0, height, 160):
            for x in range(0, width, 160):
                cv2.circle(table, (x, y), 50, (205.0, 180.0, 150.0), -1)
    return table
