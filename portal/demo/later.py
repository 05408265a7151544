"""Moves the story in time, so that its last day is the day on which it is told.

Everything moves by whole weeks: a Thursday stays a Thursday. Dates that stand in sentences, on letters and in forms
move with the dates of the rows, or the paper would contradict the file it is filed in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from typing import Any, TypeVar

from portal.demo.story import TODAY

T = TypeVar("T")

_FULL = (
    "January February March April May June July August September October November December"
).split()
_SHORT = tuple(name[:3] for name in _FULL)
_NAMED = "|".join((*_FULL, "Sept", *_SHORT))
_BEFORE_MONTH = (
    "in|since|until|till|from|of|to|by|before|after|for|last|this|next|early|late|mid|every"
)
_DAYS_A_YEAR = 365.2425
#: At the end of the story nothing happens for so long.
QUIET_DAYS = timedelta(days=2)

# The fields that say when something is told; the first that stands gives year-less dates in it their year.
_WHEN = ("on", "dated", "as_of", "started_on", "made_on", "since", "original")

_ISO = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b")
_TYPST = re.compile(r"datetime\(year: (\d{4}), month: (\d{1,2}), day: (\d{1,2})\)")
_STAMPED = re.compile(r"\b(\d{1,2})-([A-Z]{3})-(\d{4})\b")
_NUMBERS = re.compile(
    r"(?<![\d/.])(\d{1,2})(\s?[./]\s?)(\d{1,2})\2(\d{4}|\d\d)(?!\s?[./]?\s?\d)(?!\w)"
)
_SLASHED = re.compile(r"(?<![\d/.])(?<!/ )(\d{1,2})/(\d{1,2})(?!\s?[/.]?\s?\d)(?!\w)")
_TWO_DAYS = re.compile(
    rf"\b(\d{{1,2}}) (and|to|or) (\d{{1,2}}) ({_NAMED})\b(?: (\d{{4}}))?", re.ASCII
)
_DAY_MONTH = re.compile(rf"\b(\d{{1,2}})(st|nd|rd|th)? ({_NAMED})\b(?: (\d{{4}}))?", re.ASCII)
_MONTH_YEAR = re.compile(rf"\b({_NAMED}) (\d{{4}})\b")
_MONTH = re.compile(rf"\b((?i:{_BEFORE_MONTH})) ({_NAMED})\b(?! \d)")
_YEAR = re.compile(
    r"\b((?i:in|since|of|from|to|until|till|by|before|after|autumn|spring|summer|winter|and|born|file)) "
    r"((?:19|20)\d\d)\b(?![/-])"
)


def weeks_to(today: date) -> int:
    """Whole weeks by which the story moves to be told on `today`: nothing in it that has happened is still to come.

    Its last day is a Sunday on which nothing happened, and neither did anything on the day before.
    """
    return (today - TODAY + QUIET_DAYS).days // 7


def mover(weeks: int) -> Callable[[T], T]:
    """What moves any part of the story by `weeks`."""

    def moved(part: T) -> T:
        return _moved(part, weeks * 7, TODAY) if weeks else part

    return moved


def _moved(part: Any, days: int, near: date) -> Any:
    if isinstance(part, date):
        return part + timedelta(days=days)
    if isinstance(part, str):
        return moved_words(part, days, near)
    if is_dataclass(part) and not isinstance(part, type):
        near = next((when for name in _WHEN if (when := getattr(part, name, None))), near)
        changed = {
            field.name: new
            for field in fields(part)
            if (new := _moved(old := getattr(part, field.name), days, near)) is not old
        }
        return replace(part, **changed) if changed else part
    if isinstance(part, tuple | list):
        return type(part)(_moved(item, days, near) for item in part)
    if isinstance(part, Mapping):
        return {key: _moved(value, days, near) for key, value in part.items()}
    return part


def moved_words(words: str, days: int, near: date) -> str:
    """`words` with every date in them moved by `days`; one without a year is taken for that closest to `near`."""
    if not any(letter.isdigit() for letter in words) and not _MONTH.search(words):
        return words
    # What was moved already must not be met by a later pattern: it waits under a sign that no text holds.
    kept: list[str] = []

    def keep(text: str) -> str:
        kept.append(text)
        return f"\0{len(kept) - 1}\0"

    for pattern, say in _PATTERNS:
        words = pattern.sub(
            lambda found, say=say: (  # type: ignore[misc]
                found[0] if (said := say(found, days, near)) is None else keep(said)
            ),
            words,
        )
    # A kept text never holds another one, since each pattern needs letters or digits where the sign stands.
    return re.sub(r"\0(\d+)\0", lambda found: kept[int(found[1])], words)


def _iso(found: re.Match[str], days: int, near: date) -> str | None:
    was = _date(int(found[1]), int(found[2]), int(found[3]))
    return (was + timedelta(days=days)).isoformat() if was else None


def _typst(found: re.Match[str], days: int, near: date) -> str | None:
    was = _date(int(found[1]), int(found[2]), int(found[3]))
    if was is None:
        return None
    on = was + timedelta(days=days)
    return f"datetime(year: {on.year}, month: {on.month}, day: {on.day})"


def _stamped(found: re.Match[str], days: int, near: date) -> str | None:
    was = _date(int(found[3]), _number(found[2].title()), int(found[1]))
    return f"{was + timedelta(days=days):%d-%b-%Y}".upper() if was else None


def _numbers(found: re.Match[str], days: int, near: date) -> str | None:
    day, between, month, year = found.groups()
    was = _date(int(year) if len(year) == 4 else 2000 + int(year), int(month), int(day))
    if was is None:
        return None
    on = was + timedelta(days=days)
    wide = 2 if len(day) == 2 and day[0] == "0" or len(month) == 2 and month[0] == "0" else 1
    return between.join((f"{on.day:0{wide}}", f"{on.month:0{wide}}", f"{on.year}"[-len(year) :]))


def _slashed(found: re.Match[str], days: int, near: date) -> str | None:
    was = _closest(int(found[1]), int(found[2]), near)
    on = was + timedelta(days=days) if was else None
    return f"{on.day}/{on.month}" if on else None


def _two_days(found: re.Match[str], days: int, near: date) -> str | None:
    first, between, second, month, year = found.groups()
    ends = [_said(int(day), month, year, near) for day in (first, second)]
    if None in ends:
        return None
    one, two = (end + timedelta(days=days) for end in ends if end)
    start = f"{one.day}" if one.month == two.month else f"{one.day} {_month(one, month)}"
    return f"{start} {between} {two.day} {_month(two, month)}" + (f" {two.year}" if year else "")


def _day_month(found: re.Match[str], days: int, near: date) -> str | None:
    day, ending, month, year = found.groups()
    was = _said(int(day), month, year, near)
    if was is None:
        return None
    on = was + timedelta(days=days)
    tail = _ordinal(on.day) if ending else ""
    return f"{on.day}{tail} {_month(on, month)}" + (f" {on.year}" if year else "")


def _month_year(found: re.Match[str], days: int, near: date) -> str | None:
    on = date(int(found[2]), _number(found[1]), 15) + timedelta(days=days)
    return f"{_month(on, found[1])} {on.year}"


def _only_month(found: re.Match[str], days: int, near: date) -> str | None:
    was = _closest(15, _number(found[2]), near)
    return f"{found[1]} {_month(was + timedelta(days=days), found[2])}" if was else None


def _year(found: re.Match[str], days: int, near: date) -> str | None:
    return f"{found[1]} {int(found[2]) + round(days / _DAYS_A_YEAR)}"


_PATTERNS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], int, date], str | None]], ...] = (
    (_TYPST, _typst),
    (_ISO, _iso),
    (_STAMPED, _stamped),
    (_NUMBERS, _numbers),
    (_TWO_DAYS, _two_days),
    (_DAY_MONTH, _day_month),
    (_MONTH_YEAR, _month_year),
    (_SLASHED, _slashed),
    (_MONTH, _only_month),
    (_YEAR, _year),
)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _number(month: str) -> int:
    return _SHORT.index(month[:3]) + 1 if month[:3] in _SHORT else 0


def _month(on: date, like: str) -> str:
    """The month of `on`, in full or short as `like` is."""
    return _FULL[on.month - 1] if like in _FULL else _SHORT[on.month - 1]


def _said(day: int, month: str, year: str | None, near: date) -> date | None:
    if year:
        return _date(int(year), _number(month), day)
    return _closest(day, _number(month), near)


def _closest(day: int, month: int, near: date) -> date | None:
    dates = [_date(near.year + step, month, day) for step in (-1, 0, 1)]
    known = [found for found in dates if found]
    return min(known, key=lambda found: abs((found - near).days)) if known else None


def _ordinal(day: int) -> str:
    return "th" if 10 < day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
