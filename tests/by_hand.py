"""Paper forms filled in as people do it: pens, pencils, crosses that miss their box, and what copying does to paper."""

import math
import random
from collections.abc import Sequence

import cv2
import numpy as np
import pypdfium2
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from documents.paper_places import Spot
from portal.demo.sheet import FONTS

PENS = ((20, 20, 25), (25, 40, 130), (15, 30, 90), (90, 90, 95))


def printed_pages(pdf: bytes, dpi: int = 300) -> list[Image.Image]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.render(scale=dpi / 72).to_pil().convert("RGB") for page in document]
    finally:
        document.close()


def tick(page: Image.Image, spot: Spot, how: str, rng: random.Random, dpi: int = 300) -> None:
    """Draw `how` into the box: tick, cross, slash, scribble, blot, dot, or nothing."""
    dots = dpi / 25.4
    pen = rng.choice(PENS)
    wide = rng.uniform(0.35, 0.75)
    left, top, size = spot.x + rng.gauss(0, 0.3), spot.y + rng.gauss(0, 0.3), spot.width

    def at(x: float, y: float) -> tuple[float, float]:
        jitter = size * 0.05
        return (
            (left + size * x + rng.gauss(0, jitter)) * dots,
            (top + size * y + rng.gauss(0, jitter)) * dots,
        )

    draw = ImageDraw.Draw(page)
    width = max(1, round(wide * dots))
    match how:
        case "tick":
            draw.line([at(0.15, 0.5), at(0.42, 0.85), at(1.05, -0.15)], pen, width, "curve")
        case "cross":
            draw.line([at(0.1, 0.1), at(0.9, 0.9)], pen, width)
            draw.line([at(0.9, 0.1), at(0.1, 0.9)], pen, width)
        case "slash":
            draw.line([at(0.1, 0.9), at(0.95, 0.05)], pen, width)
        case "scribble":
            places = [at(0.1 + 0.8 * (n % 2), 0.1 + 0.08 * n) for n in range(11)]
            draw.line(places, pen, width, "curve")
        case "blot":
            draw.rectangle([at(0.02, 0.02), at(0.98, 0.98)], fill=pen)
        case "dot":
            x, y = at(0.5, 0.5)
            radius = 0.45 * dots
            draw.ellipse([x - radius, y - radius, x + radius, y + radius], fill=pen)


def write(page: Image.Image, spot: Spot, lines: Sequence[str], *, dpi: int = 300) -> None:
    """Write `lines` into the frame in a hand."""
    dots = dpi / 25.4
    font = ImageFont.truetype(str(FONTS / "PatrickHand-Regular.ttf"), round(7.5 * dots))
    draw = ImageDraw.Draw(page)
    for number, line in enumerate(lines):
        draw.text(
            ((spot.x + 4) * dots, (spot.y + 1 + 10 * number) * dots), line, (25, 40, 130), font=font
        )


def worn(page: Image.Image, how: str, rng: random.Random) -> Image.Image:
    """The page after a scanner, a fax, a copier or a camera had it: `how` is "300", "200", "150", "fax", "photo"."""
    if how == "photo":
        return _photographed(page, rng)
    dpi = {"fax": 200}.get(how) or int(how)
    turn = rng.choice((0, 0, 90, 180, 270)) + rng.uniform(-3, 3)
    turned = page.rotate(turn, expand=True, fillcolor=(255, 255, 255), resample=Image.BICUBIC)
    small = turned.resize(
        (round(turned.width * dpi / 300), round(turned.height * dpi / 300)), Image.LANCZOS
    ).convert("L")
    if how == "fax":
        # Half as many lines down as dots across, black or white, and the dirt of the line.
        grey = np.asarray(small.resize((small.width, small.height // 2))).astype(np.float32)
        noise = np.random.default_rng(rng.randrange(2**32)).normal(0, 22, grey.shape)
        black = Image.fromarray(np.where(grey + noise < 150, 0, 255).astype(np.uint8))
        return black.resize(small.size, Image.NEAREST)
    blurred = small.filter(ImageFilter.GaussianBlur(rng.uniform(0.3, 0.9)))
    grey = np.asarray(blurred).astype(np.float32)
    noise = np.random.default_rng(rng.randrange(2**32)).normal(0, 6, grey.shape)
    faded = 255 - (255 - grey) * rng.uniform(0.75, 1.0)
    return Image.fromarray(np.clip(faded + noise, 0, 255).astype(np.uint8))


def _photographed(page: Image.Image, rng: random.Random) -> Image.Image:
    """From above and a little from the side, on a table, with a shadow across."""
    pixels = np.asarray(page.resize((page.width * 2 // 3, page.height * 2 // 3), Image.LANCZOS))
    height, width = pixels.shape[:2]
    edge = 0.06
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    shifted = np.array(
        [
            (
                x + (width * edge if x == 0 else -width * edge) + rng.uniform(-0.03, 0.03) * width,
                y
                + (height * edge if y == 0 else -height * edge)
                + rng.uniform(-0.02, 0.02) * height,
            )
            for x, y in corners
        ],
        np.float32,
    )
    matrix = cv2.getPerspectiveTransform(corners, shifted)
    table = (95, 80, 70)
    seen = cv2.warpPerspective(pixels, matrix, (width, height), borderValue=table)
    across = np.linspace(rng.uniform(0.55, 0.75), 1.0, width)
    down = 1 - 0.2 * np.sin(np.linspace(0, math.pi, height)) * rng.random()
    shaded = seen * across[None, :, None] * down[:, None, None]
    shaded = cv2.GaussianBlur(shaded, (0, 0), rng.uniform(0.5, 1.1))
    noise = np.random.default_rng(rng.randrange(2**32)).normal(0, 5, shaded.shape)
    return Image.fromarray(np.clip(shaded + noise, 0, 255).astype(np.uint8))
