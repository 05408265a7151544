"""A scanner that writes into a folder: nothing is taken too early, nothing twice, and nothing is lost on the way."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from cases import access
from cases.actions import Problem
from cases.models import AuditEvent, Membership
from documents import store
from scanning import lookout
from scanning.actions import ways
from scanning.models import Arrival, Batch, Upload, WayIn

LETTER = b"%PDF-1.7 not much of a letter"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def root(settings, tmp_path):
    folder = tmp_path / "scans"
    (folder / "second-floor").mkdir(parents=True)
    settings.KINFILE_SCAN_FOLDER = str(folder)
    settings.KINFILE_SCAN_SETTLE = timedelta(0)
    settings.KINFILE_SCAN_LOOK = timedelta(0)
    return folder


@pytest.fixture
def folder(root):
    return root / "second-floor"


@pytest.fixture
def way(records, council, root):
    return ways.set_up_way(
        by=records,
        team=council.intake,
        kind=WayIn.Kind.FOLDER,
        name="Scanner, second floor",
        folder="second-floor",
    )


@pytest.fixture
def look(way):
    """Look as often as it takes a file that stands still to be taken; returns how many were."""

    def often(times: int = 3) -> int:
        taken = sum(lookout.attend() for _ in range(times))
        way.refresh_from_db()
        return taken

    return often


def uploads() -> list[Upload]:
    return list(Upload._base_manager.order_by("batch__number", "position"))


def test_what_a_scanner_wrote_becomes_a_batch_and_is_moved_only_then(look, folder, way):
    (folder / "scan 001.pdf").write_bytes(LETTER)
    assert look() == 1
    (upload,) = uploads()
    assert store.read_all(upload.file_id, upload.file.wrapped_key) == LETTER
    batch = upload.batch
    assert (batch.way_in, batch.came_by, batch.device) == (way, "folder", "Scanner, second floor")
    assert batch.operator == way.answered_for_by
    assert [path.name for path in folder.iterdir()] == ["taken"]
    assert (folder / "taken" / "scan 001.pdf").read_bytes() == LETTER
    event = AuditEvent.objects.get(code="scanning.file_received")
    assert event.detail["way_in"] == str(way.pk)
    assert way.troubles == []


def test_it_is_deleted_instead_where_that_is_wished(look, folder, way, records):
    ways.change_way(
        by=records,
        way=way,
        name=way.name,
        folder=way.folder,
        is_two_sided=True,
        keeps_taken=False,
    )
    (folder / "a.pdf").write_bytes(LETTER)
    assert look() == 1
    assert list(folder.iterdir()) == []
    assert uploads()[0].batch.is_two_sided


def test_a_file_that_still_grows_is_left_alone_until_it_stands_still(look, folder):
    slow = folder / "slow.pdf"
    for size in range(1, 6):
        slow.write_bytes(LETTER * size)
        assert look(2) == 0
    assert slow.exists()
    assert look(3) == 1
    assert uploads()[0].file.size == len(LETTER) * 5


def test_a_file_whose_size_stands_still_waits_out_the_time_as_well(look, folder, settings):
    settings.KINFILE_SCAN_SETTLE = timedelta(hours=1)
    (folder / "a.pdf").write_bytes(LETTER)
    assert look(6) == 0
    settings.KINFILE_SCAN_SETTLE = timedelta(0)
    assert look(1) == 1


@pytest.mark.parametrize(
    "name", [".a.pdf", "a.pdf.part", "a.tmp", "~a.pdf", "a.PDF.filepart", "Thumbs.db"]
)
def test_a_name_that_says_unfinished_is_left_alone(look, folder, name):
    (folder / name).write_bytes(LETTER)
    assert look(5) == 0
    assert (folder / name).exists()
    assert uploads() == []


def test_an_unfinished_file_that_nobody_finishes_is_said(look, folder, way):
    left = folder / "a.part"
    left.write_bytes(LETTER)
    hours_ago = (timezone.now() - timedelta(hours=3)).timestamp()
    os.utime(left, (hours_ago, hours_ago))
    look()
    assert "a.part: This is a file that the scanner began" in way.troubles[0]


def test_a_file_with_a_lock_beside_it_waits_for_the_lock_to_go(look, folder):
    (folder / "a.pdf").write_bytes(LETTER)
    lock = folder / "a.pdf.lock"
    lock.touch()
    assert look(5) == 0
    lock.unlink()
    assert look() == 1


def test_a_file_that_changes_while_it_is_taken_in_is_taken_later_and_whole(
    look, folder, monkeypatch
):
    from scanning import folders

    page, real = folder / "a.pdf", folders._Still.digest

    def writes_meanwhile(stream):
        mark = real(stream)
        if page.stat().st_size == len(LETTER):
            page.write_bytes(LETTER + b" and the rest")
        return mark

    page.write_bytes(LETTER)
    monkeypatch.setattr(folders._Still, "digest", writes_meanwhile)
    assert look(3) == 0
    assert uploads() == []
    assert look(3) == 1
    assert uploads()[0].file.size == len(LETTER) + 13


def test_pages_that_follow_each_other_are_one_batch_in_their_order(look, folder, way, settings):
    for number in (1, 2, 10):
        page = folder / f"page {number}.tif"
        page.write_bytes(b"II*\x00 page %d" % number)
        os.utime(page, (1000, 1000))
    assert look() == 3
    assert [upload.name for upload in uploads()] == ["page 1.tif", "page 2.tif", "page 10.tif"]
    assert len({upload.batch_id for upload in uploads()}) == 1
    batch = uploads()[0].batch
    assert batch.handed_in_at is None
    settings.KINFILE_SCAN_TOGETHER = timedelta(0)
    look(1)
    batch.refresh_from_db()
    assert batch.handed_in_at is not None
    (folder / "next.pdf").write_bytes(LETTER)
    look()
    assert len({upload.batch_id for upload in uploads()}) == 2


def test_a_batch_waits_while_a_page_of_it_is_still_being_written(look, folder, settings):
    (folder / "page 1.pdf").write_bytes(LETTER)
    look()
    settings.KINFILE_SCAN_TOGETHER = timedelta(0)
    settings.KINFILE_SCAN_SETTLE = timedelta(hours=1)
    (folder / "page 2.pdf").write_bytes(LETTER + b"2")
    look()
    assert uploads()[0].batch.handed_in_at is None


def test_the_same_stack_twice_is_said_and_not_doubled(look, folder, way, as_user, records):
    (folder / "a.pdf").write_bytes(LETTER)
    look()
    (folder / "a.pdf").write_bytes(LETTER)
    assert look() == 0
    assert len(uploads()) == 1
    assert sorted(path.name for path in (folder / "taken").iterdir()) == ["a (2).pdf", "a.pdf"]
    page = as_user(records).get(reverse("scanning:way", args=[way.pk])).content.decode()
    assert "was not taken in twice" in page
    assert AuditEvent.objects.filter(code="scanning.came_again").count() == 1


def test_another_file_under_the_same_name_is_taken_in(look, folder):
    (folder / "scan.pdf").write_bytes(LETTER)
    look()
    (folder / "scan.pdf").write_bytes(LETTER + b" of somebody else")
    assert look() == 1
    assert len(uploads()) == 2


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda f: (f / "a.pdf").touch(), "a.pdf: This file is empty."),
        (lambda f: (f / "a.pdf").write_bytes(b"x" * 5000), "larger than the"),
        (lambda f: (f / "a.pdf").symlink_to("/etc/passwd"), "a link to another place"),
        (lambda f: (f / "more").mkdir(), "more: This is a folder"),
        (lambda f: os.mkfifo(f / "a.pdf"), "This is not a file."),
    ],
)
def test_what_cannot_be_taken_is_said_stays_there_and_stops_nothing_else(
    look, folder, way, settings, make, sentence
):
    settings.KINFILE_UPLOAD_LIMIT = 4000
    make(folder)
    (folder / "good.pdf").write_bytes(LETTER)
    assert look(5) == 1
    assert [upload.name for upload in uploads()] == ["good.pdf"]
    assert len(way.troubles) == 1
    assert sentence in way.troubles[0]
    assert len(list(folder.iterdir())) == 2


def test_a_file_that_may_not_be_read_is_said_and_taken_once_it_may(look, folder, way, monkeypatch):
    real = os.open

    def locked(path, *rest, **more):
        if path == "a.pdf":
            raise PermissionError(13, "Permission denied")
        return real(path, *rest, **more)

    (folder / "a.pdf").write_bytes(LETTER)
    monkeypatch.setattr("scanning.folders.os.open", locked)
    look(5)
    assert way.troubles == [
        "a.pdf: Kinfile has no right to read it. Ask whoever looks after the scanner to change that."
    ]
    monkeypatch.setattr("scanning.folders.os.open", real)
    assert look(25) == 1
    assert way.troubles == []


def test_what_cannot_be_moved_away_is_said_and_never_taken_in_again(look, folder, way, monkeypatch):
    real = os.rename

    def forbidden(*rest, **more):
        if "src_dir_fd" in more:
            raise PermissionError(13, "Permission denied")
        real(*rest, **more)

    (folder / "a.pdf").write_bytes(LETTER)
    monkeypatch.setattr("scanning.folders.os.rename", forbidden)
    look(60)
    assert len(uploads()) == 1
    assert "It was taken in, but cannot be moved away" in way.troubles[0]
    monkeypatch.undo()
    assert look(25) == 0
    assert len(uploads()) == 1
    assert (folder / "taken" / "a.pdf").exists()
    assert Arrival._base_manager.get().came_again_at is None


def test_a_full_disk_leaves_the_file_where_it_is_and_no_batch_grows(look, folder, way, monkeypatch):
    real = os.write

    def full(descriptor, data):
        raise OSError(28, "No space left on device")

    (folder / "a.pdf").write_bytes(LETTER)
    monkeypatch.setattr("documents.store.os.write", full)
    look(60)
    assert "disk of the server is full" in way.troubles[0]
    assert (folder / "a.pdf").exists()
    assert uploads() == []
    assert Batch._base_manager.count() <= 1
    monkeypatch.setattr("documents.store.os.write", real)
    assert look(25) == 1


@pytest.mark.parametrize(
    ("break_it", "sentence"),
    [
        (lambda root: root.rename(f"{root}-gone"), "The folder of all scanners is gone"),
        (lambda root: (root / "second-floor").rmdir(), "There is no folder called “second-floor”"),
        (
            lambda root: (
                (root / "second-floor").rename(root / "other"),
                (root / "second-floor").symlink_to(root / "other"),
            ),
            "a link to another place",
        ),
    ],
)
def test_a_folder_that_is_gone_is_said_on_the_desk(
    look, root, way, as_user, clerk, break_it, sentence
):
    break_it(root)
    assert look() == 0
    assert sentence in way.troubles[0]
    assert sentence in as_user(clerk).get(reverse("scanning:desk")).content.decode()


def test_one_way_in_that_is_broken_stops_no_other(look, folder, way, records, council):
    ways.set_up_way(
        by=records,
        team=council.intake,
        kind=WayIn.Kind.FOLDER,
        name="A first one",
        folder="nowhere",
    )
    (folder / "a.pdf").write_bytes(LETTER)
    assert look() == 1


def test_nothing_is_taken_in_for_somebody_who_left_until_somebody_else_answers(
    look, folder, way, council, records, as_user
):
    (folder / "a.pdf").write_bytes(LETTER)
    Membership.objects.filter(user=records).update(ended_at=timezone.now() - timedelta(days=1))
    assert look() == 0
    assert "Ivor Lamb answers for this way in, and no longer" in way.troubles[0]
    assert (folder / "a.pdf").exists()
    Membership.objects.create(user=council.user("manager"), team=council.intake)
    manager = as_user(council.user("manager"))
    manager.post(reverse("scanning:way_act", args=[way.pk]), {"act": "answer"})
    assert look() == 1
    assert uploads()[0].batch.operator == council.user("manager")


def test_a_stopped_way_in_takes_nothing(look, folder, way, records):
    ways.stop_way(by=records, way=way)
    (folder / "a.pdf").write_bytes(LETTER)
    assert look(5) == 0
    ways.start_way_again(by=records, way=way)
    assert look() == 1


def test_a_name_that_is_no_text_is_taken_in_all_the_same(look, folder):
    (Path(os.fsdecode(os.fsencode(str(folder)) + b"/caf\xe9\x01.pdf"))).write_bytes(LETTER)
    assert look() == 1
    assert uploads()[0].name == "caf\ufffd.pdf"


KILLED = """
import os, signal
import django; django.setup()
from datetime import timedelta
from django.conf import settings
from scanning import folders, lookout
settings.KINFILE_SCAN_FOLDER = {root!r}
settings.KINFILE_SCAN_SETTLE = settings.KINFILE_SCAN_LOOK = timedelta(0)
def killed(*rest, **more):
    os.kill(os.getpid(), signal.SIGKILL)
{where} = killed
for _ in range(5):
    lookout.attend()
