"""Filling in an exemplar: start, write, hand in, authorise. Facts and plans are written when a record is authorised."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
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

Place = tuple[str, str | None]

# Which plan an exemplar writes, and the answers that say more about it.
PLAN_KINDS = {"childs-plan": Plan.Kind.CHILD_IN_NEED}
_PLAN_KIND, _PLAN_START = "frame.kind", "frame.starts_on"
_KIND_SAID = {"need": Plan.Kind.CHILD_IN_NEED, "protection": Plan.Kind.PROTECTION}


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of one answer. `version`: the one that says what the writer has on their screen, None for blank.

    `rivals`: what others wrote here meanwhile and nobody has decided about yet.
    """

    version: AnswerVersion | None
    rivals: tuple[AnswerVersion, ...] = ()


def ref_of(person: Person) -> str:
    """What answers about `person`, and their own words, are kept under."""
    return person.reference or str(person.pk)


def children_of(
    record: Record, *, for_user: User | None = None, action: str = "read"
) -> list[Child]:
    """The children of a record as a form knows them, eldest first; with `for_user`, those they may `action`."""
    people = record.children.order_by("born_on", "name")
    if for_user is not None:
        people = people.filter(pk__in=access.scope(for_user, action, Person).values("pk"))
    return [
        Child(
            ref=ref_of(child),
            name=child.name,
            born=child.born_on,
            disabled=child.is_disabled,
            known_as=_known_as(child),
        )
        for child in people.prefetch_related("names")
    ]


def _known_as(child: Person) -> str:
    names = [row for row in child.names.all() if row.kind == row.Kind.KNOWN_AS and not row.until_on]
    return names[0].name if names else ""


def known_facts(record: Record) -> list[FactRow]:
    """What was known about the children and their families when the record was decided on, or now for one still open.

    Oldest first, as they were recorded. Walks from the children, whom the caller holds.
    """
    is_settled = not record.is_open and record.state != Record.State.READY
    until = record.decided_at if is_settled and record.decided_at else timezone.now()
    found: list[tuple[Fact, str | None]] = []
    for child in record.children.all():
        found += [(fact, ref_of(child)) for fact in _facts_until(child, until)]
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
    return {place_of(row): row.current.value for row in rows if row.current}


def place_of(answer: Answer) -> Place:
    return answer.question, ref_of(answer.child) if answer.child else None


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
def revise(*, by: User, record: Record) -> Record:
    """A draft that will take the place of an authorised record, on the current version of its form.

    The answers come along where the form still asks the same; known facts do not, because they are asked afresh with
    their age. Raises `Problem` when somebody is writing one already.
    """
    record.refresh_from_db(from_queryset=Record._base_manager.select_for_update())
    access.require(by, "read", record)
    if not record.is_authorised:
        raise Problem("Only an authorised record gets a new version. Load the page again.")
    if being_revised(record) is not None:
        raise Problem("Somebody is writing a new version of this already. Open that one.")
    version = record.version.exemplar.current_version()
    if version is None or not record.version.exemplar.live:
        raise Problem("This form is not in use any more. Start a record on another form.")
    draft = start_record(by=by, version=version, children=record.children.all(), supersedes=record)
    asked = {question.key: question for question in version.read().questions()}
    before = {question.key: question for question in record.version.read().questions()}
    for row in record.answers.select_related("current", "child"):
        now, then = asked.get(row.question), before.get(row.question)
        if now is None or then is None or now.kind != then.kind or now.fact or row.current is None:
            continue
        answer = Answer.objects.create(record=draft, question=row.question, child=row.child)
        answer.current = AnswerVersion.objects.create(answer=answer, value=row.current.value, by=by)
        answer.save(update_fields=["current"])
    return draft


def being_revised(record: Record) -> Record | None:
    """The draft that will take the place of `record`, if somebody is writing one."""
    unfinished = [Record.State.DRAFT, Record.State.RETURNED, Record.State.READY]
    return Record._base_manager.filter(supersedes=record, state__in=unfinished).first()


