"""Pages that are known again: marks and keys kept as a page is read, compared once, shown to whoever may see both.

What a page is compared with is found under its keys, so that it takes as long in a large archive as in a small one.
"""

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import DatabaseError, transaction
from django.utils import timezone

from cases import access
from cases.models import Person, User
from documents import readings
from documents.models import Document, Page, Reading
from scanning import continuing, likeness
from scanning.cues import Cues
from scanning.models import Image, Likeness, PageKey, PageMark, Upload
from scanning.page_keys import pages_with
from scanning.results import PageReading

log = logging.getLogger(__name__)

# Between two pages of a run.
_LOOKED_PAST = (Image.State.BLANK, Image.State.REJECTED)
_LONGEST_RUN = 200
_COMPARED = 10
_AT_ONCE = 8
# Of the ink, what may stand outside of all words on a page that is print alone: a letterhead, a signature.
_MOST_UNREAD = 0.3


@dataclass(frozen=True)
class Twin:
    """A page that a page on the desk looks like. `document` is None while it lies on a desk itself."""

    likeness: Likeness
    page: Page
    number: int
    document: Document | None = None
    people: tuple[Person, ...] = ()

    @property
    def batch(self) -> int:
        return self.page.image.batch.number


def remember(page: Page, found: PageReading, cues: Cues, *, is_page: bool) -> None:
    """Keep what `page` is known again by, instead of what was kept of an earlier reading. Part of its transaction.

    Nothing is kept of a blank side or a separator (`is_page` is false).
    """
    PageKey._base_manager.filter(page=page).delete()
    PageMark._base_manager.filter(page=page).delete()
    Likeness._base_manager.filter(page=page).delete()
    Likeness._base_manager.filter(image__page=page).delete()
    if not is_page:
        return
    PageMark(page=page, picture=found.mark).save(force_insert=True)
    keys = likeness.keys_of(_cells(found.mark), found.text)
    keys |= continuing.keys_of(cues, found.text)
    PageKey._base_manager.bulk_create(PageKey(key=key, page=page) for key in sorted(keys))


def compare_waiting() -> int:
    """Compare what was read and not compared yet; returns how many pages. Outside of any transaction of theirs:
    two pages that are read at the same moment find each other only when both are written.
    """
    waiting = PageMark._base_manager.filter(compared_at=None).select_related("page")[:_AT_ONCE]
    done = list(waiting)
    for mark in done:
        try:
            _compare(mark)
        except DatabaseError:
            raise
        except Exception:
            # A hint that cannot be given must not hold up the pages behind it.
            log.exception("A page could not be compared with others")
        PageMark._base_manager.filter(pk=mark.pk).update(compared_at=timezone.now())
    return len(done)


def twin_of(user: User, image: Image) -> Twin | None:
    """The page that `image` looks like most, if `user` may see it: filed, or earlier on a desk of theirs."""
    rows = (
        access.scope(user, "compare", Likeness)
        .filter(image=image)
        .select_related("page__image__batch", "image__batch")
    )
    waiting = None
    for row in rows:
        pointer = row.page.document_pages.first()
        if pointer is not None:
            document = _document_shown(user, pointer.document_id)
            if document is not None:
                people = tuple(document.about.order_by("name"))
                return Twin(row, row.page, pointer.number, document, people)
        elif waiting is None and _comes_before(row.page.image, image):
            waiting = Twin(row, row.page, row.page.image.position)
    return waiting


def run_around(user: User, twin: Twin, images: Sequence[Image]) -> list[Likeness]:
    """The pages around the one that `twin` was found for that repeat, page by page and in order, what stands around
    `twin` itself; that one among them. Two queries.

    `images`: the batch, in order. A run ends where a person said that a document begins.
    """
    here = [one for one in images if one.state not in _LOOKED_PAST]
    there = _pages_around(twin)
    at = next(place for place, one in enumerate(here) if one.pk == twin.likeness.image_id)
    other = there.index(twin.page.pk)
    before = min(at, other, _LONGEST_RUN)
    pairs = list(
        zip(
            here[at - before : at + _LONGEST_RUN],
            there[other - before : other + _LONGEST_RUN],
            strict=False,
        )
    )
    alike = access.scope(user, "compare", Likeness).filter(
        image__in=[image.pk for image, _ in pairs], page__in=[page for _, page in pairs]
    )
    rows = {(row.image_id, row.page_id): row for row in alike.select_related("image__batch")}
    run = [twin.likeness]
    for image, page in pairs[before + 1 :]:
        row = rows.get((image.pk, page))
        if row is None or image.begins_document or image.state not in Image.DECIDABLE:
            break
        run.append(row)
    begins = pairs[before][0].begins_document
    for image, page in reversed(pairs[:before]):
        row = rows.get((image.pk, page))
        if row is None or begins or image.state not in Image.DECIDABLE:
            break
        run.insert(0, row)
        begins = image.begins_document
    # A sheet that came three times is like its own copies: no page goes as a duplicate of one that goes with it.
    going = {row.image_id for row in run}
    staying = {image.pk for image in here if image.page_id in {row.page_id for row in run}}
    return [twin.likeness] if going & staying else run


