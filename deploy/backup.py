#!/usr/bin/env python3
"""Back up and restore an installation, on SQLite or PostgreSQL. `docs/backup-and-restore.md` is the runbook.

`take FOLDER` writes a dated copy of the database, the seal and the guidance files, and adds to `FOLDER/files` what is
new there. The database is copied first and the stored files afterwards: a file is always on disk before its row is,
and never changes, so every row of the copy has its file. `restore FOLDER` needs an empty data folder and an empty
database. `keys FOLDER` writes the secrets, which belong in another place than the backup.

The search index is not backed up: it can be built anew from the database, and `restore` does.
Reads the same environment as Kinfile itself. Exit code 0 when all is well, 1 with a sentence when not.
"""

import argparse
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from portal.settings import env  # noqa: E402 - the project must be found first

MANIFEST = "manifest.json"
SECRETS = ("SECRET_KEY", "KINFILE_KEY", "KINFILE_SEAL_PASSPHRASE")
SEAL_FILES = (
    "KINFILE_SEAL_KEY_PATH",
    "KINFILE_SEAL_CERTIFICATE_PATH",
    "KINFILE_SEAL_ROOT_PATH",
    "KINFILE_TIMESTAMP_ROOT_PATH",
)
_IDS = "SELECT id FROM documents_storedfile"
_LAST_SEAL = "SELECT number, digest FROM cases_auditseal ORDER BY number DESC LIMIT 1"


