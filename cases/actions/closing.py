"""Who is kept from what: closed files, people who must learn nothing, and conflicts of interest."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone

from cases import access, audit, outbox
from cases.actions.problem import Problem
from cases.models import Closure, Conflict, NamedAccess, Person, Restriction, User


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
def lift_restriction(*, by: User, restriction: Restriction) -> None:
    """End a restriction. Only a manager of the file may: a mistake here can put a family in danger."""
    access.require(by, "assign", restriction.child)
    restriction.lifted_at, restriction.lifted_by = timezone.now(), by
    restriction.save(update_fields=["lifted_at", "lifted_by"])
    audit.record(by, "cases.restriction_lifted", restriction)


@transaction.atomic
def close_file(
    *, by: User, child: Person, closure: str, reason: str, named: Iterable[User], review_on: date
) -> None:
    """Restrict or seal `child`'s file to `named` people. The manager who does it is always among them."""
    access.require(by, "assign", child)
    if closure not in {Closure.RESTRICTED, Closure.SEALED}:
        raise Problem("Choose restricted or sealed.")
    child.closure, child.closure_reason = closure, reason
    child.closure_owner, child.closure_review_on = by, review_on
    child.save(update_fields=["closure", "closure_reason", "closure_owner", "closure_review_on"])
    for user in {by, *named}:
        NamedAccess.objects.create(child=child, user=user, reason=reason[:200])
    audit.record(by, "cases.file_closed", child, closure=closure)
    outbox.changed(child)


@transaction.atomic
def declare_conflict(*, by: User, user: User, person: Person, reason: str) -> Conflict:
    """Keep `person`'s file from `user`. Anybody may declare it for themselves; a manager of the file for others."""
    if by != user:
        access.require(by, "assign", person)
    made = Conflict.objects.create(person=person, user=user, reason=reason)
    audit.record(by, "cases.conflict_declared", made, user=user.pk)
    return made
