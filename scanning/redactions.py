"""Making redacted copies: a new document from new pictures, kept only if nothing of what was hidden is read in them."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from PIL import Image, ImageDraw, ImageFont

from cases import access, audit, outbox, work
from documents import readings, redacting, store
from documents.models import Document, DocumentPage, Page, Redaction
from scanning.archive_copies import shown
from scanning.engines.contract import ReadingContext
from scanning.leaves import Shown
from scanning.problems import ReadingFailed, ReadingProblem
from scanning.reading import LastFile, row_of
from scanning.results import PageReading

MOST_ATTEMPTS = 3
_LEASE = timedelta(minutes=5)
_NO_RIGHT = (
    "The copy was not made: the paper, or a page of it, is no longer open to whoever asked for it."
)
_BROKEN = (
    "Something went wrong inside Kinfile while the copy was made. Nothing was kept. Try again."
)
_FONT = "AtkinsonHyperlegibleNext-Regular.ttf"
_LIST_DPI = 150
_LINES_A_PAGE = 40


class Painter(Protocol):
    """What the making of redacted copies needs of `scanning.child.Reader`."""

    def hidden(
        self, source: bytes, index: int, shown: Shown, boxes: Sequence[Sequence[int]]
    ) -> tuple[bytes, int]: ...

    def read(
        self, source: bytes, index: int, context: ReadingContext | None = None
    ) -> PageReading: ...


@dataclass(frozen=True)
class _Made:
    picture: bytes
    reading: PageReading
    turned_degrees: int


def waiting() -> QuerySet[Redaction]:
    return Redaction._base_manager.filter(state=Redaction.State.WAITING).order_by("begun_at")


def make_next(painter: Painter, kept: LastFile) -> bool:
    """Make the copy that waits longest; False when none waits. One that must not be made goes back with the reason."""
    redaction = work.claim(waiting(), _LEASE)
    if redaction is None:
        return False
    if redaction.attempts > MOST_ATTEMPTS:
        _give_back(redaction, _BROKEN)
        return True
    try:
        _make(redaction, painter, kept)
    except access.Refused as refusal:
        audit.refused(
            redaction.begun_by, refusal.code, label=refusal.label, object_id=refusal.object_id
        )
        _give_back(redaction, _NO_RIGHT)
    except (ReadingProblem, store.StoreError) as why:
        may_pass = isinstance(why, ReadingFailed) and why.try_again
        if may_pass and redaction.attempts < MOST_ATTEMPTS:
            work.let_go(redaction)
        else:
            sentence = why.sentence if isinstance(why, ReadingProblem) else str(why)
            _give_back(redaction, sentence)
    return True


def _give_back(redaction: Redaction, problem: str) -> None:
    work.let_go(redaction, state=Redaction.State.DRAFT, problem=problem)


def _make(redaction: Redaction, painter: Painter, kept: LastFile) -> None:
    access.require(redaction.begun_by, "redact", redaction.document)
    made: list[_Made] = []
    numbered: list[tuple[int, int, dict[str, Any]]] = []
    phrases = redacting.phrases(redaction)
    for pointer in redacting.pages_of(redaction):
        boxes = [box for box in redaction.boxes if box["page"] == str(pointer.page_id)]
        boxes.sort(key=lambda box: (box["top"], box["left"]))
        numbered += [(pointer.number, at, box) for at, box in enumerate(boxes, start=1)]
        made.append(_page(redaction.document, pointer, boxes, painter, kept))
        _prove(made[-1].reading, pointer, boxes, phrases)
    made += [
        _Made(page, painter.read(page, 0, ReadingContext(dpi=_LIST_DPI)), 0)
        for page in _reasons(numbered)
    ]
    _keep(redaction, made)


def _page(
    document: Document,
    pointer: DocumentPage,
    boxes: Sequence[dict[str, Any]],
    painter: Painter,
    kept: LastFile,
) -> _Made:
    how = shown(document, pointer, pointer.page.reading)
    places = [[box[side] for side in ("left", "top", "width", "height")] for box in boxes]
    data = kept.of(pointer.page.file)
    picture, dpi = painter.hidden(data, pointer.page.index, how, places)
    return _Made(picture, painter.read(picture, 0, ReadingContext(dpi=dpi)), pointer.turned_degrees)


def _prove(
    found: PageReading,
    pointer: DocumentPage,
    boxes: Sequence[dict[str, Any]],
    phrases: Sequence[str],
) -> None:
    """Raise if the new page still says something that is hidden, naming the page and what it is."""
    words = [word.text for word in found.words]
    for phrase in phrases:
        if redacting.occurs(phrase, words):
            raise ReadingFailed(
                f"The copy was not kept: page {pointer.number} of it still says “{phrase}”. Hide it there too, "
                "or tick that it may stay.",
                try_again=False,
            )
    reading = pointer.page.reading
    # A page that was turned another way the second time has no places to compare; its words were just looked at.
    if reading is None or found.angle_degrees or not reading.width:
        return
    across, down = found.width / reading.width, found.height / reading.height
    for number, box in enumerate(boxes, start=1):
        hidden = [one for one in box["words"].split() if sum(map(str.isalnum, one)) >= 3]
        within = [
            word.text
            for word in found.words
            if box["left"] <= (word.left + word.width / 2) / across <= box["left"] + box["width"]
            and box["top"] <= (word.top + word.height / 2) / down <= box["top"] + box["height"]
        ]
        if said := next(
            (one for one in hidden for word in within if redacting.same(one, word)), ""
        ):
            raise ReadingFailed(
                f"The copy was not kept: under box {number} of page {pointer.number} “{said}” can still be read. "
                "Draw the box larger.",
                try_again=False,
            )


def _reasons(numbered: Sequence[tuple[int, int, dict[str, Any]]]) -> list[bytes]:
    """Pages that say why each box was painted: never what stood there."""
    lines = [
        f"Page {page}, box {number}: {redacting.reason_words(box)}"
        for page, number, box in numbered
    ]
    font_file = Path(settings.BASE_DIR) / "documents" / "print" / "fonts" / _FONT
    large, small = (ImageFont.truetype(str(font_file), size) for size in (40, 24))
    pages = []
    for start in range(0, len(lines), _LINES_A_PAGE):
        sheet = Image.new("L", (1240, 1754), 255)
        draw = ImageDraw.Draw(sheet)
        draw.text((120, 110), "Why parts of this copy are hidden", fill=0, font=large)
        for at, line in enumerate(lines[start : start + _LINES_A_PAGE]):
            draw.text((120, 200 + at * 36), line[:90], fill=0, font=small)
        out = io.BytesIO()
        sheet.save(out, "PNG", dpi=(_LIST_DPI, _LIST_DPI))
        pages.append(out.getvalue())
    return pages


def _keep(redaction: Redaction, made: Sequence[_Made]) -> None:
    stored = [
        [store.keep(data) for data in (one.picture, one.reading.view, one.reading.thumbnail)]
        for one in made
    ]
    with transaction.atomic():
        fresh = Redaction._base_manager.select_for_update().get(pk=redaction.pk)
        still_mine = (
            fresh.state == Redaction.State.WAITING
            and fresh.lease_holder == work.holder()
            and fresh.attempts == redaction.attempts
        )
        if still_mine:
            access.require(redaction.begun_by, "redact", redaction.document)
            _write(redaction, made, stored)
    if not still_mine:
        for three in stored:
            for file in three:
                store.remove(file.id)


def _write(
    redaction: Redaction, made: Sequence[_Made], stored: Sequence[Sequence[store.Stored]]
) -> None:
    original, by = redaction.document, redaction.begun_by
    copy = Document(
        title=redaction.title,
        kind=original.kind,
        dated_on=original.dated_on,
        dated_to=original.dated_to,
        family=original.family,
        is_in_confidence=original.is_in_confidence,
        is_sensitive_picture=original.is_sensitive_picture,
        redacted_from=original,
        filed_by=by,
    )
    copy.save(force_insert=True)
    copy.about.set(original.about.all())
    for number, (one, (picture, view, thumbnail)) in enumerate(
        zip(made, stored, strict=True), start=1
    ):
        kind = "image/png" if one.picture.startswith(b"\x89PNG") else "image/jpeg"
        page = Page(file=readings.file_row(picture, media_type=kind))
        page.save(force_insert=True)
        readings.replace(page, row_of(one.reading, view=view, thumbnail=thumbnail))
        DocumentPage(
            document=copy, page=page, number=number, turned_degrees=one.turned_degrees
        ).save(force_insert=True)
    work.let_go(redaction, state=Redaction.State.MADE, copy=copy, problem="")
    audit.record(by, "documents.redacted", copy, original=original.pk, boxes=len(redaction.boxes))
    outbox.changed(copy)
