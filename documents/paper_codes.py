"""What a machine reads on a paper form: `KP1-7Q2M8XKD3RTB-002-004-W`. Form, page, of how many, check character.

The code names a row and nobody: whoever finds a sheet learns nothing from it, and none can be guessed from another.
The same line stands at the foot of the page in letters, so that a square with a coffee stain on it is still read.
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
_DASH = r"[\s.\-‐-―−_~]{0,3}"
_ECHO = re.compile(
    rf"\bKP[1IL]{_DASH}([0-9A-Z]{{{FORM_LENGTH}}}){_DASH}([0-9OIL]{{3}}){_DASH}([0-9OIL]{{3}}){_DASH}([0-9A-Z])\b"
)


@dataclass(frozen=True)
class SheetCode:
    """Page `number` of the `of` pages of a form."""

    form: str
    number: int
    of: int

    def __str__(self) -> str:
        body = f"{self.form}{self.number:03}{self.of:03}"
        return f"KP1-{self.form}-{self.number:03}-{self.of:03}-{check_character(body)}"


def new_form() -> str:
    """60 random bits."""
    return "".join(secrets.choice(LETTERS) for _ in range(FORM_LENGTH))


def check_character(text: str) -> str:
    """ISO 7064, modulus 37,36: finds every misread character and every pair of neighbours swapped."""
    product = 36
    for letter in text:
        total = (product + CHECK_LETTERS.index(letter)) % 36 or 36
        product = total * 2 % 37
    return CHECK_LETTERS[(1 - product) % 36]


def sheet_in(text: str) -> SheetCode | None:
    """The first form code in `text`, as a machine may have misread it; None where no check character comes out."""
    for found in _ECHO.finditer(text.upper()):
        form, number, of = (part.translate(_LIKE_DIGITS) for part in found.group(1, 2, 3))
        letters = f"{form}{number}{of}"
        if not set(form) <= set(LETTERS) or check_character(letters) != found[4]:
            continue
        sheet = SheetCode(form, int(number), int(of))
        if 1 <= sheet.number <= sheet.of <= MOST_PAGES:
            return sheet
    return None
