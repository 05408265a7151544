"""Filed pages that belong to another child: moved at once, or held back until somebody else agreed whose they are."""

from collections.abc import Collection, Sequence

from django.db import transaction

from cases import access
from cases.actions import Problem
from cases.models import Person, User
from documents import arranging
from documents.models import Document, PageEdit
from scanning.actions import asking_again
from scanning.models import Filing, Image


@transaction.atomic
def move_to_child(
    *,
    by: User,
    document: Document,
    numbers: Collection[int],
    child: Person,
    title: str = "",
    doubts: Sequence[str] = (),
) -> tuple[PageEdit, Document]:
    """Move pages of `document` into the file of `child`, as a document of their own.

    `doubts` about whose they are, as sentences, hold it back until a second person agreed, as at the desk; so does a
    restricted file. Say no then, and the pages lie on the desk they came from.
    """
    access.require(by, "arrange", document)
    reasons = asking_again.reasons_to_hold([child], doubts)
    image = (
        Image._base_manager.filter(
            page__document_pages__document=document, page__document_pages__number__in=numbers
        )
        .select_related("batch")
        .order_by("position")
        .first()
    )
    if reasons and image is None:
        raise Problem(
            "A second person has to look first, and these pages did not come through the scanning desk, so nobody "
            f"there can. {reasons[0]} Ask your manager whose they are."
        )
    edit, fresh = arranging.move_to(
        by=by,
        document=document,
        numbers=numbers,
        about=[child],
        title=title,
        is_held=bool(reasons),
    )
    if reasons and image is not None:
        filing = Filing(
            batch=image.batch, document=fresh, by=by, reason="moved from another document"
        )
        filing.save(force_insert=True)
        asking_again.ask(filing=filing, people=[child], reasons=reasons)
    return edit, fresh


def require_no_doubt(people: Sequence[Person], doubts: Sequence[str]) -> None:
    """Raise unless pages may come at once into a document that stands in the files of `people`."""
    if reasons := asking_again.reasons_to_hold(people, doubts):
        raise Problem(
            f"A second person has to look first, so nothing was moved. {reasons[0]} Move the pages to the child "
            "instead of to this paper; once somebody agreed, the two can be put together."
        )
