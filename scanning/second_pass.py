"""A page's turn with the second engine: which pages get one, in which order, and what becomes of what it reads.

The page is findable by its first reading meanwhile, may be filed, and loses nothing when the second engine fails.
"""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from cases import outbox, work
from documents import readings
from documents.models import Page, Reading, StoredFile
from scanning import leases, merging
from scanning.cues import cues_in
from scanning.engines.contract import Line, ReadingContext, Word
from scanning.leases import MOST_ATTEMPTS, LostLease
from scanning.models import Batch, Image, SecondReading
from scanning.problems import ReadingFailed, ReadingProblem
from scanning.results import Heard, Picture

log = logging.getLogger(__name__)

# Below this the first engine was at a loss somewhere on the page.
_LOW_CONFIDENCE = 80
# Beyond any risk: somebody sits and waits.
_AWAITED = 200
_FAILED = "The second engine did not read this page: {}"
_MOVED = "The page could not be laid under the second engine as the first had seen it."


class PictureReader(Protocol):
    """What this needs of the `scanning.child.Reader` that decodes."""

    def picture(
        self, source: bytes | Path, index: int, context: ReadingContext, angle_degrees: int
    ) -> Picture: ...


class SecondReader(Protocol):
    """What this needs of the `scanning.child.Reader` whose engine lives on."""

    def recognise(self, picture: Picture, context: ReadingContext) -> Heard: ...


class KeptFile(Protocol):
    def of(self, file: StoredFile) -> bytes: ...


def context_for(image: Image) -> ReadingContext:
    """How the page of `image` is to be read, by whichever engine."""
    return ReadingContext(
        languages=tuple(image.batch.languages.split()) or ("eng",),
        is_photo=image.upload.is_photo and not image.is_whole_picture,
    )


def waiting(batch: Batch | None = None) -> QuerySet[SecondReading]:
    """What waits for the second engine, of `batch` or of all; what others hold at this moment counts too."""
    rows = SecondReading._base_manager.filter(state=SecondReading.State.WAITING)
    return rows.filter(image__batch=batch) if batch else rows


def _spare() -> QuerySet[SecondReading]:
    return SecondReading._base_manager.filter(state=SecondReading.State.SPARE)


def held() -> QuerySet[SecondReading]:
    """Whatever a worker may hold: what waits, and old paper."""
    return SecondReading._base_manager.filter(
        state__in=[SecondReading.State.WAITING, SecondReading.State.SPARE]
    )


def ask(image: Image, reading: Reading | None) -> None:
    """Have a page that was read for the first time read by the second engine too, if that may tell more.

    A text layer, a blank side and a separator have nothing for it. Part of the transaction that keeps the reading.
    """
    SecondReading._base_manager.filter(image=image).delete()
    if not settings.KINFILE_SECOND_ENGINE or reading is None or reading.read_as != "scan":
        return
    is_pressing = bool(reading.looks_like) or reading.confidence < _LOW_CONFIDENCE
    risk = round(100 - reading.confidence) // 2 + reading.doubt_risk // 2
    SecondReading._base_manager.create(
        image=image,
        is_pressing=is_pressing,
        goes_first=image.goes_first,
        risk=max(0, min(100, risk)),
    )


def put_off() -> None:
    """Leave all that waits for a worker that stays and has nothing else to do."""
    waiting().update(state=SecondReading.State.SPARE)


def ask_for_all() -> int:
    """Ask for every scanned page that came before there was a second engine, as spare work; returns how many."""
    if not settings.KINFILE_SECOND_ENGINE:
        return 0
    images = Image._base_manager.filter(
        second_reading=None,
        state__in=[Image.State.READ, Image.State.FILED],
        page__readings__is_current=True,
        page__readings__read_as="scan",
        page__readings__author=None,
    )
    rows = [
        SecondReading(
            image_id=pk,
            state=SecondReading.State.SPARE,
            risk=max(0, min(100, round(100 - confidence))),
        )
        for pk, confidence in images.values_list("pk", "page__readings__confidence")
    ]
    SecondReading._base_manager.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    return len(rows)


def hurry(batch: Batch) -> None:
    """Put what is left of `batch` before all the rest, because somebody waits for it."""
    waiting(batch).exclude(risk=_AWAITED).update(is_pressing=True, risk=_AWAITED)


def read_next(
    first: PictureReader, second: SecondReader, kept: KeptFile, *, with_spare: bool = True
) -> SecondReading | None:
    """Have the second engine read the next page that waits for it. Returns its row, or None when none does.

    `first` makes the picture from the file, `second` reads it. Without `with_spare` old paper is left alone.
    """
    row = _claim(waiting()) or (_claim(_spare()) if with_spare else None)
    if row is None:
        return None
    try:
        with leases.holding(row):
            _read(row, first, second, kept)
    except LostLease:
        pass
    except ReadingProblem as problem:
        _give_up(row, problem)
    except DatabaseError:
        raise
    except Exception as error:  # noqa: BLE001  (one page must not stop the others)
        _give_up(row, leases.in_words(error))
    return row


