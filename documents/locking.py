"""Pages that must not be seen, such as an indecent image of a child: locked by one act, opened by one person only.

A locked page is kept, counted and backed up, and nobody is shown it: no picture, no original, no words, no copy and no
hit of a search. The rule that says so stands in `documents.policy`; here is who may set it and who may lift it.
"""

from collections.abc import Sequence
from functools import partial

from django.db import transaction
from django.utils import timezone

from cases import access, audit, outbox
from cases.actions import Problem
from cases.models import Membership, Role, User
from documents.models import ArchiveCopy, Document, Page, PageLock
from documents.signals import page_locked

_SHORTEST_REASON = 10


def leads() -> list[User]:
    """Who is told of a locked page and may open it again."""
    known = User.objects.filter(is_safeguarding_lead=True, is_active=True)
    return list(known.exclude(role=Role.FAMILY).order_by("last_name", "username"))


def in_charge(by: User) -> list[User]:
    """Who is told of what `by` locked while no lead is named: managers of the teams of `by`, else all managers.

    They only hear of it, and see to it that a lead is named: nobody but a lead opens a locked page.
    """
    managers = User.objects.filter(role=Role.MANAGER, is_active=True).exclude(pk=by.pk)
    theirs = Membership.objects.active().filter(
        team__in=by.memberships.active().values("team"), user__in=managers
    )
    own = managers.filter(pk__in=theirs.values("user"))
    return list((own or managers).order_by("last_name", "username"))


def told_of(by: User) -> list[User]:
    """Who is told of a page that `by` locked."""
    return leads() or in_charge(by)


def unnamed_words() -> str:
    """What is wrong while no lead is named, for whoever can see to it that one is; "" when one is."""
    if leads():
        return ""
    count = PageLock._base_manager.filter(unlocked_at=None).count()
    waits = {0: "", 1: "1 locked page waits for one. "}.get(
        count, f"{count} locked pages wait for one. "
    )
    return (
        f"{waits}Until then the managers of whoever locks a page are told of it, and nobody can open it again. "
        "Whoever runs Kinfile names a lead: manage.py make_account USERNAME --safeguarding-lead"
    )


def locked_words(by: User) -> str:
    """What becomes of a page that `by` locked just now."""
    if named := leads():
        return (
            f"Nobody sees it any more. It is kept, and {_listed(named)} told that something waits. "
            "Do not copy or describe the picture."
        )
    managers = in_charge(by)
    told = f"so {_listed(managers)} told that something waits: " if managers else ""
    return (
        f"Nobody sees it any more, and it is kept. No safeguarding lead is named here, {told or 'so '}"
        f"speak to {'them' if managers else 'your manager'} now, and do not copy or describe the picture."
    )


def _listed(users: Sequence[User]) -> str:
    """ "Ann Beck is", "Ann Beck and Jo Adeyemi are"."""
    names = [str(user) for user in users]
    if len(names) == 1:
        return f"{names[0]} is"
    return f"{', '.join(names[:-1])} and {names[-1]} are"


@transaction.atomic
def lock(*, by: User, page: Page) -> PageLock:
    """From now on nobody is shown `page`. Whoever sees a page may lock it. Raises `Problem` if it is locked already."""
    access.require(by, "read", page)
    if by.is_family:
        raise access.Refused("documents.page.lock", "documents.page", page.pk)
    now = timezone.now()
    if not Page._base_manager.filter(pk=page.pk, locked_at=None).update(locked_at=now):
        raise Problem("This page was locked a moment ago.")
    page.locked_at = now
    made = PageLock(page=page, locked_by=by, locked_at=now)
    made.save(force_insert=True)
    audit.record(by, "documents.page_locked", page)
    _changed(page)
    transaction.on_commit(partial(page_locked.send, sender=PageLock, lock=made))
    return made


@transaction.atomic
def unlock(*, by: User, lock: PageLock, reason: str) -> None:
    """Let whoever could see the page before see it again. Only a safeguarding lead may, and says why."""
    access.require(by, "unlock", lock)
    if len(reason.strip()) < _SHORTEST_REASON:
        raise Problem("Say in a sentence why the page may be seen again, and who decided it.")
    now = timezone.now()
    if not PageLock._base_manager.filter(pk=lock.pk, unlocked_at=None).update(
        unlocked_by=by, unlocked_at=now, reason=reason.strip()[:400]
    ):
        raise Problem("This page was opened again a moment ago.")
    lock.refresh_from_db()
    Page._base_manager.filter(pk=lock.page_id).update(locked_at=None)
    audit.record(by, "documents.page_unlocked", lock.page)
    _changed(lock.page)


@transaction.atomic
def tell_lead(*, by: User, lock: PageLock, words: str) -> None:
    """Tell the safeguarding lead something about a page that one locked oneself. It stays locked; earlier words go."""
    access.require(by, "tell", lock)
    said = " ".join(words.split())
    if len(said) < _SHORTEST_REASON:
        raise Problem(
            "Say in a sentence what the lead should know, such as “I pressed the key by mistake”."
        )
    if not PageLock._base_manager.filter(pk=lock.pk, unlocked_at=None).update(
        told=said[:400], told_at=timezone.now()
    ):
        raise Problem("This page was opened again a moment ago, so there is nothing left to say.")
    lock.refresh_from_db()
    audit.record(by, "documents.page_lock_explained", lock.page)


def _changed(page: Page) -> None:
    """The index reads the page anew, and no archive copy made before is handed out again."""
    for document in Document._base_manager.filter(document_pages__page=page):
        outbox.changed(document)
        ArchiveCopy._base_manager.filter(document=document, file=None).delete()
