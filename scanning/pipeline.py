"""From a file that somebody handed in to pages that can be read: examine, cut, read. No ORM, no settings.

Runs inside the limited child only (`scanning.child`): everything here decodes bytes that nobody vouches for.
"""

import io
import math
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pikepdf
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from numpy.typing import NDArray
from PIL import Image, ImageOps

from scanning import cleaning
from scanning.engines.contract import Engine, ReadingContext, Recognised, Word
from scanning.limits import HIGHEST_DPI, MOST_PAGES, MOST_PIXELS, RENDER_DPI
from scanning.problems import ReadingFailed, Refused
from scanning.results import CutPage, Examination, Kind, PageFacts, PageReading

Image.MAX_IMAGE_PIXELS = MOST_PIXELS
_KINDS: dict[str, Kind] = {
    "application/pdf": "pdf",
    "image/jpeg": "jpeg",
    "image/png": "png",
    "image/tiff": "tiff",
}

VIEW_SIDE = 1800
THUMBNAIL_SIDE = 240
# Below this a scan is enlarged before it is read; above, enlarging a speckled fax destroys it.
COARSE_DPI = 190
# A page whose words are read with less confidence than this is read the other way up as well.
UNSURE = 60.0


# -- what is it? ---------------------------------------------------------------------------------

_OFFICE = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")
NOT_PAPER = (
    "This is not a PDF, JPEG, PNG or TIFF file, whatever its name says. "
    "Scan it, or export it as a PDF, and send that."
)


