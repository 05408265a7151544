"""Paper for the tests: typed, crooked, noisy, blank and born-digital pages, in the type that ships inside Pillow.

Everything is made from a seed, so a page that fails once fails again. Nothing here needs a font of the machine.
"""

import io
import random
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pikepdf
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

A4_INCHES = (8.27, 11.69)
A4_POINTS = (595.28, 841.89)

_OPENINGS = (
    "Rowan was seen alone in the kitchen and talked about school.",
    "The health visitor weighed the baby and recorded the centile.",
    "Mother said that she would ring the surgery before Friday.",
    "The teacher described a quiet child who arrives without breakfast.",
    "A strategy discussion was held with the police and the hospital.",
    "Grandmother offered to collect both children on Tuesdays.",
    "The flat was warm and there was food in the cupboards.",
    "No injuries were visible and the bedroom had clean sheets.",
    "The social worker explained what will happen at the conference.",
    "Father has not attended the last three contact sessions.",
    "The plan asks the school nurse to review the inhaler each month.",
    "Everybody agreed that the bedtime routine has become calmer.",
    "The landlord promised to repair the boiler within ten days.",
    "He likes drawing trains and wants to see his cousins more often.",
    "The midwife left a leaflet and arranged another appointment.",
    "She told the duty worker that the neighbours had been shouting.",
)
_FIRST = (
    "Bram",
    "Cald",
    "Dun",
    "Fenn",
    "Gris",
    "Harl",
    "Kest",
    "Lang",
    "Mar",
    "Nor",
    "Penn",
    "Strath",
    "Thorn",
    "Wend",
)
_MIDDLE = ("a", "e", "o", "ing", "er", "en")
_LAST = ("bury", "combe", "dale", "field", "ford", "ham", "stead", "thorpe", "wick", "worth")


@lru_cache
def type_of_size(pixels: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size=pixels)


def rare_word(seed: int) -> str:
    """A place name that stands nowhere else, so that finding it proves that this very page was read."""
    numbers = random.Random(f"rare {seed}")
    return numbers.choice(_FIRST) + numbers.choice(_MIDDLE) + numbers.choice(_LAST)


def lines_of_text(count: int, seed: int = 0) -> list[str]:
    """`count` lines of plain case prose in an order that the seed decides."""
    numbers = random.Random(f"text {seed}")
    return [numbers.choice(_OPENINGS) for _ in range(count)]


def typed_page(
    lines: Sequence[str],
    *,
    dpi: int = 200,
    turn: int = 0,
    skew: float = 0.0,
    noise: float = 0.0,
    points: float = 11,
    ink: int = 25,
    paper: int = 250,
    seed: int = 0,
) -> Image.Image:
    """A4 in grey with one line of type for each of `lines`, from the top left.

    `turn` is how the sheet lay on the glass: 90, 180 or 270 degrees anticlockwise. `skew` leans it by degrees,
    anticlockwise. `noise` is the share of pixels that the scanner turned black.
    """
    width, height = (round(inches * dpi) for inches in A4_INCHES)
    image = Image.new("L", (width, height), paper)
    draw = ImageDraw.Draw(image)
    size = round(points * dpi / 72)
    top = round(0.8 * dpi)
    for line in lines:
        draw.text((round(0.8 * dpi), top), line, fill=ink, font=type_of_size(size))
        top += round(size * 1.55)
    if skew:
        image = image.rotate(skew, Image.Resampling.BICUBIC, fillcolor=paper)
    if noise:
        grains = np.random.default_rng(seed)
        pixels = np.asarray(image).copy()
        pixels[grains.random(pixels.shape) < noise] = 0
        image = Image.fromarray(pixels)
    return image.rotate(turn, expand=True) if turn else image


