"""Which filings need a second person: those in doubt before they come into the file, and a few drawn by lot."""

import secrets
from collections.abc import Iterable, Sequence

from django.conf import settings

from cases import audit
from cases.models import Closure, Person
from scanning.models import Filing, SecondLook

_BY_LOT = "Drawn by lot, so that mistakes nobody doubts are found."
# Of the machine itself, and not of a seed that somebody could set.
_LOT = secrets.SystemRandom()


def reasons_to_hold(people: Iterable[Person], doubts: Sequence[str]) -> list[str]:
    """Why a filing must not come into the file before somebody else agreed, as sentences."""
    closed = [
        f"The file of {person.name} is restricted to named people."
        for person in people
        if person.closure != Closure.OPEN
    ]
    return list(dict.fromkeys([*doubts, *closed]))


def ask(*, filing: Filing, people: Sequence[Person], reasons: Sequence[str]) -> SecondLook | None:
    """The second look that `filing` needs: held back for `reasons`, or drawn by lot; None for most filings."""
    is_sample = not reasons and _LOT.random() * 100 < settings.KINFILE_SECOND_LOOK_PERCENT
    if not reasons and not is_sample:
        return None
    look = SecondLook(
        filing=filing,
        reasons=list(reasons) or [_BY_LOT],
        is_sample=is_sample,
        is_restricted=any(person.closure != Closure.OPEN for person in people),
    )
    look.save(force_insert=True)
    audit.record(
        filing.by,
        "scanning.second_look_asked",
        look,
        about=[person.pk for person in people],
        is_sample=is_sample,
    )
    return look
