"""Where documents begin in a batch: what the pages look like, unless a person said otherwise."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from documents.models import Document, FormSheet, PaperForm, Reading
from scanning.cues import Cues, goes_on
from scanning.models import Batch, Image
from scanning.suggest import Label

# Set aside without parting what stands before from what stands behind.
_LOOKED_PAST = (Image.State.BLANK, Image.State.REJECTED)


@dataclass(frozen=True)
class Place:
    """An image of a batch; whether a document begins there, and why (or why not).

    `label`: what the code of a form on it says, else the last cover sheet before it; an unlabelled separator ends that.
    """

    image: Image
    begins: bool
    why: str
    label: Label | None = None


def places(batch: Batch) -> list[Place]:
    """Every image of `batch` in order. Two queries; readings are not touched."""
    sheets = {
        sheet.page_id: sheet
        for sheet in FormSheet._base_manager.filter(page__image__batch=batch, form__isnull=False)
        .select_related("form__version", "form__release")
        .prefetch_related("form__release__about")
    }
    found: list[Place] = []
    before: Image | None = None
    front: Image | None = None
    label: Label | None = None
    images = in_order(batch)
    pages_in = Counter(image.upload_id for image in images)
    file_before = None
    is_aside = False
    for image in images:
        # Papers lie behind a sheet in one stack. A scanner may make a file of each page of it; a file of several
        # pages is a stack of its own.
        if file_before not in (None, image.upload_id) and 1 < max(
            pages_in[file_before], pages_in[image.upload_id]
        ):
            label = None
        file_before = image.upload_id
        sheet = sheets.get(image.page_id)
        sheet_before = sheets.get(before.page_id) if before else None
        if (sheet or sheet_before) and image.begins_document is None:
            begins, why = _begins_form(sheet_before, sheet)
        else:
            begins, why = _begins(before, image, front, is_aside=is_aside)
        front = front if image.is_back else image
        if image.state == Image.State.SEPARATOR:
            label = label_of(image)
        found.append(Place(image, begins, why, _label_of_form(sheet) if sheet else label))
        is_aside = _is_looked_past(image)
        if not is_aside:
            before = image
    return found


def in_order(batch: Batch) -> list[Image]:
    """The images of `batch` as they lie in it. One query."""
    return list(batch.images.select_related("upload", "cover_set", "page").order_by("position"))


def document_around(all_places: Sequence[Place], image: Image) -> list[Image]:
    """The pages, still to be decided about, that look like one document with `image` among them."""
    document: list[Image] = []
    for place in all_places:
        if place.image.state not in Image.DECIDABLE:
            if not _is_looked_past(place.image):
                if image in document:
                    return document
                document = []
            continue
        if place.begins:
            if image in document:
                return document
            document = []
        document.append(place.image)
    return document if image in document else []


def _is_looked_past(image: Image) -> bool:
    """Nobody can see whether what stands on both sides of a locked page belongs together: it parts them."""
    return image.state in _LOOKED_PAST and image.page.locked_at is None


def label_before(all_places: Sequence[Place], images: Sequence[Image]) -> Label | None:
    """What the cover sheet before the first of `images` says."""
    return next((place.label for place in all_places if images and place.image == images[0]), None)


def readings_of(images: Sequence[Image]) -> dict[object, Reading]:
    """The current reading of each page, by page id. One query."""
    rows = Reading._base_manager.filter(
        page__in=[image.page_id for image in images], is_current=True
    ).defer("words")
    return {reading.page_id: reading for reading in rows}


def label_of(sheet: Image) -> Label | None:
    """What a cover sheet says of the papers behind it; None for any other separator."""
    covers = sheet.cover_set
    if covers is None:
        return None
    return Label(
        words=f"cover sheet {sheet.cover_number} of {covers.count}",
        child=covers.child_id,
        kind=covers.kind,
        from_on=covers.from_on,
        until_on=covers.until_on,
    )


def _label_of_form(sheet: FormSheet) -> Label | None:
    form = sheet.form
    if form is None:
        return None
    child = form.child_id
    if form.release is not None:
        child = next((one.pk for one in form.release.about.all()), None)
    is_copy = form.kind == PaperForm.Kind.SIGNING
    name = form.version.definition.get("name", "Form")
    return Label(
        words="a form printed here",
        child=child,
        kind=Document.Kind.FORM,
        titled=f"{name}, {'signed' if is_copy else 'filled in'} on paper"[:200],
    )


def _begins_form(before: FormSheet | None, sheet: FormSheet | None) -> tuple[bool, str]:
    if sheet is None:
        return True, "the page before belongs to a form printed here"
    if before is None or before.form_id != sheet.form_id:
        return True, "a form printed here begins"
    if sheet.number <= before.number:
        return True, "the pages of the form begin again"
    return False, "the same form goes on"


def _begins(
    before: Image | None, image: Image, front: Image | None, *, is_aside: bool
) -> tuple[bool, str]:
    """`front`: the last page before `image` that is no back, with whose file its own is compared. `is_aside`: what
    lies between `before` and `image` is set aside.
    """
    if image.begins_document is not None:
        return image.begins_document, "as you said"
    if image.is_back and before is not None and before == front:
        return False, "the back of the page before"
    if before is not None and before.state == Image.State.SEPARATOR:
        label = label_of(before)
        return True, f"after {label.words}" if label else "after a separator sheet"
    if before is not None and before.page.locked_at is not None:
        return True, f"{_told(before, is_aside)} is locked"
    if before is not None and before.state == Image.State.FILED:
        return True, f"{_told(before, is_aside)} is filed"
    if before is None and is_aside:
        return True, "every page before is set aside"
    on, why = goes_on(
        Cues.from_json(before.cues) if before else None,
        Cues.from_json(image.cues),
        is_same_file=before is not None
        and front is not None
        and front.upload_id == image.upload_id,
    )
    return not on, why


def _told(before: Image, is_aside: bool) -> str:
    if is_aside:
        return f"what lies between is set aside, and page {before.position}"
    return "the page before"