class Wrong(Exception):
    """Its text is a full sentence for whoever runs this."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    taking = commands.add_parser("take", help="add a dated backup to FOLDER")
    taking.add_argument("folder", type=Path, metavar="FOLDER")
    taking.add_argument(
        "--keep", type=int, metavar="N", help="afterwards keep only the N newest dated copies"
    )
    restoring = commands.add_parser("restore", help="restore the newest backup in FOLDER")
    restoring.add_argument("folder", type=Path, metavar="FOLDER")
    restoring.add_argument("--at", metavar="NAME", help="an older dated copy, by its folder's name")
    keeping = commands.add_parser("keys", help="write the secrets of this installation to FOLDER")
    keeping.add_argument("folder", type=Path, metavar="FOLDER")
    asked = parser.parse_args()
    os.umask(0o077)
    try:
        if asked.command == "take":
            take(asked.folder.resolve(), keep=asked.keep)
        elif asked.command == "restore":
            restore(asked.folder.resolve(), at=asked.at)
        else:
            write_keys(asked.folder.resolve())
    except Wrong as why:
        sys.stderr.write(f"{why}\n")
        return 1
    return 0


def data() -> Path:
    return Path(env.text("KINFILE_DATA", str(ROOT / "var"))).resolve()


def database() -> dict[str, Any]:
    return env.database("DATABASE_URL", data() / "kinfile.sqlite3")


def is_sqlite(settings: dict[str, Any]) -> bool:
    return str(settings["ENGINE"]).endswith("sqlite3")


# Taking


def take(folder: Path, *, keep: int | None) -> None:
    if folder == data() or data() in folder.parents:
        raise Wrong("The backup must not lie inside KINFILE_DATA. Name a folder on another disk.")
    name = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    draft = folder / f".{name}.part"
    draft.mkdir(parents=True)
    settings = database()
    if is_sqlite(settings):
        ids, seal = copy_sqlite(Path(settings["NAME"]), draft / "database.sqlite3")
    else:
        ids, seal = dump_postgresql(settings, draft / "database.dump")
    for part in ("seal", "guidance"):
        if (data() / part).is_dir():
            shutil.copytree(data() / part, draft / part)
    copy_named_files(draft / "settings-files")
    missing = copy_stored(ids, data() / "files", folder / "files")
    manifest = {
        "made_at": name,
        "database": "sqlite" if is_sqlite(settings) else "postgresql",
        "stored_files": len(ids),
        "missing_files": sorted(missing),
        "last_audit_seal": seal,
        "sha256": {str(path.relative_to(draft)): digest(path) for path in everything(draft)},
    }
    write(draft / MANIFEST, json.dumps(manifest, indent=1).encode())
    for path in everything(draft):
        sync(path)
    # Until it has its name, a backup that was interrupted does not look like one.
    draft.rename(folder / name)
    sync(folder)
    if keep is not None:
        for old in dated(folder)[: -max(1, keep)]:
            shutil.rmtree(old)
    say(f"{folder / name}: database, seal and {len(ids)} stored files.")
    if missing:
        raise Wrong(
            f"{len(missing)} stored files that the database names are missing, so they are in no backup from now "
            f"on. Restore them from an earlier one. The first: {sorted(missing)[0]}."
        )


def copy_sqlite(source: Path, target: Path) -> tuple[list[str], dict[str, Any] | None]:
    """A copy as of one moment, while others write; then the ids of its stored files and its last audit seal."""
    if not source.exists():
        raise Wrong(f"There is no database at {source}. Check KINFILE_DATA and DATABASE_URL.")
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as live:
        with closing(sqlite3.connect(target)) as copy:
            live.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
            sound = copy.execute("PRAGMA integrity_check").fetchone()[0]
            if sound != "ok":
                raise Wrong(f"The copy of the database is damaged: {sound}.")
            ids = [str(UUID(row[0])) for row in copy.execute(_IDS)]
            return ids, last_seal(copy.execute(_LAST_SEAL).fetchone())


def dump_postgresql(
    settings: dict[str, Any], target: Path
) -> tuple[list[str], dict[str, Any] | None]:
    """A dump, and ids and last seal as of the very same moment: both read one exported snapshot."""
    import psycopg

    with psycopg.connect(**connection(settings)) as live:
        live.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        snapshot = value(live.execute("SELECT pg_export_snapshot()"))
        run_postgresql(
            "pg_dump", settings, "--format=custom", f"--snapshot={snapshot}", f"--file={target}"
        )
        ids = [str(row[0]) for row in live.execute(_IDS)]
        return ids, last_seal(live.execute(_LAST_SEAL).fetchone())


def last_seal(row: Any) -> dict[str, Any] | None:
    return {"number": row[0], "digest": row[1]} if row else None


def copy_named_files(folder: Path) -> None:
    """PEM files that lie wherever the settings say; their keys are encrypted."""
    for name in SEAL_FILES:
        if path := env.text(name, ""):
            folder.mkdir(exist_ok=True)
            shutil.copyfile(path, folder / name)


def copy_stored(ids: list[str], source: Path, target: Path) -> set[str]:
    """Copy the files called `ids` that `target` lacks; returns those that neither folder has. They never change."""
    missing = set()
    for name in ids:
        below = Path(name[:2]) / name[2:4] / name
        there = target / below
        if there.exists():
            continue
        if not (source / below).exists():
            missing.add(name)
            continue
        there.parent.mkdir(parents=True, exist_ok=True)
        draft = there.with_name(f".{name}.part")
        shutil.copyfile(source / below, draft)
        sync(draft)
        draft.rename(there)
        sync(there.parent)
    return missing


def write_keys(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    found = {name: env.text(name, "") for name in SECRETS}
    lines = [f"{name}={secret}" for name, secret in found.items() if secret]
    if lines:
        write(folder / "secrets.env", "\n".join([*lines, ""]).encode())
    made = data() / "keys"
    if made.is_dir():
        shutil.copytree(made, folder / "keys", dirs_exist_ok=True)
    elif not found["KINFILE_KEY"]:
        raise Wrong("No keys were found. Run this with the environment of the installation.")
    say(
        f"The keys are in {folder}. Keep them apart from the backup, in two places, and nowhere else."
    )


# Restoring


def restore(folder: Path, *, at: str | None) -> None:
    chosen = folder / at if at else next(iter(reversed(dated(folder))), None)
    if chosen is None or not (chosen / MANIFEST).exists():
        raise Wrong(f"There is no whole backup {at or ''} in {folder}.")
    manifest = json.loads((chosen / MANIFEST).read_text())
    for name, expected in manifest["sha256"].items():
        if not (chosen / name).exists() or digest(chosen / name) != expected:
            raise Wrong(f"{chosen / name} is not what was backed up. Take another dated copy.")
    settings = database()
    if is_sqlite(settings) != (manifest["database"] == "sqlite"):
        raise Wrong(f"This backup is of {manifest['database']}, and DATABASE_URL says otherwise.")
    kept = data() / "files"
    if kept.exists() and any(kept.iterdir()):
        raise Wrong(f"{kept} is not empty. Restore into an empty KINFILE_DATA.")
    if is_sqlite(settings):
        ids = put_back_sqlite(chosen / "database.sqlite3", Path(settings["NAME"]))
    else:
        ids = put_back_postgresql(chosen / "database.dump", settings)
    missing = copy_stored(ids, folder / "files", kept)
    for part in ("seal", "guidance"):
        if (chosen / part).is_dir():
            shutil.copytree(chosen / part, data() / part, dirs_exist_ok=True)
    say(f"{chosen.name}: database, seal and {len(ids) - len(missing)} stored files are back.")
    for command in (["migrate", "--noinput"], ["collectstatic", "--noinput"], ["reindex"]):
        manage(*command)
    say("Checking every file, row and audit seal (manage.py verify) …")
    manage("verify")


def put_back_sqlite(copy: Path, place: Path) -> list[str]:
    if place.exists():
        raise Wrong(f"{place} exists. Move it away first: nothing is overwritten here.")
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(copy, place)
    sync(place)
    with closing(sqlite3.connect(place)) as database:
        return [str(UUID(row[0])) for row in database.execute(_IDS)]


def put_back_postgresql(dump: Path, settings: dict[str, Any]) -> list[str]:
    import psycopg

    with psycopg.connect(**connection(settings)) as empty:
        count = value(
            empty.execute("SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()")
        )
    if count:
        raise Wrong(f"The database holds {count} tables. Restore into a new, empty one.")
    run_postgresql(
        "pg_restore",
        settings,
        "--no-owner",
        "--no-privileges",
        "--single-transaction",
        "--exit-on-error",
        str(dump),
    )
    with psycopg.connect(**connection(settings)) as restored:
        return [str(row[0]) for row in restored.execute(_IDS)]


def manage(*arguments: str) -> None:
    done = subprocess.run([sys.executable, str(ROOT / "manage.py"), *arguments])  # noqa: S603
    if done.returncode:
        raise Wrong(f"manage.py {arguments[0]} says that something is wrong; see the lines above.")


# PostgreSQL's own programs


def connection(settings: dict[str, Any]) -> dict[str, Any]:
    named = {
        "dbname": settings["NAME"],
        "user": settings["USER"],
        "password": settings["PASSWORD"],
        "host": settings["HOST"],
        "port": settings["PORT"],
    }
    return {name: text for name, text in {**named, **settings["OPTIONS"]}.items() if text}


def run_postgresql(program: str, settings: dict[str, Any], *arguments: str) -> None:
    """The password goes through the environment, because everybody on a machine can read an argument."""
    from psycopg.conninfo import make_conninfo

    found = shutil.which(program)
    if found is None:
        raise Wrong(f"{program} is missing. Install Debian's package postgresql-client.")
    told = connection(settings)
    secret = {"PGPASSWORD": told.pop("password")} if "password" in told else {}
    done = subprocess.run(  # noqa: S603
        [found, f"--dbname={make_conninfo(**told)}", *arguments], env={**os.environ, **secret}
    )
    if done.returncode:
        raise Wrong(f"{program} failed; see the lines above.")


def value(cursor: Any) -> Any:
    return cursor.fetchone()[0]


# Files


def dated(folder: Path) -> list[Path]:
    """The whole backups in `folder`, oldest first."""
    return sorted(path for path in folder.glob("*T*Z") if (path / MANIFEST).exists())


def everything(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    sync(path)


def sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def say(sentence: str) -> None:
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
