"""Pages of paper as pages of an archive copy: their picture, and over it, invisibly, the words that were read.

Runs in the limited child, because it opens what came from outside. `leaf` makes a PDF of one page, `bind` puts leaves
together as PDF/A-2b (ISO 19005-2), `hidden` makes the picture of a page with parts of it painted over.
"""

import io
import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, BinaryIO

import cv2
import numpy as np
import pikepdf
from numpy.typing import NDArray
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageCms

from scanning import cleaning, pdfpages, pictures
from scanning.limits import Limits
from scanning.uploads import kind_of

Pixels = NDArray[np.uint8]
Box = tuple[int, int, int, int]

POINTS_PER_INCH = 72
# Finer than any office scanner; a drawing is painted at 300.
_FINEST_DPI = 600
_DRAWN_DPI = 300
_LONGEST_SIDE = 14_400
_QUALITY = 85
_EM = 2048


@dataclass(frozen=True)
class Shown:
    """How a page was read: its picture turned by `angle_degrees` and then `skew_degrees`, both anticlockwise, became
    `width` x `height` pixels at `dpi`, in which each word of `lines` is [text, left, top, width, height].

    `turned_degrees`: how far a person turned it clockwise after that. `skew_degrees` is None where nobody wrote it
    down. `is_drawn`: the words are the file's own, so that its drawing may be kept. `keeps_colour`: even a little.
    """

    width: int
    height: int
    dpi: int
    angle_degrees: int
    skew_degrees: float | None
    turned_degrees: int
    lines: Sequence[Sequence[Sequence[Any]]]
    is_drawn: bool = False
    keeps_colour: bool = False

    @property
    def points_per_pixel(self) -> float:
        dpi = self.dpi or max(self.width, self.height) / pictures.A4_LONG_INCHES
        longest = max(self.width, self.height) * POINTS_PER_INCH / dpi
        return POINTS_PER_INCH / dpi * min(1.0, _LONGEST_SIDE / longest)


def leaf(file: BinaryIO, index: int, shown: Shown, limits: Limits) -> bytes:
    """Page `index` of `file` as a PDF of one page, with the words of `shown` under it. Raises as `read_page` does."""
    if shown.is_drawn and (drawn := _drawing(file, index, shown)):
        return drawn
    pixels, dpi = _native(file, index, limits)
    if not shown.keeps_colour:
        pixels = _without_needless_colour(pixels)
    shown = _framed(shown, pixels, dpi)
    skew = _skew(shown, pixels, dpi)
    unit = shown.points_per_pixel
    wide, high = max(3.0, shown.width * unit), max(3.0, shown.height * unit)
    pdf = pikepdf.new()
    picture = _picture(pdf, pixels)
    matrix = _placed(pixels.shape[1] / dpi[0], pixels.shape[0] / dpi[1], shown, skew, wide, high)
    font, text = _words(pdf, shown, unit, high)
    content = b"q %s cm /P Do Q\n%s" % (_numbers(matrix), text)
    pdf.pages.append(
        pikepdf.Page(
            Dictionary(
                Type=Name.Page,
                MediaBox=Array([0, 0, round(wide, 2), round(high, 2)]),
                Rotate=shown.turned_degrees % 360,
                Resources=Dictionary(XObject=Dictionary(P=picture), Font=Dictionary(W=font)),
                Contents=pdf.make_stream(content),
            )
        )
    )
    return _saved(pdf)


def bind(leaves: Sequence[bytes], *, title: str, language: str) -> bytes:
    """The leaves in order as one PDF/A-2b, with nothing in it but pages, title and language."""
    pdf = pikepdf.new()
    for one in leaves:
        with pikepdf.open(io.BytesIO(one)) as part:
            pdf.pages.extend(part.pages)
    profile = pdf.make_stream(_srgb(), N=3)
    pdf.Root.OutputIntents = Array(
        [
            Dictionary(
                Type=Name.OutputIntent,
                S=Name.GTS_PDFA1,
                OutputConditionIdentifier="sRGB",
                Info="sRGB",
                DestOutputProfile=profile,
            )
        ]
    )
    pdf.Root.Lang = pikepdf.String(language)
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    with pdf.open_metadata(set_pikepdf_as_editor=False) as told:
        told["dc:title"] = title
        told["dc:language"] = [language]
        told["pdf:Producer"] = "Kinfile"
        told["pdfaid:part"] = "2"
        told["pdfaid:conformance"] = "B"
    return _saved(pdf)


