"""Case files: opened, and held by a team and its workers from a moment to a moment."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from cases import access, audit, outbox, references
from cases.actions.problem import Problem
from cases.models import Assignment, CaseNumber, Involvement, Person, Role, Team, User


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
    if by.role not in {Role.PRACTITIONER, Role.MANAGER, Role.DUTY} or not by.teams.filter(
        pk=team.pk
    ):
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


@transaction.atomic
def assign_worker(
    *,
    by: User,
    child: Person,
    worker: User,
    capacity: str = Assignment.Capacity.ALLOCATED,
    team: Team | None = None,
    at: datetime | None = None,
) -> Assignment:
    """Make `worker` hold the file in `capacity` from `at` (default now); an earlier holder of it ends then."""
    access.require(by, "assign", child)
    at = at or timezone.now()
    running = list(child.assignments.active(at).filter(capacity=capacity))
    for earlier in running:
        earlier.ended_at = at
        earlier.save(update_fields=["ended_at"])
    if team is None and capacity != Assignment.Capacity.CHAIR:
        team = next((earlier.team for earlier in running if earlier.team), None)
    made = Assignment.objects.create(
        child=child, team=team, worker=worker, capacity=capacity, started_at=at
    )
    audit.record(by, "cases.worker_assigned", child, worker=worker.pk, capacity=capacity)
    return made


@transaction.atomic
def end_assignment(*, by: User, assignment: Assignment, at: datetime | None = None) -> None:
    access.require(by, "assign", assignment.child)
    assignment.ended_at = at or timezone.now()
    assignment.save(update_fields=["ended_at"])
    audit.record(by, "cases.assignment_ended", assignment.child, assignment=assignment.pk)
