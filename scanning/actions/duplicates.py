"""Setting a page aside because the same sheet is here already."""

from django.db import transaction

from cases import access, audit
from cases.models import User
from scanning.actions import desk
from scanning.models import Image, Likeness
from scanning.sums import close_when_done, sum_of


@transaction.atomic
def set_aside(*, by: User, likeness: Likeness) -> Image:
    """Reject the page on the desk as a duplicate of the one it looks like. It is kept; `desk.restore` brings it back.

    A sheet that went through the scanner twice, so that there are more images than sheets, is counted once.
    """
    access.require(by, "compare", likeness)
    image = likeness.image
    other = Image._base_manager.filter(page=likeness.page_id).first()
    is_one_sheet = (
        other is not None
        and other.batch_id == image.batch_id
        and sum_of(image.batch).difference > 0
    )
    desk.change(
        by,
        image,
        Image.DECIDABLE,
        state=Image.State.REJECTED,
        decided_by=by,
        duplicate_of_id=likeness.page_id,
        was_scanned_again=is_one_sheet,
    )
    audit.record(by, "scanning.duplicate_set_aside", image, page=likeness.page_id)
    close_when_done(image.batch)
    return image
