"""What the reading child answers. Plain data, cheap to import: a web process can hold it without any decoder."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal, get_args

from scanning.engines.contract import Recognised, Word

Kind = Literal["pdf", "jpeg", "png", "tiff"]
Looks = Literal["", "handwriting", "form", "table"]
# A page of nothing but grain; a letter has a tenth of it.
_MOST_OF_A_MARK = 24_000
ReadAs = Literal["text layer", "scan", "blank"]

MEDIA_TYPES: dict[Kind, str] = {
    "pdf": "application/pdf",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "tiff": "image/tiff",
}
SUFFIXES: dict[Kind, str] = {"pdf": ".pdf", "jpeg": ".jpg", "png": ".png", "tiff": ".tif"}


@dataclass(frozen=True)
class PageFacts:
    """One page of an upload before it is read.

    `width_mm` and `height_mm` are the paper as far as the file knows it, after its own rotation. `has_text`: it carries
    a text layer worth keeping. `problem` is empty, or the sentence that says why this page cannot be shown.
    """

    index: int
    width_mm: int
    height_mm: int
    has_text: bool
    problem: str = ""


@dataclass(frozen=True)
class Examination:
    """What an upload really is. `is_born_digital`: every page with anything on it has a sound text layer."""

    kind: Kind
    media_type: str
    pages: tuple[PageFacts, ...]
    is_born_digital: bool

    @property
    def stays_whole(self) -> bool:
        """True when `cut` keeps the file as one: pictures, single pages, born-digital PDFs."""
        return self.is_born_digital or len(self.pages) == 1


@dataclass(frozen=True)
class CutPage:
    """Where page `number` (from 0) of an upload lies afterwards: page `index` of the file at `path`.

    Pages of a file that stays whole share one path. `path` is None where `problem` says why the page could not be cut
    out; the upload itself still holds it.
    """

    number: int
    path: Path | None
    index: int
    media_type: str
    problem: str = ""


class Fault(StrEnum):
    """What is wrong with a picture. The sentence says what to do at the scanner."""

    COARSE = "coarse"
    CROOKED = "crooked"
    BLURRED = "blurred"
    CUT_OFF = "cut_off"
    SHINES_THROUGH = "shines_through"

    @property
    def sentence(self) -> str:
        return _SENTENCES[self]


_SENTENCES = {
    Fault.COARSE: "It has too few dots for small letters. Scan it again at 300 dots an inch.",
    Fault.CROOKED: "The sheet lay crooked. Lay it straight and scan it again.",
    Fault.BLURRED: "It is blurred. Wipe the glass, press the sheet flat, and scan it again.",
    Fault.CUT_OFF: "The writing runs over an edge. Scan the whole sheet again, with all four edges.",
    Fault.SHINES_THROUGH: "The other side shows through. Lay a black sheet behind it and scan it again.",
}


@dataclass(frozen=True)
class PageReading:
    """One page, upright, as a person sees it and as the machine read it.

    `words` are boxes in a picture of `width` x `height` pixels at `dpi`; `view` and `thumbnail` (WebP) show that same
    picture smaller, so a box times `view_width / width` lies on its word. `text` is the words in reading order, one
    space between words, one newline between lines. `angle_degrees` (0, 90, 180, 270; anticlockwise) and then
    `skew_degrees` (anticlockwise) were applied to what an ordinary viewer shows. `confidence` is 0 to 100, the mean of
    the words weighted by length; a page without words has 0. `separators`: the codes of cover sheets,
    patch sheets or paper forms on it.
    `looks_like` is "" for ordinary print.
    `faults`: why the sheet should be scanned again. `mark`: what the page is known again by (`scanning.likeness`).
    `whole` (WebP): the photograph that the page was cut out of, b"" where it was not.
    """

    read_as: ReadAs
    text: str
    words: tuple[Word, ...]
    width: int
    height: int
    dpi: int
    angle_degrees: int
    skew_degrees: float
    confidence: int
    engine: str
    view: bytes
    view_width: int
    view_height: int
    thumbnail: bytes
    notes: tuple[str, ...] = ()
    separators: tuple[str, ...] = ()
    looks_like: Looks = ""
    faults: tuple[Fault, ...] = ()
    mark: bytes = b""
    whole: bytes = b""


@dataclass(frozen=True)
class Picture:
    """A page's grey pixels, row by row, upright, level and clean: what the engine that read it first was given."""

    pixels: bytes
    width: int
    height: int
    dpi: int


@dataclass(frozen=True)
class Heard:
    """What one engine alone read on a picture; `engine` is its name and version."""

    engine: str
    found: Recognised


# Back from the child. It may have been taken over by what it decoded, so nothing is believed unseen.


