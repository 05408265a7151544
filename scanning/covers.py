"""What a machine reads on a cover sheet: `KF1-7Q2M8XKD-003-012-W`. Set, sheet, of how many, check character.

The code names a row and nobody: whoever finds a sheet on a scanner learns nothing from it. The same line stands below
the square in letters, so that a square with a coffee stain on it is still read.
"""

from dataclasses import dataclass

from documents.paper_codes import code_in, echo_of, random_letters, spelt

MOST_SHEETS = 200
# A cover sheet holds a heading and a few lines; what holds more is a letter, and may quote the code of one.
MOST_WORDS = 80
SET_LENGTH = 8
_ECHO = echo_of("K[FE][1IL]", SET_LENGTH)
# What scanner makers print on their own separator sheets, as Code 128.
_PATCHES = frozenset({"PATCHT", "PATCH T", "PATCH-T"})


@dataclass(frozen=True)
class Cover:
    """Sheet `number` of the `of` sheets of a set."""

    set: str
    number: int
    of: int

    def __str__(self) -> str:
        return spelt("KF1", self.set, self.number, self.of)


def new_set() -> str:
    return random_letters(SET_LENGTH)


def cover_in(text: str) -> Cover | None:
    """The first cover code in `text`, as a machine may have misread it; None where no check character comes out."""
    found = code_in(text, _ECHO, most=MOST_SHEETS)
    return Cover(*found) if found else None


def is_patch(code: str) -> bool:
    """Whether `code` is that of an ordinary scanner's separator sheet."""
    return code.strip().upper() in _PATCHES