def same_files(user: User, uploads: Sequence[Upload]) -> dict[UUID, Upload]:
    """For each of `uploads` that came before, to the last byte, that one: of another batch, on the desk of `user`."""
    by_print: dict[str, list[Upload]] = defaultdict(list)
    for upload in uploads:
        if upload.file:
            by_print[upload.file.sha256].append(upload)
    earlier = (
        access.scope(user, "desk", Upload)
        .filter(file__sha256__in=by_print, file__size__gt=0)
        .select_related("batch", "file")
        .order_by("-batch__number")
    )
    found: dict[UUID, Upload] = {}
    for other in earlier:
        for upload in by_print[other.file.sha256] if other.file else ():
            if other.batch.number < upload.batch.number:
                found[upload.pk] = other
    return found


def _pages_around(twin: Twin) -> list[UUID]:
    """The pages of the document, or of the batch, that `twin` stands in, in their order."""
    if twin.document is not None:
        return list(twin.document.document_pages.order_by("number").values_list("page", flat=True))
    beside = twin.page.image.batch.images.exclude(state__in=_LOOKED_PAST).order_by("position")
    return list(beside.values_list("page", flat=True))


def _document_shown(user: User, pk: UUID) -> Document | None:
    for action in ("continue", "read"):
        found = access.scope(user, action, Document).filter(pk=pk).first()
        if found is not None:
            return found
    return None


def _comes_before(other: Image, image: Image) -> bool:
    """On a desk, and the one of the two to keep."""
    place = (other.batch.number, other.position)
    return other.state in Image.LEFT and place < (image.batch.number, image.position)


def _compare(mark: PageMark) -> None:
    image = Image._base_manager.filter(page=mark.page_id).first()
    reading = _reading(mark.page_id)
    if image is not None and reading is not None:
        cells = _cells(mark.picture)
        near = pages_with(sorted(likeness.keys_of(cells, reading.text)))
        del near[mark.page_id]
        others = PageMark._base_manager.filter(
            page__in=[page for page, _ in near.most_common(_COMPARED)], page__locked_at=None
        ).select_related("page__image")
        for other in others:
            _note_if_same(image, reading, cells, other)


def _note_if_same(
    image: Image, reading: Reading, cells: likeness.Cells | None, other: PageMark
) -> None:
    found = _reading(other.page_id)
    other_cells = _cells(other.picture)
    if found is None:
        return
    pictures = None
    if cells is not None and other_cells is not None:
        pictures = likeness.compare_pictures(cells, other_cells)
    texts = likeness.compare_texts(readings.unpacked(reading.words), readings.unpacked(found.words))
    is_all_print = _is_all_print(reading, cells) and _is_all_print(found, other_cells)
    if not likeness.is_same(pictures, texts, is_all_print=is_all_print):
        return
    signs = {
        "picture": round(100 * max(0.0, pictures.mean)) if pictures else 0,
        "text": round(100 * texts.share) if texts.count else None,
    }
    rows = [Likeness(image=image, page_id=other.page_id, **signs)]
    # Whichever of the two comes onto the desk second is shown the other.
    rows.append(Likeness(image=other.page.image, page_id=image.page_id, **signs))
    with transaction.atomic():
        Likeness._base_manager.bulk_create(rows, ignore_conflicts=True)


def _reading(page: UUID) -> Reading | None:
    return Reading._base_manager.filter(page=page, is_current=True).first()


def _cells(mark: bytes | memoryview) -> likeness.Cells | None:
    try:
        return likeness.unpacked(bytes(mark)) if mark else None
    except ValueError:
        # Not what an honest child makes of a page.
        return None


def _is_all_print(reading: Reading, cells: likeness.Cells | None) -> bool:
    if reading.looks_like in (Reading.Looks.HANDWRITING, Reading.Looks.FORM):
        return False
    if cells is None:
        return True
    boxes = [
        (word.left, word.top, word.width, word.height) for word in readings.unpacked(reading.words)
    ]
    unread = likeness.unread_share(cells, boxes, reading.width, reading.height, reading.dpi)
    return unread <= _MOST_UNREAD
