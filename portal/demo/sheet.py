"""Puts ink on a sheet: letterheads, type, tables, ticks, handwriting and stamps."""

from __future__ import annotations

from functools import lru_cache
from math import cos, pi, radians, sin
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from portal.demo import pictures
from portal.demo.story import (
    Block,
    Face,
    Fields,
    Gap,
    Hand,
    Head,
    PaperPage,
    Picture,
    Rule,
    Scribble,
    Signed,
    Stamp,
    Table,
    Text,
    Ticks,
    Written,
)

Colour = tuple[int, int, int]

FONTS = Path(__file__).parent / "fonts"
SIZES_MM = {"a4": (210.0, 297.0), "a5": (148.0, 210.0), "receipt": (80.0, 150.0)}
SNAPSHOT_MM = (152.0, 102.0)
FACES: dict[Face, tuple[str, str]] = {
    "serif": ("LibreBaskerville-Regular", "LibreBaskerville-Bold"),
    "sans": ("Arimo-Regular", "Arimo-Bold"),
    "typewriter": ("CourierPrime-Regular", "CourierPrime-Bold"),
}
HANDS: dict[Hand, str] = {
    "rounded": "Caveat-Regular",
    "hurried": "NothingYouCouldDo-Regular",
    "child": "PatrickHand-Regular",
}
#: The hands differ in how much of their line height the letters fill.
HAND_FILL: dict[Hand, float] = {"rounded": 0.92, "hurried": 0.74, "child": 0.8}
#: Libre Baskerville is drawn large on its body; this brings the three faces to one apparent size.
FACE_SCALE: dict[Face, float] = {"serif": 0.9, "sans": 1.0, "typewriter": 1.06}

BLACK: Colour = (28, 27, 30)
INK: dict[str, Colour] = {"blue": (38, 56, 140), "black": (34, 33, 38), "red": (176, 38, 46)}
HEAD_COLOURS: dict[str, Colour] = {
    "council": (16, 94, 98),
    "old council": (40, 40, 44),
    "health": (24, 84, 160),
    "hospital": (20, 110, 150),
    "school": (120, 28, 52),
    "police": (22, 34, 84),
    "housing": (150, 82, 20),
    "court": (30, 30, 34),
    "surgery": (30, 96, 62),
    "charity": (152, 46, 116),
    "plain": (40, 40, 44),
}


class PageOverflow(ValueError):
    """More words than the sheet holds; the page wants splitting."""


@lru_cache(maxsize=256)
def font(name: str, pixels: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / f"{name}.ttf"), pixels)


def drawn(page: PaperPage, rng: np.random.Generator) -> Image.Image:
    """The clean sheet with everything on it, in colour. Raises `PageOverflow`."""
    return _snapshot(page, rng) if page.size == "snapshot" else _Sheet(page, rng).drawn()


