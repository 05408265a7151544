"""Locking a page on the desk: nobody sees it, and the batch can close without it; opened, it lies there again."""

from django.db import transaction

from cases import access, audit, outbox
from cases.models import User
from documents import locking
from documents.models import PageLock
from scanning.actions.desk import lie_on_desk
from scanning.models import Image
from scanning.sums import close_when_done


@transaction.atomic
def lock_image(*, by: User, image: Image) -> PageLock:
    """Lock the page of `image`. One that was not decided about yet is set aside, where it comes back to when opened."""
    access.require(by, "desk", image)
    made = locking.lock(by=by, page=image.page)
    Image._base_manager.filter(pk=image.pk, state__in=Image.LEFT).update(
        state=Image.State.REJECTED,
        decided_by=by,
        urgent_at=None,
        urgent_by=None,
        urgent_for=None,
        lease_holder="",
        lease_until=None,
    )
    outbox.changed(image)
    close_when_done(image.batch)
    return made


@transaction.atomic
def unlock_page(*, by: User, lock: PageLock, reason: str) -> bool:
    """Let whoever could see the page before see it again; returns whether it lies on the desk again.

    A page that was set aside by being locked is in nobody's file: unless it comes back and opens its batch again, the
    paper could be destroyed with nobody having looked at it. Raises `Problem` as `documents.locking.unlock` does.
    """
    locking.unlock(by=by, lock=lock, reason=reason)
    # One that came twice, or was scanned again, has another that stands for it.
    image = Image._base_manager.filter(
        page=lock.page_id, state=Image.State.REJECTED, duplicate_of=None, was_scanned_again=False
    ).first()
    if image is None:
        return False
    lie_on_desk([image])
    audit.record(by, "scanning.page_restored", image)
    return True