def hidden(
    file: BinaryIO, index: int, shown: Shown, boxes: Sequence[Box], limits: Limits
) -> tuple[bytes, int]:
    """The upright page as a new picture in which `boxes`, in pixels of `shown`, are painted over; and its dpi.

    Each box carries its number, counted from 1. PNG where nothing would be lost by it, else JPEG. Raises
    `ValueError` if a box is not wholly painted in what comes out.
    """
    pixels, dpi = _native(file, index, limits)
    if not shown.keeps_colour:
        pixels = _without_needless_colour(pixels)
    shown = _framed(shown, pixels, dpi)
    pixels = _square(pixels, dpi)
    upright = _upright(pixels, shown, _skew(shown, pixels, dpi))
    factor = upright.shape[1] / shown.width, upright.shape[0] / shown.height
    painted: list[tuple[slice, slice]] = []
    for left, top, width, height in boxes:
        # A letter's edge reaches a little beyond the box that an engine draws around it.
        margin = max(2, round(height * 0.12))
        rows = slice(
            max(0, math.floor((top - margin) * factor[1])),
            min(upright.shape[0], math.ceil((top + height + margin) * factor[1])),
        )
        columns = slice(
            max(0, math.floor((left - margin) * factor[0])),
            min(upright.shape[1], math.ceil((left + width + margin) * factor[0])),
        )
        upright[rows, columns] = 0
        painted.append((rows, columns))
    truth = upright.copy()
    for number, (rows, columns) in enumerate(painted, start=1):
        _number(upright[rows, columns], number)
    of_boxes = np.zeros(upright.shape[:2], dtype=bool)
    for rows, columns in painted:
        of_boxes[rows, columns] = True
    if truth[of_boxes].any():
        raise ValueError("a box was left open")
    return _encoded(upright), max(1, round(shown.dpi * (factor[0] + factor[1]) / 2))


# The page's own pixels.


def _native(file: BinaryIO, index: int, limits: Limits) -> tuple[Pixels, tuple[float, float]]:
    """A page as it came, with dots an inch across and down."""
    kind = kind_of(file, limits)
    if kind != "pdf":
        opened = pictures.open_picture(file, kind, index, limits)
        high, wide = opened.pixels.shape[:2]
        return opened.pixels, pictures.plausible_dpi(opened.dpi, wide, high)
    document = pdfpages.open_pdf(file)
    try:
        page = pdfpages.open_page(document, index)
        look = pdfpages.look_at(page, limits, with_boxes=False)
        inches = pdfpages.page_inches(page)
        large = [max(one.dpi) for one in look.pictures if one.share >= 0.1]
        dpi = min(max(large), _FINEST_DPI) if look.covered >= 0.5 and large else _DRAWN_DPI
        most = math.sqrt(limits.pixels / (inches[0] * inches[1]))
        dpi = min(dpi, most, 20_000 / max(inches))
        width, height = (max(1, round(side * dpi)) for side in inches)
        return pdfpages.picture_of(page, width, height), (dpi, dpi)
    finally:
        document.close()


def _framed(shown: Shown, pixels: Pixels, dpi: tuple[float, float]) -> Shown:
    """`shown`, or, of a page that was never read, the page as it came."""
    if shown.width and shown.height:
        return shown
    finer = max(dpi)
    wide, high = pixels.shape[1] * finer / dpi[0], pixels.shape[0] * finer / dpi[1]
    return replace(shown, width=round(wide), height=round(high), dpi=round(finer))


def _without_needless_colour(pixels: Pixels) -> Pixels:
    if pixels.ndim == 2:
        return pixels
    if pictures.coloured_dots(pixels) > 60:
        return pixels
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)


