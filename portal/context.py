"""What the frame of every page knows. Nothing here asks the database until a template uses it."""

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from cases import access
from cases.models import User
from scanning.models import Image
from search.views.histories import is_shown_to

# The accounts of the demo, in the order in which they are offered.
DEMO_PEOPLE = (
    "clerk",
    "worker",
    "manager",
    "chair",
    "duty",
    "records",
    "lead",
    "stranger",
    "mother",
    "father",
    "young",
    "designer",
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Names of the council, and, each asked for only when used, the reader's own settings, team and waiting pages."""
    user: Any = getattr(request, "user", None)
    known = user if user is not None and user.is_authenticated else None
    return {
        "council_name": settings.KINFILE_COUNCIL,
        "council_phone": settings.KINFILE_PHONE,
        "leave_to": settings.KINFILE_LEAVE_TO,
        "source_address": settings.KINFILE_SOURCE,
        "reading": known.reading if known else {},
        # Templates call what can be called; each answers from memory the second time.
        "team_name": cache(lambda: _team_name(known)),
        "scan_count": cache(lambda: _scan_count(known)),
        "may_ask_histories": known is not None and is_shown_to(known),
        "demo_people": cache(_demo_people) if settings.KINFILE_DEMO else (),
    }


def _team_name(user: User | None) -> str:
    team = user.teams.first() if user and not user.is_family else None
    return team.name if team else ""


def _scan_count(user: User | None) -> int:
    """How many scanned pages on this person's desk still wait for a decision."""
    if user is None or user.is_family:
        return 0
    return access.scope(user, "desk", Image).filter(state__in=Image.LEFT).count()


def _demo_people() -> list[dict[str, str]]:
    people = {user.username: user for user in User.objects.filter(username__in=DEMO_PEOPLE)}
    return [
        {"username": name, "name": str(people[name]), "role": people[name].title}
        for name in DEMO_PEOPLE
        if name in people
    ]
