"""Nothing counts as received before it is safe, and nothing that was handed in is lost."""

import errno
import io
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.db import DatabaseError, connection

from cases import access
from cases.actions import Problem
from cases.models import AuditEvent
from documents import store
from documents.models import StoredFile
from portal import invariants
from scanning.actions import intake
from scanning.models import Upload

LETTER = b"%PDF-1.7 not much of a letter"


def files_in_place() -> int:
    return len(list(store.all_ids()))


def left_behind(data_folder: Path) -> list[Path]:
    return list((data_folder / "files" / "incoming").glob("*"))


def test_a_file_is_kept_exactly_as_it_was_handed_in(add):
    upload = add(LETTER)
    assert upload.state == Upload.State.WAITING
    assert store.read_all(upload.file_id, upload.file.wrapped_key) == LETTER
    assert upload.file.media_type == "application/pdf"
    assert AuditEvent.objects.filter(code="scanning.file_received", object_id=upload.pk).exists()


def test_the_kind_of_a_file_is_what_its_first_bytes_say(add):
    assert add(b"\x89PNG\r\n\x1a\n...", "letter.pdf").file.media_type == "image/png"
    assert add(b"<html><script>", "letter.pdf").file.media_type == "application/octet-stream"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\sam\\letter 3.pdf", "letter 3.pdf"),
        ("a\x00b\r\nc\x1b[31m.pdf", "abc[31m.pdf"),
        ("fdp.\u202egpj.exe", "fdp.gpj.exe"),
        ("/", "file without a name"),
        ("", "file without a name"),
        ("..", ".."),
        ("x" * 400 + ".pdf", "x" * 196 + ".pdf"),
        ("<script>alert(1)</script>.pdf", "script>.pdf"),
        ("Siân’s llythyr.pdf", "Siân’s llythyr.pdf"),
    ],
)
def test_a_name_keeps_no_path_and_no_control_signs(add, given, kept):
    upload = add(LETTER, given)
    assert upload.name == kept
    assert store.path_of(upload.file_id).name == str(upload.file_id)


def test_the_same_file_again_is_noticed_and_kept_once(add):
    first = add(LETTER, "one.pdf")
    again = add(LETTER, "two.pdf")
    assert again.state == Upload.State.REPEATED
    assert "number 1 (one.pdf)" in again.problem
    assert again.file_id == first.file_id
    assert StoredFile._base_manager.count() == 1
    assert files_in_place() == 1


def test_an_empty_file_is_refused_with_a_sentence_and_the_next_one_goes_on(add):
    refused = add(b"", "empty.pdf")
    assert refused.state == Upload.State.REFUSED
    assert "empty" in refused.problem
    assert add(LETTER).state == Upload.State.WAITING


def test_a_file_above_the_limit_is_written_down_as_not_kept(add, settings, data_folder):
    settings.KINFILE_UPLOAD_LIMIT = 10
    refused = add(LETTER, "huge.pdf")
    assert refused.state == Upload.State.REFUSED
    assert refused.file is None
    assert "larger than" in refused.problem
    assert files_in_place() == 0
    assert left_behind(data_folder) == []
    assert [one for one in invariants.check() if one.invariant == "I1"] == []


def test_a_file_that_was_acknowledged_and_is_not_there_is_named(add):
    upload = add(LETTER)
    Upload._base_manager.filter(pk=upload.pk).update(file=None)
    assert any(str(upload.pk) in one.what for one in invariants.check() if one.invariant == "I1")


def test_a_full_disk_is_said_and_leaves_nothing_half_kept(add, monkeypatch, data_folder):
    real = os.write

    def full(descriptor, data):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("documents.store.os.write", full)
    refused = add(LETTER, "first.pdf")
    monkeypatch.setattr("documents.store.os.write", real)
    assert refused.state == Upload.State.REFUSED
    assert "disk of the server is full" in refused.problem
    assert left_behind(data_folder) == []
    assert files_in_place() == 0
    assert add(LETTER, "first.pdf").state == Upload.State.WAITING


def test_a_connection_that_breaks_off_keeps_nothing(clerk, batch, data_folder):
    with pytest.raises(intake.BrokenOff, match="28 of 90 bytes"):
        intake.add_upload(
            by=clerk, batch=batch, stream=io.BytesIO(LETTER[:28]), name="a.pdf", size=90
        )
    assert batch.uploads.count() == 0
    assert files_in_place() == 0
    assert left_behind(data_folder) == []


def test_a_row_that_cannot_be_written_leaves_no_file_behind(add, monkeypatch):
    def fails(*args, **kwargs):
        raise DatabaseError("gone")

    monkeypatch.setattr("scanning.actions.intake.readings.file_row", fails)
    with pytest.raises(DatabaseError):
        add(LETTER)
    assert files_in_place() == 0