def _claim(rows: QuerySet[SecondReading]) -> SecondReading | None:
    rows = rows.order_by("-is_pressing", "-goes_first", "-risk", "asked_at")
    while (row := work.claim(rows, settings.KINFILE_LEASE)) is not None:
        if row.attempts <= MOST_ATTEMPTS:
            return row
        last = row.problem or "The program that reads pages stopped each time."
        _give_up(row, ReadingFailed(last, try_again=False))
    return None


def _read(row: SecondReading, reader: PictureReader, second: SecondReader, kept: KeptFile) -> None:
    image = row.image
    page = image.page
    before = Reading._base_manager.filter(page=page, is_current=True, author=None).first()
    if before is None or before.read_as != "scan":
        # A person wrote what stands there, or it is to be read anew: nothing for a machine to better.
        _done(row)
        return
    context = context_for(image)
    picture = reader.picture(kept.of(page.file), page.index, context, before.angle_degrees)
    if (picture.width, picture.height) != (before.width, before.height):
        raise ReadingFailed(_MOVED, try_again=False)
    heard = second.recognise(picture, context)
    lines = readings.lines_in(before.text, readings.unpacked(before.words))
    first_lines = tuple(tuple(_plain_word(word) for word in line) for line in lines)
    merged = merging.merge(first_lines, heard.found.lines)
    with transaction.atomic():
        _done(row)
        _keep(page, before, heard, merged)
        _refresh(image)


def _done(row: SecondReading) -> None:
    if not leases.still_mine(row).update(
        state=SecondReading.State.DONE, problem="", lease_holder="", lease_until=None
    ):
        raise LostLease


def _keep(page: Page, before: Reading, heard: Heard, merged: merging.Merged) -> None:
    """Keep what the second engine read, and make the better of both the one that is shown."""
    Page._base_manager.select_for_update().get(pk=page.pk)
    alone = _like(before, engine=heard.engine, notes=list(heard.found.notes))
    _fill(alone, heard.found.lines)
    readings.keep_beside(page, alone)
    if not Reading._base_manager.filter(pk=before.pk, is_current=True).exists():
        # Somebody corrected the page in the meantime.
        return
    names = (before.engine, heard.engine)
    engines = {"first": before.engine, "second": heard.engine, "both": ""}
    shown = _like(before, engine=f"{before.engine}, {heard.engine}"[:80], notes=list(before.notes))
    _fill(shown, merged.recognised.lines)
    shown.words = readings.packed(
        readings.Word(*_row(chosen.word), engine=engines[chosen.by]) for chosen in merged.words
    )
    readings.note_doubts(shown, merging.doubts_about(merged, names))
    readings.replace(page, shown)


def _refresh(image: Image) -> None:
    """Have the better text searched, and the cues of a page that nobody has decided about read from it."""
    text, looks_like = Reading._base_manager.values_list("text", "looks_like").get(
        page=image.page_id, is_current=True
    )
    Image._base_manager.filter(pk=image.pk, state=Image.State.READ).update(
        cues=cues_in(text, today=timezone.localdate(), looks_like=looks_like).as_json()
    )
    outbox.changed(image)


def _give_up(row: SecondReading, problem: ReadingProblem) -> None:
    if leases.failed(row, problem, state=SecondReading.State.FAILED):
        with transaction.atomic():
            reading = (
                Reading._base_manager.select_for_update()
                .filter(page=row.image.page_id, is_current=True)
                .first()
            )
            if reading is not None:
                reading.notes = [*reading.notes, _FAILED.format(problem.sentence)]
                reading.save(update_fields=["notes"])


def _like(before: Reading, *, engine: str, notes: list[str]) -> Reading:
    """A reading of the same picture by another engine, still without words."""
    return Reading(
        read_as=before.read_as,
        engine=engine,
        width=before.width,
        height=before.height,
        dpi=before.dpi,
        angle_degrees=before.angle_degrees,
        skew_degrees=before.skew_degrees,
        looks_like=before.looks_like,
        view_id=before.view_id,
        thumbnail_id=before.thumbnail_id,
        whole_id=before.whole_id,
        notes=notes,
    )


def _fill(reading: Reading, lines: Sequence[Line]) -> None:
    found = merging.Recognised(tuple(lines))
    reading.text = found.text
    reading.words = readings.packed(found.words)
    reading.confidence = round(found.confidence)


def _plain_word(word: readings.Word) -> Word:
    return Word(word.text, word.left, word.top, word.width, word.height, round(word.confidence))


def _row(word: Word) -> tuple[str, int, int, int, int, int]:
    return word.text, word.left, word.top, word.width, word.height, word.confidence
