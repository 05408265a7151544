"""What a machine reads on a cover sheet: `KF1-7Q2M8XKD-003-012-W`. Set, sheet, of how many, check character.

The code names a row and nobody: whoever finds a sheet on a scanner learns nothing from it. The same line stands below
the square in letters, so that a square with a coffee stain on it is still read.
"""

import re
import secrets
from dataclasses import dataclass

from documents.paper_codes import CHECK_LETTERS, LETTERS, check_character

MOST_SHEETS = 200
# A cover sheet holds a heading and a few lines; what holds more is a letter, and may quote the code of one.
MOST_WORDS = 80
SET_LENGTH = 8
_SET_LETTERS = LETTERS
_CHECK_LETTERS = CHECK_LETTERS
_LIKE_DIGITS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_DASH = r"[\s.\-‐-―−_~]{0,3}"
_ECHO = re.compile(
    rf"\bK[FE][1IL]{_DASH}([0-9A-Z]{{{SET_LENGTH}}}){_DASH}([0-9OIL]{{3}}){_DASH}([0-9OIL]{{3}}){_DASH}([0-9A-Z])\b"
)
# What scanner makers print on their own separator sheets, as Code 128.
_PATCHES = frozenset({"PATCHT", "PATCH T", "PATCH-T"})


@dataclass(frozen=True)
class Cover:
    """Sheet `number` of the `of` sheets of a set."""

    set: str
    number: int
    of: int

    def __str__(self) -> str:
        body = f"{self.set}{self.number:03}{self.of:03}"
        return f"KF1-{self.set}-{self.number:03}-{self.of:03}-{check_character(body)}"


def new_set() -> str:
    return "".join(secrets.choice(_SET_LETTERS) for _ in range(SET_LENGTH))


def cover_in(text: str) -> Cover | None:
    """The first cover code in `text`, as a machine may have misread it; None where no check character comes out."""
    for found in _ECHO.finditer(text.upper()):
        group, number, of = (part.translate(_LIKE_DIGITS) for part in found.group(1, 2, 3))
        letters = f"{group}{number}{of}"
        if not set(group) <= set(_SET_LETTERS) or check_character(letters) != found[4]:
            continue
        cover = Cover(group, int(number), int(of))
        if 1 <= cover.number <= cover.of <= MOST_SHEETS:
            return cover
    return None


def is_patch(code: str) -> bool:
    """Whether `code` is that of an ordinary scanner's separator sheet."""
    return code.strip().upper() in _PATCHES
