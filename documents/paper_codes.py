"""Codes of paper that Kinfile printed: `KP1-7Q2M8XKD3RTB-002-004-W`. Form, page, of how many, check character.

The code names a row and nobody: whoever finds a sheet learns nothing from it, and none can be guessed from another.
The same line stands on the page in letters, so that a square with a coffee stain on it is still read. Cover sheets
(`scanning.covers`) have codes of the same make.
"""

import re
import secrets
from dataclasses import dataclass

MOST_PAGES = 200
FORM_LENGTH = 12
# Without letters that look like digits, and without U, which people mishear.
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CHECK_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LIKE_DIGITS = str.maketrans({"O": "0", "I": "1", "L": "1"})
# What machines make of letters that stand in no code otherwise.
_MISREAD = str.maketrans({"]": "J", "[": "C", "$": "S", "§": "S"})
_DASH = r"[\s.\-‐-―−_~]{0,3}"


def echo_of(mark: str, length: int) -> re.Pattern[str]:
    """Finds codes that begin with `mark` (a pattern) and name a row with `length` letters, however misread."""
    return re.compile(
        rf"\b{mark}{_DASH}([0-9A-Z]{{{length}}}){_DASH}([0-9OIL]{{3}}){_DASH}([0-9OIL]{{3}}){_DASH}([0-9A-Z])\b"
    )


_ECHO = echo_of("KP[1IL]", FORM_LENGTH)


@dataclass(frozen=True)
class SheetCode:
    """Page `number` of the `of` pages of a form."""

    form: str
    number: int
    of: int

    def __str__(self) -> str:
        return spelt("KP1", self.form, self.number, self.of)


def new_form() -> str:
    """60 random bits."""
    return random_letters(FORM_LENGTH)


def sheet_in(text: str) -> SheetCode | None:
    """The first form code in `text`, as a machine may have misread it; None where no check character comes out."""
    found = code_in(text, _ECHO, most=MOST_PAGES)
    return SheetCode(*found) if found else None


def random_letters(length: int) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(length))


def spelt(mark: str, row: str, number: int, of: int) -> str:
    """The code as it is printed, with its check character."""
    return f"{mark}-{row}-{number:03}-{of:03}-{check_character(f'{row}{number:03}{of:03}')}"


def check_character(text: str) -> str:
    """ISO 7064, modulus 37,36: finds every misread character and every pair of neighbours swapped."""
    product = 36
    for letter in text:
        total = (product + CHECK_LETTERS.index(letter)) % 36 or 36
        product = total * 2 % 37
    return CHECK_LETTERS[(1 - product) % 36]


def code_in(text: str, echo: re.Pattern[str], *, most: int) -> tuple[str, int, int] | None:
    """Row, number and of how many (`most` at the most) of the first code in `text` whose check character comes out."""
    for found in echo.finditer(text.upper().translate(_MISREAD)):
        row, number, of = (part.translate(_LIKE_DIGITS) for part in found.group(1, 2, 3))
        if not set(row) <= set(LETTERS) or check_character(f"{row}{number}{of}") != found[4]:
            continue
        if 1 <= int(number) <= int(of) <= most:
            return row, int(number), int(of)
    return None
