"""Opening JPEG, PNG and TIFF pictures safely: only these decoders, and never more pixels than allowed."""

import warnings
from dataclasses import dataclass
from typing import BinaryIO

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from scanning.limits import Limits
from scanning.problems import ReadingFailed, Refused
from scanning.results import Kind

A4_LONG_INCHES = 11.69
TOO_LARGE = (
    "This picture is too large to open safely: at most {most} million dots are allowed. "
    "Scan the paper again at 300 dots an inch."
)
BROKEN = "This picture is damaged or only partly there. Scan the paper or send the photo again."

_FORMATS: dict[Kind, str] = {"jpeg": "JPEG", "png": "PNG", "tiff": "TIFF"}


@dataclass(frozen=True)
class Opened:
    """Pixels as rows x columns (grey) or rows x columns x 3 (red, green, blue), and dots an inch across and down."""

    pixels: NDArray[np.uint8]
    dpi: tuple[float, float]


def check_pixels(width: int, height: int, limits: Limits) -> None:
    """Raises `Refused` if a picture of this size may not be opened."""
    if width * height > limits.pixels:
        raise Refused(TOO_LARGE.format(most=round(limits.pixels / 1e6)))


def open_picture(file: BinaryIO, kind: Kind, index: int, limits: Limits) -> Opened:
    """Frame `index` decoded, on white, turned as a camera noted it.

    Raises `Refused` for a picture that is too large or not one, `ReadingFailed` where only this frame is broken.
    """
    with _header(file, kind, index, limits) as image:
        dpi = _stated_dpi(image)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error", Image.DecompressionBombWarning)
                image.load()
                is_sideways = image.getexif().get(0x0112, 1) in (5, 6, 7, 8)
                upright = ImageOps.exif_transpose(image)
        except (
            OSError,
            SyntaxError,
            ValueError,
            EOFError,
            IndexError,
            Image.DecompressionBombWarning,
        ) as error:
            raise ReadingFailed(BROKEN, try_again=False) from error
        return Opened(_flat(upright), dpi[::-1] if is_sideways else dpi)


def plausible_dpi(stated: tuple[float, float], width: int, height: int) -> tuple[float, float]:
    """`stated` if the paper is then 4 to 25 inches long, else what makes it A4: cameras write 72 whatever they see."""
    across, down = stated
    if min(across, down) > 0 and 4 <= max(width / across, height / down) <= 25:
        return across, down
    dpi = max(width, height) / A4_LONG_INCHES
    return dpi, dpi


def _header(file: BinaryIO, kind: Kind, index: int, limits: Limits) -> Image.Image:
    file.seek(0)
    # Pillow warns from this number and refuses from twice as many; both are above the check that follows.
    Image.MAX_IMAGE_PIXELS = limits.pixels
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(file, formats=[_FORMATS[kind]])
            if index:
                image.seek(index)
    except Image.DecompressionBombError as error:
        raise Refused(TOO_LARGE.format(most=round(limits.pixels / 1e6))) from error
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError) as error:
        raise Refused(BROKEN) from error
    check_pixels(*image.size, limits)
    return image


def _stated_dpi(image: Image.Image) -> tuple[float, float]:
    try:
        across, down = image.info.get("dpi", (0, 0))
        return float(across), float(down)
    except (TypeError, ValueError, ZeroDivisionError):
        return 0.0, 0.0


def _flat(image: Image.Image) -> NDArray[np.uint8]:
    """8-bit grey or colour without transparency: see-through becomes paper."""
    if image.mode in ("I;16", "I;16B", "I;16L", "I", "F"):
        deep = np.asarray(image).astype(np.float32)
        most = 65535.0 if deep.max(initial=0) > 255 else 255.0
        return np.asarray((deep / most * 255).clip(0, 255), dtype=np.uint8)
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        layered = image.convert("RGBA")
        paper = Image.new("RGB", layered.size, "white")
        paper.paste(layered, mask=layered.getchannel("A"))
        return np.array(paper, dtype=np.uint8)
    return np.array(image.convert("L" if image.mode in ("1", "L") else "RGB"), dtype=np.uint8)


def coloured_dots(pixels: NDArray[np.uint8]) -> int:
    """How many dots of a picture (rows x columns x 3) are far from grey."""
    red, green, blue = cv2.split(np.ascontiguousarray(pixels))
    most = cv2.max(cv2.max(red, green), blue)
    least = cv2.min(cv2.min(red, green), blue)
    return int(np.count_nonzero(cv2.subtract(most, least) > 40))


def grey_of(pixels: NDArray[np.uint8]) -> NDArray[np.uint8] | None:
    """The one channel of a picture (rows x columns x 3) whose three are the same; None where they differ anywhere."""
    if np.ptp(pixels[::16, ::16], axis=2).any():
        return None
    red, green, blue = (cv2.extractChannel(pixels, number) for number in range(3))
    if cv2.norm(red, green, cv2.NORM_INF) or cv2.norm(red, blue, cv2.NORM_INF):
        return None
    return np.asarray(red, dtype=np.uint8)
