"""Filling in an exemplar: start, write, hand in, authorise. Facts and plans are written when a record is authorised."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from cases import access, audit, outbox
from cases import actions as case_actions
from cases.actions import Problem
from cases.models import Fact, Family, Person, Plan, User
from documents import definitions, prefill
from documents.definitions import Child
from documents.models import Answer, AnswerVersion, Evidence, ExemplarVersion, Record
from documents.prefill import FactRow, Prefilled
from documents.signals import record_authorised, record_handed_in

PLAN_KINDS = {"childs-plan": Plan.Kind.CHILD_IN_NEED}


def children_of(record: Record) -> list[Child]:
    """The children of a record as a form knows them, eldest first."""
    return [
        Child(
            ref=child.reference or str(child.pk),
            name=child.name,
            born=child.born_on,
            disabled=child.is_disabled,
        )
        for child in record.children.order_by("born_on", "name")
    ]


def known_facts(record: Record) -> list[FactRow]:
    """What was known about the children and their families when the record was decided on, or now for one still open.

    Oldest first, as they were recorded. Walks from the children, whom the caller holds.
    """
    until = record.decided_at if record.is_authorised and record.decided_at else timezone.now()
    found: list[tuple[Fact, str | None]] = []
    for child in record.children.all():
        found += [(fact, child.reference or str(child.pk)) for fact in _facts_until(child, until)]
        for family in child.families.all():
            found += [(fact, None) for fact in _facts_until(family, until)]
    unique = {(fact.pk, about): (fact, about) for fact, about in found}
    return [
        FactRow(
            key=fact.key,
            value=fact.value,
            as_of=fact.as_of,
            source=fact.source,
            standing=fact.standing,
            recorded_by=str(fact.recorded_by) if fact.recorded_by else "",
            about=about,
        )
        for fact, about in sorted(unique.values(), key=lambda pair: pair[0].recorded_at)
    ]


def _facts_until(owner: Person | Family, until: datetime) -> Iterable[Fact]:
    return owner.facts.filter(recorded_at__lte=until).select_related("recorded_by")


def prefilled_for(record: Record, *, on: date) -> dict[tuple[str, str | None], Prefilled]:
    """What is known at each place of the record's form, with its age on the day `on`."""
    return prefill.prefill(
        record.version.read(), known_facts(record), children=children_of(record), on=on
    )


def answers_of(
    record: Record, *, for_user: User | None = None
) -> dict[tuple[str, str | None], Any]:
    """Current answers by (question key, child reference or None); with `for_user`, only those they may read."""
    rows = record.answers.select_related("current", "child")
    if for_user is not None:
        rows = rows.filter(pk__in=access.scope(for_user, "read", Answer).values("pk"))
    return {
        (row.question, (row.child.reference or str(row.child.pk)) if row.child else None): (
            row.current.value
        )
        for row in rows
        if row.current
    }


@transaction.atomic
def start_record(
    *,
    by: User,
    version: ExemplarVersion,
    children: Iterable[Person],
    dated_on: date | None = None,
    supersedes: Record | None = None,
) -> Record:
    """A draft on the frozen `version` for one or more children, each of whose files `by` may write into."""
    people = list(children)
    if not people:
        raise Problem("Choose at least one child that this is about.")
    for child in people:
        access.require(by, "write", child)
    definition = version.read()
    record = Record.objects.create(
        version=version,
        title=definition.name,
        written_by=by,
        written_by_name=str(by),
        dated_on=dated_on or timezone.localdate(),
        supersedes=supersedes,
    )
    record.children.set(people)
    audit.record(by, "documents.record_started", record)
    outbox.changed(record)
    return record


@transaction.atomic
def save_answer(
    *,
    by: User,
    record: Record,
    question: str,
    value: Any,
    child: Person | None = None,
    based_on: AnswerVersion | None = None,
) -> AnswerVersion:
    """Add a version of one answer and make it the current one. Nothing anybody wrote is ever replaced.

    `based_on` is the version the writer had before their eyes: when another has come since, both stand in the history
    and the new one is marked as a conflict, so that the screen can show both. Saving the same value again adds nothing.
    Raises `Problem` for a question that the record does not ask, or once it is handed in.
    """
    _require_open(by, record)
    definition = record.version.read()
    try:
        section = definition.section_of(question)
    except LookupError:
        raise Problem("This question is not part of this form. Load the page again.") from None
    if section.is_per_child != (child is not None):
        raise Problem("This answer belongs to another place of the form. Load the page again.")
    if child is not None:
        access.require(by, "write", child)
        if not record.children.filter(pk=child.pk).exists():
            raise Problem("This child is not part of this record. Load the page again.")
    answer = _answer(record, question, child)
    now_current = answer.current
    if now_current is not None and now_current.value == value:
        return now_current
    version = AnswerVersion.objects.create(
        answer=answer,
        value=value,
        based_on=based_on,
        is_conflict=bool(
            now_current
            and now_current.by_id != by.pk
            and (based_on is None or based_on.pk != now_current.pk)
        ),
        by=by,
    )
    answer.current = version
    answer.save(update_fields=["current"])
    audit.record(by, "documents.answer_saved", record, answer=answer.pk)
    outbox.changed(record)
    return version


def _answer(record: Record, question: str, child: Person | None) -> Answer:
    rows = record.answers.filter(question=question, child=child)
    try:
        with transaction.atomic():
            found = rows.select_for_update().first()
            return found or Answer.objects.create(record=record, question=question, child=child)
    except IntegrityError:
        return rows.select_for_update().get()


