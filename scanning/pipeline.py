"""One page of a file read: its own text layer if that is sound, else its picture cleaned, set upright and recognised.

Pure functions of bytes; no database and no settings. Each page decides for itself and knows nothing of its neighbours.
"""

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO, Literal, cast

import cv2
import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray
from PIL import Image

from scanning import cleaning, codes, looks, pdfpages, photos, pictures, quality, rows, textlayer
from scanning.cleaning import Grey
from scanning.engines.contract import Engine, Line, ReadingContext, Recognised, Word
from scanning.limits import Limits
from scanning.marks import mark_of
from scanning.pdfpages import PageLook
from scanning.photo_notes import STRAIGHTENED
from scanning.problems import ReadingFailed
from scanning.results import Kind, Looks, PageReading
from scanning.textlayer import clean_word
from scanning.uploads import kind_of

Pixels = NDArray[np.uint8]

VIEW_LONG_SIDE = 1800
THUMBNAIL_LONG_SIDE = 240
READING_DPI = 300
# Below this many dots an inch letters are too small for Tesseract; measured on 100 and 150 dpi scans.
COARSE_DPI = 190
FINE_DPI = 450
MOST_PIXELS_READ = 25_000_000
TEXT_LAYER_ENGINE = "text layer"
# A photograph may be soft, and cut wherever whoever took it liked.
_FEWEST_WORDS_JUDGED = 5


