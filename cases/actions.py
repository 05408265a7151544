"""Changes to people, involvement and dated facts. Each: permission, write, audit row, outbox row, in one transaction.

`by` is always the actor. A refusal raises `cases.access.Refused`; what a person can put right raises `Problem`.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cases import access, audit, outbox, references
from cases.models import (
    Alert,
    Assignment,
    CaseNumber,
    Closure,
    Conflict,
    Due,
    EmergencyLook,
    Episode,
    Event,
    Fact,
    Family,
    FamilyMembership,
    Involvement,
    NamedAccess,
    Person,
    Plan,
    PlanAction,
    Relationship,
    Restriction,
    Role,
    Team,
    User,
)

EMERGENCY_LOOK = timedelta(minutes=60)
SHORTEST_EMERGENCY_REASON = 20
MAY_TAKE_EMERGENCY_LOOK = frozenset({Role.PRACTITIONER, Role.MANAGER, Role.DUTY, Role.CHAIR})


class Problem(Exception):
    """Something the person at the screen can put right; its text is a full sentence that says how."""


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


@transaction.atomic
def record_event(
    *,
    by: User,
    about: Iterable[Person],
    kind: str,
    happened_on: date,
    headline: str,
    text: str = "",
    childs_words: str = "",
    is_seen: bool | None = None,
    is_seen_alone: bool | None = None,
) -> Event:
    """Write a visit, meeting, call or note into the file of everybody in `about`; `by` must hold every one of them."""
    people = list(about)
    if not people:
        raise Problem("Say whom this is about: choose at least one person.")
    if happened_on > timezone.localdate():
        raise Problem("This day is still to come. Write it down once it has happened.")
    for person in people:
        access.require(by, "write", person)
    event = Event.objects.create(
        kind=kind,
        happened_on=happened_on,
        headline=headline,
        text=text,
        childs_words=childs_words,
        is_seen=is_seen,
        is_seen_alone=is_seen_alone,
        written_by=by,
        written_by_name=str(by),
    )
    event.about.set(people)
    audit.record(by, "cases.event_recorded", event)
    outbox.changed(event)
    return event


@transaction.atomic
def record_fact(
    *,
    by: User,
    key: str,
    value: str,
    source: str,
    person: Person | None = None,
    family: Family | None = None,
    as_of: date | None = None,
    standing: str = Fact.Standing.KNOWN,
    how_known: str = "",
) -> Fact:
    """Add what is now known under `key`. Earlier facts stay. About a family: `by` must hold one of its children."""
    if person is not None:
        access.require(by, "write", person)
    elif family is not None:
        mine = access.scope(by, "write", Person)
        if not family.memberships.filter(person__in=mine).exists():
            raise access.Refused("cases.fact.write", "cases.family", family.pk)
    fact = Fact.objects.create(
        person=person,
        family=family,
        key=key,
        value=value,
        source=source,
        as_of=as_of or timezone.localdate(),
        standing=standing,
        how_known=how_known,
        recorded_by=by,
    )
    audit.record(by, "cases.fact_recorded", fact)
    if person is not None:
        outbox.changed(person)
    return fact


def confirm_fact(*, by: User, fact: Fact, how_known: str = "", source: str = "") -> Fact:
    """Say that `fact` is still true today. Danger facts need `how_known`; the caller knows which those are."""
    return record_fact(
        by=by,
        person=fact.person,
        family=fact.family,
        key=fact.key,
        value=fact.value,
        source=source or f"confirmed by {by}",
        standing=fact.standing,
        how_known=how_known,
    )


@transaction.atomic
def start_episode(
    *, by: User, child: Person, kind: str, started_on: date, category: str = "", detail: str = ""
) -> Episode:
    access.require(by, "write", child)
    episode = Episode.objects.create(
        child=child, kind=kind, started_on=started_on, category=category, detail=detail
    )
    audit.record(by, "cases.episode_started", episode)
    outbox.changed(episode)
    return episode


@transaction.atomic
def end_episode(*, by: User, episode: Episode, ended_on: date, outcome: str = "") -> Episode:
    access.require(by, "write", episode.child)
    if ended_on < episode.started_on:
        raise Problem("The end lies before the beginning. Check both days.")
    episode.ended_on, episode.outcome = ended_on, outcome
    episode.save(update_fields=["ended_on", "outcome"])
    audit.record(by, "cases.episode_ended", episode)
    outbox.changed(episode)
    return episode


# What a child's status is while such a plan runs. A care plan is part of being looked after, which has its own days.
_STATUS_OF_PLAN: dict[Plan.Kind, str] = {
    Plan.Kind.CHILD_IN_NEED: Episode.Kind.CHILD_IN_NEED_PLAN,
    Plan.Kind.PROTECTION: Episode.Kind.PROTECTION_PLAN,
}


@transaction.atomic
def start_plan(
    *, by: User, children: Iterable[Person], kind: str, started_on: date, actions: Iterable[dict]
) -> Plan:
    """Write what was agreed as dated facts: `actions` are dicts of `what`, `who` and `due_on` (a date or None).

    A running plan of the same kind for any of the children ends the day the new one starts. The status of a child who
    had no such plan begins with it.
    """
    people = list(children)
    for child in people:
        access.require(by, "write", child)
    return write_plan(by=by, children=people, kind=kind, started_on=started_on, actions=actions)


@transaction.atomic
def write_plan(
    *, by: User, children: Iterable[Person], kind: str, started_on: date, actions: Iterable[dict]
) -> Plan:
    """`start_plan` for a record that `by` may authorise: that permission was checked, and a chair may not write."""
    people = list(children)
    earlier = Plan._base_manager.filter(children__in=people, kind=kind, ended_on=None)
    Plan._base_manager.filter(pk__in=earlier.values("pk")).update(ended_on=started_on)
    plan = Plan.objects.create(kind=kind, started_on=started_on)
    plan.children.set(people)
    PlanAction.objects.bulk_create(PlanAction(plan=plan, **action) for action in actions)
    audit.record(by, "cases.plan_started", plan)
    status = _STATUS_OF_PLAN.get(Plan.Kind(kind))
    if status is None:
        return plan
    for child in people:
        if not child.episodes.filter(kind=status, ended_on=None).exists():
            episode = Episode.objects.create(child=child, kind=status, started_on=started_on)
            audit.record(by, "cases.episode_started", episode)
            outbox.changed(episode)
    return plan


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


@transaction.atomic
def add_person(*, by: User, **details) -> Person:
    """A new person, without a case file yet. Any staff account may; family accounts may not."""
    if by.is_family:
        raise access.Refused("cases.person.add", "cases.person", None)
    person = Person.objects.create(**details)
    audit.record(by, "cases.person_added", person)
    return person


@transaction.atomic
def relate(
    *,
    by: User,
    person: Person,
    other: Person,
    kind: str,
    from_on: date | None = None,
    source: str = "",
) -> Relationship:
    """Write that `person` is the `kind` of `other`; `by` must hold the file of one of them."""
    mine = access.scope(by, "write", Person)
    if not mine.filter(pk__in=[person.pk, other.pk]).exists():
        raise access.Refused("cases.relationship.add", "cases.person", other.pk)
    made = Relationship.objects.create(
        person=person, other=other, kind=kind, from_on=from_on, source=source
    )
    audit.record(by, "cases.relationship_recorded", made, other=other.pk)
    for either in (person, other):
        outbox.changed(either)
    return made


@transaction.atomic
def join_family(*, by: User, family: Family, person: Person, from_on: date | None = None) -> None:
    """Put `person` into `family`; `by` must hold a child of it, or the family is still empty."""
    mine = access.scope(by, "write", Person)
    members = family.memberships.all()
    if members.exists() and not members.filter(person__in=mine).exists():
        raise access.Refused("cases.family.join", "cases.family", family.pk)
    FamilyMembership.objects.create(family=family, person=person, from_on=from_on)
    audit.record(by, "cases.family_joined", person, family=family.pk)
    outbox.changed(person)
