"""Where a locked page comes from, for whoever may open it again: batch and number, and no word that is on it."""

from collections.abc import Iterable
from typing import TypedDict

from documents.models import PageLock
from scanning.models import Image


class Place(TypedDict):
    """A lock, and where its page comes from: "page 3 of batch 7"."""

    lock: PageLock
    where: str


def places(found: Iterable[PageLock]) -> list[Place]:
    """Where the page of each lock comes from. One query beside that for `found`."""
    locks = list(found)
    images = {
        image.page_id: image
        for image in Image.objects.of(page__in=[lock.page for lock in locks]).select_related(
            "batch"
        )
    }
    return [{"lock": lock, "where": _where(images.get(lock.page_id))} for lock in locks]


def _where(image: Image | None) -> str:
    if image is None:
        return "a page that did not come through the scanning desk"
    return f"page {image.position} of batch {image.batch.number}"