def _require_open(by: User, record: Record) -> None:
    if not record.is_open and access.decide(by, "read", record):
        raise Problem(
            "This record is no longer a draft, so nothing was saved over it. "
            "Copy your words, then ask for it to be returned to you."
        )
    access.require(by, "write", record)


def gaps_of(record: Record) -> list[definitions.Missing]:
    """What a law or a return needs and is still blank; told to the writer and the manager, never a wall."""
    return definitions.missing(
        record.version.read(),
        answers=answers_of(record),
        children=children_of(record),
        on=record.dated_on,
    )


@transaction.atomic
def hand_in(*, by: User, record: Record) -> Record:
    """Ask the manager (or the chair) to authorise. A form that nobody authorises is finished by its author."""
    _require_open(by, record)
    record.state, record.ready_at = Record.State.READY, timezone.now()
    record.save(update_fields=["state", "ready_at"])
    audit.record(by, "documents.record_handed_in", record)
    outbox.changed(record)
    transaction.on_commit(partial(record_handed_in.send, sender=Record, record=record))
    if record.version.read().authorised_by is None:
        return _finish(by, record, note="")
    return record


@transaction.atomic
def return_record(*, by: User, record: Record, note: str) -> Record:
    """Give it back to its author with a note that says what to change."""
    _require_deciding(by, record)
    if not note.strip():
        raise Problem("Say what should change, so that the author knows.")
    record.state, record.decision_note = Record.State.RETURNED, note
    record.decided_by, record.decided_at = by, timezone.now()
    record.save(update_fields=["state", "decision_note", "decided_by", "decided_at"])
    audit.record(by, "documents.record_returned", record)
    outbox.changed(record)
    return record


@transaction.atomic
def authorise(*, by: User, record: Record, note: str = "") -> Record:
    """Authorise a record, with gaps if what a law needs is missing. Writes its facts and plan."""
    _require_deciding(by, record)
    return _finish(by, record, note=note)


def _require_deciding(by: User, record: Record) -> None:
    if record.state != Record.State.READY and access.decide(by, "read", record):
        raise Problem("Somebody has decided on this record already. Load the page again.")
    access.require(by, "authorise", record)


def _finish(by: User, record: Record, *, note: str) -> Record:
    record.state = Record.State.WITH_GAPS if gaps_of(record) else Record.State.AUTHORISED
    record.decided_by, record.decided_at, record.decision_note = by, timezone.now(), note
    _write_facts(record)
    _write_plan(by, record)
    record.save(update_fields=["state", "decided_by", "decided_at", "decision_note", "plan"])
    if record.supersedes_id:
        Record._base_manager.filter(pk=record.supersedes_id).update(state=Record.State.SUPERSEDED)
        outbox.changed(record.supersedes)
    audit.record(by, "documents.record_authorised", record, state=record.state)
    outbox.changed(record)
    transaction.on_commit(partial(record_authorised.send, sender=Record, record=record))
    return record


@transaction.atomic
def cancel(*, by: User, record: Record, reason: str) -> Record:
    """End a draft that will not be finished. Its words stay in the file; the reason stays beside them."""
    _require_open(by, record)
    if not reason.strip():
        raise Problem(
            "Say why it is cancelled; an unfinished record without a reason is a riddle later."
        )
    record.state, record.decision_note = Record.State.CANCELLED, reason
    record.decided_by, record.decided_at = by, timezone.now()
    record.save(update_fields=["state", "decision_note", "decided_by", "decided_at"])
    audit.record(by, "documents.record_cancelled", record)
    outbox.changed(record)
    return record


def _write_facts(record: Record) -> None:
    """Answers bound to a fact become facts of the children, with this record as their source."""
    children = children_of(record)
    people = {child.reference or str(child.pk): child for child in record.children.all()}
    stated = prefill.facts_from(record.version.read(), answers_of(record), children=children)
    for said in stated:
        for person in [people[said.about]] if said.about else people.values():
            fact = Fact.objects.create(
                person=person,
                key=said.key,
                value=said.value,
                standing=said.standing,
                how_known=said.how_known[:200],
                as_of=record.dated_on,
                source=record.title,
                recorded_by=record.written_by,
            )
            Evidence.objects.create(record=record, fact=fact, question=said.question)
            outbox.changed(person)


def _write_plan(by: User, record: Record) -> None:
    """What was agreed in a plan becomes a dated plan with its actions, which later reviews read."""
    definition = record.version.read()
    kind = PLAN_KINDS.get(definition.key)
    if kind is None:
        return
    answers = answers_of(record)
    agreed = []
    for asked in definitions.places(definition, children=children_of(record)):
        rows = answers.get(asked.place)
        if asked.question.kind == "actions" and isinstance(rows, list):
            agreed += [
                {
                    "what": row["what"][:400],
                    "who": row.get("who", "")[:200],
                    "due_on": _day(row.get("by")),
                }
                for row in rows
                if row.get("what")
            ]
    record.plan = case_actions.write_plan(
        by=by,
        children=record.children.all(),
        kind=kind,
        started_on=record.dated_on,
        actions=agreed,
    )


def _day(typed: str | None) -> date | None:
    try:
        return date.fromisoformat(typed or "")
    except ValueError:
        return None
