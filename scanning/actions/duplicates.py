"""Setting pages aside because the same sheet, or the very same file, is here already."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from cases import access, audit
from cases.actions import Problem
from cases.models import User
from scanning.actions import desk
from scanning.models import Image, Likeness, Upload
from scanning.sums import close_when_done, sum_of


@transaction.atomic
def set_aside(*, by: User, likenesses: Sequence[Likeness]) -> None:
    """Reject pages of one batch as duplicates of those they look like: all, or none of them. They are kept;
    `desk.restore` brings one back.

    A sheet that went through the scanner twice, so that there are more images than sheets, is counted once.
    """
    for likeness in likenesses:
        access.require(by, "compare", likeness)
    for likeness in likenesses:
        _reject(by, likeness.image, likeness.page_id)
    close_when_done(likenesses[0].image.batch)


@transaction.atomic
def set_file_aside(*, by: User, upload: Upload, of: Upload) -> int:
    """Set the pages of `upload` aside that wait for a decision, because `of` is the very same file; returns how many.

    A page stays on the desk if the same page of `of` was set aside itself, so that of two files one is always left.
    `bring_file_back` takes it back. Raises `Problem` when no page can go.
    """
    access.require(by, "desk", upload)
    access.require(by, "desk", of)
    if upload.pk == of.pk or upload.file is None or of.file is None:
        raise Problem("These are not two files. Load the page again.")
    if upload.file.sha256 != of.file.sha256:
        raise Problem(
            "These two files are not the same to the last byte, so their pages are looked at one by one."
        )
    # Both at once, and always in the same order: else two people could each set one of them aside.
    list(Upload._base_manager.select_for_update().filter(pk__in=[upload.pk, of.pk]).order_by("pk"))
    standing = dict(
        of.images.exclude(state=Image.State.REJECTED).values_list("number_in_file", "page")
    )
    waiting = list(upload.images.filter(state__in=Image.DECIDABLE).select_related("batch"))
    going = [image for image in waiting if image.number_in_file in standing]
    if not going:
        raise Problem(
            "Nothing was set aside: its pages are decided about, still being read, or set aside in the other batch."
        )
    for image in going:
        _reject(by, image, standing[image.number_in_file])
    close_when_done(upload.batch)
    return len(going)


@transaction.atomic
def bring_file_back(*, by: User, upload: Upload) -> int:
    """Bring the pages of `upload` back to the desk that were set aside as duplicates; returns how many."""
    access.require(by, "desk", upload)
    back = upload.images.filter(state=Image.State.REJECTED, page__locked_at=None)
    gone = list(back.exclude(duplicate_of=None))
    for image in gone:
        desk.restore(by=by, image=image)
    return len(gone)


def _reject(by: User, image: Image, page: UUID) -> None:
    other = Image._base_manager.filter(page=page).first()
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
        duplicate_of_id=page,
        was_scanned_again=is_one_sheet,
    )
    audit.record(by, "scanning.duplicate_set_aside", image, page=page)
