"""The demo's data folder: who may use it now, whether it is a demo's, and how it is emptied."""

from __future__ import annotations

import fcntl
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import DatabaseError, connection, connections
from django.db.utils import ProgrammingError

from cases.models import AuditEvent, User

MARKER = "demo.json"
_LOCK = "demo.lock"
# Made by the settings as they are read; the keys are in this process's hands already, so they stay.
_MADE_BY_SETTINGS = {"keys", "uploads", "static"}
_KEPT = {"keys", _LOCK}


class InUse(Exception):
    """Another process builds or serves from this folder."""


class NotADemo(Exception):
    """The data is not the demo's; the text says so and what to do."""


def folder() -> Path:
    return Path(settings.KINFILE_DATA)


class Lock:
    """Alone while building and emptying, shared while serving. Goes with the process that has it."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def alone(self) -> None:
        """Raises `InUse`."""
        self._take(fcntl.LOCK_EX)

    def shared(self) -> None:
        """Raises `InUse`."""
        self._take(fcntl.LOCK_SH)

    def _take(self, kind: int) -> None:
        try:
            fcntl.flock(self._file, kind | fcntl.LOCK_NB)
        except OSError:
            raise InUse(
                f"The demo in {folder()} is being built or served by another process. "
                "Stop that one first (Ctrl-C where it runs), or name another folder: "
                "make demo KINFILE_DATA=/tmp/second PORT=8001"
            ) from None


@contextmanager
def lock() -> Iterator[Lock]:
    folder().mkdir(parents=True, exist_ok=True)
    with (folder() / _LOCK).open("a", encoding="utf-8") as file:
        yield Lock(file)


def is_marked() -> bool:
    return (folder() / MARKER).exists()


def mark() -> None:
    """Say that everything in this folder, and in the database it goes with, is the demo's. The tables stand.

    Raises `NotADemo` when somebody else's data is there.
    """
    told = AuditEvent.objects.filter(code__startswith="demo.").exists()
    if not told and User.objects.exists():
        raise NotADemo(
            f"The data in {_where()} is not the demo's, so nothing was added to it. "
            "Name another folder: make demo KINFILE_DATA=/tmp/kinfile-demo"
        )
    if told and not is_marked():
        raise NotADemo(
            f"The database holds a demo whose files are not in {folder()}. Name the folder that it was built "
            "with in KINFILE_DATA, or start afresh: make demo-reset"
        )
    (folder() / MARKER).write_text(json.dumps({"kinfile": "demo"}), encoding="utf-8")


def empty() -> None:
    """Delete the demo's data, all but the keys of the installation. Hold the lock alone.

    Raises `NotADemo` for a folder or a database that is not a demo's; then nothing was deleted.
    """
    strange = {
        entry.name for entry in folder().iterdir() if entry.name not in _MADE_BY_SETTINGS | {_LOCK}
    }
    if strange and not is_marked():
        raise NotADemo(
            f"{folder()} does not look like the data of a demo (there is no {MARKER} in it), "
            "so nothing was deleted. Look at what is in it, and empty it by hand if nobody needs it."
        )
    if not _is_inside():
        _empty_database()
    connections.close_all()
    for entry in folder().iterdir():
        if entry.name in _KEPT:
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
    for name in _MADE_BY_SETTINGS:
        (folder() / name).mkdir(exist_ok=True)


def _where() -> str:
    return str(folder()) if _is_inside() else f"{connection.settings_dict['NAME']} (DATABASE_URL)"


def _is_inside() -> bool:
    """Whether the database is a file of this folder, so that it goes with it."""
    return (
        connection.vendor == "sqlite"
        and folder() in Path(connection.settings_dict["NAME"]).resolve().parents
    )


def _empty_database() -> None:
    if not _is_a_demos():
        raise NotADemo(
            f"The database {connection.settings_dict['NAME']} holds data that is not the demo's, "
            "so nothing was deleted. Name another one in DATABASE_URL."
        )
    if connection.vendor == "sqlite":
        connections.close_all()
        for ending in ("", "-wal", "-shm"):
            Path(f"{connection.settings_dict['NAME']}{ending}").unlink(missing_ok=True)
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
    except ProgrammingError as why:
        raise NotADemo(
            "This account of the database may not empty it, so nothing was deleted. "
            f"Drop and create the database {connection.settings_dict['NAME']} by hand."
        ) from why


def _is_a_demos() -> bool:
    """Whether the database is still empty, or holds what the demo told."""
    tables = connection.introspection.table_names()
    if User._meta.db_table not in tables:
        return not tables
    try:
        return (
            AuditEvent.objects.filter(code__startswith="demo.").exists()
            or not User.objects.exists()
        )
    except DatabaseError:
        # Tables of another age: only the folder's marker can say whose they are.
        return is_marked()
