"""Two rows for one human: said to be two people, put together, and taken apart again.

Nobody may read more of anybody by it than the two files allowed: the stricter closure holds with the people who are on
both lists, a look that runs ends, and what was released, said and signed stays with whom it was released to.
"""

from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cases import access, audit, lookalikes, merging
from cases.actions.problem import Problem
from cases.models import (
    Assignment,
    Closure,
    Identifier,
    LegalHold,
    LookAlike,
    Merge,
    NamedAccess,
    NotSame,
    Person,
    PersonName,
    Restriction,
    Role,
    User,
)

_SHORTEST_REASON = 10
# What is taken from the row that goes where nothing stands in the one that stays.
_FILLED_IN = (
    "born_on",
    "expected_on",
    "died_on",
    "sex",
    "pronouns",
    "first_language",
    "communication_needs",
    "ethnicity",
)
_CLOSURE = ("closure", "closure_reason", "closure_owner", "closure_review_on")


@transaction.atomic
def say_not_same(*, by: User, one: Person, other: Person, reason: str = "") -> NotSame:
    """Note that these are two people; the pair is not offered again until somebody takes it back."""
    for person in (one, other):
        access.require(by, "merge", person)
    if one == other:
        raise Problem("Choose two people.")
    first, second = lookalikes.in_order(one.pk, other.pk)
    _lock(first, second)
    if NotSame._base_manager.filter(one=first, other=second, taken_back_at=None).exists():
        raise Problem("Somebody said so already. The pair is not offered any more.")
    made = NotSame(one_id=first, other_id=second, said_by=by, reason=reason.strip()[:300])
    made.save(force_insert=True)
    audit.record(by, "cases.not_same_said", made)
    return made


@transaction.atomic
def take_back_not_same(*, by: User, said: NotSame) -> None:
    """Let the two be offered again."""
    access.require(by, "take_back", said)
    if NotSame._base_manager.filter(pk=said.pk, taken_back_at=None).update(
        taken_back_at=timezone.now(), taken_back_by=by
    ):
        audit.record(by, "cases.not_same_taken_back", said)


def why_not(kept: Person, gone: Person, *, asked: Merge | None = None) -> list[str]:
    """Sentences that say why `gone` cannot be put together with `kept`; none when it can.

    `asked`: the merge that waits for a second person, which is no reason against itself.
    """
    if kept == gone:
        return ["This is one person already. Choose two."]
    for person in (kept, gone):
        if person.merged_into_id:
            return [
                f"{person.name} was put together with somebody a moment ago. Look at the list again."
            ]
    both = (kept, gone)
    found = []
    if any(person.closure == Closure.SEALED for person in both):
        found.append("A sealed file is put together with no other.")
    for person in both:
        if person.accounts.exclude(role=Role.FAMILY).exists():
            found.append(
                f"{person.name} works here and signs in as staff. Declare a conflict of interest instead."
            )
    if gone.reference and not kept.reference:
        found.append(f"{gone.name} has the case file. Let this one stay.")
    if _has_account(gone):
        found.append(
            "Both have an account of their own on the family’s side, so two people have signed in. They are not one."
            if _has_account(kept)
            else f"{gone.name} signs in on the family’s side. Let this one stay, so that the account stays theirs."
        )
    if Restriction._base_manager.filter(
        Q(child=kept, kept_from=gone) | Q(child=gone, kept_from=kept)
    ).exists():
        found.append("An order keeps one from the other. They are two people.")
    if LegalHold._base_manager.filter(child__in=both, lifted_at=None).count() > 1:
        found.append(
            "A legal hold stands on both files. Lift one, and write its reason into the other, so that none is lost."
        )
    waiting = Merge._base_manager.filter(
        kept__in=both, gone__in=both, done_at=None, declined_at=None
    )
    if any(one != asked for one in waiting):
        found.append("These two wait for a second person already.")
    return found + merging.obstacles(kept, gone)


# Why a second person looks -> what is said of it.
WHY_SECOND = {
    "restricted": "One of the files is restricted.",
    "order": "An order keeps somebody from one of the two, or one of the two from somebody.",
    "account": "One of the two signs in on the family’s side.",
    "teams": "The two files are held by different teams.",
}


