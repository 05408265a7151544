"""What the reading child answers. Plain data, cheap to import, so that a web process can hold it without any decoder."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from scanning.engines.contract import Word

Kind = Literal["pdf", "jpeg", "png", "tiff"]
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


@dataclass(frozen=True)
class PageReading:
    """One page, upright, as a person sees it and as the machine read it.

    `words` are boxes in a picture of `width` x `height` pixels at `dpi`; `view` and `thumbnail` (WebP) show that same
    picture smaller, so a box times `view_width / width` lies on its word. `text` is the words in reading order, one
    space between words, one newline between lines. `angle_degrees` (0, 90, 180, 270; anticlockwise) and then
    `skew_degrees` (anticlockwise) were applied to what an ordinary viewer shows. `confidence` is 0 to 100, the mean of
    the words weighted by length; a page without words has 0.
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