@transaction.atomic
def save_answer(
    *,
    by: User,
    record: Record,
    question: str,
    value: Any,
    child: Person | None = None,
    based_on: AnswerVersion | None = None,
) -> AnswerVersion | None:
    """`save_answers` for one place; gives the version that says `value`, None for a blank that was never filled."""
    place = (question, ref_of(child) if child else None)
    seen = {place: based_on.pk} if based_on else {}
    return save_answers(by=by, record=record, values={place: value}, based_on=seen)[place].version


@transaction.atomic
def save_answers(
    *,
    by: User,
    record: Record,
    values: Mapping[Place, Any],
    based_on: Mapping[Place, UUID] | None = None,
) -> dict[Place, Saved]:
    """Add a version to every answer that changed and make it the current one. Nothing anybody wrote is ever replaced.

    `based_on`: by place, the version the writer had before their eyes. When another has come since, both stand in the
    history, the new one is marked as a conflict, and the screen can show both. What the writer did not touch is not
    saved over what somebody else wrote there. Raises `Problem` for a place that the record does not have, or once it
    is handed in.
    """
    _require_open(by, record)
    definition = record.version.read()
    people = {ref_of(child): child for child in record.children.all()}
    answers = {place_of(row): row for row in record.answers.select_related("current__by", "child")}
    disputed = set(
        AnswerVersion._base_manager.filter(answer__record=record, is_conflict=True).values_list(
            "answer", flat=True
        )
    )
    saved: dict[Place, Saved] = {}
    written: list[UUID] = []
    for place, value in values.items():
        child = _child_at(by, definition, place, people)
        answer = answers.get(place)
        seen = _seen(answer, (based_on or {}).get(place))
        if answer is None or answer.current is None:
            if definitions.is_blank(value):
                saved[place] = Saved(None)
                continue
            answer = answer or Answer.objects.create(record=record, question=place[0], child=child)
            saved[place] = Saved(_add_version(answer, value, by=by, based_on=seen))
            written.append(answer.pk)
            continue
        current = answer.current
        if current.value == value:
            saved[place] = Saved(current, rivals_of(answer) if answer.pk in disputed else ())
        elif seen is not None and seen.value == value:
            saved[place] = Saved(seen, (current,))
        else:
            is_conflict = seen is None or seen.pk != current.pk
            version = _add_version(answer, value, by=by, based_on=seen, is_conflict=is_conflict)
            is_disputed = is_conflict or answer.pk in disputed
            saved[place] = Saved(version, rivals_of(answer) if is_disputed else ())
            written.append(answer.pk)
    if written:
        audit.record(by, "documents.answer_saved", record, answers=written)
        outbox.changed(record)
    return saved


def _child_at(
    by: User, definition: definitions.Definition, place: Place, people: Mapping[str, Person]
) -> Person | None:
    key, ref = place
    try:
        section = definition.section_of(key)
    except LookupError:
        raise Problem("This question is not part of this form. Load the page again.") from None
    if section.is_per_child != (ref is not None):
        raise Problem("This answer belongs to another place of the form. Load the page again.")
    if ref is None:
        return None
    if ref not in people:
        raise Problem("This child is not part of this record. Load the page again.")
    access.require(by, "write", people[ref])
    return people[ref]


def _seen(answer: Answer | None, pk: UUID | None) -> AnswerVersion | None:
    if answer is None or pk is None:
        return None
    return answer.versions.filter(pk=pk).first()


def _add_version(
    answer: Answer,
    value: Any,
    *,
    by: User,
    based_on: AnswerVersion | None,
    is_conflict: bool = False,
) -> AnswerVersion:
    made = AnswerVersion.objects.create(
        answer=answer, value=value, based_on=based_on, is_conflict=is_conflict, by=by
    )
    answer.current = made
    answer.save(update_fields=["current"])
    return made


