"""Files as they were handed in are destroyed when their time has come, and every page of them was found sound.

The order bears being killed at any point: the pages are read first; then one transaction empties the keys, writes the
certificate and the log; then the files are deleted, which without their keys are noise. A worker that finds such a file
left behind deletes it.
"""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from cases import audit, work
from documents import store
from documents.models import Page, StoredFile
from scanning import certificates, keeping
from scanning.models import Batch, Image, RawKeeping, Upload

_NAME = "raw batches"
_LEASE = timedelta(minutes=10)
# A hold that ends, or a file that is mended, is noticed a day later.
_AGAIN = timedelta(hours=20)
_AT_ONCE = 500


def due() -> QuerySet[Batch]:
    """Batches whose files as they were handed in have had their time, and that nobody looked at today."""
    now = timezone.now()
    whole = Page._base_manager.filter(file=OuterRef("file"))
    raw = Upload._base_manager.filter(
        ~Exists(whole),
        batch=OuterRef("pk"),
        state=Upload.State.CUT,
        file__isnull=False,
        file__destroyed_at=None,
    )
    return (
        Batch._base_manager.filter(Exists(raw), closed_at__lt=now - settings.KINFILE_RAW_BATCH_KEPT)
        .exclude(raw_keeping__looked_at__gt=now - _AGAIN)
        .order_by("closed_at", "number")
    )


def attend() -> int:
    """Destroy what is due, batch by batch, and delete what a killed worker left; returns how many were looked at."""
    clear()
    if not work.hold(_NAME, _LEASE):
        return 0
    looked_at = 0
    try:
        while (batch := due().first()) is not None:
            look_at(batch)
            looked_at += 1
    finally:
        work.drop(_NAME)
    return looked_at


def look_at(batch: Batch) -> RawKeeping:
    """Destroy the files of `batch` as they were handed in, or write down why they stay."""
    troubles = keeping.common_blocks(batch)
    pages = 0
    if not troubles:
        pages, troubles = _check_pages(batch)
    if not troubles:
        destroyed = _destroy(batch, pages)
        if destroyed is not None:
            clear()
            return destroyed
        troubles = keeping.common_blocks(batch) or [
            "Something of the batch changed while its pages were checked. It is looked at again tomorrow."
        ]
    found, _ = RawKeeping._base_manager.update_or_create(
        batch=batch, defaults={"looked_at": timezone.now(), "troubles": troubles}
    )
    return found


def clear() -> int:
    """Delete what still lies on the disk of files whose key was destroyed; returns how many there were."""
    cleared = 0
    since = timezone.now() - timedelta(days=30)
    for pk in StoredFile._base_manager.filter(destroyed_at__gt=since).values_list("pk", flat=True):
        if store.path_of(pk).exists():
            store.remove(pk)
            cleared += 1
    return cleared


def _check_pages(batch: Batch) -> tuple[int, list[str]]:
    """How many pages of `batch` were read again and found sound, and what is wrong with the others."""
    sound = 0
    wrong: list[str] = []
    rows = Image._base_manager.filter(batch=batch).select_related("page__file")
    checked: dict[object, bool] = {}
    for image in rows.order_by("position").iterator(chunk_size=_AT_ONCE):
        file = image.page.file
        if file.pk not in checked:
            try:
                store.check(file.pk, file.sha256, file.wrapped_key)
                checked[file.pk] = True
            except store.Damaged:
                checked[file.pk] = False
            work.hold(_NAME, _LEASE)
        if checked[file.pk]:
            sound += 1
        elif len(wrong) < 5:
            wrong.append(
                f"The stored file of page {image.position} is not sound, so the file it was cut out of stays. "
                "The list of damaged files says what is wrong with it."
            )
    if not sound and not wrong:
        wrong = ["No page of the batch is kept, so what was handed in stays."]
    return sound, wrong


@transaction.atomic
def _destroy(batch: Batch, pages: int) -> RawKeeping | None:
    """All at once or not at all; None where the batch is no longer as it was when its pages were checked."""
    locked = Batch._base_manager.select_for_update().get(pk=batch.pk)
    uploads = keeping.raw_files(locked)
    is_same = Image._base_manager.filter(batch=locked).count() == pages
    if not uploads or not is_same or keeping.common_blocks(locked):
        return None
    now = timezone.now()
    certificate = certificates.of_raw_files(locked, uploads, pages=pages, now=now)
    files = [upload.file_id for upload in uploads if upload.file_id is not None]
    StoredFile._base_manager.filter(pk__in=files, destroyed_at=None).update(
        wrapped_key=b"", destroyed_at=now
    )
    made, _ = RawKeeping._base_manager.update_or_create(
        batch=locked,
        defaults={
            "looked_at": now,
            "troubles": [],
            "destroyed_at": now,
            "certificate": certificate,
        },
    )
    audit.record(
        None,
        "scanning.raw_files_destroyed",
        locked,
        files=files,
        certificate=certificate.number,
        sha256=certificate.sha256,
    )
    return made
