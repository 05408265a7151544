"""The reasoned look at a file that one does not hold, and its review."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cases import access, audit
from cases.actions.problem import Problem
from cases.models import EmergencyLook, Person, Role, User

EMERGENCY_LOOK = timedelta(minutes=60)
SHORTEST_EMERGENCY_REASON = 20
MAY_TAKE_EMERGENCY_LOOK = frozenset({Role.PRACTITIONER, Role.MANAGER, Role.DUTY, Role.CHAIR})


@transaction.atomic
def take_emergency_look(*, by: User, child_id: UUID, reason: str) -> EmergencyLook:
    """Open a team file for 60 minutes of reading. Practitioners, managers, duty and chairs may; a manager reviews it.

    Raises `Problem` when the reason is shorter than 20 characters, `Refused` for closed or conflicting files.
    """
    closed = access.denied(by, "read", Person).values("pk")
    child = (
        Person._base_manager.filter(pk=child_id, reference__isnull=False)
        .exclude(pk__in=closed)
        .first()
    )
    if child is None or by.role not in MAY_TAKE_EMERGENCY_LOOK:
        raise access.Refused("cases.person.emergency", "cases.person", child_id)
    if len(reason.strip()) < SHORTEST_EMERGENCY_REASON:
        raise Problem("Say in a sentence why you must look now; a manager will read it.")
    now = timezone.now()
    look = EmergencyLook.objects.create(
        child=child, user=by, reason=reason.strip(), started_at=now, ended_at=now + EMERGENCY_LOOK
    )
    audit.record(by, "cases.emergency_look", look)
    return look


@transaction.atomic
def review_emergency_look(*, by: User, look: EmergencyLook) -> EmergencyLook:
    """Note that a manager of the file has read why somebody looked. Nobody reviews a look of their own."""
    access.require(by, "assign", look.child)
    if look.user_id == by.pk:
        raise Problem("Somebody else must review your own look.")
    if look.reviewed_at is None:
        look.reviewed_by, look.reviewed_at = by, timezone.now()
        look.save(update_fields=["reviewed_by", "reviewed_at"])
        audit.record(by, "cases.emergency_look_reviewed", look)
    return look