@dataclass(frozen=True)
class CutPiece:
    """One file that the child cut, before it has a path."""

    numbers: tuple[int, ...]
    kind: Kind
    is_upload: bool
    problem: str

    def pages(self, path: Path | None) -> list[CutPage]:
        media_type = MEDIA_TYPES[self.kind]
        return [
            CutPage(number, path, number if path is None else place, media_type, self.problem)
            for place, number in enumerate(self.numbers)
        ]


def examination_from(told: dict[str, Any]) -> Examination:
    """Raises `ValueError`, `TypeError` or `KeyError` for anything that is not an examination."""
    pages = tuple(
        PageFacts(
            index=_number(page["index"]),
            width_mm=_number(page["width_mm"]),
            height_mm=_number(page["height_mm"]),
            has_text=page["has_text"] is True,
            problem=_text(page["problem"]),
        )
        for page in told["pages"]
    )
    kind = _kind(told["kind"])
    return Examination(kind, MEDIA_TYPES[kind], pages, told["is_born_digital"] is True)


def piece_from(told: dict[str, Any]) -> CutPiece:
    """Raises as `examination_from`."""
    numbers = tuple(_number(number) for number in told["numbers"])
    if not numbers:
        raise ValueError("a piece without pages")
    return CutPiece(numbers, _kind(told["kind"]), told["is_upload"] is True, _text(told["problem"]))


def reading_from(told: dict[str, Any], pictures: bytes) -> PageReading:
    """`pictures` is view, thumbnail, whole and mark, one after the other. Raises as `examination_from`."""
    if told["read_as"] not in ("text layer", "scan", "blank"):
        raise ValueError("an unknown way of reading")
    if told["looks_like"] not in get_args(Looks):
        raise ValueError("an unknown look")
    parts = []
    for name in ("view", "thumbnail", "whole", "mark"):
        size = _number(told[name])
        parts.append(pictures[:size])
        pictures = pictures[size:]
    view, thumbnail, whole, mark = parts
    if pictures or len(mark) > _MOST_OF_A_MARK:
        raise ValueError("pictures of another size")
    for picture in (view, thumbnail, *([whole] if whole else ())):
        if picture[:4] != b"RIFF" or picture[8:12] != b"WEBP":
            raise ValueError("a picture of another kind")
    return PageReading(
        read_as=told["read_as"],
        text=_text(told["text"]),
        words=tuple(Word(_text(word[0]), *map(_number, word[1:6])) for word in told["words"]),
        width=_number(told["width"]),
        height=_number(told["height"]),
        dpi=_number(told["dpi"]),
        angle_degrees=_number(told["angle_degrees"]) % 360,
        skew_degrees=float(told["skew_degrees"]),
        confidence=_number(told["confidence"]),
        engine=_text(told["engine"]),
        view=view,
        view_width=_number(told["view_width"]),
        view_height=_number(told["view_height"]),
        thumbnail=thumbnail,
        notes=tuple(_text(note) for note in told["notes"]),
        separators=tuple(_text(code)[:60] for code in told["separators"]),
        looks_like=told["looks_like"],
        faults=tuple(Fault(fault) for fault in told["faults"]),
        mark=mark,
        whole=whole,
    )


def picture_from(told: dict[str, Any], pixels: bytes) -> Picture:
    """Raises as `examination_from`."""
    picture = Picture(pixels, _number(told["width"]), _number(told["height"]), _number(told["dpi"]))
    if not picture.width * picture.height == len(pixels) > 0:
        raise ValueError("a picture of another size")
    return picture


def heard_from(told: dict[str, Any]) -> Heard:
    """Raises as `examination_from`."""
    lines = tuple(
        tuple(Word(_text(word[0]), *map(_number, word[1:6])) for word in line)
        for line in told["lines"]
    )
    if not all(lines) or any(len(word.text.split()) != 1 for line in lines for word in line):
        raise ValueError("a line or a word that is none")
    notes = tuple(_text(note) for note in told["notes"])
    return Heard(_text(told["engine"])[:80], Recognised(lines, notes))


def _kind(value: object) -> Kind:
    for kind in MEDIA_TYPES:
        if value == kind:
            return kind
    raise ValueError("an unknown kind of file")


def _number(value: object) -> int:
    if not isinstance(value, int) or not 0 <= value < 2**31:
        raise ValueError("a number out of bounds")
    return value


def _text(value: object) -> str:
    # No database stores a zero byte, and half a surrogate pair cannot be sent to any browser.
    if not isinstance(value, str) or "\0" in value or len(value) > 4_000_000:
        raise ValueError("text that cannot be kept")
    value.encode()
    return value
