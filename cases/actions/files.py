"""Case files: opened, and held by a team and its workers from a moment to a moment."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from cases import access, audit, outbox, references
from cases.actions.people import add_person, fill_in
from cases.actions.problem import Problem
from cases.models import (
    Assignment,
    CaseNumber,
    Closure,
    Involvement,
    NamedAccess,
    Person,
    Role,
    Team,
    User,
)

MAY_OPEN_FILES = frozenset({Role.PRACTITIONER, Role.MANAGER, Role.DUTY})
# The roles for which the policy opens a file that is held in this capacity.
_HOLDERS = frozenset({Role.PRACTITIONER, Role.MANAGER, Role.DUTY})
_ROLES_OF = {Assignment.Capacity.CHAIR: frozenset({Role.CHAIR})}


def next_reference() -> str:
    """A reference never given before."""
    return references.reference(CaseNumber.objects.create().pk + 999)


@transaction.atomic
def open_case_file(
    *,
    by: User,
    child: Person,
    team: Team,
    worker: User | None = None,
    on: date | None = None,
    reason: str,
) -> Person:
    """Give `child` a case file held by `team`, and an involvement from `on` (default today).

    A practitioner or manager opens files for their own team; raises `Refused` otherwise, `Problem` if one stands.
    """
    if by.role not in MAY_OPEN_FILES or not by.teams.filter(pk=team.pk):
        raise access.Refused("cases.person.open", "cases.person", child.pk)
    if child.reference:
        raise Problem(f"This child has a case file already: {child.reference}.")
    child.reference = next_reference()
    child.save(update_fields=["reference"])
    Involvement.objects.create(child=child, started_on=on or timezone.localdate(), reason=reason)
    Assignment.objects.create(child=child, team=team, worker=worker)
    audit.record(by, "cases.file_opened", child)
    outbox.changed(child)
    return child


def may_open_files(by: User) -> bool:
    """Whether `by` may open case files at all: for a team of their own, in a role that holds files."""
    return by.role in MAY_OPEN_FILES and by.teams.exists()


@transaction.atomic
def open_file_for(
    *,
    by: User,
    child: Person | None,
    details: dict[str, Any],
    team: Team,
    worker: User | None,
    on: date,
    reason: str,
) -> Person:
    """`open_case_file` for `child`, who is written down already, or without one for a new person of `details`."""
    if not may_open_files(by):
        raise access.Refused("cases.person.open", "cases.person", None)
    child = fill_in(by, child, details) if child else add_person(by=by, **details)
    return open_case_file(by=by, child=child, team=team, worker=worker, on=on, reason=reason)


@transaction.atomic
def assign_worker(
    *,
    by: User,
    child: Person,
    worker: User | None,
    capacity: str = Assignment.Capacity.ALLOCATED,
    team: Team | None = None,
    at: datetime | None = None,
    until: datetime | None = None,
) -> Assignment:
    """Make `worker` hold the file in `capacity` from `at` (default now) to `until` (default: open).

    An earlier allocated worker or reviewing officer ends then; co-workers stand side by side. The file stays with its
    team unless `team` names another; without a worker the team alone holds it. Whoever is given a closed file is put
    on its list. Raises `Problem` when they hold it so already, or when it would stay shut for them.
    """
    access.require(by, "assign", child)
    at = at or timezone.now()
    capacity = Assignment.Capacity(capacity)
    if worker is not None and worker.role not in _ROLES_OF.get(capacity, _HOLDERS):
        raise Problem(f"{worker} cannot be the {capacity.label}. Choose somebody of that work.")
    running = child.assignments.active(at).filter(capacity=capacity)
    if capacity == Assignment.Capacity.ALLOCATED:
        team = team or next((earlier.team for earlier in running if earlier.team), None)
    if running.filter(worker=worker, team=team).exists():
        raise Problem("The file is held exactly so already. Choose somebody else, or nothing more.")
    if capacity != Assignment.Capacity.CO_WORKER:
        for earlier in running:
            earlier.ended_at = at
            earlier.save(update_fields=["ended_at"])
    made = Assignment.objects.create(
        child=child, team=team, worker=worker, capacity=capacity, started_at=at, ended_at=until
    )
    if worker is not None:
        if child.closure != Closure.OPEN and not child.named_access.active(at).filter(user=worker):
            NamedAccess.objects.create(
                child=child, user=worker, reason=made.get_capacity_display(), started_at=at
            )
        if not access.scope(worker, "read", Person, at=at).filter(pk=child.pk).exists():
            raise Problem(
                f"{worker} could not open this file: their role, or a conflict of interest, keeps it from them."
                " Choose somebody else."
            )
    audit.record(
        by, "cases.worker_assigned", child, worker=worker and worker.pk, capacity=capacity.value
    )
    return made


@transaction.atomic
def end_assignment(*, by: User, assignment: Assignment, at: datetime | None = None) -> None:
    """End what one worker does with a file. Its team keeps it; a team ends only by giving the file to another."""
    access.require(by, "assign", assignment.child)
    at = at or timezone.now()
    if assignment.ended_at is not None and assignment.ended_at <= at:
        raise Problem("This had ended already.")
    if assignment.worker is None:
        raise Problem("Every file needs a team. Give this one to another team instead.")
    leave(assignment, at)
    audit.record(by, "cases.assignment_ended", assignment.child, assignment=assignment.pk)


def leave(assignment: Assignment, at: datetime) -> None:
    """End `assignment` at the moment `at`; a team that would no longer hold the file holds it without a worker."""
    assignment.ended_at = at
    assignment.save(update_fields=["ended_at"])
    held = assignment.child.assignments.active(at).filter(team__isnull=False)
    if assignment.team is not None and not held.exists():
        Assignment.objects.create(
            child=assignment.child, team=assignment.team, worker=None, started_at=at
        )
