"""Records that were filled in, and what families were given of them, said and signed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

from cases import accounts
from cases.models import Due, Person, Plan, Role, User
from documents.actions import records, sharing
from documents.canonical import digest
from documents.models import (
    Answer,
    AnswerVersion,
    ExemplarVersion,
    PublishedVersion,
    Record,
    Release,
    Reply,
    SealedEdition,
    Signature,
)
from family_access import actions as family_actions
from family_access.models import Invitation
from family_access.views import STATEMENT
from portal.demo import story as told
from portal.demo.rows.cast import PASSWORD, Cast, give_second_factor, id_of, moment
from portal.demo.story import Key

_STARTED, _FINISHED, _DECIDED = time(9, 20), time(16, 10), time(11, 5)
_GIVEN, _OPENED, _SAID, _SIGNED = time(12, 30), time(19, 40), time(20, 5), time(20, 25)
_UNDER_WAY = frozenset({"draft", "ready"})
_FIRST_LINK = "0" * 64
#: Days between the invitation card and the first thing to read.
_INVITED_BEFORE = timedelta(days=9)


def make_records(cast: Cast, plans: Mapping[Key, Plan]) -> None:
    """Every record that was decided on, with its answers as its author left them."""
    for story in cast.stories:
        for one in story.records:
            if one.state not in _UNDER_WAY:
                _make_record(cast, story, one, plans)


def _make_record(
    cast: Cast, story: told.Story, one: told.FilledRecord, plans: Mapping[Key, Plan]
) -> Record:
    author = cast.staff[one.by]
    finished = one.finished_on or one.started_on
    record = Record.objects.create(
        id=id_of("record", one.key),
        version=_version(one.exemplar),
        title=one.title,
        state=one.state,
        written_by=author,
        written_by_name=str(author),
        started_at=moment(one.started_on, _STARTED),
        dated_on=finished,
        ready_at=moment(finished, _FINISHED),
        decided_by=cast.staff[one.authorised_by] if one.authorised_by else None,
        decided_at=moment(one.authorised_on or finished, _decided_at(one, finished)),
        decision_note=one.reason,
        supersedes_id=_superseded(story, one),
        plan=_plan_of(story, one, plans),
    )
    record.children.set([cast.people[child] for child in one.about])
    _write_answers(cast, record, one, author, finished)
    if one.due:
        Due._base_manager.bulk_create(
            Due(
                child=cast.people[child],
                what=one.title,
                basis=record.version.exemplar.name,
                original_on=one.due,
                done_on=one.authorised_on,
            )
            for child in one.about
        )
    return record


def _decided_at(one: told.FilledRecord, finished: date) -> time:
    """A decision on the day on which a record was handed in came after it."""
    return _DECIDED if one.authorised_on and one.authorised_on > finished else time(16, 55)


def _version(key: str) -> ExemplarVersion:
    return ExemplarVersion.objects.filter(exemplar__key=key).order_by("-number")[0]


def _superseded(story: told.Story, one: told.FilledRecord) -> UUID | None:
    """The id of the record whose place `one` took: the last before it on the same form about the same children."""
    earlier = [
        other
        for other in story.records
        if (other.exemplar, other.about) == (one.exemplar, one.about)
        and other.state in {"superseded", "authorised"}
        and other.started_on < one.started_on
    ]
    if not earlier or (earlier[-1].state != "superseded" and one.state not in _UNDER_WAY):
        return None
    return id_of("record", earlier[-1].key)


def _plan_of(story: told.Story, one: told.FilledRecord, plans: Mapping[Key, Plan]) -> Plan | None:
    if one.exemplar != "childs-plan":
        return None
    on = one.authorised_on or one.started_on
    return next(
        (
            plans[plan.key]
            for plan in story.plans
            if set(one.about) <= set(plan.children) and plan.since <= on <= (plan.until or on)
        ),
        None,
    )


def _write_answers(
    cast: Cast, record: Record, one: told.FilledRecord, author: User, finished: date
) -> None:
    places: list[tuple[Person | None, str, Any]] = [
        (None, key, value) for key, value in one.answers.items()
    ]
    for child, answers in one.child_answers.items():
        places += [(cast.people[child], key, value) for key, value in answers.items()]
    made = [Answer(record=record, question=key, child=child) for child, key, _ in places]
    Answer._base_manager.bulk_create(made)
    versions = [
        AnswerVersion(
            answer=answer, value=_value(cast, value), by=author, at=moment(finished, _FINISHED)
        )
        for answer, (_, _, value) in zip(made, places, strict=True)
    ]
    AnswerVersion._base_manager.bulk_create(versions)
    for answer, version in zip(made, versions, strict=True):
        answer.current = version
    Answer._base_manager.bulk_update(made, ["current"])


def _value(cast: Cast, value: Any) -> Any:
    """An answer as the form keeps it: whose own words they are stands as a reference, not as a key of the story."""
    if isinstance(value, list) and value and isinstance(value[0], Mapping):
        return [
            {
                name: records.ref_of(cast.people[said]) if name == "person" else said
                for name, said in row.items()
            }
            for row in value
        ]
    return dict(value) if isinstance(value, Mapping) else value


def begin_records(cast: Cast) -> None:
    """What somebody is writing now, or has just handed in, through the actions that the form itself uses."""
    for story in cast.stories:
        for one in story.records:
            if one.state not in _UNDER_WAY:
                continue
            author, before = cast.staff[one.by], _superseded(story, one)
            record = records.start_record(
                by=author,
                version=_version(one.exemplar),
                children=[cast.people[child] for child in one.about],
                supersedes=Record._base_manager.filter(pk=before).first() if before else None,
            )
            values: dict[records.Place, Any] = {
                (key, None): _value(cast, value) for key, value in one.answers.items()
            }
            for child, answers in one.child_answers.items():
                ref = records.ref_of(cast.people[child])
                values.update({(key, ref): _value(cast, said) for key, said in answers.items()})
            records.save_answers(by=author, record=record, values=values)
            row = Record._base_manager.filter(pk=record.pk)
            row.update(started_at=moment(one.started_on, _STARTED))
            if one.state == "ready" and one.finished_on:
                records.hand_in(by=author, record=record)
                row.update(dated_on=one.finished_on, ready_at=moment(one.finished_on, _FINISHED))


def open_family_doors(cast: Cast) -> None:
    """The accounts of the family: by invitation where something was shared, otherwise made by the records officer."""
    for story in cast.stories:
        for account in story.accounts:
            given = [one for one in story.shared if one.person == account.person]
            if given:
                user = _invited(cast, story, account, given[0])
            else:
                user = accounts.make_account(
                    by=next(user for user in cast.staff.values() if user.role == Role.RECORDS),
                    person=cast.people[account.person],
                    username=account.username,
                    role=Role.FAMILY,
                    password=PASSWORD,
                    email=account.email,
                )
            give_second_factor(user)


def _invited(
    cast: Cast, story: told.Story, account: told.FamilyAccount, first: told.Shared
) -> User:
    person = cast.people[account.person]
    record = Record._base_manager.get(pk=id_of("record", first.record))
    child = next((child for child in record.children.all() if child == person), None)
    child = child or record.children.order_by("born_on")[0]
    card, _ = family_actions.invite(
        by=record.written_by,
        child=child,
        person=person,
        relation="the young person" if child == person else _relation(story, account.person),
        identity_seen="Known to the worker, at home",
        proof_question="What was on the table when this card was made?",
        proof_answer="a yellow teapot",
        email=account.email,
    )
    user = family_actions.join(invitation=card, username=account.username, password=PASSWORD)
    made_at = moment(first.on - _INVITED_BEFORE, _GIVEN)
    Invitation._base_manager.filter(pk=card.pk).update(
        made_at=made_at,
        expires_at=made_at + family_actions.LONGEST,
        used_at=made_at + timedelta(hours=7),
    )
    return user


def _relation(story: told.Story, person: Key) -> str:
    children = {one.key for one in story.people if one.is_child}
    return next(one.kind for one in story.relationships if one.of == person and one.to in children)


def share(cast: Cast) -> None:
    """Release what was shared, to whom it was shared, and keep what each said and decided under its own day."""
    for story in cast.stories:
        for one in story.shared:
            _share(cast, one)


def _share(cast: Cast, one: told.Shared) -> None:
    record = Record._base_manager.get(pk=id_of("record", one.record))
    recipient = cast.people[one.person]
    content = sharing.council_content(record)
    PublishedVersion.objects.create(
        record=record,
        number=1,
        content=content,
        sha256=digest(content),
        made_by=record.written_by,
        made_at=moment(one.on, _GIVEN),
    )
    release = sharing.release(
        by=record.written_by,
        record=record,
        recipient=recipient,
        # What was answered was put in by the worker, also where the form leaves it to her.
        put_in={_block(cast, reply.block) for reply in one.replies},
    )
    Release._base_manager.filter(pk=release.pk).update(
        released_at=moment(one.on, _GIVEN),
        first_opened_at=moment(one.read_on, _OPENED) if one.read_on else None,
    )
    release.refresh_from_db()
    release.editions.update(evidence=sharing.evidence_of(release), asked_at=moment(one.on, _GIVEN))
    for reply in one.replies:
        Reply.objects.create(
            release=release,
            block=_block(cast, reply.block),
            author=recipient,
            stance=reply.stance,
            is_question=reply.is_question,
            is_wrong=reply.is_wrong,
            words=reply.words,
            said_at=moment(reply.on, _SAID),
            seen_by=record.written_by,
            seen_at=moment(reply.on + timedelta(days=1), _DECIDED),
        )
    if one.decision:
        _sign(cast.account_of(one.person), release, one)


def _block(cast: Cast, key: str) -> str:
    """The id of the block that answers a question, for one child where the key says so."""
    question, _, child = key.partition("@")
    return f"{question}@{records.ref_of(cast.people[child])}" if child else question


def _sign(account: User, release: Release, one: told.Shared) -> None:
    signed_at = moment(one.decided_on or one.on, _SIGNED)
    signature = Signature(
        release=release,
        signer=account.person,
        decision=one.decision,
        words=one.words,
        typed_name=account.person.name,
        statement=STATEMENT["self"],
        language=release.language,
        format=f"on the screen, {account.reading.get('size', 'standard')} letters",
        release_sha256=release.sha256,
        identity_shown="signed in with a password and a second factor",
        signed_at=signed_at,
        previous=_FIRST_LINK,
        receipt=sharing.new_receipt(),
    )
    signature.digest = digest(sharing.act_of(signature))
    signature.save(force_insert=True)
    SealedEdition.objects.create(
        release=release,
        signature=signature,
        evidence=sharing.evidence_of(release, signature),
        asked_at=signed_at,
    )


def date_messages() -> None:
    """A message went out a minute after what it tells of."""
    for release in Release._base_manager.exclude(messages=None):
        at = release.released_at + timedelta(minutes=1)
        release.messages.update(made_at=at, sent_at=at)
