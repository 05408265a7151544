"""Taking paper in: nothing counts as received before it would survive a power cut."""

import shutil
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from pathlib import PurePosixPath
from typing import BinaryIO

from django.conf import settings
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from cases import access, audit
from cases.actions import Problem
from cases.models import Person, Team, User
from documents import readings, store
from documents.filing import people_to_file_for
from documents.models import StoredFile
from scanning import line
from scanning.languages import checked_languages
from scanning.models import Arrival, Batch, Upload, WayIn
from scanning.sums import close_when_done

_SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
)
MOST_SHEETS = 100_000
_LONGEST_NAME = 200
# Two desks that start a batch in the same instant ask for the same number.
_TRIES = 20


class BrokenOff(Problem):
    """The connection ended before the whole file had come."""


class Changed(Problem):
    """The file was still being written."""


def receive_batch(
    *,
    by: User,
    team: Team | None = None,
    box: str = "",
    shelf: str = "",
    device: str = "",
    sheets_counted: int | None = None,
    is_two_sided: bool = False,
    is_urgent: bool = False,
    file_to: Person | None = None,
    begun_for: Person | None = None,
    came_by: Batch.CameBy = Batch.CameBy.UPLOAD,
    way_in: WayIn | None = None,
    sender: str = "",
    subject: str = "",
    sent_at: datetime | None = None,
    languages: Sequence[str] = (),
) -> Batch:
    """An open batch of the team `by` works in (`team`, or the only one), ready for `add_upload`.

    `begun_for`: the child from whose file it was begun, which is a hint for the desk and no more.
    `way_in`: where it comes from by itself; `sender`, `subject` and `sent_at` are what an e-mail says of itself.
    `file_to`: the child to whose file `by` confirms every file of this batch belongs, one document a file.
    `languages`: those of the paper, the likeliest first; English where none is said.
    """
    teams = list(access.scope(by, "scan", Team))
    if team is None and len(teams) > 1:
        raise Problem("You work in several teams. Say which of them takes this paper in.")
    if team is None:
        team = teams[0] if teams else None
    if team not in teams:
        raise access.Refused("cases.team.scan", "cases.team", team.pk if team else None)
    for child in (file_to, begun_for):
        if child is not None and not people_to_file_for(by).filter(pk=child.pk).exists():
            raise access.Refused("documents.document.file", "cases.person", child.pk)
    _check_sheets(sheets_counted)
    spoken = checked_languages(languages)
    for left in reversed(range(_TRIES)):
        try:
            with transaction.atomic():
                highest = Batch._base_manager.aggregate(highest=Max("number"))["highest"]
                batch = Batch.objects.create(
                    number=(highest or 0) + 1,
                    team=team,
                    operator=by,
                    box=box[:60],
                    shelf=shelf[:60],
                    device=device[:120],
                    sheets_counted=sheets_counted,
                    is_two_sided=is_two_sided,
                    is_urgent=is_urgent,
                    file_to=file_to,
                    begun_for=begun_for,
                    came_by=came_by,
                    way_in=way_in,
                    sender=sender[:254],
                    subject=subject[:300],
                    sent_at=sent_at,
                    languages=" ".join(spoken),
                )
                audit.record(
                    by,
                    "scanning.batch_started",
                    batch,
                    about=[file_to.pk] if file_to else [],
                    number=batch.number,
                    came_by=str(came_by),
                    way_in=way_in.pk if way_in else None,
                )
            return batch
        except IntegrityError:
            if not left:
                raise
    raise AssertionError("unreachable")


def add_upload(
    *,
    by: User,
    batch: Batch,
    stream: BinaryIO,
    name: str,
    size: int | None = None,
    is_photo: bool = False,
    arrival: Arrival | None = None,
) -> Upload:
    """Keep what `stream` yields as the next file of `batch`, exactly as it was handed in.

    On return the bytes and their row would survive a power cut. A file that cannot be kept (too large, disk full) is
    written down as refused with its sentence, so that the batch remembers that it is missing; the same file again is
    written down as repeated, without a second copy. `size`: bytes that the sender promised; fewer raise `BrokenOff`.

    `arrival`: the new row of a way in, written in the same transaction. Such a file still lies where it came from, so
    one that cannot be kept raises `store.StoreError` and leaves no trace; one whose bytes are no longer those of the
    arrival's mark raises `Changed`, and one that was taken in by another worker meanwhile `IntegrityError`.
    """
    access.require(by, "desk", batch)
    if batch.closed_at is not None:
        raise Problem(f"Batch {batch.number} is closed. Start a new batch for this file.")
    shown_name = clean_name(name)
    source = _Watched(stream, size)
    try:
        check_room(size or 0)
        stored = store.receive(source, limit=settings.KINFILE_UPLOAD_LIMIT)  # type: ignore[arg-type]
    except store.StoreError as refusal:
        if arrival is not None:
            raise
        try:
            return _write_down(by, batch, shown_name, problem=str(refusal))
        except DatabaseError:
            # The database shares the full disk. The sender still gets the sentence that says why.
            raise refusal from None
    try:
        if arrival is not None and arrival.mark != stored.sha256:
            raise Changed(
                "The file was changed while it was taken in. It is looked at again later."
            )
        upload = _write_down(
            by,
            batch,
            shown_name,
            stored=stored,
            media_type=source.media_type,
            is_photo=is_photo,
            arrival=arrival,
        )
    except BaseException:
        _forget(stored)
        raise
    if upload.file_id != stored.id:
        store.remove(stored.id)
    return upload