def why_second(by: User, kept: Person, gone: Person) -> list[str]:
    """Codes of why `by` alone does not decide this; none when they may.

    An order about a child whom `by` may not read is none of the reasons, or it would tell of that child. It moves too.
    """
    both = (kept, gone)
    readable = access.scope(by, "read", Person)
    found = []
    if any(person.closure != Closure.OPEN for person in both):
        found.append("restricted")
    if Restriction._base_manager.filter(
        Q(child__in=both) | Q(kept_from__in=both, child__in=readable), lifted_at=None
    ).exists():
        found.append("order")
    if any(_has_account(person) for person in both):
        found.append("account")
    if kept.reference and gone.reference and _teams(kept) != _teams(gone):
        found.append("teams")
    return found


def _teams(person: Person) -> set[object]:
    rows = person.assignments.active().exclude(team=None)
    return set(rows.values_list("team", flat=True))


def _has_account(person: Person) -> bool:
    return person.accounts.filter(role=Role.FAMILY).exists()


@transaction.atomic
def merge_people(*, by: User, kept: Person, gone: Person, reason: str) -> Merge:
    """Put `gone` together with `kept`, who stays; where a second person must look, it waits for them.

    Raises `Problem` with every reason why these two cannot be put together.
    """
    for person in (kept, gone):
        access.require(by, "merge", person)
    _lock(kept.pk, gone.pk)
    kept, gone = (Person._base_manager.get(pk=person.pk) for person in (kept, gone))
    _require(kept, gone)
    if len(reason.strip()) < _SHORTEST_REASON:
        raise Problem("Say in a sentence how you know that this is one person.")
    merge = Merge(
        kept=kept,
        gone=gone,
        reason=reason.strip()[:300],
        asked_by=by,
        why_second=why_second(by, kept, gone),
    )
    merge.save(force_insert=True)
    if merge.why_second:
        audit.record(by, "cases.merge_asked", merge, kept=kept.pk, why=merge.why_second)
    else:
        _carry_out(by, merge)
    return merge


@transaction.atomic
def agree_to_merge(*, by: User, merge: Merge) -> None:
    """The second person agrees; what stood in the way meanwhile is looked at again."""
    access.require(by, "agree", merge)
    _lock(merge.kept_id, merge.gone_id)
    merge = Merge._base_manager.select_for_update().get(pk=merge.pk)
    if not merge.is_waiting:
        raise Problem("Somebody answered this a moment ago.")
    _require(merge.kept, merge.gone, asked=merge)
    merge.agreed_by = by
    _carry_out(by, merge)


@transaction.atomic
def decline_merge(*, by: User, merge: Merge) -> None:
    """Leave the two as they are: the second person does not agree, or whoever asked takes it back."""
    access.require(by, "decline", merge)
    if not Merge._base_manager.filter(pk=merge.pk, done_at=None, declined_at=None).update(
        declined_at=timezone.now(), declined_by=by
    ):
        raise Problem("Somebody answered this a moment ago.")
    audit.record(by, "cases.merge_declined", merge)


def _lock(*ids: UUID) -> None:
    # Always in one order, so that two who press at once wait for each other and not both.
    rows = Person._base_manager.select_for_update().filter(pk__in=ids).order_by("pk")
    list(rows.values_list("pk", flat=True))


def _require(kept: Person, gone: Person, *, asked: Merge | None = None) -> None:
    if problems := why_not(kept, gone, asked=asked):
        raise Problem(" ".join(problems))


def _carry_out(by: User, merge: Merge) -> None:
    kept, gone, now = merge.kept, merge.gone, timezone.now()
    merge.had, merge.done_at = merging.rows_of(kept), now
    merge.save(update_fields=["had", "done_at", "agreed_by"])
    mover = merging.Mover(merge, now)
    _close(mover)
    _hold(mover)
    mover.move_everything()
    _call(mover)
    mover.change(gone, merged_into=kept, reference=None)
    mover.end()
    LookAlike._base_manager.filter(Q(one=gone) | Q(other=gone)).delete()
    lookalikes.note_later(kept.pk)
    audit.record(by, "cases.people_merged", merge, kept=kept.pk, gone=gone.pk, rows=mover.count)


