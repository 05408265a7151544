"""Large files that come piece by piece and go on where they broke off, even after a reload or a new sign-in.

Each piece is encrypted, synced and only then counted. When the last one is there the whole goes the way of every file.
"""

import io
import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO, cast
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone

from cases import access, audit, keys
from cases.actions import Problem
from cases.models import User
from documents import store
from scanning.actions import intake
from scanning.models import Batch, PartialUpload, Upload
from scanning.sums import close_when_done

PIECE = 4 * 1024 * 1024
_PURPOSE = "pieces of uploads"


class OtherPlace(Problem):
    """The piece does not begin where the last one ended; `received` says where that is."""

    def __init__(self, received: int) -> None:
        super().__init__("The file goes on from another place.")
        self.received = received


def begin_upload(*, by: User, batch: Batch, name: str, size: int, mark: str) -> PartialUpload:
    """A file of `size` bytes to be sent piece by piece, or the one that `by` began before under the same `mark`."""
    access.require(by, "desk", batch)
    if batch.closed_at is not None:
        raise Problem(f"Batch {batch.number} is closed. Start a new batch for this file.")
    if not 0 < size <= settings.KINFILE_UPLOAD_LIMIT:
        most = settings.KINFILE_UPLOAD_LIMIT // (1024 * 1024)
        raise Problem(
            f"A file has at most {most} MB. Split it into parts and send them one by one."
        )
    mine = PartialUpload._base_manager.filter(begun_by=by)
    found = mine.filter(batch=batch, mark=mark[:80], size=size).first()
    if found is not None:
        return found
    unfinished = mine.aggregate(total=Sum("size"))["total"] or 0
    if unfinished + size > settings.KINFILE_UNFINISHED_LIMIT:
        raise Problem(
            "You have begun to send too much that is not finished. Finish those files, or give them up on the "
            "page of their batch, and add this one again."
        )
    intake.check_room(size)
    try:
        with transaction.atomic():
            made = PartialUpload.objects.create(
                batch=batch, begun_by=by, name=intake.clean_name(name), size=size, mark=mark[:80]
            )
            audit.record(by, "scanning.upload_begun", made, batch=batch.pk, size=size)
    except IntegrityError:
        raise Problem("This file is being sent already. Load the page again.") from None
    return made


def add_piece(
    *, by: User, partial: PartialUpload, offset: int, stream: BinaryIO, length: int
) -> int:
    """Keep the next bytes; returns how many are there now. On return they would survive a power cut.

    Raises `OtherPlace` for a piece from elsewhere, `intake.BrokenOff` for one that came only in part.
    """
    access.require(by, "go_on", partial)
    if offset != partial.received:
        raise OtherPlace(partial.received)
    if length > min(PIECE, partial.size - offset):
        raise Problem(
            "This piece is longer than the file. Load the page again and add the file anew."
        )
    intake.check_room(length)
    data = stream.read(length)
    if len(data) != length:
        raise intake.BrokenOff("The connection broke off. The file goes on from where it was.")
    _write(partial.pk, offset, data)
    moved = PartialUpload._base_manager.filter(pk=partial.pk, received=offset).update(
        received=offset + length, touched_at=timezone.now()
    )
    partial.refresh_from_db()
    if not moved:
        raise OtherPlace(partial.received)
    return partial.received


def finish_upload(*, by: User, partial: PartialUpload) -> Upload:
    """The whole file as the next of its batch; nothing of the pieces is left. What cannot be kept leaves them all."""
    access.require(by, "go_on", partial)
    with transaction.atomic():
        held = PartialUpload._base_manager.select_for_update().filter(pk=partial.pk).first()
        if held is None or held.received != held.size:
            raise OtherPlace(held.received if held else 0)
        upload = intake.add_upload(
            by=by,
            batch=partial.batch,
            stream=cast(BinaryIO, _Whole(held)),
            name=held.name,
            size=held.size,
        )
        if upload.file_id is None:
            raise Problem(upload.problem)
        pk = held.pk
        held.delete()
        transaction.on_commit(lambda: _forget(pk))
    return upload


@transaction.atomic
def give_up_upload(*, by: User, partial: PartialUpload) -> None:
    """Forget what was sent of a file, so that its batch need not wait for the rest."""
    access.require(by, "give_up", partial)
    pk, batch = partial.pk, partial.batch
    audit.record(by, "scanning.upload_given_up", partial, batch=partial.batch_id)
    partial.delete()
    transaction.on_commit(lambda: _forget(pk))
    close_when_done(batch)


def clear_expired() -> int:
    """Delete what came of files that nobody went on with, and pieces that no row knows; returns how many files.

    For the worker. That such a file was to come stays written down, and keeps its batch open, until somebody sends it
    from the beginning or gives it up.
    """
    before = timezone.now() - settings.KINFILE_UNFINISHED_LASTS
    old = list(PartialUpload._base_manager.filter(touched_at__lt=before, received__gt=0))
    for partial in old:
        # Only if nobody went on in this very moment.
        still = PartialUpload._base_manager.filter(pk=partial.pk, touched_at__lt=before)
        if still.update(received=0):
            _forget(partial.pk)
    known = {str(pk) for pk in PartialUpload._base_manager.values_list("pk", flat=True)}
    limit = (timezone.now() - timedelta(days=1)).timestamp()
    home = _home()
    for folder in home.iterdir() if home.is_dir() else ():
        if folder.name not in known and folder.stat().st_mtime < limit:
            shutil.rmtree(folder, ignore_errors=True)
    return len(old)


class _Whole(io.RawIOBase):
    """The pieces one after the other."""

    def __init__(self, partial: PartialUpload) -> None:
        super().__init__()
        self._pieces = _pieces(partial)
        self._left = b""

    def read(self, size: int = -1) -> bytes:
        while size < 0 or len(self._left) < size:
            piece = next(self._pieces, None)
            if piece is None:
                break
            self._left += piece
        size = len(self._left) if size < 0 else size
        data, self._left = self._left[:size], self._left[size:]
        return data


def _pieces(partial: PartialUpload) -> Iterator[bytes]:
    at = 0
    while at < partial.received:
        try:
            data = keys.unwrap(
                _path(partial.pk, at).read_bytes(),
                purpose=_PURPOSE,
                context=_context(partial.pk, at),
            )
        except (OSError, keys.CannotUnwrap) as why:
            raise Problem(
                "What was sent of this file cannot be read any more. Give it up, and add the file again."
            ) from why
        yield data
        at += len(data)


def _write(pk: UUID, offset: int, data: bytes) -> None:
    path = _path(pk, offset)
    wrapped = keys.wrap(data, purpose=_PURPOSE, context=_context(pk, offset))
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        partial = path.with_suffix(".part")
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(wrapped)
            file.flush()
            os.fsync(file.fileno())
        partial.rename(path)
        for folder in (path.parent, path.parent.parent):
            handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
    except OSError as error:
        raise store.refusal_of(error) from error


def _forget(pk: UUID) -> None:
    shutil.rmtree(_home() / str(pk), ignore_errors=True)


def _home() -> Path:
    return Path(settings.KINFILE_DATA) / "unfinished"


def _path(pk: UUID, offset: int) -> Path:
    return _home() / str(pk) / f"{offset:016}"


def _context(pk: UUID, offset: int) -> bytes:
    return pk.bytes + offset.to_bytes(8, "big")
