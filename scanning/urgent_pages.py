"""Pages that the desk says cannot wait, for those who are to answer: whose they are, and what waits for whom."""

from django.db.models import QuerySet

from cases import access
from cases.models import User
from scanning.models import Image


def unanswered(user: User) -> QuerySet[Image]:
    """Those that wait for an answer of `user`, whether filed meanwhile or not; the oldest first."""
    waiting = access.scope(user, "answer", Image).filter(urgent_seen_by=None)
    return waiting.select_related("batch", "urgent_for").order_by("urgent_at")


def filed_for(image: Image) -> str:
    """The names of those in whose file it lies; "" while it lies in none. For whoever may answer it."""
    pointers = image.page.document_pages.filter(document__held_at=None).select_related("document")
    pointer = pointers.first()
    if image.state != Image.State.FILED or pointer is None:
        return ""
    return " and ".join(person.name for person in pointer.document.about.order_by("name"))


def line_of(image: Image) -> str:
    """One line about it: "page 3 of batch 7, filed for Rowan Moss"."""
    if names := filed_for(image):
        whose = f"filed for {names}"
    elif image.urgent_for is not None:
        whose = f"for {image.urgent_for.name}"
    else:
        whose = "nobody knows yet whose"
    return f"page {image.position} of batch {image.batch.number}, {whose}"