def media_type_of(path: Path) -> str:
    """What the first bytes say, never the name. Raises `Refused` for an empty file and for every other kind."""
    with path.open("rb") as file:
        head = file.read(1024)
    if not head:
        raise Refused("This file is empty. Scan or send it again.")
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head[:4] in (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+"):
        return "image/tiff"
    if head.startswith(_OFFICE):
        raise Refused(
            "This is a zip archive or an Office document, whatever its name says. "
            "Unpack it, or export the document as a PDF, and send that."
        )
    if b"%PDF-" in head:
        return "application/pdf"
    if head[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif"):
        raise Refused("Telephones save such pictures as HEIC. Send it as a JPEG instead.")
    raise Refused(NOT_PAPER)


def examine(path: Path) -> Examination:
    """What the file is and how many pages it has. Raises `Refused` with a sentence for whatever cannot be taken in."""
    media_type = media_type_of(path)
    if media_type == "application/pdf":
        return _examine_pdf(path)
    return _examine_picture(path, media_type)


def _examine_pdf(path: Path) -> Examination:
    data = path.read_bytes()
    if b"%%EOF" not in data[-4096:]:
        raise Refused(
            "This PDF ends too early, so that pages may be missing. Scan or export it again, and send the whole file."
        )
    try:
        with pikepdf.open(io.BytesIO(data)) as document:
            if (
                document.is_encrypted
                and not document.user_password_matched
                and not document.owner_password_matched
            ):
                raise Refused(_LOCKED)
            count = len(document.pages)
    except pikepdf.PasswordError:
        raise Refused(_LOCKED) from None
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError) as why:
        raise Refused(_BROKEN) from why
    if count == 0:
        raise Refused(_BROKEN)
    if count > MOST_PAGES:
        raise Refused(
            f"This PDF has {count:,} pages. At most {MOST_PAGES:,} can be taken in at once: "
            "split it into parts and send them one after the other."
        )
    facts = []
    with _pdf(path) as document:
        for index in range(len(document)):
            facts.append(_page_facts(document, index))
    return Examination("pdf", "application/pdf", tuple(facts), all(page.has_text for page in facts))


def _page_facts(document: pdfium.PdfDocument, index: int) -> PageFacts:
    try:
        page = document[index]
        width, height = page.get_size()
        page.close()
        has_text = _has_sound_text(document, index)
    except (pdfium.PdfiumError, ValueError) as why:
        return PageFacts(
            index, 0, 0, False, f"This page is damaged and cannot be shown ({type(why).__name__})."
        )
    return PageFacts(index, round(width * 25.4 / 72), round(height * 25.4 / 72), has_text)


_LOCKED = "This PDF is protected with a password. Save a copy without the password, and send that."
_BROKEN = "This PDF is damaged and cannot be opened. Scan or export it again, and send that."


def _examine_picture(path: Path, media_type: str) -> Examination:
    with _picture(path, media_type) as picture:
        frames = getattr(picture, "n_frames", 1)
        if frames > MOST_PAGES:
            raise Refused(
                f"This TIFF has {frames:,} pages. At most {MOST_PAGES:,} can be taken in at once: split it into parts."
            )
        dpi = _dpi_of(picture)
        wide, high = round(picture.width * 25.4 / dpi), round(picture.height * 25.4 / dpi)
    pages = tuple(PageFacts(index, wide, high, has_text=False) for index in range(frames))
    return Examination(_KINDS[media_type], media_type, pages, is_born_digital=False)


@contextmanager
def _picture(path: Path, media_type: str) -> Iterator[Image.Image]:
    """A picture opened by the one decoder for its kind, its size checked before a pixel is decoded."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            picture = Image.open(path, formats=[_KINDS[media_type].upper()])
        except (Image.DecompressionBombWarning, Image.DecompressionBombError):
            raise Refused(_TOO_MANY_PIXELS) from None
        except (OSError, ValueError, SyntaxError) as why:
            raise Refused(_TRUNCATED) from why
        with picture:
            _check_pixels(picture)
            yield picture


_TOO_MANY_PIXELS = (
    f"This picture has more than {MOST_PIXELS // 1_000_000} million pixels, which no page of paper needs. "
    "Scan it again at 300 dots an inch."
)
_TRUNCATED = "This picture is damaged or ends too early. Scan it again, and send the whole file."


def _check_pixels(picture: Image.Image) -> None:
    if picture.width * picture.height > MOST_PIXELS:
        raise Refused(_TOO_MANY_PIXELS)


# -- one file a page ---------------------------------------------------------------------------


def cut(path: Path, out: Path) -> list[CutPage]:
    """The pages of a file in order, each lossless in a file of its own in `out`, unless the file stays whole.

    A page that cannot be cut out has a `problem` and no path; the others go on.
    """
    found = examine(path)
    if found.stays_whole:
        return [CutPage(page.index, path, page.index, found.media_type) for page in found.pages]
    return _cut_pdf(path, out) if found.kind == "pdf" else _cut_tiff(path, out)


def _cut_pdf(path: Path, out: Path) -> list[CutPage]:
    pages = []
    with pikepdf.open(path) as document:
        for index, page in enumerate(document.pages):
            target = out / f"{index:05}.pdf"
            try:
                with pikepdf.new() as single:
                    single.pages.append(page)
                    single.remove_unreferenced_resources()
                    single.save(target)
            except (pikepdf.PdfError, RuntimeError, ValueError, TypeError):
                pages.append(CutPage(index, None, index, "application/pdf", _LOST_PAGE))
            else:
                pages.append(CutPage(index, target, 0, "application/pdf"))
    return pages


def _cut_tiff(path: Path, out: Path) -> list[CutPage]:
    pages = []
    with _picture(path, "image/tiff") as picture:
        for index in range(getattr(picture, "n_frames", 1)):
            target = out / f"{index:05}.tif"
            try:
                picture.seek(index)
                _check_pixels(picture)
                picture.save(
                    target, "TIFF", compression="tiff_deflate", dpi=picture.info.get("dpi", (0, 0))
                )
            except (OSError, ValueError, SyntaxError, EOFError, Refused):
                pages.append(CutPage(index, None, index, "image/tiff", _LOST_PAGE))
            else:
                pages.append(CutPage(index, target, 0, "image/tiff"))
    return pages


_LOST_PAGE = "This page of the file is damaged and could not be cut out. Scan the sheet again."


# -- text layers ---------------------------------------------------------------------------------


@contextmanager
def _pdf(path: Path) -> Iterator[pdfium.PdfDocument]:
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as why:
        raise Refused(_LOCKED if "password" in str(why).lower() else _BROKEN) from why
    try:
        yield document
    finally:
        document.close()


_LETTERS = re.compile(r"[^\W\d_]")
_WORDLIKE = re.compile(r"[^\W\d_]*[aeiouyâêîôûŵŷàèìòùáéíóúäëïöü][^\W\d_]*", re.IGNORECASE)
_ODD = re.compile("[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f]|\\(cid:\\d+\\)")


def _has_sound_text(document: pdfium.PdfDocument, index: int) -> bool:
    """Whether the text in the file is what a reader sees: not a bad layer left by an earlier machine, not gibberish."""
    page = document[index]
    try:
        textpage = page.get_textpage()
        text = textpage.get_text_bounded()
        textpage.close()
        return _is_sound(text) and not _is_layer_over_scan(page, len(_LETTERS.findall(text)))
    finally:
        page.close()


def _is_sound(text: str) -> bool:
    letters = len(_LETTERS.findall(text))
    if letters < 3:
        return False
    if len(_ODD.findall(text)) > max(1, letters * 0.02):
        return False
    tokens = re.findall(r"[^\W\d_]{2,}", text)
    if not tokens:
        return letters >= 3
    likely = sum(1 for token in tokens if _WORDLIKE.fullmatch(token) and len(token) <= 24)
    # One long run of single letters is a text layer that lost its spaces.
    single = len(re.findall(r"(?<!\w)[^\W\d_](?!\w)", text))
    return likely >= 0.6 * len(tokens) and single <= len(tokens)


def _is_layer_over_scan(page: pdfium.PdfPage, letters: int) -> bool:
    """Whether a picture fills the page and the text is invisible, or no more than a stamp or a fax line on it."""
    width, height = page.get_size()
    area = max(1.0, width * height)
    covered, invisible, visible = 0.0, 0, 0
    for obj in page.get_objects(max_depth=3):
        if obj.type == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = obj.get_bounds()
            covered = max(covered, (right - left) * (top - bottom) / area)
        elif obj.type == pdfium_c.FPDF_PAGEOBJ_TEXT:
            mode = pdfium_c.FPDFTextObj_GetTextRenderMode(obj)
            if mode == pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE:
                invisible += 1
            else:
                visible += 1
    if covered < 0.6:
        return False
    return invisible > visible or letters < 200


def _text_layer(document: pdfium.PdfDocument, index: int, colour: NDArray[np.uint8]) -> Recognised:
    """Words of the text layer with their boxes in pixels of `colour`, the page as it was rendered."""
    page = document[index]
    textpage = page.get_textpage()
    height, width = colour.shape[:2]
    words: list[Word] = []
    run: list[tuple[str, tuple[float, float, float, float]]] = []

    def finish() -> None:
        if not run:
            return
        boxes = [box for _, box in run]
        left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
        right, bottom = max(box[2] for box in boxes), max(box[3] for box in boxes)
        words.append(
            Word(
                "".join(letter for letter, _ in run),
                max(0, round(left)),
                max(0, round(top)),
                max(1, round(right - left)),
                max(1, round(bottom - top)),
                100.0,
            )
        )
        run.clear()

    try:
        for at in range(textpage.count_chars()):
            code = pdfium_c.FPDFText_GetUnicode(textpage, at)
            letter = chr(code) if code else " "
            if letter.isspace() or code in (0, 0xFFFE):
                finish()
                continue
            run.append((letter, _on_picture(page, textpage.get_charbox(at), width, height)))
        finish()
        text = textpage.get_text_bounded().replace("\r\n", "\n").replace("\r", "\n")
    finally:
        textpage.close()
        page.close()
    return Recognised(text.replace("\ufffe", "").strip(), tuple(words))


def _on_picture(
    page: pdfium.PdfPage, box: tuple[float, float, float, float], width: int, height: int
) -> tuple[float, float, float, float]:
    """A box in points of the page, as pixels of its rendering, turn and crop of the page included."""
    corners = []
    for x, y in ((box[0], box[1]), (box[2], box[3])):
        across, down = pdfium_c.c_int(), pdfium_c.c_int()
        pdfium_c.FPDF_PageToDevice(page, 0, 0, width, height, 0, x, y, across, down)
        corners.append((across.value, down.value))
    (x1, y1), (x2, y2) = corners
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


# -- reading a page ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page as pixels (rows x columns x 3, red first) with its resolution and what to tell about it."""

    colour: NDArray[np.uint8]
    dpi: int
    layer: Recognised | None
    notes: tuple[str, ...]


def read(path: Path, index: int, context: ReadingContext, engine: Engine) -> PageReading:
    """Read page `index` of the file. Raises `Refused` when there is nothing that could ever be read."""
    media_type = media_type_of(path)
    sheet = (
        _from_pdf(path, index)
        if media_type == "application/pdf"
        else _from_picture(path, index, media_type)
    )
    if sheet.layer is not None:
        return _finished(sheet, sheet.colour, "text layer", sheet.layer, "file", 0, 0.0)
    grey = _grey(sheet.colour)
    if cleaning.is_blank(grey, sheet.dpi):
        return _finished(sheet, sheet.colour, "blank", Recognised("", ()), "none", 0, 0.0)
    return _read_scan(sheet, context, engine)


def _from_pdf(path: Path, index: int) -> _Sheet:
    with _pdf(path) as document:
        if not 0 <= index < len(document):
            raise Refused("This page is not in the file. Send the file again.")
        sound = _has_sound_text(document, index)
        page = document[index]
        try:
            colour, dpi, notes = _rendered(page, None if sound else _native_dpi(page))
        finally:
            page.close()
        layer = _text_layer(document, index, colour) if sound else None
    return _Sheet(colour, dpi, layer, notes)


def _native_dpi(page: pdfium.PdfPage) -> int | None:
    """Resolution of the one picture that fills the page, or None where the page is something else."""
    width, height = page.get_size()
    pictures = [
        obj for obj in page.get_objects(max_depth=3) if obj.type == pdfium_c.FPDF_PAGEOBJ_IMAGE
    ]
    if len(pictures) != 1 or width <= 0 or height <= 0:
        return None
    left, bottom, right, top = pictures[0].get_bounds()
    if (right - left) * (top - bottom) < 0.85 * width * height:
        return None
    pixels_wide, pixels_high = pictures[0].get_px_size()
    dpi = max(pixels_wide, pixels_high) / (max(right - left, top - bottom) / 72)
    return round(min(HIGHEST_DPI, max(72, dpi)))


def _rendered(
    page: pdfium.PdfPage, dpi: int | None
) -> tuple[NDArray[np.uint8], int, tuple[str, ...]]:
    """The page as pixels at `dpi` (300 where None), coarser where it would have too many pixels."""
    width, height = page.get_size()
    if width <= 0 or height <= 0:
        raise Refused("This page has no size. Scan or export it again.")
    wanted = dpi or RENDER_DPI
    most = math.sqrt(MOST_PIXELS * 0.9 / (width * height)) * 72
    notes: tuple[str, ...] = ()
    if wanted > most:
        wanted = max(1, math.floor(most))
        notes = ("The page is larger than any sheet of paper; it is shown smaller than it is.",)
    bitmap = page.render(scale=wanted / 72, rev_byteorder=True)
    array = bitmap.to_numpy()
    colour = (
        np.ascontiguousarray(array[:, :, :3])
        if array.ndim == 3 and array.shape[2] >= 3
        else _three(array)
    )
    return colour, wanted, notes


def _three(array: NDArray[Any]) -> NDArray[np.uint8]:
    flat = array if array.ndim == 2 else array[:, :, 0]
    return np.ascontiguousarray(np.repeat(flat[:, :, None], 3, axis=2)).astype(np.uint8)


def _from_picture(path: Path, index: int, media_type: str) -> _Sheet:
    with _picture(path, media_type) as picture:
        try:
            if index:
                picture.seek(index)
                _check_pixels(picture)
            dpi = _dpi_of(picture)
            upright = ImageOps.exif_transpose(picture)
            if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
                ground = Image.new("RGBA", upright.size, "white")
                ground.alpha_composite(upright.convert("RGBA"))
                upright = ground
            if upright.mode.startswith("I;16") or upright.mode in ("I", "F"):
                values = np.asarray(upright, dtype=np.float32)
                low, high = float(values.min()), float(values.max())
                upright = Image.fromarray(
                    ((values - low) * (255 / max(1.0, high - low))).astype(np.uint8)
                )
            colour = np.array(upright.convert("RGB"))
        except Refused:
            raise
        except (OSError, ValueError, SyntaxError, EOFError) as why:
            raise Refused(_TRUNCATED) from why
    return _Sheet(colour, dpi, None, ())


def _dpi_of(picture: Image.Image) -> int:
    """The resolution that the file states if it can be true of paper, else as if the long side were A4."""
    stated = picture.info.get("dpi", (0, 0))
    try:
        across = float(stated[0])
    except (TypeError, ValueError, IndexError):
        across = 0.0
    long_side = max(picture.width, picture.height)
    if across > 0 and 3 <= long_side / across <= 24:
        return round(across)
    return max(50, round(long_side / 11.69))


def _grey(colour: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.asarray(cv2.cvtColor(colour, cv2.COLOR_RGB2GRAY), dtype=np.uint8)


def _read_scan(sheet: _Sheet, context: ReadingContext, engine: Engine) -> PageReading:
    level = cleaning.levelled(_grey(sheet.colour), sheet.dpi)
    lean = cleaning.lean_of(level, sheet.dpi)
    quarter = 1 if lean.is_sideways else 0
    skew = lean.skew_degrees
    colour = _levelled_out(np.rot90(sheet.colour, quarter), skew)
    level = cleaning.levelled(_grey(colour), sheet.dpi)
    if cleaning.specks(level, sheet.dpi) > cleaning.DIRTY:
        level = cleaning.despeckled(level, sheet.dpi)
    hint = cleaning.stands_on_its_head(level, sheet.dpi)
    first = 2 if hint > 1 else 0
    best, best_turn = _recognised(np.rot90(level, first), sheet.dpi, context, engine), first
    if best.confidence < UNSURE or len(best.words) < 3:
        other_turn = 2 - first
        other = _recognised(np.rot90(level, other_turn), sheet.dpi, context, engine)
        if other.confidence * len(other.text) > best.confidence * len(best.text):
            best, best_turn = other, other_turn
    upright = np.ascontiguousarray(np.rot90(colour, best_turn))
    angle = 90 * (quarter + best_turn) % 360
    return _finished(sheet, upright, "scan", best, engine.name, angle, skew)


def _levelled_out(colour: NDArray[np.uint8], degrees: float) -> NDArray[np.uint8]:
    """The picture turned anticlockwise by `degrees`, as large as it must be to lose nothing, on white."""
    colour = np.ascontiguousarray(colour)
    if abs(degrees) < 0.15:
        return colour
    height, width = colour.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    cosine, sine = abs(matrix[0, 0]), abs(matrix[0, 1])
    wide, high = round(height * sine + width * cosine), round(height * cosine + width * sine)
    matrix[0, 2] += (wide - width) / 2
    matrix[1, 2] += (high - height) / 2
    turned = cv2.warpAffine(
        colour,
        matrix,
        (wide, high),
        flags=cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=(255, 255, 255),
    )
    return np.asarray(turned, dtype=np.uint8)


def _recognised(
    level: NDArray[np.uint8], dpi: int, context: ReadingContext, engine: Engine
) -> Recognised:
    """Words of an upright, level picture, boxes in its own pixels; a coarse one is enlarged to be read."""
    level = np.ascontiguousarray(level)
    factor = RENDER_DPI / dpi if dpi < COARSE_DPI else 1.0
    if level.size * factor * factor > MOST_PIXELS:
        factor = 1.0
    if factor != 1.0:
        level = np.asarray(
            cv2.resize(level, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC),
            dtype=np.uint8,
        )
    try:
        found = engine.read(level, replace(context, dpi=round(dpi * factor)))
    except RuntimeError as why:
        raise ReadingFailed(
            "Reading this page took too long. Try again, or type what it says.", try_again=True
        ) from why
    if factor == 1.0:
        return found
    return Recognised(
        found.text,
        tuple(
            replace(
                word,
                left=round(word.left / factor),
                top=round(word.top / factor),
                width=max(1, round(word.width / factor)),
                height=max(1, round(word.height / factor)),
            )
            for word in found.words
        ),
    )


def _finished(
    sheet: _Sheet,
    upright: NDArray[np.uint8],
    read_as: str,
    found: Recognised,
    engine: str,
    angle: int,
    skew: float,
) -> PageReading:
    height, width = upright.shape[:2]
    view = _smaller(upright, VIEW_SIDE)
    return PageReading(
        read_as=read_as,
        text=found.text,
        words=found.words,
        width=width,
        height=height,
        dpi=sheet.dpi,
        angle_degrees=angle,
        skew_degrees=round(skew, 2),
        confidence=round(found.confidence),
        engine=engine,
        view=_webp(view, 78),
        view_width=view.shape[1],
        view_height=view.shape[0],
        thumbnail=_webp(_smaller(upright, THUMBNAIL_SIDE), 70),
        notes=sheet.notes,
    )


def _smaller(colour: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    height, width = colour.shape[:2]
    factor = side / max(height, width)
    if factor >= 1:
        return colour
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    return np.asarray(cv2.resize(colour, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _webp(colour: NDArray[np.uint8], quality: int) -> bytes:
    out = io.BytesIO()
    spread = colour.max(axis=2).astype(np.int16) - colour.min(axis=2)
    # Grey paper is stored grey: a third of the size, and no false colour from the scanner's lamp.
    picture = (
        Image.fromarray(colour)
        if float(np.mean(spread > 24)) > 0.002
        else Image.fromarray(_grey(colour))
    )
    picture.save(out, "WEBP", quality=quality, method=2)
    return out.getvalue()
