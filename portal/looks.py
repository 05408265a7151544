"""Who looked at a file, and what was done: the audit log, told a line for each person and day.

Nothing is left out of the log for this; lines only bring together what one person did on one day.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count, Max, Min, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from cases import merging
from cases.models import AuditEvent, Person, Role, User
from cases.models.audit import AuditSubject
from documents.models import Document
from portal.templatetags.audit_words import say, why

LINES_A_PAGE = 40
FIRST_LINES = 10
# What stands in an address -> the words of the link, and how many days back.
PERIODS = {
    "all": ("Since the beginning", None),
    "week": ("The last 7 days", 7),
    "month": ("The last 30 days", 30),
    "year": ("The last 12 months", 365),
}
_EMERGENCY = "cases.person.emergency"
_FROM_OUTSIDE = [_EMERGENCY, "cases.person.named", "cases.person.duty"]
_OF_PAPERS = ("documents.document", "documents.page")


@dataclass
class Line:
    """What one person did, or was refused, on one day. `apart`: why it stands out, in words; often nothing."""

    day: date
    who: str
    is_allowed: bool
    first: datetime
    last: datetime
    apart: list[str] = field(default_factory=list)
    what: list[str] = field(default_factory=list)
    because: list[str] = field(default_factory=list)

    @property
    def is_moment(self) -> bool:
        return self.first.replace(second=0, microsecond=0) == self.last.replace(
            second=0, microsecond=0
        )


def of(child: Person, *, period: str = "all", actor: str = "") -> QuerySet[AuditEvent]:
    """Everything the log has about `child`, and what was refused of the file or of a paper in it."""
    papers = child.documents.all()
    # The log goes on naming whoever was put together with the child.
    known_as = merging.all_of(child)
    refused = AuditEvent.objects.filter(is_allowed=False)
    events = AuditEvent.objects.filter(
        pk__in=AuditSubject.objects.filter(person_id__in=known_as)
        .values("event_id")
        .union(
            refused.filter(object_id__in=known_as).values("pk"),
            refused.filter(object_id__in=papers.values("pk")).values("pk"),
            refused.filter(object_id__in=papers.values("document_pages__page")).values("pk"),
        )
    )
    days = PERIODS.get(period, PERIODS["all"])[1]
    if days:
        events = events.filter(at__gte=timezone.now() - timedelta(days=days))
    if actor:
        events = events.filter(actor=UUID(actor))
    return events


def standing_out(events: QuerySet[AuditEvent], child: Person) -> QuerySet[AuditEvent]:
    """Of `events`, the refused ones, the family's, and those of people who never were of a team that held the file."""
    outside = Q(actor__isnull=False) & ~Q(actor__in=_inside(child))
    outside &= ~Q(actor_role__in=[Role.SUPPORT, Role.RECORDS])
    return events.filter(
        Q(is_allowed=False) | Q(actor_role=Role.FAMILY) | Q(rule__in=_FROM_OUTSIDE) | outside
    )


def _inside(child: Person) -> QuerySet[User]:
    teams = child.assignments.exclude(team=None).values("team")
    return User.objects.filter(
        Q(pk__in=child.assignments.exclude(worker=None).values("worker"))
        | Q(memberships__team__in=teams)
    )


def people(events: QuerySet[AuditEvent]) -> QuerySet[User]:
    return User.objects.filter(pk__in=events.values("actor")).order_by("last_name", "first_name")


def pages_of(events: QuerySet[AuditEvent]) -> Paginator:
    """Pages of person and day, newest first; hand one to `lines`."""
    return Paginator(
        events.annotate(day=TruncDate("at"))
        .values("day", "actor_id", "is_allowed")
        .annotate(newest=Max("pk"))
        .order_by("-day", "-newest"),
        LINES_A_PAGE,
    )


def lines(
    viewer: User, child: Person, events: QuerySet[AuditEvent], wanted: Iterable[dict[str, Any]]
) -> list[Line]:
    """The lines of `wanted`, a page of `pages_of`, in their order. Four queries, however many there are."""
    keys = [(key["day"], key["actor_id"], key["is_allowed"]) for key in wanted]
    found: dict[Any, list[Any]] = defaultdict(list)
    rows = (
        events.annotate(day=TruncDate("at"))
        .filter(day__in={key[0] for key in keys})
        .values(
            "day",
            "actor_id",
            "actor_role",
            "is_allowed",
            "code",
            "rule",
            "object_type",
            "object_id",
        )
        .annotate(first=Min("at"), last=Max("at"), times=Count("pk"))
        .order_by("first")
    )
    for row in rows:
        found[(row["day"], row["actor_id"], row["is_allowed"])].append(row)
    shown = [row for key in keys for row in found[key]]
    names = User.objects.in_bulk({key[1] for key in keys if key[1]})
    inside = set(_inside(child).values_list("pk", flat=True))
    places = _places(viewer, child, shown)
    return [
        _line(key, found[key], str(names.get(key[1]) or "the system"), key[1] in inside, places)
        for key in keys
        if found[key]
    ]


def _line(
    key: tuple[date, Any, bool],
    rows: list[dict[str, Any]],
    who: str,
    is_inside: bool,
    places: dict[UUID, tuple[str, int]],
) -> Line:
    line = Line(
        day=key[0],
        who=who,
        is_allowed=key[2],
        first=min(row["first"] for row in rows),
        last=max(row["last"] for row in rows),
    )
    roles, rules = {row["actor_role"] for row in rows}, {row["rule"] for row in rows} - {""}
    if not line.is_allowed:
        line.apart.append("Refused")
    if _EMERGENCY in rules:
        line.apart.append("Emergency look")
    if Role.FAMILY in roles:
        line.apart.append("Family")
    elif rules & set(_FROM_OUTSIDE) or (
        key[1] and not is_inside and not roles & {Role.SUPPORT, Role.RECORDS}
    ):
        line.apart.append("Outside the team")
    done: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        title, number = places.get(row["object_id"], ("", 0))
        item = done.setdefault((row["code"], title), {"times": 0, "numbers": set()})
        item["times"] += row["times"]
        item["numbers"] |= {number} - {0}
    line.what = [_told(code, title, **item) for (code, title), item in done.items()]
    of_person = {rule for rule in rules if rule.startswith("cases.person.")}
    line.because = sorted({why(rule) for rule in of_person or rules})
    return line


def _told(code: str, title: str, times: int, numbers: set[int]) -> str:
    words = f"{say(code)}: {title}" if title else say(code)
    if numbers:
        return f"{words} ({'page' if len(numbers) == 1 else 'pages'} {spans(numbers)})"
    return f"{words} ({times} times)" if times > 1 else words


def spans(numbers: Iterable[int]) -> str:
    """1, 2, 3 and 7 as "1 to 3, 7"."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(f"{one}" if one == two else f"{one} to {two}" for one, two in runs)


def _places(viewer: User, child: Person, rows: list[dict[str, Any]]) -> dict[UUID, tuple[str, int]]:
    """Title and page number of the papers of `rows` that `viewer` may read."""
    ids = {row["object_id"] for row in rows if row["object_type"] in _OF_PAPERS}
    papers = Document.objects.visible_to(viewer).filter(about=child)
    found = {pk: (title, 0) for pk, title in papers.filter(pk__in=ids).values_list("pk", "title")}
    for page, title, number in papers.filter(document_pages__page__in=ids).values_list(
        "document_pages__page", "title", "document_pages__number"
    ):
        found[page] = (title, number)
    return found
