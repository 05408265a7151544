"""Alerts, and the days by which something must happen."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from cases import access, audit
from cases.actions.problem import Problem
from cases.models import Alert, Due, Person, User


@transaction.atomic
def raise_alert(
    *, by: User, child: Person, text: str, ask: str = "", review_on: date | None = None
) -> Alert:
    access.require(by, "write", child)
    alert = Alert.objects.create(
        child=child,
        text=text,
        ask=ask or str(by),
        started_on=timezone.localdate(),
        review_on=review_on,
        raised_by=by,
    )
    audit.record(by, "cases.alert_raised", alert)
    return alert


@transaction.atomic
def set_due(*, by: User, child: Person, what: str, on: date, basis: str = "") -> Due:
    access.require(by, "write", child)
    due = Due.objects.create(child=child, what=what, original_on=on, basis=basis)
    audit.record(by, "cases.due_set", due)
    return due


@transaction.atomic
def revise_due(*, by: User, due: Due, on: date, reason: str) -> Due:
    """Move the day, keeping the original one and the reason."""
    access.require(by, "write", due.child)
    if not reason.strip():
        raise Problem("Say why the day moves: the reason stays beside it.")
    due.revised_on, due.revised_reason, due.revised_by = on, reason, by
    due.save(update_fields=["revised_on", "revised_reason", "revised_by"])
    audit.record(by, "cases.due_revised", due)
    return due