"""


@pytest.mark.parametrize(
    ("where", "is_taken"),
    [("folders._move_away", True), ("folders.intake.add_upload", False), ("os.rename", False)],
)
def test_a_worker_killed_at_any_step_loses_nothing_and_takes_nothing_twice(
    own_council, own_database, data_folder, root, folder, settings, where, is_taken
):
    ways.set_up_way(
        by=own_council.user("records"),
        team=own_council.intake,
        kind=WayIn.Kind.FOLDER,
        name="Scanner",
        folder="second-floor",
    )
    (folder / "a.pdf").write_bytes(LETTER)
    script = KILLED.format(root=str(root), where=where)
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**own_database, "KINFILE_TEST_DATA": str(data_folder)},
        capture_output=True,
        timeout=120,
    )
    assert done.returncode == -9, done.stderr.decode()
    assert len(uploads()) == is_taken
    assert (folder / "a.pdf").exists()
    for _ in range(5):
        lookout.attend()
    (upload,) = uploads()
    assert store.read_all(upload.file_id, upload.file.wrapped_key) == LETTER
    assert [path.name for path in folder.iterdir()] == ["taken"]
    assert Arrival._base_manager.get().came_again_at is None


def test_two_workers_on_one_folder_take_each_file_once(
    own_council, own_database, data_folder, root, folder
):
    ways.set_up_way(
        by=own_council.user("records"),
        team=own_council.intake,
        kind=WayIn.Kind.FOLDER,
        name="Scanner",
        folder="second-floor",
    )
    for number in range(12):
        (folder / f"{number}.pdf").write_bytes(LETTER + b"%d" % number)
    script = KILLED.format(root=str(root), where="never").replace("range(5)", "range(40)")
    environment = {**own_database, "KINFILE_TEST_DATA": str(data_folder)}
    both = [
        subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, env=environment)
        for _ in range(2)
    ]
    assert [process.wait(timeout=120) for process in both] == [0, 0]
    assert sorted(upload.name for upload in uploads()) == sorted(f"{n}.pdf" for n in range(12))
    assert {upload.state for upload in uploads()} == {Upload.State.WAITING}
    assert [path.name for path in folder.iterdir()] == ["taken"]


def test_who_leads_the_desk_sets_a_way_in_up_and_others_do_not(
    root, records, clerk, worker, manager, council, as_user
):
    typed = {
        "kind": "folder",
        "name": "Second floor",
        "folder": "second-floor",
        "sides": "2",
        "after": "remove",
    }
    assert as_user(clerk).post(reverse("scanning:new_way"), typed).status_code == 404
    assert as_user(worker).get(reverse("scanning:ways")).status_code == 404
    answer = as_user(records).post(reverse("scanning:new_way"), typed)
    made = WayIn._base_manager.get()
    assert answer["Location"] == reverse("scanning:way", args=[made.pk])
    assert (made.team, made.is_two_sided, made.keeps_taken) == (council.intake, True, False)
    with pytest.raises(access.Refused):
        ways.stop_way(by=manager, way=made)
    assert as_user(clerk).get(reverse("scanning:way", args=[made.pk])).status_code == 200


@pytest.mark.parametrize("folder_name", ["../up", "Rowan Moss", "taken", "", ".hidden", "a/b"])
def test_a_folder_name_is_plain_or_refused_with_what_to_write(root, records, as_user, folder_name):
    typed = {"kind": "folder", "name": "x", "folder": folder_name, "sides": "1", "after": "keep"}
    answer = as_user(records).post(reverse("scanning:new_way"), typed)
    assert answer.status_code == 200
    assert not WayIn._base_manager.exists()


def test_a_folder_is_one_way_in(way, records, council, as_user):
    with pytest.raises(Problem, match="Another way in already uses"):
        ways.set_up_way(
            by=records,
            team=council.intake,
            kind=WayIn.Kind.FOLDER,
            name="x",
            folder="second-floor",
        )
