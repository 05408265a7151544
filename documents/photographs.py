"""A photograph shown as it was taken, or the sheet that was found in it. What was read on it stays as it is."""

from django.db import transaction

from cases import access, audit, outbox
from cases.actions import Problem
from cases.models import User
from documents.models import Document, Page, Reading, StoredFile


@transaction.atomic
def show_filed(*, by: User, document: Document, number: int, whole: bool) -> Page:
    """Show page `number` of `document` as it was taken (`whole`), or straightened. The same act takes it back."""
    access.require(by, "arrange", document)
    pointer = document.document_pages.select_related("page").filter(number=number).first()
    if pointer is None or pointer.page.locked_at is not None:
        raise Problem("That page stands in the document no more. Look again.")
    show(by=by, page=pointer.page, whole=whole)
    outbox.changed(document)
    return pointer.page


def show(*, by: User, page: Page, whole: bool) -> None:
    """As `show_filed`, for a caller that asked the policy."""
    if whole and whole_of(page) is None:
        raise Problem(
            "There is no other picture of this page: nothing was cut away when it was read. Download it to see it as "
            "it came."
        )
    Page._base_manager.filter(pk=page.pk).update(is_shown_whole=whole)
    page.is_shown_whole = whole
    audit.record(by, "documents.photograph_shown", page, whole=whole)


def whole_of(page: Page) -> StoredFile | None:
    """The photograph that the page was cut out of, if there is one."""
    reading: Reading | None = page.reading
    return reading.whole if reading is not None else None


def picture_of(page: Page) -> StoredFile | None:
    """The picture to show: boxes of words lie on it only if this is `Reading.view`."""
    reading = page.reading
    if reading is None:
        return None
    return reading.whole if page.is_shown_whole and reading.whole_id else reading.view


def is_shown_whole(page: Page) -> bool:
    return page.is_shown_whole and whole_of(page) is not None