class _Sheet:
    """One sheet, filled from the top; `y` is where the next block begins, in pixels."""

    def __init__(self, page: PaperPage, rng: np.random.Generator) -> None:
        self.page = page
        self.rng = rng
        width_mm, height_mm = SIZES_MM[page.size]
        self.px_per_mm = page.dpi / 25.4
        self.width, self.height = self.mm(width_mm), self.mm(height_mm)
        self.image = Image.new("RGB", (self.width, self.height), (255, 255, 255))
        self.draw = ImageDraw.Draw(self.image)
        margin = 5.0 if page.size == "receipt" else 21.0 if page.size == "a4" else 14.0
        self.left, self.right = self.mm(margin), self.width - self.mm(margin)
        self.bottom = self.height - self.mm(6 if page.size == "receipt" else 14)
        self.y = float(self.mm(5 if page.size == "receipt" else 14))

    def mm(self, value: float) -> int:
        return round(value * self.px_per_mm)

    def drawn(self) -> Image.Image:
        if self.page.fax:
            face = font("CourierPrime-Regular", self.points(7.5))
            self.draw.text((self.mm(8), self.mm(3)), self.page.fax, font=face, fill=BLACK)
        for block in self.page.blocks:
            self.block(block)
        if self.y > self.bottom + self.mm(2):
            over = (self.y - self.bottom) / self.px_per_mm
            first = next((b.words for b in self.page.blocks if isinstance(b, Text)), "")
            raise PageOverflow(f"{over:.0f} mm too long: {self.page.seed or first[:60]!r}")
        if self.page.foot:
            face = self.face(8.5)
            x = (self.width - face.getlength(self.page.foot)) / 2
            self.draw.text((x, self.height - self.mm(11)), self.page.foot, font=face, fill=BLACK)
        for mark in self.page.marks:
            if isinstance(mark, Stamp):
                self.stamp(mark)
            else:
                self.scribble(mark)
        return self.image

    def points(self, size: float) -> int:
        return max(6, round(size * self.page.dpi / 72))

    def face(self, size: float | None = None, bold: bool = False) -> ImageFont.FreeTypeFont:
        points = (self.page.points if size is None else size) * FACE_SCALE[self.page.face]
        return font(FACES[self.page.face][bold], self.points(points))

    def block(self, block: Block) -> None:
        match block:
            case Head():
                self.head(block)
            case Text():
                self.text(block)
            case Fields():
                self.fields(block)
            case Table():
                self.table(block)
            case Ticks():
                self.ticks(block)
            case Written():
                self.written(block)
            case Signed():
                self.signed(block)
            case Picture():
                self.picture(block)
            case Gap():
                self.y += self.mm(block.mm)
            case Rule():
                self.y += self.mm(1.5)
                self.draw.line((self.left, self.y, self.right, self.y), fill=BLACK, width=2)
                self.y += self.mm(3)

    def line(self, x: float, y: float, words: str, face: ImageFont.FreeTypeFont) -> None:
        if self.page.face != "typewriter":
            self.draw.text((x, y), words, font=face, fill=BLACK)
            return
        # A typewriter strikes each letter with its own force and not quite on the line.
        for letter in words:
            force = int(self.rng.integers(20, 78))
            drop = float(self.rng.normal(0, 0.32))
            self.draw.text((x, y + drop), letter, font=face, fill=(force, force, force + 4))
            x += face.getlength(letter)

    def text(self, block: Text) -> None:
        size = {"heading": self.page.points * 1.3, "small": self.page.points * 0.8}.get(
            block.weight, self.page.points
        )
        face = self.face(size, bold=block.weight in ("bold", "heading"))
        leading = sum(face.getmetrics()) * (1.04 if self.page.face == "serif" else 1.18)
        for words in _wrapped(block.words, face, self.right - self.left):
            length = face.getlength(words)
            x = {
                "left": float(self.left),
                "centre": (self.width - length) / 2,
                "right": self.right - length,
            }[block.align]
            self.line(x, self.y, words, face)
            self.y += leading
        self.y += self.mm(block.after)

    def fields(self, block: Fields) -> None:
        face, bold = self.face(), self.face(bold=True)
        leading = sum(face.getmetrics()) * 1.25
        value_x = self.left + self.mm(block.label_mm)
        for label, value in block.rows:
            top = self.y
            if block.written:
                self.line(self.left, self.y + self.mm(1.6), label, bold)
                self.y = self.hand_lines(
                    value, block.written, 6.4, value_x + self.mm(1.5), self.right, self.y
                )
                self.y = max(self.y, top + leading * 1.35)
            else:
                self.line(self.left, self.y, label, bold)
                for words in _wrapped(value, face, self.right - value_x):
                    self.line(value_x, self.y, words, face)
                    self.y += leading
                self.y = max(self.y, top + leading)
            if block.boxed:
                edge = (self.left - self.mm(2), top - self.mm(0.6), self.right, self.y)
                self.draw.rectangle(edge, outline=(70, 70, 74), width=2)
                split = value_x - self.mm(1)
                self.draw.line((split, top - self.mm(0.6), split, self.y), fill=(70, 70, 74))
                self.y += self.mm(0.6)
        self.y += self.mm(3)

    def table(self, block: Table) -> None:
        face, bold = self.face(self.page.points * 0.9), self.face(self.page.points * 0.9, bold=True)
        leading = sum(face.getmetrics()) * 1.1
        span = self.right - self.left
        edges = [float(self.left)]
        for share in block.widths:
            edges.append(edges[-1] + span * share / sum(block.widths))
        pad = self.mm(1.4)
        for number, row in enumerate((block.head, *block.rows)):
            if not any(row):
                continue
            top, low = self.y, self.y
            for index, cell in enumerate(row):
                x, room = edges[index] + pad, edges[index + 1] - edges[index] - 2 * pad
                y = self.y + pad
                if block.written and number:
                    y = self.hand_lines(cell, block.written, 5.6, x, x + room, y - pad / 2)
                else:
                    for words in _wrapped(cell, face if number else bold, room):
                        self.line(x, y, words, face if number else bold)
                        y += leading
                low = max(low, y + pad)
            for left, right in zip(edges, edges[1:], strict=False):
                self.draw.rectangle((left, top, right, low), outline=(60, 60, 64), width=1)
            self.y = low
        self.y += self.mm(3.5)

    def ticks(self, block: Ticks) -> None:
        face = self.face()
        leading = sum(face.getmetrics()) * 1.25
        for words in _wrapped(block.question, self.face(bold=True), self.right - self.left):
            self.line(self.left, self.y, words, self.face(bold=True))
            self.y += leading
        side = self.mm(3.6)
        x = float(self.left + self.mm(3))
        for option in block.options:
            need = side + self.mm(9) + face.getlength(option)
            if x + need > self.right and x > self.left + self.mm(3):
                x, self.y = self.left + self.mm(3), self.y + leading * 1.15
            box = (x, self.y + self.mm(0.5), x + side, self.y + self.mm(0.5) + side)
            self.draw.rectangle(box, outline=(40, 40, 44), width=2)
            if option in block.ticked:
                self.tick(box, block.crossed)
            self.line(x + side + self.mm(2), self.y, option, face)
            x += need
        self.y += leading * 1.2 + self.mm(2.2)

    def tick(self, box: tuple[float, float, float, float], crossed: bool) -> None:
        left, top, right, low = box
        reach = (right - left) * 0.4
        wobble = self.rng.normal(0, reach * 0.22, 8)
        width = max(2, self.mm(0.55))
        if crossed:
            ink = INK["black"]
            self.draw.line((left + wobble[0], top + wobble[1], right, low), fill=ink, width=width)
            self.draw.line((right + wobble[2], top + wobble[3], left, low), fill=ink, width=width)
            return
        points = [
            (left - wobble[0] * 0.4, (top + low) / 2 + wobble[1]),
            (left + (right - left) * 0.42, low + wobble[2]),
            (right + reach + wobble[3], top - reach * 1.4 + wobble[4]),
        ]
        self.draw.line(points, fill=INK["blue"], width=width, joint="curve")

    def written(self, block: Written) -> None:
        leading = self.mm(block.size * 1.22)
        if block.ruled:
            rule = self.y + self.mm(block.size * 1.04)
            while rule < self.bottom:
                self.draw.line(
                    (self.left - self.mm(8), rule, self.width, rule), fill=(176, 196, 224)
                )
                rule += leading
        self.y = self.hand_lines(
            block.words,
            block.hand,
            block.size,
            self.left,
            self.right,
            self.y,
            slope=block.slope,
            ink="black" if block.hand == "child" else "blue",
            steady=block.ruled,
        ) + self.mm(2.5)

    def hand_lines(
        self,
        words: str,
        hand: Hand,
        size_mm: float,
        left: float,
        right: float,
        y: float,
        *,
        slope: float = 0.0,
        ink: str = "blue",
        steady: bool = False,
    ) -> float:
        """Writes from `y` down between `left` and `right`; returns where the next line begins."""
        base = self.mm(size_mm * HAND_FILL[hand])
        leading = self.mm(size_mm * 1.22)
        face = font(HANDS[hand], base)
        for line in _wrapped(words, face, (right - left) * 0.96):
            x = left + (0 if steady else abs(self.rng.normal(0, base * 0.12)))
            for word in line.split():
                layer = self.hand_word(word, hand, base, ink)
                climb = (x - left) * sin(radians(slope))
                drift = self.rng.normal(0, base * 0.045)
                place = (round(x), round(y - climb + drift - base * 0.2))
                self.image.paste(layer, place, layer)
                x += face.getlength(word) + base * (0.3 + abs(self.rng.normal(0, 0.06)))
            y += leading + (0 if steady else self.rng.normal(0, base * 0.05))
        return y

    def hand_word(self, word: str, hand: Hand, base: int, ink: str) -> Image.Image:
        """One word on clear ground, each letter set down a little differently."""
        unsteady = {"rounded": 0.022, "hurried": 0.03, "child": 0.055}[hand]
        wide = font(HANDS[hand], base).getlength(word) * 1.25 + base
        layer = Image.new("RGBA", (round(wide), round(base * 1.9)), (0, 0, 0, 0))
        pen = ImageDraw.Draw(layer)
        x = base * 0.2
        red, green, blue = INK[ink]
        for letter in word:
            size = max(6, round(base * (1 + self.rng.normal(0, unsteady))))
            face = font(HANDS[hand], size)
            lift = self.rng.normal(0, base * unsteady)
            press = int(self.rng.integers(-14, 26))
            shade = (red + press, green + press, blue + press, 255)
            pen.text((x, base * 0.2 + (base - size) + lift), letter, font=face, fill=shade)
            x += face.getlength(letter)
        lean = float(self.rng.normal(0.4, 1.1))
        return layer.rotate(lean, resample=Image.Resampling.BICUBIC)

    def signed(self, block: Signed) -> None:
        self.y += self.mm(1)
        base = self.mm(9 * HAND_FILL[block.hand])
        layer = self.hand_word(block.name.replace(" ", ""), block.hand, base, "blue")
        layer = layer.rotate(3.5, resample=Image.Resampling.BICUBIC)
        self.image.paste(layer, (self.left, round(self.y)), layer)
        self.y += self.mm(13)
        face = self.face()
        for words in (block.name, block.title):
            if words:
                self.line(self.left, self.y, words, face)
                self.y += sum(face.getmetrics()) * 1.15
        self.y += self.mm(2)

    def picture(self, block: Picture) -> None:
        high = self.mm(block.height_mm)
        wide = self.right - self.left
        drawn = pictures.draw(block.of, (wide, high), self.rng)
        self.image.paste(drawn, (self.left, round(self.y)))
        self.y += high + self.mm(3)

    # letterheads

    def head(self, block: Head) -> None:
        colour = HEAD_COLOURS[block.style]
        if block.style in ("court", "surgery", "school", "old council"):
            self.centred_head(block, colour)
        else:
            self.sided_head(block, colour)
        self.y += self.mm(4)

    def centred_head(self, block: Head, colour: Colour) -> None:
        side = self.mm(15)
        if block.style != "court":
            self.emblem(block.style, (self.width / 2, self.y + side / 2), side / 2, colour)
            self.y += side + self.mm(1.5)
        big = font("LibreBaskerville-Bold", self.points(15 if block.style != "court" else 13))
        small = font("LibreBaskerville-Regular", self.points(8.5))
        for words, face in [(block.name, big), *((line, small) for line in block.lines)]:
            self.draw.text(
                ((self.width - face.getlength(words)) / 2, self.y), words, font=face, fill=colour
            )
            self.y += sum(face.getmetrics()) * 1.08
        if block.motto:
            face = font("Caveat-Regular", self.points(13))
            x = (self.width - face.getlength(block.motto)) / 2
            self.draw.text((x, self.y), block.motto, font=face, fill=colour)
            self.y += sum(face.getmetrics()) * 1.05
        self.y += self.mm(1)
        self.draw.line((self.left, self.y, self.right, self.y), fill=colour, width=2)
        if block.style == "court":
            self.seal((self.right - self.mm(8), self.mm(19)), self.mm(11))

    def sided_head(self, block: Head, colour: Colour) -> None:
        top = self.y
        if block.style in ("health", "police"):
            self.draw.rectangle((0, 0, self.width, self.mm(7)), fill=colour)
            top = max(top, self.mm(11))
        big = font("Arimo-Bold", self.points(15))
        small = font("Arimo-Regular", self.points(8.5))
        side = self.mm(17)
        if block.style != "plain":
            self.emblem(block.style, (self.left + side / 2, top + side / 2), side / 2, colour)
        x = self.left + (side + self.mm(4) if block.style != "plain" else 0)
        self.draw.text((x, top + self.mm(1)), block.name, font=big, fill=colour)
        if block.motto:
            self.draw.text((x, top + self.mm(9)), block.motto, font=small, fill=colour)
        y = top + self.mm(13.5)
        for words in block.lines:
            self.draw.text(
                (self.right - small.getlength(words), y), words, font=small, fill=(70, 70, 74)
            )
            y += sum(small.getmetrics()) * 1.12
        self.y = max(y, top + side) + self.mm(2)

    def emblem(
        self, style: str, centre: tuple[float, float], radius: float, colour: Colour
    ) -> None:
        x, y = centre
        pen, white = self.draw, (255, 255, 255)

        def circle(cx: float, cy: float, r: float, fill: Colour) -> None:
            pen.ellipse((cx - r, cy - r, cx + r, cy + r), fill=fill)

        match style:
            case "council":
                circle(x, y, radius, colour)
                pen.pieslice(
                    (x - radius * 1.3, y, x + radius * 0.5, y + radius * 2), 180, 360, white
                )
                pen.pieslice((x - radius * 0.3, y + radius * 0.3, x + radius * 1.4, y + radius * 2),
                             180, 360, (150, 196, 170))  # fmt: skip
                circle(x + radius * 0.3, y - radius * 0.45, radius * 0.2, (240, 200, 80))
            case "old council":
                shield = [(x - radius * 0.7, y - radius * 0.8), (x + radius * 0.7, y - radius * 0.8),
                          (x + radius * 0.7, y + radius * 0.1), (x, y + radius),
                          (x - radius * 0.7, y + radius * 0.1)]  # fmt: skip
                pen.polygon(shield, outline=colour, width=3)
                pen.line((x, y - radius * 0.8, x, y + radius), fill=colour, width=2)
                pen.line((x - radius * 0.7, y - radius * 0.1, x + radius * 0.7, y - radius * 0.1),
                         fill=colour, width=2)  # fmt: skip
                circle(x - radius * 0.34, y - radius * 0.42, radius * 0.16, colour)
                circle(x + radius * 0.34, y + radius * 0.2, radius * 0.16, colour)
            case "health":
                for step, tint in enumerate((colour, (70, 140, 200), (130, 190, 225))):
                    high = y - radius * 0.5 + step * radius * 0.5
                    pen.arc((x - radius, high - radius * 0.3, x, high + radius * 0.3),
                            180, 360, tint, 5)  # fmt: skip
                    pen.arc((x, high - radius * 0.3, x + radius, high + radius * 0.3),
                            0, 180, tint, 5)  # fmt: skip
            case "hospital":
                circle(x, y, radius, colour)
                arm, half = radius * 0.62, radius * 0.19
                pen.rectangle((x - arm, y - half, x + arm, y + half), fill=white)
                pen.rectangle((x - half, y - arm, x + half, y + arm), fill=white)
            case "school":
                pen.rectangle((x - radius * 0.1, y, x + radius * 0.1, y + radius), fill=colour)
                for cx, cy in ((-0.4, -0.1), (0.4, -0.1), (0.0, -0.5), (0.0, 0.0)):
                    circle(x + cx * radius, y + cy * radius, radius * 0.42, colour)
            case "police":
                points = [
                    (x + radius * (1 if n % 2 == 0 else 0.62) * sin(n * pi / 8),
                     y - radius * (1 if n % 2 == 0 else 0.62) * cos(n * pi / 8))
                    for n in range(16)
                ]  # fmt: skip
                pen.polygon(points, fill=colour)
                circle(x, y, radius * 0.45, white)
                circle(x, y, radius * 0.32, colour)
            case "housing":
                pen.polygon([(x - radius, y), (x, y - radius), (x + radius, y)], fill=colour)
                pen.rectangle(
                    (x - radius * 0.7, y, x + radius * 0.7, y + radius * 0.8), fill=colour
                )
                pen.rectangle((x - radius * 0.18, y + radius * 0.2, x + radius * 0.18,
                               y + radius * 0.8), fill=white)  # fmt: skip
            case "surgery":
                pen.ellipse((x - radius * 0.9, y - radius * 0.5, x, y + radius * 0.7), outline=colour,
                            width=5)  # fmt: skip
                pen.ellipse((x, y - radius * 0.5, x + radius * 0.9, y + radius * 0.7), outline=colour,
                            width=5)  # fmt: skip
            case "charity":
                circle(x - radius * 0.36, y - radius * 0.25, radius * 0.42, colour)
                circle(x + radius * 0.36, y - radius * 0.25, radius * 0.42, colour)
                pen.polygon([(x - radius * 0.72, y - radius * 0.05), (x + radius * 0.72,
                             y - radius * 0.05), (x, y + radius * 0.85)], fill=colour)  # fmt: skip

    def seal(self, centre: tuple[float, float], radius: float) -> None:
        """The embossed mark of a court, inked so that a copy shows it."""
        x, y = centre
        ink = (150, 40, 50)
        for share in (1.0, 0.92, 0.6):
            edge = (x - radius * share, y - radius * share, x + radius * share, y + radius * share)
            self.draw.ellipse(edge, outline=ink, width=2)
        face = font("Arimo-Bold", max(7, round(radius * 0.24)))
        for words, drop in (("FAMILY", -0.32), ("COURT", -0.02), ("SEALED", 0.3)):
            self.draw.text((x - face.getlength(words) / 2, y + radius * drop - radius * 0.12), words,
                           font=face, fill=ink)  # fmt: skip

    # marks

    def stamp(self, mark: Stamp) -> None:
        ink = INK[mark.colour]
        big = font("Arimo-Bold", self.mm(5.2))
        small = font("Arimo-Bold", self.mm(4.2))
        lines = [(mark.words, big)]
        if mark.on:
            lines.append((mark.on.strftime("%d %b %Y").upper(), small))
        wide = max(face.getlength(words) for words, face in lines) + self.mm(7)
        high = self.mm(3 + 6.2 * len(lines))
        layer = Image.new("RGBA", (round(wide), round(high)), (0, 0, 0, 0))
        pen = ImageDraw.Draw(layer)
        pen.rounded_rectangle((2, 2, wide - 3, high - 3), self.mm(1.2), outline=(*ink, 255),
                              width=self.mm(0.6))  # fmt: skip
        y = self.mm(1.4)
        for words, face in lines:
            pen.text(((wide - face.getlength(words)) / 2, y), words, font=face, fill=(*ink, 255))
            y += self.mm(6.0)
        # A rubber stamp never inks evenly.
        patches = self.rng.random((max(2, layer.height // 9), max(2, layer.width // 9)))
        uneven = cv2.resize(patches.astype(np.float32), layer.size, interpolation=cv2.INTER_CUBIC)
        solid = np.asarray(layer.getchannel("A"), dtype=np.float32)
        worn = np.clip(solid * np.clip(uneven * 0.9 + 0.35, 0, 0.9), 0, 255).astype(np.uint8)
        layer.putalpha(Image.fromarray(worn))
        layer = layer.rotate(-mark.angle, expand=True, resample=Image.Resampling.BICUBIC)
        place = (round(mark.x * self.width - layer.width / 2),
                 round(mark.y * self.height - layer.height / 2))  # fmt: skip
        self.image.paste(layer, place, layer)

    def scribble(self, mark: Scribble) -> None:
        base = self.mm(mark.size * HAND_FILL[mark.hand])
        face = font(HANDS[mark.hand], base)
        lines = mark.words.split("\n")
        wide = round(max(face.getlength(line) for line in lines) * 1.3 + base * 2)
        layer = Image.new("RGBA", (wide, round(base * 1.35 * (len(lines) + 1))), (0, 0, 0, 0))
        for number, line in enumerate(lines):
            x = base * 0.3
            for word in line.split():
                drawn = self.hand_word(word, mark.hand, base, mark.colour)
                layer.alpha_composite(drawn, (round(x), round(number * base * 1.25)))
                x += face.getlength(word) + base * 0.3
        layer = layer.rotate(mark.angle, expand=True, resample=Image.Resampling.BICUBIC)
        place = (round(mark.x * self.width), round(mark.y * self.height))
        self.image.paste(layer, place, layer)


def _wrapped(words: str, face: ImageFont.FreeTypeFont, room: float) -> list[str]:
    lines: list[str] = []
    for paragraph in words.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}" if line else word
            if line and face.getlength(longer) > room:
                lines.append(line)
                line = word
            else:
                line = longer
        lines.append(line)
    return lines


def _snapshot(page: PaperPage, rng: np.random.Generator) -> Image.Image:
    """A photograph that fills its print, with the white border a chemist's shop leaves."""
    scale = page.dpi / 25.4
    size = (round(SNAPSHOT_MM[0] * scale), round(SNAPSHOT_MM[1] * scale))
    picture = next(block for block in page.blocks if isinstance(block, Picture))
    border = round(4 * scale)
    print_ = Image.new("RGB", size, (246, 244, 238))
    inner = (size[0] - 2 * border, size[1] - 2 * border)
    print_.paste(pictures.draw(picture.of, inner, rng), (border, border))
    return print_
