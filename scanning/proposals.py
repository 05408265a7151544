"""Where documents begin in a batch: what the pages look like, unless a person said otherwise."""

from collections.abc import Sequence
from dataclasses import dataclass

from documents.models import Reading
from scanning.cues import Cues, goes_on
from scanning.models import Batch, Image
from scanning.suggest import Label

# Set aside without parting what stands before from what stands behind.
_LOOKED_PAST = (Image.State.BLANK, Image.State.REJECTED)


@dataclass(frozen=True)
class Place:
    """An image of a batch; whether a document begins there, and why (or why not).

    `label`: what the last cover sheet before it says; an unlabelled separator ends it.
    """

    image: Image
    begins: bool
    why: str
    label: Label | None = None


def places(batch: Batch) -> list[Place]:
    """Every image of `batch` in order. One query; readings are not touched."""
    found: list[Place] = []
    before: Image | None = None
    front: Image | None = None
    label: Label | None = None
    for image in batch.images.select_related("upload", "cover_set", "page").order_by("position"):
        begins, why = _begins(before, image, front)
        front = front if image.is_back else image
        if image.state == Image.State.SEPARATOR:
            label = label_of(image)
        found.append(Place(image, begins, why, label))
        if image.state not in _LOOKED_PAST:
            before = image
    return found


def document_around(all_places: Sequence[Place], image: Image) -> list[Image]:
    """The pages, still to be decided about, that look like one document with `image` among them."""
    document: list[Image] = []
    for place in all_places:
        if place.image.state not in Image.DECIDABLE:
            if place.image.state not in _LOOKED_PAST:
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


def _begins(before: Image | None, image: Image, front: Image | None) -> tuple[bool, str]:
    """`front`: the last page before `image` that is no back, with whose file its own is compared."""
    if image.begins_document is not None:
        return image.begins_document, "as you said"
    if image.is_back and before is not None and before == front:
        return False, "the back of the page before"
    if before is not None and before.state == Image.State.SEPARATOR:
        label = label_of(before)
        return True, f"after {label.words}" if label else "after a separator sheet"
    if before is not None and before.state == Image.State.FILED:
        return True, "the page before is filed"
    on, why = goes_on(
        Cues.from_json(before.cues) if before else None,
        Cues.from_json(image.cues),
        is_same_file=before is not None
        and front is not None
        and front.upload_id == image.upload_id,
    )
    return not on, why
