"""Who is kept from what: closed files, people who must learn nothing, and conflicts of interest."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cases import access, audit, outbox
from cases.actions.facts import record_event
from cases.actions.files import leave
from cases.actions.problem import Problem
from cases.models import Closure, Conflict, Event, NamedAccess, Person, Restriction, User


@transaction.atomic
def restrict(
    *,
    by: User,
    child: Person,
    kept_from: Person,
    basis: str,
    made_on: date,
    order_ends_on: date | None = None,
) -> Restriction:
    """From now on `kept_from` learns nothing of `child`: every release to them about the child is out of sight."""
    access.require(by, "write", child)
    if child.restrictions.filter(kept_from=kept_from, lifted_at=None).exists():
        raise Problem(f"{kept_from.name} is kept from everything about {child.name} already.")
    made = Restriction.objects.create(
        child=child,
        kept_from=kept_from,
        basis=basis,
        made_on=made_on,
        order_ends_on=order_ends_on,
        ask=by,
        made_by=by,
    )
    audit.record(by, "cases.restriction_made", made)
    return made


@transaction.atomic
def lift_restriction(*, by: User, restriction: Restriction, reason: str = "") -> None:
    """End a restriction. Only a manager of the file may: a mistake here can put a family in danger.

    A `reason` is written into the story of the child.
    """
    access.require(by, "assign", restriction.child)
    if restriction.lifted_at is not None:
        raise Problem("This restriction was lifted already.")
    restriction.lifted_at, restriction.lifted_by = timezone.now(), by
    restriction.save(update_fields=["lifted_at", "lifted_by"])
    audit.record(by, "cases.restriction_lifted", restriction)
    _tell(by, restriction.child, f"Restriction lifted: {restriction.kept_from.name}", reason)


@transaction.atomic
def close_file(
    *, by: User, child: Person, closure: str, reason: str, named: Iterable[User], review_on: date
) -> None:
    """Restrict or seal `child`'s file to exactly `named` people and the manager who does it.

    On a file that is closed already this changes its degree, reason, list and day of review.
    """
    access.require(by, "assign", child)
    if closure not in {Closure.RESTRICTED, Closure.SEALED}:
        raise Problem("Choose restricted or sealed.")
    child.closure, child.closure_reason = closure, reason
    child.closure_owner, child.closure_review_on = by, review_on
    child.save(update_fields=["closure", "closure_reason", "closure_owner", "closure_review_on"])
    listed = {by, *named}
    running = child.named_access.active()
    running.exclude(user__in=listed).update(ended_at=timezone.now())
    known = set(running.values_list("user", flat=True))
    for user in sorted(listed, key=str):
        if user.pk not in known:
            NamedAccess.objects.create(child=child, user=user, reason=reason[:200])
    audit.record(by, "cases.file_closed", child, closure=closure)
    outbox.changed(child)


@transaction.atomic
def reopen_file(*, by: User, child: Person, reason: str = "") -> None:
    """Open a closed file to its team again; its list ends. A `reason` is written into the story of the child."""
    access.require(by, "assign", child)
    if child.closure == Closure.OPEN:
        raise Problem("This file is open to its team already.")
    child.closure, child.closure_reason = Closure.OPEN, ""
    child.closure_owner = child.closure_review_on = None
    child.save(update_fields=["closure", "closure_reason", "closure_owner", "closure_review_on"])
    child.named_access.active().update(ended_at=timezone.now())
    audit.record(by, "cases.file_reopened", child)
    outbox.changed(child)
    _tell(by, child, "File opened to its team again", reason)


def _tell(by: User, child: Person, headline: str, reason: str) -> None:
    if reason:
        record_event(
            by=by,
            about=[child],
            kind=Event.Kind.NOTE,
            happened_on=timezone.localdate(),
            headline=headline[:200],
            text=reason,
        )


@transaction.atomic
def declare_conflict(*, by: User, user: User, person: Person, reason: str) -> Conflict:
    """Keep `person`'s file from `user`. Anybody may declare it for themselves; a manager of the file for others.

    Whatever `user` does with the file ends at once; its team keeps it. Only a manager of the file can end a conflict.
    """
    if by != user:
        access.require(by, "assign", person)
    if user.is_family:
        raise access.Refused("cases.conflict.declare", "cases.person", person.pk)
    if person.conflicts.active().filter(user=user).exists():
        raise Problem("This conflict of interest is declared already. Nothing more is needed.")
    now = timezone.now()
    made = Conflict.objects.create(person=person, user=user, reason=reason, started_at=now)
    for assignment in person.assignments.active(now).filter(worker=user):
        leave(assignment, now)
    person.named_access.active(now).filter(user=user).update(ended_at=now)
    audit.record(by, "cases.conflict_declared", made, user=user.pk)
    return made


def declare_own_conflict(*, by: User, child_id: UUID, reason: str) -> Conflict:
    """`declare_conflict` for oneself about a child whose file one need not see, unless it is closed."""
    closed = access.denied(by, "read", Person).values("pk")
    files = Person._base_manager.filter(reference__isnull=False).exclude(pk__in=closed)
    child = files.filter(pk=child_id).first()
    if child is None:
        raise access.Refused("cases.conflict.declare", "cases.person", child_id)
    return declare_conflict(by=by, user=by, person=child, reason=reason)


@transaction.atomic
def end_conflict(*, by: User, conflict: Conflict) -> None:
    """Let the policy decide again whether somebody sees the file. Nobody ends a conflict of their own."""
    access.require(by, "assign", conflict.person)
    if conflict.ended_at is not None:
        raise Problem("This conflict of interest had ended already.")
    conflict.ended_at = timezone.now()
    conflict.save(update_fields=["ended_at"])
    audit.record(by, "cases.conflict_ended", conflict, user=conflict.user_id)