def _square(pixels: Pixels, dpi: tuple[float, float]) -> Pixels:
    finer = max(dpi)
    if finer < 1.05 * min(dpi):
        return np.ascontiguousarray(pixels)
    size = (round(pixels.shape[1] * finer / dpi[0]), round(pixels.shape[0] * finer / dpi[1]))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_CUBIC), dtype=np.uint8)


def _skew(shown: Shown, pixels: Pixels, dpi: tuple[float, float]) -> float:
    """How far the page was straightened: as written down, else as it is seen again."""
    if shown.skew_degrees is not None:
        return shown.skew_degrees
    if shown.is_drawn or not shown.lines:
        return 0.0
    grey = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    grey = _square(np.asarray(grey, dtype=np.uint8), dpi)
    lean = cleaning.lean_of(cleaning.levelled(grey, max(dpi)), max(dpi)).skew_degrees
    return lean if abs(lean) >= 0.15 else 0.0


def _upright(pixels: Pixels, shown: Shown, skew: float) -> Pixels:
    """The page as it was read, as fine as it came."""
    turned = np.ascontiguousarray(np.rot90(pixels, shown.angle_degrees // 90))
    if not skew:
        return turned
    high, wide = turned.shape[:2]
    lean = math.radians(abs(skew))
    size = (
        round(wide * math.cos(lean) + high * math.sin(lean)),
        round(wide * math.sin(lean) + high * math.cos(lean)),
    )
    matrix = cv2.getRotationMatrix2D(((wide - 1) / 2, (high - 1) / 2), skew, 1.0)
    matrix[0, 2] += (size[0] - wide) / 2
    matrix[1, 2] += (size[1] - high) / 2
    return np.asarray(
        cv2.warpAffine(
            turned,
            matrix,
            size,
            flags=cv2.INTER_CUBIC,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=(255, 255, 255),
        ),
        dtype=np.uint8,
    )


def _is_two_toned(pixels: Pixels) -> bool:
    return pixels.ndim == 2 and bool(np.all((pixels == 0) | (pixels == 255)))


def _encoded(pixels: Pixels) -> bytes:
    out = io.BytesIO()
    picture = Image.fromarray(pixels)
    if pixels.ndim == 2:
        picture.save(out, "PNG", optimize=False)
    else:
        picture.save(out, "JPEG", quality=92, subsampling=0)
    return out.getvalue()


def _number(patch: Pixels, number: int) -> None:
    """Write `number` in white into the left of a painted box, if it has room."""
    high, wide = patch.shape[:2]
    text, scale = str(number), high * 0.55 / 22
    (across, _), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, scale, 1)
    if high < 14 or across + high * 0.4 > wide:
        return
    at = (round(high * 0.2), round(high * 0.78))
    white = (255, 255, 255)
    written = np.ascontiguousarray(patch)
    thick = max(1, round(scale * 1.6))
    cv2.putText(written, text, at, cv2.FONT_HERSHEY_SIMPLEX, scale, white, thick, cv2.LINE_AA)
    patch[:] = written


# Pictures and words in a PDF.


def _picture(pdf: pikepdf.Pdf, pixels: Pixels) -> pikepdf.Object:
    high, wide = pixels.shape[:2]
    common: dict[str, Any] = {
        "Type": Name.XObject,
        "Subtype": Name.Image,
        "Width": wide,
        "Height": high,
        "ColorSpace": Name.DeviceRGB if pixels.ndim == 3 else Name.DeviceGray,
    }
    if _is_two_toned(pixels):
        how = Dictionary(K=-1, Columns=wide, Rows=high)
        return pdf.make_stream(
            _fax(pixels),
            BitsPerComponent=1,
            Filter=Name.CCITTFaxDecode,
            DecodeParms=how,
            **common,
        )
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=_QUALITY)
    return pdf.make_stream(out.getvalue(), BitsPerComponent=8, Filter=Name.DCTDecode, **common)


