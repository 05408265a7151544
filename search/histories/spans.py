"""Dated facts that begin and end, counted and told."""

from dataclasses import dataclass
from datetime import date

from django.utils.dateformat import format as format_date


@dataclass(frozen=True)
class Span:
    """Something true of one child from a day to a day, both included; `until` is None while it goes on."""

    what: str
    since: date
    until: date | None

    def is_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or self.until >= day)

    def meets(self, since: date | None, until: date | None) -> bool:
        """Whether a day of it lies between `since` and `until`; None is open on that side."""
        return (until is None or self.since <= until) and (
            since is None or self.until is None or self.until >= since
        )

    def months(self, today: date) -> int:
        """Whole calendar months from its first day to its end, or to `today` where it goes on; never below 0."""
        last = self.until or today
        months = (last.year - self.since.year) * 12 + last.month - self.since.month
        return max(0, months - (last.day < self.since.day))

    def told(self, today: date) -> str:
        """'Child protection plan, neglect: 3 Mar 2024 to 5 May 2025, 14 months'."""
        first = format_date(self.since, "j M Y")
        if self.until == self.since:
            return f"{self.what}: {first}"
        last = f"to {format_date(self.until, 'j M Y')}" if self.until else "and goes on"
        return f"{self.what}: {first} {last}, {counted(self.months(today), 'month')}"


def counted(number: int, word: str) -> str:
    """'1 month', '2 months'."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
