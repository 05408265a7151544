"""Children's drawings and holiday snaps, painted stroke by stroke. No picture of any real person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import cos, pi, sin
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

Colour = tuple[int, int, int]
Point = tuple[float, float]

FELT: dict[str, Colour] = {
    "red": (206, 44, 46), "blue": (44, 84, 186), "green": (44, 140, 68), "yellow": (236, 186, 34),
    "brown": (124, 78, 42), "black": (44, 42, 46), "orange": (228, 124, 38), "pink": (226, 116, 158),
    "purple": (116, 66, 150), "skin": (222, 172, 134),
}  # fmt: skip


def draw(of: str, size: tuple[int, int], rng: np.random.Generator) -> Image.Image:
    """The named picture at `size` pixels, in colour."""
    return PAINTERS[of](size, rng)


class _Felt:
    """Felt-tip on paper: lines that wander, colouring-in that misses the edges."""

    def __init__(self, size: tuple[int, int], rng: np.random.Generator) -> None:
        self.rng = rng
        self.wide, self.high = size
        self.unit = min(size) / 100
        self.image = Image.new("RGB", size, (255, 255, 255))
        self.pen = ImageDraw.Draw(self.image)

    def line(self, points: Sequence[Point], colour: str, width: float = 1.0) -> None:
        """Strokes through `points`, given in hundredths of the shorter side."""
        pixels: list[Point] = []
        for (x0, y0), (x1, y1) in zip(points, points[1:], strict=False):
            steps = max(3, int(abs(x1 - x0) + abs(y1 - y0)) // 3)
            for step in range(steps + 1):
                share = step / steps
                wobble = self.rng.normal(0, 0.28, 2)
                pixels.append(
                    (
                        (x0 + (x1 - x0) * share + wobble[0]) * self.unit,
                        (y0 + (y1 - y0) * share + wobble[1]) * self.unit,
                    )
                )
        stroke = max(2, round(width * self.unit))
        self.pen.line(pixels, fill=FELT[colour], width=stroke, joint="curve")

    def ring(self, x: float, y: float, radius: float, colour: str, width: float = 1.0) -> None:
        turns = np.linspace(-0.3, 2 * pi + 0.25, 26)
        self.line([(x + radius * cos(t), y + radius * sin(t)) for t in turns], colour, width)

    def colour_in(self, left: float, top: float, right: float, low: float, colour: str) -> None:
        """Slanted back-and-forth strokes."""
        points: list[Point] = []
        y, forward = top, True
        while y < low:
            ends = [(left, y), (right, y - 1.5)] if forward else [(right, y), (left, y - 1.0)]
            slip = self.rng.normal(0, 0.8, 2)
            points += [(ends[0][0] + slip[0], ends[0][1]), (ends[1][0] + slip[1], ends[1][1])]
            y += 1.7
            forward = not forward
        self.line(points, colour, 0.8)

    def person(self, x: float, foot: float, tall: float, colour: str, hair: str) -> None:
        head = tall * 0.17
        neck = foot - tall + 2 * head
        self.ring(x, foot - tall + head, head, "black", 0.8)
        for side in (-0.35, 0.35):
            self.ring(x + side * head, foot - tall + head * 0.85, head * 0.09, "black", 0.7)
        smile = [(x + head * 0.5 * cos(t), foot - tall + head * 1.1 + head * 0.35 * sin(t))
                 for t in np.linspace(0.2, pi - 0.2, 6)]  # fmt: skip
        self.line(smile, "red", 0.7)
        for strand in np.linspace(-0.9, 0.9, 9):
            self.line([(x + strand * head, foot - tall + head * 0.3),
                       (x + strand * head * 1.25, foot - tall - head * 0.25)], hair, 0.8)  # fmt: skip
        hip = foot - tall * 0.36
        self.line([(x, neck), (x - tall * 0.15, hip), (x + tall * 0.15, hip), (x, neck)], colour)
        self.colour_in(x - tall * 0.08, neck + tall * 0.1, x + tall * 0.08, hip, colour)
        for side in (-1, 1):
            self.line([(x, neck + 3), (x + side * tall * 0.26, neck + tall * 0.18)], "black", 0.9)
            self.line([(x + side * tall * 0.06, hip), (x + side * tall * 0.09, foot)], "black", 0.9)

    def write(self, words: str, x: float, y: float, size: float, colour: str) -> None:
        at = x * self.unit
        for letter in words:
            face = _hand(round(size * self.unit * (1 + self.rng.normal(0, 0.08))))
            drop = self.rng.normal(0, size * self.unit * 0.05)
            self.pen.text((at, y * self.unit + drop), letter, font=face, fill=FELT[colour],
                          stroke_width=max(0, round(self.unit * 0.12)), stroke_fill=FELT[colour])  # fmt: skip
            at += face.getlength(letter) * 1.04


def _hand(pixels: int) -> ImageFont.FreeTypeFont:
    path = Path(__file__).parent / "fonts" / "PatrickHand-Regular.ttf"
    return ImageFont.truetype(str(path), max(8, pixels))


def _sun(felt: _Felt, x: float, y: float) -> None:
    felt.ring(x, y, 7, "yellow", 1.2)
    felt.colour_in(x - 4, y - 4, x + 4, y + 5, "yellow")
    for turn in np.linspace(0, 2 * pi, 9)[:-1]:
        felt.line([(x + 9 * cos(turn), y + 9 * sin(turn)),
                   (x + 14 * cos(turn), y + 14 * sin(turn))], "yellow", 1.0)  # fmt: skip


def _house(felt: _Felt, x: float, low: float, wide: float, walls: str) -> None:
    high = wide * 0.72
    felt.line(
        [(x, low), (x, low - high), (x + wide, low - high), (x + wide, low), (x, low)], walls, 1.2
    )
    felt.line([(x - 4, low - high), (x + wide / 2, low - high * 1.65),
               (x + wide + 4, low - high)], "red", 1.3)  # fmt: skip
    felt.line([(x + wide * 0.42, low), (x + wide * 0.42, low - high * 0.45),
               (x + wide * 0.62, low - high * 0.45), (x + wide * 0.62, low)], "brown", 1.1)  # fmt: skip
    felt.colour_in(x + wide * 0.44, low - high * 0.42, x + wide * 0.6, low - 1, "brown")
    for left in (0.12, 0.7):
        a, b = x + wide * left, x + wide * (left + 0.2)
        top, bottom = low - high * 0.85, low - high * 0.58
        felt.line([(a, top), (b, top), (b, bottom), (a, bottom), (a, top)], "blue")
        felt.line([((a + b) / 2, top), ((a + b) / 2, bottom)], "blue", 0.7)


def _family_drawing(size: tuple[int, int], rng: np.random.Generator) -> Image.Image:
    felt = _Felt(size, rng)
    span = felt.wide / felt.unit
    ground = 78.0
    _sun(felt, span - 16, 15)
    felt.line([(2, ground), (span - 3, ground - 1)], "green", 1.6)
    for x in np.arange(4, span - 4, 4.5):
        felt.line([(x, ground), (x + 1, ground - 3.5)], "green", 0.8)
    felt.person(span * 0.16, ground, 44, "purple", "brown")
    felt.person(span * 0.38, ground, 29, "blue", "orange")
    felt.person(span * 0.62, ground, 40, "red", "black")
    felt.person(span * 0.8, ground, 16, "pink", "yellow")
    for words, x in (("nana", 0.1), ("me", 0.345), ("mum", 0.57), ("ivy", 0.77)):
        felt.write(words, span * x, ground + 4, 9, "black")
    return felt.image


def _house_drawing(size: tuple[int, int], rng: np.random.Generator) -> Image.Image:
    felt = _Felt(size, rng)
    span = felt.wide / felt.unit
    _sun(felt, 16, 15)
    felt.line([(2, 86), (span - 3, 85)], "green", 1.8)
    _house(felt, span * 0.3, 85, span * 0.38, "orange")
    felt.line([(span * 0.84, 85), (span * 0.84, 60)], "brown", 2.4)
    for _ in range(9):
        x, y = rng.normal(span * 0.84, 5), rng.normal(50, 5)
        felt.ring(x, y, 5, "green", 1.0)
    felt.person(span * 0.18, 85, 24, "blue", "orange")
    felt.line([(span * 0.9, 86), (span * 0.97, 86), (span * 0.985, 82)], "black", 1.2)
    return felt.image


def _comic(size: tuple[int, int], rng: np.random.Generator) -> Image.Image:
    felt = _Felt(size, rng)
    span = felt.wide / felt.unit
    tall = felt.high / felt.unit
    half, row = span / 2, tall / 2
    for x, y in ((1, 1), (half + 1, 1), (1, row + 1), (half + 1, row + 1)):
        felt.line([(x, y), (x + half - 3, y), (x + half - 3, y + row - 3), (x, y + row - 3), (x, y)],
                  "black", 0.9)  # fmt: skip
    high = half * 0.1
    felt.write("CAPTAIN SAMOSA", 4, 3, high * 1.15, "red")
    felt.person(half * 0.5, row - 6, row * 0.6, "orange", "black")
    felt.write("there is trouble", half + 4, 3, high, "black")
    felt.write("at the dinner hall!", half + 4, 4 + high, high, "black")
    _house(felt, half * 1.28, row - 6, half * 0.44, "black")
    felt.write("the custard was", 4, row + 3, high, "black")
    felt.write("STILL COLD.", 4, row + 4 + high, high * 1.1, "blue")
    felt.person(half * 0.3, tall - 8, row * 0.5, "orange", "black")
    felt.person(half * 0.7, tall - 8, row * 0.42, "green", "brown")
    felt.ring(half * 1.5, row * 1.45, row * 0.26, "yellow", 2.0)
    felt.line([(half * 1.38, row * 1.46), (half * 1.62, row * 1.46)], "blue", 1.4)
    felt.write("to be continued", half * 1.1, tall - 14, high, "black")
    return felt.image


def _soft(image: Image.Image, rng: np.random.Generator, radius: float) -> Image.Image:
    """What a cheap lens and a film make of it: soft, grainy, a little warm at the edges."""
    pixels = np.asarray(image.filter(ImageFilter.GaussianBlur(radius)), dtype=np.float32)
    high, wide = pixels.shape[:2]
    across = np.linspace(-1, 1, wide, dtype=np.float32)[None, :]
    down = np.linspace(-1, 1, high, dtype=np.float32)[:, None]
    pixels *= (1.05 - 0.22 * (across**2 + down**2) / 2)[:, :, None]
    pixels += rng.normal(0, 5, (high, wide, 1)).astype(np.float32)
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def _noise(high: int, wide: int, grain: int, rng: np.random.Generator) -> np.ndarray:
    rough = rng.normal(0, 1, (max(2, high // grain), max(2, wide // grain))).astype(np.float32)
    return cv2.resize(rough, (wide, high), interpolation=cv2.INTER_CUBIC)


def _beach(size: tuple[int, int], rng: np.random.Generator) -> Image.Image:
    wide, high = size
    scene = np.zeros((high, wide, 3), dtype=np.float32)
    horizon, shore = round(high * 0.42), round(high * 0.62)
    for row in range(high):
        share = row / high
        if row < horizon:
            scene[row] = (150 + 170 * share, 186 + 110 * share, 224 + 30 * share)
        elif row < shore:
            depth = (row - horizon) / (shore - horizon)
            scene[row] = (70 + 70 * depth, 118 + 50 * depth, 138 + 40 * depth)
        else:
            scene[row] = (214 - 24 * share, 190 - 24 * share, 146 - 18 * share)
    scene[:horizon] += 16 * np.clip(_noise(horizon, wide, 70, rng), 0, 2)[:, :, None]
    waves = _noise(shore - horizon, wide, 6, rng)
    scene[horizon:shore] += 12 * waves[:, :, None]
    scene[shore:] += 6 * _noise(high - shore, wide, 5, rng)[:, :, None]
    image = Image.fromarray(np.clip(scene, 0, 255).astype(np.uint8))
    pen = ImageDraw.Draw(image)
    edge = [(x, shore + high * 0.012 * sin(x / wide * 17)) for x in range(0, wide + 8, 8)]
    pen.line(edge, fill=(236, 238, 236), width=max(3, high // 110))
    # A sandcastle with a flag, a bucket, and a kite on its string.
    x, y, unit = wide * 0.3, high * 0.86, high / 100
    for shift, tall in ((-9, 12), (0, 18), (9, 12)):
        left = x + shift * unit
        pen.polygon([(left - 5 * unit, y), (left - 4 * unit, y - tall * unit),
                     (left + 4 * unit, y - tall * unit), (left + 5 * unit, y)], fill=(176, 146, 100))  # fmt: skip
        pen.polygon([(left, y), (left, y - tall * unit), (left + 4 * unit, y - tall * unit),
                     (left + 5 * unit, y)], fill=(152, 122, 82))  # fmt: skip
    pen.line((x, y - 18 * unit, x, y - 27 * unit), fill=(90, 70, 50), width=3)
    pen.polygon(
        [(x, y - 27 * unit), (x + 6 * unit, y - 25 * unit), (x, y - 23 * unit)], fill=(200, 40, 44)
    )
    pen.polygon([(wide * 0.62, y + 4 * unit), (wide * 0.61, y - 6 * unit), (wide * 0.68, y - 6 * unit),
                 (wide * 0.67, y + 4 * unit)], fill=(40, 110, 190))  # fmt: skip
    kite = (wide * 0.74, high * 0.17)
    pen.line((kite[0], kite[1] + 5 * unit, wide * 0.82, high * 0.6), fill=(120, 120, 124), width=2)
    pen.polygon([(kite[0], kite[1] - 8 * unit), (kite[0] + 6 * unit, kite[1]),
                 (kite[0], kite[1] + 9 * unit), (kite[0] - 6 * unit, kite[1])], fill=(226, 92, 40))  # fmt: skip
    return _soft(image, rng, high / 420)


def _cake(size: tuple[int, int], rng: np.random.Generator) -> Image.Image:
    wide, high = size
    image = Image.new("RGB", size, (112, 84, 74))
    pen = ImageDraw.Draw(image)
    unit = high / 100
    pen.rectangle((0, high * 0.62, wide, high), fill=(158, 116, 78))
    x, y = wide / 2, high * 0.72
    pen.ellipse((x - 44 * unit, y - 2 * unit, x + 44 * unit, y + 20 * unit), fill=(232, 232, 236))
    pen.rectangle((x - 34 * unit, y - 22 * unit, x + 34 * unit, y + 8 * unit), fill=(116, 66, 40))
    pen.ellipse((x - 34 * unit, y, x + 34 * unit, y + 16 * unit), fill=(116, 66, 40))
    pen.ellipse((x - 34 * unit, y - 31 * unit, x + 34 * unit, y - 14 * unit), fill=(240, 226, 206))
    for turn in np.linspace(0.1, pi - 0.1, 13):
        left = x - 30 * unit * cos(turn)
        pen.ellipse((left - 3 * unit, y - 18 * unit + 6 * unit * sin(turn), left + 3 * unit,
                     y - 10 * unit + 8 * unit * sin(turn)), fill=(240, 226, 206))  # fmt: skip
    for number, turn in enumerate(np.linspace(0, 2 * pi, 14)[:-1]):
        left, low = x + 26 * unit * cos(turn), y - 22.5 * unit + 6 * unit * sin(turn)
        tint = ((210, 60, 70), (60, 110, 190), (240, 190, 60))[number % 3]
        pen.line((left, low, left, low - 12 * unit), fill=tint, width=max(3, round(1.4 * unit)))
        flame = rng.normal(0, 0.4) * unit
        pen.ellipse((left - 1.4 * unit + flame, low - 17 * unit, left + 1.4 * unit + flame,
                     low - 12 * unit), fill=(255, 226, 130))  # fmt: skip
    glow = Image.new("L", size, 0)
    ImageDraw.Draw(glow).ellipse((x - 46 * unit, y - 62 * unit, x + 46 * unit, y), fill=90)
    warm = Image.new("RGB", size, (255, 206, 120))
    image.paste(warm, (0, 0), glow.filter(ImageFilter.GaussianBlur(16 * unit)))
    return _soft(image, rng, high / 360)


def _guinea_pig(size: tuple[int, int], rng: np.random.Generator) -> Image.Image:
    wide, high = size
    straw = np.zeros((high, wide, 3), dtype=np.float32)
    straw[:] = (206, 178, 116)
    image = Image.fromarray(np.clip(straw + 10 * _noise(high, wide, 8, rng)[:, :, None], 0, 255)
                            .astype(np.uint8))  # fmt: skip
    pen = ImageDraw.Draw(image)
    unit = high / 100
    for _ in range(420):
        x, y, turn = rng.uniform(0, wide), rng.uniform(0, high), rng.uniform(0, pi)
        reach = rng.uniform(5, 16) * unit
        tint = int(rng.integers(-34, 30))
        pen.line((x, y, x + reach * cos(turn), y + reach * sin(turn) * 0.6),
                 fill=(212 + tint, 184 + tint, 116 + tint), width=max(2, round(0.8 * unit)))  # fmt: skip
    x, y = wide * 0.52, high * 0.58

    def oval(cx: float, cy: float, rx: float, ry: float, fill: Colour) -> None:
        pen.ellipse((x + (cx - rx) * unit, y + (cy - ry) * unit, x + (cx + rx) * unit,
                     y + (cy + ry) * unit), fill=fill)  # fmt: skip

    oval(8, 22, 40, 5, (150, 122, 74))
    oval(10, 0, 38, 24, (124, 76, 42))
    oval(-20, -2, 24, 20, (232, 222, 206))
    oval(-34, -1, 12, 13, (124, 76, 42))
    oval(-12, -20, 8, 6, (96, 58, 34))
    oval(-33, -6, 3, 3.4, (18, 16, 18))
    oval(-34, -7, 0.9, 1, (250, 250, 250))
    oval(-45, 3, 3.2, 2.6, (206, 140, 132))
    for foot in (-26, 4, 30):
        oval(foot, 21, 6, 3.4, (222, 172, 156))
    pixels = np.asarray(image, dtype=np.float32)
    # Fur: the whole animal is combed a little.
    fur = _noise(high, wide, 3, rng)
    around = np.zeros((high, wide), np.uint8)
    cv2.ellipse(around, (round(x + 2 * unit), round(y)), (round(48 * unit), round(26 * unit)), 0, 0,
                360, 255, -1)  # fmt: skip
    pixels += (fur * 13 * (around / 255))[:, :, None]
    combed = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
    return _soft(combed, rng, high / 300)


def _rosette(size: tuple[int, int], rng: np.random.Generator) -> Image.Image:
    wide, high = size
    image = Image.new("RGB", size, (255, 255, 255))
    pen = ImageDraw.Draw(image)
    x, y, radius = wide / 2, high * 0.42, min(wide, high) * 0.3
    for lean in (-0.35, 0.35):
        pen.polygon([(x + lean * radius - radius * 0.22, y), (x + lean * radius + radius * 0.22, y),
                     (x + lean * radius * 2 + radius * 0.3, y + radius * 1.8),
                     (x + lean * radius * 2, y + radius * 1.55),
                     (x + lean * radius * 2 - radius * 0.3, y + radius * 1.8)], fill=(168, 32, 46))  # fmt: skip
    points = [(x + radius * (1 if n % 2 == 0 else 0.87) * sin(n * pi / 20),
               y - radius * (1 if n % 2 == 0 else 0.87) * cos(n * pi / 20)) for n in range(40)]  # fmt: skip
    pen.polygon(points, fill=(198, 44, 58))
    inner = radius * 0.62
    pen.ellipse((x - inner, y - inner, x + inner, y + inner), fill=(250, 236, 190),
                outline=(196, 150, 50), width=4)  # fmt: skip
    face = _hand(round(radius * 0.8))
    pen.text(
        (x - face.getlength("1st") / 2, y - radius * 0.5), "1st", font=face, fill=(168, 32, 46)
    )
    return image


PAINTERS: dict[str, Callable[[tuple[int, int], np.random.Generator], Image.Image]] = {
    "family drawing": _family_drawing,
    "house drawing": _house_drawing,
    "comic": _comic,
    "beach": _beach,
    "cake": _cake,
    "guinea pig": _guinea_pig,
    "rosette": _rosette,
}