@dataclass(frozen=True)
class Paper:
    """A page as pixels: rows x columns (grey) or rows x columns x 3 (red, green, blue), equally many dots each way."""

    pixels: Pixels
    dpi: float
    notes: tuple[str, ...] = ()
    # The photograph that the sheet was cut out of.
    whole: Pixels | None = None

    @property
    def grey(self) -> Grey:
        if self.pixels.ndim == 2:
            return self.pixels
        return np.asarray(cv2.cvtColor(self.pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)


@dataclass(frozen=True)
class _Attempt:
    """A recognition of the page turned by `angle_degrees` anticlockwise."""

    angle_degrees: int
    picture: Grey
    found: Recognised


def warm_up() -> None:
    """Have the libraries load and set up what they put off until it is asked for, before each page gets a fork."""
    page = np.full((600, 800), 255, np.uint8)
    for line in range(60, 600, 40):
        cv2.putText(page, "gather every light", (40, line), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (0,), 2)
    read_paper(Paper(page, READING_DPI / 2), ReadingContext(), None)


def read_page(
    file: BinaryIO, index: int, context: ReadingContext, limits: Limits, engine: Engine | None
) -> PageReading:
    """Page `index` of an upload or of a piece that was cut from one. Without an engine scans are shown, not read.

    Raises `Refused` for a file that cannot be read at all, `ReadingFailed` for trouble with this page.
    """
    kind = kind_of(file, limits)
    if kind != "pdf":
        paper = _paper_of_picture(file, kind, index, context, limits)
        reading = read_paper(paper, context, engine)
        return replace(reading, whole=_whole(paper, reading.angle_degrees))
    document = pdfpages.open_pdf(file)
    try:
        page = pdfpages.open_page(document, index)
        return _read_pdf_page(page, pdfpages.look_at(page, limits), context, limits, engine)
    finally:
        document.close()


def upright_picture(
    file: BinaryIO, index: int, context: ReadingContext, limits: Limits, angle_degrees: int
) -> tuple[Grey, int]:
    """The picture that an engine was given when `read_page` found the page turned by `angle_degrees`, and its dpi.

    Pixel for pixel the same, so that boxes of both readings lie on each other. Raises as `read_page`.
    """
    kind = kind_of(file, limits)
    if kind != "pdf":
        return _cleaned(_paper_of_picture(file, kind, index, context, limits)).turned(angle_degrees)
    document = pdfpages.open_pdf(file)
    try:
        page = pdfpages.open_page(document, index)
        paper = _paper_of(page, pdfpages.look_at(page, limits, with_boxes=False), limits)
        return _cleaned(paper).turned(angle_degrees)
    finally:
        document.close()


def _read_pdf_page(
    page: pdfium.PdfPage,
    look: PageLook,
    context: ReadingContext,
    limits: Limits,
    engine: Engine | None,
) -> PageReading:
    standing, reason = textlayer.standing(look.layer, is_over_picture=look.is_over_picture)
    notes = (reason,) if reason else ()
    if standing in ("sound", "doubtful"):
        kept = _from_layer(page, look)
        if kept is None:
            notes = (
                "The text stored in the file cannot be seen on the page; the page itself was read again.",
            )
        elif standing == "sound" or engine is None:
            return _with_pictures_read(kept, page, look, context, limits, engine)
        else:
            scanned = read_paper(_paper_of(page, look, limits), context, engine)
            if _agree(kept, scanned):
                return kept
            notes = (
                "The text stored in the file does not match the page; the page itself was read again.",
            )
    reading = read_paper(_paper_of(page, look, limits), context, engine)
    return replace(reading, notes=notes + reading.notes)


# A page's own text.


def _from_layer(page: pdfium.PdfPage, look: PageLook) -> PageReading | None:
    """The text layer with its boxes on the picture; None if a person would not see most of those words."""
    inches = pdfpages.page_inches(page)
    scale = VIEW_LONG_SIDE / max(inches)
    width, height = (max(1, round(side * scale)) for side in inches)
    pixels = pdfpages.picture_of(page, width, height)
    grey = Paper(pixels, scale).grey
    lines: list[Line] = []
    unseen = total = 0
    for placed in look.layer.lines:
        line = []
        for word in placed:
            left, top, right, bottom = pdfpages.box_on_picture(
                page, width, height, (word.left, word.bottom, word.right, word.top)
            )
            left, top, right, bottom = (
                max(0, left),
                max(0, top),
                min(width, right + 1),
                min(height, bottom + 1),
            )
            total += 1
            if right <= left or bottom <= top or not _can_be_seen(grey[top:bottom, left:right]):
                unseen += 1
                continue
            line.append(Word(word.text, left, top, right - left, bottom - top, 100))
        if line:
            lines.append(tuple(line))
    if unseen > 0.3 * total:
        return None
    turn = look.layer.turn
    lines = _downwards(
        [tuple(_turned(word, turn, width, height) for word in line) for line in lines]
    )
    pixels = np.ascontiguousarray(np.rot90(pixels, turn // 90))
    notes = (
        ("Words that the file holds but the page does not show were left out.",) if unseen else ()
    )
    return _reading("text layer", lines, pixels, round(scale), turn, 0.0, TEXT_LAYER_ENGINE, notes)


def _downwards(lines: list[Line]) -> list[Line]:
    """PDFium hands the lines of some turned pages over from the last to the first."""
    tops = [min(word.top for word in line) for line in lines]
    steps = np.sign(np.diff(tops))
    return lines[::-1] if np.count_nonzero(steps < 0) > np.count_nonzero(steps > 0) else lines


def _can_be_seen(patch: Grey) -> bool:
    return patch.size < 6 or int(patch.max()) - int(patch.min()) > 20


def _turned(word: Word, degrees: int, width: int, height: int) -> Word:
    """The word's box after the picture of `width` x `height` was turned anticlockwise."""
    match degrees:
        case 90:
            return replace(
                word,
                left=word.top,
                top=width - word.left - word.width,
                width=word.height,
                height=word.width,
            )
        case 180:
            return replace(
                word, left=width - word.left - word.width, top=height - word.top - word.height
            )
        case 270:
            return replace(
                word,
                left=height - word.top - word.height,
                top=word.left,
                width=word.height,
                height=word.width,
            )
    return word


def _agree(layer: PageReading, scanned: PageReading) -> bool:
    """Does what the machine sees bear out a doubtful layer? Scripts that it cannot read are believed."""
    stored = [_plain(word.text) for word in layer.words]
    letters = [letter for word in layer.words for letter in word.text if letter.isalpha()]
    if sum(ord(letter) >= 0x250 for letter in letters) > len(letters) / 2:
        return True
    seen = {_plain(word.text) for word in scanned.words}
    clearly_seen = sum(len(word.text) for word in scanned.words if word.confidence >= 60)
    if sum(len(word) for word in stored) < 0.6 * clearly_seen:
        return False
    checked = [word for word in stored if word]
    return sum(word in seen for word in checked) >= 0.5 * len(checked)


def _plain(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _with_pictures_read(
    kept: PageReading,
    page: pdfium.PdfPage,
    look: PageLook,
    context: ReadingContext,
    limits: Limits,
    engine: Engine | None,
) -> PageReading:
    """`kept` with the words inside its pictures added below: a pasted-in letter must be found too."""
    large = [picture for picture in look.pictures if picture.share >= 0.06]
    if not large or kept.angle_degrees or engine is None:
        return kept
    paper = _paper_of(page, look, limits)
    grey = paper.grey.copy()
    height, width = grey.shape
    outside = np.full(grey.shape, True)
    for picture in large:
        left, top, right, bottom = pdfpages.box_on_picture(
            page, width, height, (picture.left, picture.bottom, picture.right, picture.top)
        )
        outside[max(0, top) : bottom, max(0, left) : right] = False
    factor = width / kept.width
    for word in kept.words:
        left, top = int((word.left - 1) * factor), int((word.top - 1) * factor)
        right, bottom = (
            math.ceil((word.left + word.width + 1) * factor),
            math.ceil((word.top + word.height + 1) * factor),
        )
        outside[max(0, top) : bottom, max(0, left) : right] = True
    grey[outside] = 255
    if cleaning.is_blank(grey, paper.dpi):
        return kept
    found = engine.read(grey, replace(context, dpi=round(paper.dpi), layout="sparse"))
    added = []
    for line in tidy(found.lines, width, height):
        sure = [
            Word(
                word.text,
                round(word.left / factor),
                round(word.top / factor),
                max(1, round(word.width / factor)),
                max(1, round(word.height / factor)),
                word.confidence,
            )
            for word in line
            if word.confidence >= 60 and sum(map(str.isalnum, word.text)) >= 2
        ]
        if sure:
            added.append(tuple(sure))
    if not added:
        return kept
    text = "\n".join([kept.text, *(" ".join(word.text for word in line) for line in added)])
    words = kept.words + tuple(word for line in added for word in line)
    return replace(
        kept,
        text=text,
        words=words,
        confidence=round(Recognised((words,)).confidence),
        engine=f"{TEXT_LAYER_ENGINE}, {engine.name}",
        notes=(*kept.notes, "Words inside pictures were read by machine and stand at the end."),
    )


# A page as a picture.


def _paper_of(page: pdfium.PdfPage, look: PageLook, limits: Limits) -> Paper:
    """The page's picture at the resolution that its scan has, or at 300 dots an inch where it has none."""
    inches = pdfpages.page_inches(page)
    notes: tuple[str, ...] = ()
    # A page far from any paper size was given one dot a point by whatever made it: take it for A4.
    is_paper = 2 <= max(inches) <= 34
    factor = 1.0 if is_paper else max(inches) / pictures.A4_LONG_INCHES
    large = [picture for picture in look.pictures if picture.share >= 0.1]
    dpi = READING_DPI / factor
    if look.covered >= 0.5 and large:
        native = max(max(picture.dpi) for picture in large)
        # A scan finer than this gains nothing by its last dots.
        dpi = native if native * factor <= FINE_DPI else READING_DPI / factor
        dpi = max(dpi, 50 / factor)
    most = math.sqrt(min(limits.pixels, MOST_PIXELS_READ) / (inches[0] * inches[1]))
    if dpi > most:
        dpi = most
        notes = (
            "This page is larger than paper usually is and was read at a smaller scale; small print may be missing.",
        )
    width, height = (max(1, round(side * dpi)) for side in inches)
    # Long strips: PDFium takes no side beyond this, whatever the area.
    width, height = min(width, 20_000), min(height, 20_000)
    return Paper(pdfpages.picture_of(page, width, height), dpi * factor, notes)


def _square(pixels: Pixels, dpi: tuple[float, float]) -> Paper:
    """Equally many dots each way: a fax has twice as many across as down."""
    across, down = dpi
    if max(across, down) < 1.05 * min(across, down):
        return Paper(pixels, (across + down) / 2)
    finer = max(across, down)
    size = (round(pixels.shape[1] * finer / across), round(pixels.shape[0] * finer / down))
    return Paper(
        np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_CUBIC), dtype=np.uint8), finer
    )


def _paper_of_picture(
    file: BinaryIO, kind: Kind, index: int, context: ReadingContext, limits: Limits
) -> Paper:
    opened = pictures.open_picture(file, kind, index, limits)
    if context.is_photo:
        straight = photos.straighten(opened.pixels)
        # What a camera writes of dots an inch says nothing of the paper.
        size = (straight.pixels.shape[1], straight.pixels.shape[0])
        return Paper(
            straight.pixels,
            pictures.plausible_dpi((0.0, 0.0), *size)[0],
            (straight.note,),
            opened.pixels if straight.note == STRAIGHTENED else None,
        )
    stated = (float(context.dpi), float(context.dpi)) if context.dpi else opened.dpi
    dpi = pictures.plausible_dpi(stated, opened.pixels.shape[1], opened.pixels.shape[0])
    return _square(opened.pixels, dpi)


@dataclass(frozen=True)
class _Cleaned:
    """A page made fit to be read: level, clean, its lines across it; perhaps still on its head.

    `paper` is the page as it is judged and shown, `coarse` its `cleaning.coarse_level`. `quarter`: the turn that was
    made, anticlockwise. `picture` is None where the page is blank.
    """

    paper: Paper
    notes: tuple[str, ...]
    is_negative: bool
    coarse: Grey
    picture: Grey | None
    dpi: int
    quarter: int
    skew: float
    scale: float
    certainty: float

    def turned(self, angle_degrees: int) -> tuple[Grey, int]:
        if self.picture is None:
            raise ReadingFailed("There is nothing on this page to read.", try_again=False)
        turns = (angle_degrees - self.quarter) // 90
        return np.ascontiguousarray(np.rot90(self.picture, turns)), self.dpi


def _cleaned(paper: Paper) -> _Cleaned:
    paper = _no_finer_than_needed(paper)
    grey, notes = paper.grey, list(paper.notes)
    is_negative = _is_negative(grey)
    if is_negative:
        grey = 255 - grey
        notes.append("The page is white on black and was read as its negative.")
    coarse = cleaning.coarse_level(grey, paper.dpi)
    if cleaning.is_blank(grey, paper.dpi, coarse):
        return _Cleaned(
            paper, tuple(notes), is_negative, coarse, None, round(paper.dpi), 0, 0.0, 1.0, 1.0
        )
    level = cleaning.levelled(grey, paper.dpi)
    if cleaning.specks(level, paper.dpi) >= cleaning.DIRTY:
        level = cleaning.despeckled(level, paper.dpi)
    lean = cleaning.lean_of(level, paper.dpi)
    skew = lean.skew_degrees if abs(lean.skew_degrees) >= 0.15 else 0.0
    scale = _reading_scale(paper)
    quarter = 90 if lean.is_sideways else 0
    picture = _straight(np.rot90(level, quarter // 90), skew, scale, 255)
    dpi = round(paper.dpi * scale)
    return _Cleaned(
        paper, tuple(notes), is_negative, coarse, picture, dpi, quarter, skew, scale, lean.certainty
    )


def read_paper(paper: Paper, context: ReadingContext, engine: Engine | None) -> PageReading:
    """A picture of a page judged, cleaned, turned upright and recognised."""
    cleaned = _cleaned(paper)
    paper, notes, picture = cleaned.paper, list(cleaned.notes), cleaned.picture
    if picture is None:
        size = (paper.pixels.shape[1], paper.pixels.shape[0])
        view = _view(paper, 0, 0.0, 1.0)
        return _reading("blank", [], view, cleaned.dpi, 0, 0.0, "", tuple(notes), size=size)
    quarter, skew, scale = cleaned.quarter, cleaned.skew, cleaned.scale
    context = replace(context, dpi=cleaned.dpi)
    printed = cleaning.print_on(picture, context.dpi)
    first = 180 if cleaning.stands_on_its_head(printed) > 1.3 else 0
    if engine is None:
        best = _Attempt(quarter + first, np.rot90(picture, first // 90), Recognised(()))
        engine_name = ""
    else:
        engine_name = engine.name
        best = _upright(picture, quarter, first, cleaned.certainty, context, engine)
        notes += best.found.notes
    # A page that turned out to lie the other way has another lean than the one that was taken away.
    height, width = best.picture.shape
    lines = rows.joined(tidy(best.found.lines, width, height))
    view = _view(paper, best.angle_degrees, skew, scale)
    turn = (best.angle_degrees - quarter) % 360
    if turn % 180:
        printed = cleaning.print_on(best.picture, context.dpi)
    look = looks.looks_of(printed.on_its_head() if turn == 180 else printed)
    if look == "handwriting":
        notes.append(looks.NOT_VERIFIED)
    reading = _reading(
        "scan",
        lines,
        view,
        context.dpi,
        best.angle_degrees,
        skew,
        engine_name,
        tuple(notes),
        size=(width, height),
        looks_like=look,
    )
    if len(reading.words) < _FEWEST_WORDS_JUDGED or cleaned.is_negative:
        return reading
    faults = quality.faults_of(paper.grey, paper.dpi, skew_degrees=skew, coarse_page=cleaned.coarse)
    return replace(reading, faults=faults)


def _is_negative(grey: Grey) -> bool:
    return 2 * cv2.countNonZero(cv2.threshold(grey, 79, 1, cv2.THRESH_BINARY_INV)[1]) > grey.size


def _no_finer_than_needed(paper: Paper) -> Paper:
    wanted = READING_DPI if paper.dpi > FINE_DPI else paper.dpi
    wanted = min(
        wanted,
        paper.dpi * math.sqrt(MOST_PIXELS_READ / (paper.pixels.shape[0] * paper.pixels.shape[1])),
    )
    return Paper(cleaning.at_dpi(paper.pixels, paper.dpi, wanted), wanted, paper.notes)


def _reading_scale(paper: Paper) -> float:
    if paper.dpi >= COARSE_DPI:
        return 1.0
    room = math.sqrt(MOST_PIXELS_READ / (paper.pixels.shape[0] * paper.pixels.shape[1]))
    return max(1.0, min(READING_DPI / paper.dpi, room))


def _straight(pixels: Pixels, skew: float, scale: float, ground: int | Sequence[int]) -> Pixels:
    """Turned anticlockwise by `skew` degrees and enlarged, on a sheet large enough to keep every corner."""
    new_width, new_height = _sheet(pixels.shape[1], pixels.shape[0], skew, scale)
    if scale != 1.0:
        size = (round(pixels.shape[1] * scale), round(pixels.shape[0] * scale))
        pixels = _enlarged(np.ascontiguousarray(pixels), size)
    if skew == 0.0:
        return np.ascontiguousarray(pixels)
    height, width = pixels.shape[:2]
    matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), skew, 1.0)
    matrix[0, 2] += (new_width - width) / 2
    matrix[1, 2] += (new_height - height) / 2
    colour = ground if isinstance(ground, int) else tuple(ground)
    return np.asarray(
        cv2.warpAffine(
            np.ascontiguousarray(pixels),
            matrix,
            (new_width, new_height),
            flags=cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=cast("Sequence[float]", colour),
        ),
        dtype=np.uint8,
    )


def _enlarged(pixels: Pixels, size: tuple[int, int]) -> Pixels:
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_CUBIC), dtype=np.uint8)


def _sheet(width: float, height: float, skew: float, scale: float) -> tuple[int, int]:
    turn = math.radians(abs(skew))
    return (
        round((width * math.cos(turn) + height * math.sin(turn)) * scale),
        round((width * math.sin(turn) + height * math.cos(turn)) * scale),
    )


def _upright(
    picture: Grey,
    quarter: int,
    first: int,
    certainty: float,
    context: ReadingContext,
    engine: Engine,
) -> _Attempt:
    """The page read turned by `first`, as its letters look, or, if that reads badly, the way that tries out best."""
    best = _attempt(picture, first, context, engine)
    if _is_sure(best.found):
        return _Attempt((quarter + first) % 360, best.picture, best.found)
    turns = [first, (first + 180) % 360]
    if certainty < 2.0:
        turns += [90, 270]
    worth = {turn: _worth_of_a_band(picture, turn, context, engine) for turn in turns}
    winner = max(turns, key=lambda turn: worth[turn])
    if winner != first and worth[winner] > 1.15 * worth[first]:
        best = _attempt(picture, winner, context, engine)
    if not best.found.lines and context.layout == "page":
        best = _attempt(picture, best.angle_degrees, replace(context, layout="sparse"), engine)
    return _Attempt((quarter + best.angle_degrees) % 360, best.picture, best.found)


def _attempt(picture: Grey, turn: int, context: ReadingContext, engine: Engine) -> _Attempt:
    turned = np.ascontiguousarray(np.rot90(picture, turn // 90))
    return _Attempt(turn, turned, engine.read(turned, context))


def _worth_of_a_band(picture: Grey, turn: int, context: ReadingContext, engine: Engine) -> float:
    """How much sense a quarter of the page makes, turned so: where most is written, across the whole width."""
    turned = np.rot90(picture, turn // 90)
    size = max(200, turned.shape[0] // 4)
    top = 0
    if size < turned.shape[0]:
        ink = (255 - turned.astype(np.float32)).sum(axis=1)
        top = int(np.argmax(np.convolve(ink, np.ones(size), "valid")))
    band = np.ascontiguousarray(turned[top : top + size])
    found = engine.read(band, replace(context, layout="block"))
    return sum(
        sum(map(str.isalnum, word.text)) * (word.confidence / 100) ** 2 for word in found.words
    )


def _is_sure(found: Recognised) -> bool:
    likely = Recognised(
        tuple(tuple(w for w in line if any(map(str.isalnum, w.text))) for line in found.lines)
    )
    return sum(len(word.text) for word in likely.words) >= 8 and likely.confidence >= 72


def tidy(lines: Sequence[Line], width: int, height: int) -> list[Line]:
    """Without what no person would call a word: dirt read as signs, frames read as letters."""
    tidy = []
    for line in lines:
        words = []
        # Among words that are read well, one that is not is a word all the same: a person can put it right.
        least = 0 if Recognised((line,)).confidence >= 60 else 10
        for word in line:
            text = clean_word(word.text)
            is_dirt = word.confidence < (least if any(map(str.isalnum, text)) else 50)
            if not text or is_dirt or word.height > height / 4:
                continue
            left, top = min(max(0, word.left), width - 1), min(max(0, word.top), height - 1)
            words.append(
                Word(
                    text,
                    left,
                    top,
                    max(1, min(word.width, width - left)),
                    max(1, min(word.height, height - top)),
                    max(0, min(100, word.confidence)),
                )
            )
        if words:
            tidy.append(tuple(words))
    return tidy


# What the page looks like.


def _view(paper: Paper, angle: int, skew: float, scale: float) -> Pixels:
    """The page as it came, turned and straightened as the words were, no larger than a screen needs."""
    height, width = paper.pixels.shape[:2]
    shrink = min(1.0, VIEW_LONG_SIDE / max(_sheet(width, height, skew, scale)))
    factor = scale * shrink
    small = paper.pixels
    if factor != 1.0:
        size = (max(1, round(width * factor)), max(1, round(height * factor)))
        small = cleaning.reduced(small, size) if factor < 1 else _enlarged(small, size)
    ground = np.median(small.reshape(-1, *small.shape[2:])[::97], axis=0)
    border = int(ground) if small.ndim == 2 else [int(value) for value in ground]
    return _straight(np.rot90(small, angle // 90), skew, 1.0, border)


def _whole(paper: Paper, angle: int) -> bytes:
    """The photograph as it was taken, as large as a view and turned as the sheet in it; b"" where nothing was cut."""
    if paper.whole is None:
        return b""
    pixels = np.asarray(paper.whole, dtype=np.uint8)
    shrink = min(1.0, VIEW_LONG_SIDE / max(pixels.shape[:2]))
    size = (max(1, round(pixels.shape[1] * shrink)), max(1, round(pixels.shape[0] * shrink)))
    small = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    return _webp(np.ascontiguousarray(np.rot90(small, angle // 90)))


def _reading(
    read_as: Literal["text layer", "scan", "blank"],
    lines: Sequence[Line],
    view: Pixels,
    dpi: int,
    angle: int,
    skew: float,
    engine: str,
    notes: tuple[str, ...],
    *,
    size: tuple[int, int] | None = None,
    looks_like: Looks = "",
) -> PageReading:
    found = Recognised(tuple(lines))
    view = _without_needless_colour(view)
    height, width = view.shape[:2]
    grey = Paper(view, dpi).grey
    small = THUMBNAIL_LONG_SIDE / max(width, height)
    thumbnail = view
    if small < 1:
        size_of_thumbnail = (max(1, round(width * small)), max(1, round(height * small)))
        thumbnail = np.asarray(
            cv2.resize(view, size_of_thumbnail, interpolation=cv2.INTER_AREA), dtype=np.uint8
        )
    return PageReading(
        read_as=read_as,
        text=found.text,
        words=found.words,
        width=size[0] if size else width,
        height=size[1] if size else height,
        dpi=dpi,
        angle_degrees=angle,
        skew_degrees=skew,
        confidence=round(found.confidence),
        engine=engine,
        view=_webp(view),
        view_width=width,
        view_height=height,
        thumbnail=_webp(thumbnail),
        notes=notes,
        looks_like=looks_like,
        separators=codes.separators_on(grey, words=sum(len(line) for line in lines)),
        mark=mark_of(grey, (size[0] if size else width) / max(dpi, 1) * 25.4)
        if read_as != "blank"
        else b"",
    )


def _without_needless_colour(view: Pixels) -> Pixels:
    if view.ndim == 2:
        return view
    # A signature in blue ink is some hundred dots; the grain of a grey JPEG is never so far apart.
    if pictures.coloured_dots(view[::2, ::2]) > 60:
        return view
    return np.asarray(cv2.cvtColor(view, cv2.COLOR_RGB2GRAY), dtype=np.uint8)


def _webp(pixels: Pixels) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "WEBP", quality=60, method=0)
    return out.getvalue()
