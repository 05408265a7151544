"""Events, facts, statuses and plans: what is known of a child, with its days."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone

from cases import access, audit, outbox
from cases.actions.problem import Problem
from cases.models import Episode, Event, Fact, Family, Person, Plan, PlanAction, User


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
