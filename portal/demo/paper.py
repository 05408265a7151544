"""Paints a `PaperPage` as the scanner would have seen it: printed, written on, copied, filed, skewed.

The same page always gives the same pixels: every accident of ink and glass is drawn from the
page's own seed. Nothing here knows what the words mean.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from time import gmtime

import numpy as np
import pikepdf
from PIL import Image

from portal.demo.sheet import PageOverflow, drawn
from portal.demo.story import PaperPage
from portal.demo.wear import black_and_white, worn

__all__ = ["PageOverflow", "Painted", "as_jpeg", "as_pdf", "as_png", "as_tiff", "paint", "painted"]


def paint(page: PaperPage) -> Image.Image:
    """The page as an image at `page.dpi`; mode L, RGB, or 1 for black and white.

    Raises `PageOverflow` when the words do not fit the sheet.
    """
    rng = np.random.default_rng(zlib.crc32((page.seed or repr(page)).encode()))
    image = Image.fromarray(worn(np.asarray(drawn(page, rng)), page, rng))
    if page.wear.turned:
        # Pillow turns anticlockwise; the sheet is said to be turned clockwise.
        image = image.rotate(-page.wear.turned, expand=True)
    if page.colour == "colour":
        return image
    grey = image.convert("L")
    return black_and_white(grey) if page.colour == "black and white" else grey


@dataclass(frozen=True)
class Painted:
    """A painted page and the resolution it was painted at."""

    image: Image.Image
    dpi: int


def painted(pages: Sequence[PaperPage]) -> list[Painted]:
    return [Painted(paint(page), page.dpi) for page in pages]


def as_pdf(pages: Sequence[Painted]) -> bytes:
    """One PDF, each page at its own resolution; the same pages always give the same bytes."""
    with pikepdf.new() as pdf:
        for page in pages:
            sheet = BytesIO()
            # Black and white goes in as a fax does, which knows no quality.
            quality = {} if page.image.mode == "1" else {"quality": 72}
            page.image.save(sheet, "PDF", resolution=page.dpi, creationDate=gmtime(0),
                            modDate=gmtime(0), **quality)  # fmt: skip
            sheet.seek(0)
            with pikepdf.open(sheet) as single:
                pdf.pages.extend(single.pages)
        file = BytesIO()
        pdf.save(file, deterministic_id=True)
    return file.getvalue()


def as_tiff(pages: Sequence[Painted]) -> bytes:
    """One multi-frame TIFF; black and white frames are compressed as a fax is."""
    file = BytesIO()
    first, *rest = (page.image for page in pages)
    compression = "group4" if first.mode == "1" else "tiff_lzw"
    dpi = (pages[0].dpi, pages[0].dpi)
    first.save(file, "TIFF", save_all=True, append_images=rest, compression=compression, dpi=dpi)
    return file.getvalue()


def as_jpeg(page: Painted) -> bytes:
    file = BytesIO()
    image = page.image.convert("L") if page.image.mode == "1" else page.image
    image.save(file, "JPEG", quality=80, dpi=(page.dpi, page.dpi))
    return file.getvalue()


def as_png(page: Painted) -> bytes:
    file = BytesIO()
    page.image.save(file, "PNG", dpi=(page.dpi, page.dpi))
    return file.getvalue()
