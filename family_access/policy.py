"""The rules about invitations and messages."""

from datetime import datetime

from django.db.models import Q

from cases.access import Rule, allow, leads_to
from cases.models import Person, User
from family_access.models import Invitation


def _invited_from(user: User, at: datetime) -> Q:
    return leads_to("child", user, "share", Person, at)


RULES: tuple[Rule, ...] = (
    allow(
        "family_access.invitation.share",
        Invitation,
        "read withdraw",
        _invited_from,
        "You may share from this file.",
    ),
)