def test_a_closed_batch_takes_no_more_files(add, clerk, batch):
    intake.finish_intake(by=clerk, batch=batch)
    assert batch.closed_at is not None
    with pytest.raises(Problem, match="closed"):
        add(LETTER)


def test_batches_are_numbered_one_after_another(clerk, records):
    numbers = [intake.receive_batch(by=by).number for by in (clerk, records, clerk)]
    assert numbers == [1, 2, 3]


@pytest.mark.parametrize(
    ("name", "may"),
    [
        ("clerk", True),
        ("records", True),
        ("worker", True),
        ("manager", True),
        ("chair", False),
        ("designer", False),
        ("mother", False),
        ("father", False),
        ("young", False),
    ],
)
def test_who_may_take_paper_in(council, name, may):
    user = council.user(name)
    if may:
        assert intake.receive_batch(by=user).operator == user
    else:
        with pytest.raises(access.Refused):
            intake.receive_batch(by=user)


def test_only_its_own_desk_adds_files_to_a_batch(council, add):
    assert add(LETTER, by=council.user("records")).state == Upload.State.WAITING
    for name in ("worker", "stranger", "mother", "father", "duty"):
        with pytest.raises(access.Refused):
            add(b"%PDF-1.7 other", by=council.user(name))


def test_paper_is_not_promised_to_a_file_that_is_closed_to_the_clerk(clerk, robin, wren, kerry):
    for child in (robin, wren, kerry):
        with pytest.raises(access.Refused):
            intake.receive_batch(by=clerk, file_to=child)


def test_twenty_equal_files_at_once_become_one(own_council):
    clerk = own_council.user("clerk")
    batch = intake.receive_batch(by=clerk)
    found: list[str] = []

    def hand_in():
        try:
            upload = intake.add_upload(
                by=clerk, batch=batch, stream=io.BytesIO(LETTER), name="same.pdf"
            )
            found.append(upload.state)
        finally:
            connection.close()

    threads = [threading.Thread(target=hand_in) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == ["repeated"] * 19 + ["waiting"]
    assert StoredFile._base_manager.count() == 1
    assert files_in_place() == 1
    assert sorted(batch.uploads.values_list("position", flat=True)) == list(range(1, 21))


def test_desks_that_start_batches_at_once_get_different_numbers(own_council):
    clerk = own_council.user("clerk")
    numbers: list[int] = []

    def start():
        try:
            numbers.append(intake.receive_batch(by=clerk).number)
        finally:
            connection.close()

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(numbers) == list(range(1, 9))


# where the process dies: what is replaced by the killing, and how many files are in place then
STEPS = {
    "before the file is in place": ("documents.store._put_in_place", 0),
    "after the file, before its row": ("scanning.actions.intake._write_down", 1),
    "inside the transaction": ("scanning.actions.intake.audit.record", 1),
}
HAND_IN = """
import importlib, io, os, pathlib, signal, sys
import django
django.setup()
from django.conf import settings
folder, batch, dies_at = sys.argv[1:]
settings.KINFILE_DATA = pathlib.Path(folder)
from cases.models import User
from documents import store
from scanning.actions import intake
from scanning.models import Batch
module, _, name = dies_at.rpartition(".")
owner = {"documents.store": store, "scanning.actions.intake": intake}.get(module) or intake.audit
setattr(owner, name, lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL))
intake.add_upload(
    by=User.objects.get(username="clerk"),
    batch=Batch._base_manager.get(pk=batch),
    stream=io.BytesIO(b"%PDF-1.7 a letter"),
    name="a.pdf",
)
print("received")
"""


@pytest.mark.parametrize("step", STEPS)
def test_a_process_killed_on_the_way_has_said_nothing_and_left_no_row(
    step, own_council, own_database, data_folder
):
    batch = intake.receive_batch(by=own_council.user("clerk"))
    dies_at, files = STEPS[step]
    done = subprocess.run(
        [sys.executable, "-c", HAND_IN, str(data_folder), str(batch.pk), dies_at],
        capture_output=True,
        text=True,
        env=own_database,
    )
    assert done.returncode == -9, done.stderr
    assert done.stdout == ""
    assert Upload._base_manager.count() == StoredFile._base_manager.count() == 0
    assert files_in_place() == files
    again = intake.add_upload(
        by=own_council.user("clerk"), batch=batch, stream=io.BytesIO(LETTER), name="a.pdf"
    )
    assert (again.position, again.state) == (1, Upload.State.WAITING)