def blank_page(kind: str = "clean", *, dpi: int = 200, seed: int = 0) -> Image.Image:
    """A4 with nothing on it: `clean`, `noise`, `bleed` (the other side shines through), `holes`, `shade` or `all`."""
    grains = np.random.default_rng(seed)
    width, height = (round(inches * dpi) for inches in A4_INCHES)
    pixels = np.full((height, width), 246.0)
    if kind in ("noise", "all"):
        pixels += grains.normal(0, 5, pixels.shape)
        pixels[grains.random(pixels.shape) < 0.0006] = 60
    if kind in ("shade", "all"):
        across = np.linspace(0, 1, width)[None, :]
        down = np.linspace(0, 1, height)[:, None]
        pixels -= 70 * np.clip((across - 0.9) / 0.1, 0, 1) + 50 * np.clip(
            (down - 0.94) / 0.06, 0, 1
        )
    if kind in ("bleed", "all"):
        other = typed_page(lines_of_text(38, seed), dpi=dpi, ink=0, paper=255).transpose(
            Image.Transpose.FLIP_LEFT_RIGHT
        )
        soft = np.asarray(other.filter(ImageFilter.GaussianBlur(dpi / 70)), dtype=float)
        pixels -= (255 - soft) * 0.11
    image = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
    if kind in ("holes", "all"):
        draw = ImageDraw.Draw(image)
        radius = round(0.12 * dpi)
        for share in (0.36, 0.64):
            x, y = round(0.45 * dpi), round(share * height)
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=40)
    return image