def rivals_of(answer: Answer) -> tuple[AnswerVersion, ...]:
    """What others wrote at the same time as what stands now, and nobody has decided about yet; latest first.

    A version that is no conflict was written by somebody who saw the one before it; a conflict saw only what it is
    based on. What the current version never saw, directly or through those, is a rival.
    """
    line = list(answer.versions.order_by("at", "id").values_list("pk", "based_on", "is_conflict"))
    saw: dict[UUID, set[UUID]] = {}
    before: UUID | None = None
    for pk, based_on, is_conflict in line:
        saw[pk] = {seen for seen in (based_on, None if is_conflict else before) if seen}
        before = pk
    reached: set[UUID] = set()
    waiting = [answer.current_id] if answer.current_id else []
    while waiting:
        at = waiting.pop()
        if at not in reached:
            reached.add(at)
            waiting += saw[at]
    unseen = [pk for pk, _, _ in line if pk not in reached]
    passed = {seen for pk in unseen for seen in saw[pk]}
    last = [pk for pk in unseen if pk not in passed]
    found = answer.versions.filter(pk__in=last).select_related("by").order_by("-at", "-id")
    now = answer.current.value if answer.current else None
    return tuple(rival for rival in found if rival.value != now)


def disputed_answers(record: Record) -> dict[Place, tuple[AnswerVersion, ...]]:
    """Places where people wrote at the same time and nobody has decided yet, with what the others wrote."""
    rows = record.answers.filter(versions__is_conflict=True).distinct()
    found = {
        place_of(answer): rivals_of(answer) for answer in rows.select_related("current", "child")
    }
    return {place: rivals for place, rivals in found.items() if rivals}


def version_at(pk: UUID | str) -> AnswerVersion | None:
    """The version `pk`, for whoever then asks the policy about the answer it belongs to."""
    return AnswerVersion._base_manager.select_related("answer__current", "by").filter(pk=pk).first()


def last_saved(record: Record) -> datetime | None:
    """When somebody last wrote into the record."""
    newest = AnswerVersion._base_manager.filter(answer__record=record).order_by("-at").first()
    return newest.at if newest else None


@transaction.atomic
def settle(*, by: User, record: Record, rival: AnswerVersion, value: Any) -> AnswerVersion:
    """Decide between two versions of the same time: the answer is `value` from now on. Both stay in the history.

    `rival` is what somebody else wrote; `value` may be theirs, one's own, or something made of both.
    """
    _require_open(by, record)
    answer = record.answers.select_related("current", "child").filter(pk=rival.answer_id).first()
    if answer is None or answer.current is None:
        raise Problem("These words belong to another record. Load the page again.")
    if answer.child is not None:
        access.require(by, "write", answer.child)
    if rival.pk == answer.current.pk and rival.value == value:
        return rival
    version = _add_version(answer, value, by=by, based_on=rival)
    audit.record(by, "documents.answer_settled", record, answer=answer.pk)
    outbox.changed(record)
    return version


def _require_open(by: User, record: Record) -> None:
    """`record`, locked for this transaction, is still open to `by`: nothing is written while it is being handed in."""
    record.refresh_from_db(from_queryset=Record._base_manager.select_for_update())
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
def take_back(*, by: User, record: Record) -> Record:
    """Undo a handing in on which nobody has decided yet: the record is a draft again."""
    record.refresh_from_db(from_queryset=Record._base_manager.select_for_update())
    access.require(by, "read", record)
    for child in record.children.all():
        access.require(by, "write", child)
    if record.state != Record.State.READY:
        raise Problem("Somebody has decided on this record already. Load the page again.")
    record.state, record.ready_at = Record.State.DRAFT, None
    record.save(update_fields=["state", "ready_at"])
    audit.record(by, "documents.record_taken_back", record)
    outbox.changed(record)
    return record