def _fax(pixels: Pixels) -> bytes:
    """Black and white packed as a fax machine of group 4 does, the smallest without loss."""
    out = io.BytesIO()
    # Ink as ones, as the format has it; Pillow writes ones where a pixel is white.
    picture = Image.fromarray(255 - pixels).convert("1", dither=Image.Dither.NONE)
    picture.save(out, "TIFF", compression="group4", tiffinfo={278: pixels.shape[0]})
    with Image.open(out) as packed:
        tags = packed.tag_v2  # type: ignore[attr-defined]  # only a TIFF has it, and this is one
        (start,), (length,) = tags[273], tags[279]
    return out.getvalue()[start : start + length]


def _placed(
    wide_inches: float, high_inches: float, shown: Shown, skew: float, wide: float, high: float
) -> tuple[float, ...]:
    """The matrix that lays the picture, as it came, on the page as it was read."""
    across, down = wide_inches, high_inches
    if shown.angle_degrees % 180:
        across, down = down, across
    lean = math.radians(abs(skew))
    sheet = (
        across * math.cos(lean) + down * math.sin(lean),
        across * math.sin(lean) + down * math.cos(lean),
    )
    scale = (wide / sheet[0] + high / sheet[1]) / 2
    w, h = wide_inches * scale, high_inches * scale
    turn = math.radians(shown.angle_degrees + skew)
    cos, sin = math.cos(turn), math.sin(turn)
    return (
        w * cos,
        w * sin,
        -h * sin,
        h * cos,
        wide / 2 - (w * cos - h * sin) / 2,
        high / 2 - (w * sin + h * cos) / 2,
    )


def _numbers(values: Sequence[float]) -> bytes:
    return b" ".join(b"%.4f" % value for value in values)


def _words(
    pdf: pikepdf.Pdf, shown: Shown, unit: float, page_height: float
) -> tuple[pikepdf.Object, bytes]:
    """The font of the invisible words, and the drawing of them: each as wide as it stands on the picture."""
    codes: dict[str, int] = {" ": 1}
    out = [b"BT 3 Tr /W 1 Tf"]
    for line in shown.lines:
        for place, (text, left, top, width, height) in enumerate(line):
            if not text:
                continue
            coded = b"".join(
                struct.pack(">H", codes.setdefault(letter, len(codes) + 1)) for letter in text
            )
            reach = width
            if place + 1 < len(line):
                # The space goes with the word: viewers drop a letter or a space that stands alone.
                coded, text = coded + b"\0\1", text + " "
                reach = line[place + 1][1] - left
                if not width < reach < width + 4 * height:
                    reach = width + max(1, width // len(text))
            size = max(0.5, height * unit)
            x, y = left * unit, page_height - (top + height) * unit
            stretch = max(0.01, reach * unit / (len(text) * 0.5))
            out.append(
                b"%s Tm <%s> Tj" % (_numbers((stretch, 0, 0, size, x, y)), coded.hex().encode())
            )
    out.append(b"ET")
    return _font(pdf, codes), b"\n".join(out)


def _font(pdf: pikepdf.Pdf, codes: dict[str, int]) -> pikepdf.Object:
    """A font of empty letters, each half as wide as high, that says which letter each code stands for."""
    data = _empty_font(len(codes) + 1)
    described = pdf.make_indirect(
        Dictionary(
            Type=Name.FontDescriptor,
            FontName=Name("/KinfileUnseen"),
            Flags=4,
            FontBBox=Array([0, 0, 500, 1000]),
            ItalicAngle=0,
            Ascent=1000,
            Descent=0,
            CapHeight=1000,
            StemV=80,
            FontFile2=pdf.make_stream(data, Length1=len(data)),
        )
    )
    letters = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=Name("/KinfileUnseen"),
        CIDSystemInfo=Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0),
        FontDescriptor=described,
        DW=500,
        CIDToGIDMap=Name.Identity,
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=Name("/KinfileUnseen"),
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(letters)]),
            ToUnicode=pdf.make_stream(_to_unicode(codes)),
        )
    )


def _to_unicode(codes: dict[str, int]) -> bytes:
    rows = [
        b"<%04x> <%s>" % (code, letter.encode("utf-16-be", "replace").hex().encode())
        for letter, code in codes.items()
    ]
    blocks = [rows[at : at + 100] for at in range(0, len(rows), 100)]
    return b"\n".join(
        [
            b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
            b"/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
            b"/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
            b"1 begincodespacerange <0000> <ffff> endcodespacerange",
            *(
                b"%d beginbfchar\n%s\nendbfchar" % (len(block), b"\n".join(block))
                for block in blocks
            ),
            b"endcmap CMapName currentdict /CMap defineresource pop end end",
        ]
    )