def pencil_page(*, dpi: int = 200, grey: int = 205, seed: int = 0) -> Image.Image:
    """A sheet with one child's scribble and a wavy line in faint pencil, and nothing else."""
    numbers = random.Random(f"pencil {seed}")
    image = blank_page("noise", dpi=dpi, seed=seed)
    drawing = Image.new("L", image.size, 255)
    draw = ImageDraw.Draw(drawing)
    x, y = image.width * 0.3, image.height * numbers.uniform(0.25, 0.6)
    points = [(x, y)]
    for _ in range(60):
        x += numbers.uniform(0.01, 0.09) * dpi
        y += numbers.uniform(-0.12, 0.12) * dpi
        points.append((x, y))
    draw.line(points, fill=grey, width=max(2, dpi // 70), joint="curve")
    draw.ellipse(
        (x - dpi, y + dpi, x - dpi / 3, y + dpi * 1.6), outline=grey, width=max(2, dpi // 70)
    )
    return ImageChops.darker(image, drawing.filter(ImageFilter.GaussianBlur(0.6)))


def stamp_page(*, dpi: int = 200, seed: int = 0) -> Image.Image:
    """A sheet with nothing but a date stamp in its middle."""
    image = blank_page("noise", dpi=dpi, seed=seed).convert("RGB")
    draw = ImageDraw.Draw(image)
    left, top = image.width // 2, image.height // 2
    draw.rectangle(
        (left, top, left + round(1.6 * dpi), top + round(0.6 * dpi)),
        outline=(70, 80, 170),
        width=max(2, dpi // 60),
    )
    draw.text(
        (left + dpi // 8, top + dpi // 6),
        "RECEIVED 14 MAY",
        fill=(70, 80, 170),
        font=type_of_size(round(11 * dpi / 72)),
    )
    return image


def jpeg_of(image: Image.Image, *, dpi: int = 200, quality: int = 85) -> bytes:
    return _saved(image, "JPEG", dpi=(dpi, dpi), quality=quality)


def png_of(image: Image.Image, *, dpi: int = 200) -> bytes:
    return _saved(image, "PNG", dpi=(dpi, dpi))


def tiff_of(
    images: Sequence[Image.Image], *, dpi: int = 200, compression: str = "tiff_deflate"
) -> bytes:
    return _saved(
        images[0],
        "TIFF",
        dpi=(dpi, dpi),
        save_all=True,
        append_images=list(images[1:]),
        compression=compression,
    )


def pdf_of(images: Sequence[Image.Image], *, dpi: int = 200) -> bytes:
    """A scanner's PDF: every page is one picture (JPEG), edge to edge."""
    with pikepdf.new() as pdf:
        for image in images:
            add_scan(pdf, image, dpi=dpi)
        return _written(pdf)


def add_scan(
    pdf: pikepdf.Pdf, image: Image.Image, *, dpi: int = 200, hidden_lines: Sequence[str] = ()
) -> None:
    """Append a page that is one picture; `hidden_lines` become an invisible text layer, as old scanners left it."""
    wide, high = image.width * 72 / dpi, image.height * 72 / dpi
    picture = pikepdf.Stream(
        pdf,
        jpeg_of(image, dpi=dpi),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=image.width,
        Height=image.height,
        BitsPerComponent=8,
        ColorSpace=pikepdf.Name.DeviceRGB if image.mode == "RGB" else pikepdf.Name.DeviceGray,
        Filter=pikepdf.Name.DCTDecode,
    )
    content = f"q {wide:.3f} 0 0 {high:.3f} 0 0 cm /Im0 Do Q\n".encode()
    if hidden_lines:
        content += _text_content(hidden_lines, points=11, page_height=high, mode=3)
    page = pdf.add_blank_page(page_size=(wide, high))
    page.Resources = pikepdf.Dictionary(
        XObject=pikepdf.Dictionary(Im0=pdf.make_indirect(picture)), Font=_helvetica()
    )
    page.Contents = pdf.make_stream(content)


def add_typed(pdf: pikepdf.Pdf, lines: Sequence[str], *, points: float = 11) -> None:
    """Append a born-digital page: real text in Helvetica, no picture."""
    page = pdf.add_blank_page(page_size=A4_POINTS)
    page.Resources = pikepdf.Dictionary(Font=_helvetica())
    page.Contents = pdf.make_stream(
        _text_content(lines, points=points, page_height=A4_POINTS[1], mode=0)
    )


def born_digital_pdf(
    pages_of_lines: Sequence[Sequence[str]], *, points: float = 11, password: str = ""
) -> bytes:
    """What a word processor writes; with `password` it opens only for who knows it."""
    with pikepdf.new() as pdf:
        for lines in pages_of_lines:
            add_typed(pdf, lines, points=points)
        return _written(pdf, password)


def pdf_with_its_font(lines: Sequence[str], font: Path, *, points: float = 11) -> bytes:
    """A born-digital page that carries the TrueType `font` it is set in, as a careful word processor writes it."""
    letters = bytes(range(32, 127))
    drawn = ImageFont.truetype(font, 1000)
    keys = "".join(f"<{code:02x}><{code:04x}>" for code in letters[:90])
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=A4_POINTS)
        described = pikepdf.Dictionary(
            Type=pikepdf.Name.FontDescriptor,
            FontName=pikepdf.Name("/AAAAAA+Own"),
            Flags=32,
            FontBBox=[-200, -300, 1200, 1100],
            ItalicAngle=0,
            Ascent=900,
            Descent=-250,
            CapHeight=700,
            StemV=80,
            FontFile2=pdf.make_stream(font.read_bytes()),
        )
        own = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.TrueType,
            BaseFont=pikepdf.Name("/AAAAAA+Own"),
            FirstChar=letters[0],
            LastChar=letters[-1],
            Widths=[round(drawn.getlength(chr(code))) for code in letters],
            Encoding=pikepdf.Name.WinAnsiEncoding,
            FontDescriptor=pdf.make_indirect(described),
            ToUnicode=pdf.make_stream(
                b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00><ff> "
                b"endcodespacerange 90 beginbfchar " + keys.encode() + b" endbfchar endcmap"
            ),
        )
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=pdf.make_indirect(own)))
        page.Contents = pdf.make_stream(
            _text_content(lines, points=points, page_height=A4_POINTS[1], mode=0)
        )
        return _written(pdf)


@dataclass(frozen=True)
class TruthPage:
    """What is really on a page. `read_as` is what the reader should call it, `word` stands on no other page."""

    kind: str
    read_as: str
    lines: tuple[str, ...]
    word: str


@dataclass(frozen=True)
class Stack:
    pdf: bytes
    pages: tuple[TruthPage, ...]


def mixed_stack(pages: int = 40, seed: int = 0, *, dpi: int = 200, lines: int = 9) -> Stack:
    """A PDF as a records room gets it: typed, crooked, turned and noisy scans, blanks, born-digital pages.

    Each kind comes up in turn, in an order that the seed decides.
    """
    numbers = random.Random(f"stack {seed}")
    kinds = [
        "typed",
        "skewed",
        "upside down",
        "blank",
        "born digital",
        "typed",
        "sideways",
        "noisy",
    ]
    order = [kinds[place % len(kinds)] for place in range(pages)]
    numbers.shuffle(order)
    words: list[str] = []
    offset = 0
    while len(words) < pages:
        word = rare_word(seed * 10_000 + offset)
        offset += 1
        if word not in words:
            words.append(word)
    truth = []
    with pikepdf.new() as pdf:
        for place, kind in enumerate(order):
            word = words[place]
            text = [
                f"The file was moved from {word} last week.",
                *lines_of_text(lines - 1, seed * 1000 + place),
            ]
            match kind:
                case "blank":
                    text, word = [], ""
                    add_scan(
                        pdf,
                        blank_page(
                            numbers.choice(["clean", "noise", "bleed", "holes", "all"]),
                            dpi=dpi,
                            seed=place,
                        ),
                        dpi=dpi,
                    )
                case "born digital":
                    add_typed(pdf, text)
                case "skewed":
                    add_scan(
                        pdf,
                        typed_page(text, dpi=dpi, skew=numbers.choice([-3.5, -2.0, 2.5, 3.0])),
                        dpi=dpi,
                    )
                case "upside down":
                    add_scan(pdf, typed_page(text, dpi=dpi, turn=180), dpi=dpi)
                case "sideways":
                    add_scan(
                        pdf, typed_page(text, dpi=dpi, turn=numbers.choice([90, 270])), dpi=dpi
                    )
                case "noisy":
                    add_scan(pdf, typed_page(text, dpi=dpi, noise=0.004, seed=place), dpi=dpi)
                case _:
                    add_scan(pdf, typed_page(text, dpi=dpi), dpi=dpi)
            read_as = {"blank": "blank", "born digital": "text layer"}.get(kind, "scan")
            truth.append(TruthPage(kind, read_as, tuple(text), word))
        return Stack(_written(pdf), tuple(truth))


def _text_content(lines: Sequence[str], *, points: float, page_height: float, mode: int) -> bytes:
    top = page_height - 0.8 * 72 - points
    parts = [f"BT /F1 {points} Tf {mode} Tr"]
    for line in lines:
        safe = line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        parts.append(f"1 0 0 1 {0.8 * 72:.2f} {top:.2f} Tm ({safe}) Tj")
        top -= points * 1.55
    return " ".join([*parts, "ET"]).encode("cp1252")


def _helvetica() -> pikepdf.Dictionary:
    return pikepdf.Dictionary(
        F1=pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name.Helvetica,
            Encoding=pikepdf.Name.WinAnsiEncoding,
        )
    )


