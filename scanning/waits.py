"""What of a batch waits for whom: a person by name, a role where more than one may act, or the machine."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone

from cases import access
from cases.models import Assignment, Membership, Role, User
from documents import checking, locking
from documents.filing import people_to_file_for
from documents.models import PageLock
from scanning.cover_sheets import warnings_for
from scanning.models import Batch, Image, PartialUpload, SecondLook
from scanning.sums import Sum

_NAMED = 3


@dataclass(frozen=True)
class Wait:
    """`what` waits, for `whom`; `do` at `url` is the way to it for whoever looks, if it is theirs."""

    what: str
    whom: str
    url: str = ""
    do: str = ""


def waits_of(batch: Batch, total: Sum, *, by: User) -> list[Wait]:
    """What `batch` waits for, in the order in which paper goes. Names nobody whose file is closed to `by`."""
    images = Image._base_manager.filter(batch=batch)
    if batch.closed_at is not None:
        # The desk is done with it; whoever a page is for may still have to be rung, and a locked one be opened.
        return _urgent(images, by) + _locked(images, by)
    desk = _desk_of(batch)
    found = [_half_sent(one) for one in _coming(batch, by)]
    if not batch.handed_in_at:
        whom = str(batch.way_in) if batch.way_in else str(batch.operator)
        found.append(Wait("More files, or the word that these are all", whom))
    to_read = _and(_count(total.files_waiting, "file"), _count(total.waiting, "page"))
    if to_read:
        found.append(Wait(f"{to_read} to read", "the machine"))
    if total.files_refused:
        what = f"{_count(total.files_refused, 'file')} that could not be opened"
        found.append(Wait(what, desk, "#files-heading", "See to it"))
    file_next = reverse("scanning:file_next", args=[batch.pk])
    if total.failed:
        what = f"{_count(total.failed, 'page')} that no machine could read"
        found.append(Wait(what, desk, file_next, "Try again, or type"))
    if total.read:
        found.append(Wait(f"{_count(total.read, 'page')} to file", desk, file_next, "File"))
    faulty = (
        images.filter(state__in=Image.LEFT, faults_seen_by=None)
        .exclude(faults=[])
        .filter(page__locked_at=None)
        .count()
    )
    if faulty:
        what = f"{_count(faulty, 'page')} to scan again"
        found.append(Wait(what, str(batch.operator), "#faulty-heading", "Look"))
    covers = len(warnings_for(batch))
    if covers:
        what = f"{_count(covers, 'doubt')} about cover sheets"
        found.append(Wait(what, _office(desk, batch), "#covers", "Look"))
    words = checking.waiting(by).filter(page__image__batch=batch).count()
    if words:
        found.append(
            Wait(
                f"{_count(words, 'word')} that the machine was not sure of",
                "whoever checks words",
                reverse("scanning:check_next"),
                "Check",
            )
        )
    found += _urgent(images, by) + _second(batch, by) + _locked(images, by)
    return found


def _coming(batch: Batch, by: User) -> Iterable[PartialUpload]:
    rows = access.scope(by, "give_up", PartialUpload).filter(batch=batch)
    return rows.select_related("begun_by")


def _half_sent(one: PartialUpload) -> Wait:
    here = f"{filesizeformat(one.received)} of {filesizeformat(one.size)} came"
    still = timezone.now() - one.touched_at
    if still.days:
        here += f", nothing more for {_count(still.days, 'day')}"
    return Wait(f"{one.name}: {here}", str(one.begun_by), "#half-sent", "Look")


def _second(batch: Batch, by: User) -> list[Wait]:
    looks = SecondLook._base_manager.filter(
        filing__batch=batch, agreed=None, filing__undone_at=None
    )
    filers = set(looks.values_list("filing__by", flat=True))
    if not filers:
        return []
    count = looks.count()
    others = _members(batch, {Role.SUPPORT, Role.RECORDS})
    if len(filers) == 1:
        others = [user for user in others if user.pk not in filers]
    others = others or [u for u in _members(batch, {Role.MANAGER}) if u.pk not in filers]
    whom = f"a second person: {_names(others)}" if others else "a second person"
    mine = access.scope(by, "check", SecondLook).filter(pk__in=looks).order_by("asked_at").first()
    link = reverse("scanning:second_look", args=[mine.pk]) if mine else ""
    what = f"{_count(count, 'filing')} to be looked at again"
    return [Wait(what, whom, link, "Take a second look" if mine else "")]


def _urgent(images: QuerySet[Image], by: User) -> list[Wait]:
    """Names the worker only to whoever may know whose file it is."""
    rows = images.filter(
        urgent_at__isnull=False,
        urgent_seen_by=None,
        state__in=[*Image.LEFT, Image.State.FILED],
        page__locked_at=None,
    )
    waiting = list(rows.select_related("page"))
    if not waiting:
        return []
    found = []
    answerable = access.scope(by, "answer", Image).filter(pk__in=[image.pk for image in waiting])
    theirs = set(answerable.values_list("pk", flat=True))
    nameable = people_to_file_for(by)
    for image in waiting:
        children = _children_of(image)
        whom = "duty"
        if children:
            whom = "whoever holds the file, or duty"
            if nameable.filter(pk__in=children).count() == len(children):
                held = (
                    Assignment._base_manager.filter(
                        child__in=children, ended_at=None, worker__is_active=True
                    )
                    .exclude(capacity=Assignment.Capacity.CHAIR)
                    .select_related("worker")
                )
                workers = {one.worker for one in held if one.worker}
                whom = f"{_names(sorted(workers, key=str))}, then duty" if workers else "duty"
        link = reverse("scanning:urgent", args=[image.pk]) if image.pk in theirs else ""
        filed = "urgent and filed" if image.state == Image.State.FILED else "urgent"
        what = f"Page {image.position}, {filed}, that nobody has answered yet"
        found.append(Wait(what, whom, link, "Answer" if link else ""))
    return found


def _children_of(image: Image) -> set[UUID]:
    """Whose file an urgent page lies in; for whom it was marked while it lies in none."""
    pointer = image.page.document_pages.filter(document__held_at=None).first()
    if pointer is not None:
        return set(pointer.document.concerns())
    return {image.urgent_for_id} if image.urgent_for_id else set()


def _locked(images: QuerySet[Image], by: User) -> list[Wait]:
    count = images.filter(page__locked_at__isnull=False).count()
    if not count:
        return []
    names = _names(locking.leads())
    whom = (
        f"the safeguarding lead: {names}"
        if names
        else "a safeguarding lead, whom somebody has to name first"
    )
    what = _count(count, "locked page")
    if by.is_safeguarding_lead:
        return [Wait(what, whom, reverse("portal:locks"), "Open the list")]
    own = access.scope(by, "tell", PageLock).filter(page__image__in=images, unlocked_at=None)
    if mine := own.order_by("-locked_at").first():
        return [Wait(what, whom, reverse("scanning:locked", args=[mine.pk]), "Was it a slip?")]
    return [Wait(what, whom)]


def _members(batch: Batch, roles: set[Role]) -> list[User]:
    members = Membership.objects.active().filter(
        team=batch.team_id, user__role__in=roles, user__is_active=True
    )
    users = {member.user_id: member.user for member in members.select_related("user")}
    return sorted(users.values(), key=str)


def _desk_of(batch: Batch) -> str:
    desk = _members(batch, {Role.SUPPORT, Role.RECORDS})
    if batch.operator not in desk:
        return str(batch.operator) if not desk else f"{batch.operator}, or {batch.team}"
    return f"{batch.team}: {_names(desk)}"


def _office(desk: str, batch: Batch) -> str:
    return f"the office ({desk})" if batch.way_in else desk


def _names(users: Iterable[User]) -> str:
    names = [str(user) for user in users]
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _count(count: int, noun: str) -> str:
    if not count:
        return ""
    return f"1 {noun}" if count == 1 else f"{count:,} {noun}s"


def _and(*parts: str) -> str:
    return " and ".join(part for part in parts if part)
