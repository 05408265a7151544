"""Legal holds: while one stands, nothing about the child is destroyed, neither paper nor file."""

from django.db import transaction
from django.utils import timezone

from cases import access, audit
from cases.actions.problem import Problem
from cases.models import LegalHold, Person, User

_SHORTEST_REASON = 10


@transaction.atomic
def set_legal_hold(*, by: User, child: Person, reason: str) -> LegalHold:
    """From now on nothing about `child` is destroyed. `reason`: on whose word, such as an inquiry or a court."""
    access.require(by, "hold", child)
    if len(reason.strip()) < _SHORTEST_REASON:
        raise Problem("Say in a sentence who asked for the hold, and why.")
    # The row of the child keeps two who press at once apart.
    Person._base_manager.select_for_update().get(pk=child.pk)
    if LegalHold._base_manager.filter(child=child, lifted_at=None).exists():
        raise Problem("A legal hold stands on this file already.")
    made = LegalHold(child=child, reason=reason.strip()[:300], set_by=by)
    made.save(force_insert=True)
    audit.record(by, "cases.legal_hold_set", made)
    return made


@transaction.atomic
def lift_legal_hold(*, by: User, hold: LegalHold, reason: str) -> None:
    """Let the ordinary periods count again. What was kept back meanwhile may be destroyed when its turn comes."""
    access.require(by, "hold", hold.child)
    if len(reason.strip()) < _SHORTEST_REASON:
        raise Problem("Say in a sentence who decided that the hold ends, and why.")
    if not LegalHold._base_manager.filter(pk=hold.pk, lifted_at=None).update(
        lifted_at=timezone.now(), lifted_by=by, lifted_why=reason.strip()[:300]
    ):
        raise Problem("This hold was lifted a moment ago.")
    hold.refresh_from_db()
    audit.record(by, "cases.legal_hold_lifted", hold)
