"""What an engine signs. It reads no settings and no database: all it may know is in the context it is given."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Literal, Protocol, cast

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class ReadingContext:
    """How a page is to be read.

    `languages`: ISO 639-3 codes, the likeliest first. `dpi`: of the picture; for a whole page 0 means "as the file
    says, or as its size suggests". `layout`: a `page` of columns and blocks, one `block` of lines, or `sparse` words.
    `seconds`: the longest that one run of the engine may take. Without `recognise` a scan is judged, turned level and
    shown, but its words are not read. `is_photo`: a photographed sheet, to be found and straightened.
    """

    languages: tuple[str, ...] = ("eng",)
    dpi: int = 0
    layout: Literal["page", "block", "sparse"] = "page"
    seconds: int = 60
    recognise: bool = True
    is_photo: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its box in pixels of the picture that was read; `confidence` is 0 to 100.

    `text` holds no white space, so that a line split at its spaces gives back its words.
    """

    text: str
    left: int
    top: int
    width: int
    height: int
    confidence: int


Line = tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Recognised:
    """Lines in reading order, none of them empty; `notes` are sentences about how the page was read."""

    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()

    @property
    def words(self) -> Line:
        return tuple(word for line in self.lines for word in line)

    @property
    def text(self) -> str:
        return "\n".join(" ".join(word.text for word in line) for line in self.lines)

    @property
    def confidence(self) -> float:
        """Mean over the words, each weighted by its length; 0 where there are none."""
        letters = sum(len(word.text) for word in self.words)
        total = sum(word.confidence * len(word.text) for word in self.words)
        return total / letters if letters else 0.0


class EngineMissing(Exception):
    """The engine cannot run on this machine; the message says what to install or set."""


class Engine(Protocol):
    """Made once, without arguments, before the first page; each page is then read in a fork of that process.

    So what is costly to load is loaded by the constructor, and no thread is started there: it would not live in the
    fork. An engine that needs threads says `lives_on = True`: it is never forked, reads page after page in the one
    process, and is given nothing but decoded pixels.
    """

    @property
    def name(self) -> str:
        """Name and version, as kept beside every reading."""
        ...

    def read(self, picture: "NDArray[np.uint8]", context: ReadingContext) -> Recognised:
        """The words of a grey, upright, level picture (rows x columns, 255 is white) of `context.dpi`.

        Raises `EngineMissing`, or `ReadingFailed` with `try_again` where the cause may pass.
        """
        ...


def engine_at(dotted: str) -> Engine:
    """The engine whose class stands at the path `dotted`. Raises `EngineMissing` for one that leads nowhere."""
    try:
        return cast(Engine, _class_at(dotted)())
    except (ImportError, AttributeError, ValueError) as why:
        raise EngineMissing(
            f"There is no reading engine at {dotted}. Check KINFILE_ENGINE and KINFILE_SECOND_ENGINE."
        ) from why


def lives_on(dotted: str) -> bool:
    """Whether the engine at `dotted` stays in its process instead of being forked. Makes none."""
    try:
        return bool(getattr(_class_at(dotted), "lives_on", False))
    except (ImportError, AttributeError, ValueError):
        return False


def _class_at(dotted: str) -> Callable[[], object]:
    module, _, name = dotted.rpartition(".")
    return cast("Callable[[], object]", getattr(import_module(module), name))
