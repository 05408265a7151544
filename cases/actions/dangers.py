"""Alerts, and the days by which something must happen."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from cases import access, audit
from cases.actions.facts import record_event
from cases.actions.problem import Problem
from cases.models import Alert, Due, Event, Person, User


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
def end_alert(*, by: User, alert: Alert, reason: str) -> Alert:
    """Take `alert` off the file, from today. The reason is written into the child's story, with what it said."""
    access.require(by, "write", alert.child)
    if alert.ended_on is not None:
        raise Problem("This alert had ended already.")
    alert.ended_on = timezone.localdate()
    alert.save(update_fields=["ended_on"])
    audit.record(by, "cases.alert_ended", alert)
    record_event(
        by=by,
        about=[alert.child],
        kind=Event.Kind.NOTE,
        happened_on=alert.ended_on,
        headline="Alert ended",
        text=f"{alert.text}\n\n{reason}",
    )
    return alert


@transaction.atomic
def set_due(*, by: User, child: Person, what: str, on: date, basis: str = "") -> Due:
    access.require(by, "write", child)
    due = Due.objects.create(child=child, what=what, original_on=on, basis=basis)
    audit.record(by, "cases.due_set", due)
    return due


@transaction.atomic
def revise_due(*, by: User, due: Due, on: date, reason: str) -> Due:
    """Move the day, keeping the original one and the reason; that of an earlier move stands behind it."""
    access.require(by, "write", due.child)
    if not reason.strip():
        raise Problem("Say why the day moves: the reason stays beside it.")
    if on == due.due_on:
        raise Problem("It is due on this day already. Choose another one.")
    if due.revised_reason:
        reason = f"{reason} (before that: {due.revised_reason})"
    due.revised_on, due.revised_by = on, by
    due.revised_reason = reason[: Due._meta.get_field("revised_reason").max_length]
    due.save(update_fields=["revised_on", "revised_reason", "revised_by"])
    audit.record(by, "cases.due_revised", due)
    return due


@transaction.atomic
def finish_due(*, by: User, due: Due, on: date | None = None) -> Due:
    """Say that what was due is done, on a day (default today)."""
    access.require(by, "write", due.child)
    due.done_on = on or timezone.localdate()
    due.save(update_fields=["done_on"])
    audit.record(by, "cases.due_done", due)
    return due


@transaction.atomic
def reopen_due(*, by: User, due: Due) -> Due:
    """Say that what was due is not done after all."""
    access.require(by, "write", due.child)
    due.done_on = None
    due.save(update_fields=["done_on"])
    audit.record(by, "cases.due_reopened", due)
    return due