def _close(mover: merging.Mover) -> None:
    """The survivor is restricted where either was, to those who are on the list of each restricted one."""
    kept, gone = mover.kept, mover.gone
    closed = [person for person in (kept, gone) if person.closure != Closure.OPEN]
    for person in (kept, gone):
        for look in person.emergency_looks.filter(ended_at__gt=mover.at):
            mover.change(look, ended_at=mover.at)
    lists = [
        set(person.named_access.active(mover.at).values_list("user", flat=True))
        for person in closed
    ]
    # The list of an open file gives nobody a way into the other one.
    on_all = set.intersection(*lists) if lists else set()
    if closed and kept.closure == Closure.OPEN:
        mover.change(kept, **{name: getattr(gone, name) for name in _CLOSURE})
    for person in (kept, gone):
        for named in person.named_access.active(mover.at).exclude(user__in=on_all):
            mover.change(named, ended_at=mover.at)


def _hold(mover: merging.Mover) -> None:
    """Whoever holds the row that goes holds the survivor beside its own worker; nobody holds it twice."""
    mine = list(mover.kept.assignments.active(mover.at))
    allocated = Assignment.Capacity.ALLOCATED
    for row in mover.gone.assignments.active(mover.at):
        if any(
            one.team_id == row.team_id and row.worker_id in (one.worker_id, None) for one in mine
        ):
            mover.change(row, ended_at=mover.at)
        elif (
            row.worker_id
            and row.capacity == allocated
            and any(one.capacity == allocated for one in mine)
        ):
            mover.change(row, capacity=Assignment.Capacity.CO_WORKER)


def _call(mover: merging.Mover) -> None:
    """The survivor is found by the name and the reference of the row that goes; gaps are filled from it."""
    kept, gone = mover.kept, mover.gone
    if gone.name != kept.name and not kept.names.filter(name=gone.name).exists():
        mover.make(PersonName(person=kept, name=gone.name, kind=PersonName.Kind.ALIAS))
    if gone.reference:
        mover.make(Identifier(person=kept, kind=Identifier.Kind.FILE, value=gone.reference))
    gaps = {
        name: getattr(gone, name)
        for name in _FILLED_IN
        if getattr(kept, name) in (None, "", "U") and getattr(gone, name) not in (None, "", "U")
    }
    if gaps:
        mover.change(kept, **gaps)


@transaction.atomic
def undo_merge(*, by: User, merge: Merge, reason: str) -> int:
    """Make two of one again; returns how many rows were changed since and stay as they are now.

    What was added to the survivor meanwhile stays there, listed in `merge.since`. The survivor stays restricted when
    something was added, since nobody has said yet of which of the two it is. The pair counts as two people from now on.
    """
    access.require(by, "undo", merge)
    if len(reason.strip()) < _SHORTEST_REASON:
        raise Problem("Say in a sentence how you know that these are two people.")
    _lock(merge.kept_id, merge.gone_id)
    merge = Merge._base_manager.select_for_update().get(pk=merge.pk)
    if not merge.stands:
        raise Problem("This was undone already.")
    kept = merge.kept
    if kept.merged_into_id:
        raise Problem(f"{kept.name} was put together with somebody else since. Undo that first.")
    later = Merge._base_manager.filter(kept=kept, undone_at=None, done_at__gt=merge.done_at)
    if last := later.order_by("-done_at").select_related("gone").first():
        raise Problem(f"{last.gone.name} was put together with {kept.name} since. Undo that first.")
    closed = {name: getattr(kept, name) for name in _CLOSURE}
    listed = list(kept.named_access.active())
    merge.since = merging.since(merge)
    merge.undone_at, merge.undone_by, merge.undone_why = timezone.now(), by, reason.strip()[:300]
    merge.save(update_fields=["since", "undone_at", "undone_by", "undone_why"])
    otherwise = merging.put_back(merge)
    kept.refresh_from_db()
    if merge.since and kept.closure == Closure.OPEN != closed["closure"]:
        for name, value in closed.items():
            setattr(kept, name, value)
        kept.save(update_fields=list(closed))
        for named in listed:
            NamedAccess.objects.create(child=kept, user=named.user, reason=named.reason)
    first, second = lookalikes.in_order(merge.kept_id, merge.gone_id)
    NotSame._base_manager.get_or_create(
        one_id=first,
        other_id=second,
        taken_back_at=None,
        defaults={"said_by": by, "reason": merge.undone_why},
    )
    lookalikes.note_later(merge.kept_id, merge.gone_id)
    audit.record(by, "cases.merge_undone", merge, left=otherwise)
    return otherwise