@transaction.atomic
def return_record(
    *, by: User, record: Record, note: str, seen_at: datetime | None = None
) -> Record:
    """Give it back to its author with a note that says what to change."""
    _require_deciding(by, record, seen_at)
    if not note.strip():
        raise Problem("Say what should change, so that the author knows.")
    record.state, record.decision_note = Record.State.RETURNED, note
    record.decided_by, record.decided_at = by, timezone.now()
    record.save(update_fields=["state", "decision_note", "decided_by", "decided_at"])
    audit.record(by, "documents.record_returned", record)
    outbox.changed(record)
    return record


@transaction.atomic
def authorise(
    *, by: User, record: Record, note: str = "", seen_at: datetime | None = None
) -> Record:
    """Authorise a record, with gaps if what a law needs is missing. Writes its facts and plan.

    `seen_at`: when what `by` has read was handed in. Raises `Problem` when it was handed in again since.
    """
    _require_deciding(by, record, seen_at)
    return _finish(by, record, note=note)


def _require_deciding(by: User, record: Record, seen_at: datetime | None) -> None:
    record.refresh_from_db(from_queryset=Record._base_manager.select_for_update())
    if record.state != Record.State.READY and access.decide(by, "read", record):
        raise Problem(
            "This is not waiting for a decision any more: somebody decided already, or the author took it back. "
            "Load the page again."
        )
    access.require(by, "authorise", record)
    if seen_at is not None and seen_at != record.ready_at:
        raise Problem(
            "It was changed and handed in again after you opened it, so nothing was decided. "
            "Please read it again: the words below are the new ones."
        )


def _finish(by: User, record: Record, *, note: str) -> Record:
    record.state = Record.State.WITH_GAPS if gaps_of(record) else Record.State.AUTHORISED
    record.decided_by, record.decided_at, record.decision_note = by, timezone.now(), note
    _write_facts(record)
    _write_plan(by, record)
    record.save(update_fields=["state", "decided_by", "decided_at", "decision_note", "plan"])
    if record.supersedes is not None:
        Record._base_manager.filter(pk=record.supersedes.pk).update(state=Record.State.SUPERSEDED)
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


def asked_answers(record: Record) -> dict[Place, Any]:
    """The answers to what is asked; one whose condition holds no more is kept in the record and says nothing."""
    answers, children = answers_of(record), children_of(record)
    return {
        asked.place: answers[asked.place]
        for asked in definitions.places(record.version.read(), children=children)
        if asked.place in answers
        and definitions.is_asked(asked, answers=answers, children=children, on=record.dated_on)
    }


def _write_facts(record: Record) -> None:
    """Answers bound to a fact become facts of the children, with this record as their source.

    A danger that nobody said how they know stays in the record only: it would be trusted at a door.
    """
    # `paper` acts on records, so it cannot be imported before them.
    from documents.actions import paper

    definition, answers = record.version.read(), asked_answers(record)
    people = {ref_of(child): child for child in record.children.all()}
    on_paper = paper.origin_of(record)
    for said in prefill.facts_from(definition, answers, children=children_of(record)):
        if definitions.is_unproved(
            definition.question(said.question), answers[said.question, said.about]
        ):
            continue
        source = record.title
        if (said.question, said.about) in on_paper:
            source = f"{record.title}, on paper, page {on_paper[said.question, said.about][0]}"
        for person in [people[said.about]] if said.about else people.values():
            fact = Fact.objects.create(
                person=person,
                key=said.key,
                value=said.value,
                standing=said.standing,
                how_known=said.how_known[:200],
                as_of=record.dated_on,
                source=source[:200],
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
    answers = asked_answers(record)
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
    said = answers.get((_PLAN_KIND, None))
    record.plan = case_actions.write_plan(
        by=by,
        children=record.children.all(),
        kind=_KIND_SAID.get(said, kind) if isinstance(said, str) else kind,
        started_on=_day(answers.get((_PLAN_START, None))) or record.dated_on,
        actions=agreed,
    )


def _day(typed: Any) -> date | None:
    try:
        return date.fromisoformat(typed if isinstance(typed, str) else "")
    except ValueError:
        return None
