"""Locking a page on the desk: nobody sees it any more, and the batch can close without it."""

from django.db import transaction

from cases import access, outbox
from cases.models import User
from documents import locking
from documents.models import PageLock
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
