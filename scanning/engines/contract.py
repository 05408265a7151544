"""What an engine signs. It reads no settings and no database: all it may know is in the context it is given."""

from dataclasses import dataclass
from importlib import import_module
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class ReadingContext:
    """`languages`: ISO 639-3 codes, the likeliest first. `dpi`: of the picture. `is_sparse`: a form, no running text."""

    languages: tuple[str, ...] = ("eng",)
    dpi: int = 300
    is_sparse: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its box in pixels of the picture that was read; `confidence` is 0 to 100."""

    text: str
    left: int
    top: int
    width: int
    height: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Recognised:
    """`text` in reading order, lines by a line break and paragraphs by an empty line; `words` in the same order."""

    text: str
    words: tuple[Word, ...]

    @property
    def confidence(self) -> float:
        """Mean over the words, each weighted by its length; 0 where there are none."""
        letters = sum(len(word.text) for word in self.words)
        return (
            sum(word.confidence * len(word.text) for word in self.words) / letters
            if letters
            else 0.0
        )


class EngineMissing(Exception):
    """The engine cannot run on this machine; the message says what to install or set."""


class Engine(Protocol):
    name: str

    def read(self, picture: NDArray[np.uint8], context: ReadingContext) -> Recognised:
        """The words of a grey, upright picture (rows x columns, 255 is white). Raises `EngineMissing`."""
        ...


def engine_at(dotted: str) -> Engine:
    """The engine whose class stands at the path `dotted`. Raises `EngineMissing` for one that leads nowhere."""
    module, _, name = dotted.rpartition(".")
    try:
        return getattr(import_module(module), name)()
    except (ImportError, AttributeError, ValueError) as why:
        raise EngineMissing(
            f"There is no reading engine at {dotted}. Check KINFILE_ENGINE."
        ) from why
