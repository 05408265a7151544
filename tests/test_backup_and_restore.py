"""A backup taken from one place comes back whole in another, on both databases; what is not whole is said."""

import io
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection

from documents import store
from documents.models import StoredFile
from scanning.actions import intake
from tests.own_database import _on_the_side, _postgresql_address

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def data_folder(settings, tmp_path) -> Path:
    settings.KINFILE_DATA = tmp_path / "data"
    settings.KINFILE_DATA.mkdir()
    return settings.KINFILE_DATA


@pytest.fixture
def environment(own_database, data_folder) -> dict[str, str]:
    return in_folder(own_database, data_folder)


@pytest.fixture
def elsewhere(environment, tmp_path):
    """An environment with an empty data folder and an empty database."""
    if connection.vendor == "sqlite":
        yield in_folder(environment, tmp_path / "other", DATABASE_URL="")
        return
    name = f"restored_{uuid4().hex}"
    _on_the_side(f'CREATE DATABASE "{name}" TEMPLATE template0')
    try:
        yield in_folder(environment, tmp_path / "other", DATABASE_URL=_postgresql_address(name))
    finally:
        _on_the_side(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def three_files(own_council, data_folder) -> list[StoredFile]:
    clerk = own_council.user("clerk")
    batch = intake.receive_batch(by=clerk)
    return [
        intake.add_upload(
            by=clerk, batch=batch, stream=io.BytesIO(b"%PDF-1.7 " + bytes([n])), name=f"{n}.pdf"
        ).file
        for n in range(3)
    ]


def in_folder(environment: dict[str, str], folder: Path, **changes: str) -> dict[str, str]:
    # The settings of the tests take the second name, so that they never touch somebody's real data.
    names = {"KINFILE_DATA": str(folder), "KINFILE_TEST_DATA": str(folder)}
    folder.mkdir(exist_ok=True)
    if changes.get("DATABASE_URL") == "":
        names["DATABASE_URL"] = f"sqlite://{folder}/restored.sqlite3"
        changes.pop("DATABASE_URL")
    return {**environment, **names, **changes}


def backup(environment: dict[str, str], *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "deploy" / "backup.py"), *map(str, arguments)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )


def test_what_was_taken_comes_back_whole(environment, elsewhere, three_files, tmp_path):
    taken = backup(environment, "take", tmp_path / "backup")
    assert (taken.returncode, taken.stderr) == (0, "")
    restored = backup(elsewhere, "restore", tmp_path / "backup")
    assert restored.returncode == 0, restored.stderr
    assert "I1 to I8 hold" in restored.stdout
    for file in three_files:
        there = (
            Path(elsewhere["KINFILE_DATA"])
            / "files"
            / store.path_of(file.pk).relative_to(store.folder())
        )
        assert there.read_bytes() == store.path_of(file.pk).read_bytes()


def test_a_second_backup_adds_only_what_is_new_and_forgets_old_copies(
    environment, three_files, tmp_path
):
    folder = tmp_path / "backup"
    assert backup(environment, "take", folder).returncode == 0
    kept = {path: path.stat().st_ino for path in (folder / "files").rglob("*") if path.is_file()}
    first = next(folder.glob("*Z"))
    first.rename(folder / "20200101T000000Z")
    assert backup(environment, "take", folder, "--keep", "1").returncode == 0
    assert {path: path.stat().st_ino for path in kept} == kept
    assert len(list(folder.glob("*Z"))) == 1


def test_a_file_that_is_gone_is_named_and_the_rest_is_backed_up(environment, three_files, tmp_path):
    store.path_of(three_files[0].pk).unlink()
    taken = backup(environment, "take", tmp_path / "backup")
    assert taken.returncode == 1
    assert str(three_files[0].pk) in taken.stderr
    assert len([path for path in (tmp_path / "backup" / "files").rglob("*") if path.is_file()]) == 2


def test_a_copy_that_changed_since_is_refused(environment, elsewhere, three_files, tmp_path):
    folder = tmp_path / "backup"
    assert backup(environment, "take", folder).returncode == 0
    copy = next(next(folder.glob("*Z")).glob("database.*"))
    copy.write_bytes(copy.read_bytes()[:-1] + b"!")
    restored = backup(elsewhere, "restore", folder)
    assert restored.returncode == 1
    assert "is not what was backed up" in restored.stderr
    assert not (Path(elsewhere["KINFILE_DATA"]) / "files").exists()


def test_a_backup_that_was_broken_off_does_not_count(elsewhere, tmp_path):
    (tmp_path / "backup" / "20261122T020000Z").mkdir(parents=True)
    restored = backup(elsewhere, "restore", tmp_path / "backup")
    assert restored.returncode == 1
    assert "There is no whole backup" in restored.stderr


def test_nothing_is_restored_over_what_is_there(environment, three_files, tmp_path):
    assert backup(environment, "take", tmp_path / "backup").returncode == 0
    again = backup(environment, "restore", tmp_path / "backup")
    assert again.returncode == 1
    assert "is not empty" in again.stderr


def test_keys_are_written_for_nobody_else_to_read(environment, tmp_path):
    secrets = {"KINFILE_KEY": "ab" * 32, "SECRET_KEY": "cd" * 32}
    done = backup({**environment, **secrets}, "keys", tmp_path / "keys")
    assert done.returncode == 0, done.stderr
    written = tmp_path / "keys" / "secrets.env"
    assert written.read_text().splitlines() == [
        f"SECRET_KEY={secrets['SECRET_KEY']}",
        f"KINFILE_KEY={secrets['KINFILE_KEY']}",
    ]
    assert written.stat().st_mode & 0o777 == 0o600
