"""A folder that a network scanner writes into.

A file is taken once its size and time stood still over several looks. It is copied into the store, its row is
committed, and only then is it moved away, so that a power cut at any moment leaves it in one place at least, and its
arrival keeps it from being taken in twice.
"""

import errno
import hashlib
import os
import re
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO, cast

from django.conf import settings
from django.db import IntegrityError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from documents.store import StoreError
from scanning import arrivals
from scanning.actions import intake
from scanning.models import Arrival, WayIn

TAKEN = "taken"
LOOKS = 3
_PAUSE_LOOKS = 20
# A name that a scanner writes under until the file is whole; afterwards it gives the file its real name.
_UNFINISHED = re.compile(
    r"(\.|~).*|.*(~|\.(part|partial|tmp|temp|lock|lck|filepart|crdownload|writing|download))",
    re.IGNORECASE | re.DOTALL,
)
_NOT_PAPER = {"thumbs.db", "desktop.ini", "ehthumbs.db"}
_FORGOTTEN = timedelta(hours=1)
_SEGMENT = 1024 * 1024


@dataclass(frozen=True)
class _Seen:
    """A file as it lay there at one look."""

    name: str
    size: int
    changed_ns: int
    inode: int

    @classmethod
    def of(cls, name: str, found: os.stat_result) -> "_Seen":
        return cls(name, found.st_size, found.st_mtime_ns, found.st_ino)


class _Trouble(Exception):
    """Its text is the sentence for the page of the way in."""


def look(way: WayIn, stay: Callable[[], None]) -> tuple[int, list[str]]:
    """Take in what lies finished in the folder of `way`; returns how many files, and sentences about what is wrong.

    `way.watched` afterwards holds the files that may still be growing. `stay` is called again and again meanwhile.
    """
    taken = 0
    troubles: list[str] = []
    try:
        with _folder_of(way) as folder:
            files, troubles = _finished(way, folder)
            for file in files:
                stay()
                try:
                    taken += _take(way, folder, file, stay)
                except (_Trouble, StoreError) as trouble:
                    # Not at every look: a large file would be read again and again.
                    way.watched[_key(file.name)][-2:] = [-_PAUSE_LOOKS, str(trouble)]
                    troubles.append(_about(file.name, str(trouble)))
                except intake.Changed:
                    way.watched.pop(_key(file.name), None)
            _settle_what_is_gone(way, folder)
    except _Trouble as trouble:
        way.watched = {}
        troubles = [str(trouble)]
    return taken, troubles


@contextmanager
def _folder_of(way: WayIn) -> Iterator[int]:
    """The folder, held open: whatever happens to its name meanwhile, all that follows happens in this one."""
    if not settings.KINFILE_SCAN_FOLDER:
        raise _Trouble(
            "This server has no folder for scanners. Ask whoever looks after it to set KINFILE_SCAN_FOLDER."
        )
    path = Path(settings.KINFILE_SCAN_FOLDER) / way.folder
    try:
        handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as why:
        raise _Trouble(_why_not(way.folder, why)) from why
    try:
        yield handle
    finally:
        os.close(handle)


def _why_not(folder: str, why: OSError) -> str:
    match why.errno:
        case errno.ENOENT if not Path(settings.KINFILE_SCAN_FOLDER).is_dir():
            return (
                "The folder of all scanners is gone, perhaps because its disk or network drive is not connected. "
                "Ask whoever looks after the server to connect it. What scanners keep meanwhile is taken in afterwards."
            )
        case errno.ENOENT:
            return (
                f"There is no folder called “{folder}” where the scanners write. "
                "Make it, or put its name right here."
            )
        case errno.ENOTDIR | errno.ELOOP:
            return (
                f"“{folder}” is not a folder of its own but a file or a link to another place. "
                "Put a real folder there."
            )
        case errno.EACCES | errno.EPERM:
            return (
                f"Kinfile has no right to look into the folder “{folder}”. "
                "Ask whoever looks after the server to give it the right to read and to move files there."
            )
    return (
        f"The folder “{folder}” cannot be read: {why.strerror}. It is tried again; "
        "tell whoever looks after the server if this stays."
    )