@transaction.atomic
def count_sheets(*, by: User, batch: Batch, sheets: int | None) -> Batch:
    """Put the number of sheets right, as counted once more; None when nobody knows. The log keeps both numbers."""
    access.require(by, "desk", batch)
    _check_sheets(sheets)
    before, batch.sheets_counted = batch.sheets_counted, sheets
    batch.save(update_fields=["sheets_counted"])
    audit.record(by, "scanning.sheets_counted", batch, before=before, sheets=sheets)
    return batch


def _check_sheets(sheets: int | None) -> None:
    if sheets is not None and not 1 <= sheets <= MOST_SHEETS:
        raise Problem(f"A batch has 1 to {MOST_SHEETS:,} sheets. Count them again.")


@transaction.atomic
def finish_intake(*, by: User, batch: Batch, whatever_comes: bool = False) -> Batch:
    """Say that no more files come, so that the batch may close once nothing of it is left.

    Raises `Problem` while its scanner is writing a file, unless `whatever_comes`: that file then begins the next batch.
    """
    access.require(by, "desk", batch)
    coming = batch.way_in.coming if batch.way_in else []
    if coming and batch.handed_in_at is None and not whatever_comes:
        raise Problem(
            f"{batch.way_in} is still writing {clean_name(coming[0])}, which belongs to this stack. "
            "The batch is handed in by itself once the scanner rests."
        )
    if Batch._base_manager.filter(pk=batch.pk, handed_in_at=None).update(
        handed_in_at=timezone.now()
    ):
        audit.record(by, "scanning.batch_handed_in", batch, uploads=batch.uploads.count())
        close_when_done(batch)
    batch.refresh_from_db()
    return batch


def check_room(size: int) -> None:
    """Raises `store.DiskFull` where `size` more bytes would leave the machine no room to work in."""
    try:
        free = shutil.disk_usage(settings.KINFILE_DATA).free
    except OSError:
        # No folder yet: whatever is wrong shows when the file is written.
        return
    if free - size < settings.KINFILE_DISK_RESERVE:
        raise store.DiskFull(
            "The file was not kept because the disk of the server is nearly full. "
            "Keep the original, tell whoever looks after the server, and send it again later."
        )


def clean_name(name: str) -> str:
    """The last part of a file name as a person may see it: no folders, no control or direction marks, 200 signs."""
    last = PurePosixPath(name.replace("\\", "/")).name
    seen = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C")
    seen = " ".join(seen.split())
    if len(seen) > _LONGEST_NAME:
        stem, dot, ending = seen.rpartition(".")
        tail = dot + ending if stem and len(ending) <= 8 else ""
        seen = seen[: _LONGEST_NAME - len(tail)] + tail
    return seen or "file without a name"


@transaction.atomic
def _write_down(
    by: User,
    batch: Batch,
    name: str,
    *,
    stored: store.Stored | None = None,
    media_type: str = "",
    problem: str = "",
    is_photo: bool = False,
    arrival: Arrival | None = None,
) -> Upload:
    # The lock gives each file its own place, and lets the second of two equal files see the first.
    Batch._base_manager.select_for_update().get(pk=batch.pk)
    uploads = Upload._base_manager.filter(batch=batch)
    highest = uploads.aggregate(highest=Max("position"))["highest"]
    upload = Upload(
        batch=batch,
        position=(highest or 0) + 1,
        name=name,
        state=Upload.State.REFUSED,
        is_photo=is_photo,
    )
    if stored is None:
        upload.problem = problem[:400]
    else:
        same = (
            uploads.filter(file__sha256=stored.sha256, file__size=stored.size)
            .exclude(state=Upload.State.REPEATED)
            .first()
        )
        if same is not None and stored.size:
            upload.file_id = same.file_id
            upload.state = Upload.State.REPEATED
            upload.problem = (
                f"This is the same file as number {same.position} ({same.name}). "
                "It was kept once, and its pages stand in the batch once."
            )[:400]
        else:
            upload.file = readings.file_row(stored, media_type=media_type, name=name)
            upload.state = Upload.State.WAITING
            upload.goes_first, upload.turn = batch.is_urgent, line.next_turn(Upload, batch)
            if not stored.size:
                upload.state = Upload.State.REFUSED
                upload.problem = "The file is empty. Scan or export it again and add it anew."
    upload.save(force_insert=True)
    if arrival is not None:
        arrival.batch = batch
        arrival.save(force_insert=True)
    audit.record(
        by,
        "scanning.file_received" if stored else "scanning.file_refused",
        upload,
        batch=batch.pk,
        state=str(upload.state),
        size=stored.size if stored else None,
        sha256=stored.sha256 if stored else None,
        way_in=arrival.way_in_id if arrival else None,
    )
    return upload


def _forget(stored: store.Stored) -> None:
    """Delete a kept file whose row was not written. In doubt it stays: a file without a row harms nobody."""
    try:
        is_written = StoredFile._base_manager.filter(pk=stored.id).exists()
    except DatabaseError:
        return
    if not is_written:
        store.remove(stored.id)


class _Watched:
    """Passes a stream on, remembers what kind of file it is, and notices when it ends too early."""

    def __init__(self, stream: BinaryIO, promised: int | None) -> None:
        self._stream = stream
        self._promised = promised
        self._count = 0
        self._head = b""

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self._count += len(data)
        if len(self._head) < 16:
            self._head += data[: 16 - len(self._head)]
        if not data and self._promised is not None and self._count != self._promised:
            raise BrokenOff(
                f"The connection ended after {self._count} of {self._promised} bytes, "
                "so nothing of this file was kept. Add it again."
            )
        return data

    @property
    def media_type(self) -> str:
        """By the first bytes; what the sender called it counts for nothing."""
        for signature, media_type in _SIGNATURES:
            if self._head.startswith(signature):
                return media_type
        return "application/octet-stream"
