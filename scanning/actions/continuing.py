"""Pages on the desk that go on from a document which is filed already; and edits of pages undone, desk included."""

from collections.abc import Sequence

from django.db import transaction

from cases import access, outbox
from cases.actions import Problem
from cases.models import User
from documents import arranging
from documents.filing import FiledAlready
from documents.models import Document, PageEdit
from scanning.actions import asking_again, desk
from scanning.models import Batch, Filing, Image, SecondLook
from scanning.sums import close_when_done


@transaction.atomic
def add_to_document(
    *,
    by: User,
    batch: Batch,
    images: Sequence[Image],
    document: Document,
    at: int,
    doubts: Sequence[str] = (),
) -> PageEdit:
    """File `images` of `batch` into `document`, from its page `at` on. `doubts`: whose they are, as sentences.

    Where a second person would have to look first, nothing is added: the document stands in the file already.
    """
    access.require(by, "desk", batch)
    access.require(by, "continue", document)
    people = list(document.about.all())
    if reasons := asking_again.reasons_to_hold(people, doubts):
        raise Problem(
            f"A second person has to look first, so nothing was added. {reasons[0]} File these pages as a document "
            "of their own; once somebody agreed, the two can be put together under “Arrange the pages”."
        )
    rows = list(
        Image._base_manager.select_for_update(of=("self",))
        .filter(pk__in=[image.pk for image in images], batch=batch, state__in=Image.DECIDABLE)
        .select_related("page")
        .order_by("position")
    )
    if len(rows) != len({image.pk for image in images}) or not rows:
        raise FiledAlready(
            "At least one of these pages was filed or set aside by somebody else a moment ago, "
            "so nothing was filed twice. The list shows what is left."
        )
    edit = arranging.join(
        by=by, document=document, pages=[(row.page, row.turned_degrees) for row in rows], at=at
    )
    Image._base_manager.filter(pk__in=[row.pk for row in rows]).update(
        state=Image.State.FILED, document=document, decided_by=by
    )
    for row in rows:
        outbox.changed(row)
    close_when_done(batch)
    return edit


@transaction.atomic
def undo_edit(*, by: User, edit: PageEdit) -> list[Image]:
    """Let every page stand again as before `edit`; those that stood nowhere lie on the desk again. Returns those.

    Nobody is asked any more to look at a filing that is gone with it.
    """
    arranging.undo(by=by, edit=edit)
    gone = Filing._base_manager.filter(
        document__in=edit.documents.filter(withdrawn_at__isnull=False), undone_at=None
    )
    SecondLook._base_manager.filter(filing__in=gone, agreed=None).delete()
    return desk.back_on_desk(arranging.pages_joined(edit))
