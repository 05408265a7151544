"""Days as people in Britain write them, in English and Welsh. Pure."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
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


_MONTH_AND_YEAR = re.compile(r"([^\W\d]+)\.?,?\s+(\d{4})|(\d{1,2})\s*[/.\-]\s*(\d{4})")
_YEAR = re.compile(r"(?:(?:about|around|circa|c\.?)\s*)?(\d{4})", re.IGNORECASE)


class Precision(StrEnum):
    """To what a paper is dated. `NONE`: it bears no date, and stands under the day it came."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    NONE = "none"


@dataclass(frozen=True)
class PaperDate:
    """When a paper was written, as far as it says: `day` is the first day that `to` leaves open."""

    day: date
    to: Precision = Precision.DAY

    @property
    def last(self) -> date:
        """The last day that it may mean."""
        match self.to:
            case Precision.MONTH:
                return self.day.replace(day=monthrange(self.day.year, self.day.month)[1])
            case Precision.YEAR:
                return self.day.replace(month=12, day=31)
        return self.day

    @property
    def words(self) -> str:
        """ "Oct 2026", "2026" or "no date on it"; "" for a whole day."""
        match self.to:
            case Precision.DAY:
                return ""
            case Precision.MONTH:
                return f"{self.day:%b %Y}"
            case Precision.YEAR:
                return f"{self.day.year}"
        return "no date on it"


def paper_date_from(typed: str) -> PaperDate | None:
    """`date_from`, and also a month with its year, or a year alone; None when it is none of these."""
    if day := date_from(typed):
        return PaperDate(day)
    typed = " ".join(typed.split())
    if match := _MONTH_AND_YEAR.fullmatch(typed):
        month = _month(match[1]) if match[1] else int(match[3])
        year = int(match[2] or match[4])
        if 1 <= month <= 12 and _EARLIEST <= year <= _LATEST:
            return PaperDate(date(year, month, 1), Precision.MONTH)
    if match := _YEAR.fullmatch(typed):
        if _EARLIEST <= int(match[1]) <= _LATEST:
            return PaperDate(date(int(match[1]), 1, 1), Precision.YEAR)
    return None


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