def _finished(way: WayIn, folder: int) -> tuple[list[_Seen], list[str]]:
    """The files that stood still long enough, oldest first; and what is wrong with the others."""
    try:
        names = os.listdir(folder)
    except OSError as why:
        raise _Trouble(_why_not(way.folder, why)) from why
    now, watched = timezone.now(), {}
    finished, troubles = [], []
    for name in names:
        if name == TAKEN or name.lower() in _NOT_PAPER:
            continue
        try:
            found = os.stat(name, dir_fd=folder, follow_symlinks=False)
        except FileNotFoundError:
            continue
        except OSError as why:
            troubles.append(_about(name, f"It cannot be looked at: {why.strerror}."))
            continue
        if _UNFINISHED.fullmatch(name):
            if stat.S_ISREG(found.st_mode) and not name.startswith((".", "~", "$")):
                if not _is_forgotten(found):
                    watched[_key(name)] = _growing(found, now)
                    continue
                troubles.append(
                    _about(
                        name,
                        "This is a file that the scanner began and has not finished for more than an hour. "
                        "Scan that stack again, then delete it.",
                    )
                )
            continue
        if trouble := _not_a_file(found):
            troubles.append(_about(name, trouble))
            continue
        if _is_locked(name, names):
            watched[_key(name)] = _growing(found, now)
            continue
        key = _key(name)
        size, changed, since, looks, trouble = way.watched.get(key, (None, None, "", 0, ""))
        if (size, changed) != (found.st_size, found.st_mtime_ns):
            since, looks, trouble = now.isoformat(), 0, ""
        looks += 1
        watched[key] = [found.st_size, found.st_mtime_ns, since, looks, trouble]
        stood = now - (parse_datetime(since) or now)
        if looks < LOOKS or stood < settings.KINFILE_SCAN_SETTLE:
            # What went wrong with it is still so until it is tried again.
            troubles += [_about(name, trouble)] if trouble else []
        elif trouble := _not_to_take(found.st_size):
            watched[key][-1] = trouble
            troubles.append(_about(name, trouble))
        else:
            finished.append(_Seen.of(name, found))
    way.watched = watched
    finished.sort(key=lambda file: (file.changed_ns // 10**9, _in_order(file.name)))
    return finished, troubles


def _not_a_file(found: os.stat_result) -> str:
    if stat.S_ISLNK(found.st_mode):
        return (
            "This is a link to another place, and links are not followed. Put the file itself here."
        )
    if stat.S_ISDIR(found.st_mode):
        return "This is a folder, and nothing in it is taken in. Let the scanner write its files directly here."
    if not stat.S_ISREG(found.st_mode):
        return "This is not a file. Delete it."
    return ""


def _not_to_take(size: int) -> str:
    if not size:
        return "This file is empty. If the scanner writes nothing more, scan that stack again and delete it."
    if size > settings.KINFILE_UPLOAD_LIMIT:
        most = settings.KINFILE_UPLOAD_LIMIT // _SEGMENT
        return (
            f"This file is larger than the {most} MB that one file may have, and stays here. "
            "Scan the stack in smaller parts and delete it."
        )
    return ""


def _is_locked(name: str, names: list[str]) -> bool:
    """A companion with which the scanner, or a person, says that the file is still in use."""
    return any(
        lock in names
        for lock in (f"{name}.lock", f"{name}.lck", f".~lock.{name}#", f"~${name[2:]}", f"~${name}")
    )


def _growing(found: os.stat_result, now: datetime) -> list[object]:
    """A file of which its name, or a lock beside it, says that it is not whole yet: it waits, however still it lies."""
    return [found.st_size, found.st_mtime_ns, now.isoformat(), 0, ""]


def _is_forgotten(found: os.stat_result) -> bool:
    return found.st_mtime < (timezone.now() - _FORGOTTEN).timestamp()


def _take(way: WayIn, folder: int, file: _Seen, stay: Callable[[], None]) -> int:
    """Take one file in, unless it was taken in before, and then move it away. Returns 1 for a new one."""
    try:
        handle = os.open(
            file.name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder
        )
    except FileNotFoundError:
        way.watched.pop(_key(file.name), None)
        return 0
    except OSError as why:
        raise _Trouble(_unreadable(why)) from why
    with os.fdopen(handle, "rb", buffering=0) as source:
        stream = _Still(source, file, stay)
        mark = stream.digest()
        arrival = Arrival._base_manager.filter(way_in=way, mark=mark).first()
        is_new = arrival is None
        if arrival is None:
            arrival = Arrival(way_in=way, mark=mark, name=intake.clean_name(_shown(file.name)))
            batch = arrivals.batch_for(way)
            try:
                intake.add_upload(
                    by=batch.operator,
                    batch=batch,
                    stream=cast(BinaryIO, stream),
                    name=_shown(file.name),
                    size=file.size,
                    arrival=arrival,
                )
            except IntegrityError:
                # Another worker was quicker, and moves it away.
                return 0
        elif arrival.cleared_at is not None:
            arrivals.came_again(arrival)
    _move_away(way, folder, file)
    way.watched.pop(_key(file.name), None)
    arrival.cleared_at = timezone.now()
    arrival.save(update_fields=["cleared_at"])
    return int(is_new)


def _settle_what_is_gone(way: WayIn, folder: int) -> None:
    """Mark what was taken in and lies here no longer, so that the same file put here later counts as coming again."""
    for arrival in Arrival._base_manager.filter(way_in=way, cleared_at=None):
        if not any(intake.clean_name(_shown(name)) == arrival.name for name in os.listdir(folder)):
            arrival.cleared_at = timezone.now()
            arrival.save(update_fields=["cleared_at"])


def _move_away(way: WayIn, folder: int, file: _Seen) -> None:
    """Out of the folder, for which the row is now safe. Raises `_Trouble` where that is not allowed."""
    try:
        if _Seen.of(file.name, os.stat(file.name, dir_fd=folder, follow_symlinks=False)) != file:
            # The scanner wrote a new file under the same name meanwhile: that one is looked at for itself.
            return
        if way.keeps_taken:
            with suppress(FileExistsError):
                os.mkdir(TAKEN, dir_fd=folder)
            place = os.open(TAKEN, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=folder)
            try:
                target = _free_name(file.name, set(os.listdir(place)))  # noqa: PTH208  (by its handle)
                os.rename(file.name, target, src_dir_fd=folder, dst_dir_fd=place)
                os.fsync(place)
            finally:
                os.close(place)
        else:
            os.unlink(file.name, dir_fd=folder)
        os.fsync(folder)
    except FileNotFoundError:
        return
    except OSError as why:
        raise _Trouble(
            f"It was taken in, but cannot be moved away ({why.strerror}). It is not taken in a second time. "
            "Ask whoever looks after the server to give Kinfile the right to move files here."
        ) from why


def _free_name(name: str, used: set[str]) -> str:
    ending = Path(name).suffix
    stem = name.removesuffix(ending)
    number, candidate = 2, name
    while candidate in used:
        candidate, number = f"{stem} ({number}){ending}", number + 1
    return candidate


def _unreadable(why: OSError) -> str:
    if why.errno in (errno.EACCES, errno.EPERM):
        return (
            "Kinfile has no right to read it. Ask whoever looks after the scanner to change that."
        )
    return f"It cannot be read: {why.strerror}. It is tried again."


def _about(name: str, sentence: str) -> str:
    return f"{intake.clean_name(_shown(name))}: {sentence}"


def _shown(name: str) -> str:
    """A name that may be no proper text, in letters that every database keeps."""
    return os.fsencode(name).decode("utf-8", "replace")


def _key(name: str) -> str:
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _in_order(name: str) -> list[tuple[int, str]]:
    """Page 2 before page 10."""
    return [(int(part) if part.isdigit() else 0, part) for part in re.split(r"([0-9]+)", name)]


class _Still:
    """The bytes of a file that must not change while they are read: raises `intake.Changed` when they did."""

    def __init__(self, source: BinaryIO, file: _Seen, stay: Callable[[], None]) -> None:
        self._source, self._file, self._stay = source, file, stay

    def digest(self) -> str:
        found = hashlib.sha256()
        while chunk := self.read(_SEGMENT):
            found.update(chunk)
        self._source.seek(0)
        return found.hexdigest()

    def read(self, size: int = -1) -> bytes:
        self._stay()
        try:
            data = self._source.read(size)
            if not data:
                found = os.fstat(self._source.fileno())
                is_file = stat.S_ISREG(found.st_mode)
                if not is_file or _Seen.of(self._file.name, found) != self._file:
                    raise intake.Changed("The file is still being written.")
        except OSError as why:
            raise _Trouble(_unreadable(why)) from why
        return data
