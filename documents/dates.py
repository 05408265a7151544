"""Days as people in Britain write them, in English and Welsh. Pure."""

import re
from datetime import date
from typing import Final

MONTHS: Final = {
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August",
        "September", "October", "November", "December",
    ),
    "cy": (
        "Ionawr", "Chwefror", "Mawrth", "Ebrill", "Mai", "Mehefin", "Gorffennaf", "Awst",
        "Medi", "Hydref", "Tachwedd", "Rhagfyr",
    ),
}  # fmt: skip
_EARLIEST, _LATEST = 1900, 2100
_NUMBERS = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_IN_WORDS = re.compile(
    r"(?:[^\W\d]+,?\s+)?(\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?([^\W\d]+)\.?,?\s+(\d{4})"
)


def date_from(typed: str) -> date | None:
    """The day that a person wrote, British order, month also in words (English or Welsh); None when
    there is no such day."""
    typed = " ".join(typed.split())
    if match := _ISO.fullmatch(typed):
        year, month, day = (int(part) for part in match.groups())
    elif match := _NUMBERS.fullmatch(typed):
        day, month, year = (int(part) for part in match.groups())
    elif match := _IN_WORDS.fullmatch(typed):
        day, year = int(match[1]), int(match[3])
        month = _month(match[2])
    else:
        return None
    if not _EARLIEST <= year <= _LATEST:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month(name: str) -> int:
    """1 to 12; 0 for a word that is no month, or the start of several."""
    wanted = name.casefold()
    for names in MONTHS.values():
        fitting = [i for i, month in enumerate(names, 1) if month.casefold().startswith(wanted)]
        if len(fitting) == 1 and len(wanted) >= 3:
            return fitting[0]
    return 0


def date_in_words(day: date, language: str = "en") -> str:
    """“3 November 2026”."""
    return f"{day.day} {MONTHS[language][day.month - 1]} {day.year}"
