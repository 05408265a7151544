"""The reference of a case file: `K-10427`, a number with a check digit at its end."""

import re

_SHAPE = re.compile(r"\s*[Kk][\s.-]*([0-9]{2,12})\s*\Z")


def check_digit(number: int) -> int:
    """The Luhn digit of `number`, which finds every single mistyped digit and most swapped neighbours."""
    total = 0
    for place, digit in enumerate(reversed(str(number))):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return -total % 10


def reference(number: int) -> str:
    """`K-` and the number with its check digit. Numbers start at 1000, so that references are five digits or more."""
    return f"K-{number}{check_digit(number)}"


def normal(text: str) -> str | None:
    """`text` as a reference when it is one and its check digit is right, else None. Forgives spaces and case."""
    found = _SHAPE.match(text)
    if not found:
        return None
    digits = found[1]
    return f"K-{digits}" if check_digit(int(digits[:-1])) == int(digits[-1]) else None