def _written(pdf: pikepdf.Pdf, password: str = "") -> bytes:
    out = io.BytesIO()
    if password:
        pdf.save(out, encryption=pikepdf.Encryption(owner=password, user=password))
    else:
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def _saved(image: Image.Image, format: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, format, **options)
    return out.getvalue()


def photocopied(image: Image.Image, *, seed: int = 0) -> Image.Image:
    """The page as an old copier leaves it: one side in shadow, a dark edge, grain."""
    grains = np.random.default_rng(seed)
    pixels = np.asarray(image.convert("L"), dtype=float)
    across = np.linspace(0, 1, pixels.shape[1])[None, :]
    down = np.linspace(0, 1, pixels.shape[0])[:, None]
    light = 0.55 + 0.45 * np.clip(across * 1.4, 0, 1) * (0.85 + 0.15 * np.cos(down * 5 + seed))
    pixels = pixels * light + grains.normal(0, 4, pixels.shape)
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def bomb_png(side: int = 13_000) -> bytes:
    """A small PNG file that unpacks to `side` x `side` x 3 bytes."""
    row = bytes(1 + side * 3)
    packer = zlib.compressobj(9)
    squeezed = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    size = side.to_bytes(4, "big")
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")
        for name, data in (
            (b"IHDR", size + size + b"\x08\x02\x00\x00\x00"),
            (b"IDAT", squeezed),
            (b"IEND", b""),
        )
    )


def empty_pdf(pages: int = 1, *, points: tuple[float, float] = A4_POINTS) -> bytes:
    """`pages` pages of that size with nothing on them."""
    with pikepdf.new() as pdf:
        for _ in range(pages):
            pdf.add_blank_page(page_size=points)
        return _written(pdf)


def written(pdf: pikepdf.Pdf) -> bytes:
    """The bytes of a PDF that a test put together itself."""
    return _written(pdf)


def typed_content(lines: Sequence[str], *, points: float = 11, mode: int = 0) -> bytes:
    """The content of an A4 page with `lines` in the font /F1; `mode` 3 makes them invisible."""
    return _text_content(lines, points=points, page_height=A4_POINTS[1], mode=mode)