def _empty_font(glyphs: int) -> bytes:
    """A TrueType font of `glyphs` letters without any ink."""
    tables = {
        b"cmap": struct.pack(">HHHHI", 0, 1, 3, 1, 12)
        + struct.pack(">HHHHHHHHHHHH", 4, 24, 0, 2, 2, 0, 0, 0xFFFF, 0, 0xFFFF, 1, 0),
        b"glyf": bytes(4),
        b"head": struct.pack(
            ">IIIIHHQQhhhhHHhhh",
            0x10000,
            0x10000,
            0,
            0x5F0F3CF5,
            0,
            _EM,
            0,
            0,
            0,
            0,
            _EM // 2,
            _EM,
            0,
            8,
            2,
            0,
            0,
        ),
        b"hhea": struct.pack(
            ">IhhhHhhhhhhhhhhhH", 0x10000, _EM, 0, 0, _EM // 2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1
        ),
        b"hmtx": struct.pack(">Hh", _EM // 2, 0) + bytes(2 * (glyphs - 1)),
        b"loca": bytes(2 * (glyphs + 1)),
        b"maxp": struct.pack(">IHHHHHHHHHHHHHH", 0x10000, glyphs, *[0] * 4, 2, *[0] * 8),
        b"post": struct.pack(">IIhhIIIII", 0x30000, 0, 0, 0, 0, 0, 0, 0, 0),
    }
    count = len(tables)
    power = 2 ** int(math.log2(count))
    head = struct.pack(
        ">IHHHH", 0x10000, count, power * 16, int(math.log2(power)), count * 16 - power * 16
    )
    where = len(head) + 16 * count
    directory, body = b"", b""
    for tag, data in sorted(tables.items()):
        padded = data + bytes(-len(data) % 4)
        total = sum(struct.unpack(f">{len(padded) // 4}I", padded)) % 2**32
        directory += tag + struct.pack(">III", total, where + len(body), len(data))
        body += padded
    return head + directory + body


def warm_up() -> None:
    """Make what is the same in every copy, and have loaded what every copy needs."""
    _srgb()
    _to_unicode({" ": 1})


@cache
def _srgb() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def _saved(pdf: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


# Drawings that may be kept as they are.

_OPERATORS = frozenset(
    "b B b* B* BDC BMC BT BX c cm CS cs d d0 d1 Do DP EMC ET EX f F f* G g gs h i j J K k l m M MP n "
    "q Q re RG rg ri s S SC sc SCN scn T* Tc Td TD Tf Tj TJ TL Tm Tr Ts Tw Tz v w W W* y ' \"".split()
)
_NO_OPERATORS = frozenset({"K", "k", "BX", "EX", "ri", "i", "BDC", "DP", "MP", "BMC", "EMC", "d0"})
_FILTERS = {"/FlateDecode", "/DCTDecode", "/CCITTFaxDecode", "/ASCIIHexDecode", "/RunLengthDecode"}


class _NotKept(Exception):
    """Something on the page that PDF/A forbids, or that cannot be told for certain."""


def _drawing(file: BinaryIO, index: int, shown: Shown) -> bytes | None:
    """The page with its letters and lines as they are; None where the archive format would not take them."""
    file.seek(0)
    try:
        with pikepdf.open(file, suppress_warnings=True) as source:
            pdf = pikepdf.new()
            pdf.pages.append(source.pages[index])
            page = pdf.pages[0]
            if any(note.get("/Subtype") != "/Link" for note in page.obj.get("/Annots", [])):
                return None
            for key in list(page.obj.keys()):
                if key not in {
                    "/Type",
                    "/MediaBox",
                    "/CropBox",
                    "/Rotate",
                    "/Resources",
                    "/Contents",
                }:
                    del page.obj[key]
            _check_content(page.obj, page.resources, 0)
            turned = int(page.obj.get("/Rotate", 0)) - shown.angle_degrees + shown.turned_degrees
            page.obj.Rotate = turned % 360
            return _saved(pdf)
    except (_NotKept, pikepdf.PdfError, AttributeError, KeyError, TypeError, ValueError):
        return None
    except (IndexError, RuntimeError):
        return None


def _check_content(holder: pikepdf.Object, resources: pikepdf.Object, depth: int) -> None:
    if depth > 6:
        raise _NotKept
    for instruction in pikepdf.parse_content_stream(holder):
        operator = str(instruction.operator)
        # Marks of structure draw nothing, but may switch layers on and off.
        if operator in {"BMC", "EMC", "BDC"} and "/OC" not in map(str, instruction.operands):
            continue
        if operator not in _OPERATORS or operator in _NO_OPERATORS:
            raise _NotKept
    for kind in ("/Pattern", "/Shading"):
        if resources.get(kind):
            raise _NotKept
    for state in dict(resources.get("/ExtGState", {})).values():
        _check_state(state)
    for space in dict(resources.get("/ColorSpace", {})).values():
        _check_space(space)
    for font in dict(resources.get("/Font", {})).values():
        _check_font(font)
    for item in dict(resources.get("/XObject", {})).values():
        _check_item(item, resources, depth)


def _check_item(item: pikepdf.Object, resources: pikepdf.Object, depth: int) -> None:
    if any(key in item for key in ("/OC", "/OPI", "/Ref", "/PS", "/Alternates", "/Metadata")):
        raise _NotKept
    if item.get("/Subtype") == "/Form":
        if "/Group" in item:
            raise _NotKept
        _check_content(item, item.get("/Resources", resources), depth + 1)
        return
    filters: Any = item.get("/Filter", [])
    named = [filters] if isinstance(filters, Name) else list(filters)
    if (
        item.get("/Subtype") != "/Image"
        or "/SMask" in item
        or "/Mask" in item
        or item.get("/Interpolate", False)
        or {str(one) for one in named} - _FILTERS
    ):
        raise _NotKept
    if not item.get("/ImageMask", False):
        _check_space(item.ColorSpace)


def _check_state(state: pikepdf.Object) -> None:
    if any(key in state for key in ("/TR", "/TR2", "/HTP", "/HT", "/Font")):
        raise _NotKept
    if state.get("/SMask", Name("/None")) != "/None":
        raise _NotKept
    if state.get("/BM", Name.Normal) not in ("/Normal", "/Compatible"):
        raise _NotKept
    if float(state.get("/CA", 1)) != 1 or float(state.get("/ca", 1)) != 1:
        raise _NotKept


def _check_space(space: pikepdf.Object, depth: int = 0) -> None:
    if isinstance(space, Name):
        if space not in ("/DeviceRGB", "/DeviceGray"):
            raise _NotKept
        return
    kind = str(space[0])
    if kind == "/ICCBased" and int(space[1].N) in (1, 3):
        return
    if kind == "/Indexed" and depth == 0:
        _check_space(space[1], 1)
        return
    if kind not in ("/CalRGB", "/CalGray", "/Lab"):
        raise _NotKept


def _check_font(font: pikepdf.Object) -> None:
    """Embedded, and with its own key to its letters. What PDF/A says of lists of glyphs is left out: they may be."""
    kind = str(font.Subtype)
    if "/ToUnicode" not in font:
        raise _NotKept
    if kind == "/Type0":
        below = font.DescendantFonts[0]
        if str(font.Encoding) != "/Identity-H":
            raise _NotKept
        if str(below.Subtype) == "/CIDFontType2" and "/CIDToGIDMap" not in below:
            raise _NotKept
        described = below.FontDescriptor
    elif kind in ("/TrueType", "/Type1"):
        described = font.FontDescriptor
        if int(described.Flags) & 4 and kind == "/TrueType" and "/Encoding" in font:
            raise _NotKept
    else:
        raise _NotKept
    if not any(key in described for key in ("/FontFile", "/FontFile2", "/FontFile3")):
        raise _NotKept
    for key in ("/CIDSet", "/CharSet"):
        if key in described:
            del described[key]
