"""Pages that must not be seen, such as an indecent image of a child: locked by one act, opened by one person only.

A locked page is kept, counted and backed up, and nobody is shown it: no picture, no original, no words, no copy and no
hit of a search. The rule that says so stands in `documents.policy`; here is who may set it and who may lift it.
"""

from functools import partial

from django.db import transaction
from django.utils import timezone

from cases import access, audit, outbox
from cases.actions import Problem
from cases.models import Role, User
from documents.models import ArchiveCopy, Document, Page, PageLock
from documents.signals import page_locked

_SHORTEST_REASON = 10


def leads() -> list[User]:
    """Who is told of a locked page and may open it again."""
    known = User.objects.filter(is_safeguarding_lead=True, is_active=True)
    return list(known.exclude(role=Role.FAMILY).order_by("last_name", "username"))


def locked_words() -> str:
    """What becomes of a page that was locked just now, for whoever did it."""
    names = ", ".join(str(lead) for lead in leads())
    if names:
        return (
            f"Nobody sees it any more. It is kept, and {names} is told that something waits. "
            "Do not copy or describe the picture."
        )
    return (
        "Nobody sees it any more, and it is kept. No safeguarding lead is named here: "
        "tell your manager now, by word of mouth, and do not copy or describe the picture."
    )


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
