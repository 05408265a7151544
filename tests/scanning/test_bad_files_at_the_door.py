"""Bad files through the browser, each beside a good one: a clear sentence, nothing lost, and the rest goes on."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path
from urllib.parse import quote

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from documents import store
from documents.models import Reading
from scanning import reading
from scanning.models import Batch, Image, Upload
from tests import paper

GOOD = paper.born_digital_pdf([["Rowan likes Thornbury very much indeed.", "He wants to go back."]])


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("letter.pdf", GOOD)
    return out.getvalue()


def cut_short() -> bytes:
    whole = paper.pdf_of([paper.typed_page(paper.lines_of_text(4), dpi=100)] * 3, dpi=100)
    return whole[: len(whole) // 2]


BAD = {
    "wrong type": ("minutes.pdf", lambda: b"MZ\x90\x00" + b"x" * 200, "not a scan or a picture"),
    "cut short": ("cut.pdf", cut_short, "only partly there"),
    "locked": (
        "locked.pdf",
        lambda: paper.born_digital_pdf([["Secret."]], password="sesame"),
        "locked with a password. Save it without a password",
    ),
    "ten thousand pages": (
        "many.pdf",
        lambda: paper.empty_pdf(10_000, points=(100, 100)),
        "10,000 pages; at most 2,000",
    ),
    # Some 800 kB that unpack to 807 MB.
    "bomb": ("bomb.png", lambda: paper.bomb_png(16_400), "at most 50 million dots are allowed"),
    "zip in disguise": ("letter.pdf", zipped, "zip file, whatever its name says. Unpack it"),
}


@pytest.fixture
def desk_of(as_user, clerk):
    return as_user(clerk)


@pytest.fixture
def hand_in(desk_of, reader):
    """Send files in one form, as a browser without scripts does, and let the worker do its work."""

    def send(*files: tuple[str, bytes]) -> Batch:
        sent = [SimpleUploadedFile(name, data) for name, data in files]
        # Django cuts names on its own side too; a browser may send anything.
        for one, (name, _) in zip(sent, files, strict=True):
            one._name = name
        desk_of.post(
            reverse("scanning:new_batch"),
            {"box": "7", "sides": "1", "is_all": "on", "files": sent},
            follow=True,
        )
        while reading.open_next(reader):
            pass
        while reading.read_next(reader):
            pass
        return Batch._base_manager.get()

    return send


def shown(desk_of, batch: Batch) -> str:
    return desk_of.get(reverse("scanning:batch", args=[batch.pk])).content.decode()


def is_kept(upload: Upload, data: bytes) -> bool:
    return store.read_all(upload.file.pk, upload.file.wrapped_key) == data


def good_page_of(batch: Batch) -> Image:
    """The page of the good file, read and waiting to be filed."""
    image = Image._base_manager.get(batch=batch, upload__name="good.pdf")
    assert image.state == Image.State.READ
    assert "Thornbury" in image.page.reading.text
    return image


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_gets_its_sentence_is_kept_and_its_neighbours_go_on(hand_in, desk_of, case):
    name, made, sentence = BAD[case]
    data = made()
    batch = hand_in((name, data), ("good.pdf", GOOD))
    bad = batch.uploads.get(name=name)
    assert bad.state == Upload.State.REFUSED
    assert sentence in bad.problem
    assert bad.problem.endswith(".")
    assert sentence in shown(desk_of, batch)
    assert is_kept(bad, data)
    original = desk_of.get(reverse("scanning:upload_original", args=[bad.pk]))
    assert b"".join(original.streaming_content) == data
    good_page_of(batch)
    assert batch.closed_at is None


def test_an_empty_file_gets_its_sentence_and_its_neighbour_goes_on(hand_in, desk_of):
    batch = hand_in(("empty.pdf", b""), ("good.pdf", GOOD))
    assert "The file is empty. Scan or export it again" in shown(desk_of, batch)
    good_page_of(batch)


def test_a_page_of_fourteen_thousand_points_is_read_as_a_sheet_and_its_neighbours_go_on(hand_in):
    with pikepdf.open(io.BytesIO(paper.empty_pdf(points=(14_400, 14_400)))) as pdf:
        paper.add_scan(pdf, paper.typed_page(["Thornbury, seen from very far away."] * 4, dpi=100))
        pdf.pages[1].MediaBox = [0, 0, 14_400, 14_400]
        pdf.pages[1].Contents = pdf.make_stream(b"q 14400 0 0 14400 0 0 cm /Im0 Do Q")
        data = paper.written(pdf)
    batch = hand_in(("poster.pdf", data), ("good.pdf", GOOD))
    poster = batch.uploads.get(name="poster.pdf")
    assert is_kept(poster, data)
    empty, drawn = poster.images.order_by("number_in_file")
    assert (empty.state, drawn.state) == (Image.State.BLANK, Image.State.READ)
    assert "seen from very far away" in drawn.page.reading.text
    assert drawn.page.reading.width * drawn.page.reading.height < 50_000_000
    good_page_of(batch)


def test_what_is_to_be_said_about_how_a_page_was_read_stands_beside_it(hand_in, desk_of):
    image = good_page_of(hand_in(("good.pdf", GOOD)))
    note = "This page is larger than paper usually is and was read at a smaller scale."
    Reading._base_manager.filter(page=image.page_id).update(notes=[note])
    page = desk_of.get(reverse("scanning:filing", args=[image.pk]), {"text": "1"})
    assert note in page.content.decode()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\scans\\letter.pdf", "letter.pdf"),
        ("bad\u202egnp\x07.pdf", "badgnp.pdf"),
        ("<b>bold</b>.pdf", "b>.pdf"),
    ],
)
def test_a_name_with_a_path_or_control_signs_is_shown_clean_and_its_file_goes_on(
    desk_of, clerk, reader, given, kept
):
    desk_of.post(reverse("scanning:new_batch"), {"box": "7", "sides": "1"})
    batch = Batch._base_manager.get()
    answer = desk_of.post(
        reverse("scanning:upload", args=[batch.pk]),
        GOOD,
        content_type="application/octet-stream",
        headers={"X-File-Name": quote(given)},
    )
    assert answer.json() == {"kept": True, "text": "Received."}
    upload = batch.uploads.get()
    assert upload.name == kept
    assert is_kept(upload, GOOD)
    page = shown(desk_of, batch)
    assert "etc/passwd" not in page and "\u202e" not in page and "<b>bold" not in page
    while reading.open_next(reader):
        pass
    assert upload.images.count() == 1


# A process of its own, in which no file may grow beyond some size: the kernel itself refuses in the middle of one.
FULL = """
import os, resource, signal, sys
import django
django.setup()
from django.conf import settings
settings.ALLOWED_HOSTS = ["testserver"]
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from cases.models import User
from scanning.models import Batch
from tests.signing_in import sign_in

clerk = User.objects.get(username="clerk")
browser = Client()
sign_in(browser, clerk)
browser.post(reverse("scanning:new_batch"), {"box": "7", "sides": "1"})
batch = Batch._base_manager.get()
where = reverse("scanning:upload", args=[batch.pk])
large = b"%PDF-1.7 " + os.urandom(30_000_000)
small = [SimpleUploadedFile("before.pdf", b"%PDF-1.7 before"), SimpleUploadedFile("after.pdf", b"%PDF-1.7 after")]
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000_000, 20_000_000))
if sys.argv[1] == "form":
    sent = browser.post(where, {"files": [small[0], SimpleUploadedFile("large.pdf", large), small[1]]}, follow=True)
    print(sent.status_code)
    print(sent.content.decode())
else:
    for name, data in (("before.pdf", b"%PDF-1.7 before"), ("large.pdf", large), ("after.pdf", b"%PDF-1.7 after")):
        sent = browser.post(where, data, content_type="application/octet-stream", headers={"X-File-Name": name})
        print(sent.status_code, sent.json()["text"])
"""


@pytest.fixture
def on_a_full_disk(own_council, own_database, data_folder):
    def run(way: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", FULL, way],
            cwd=Path(__file__).parents[2],
            env={**own_database, "KINFILE_TEST_DATA": str(data_folder), "TMPDIR": "/tmp"},
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


@pytest.mark.slow
@pytest.mark.parametrize("way", ["form", "script"])
def test_a_disk_that_fills_while_a_file_comes_costs_that_file_and_says_so(
    on_a_full_disk, data_folder, way
):
    told = on_a_full_disk(way)
    assert "The file was not kept because the disk of the server is full. Keep the original" in told
    states = {u.name: (u.state, u.file is not None) for u in Upload._base_manager.all()}
    assert states == {
        "before.pdf": ("waiting", True),
        "large.pdf": ("refused", False),
        "after.pdf": ("waiting", True),
    }
    for upload in Upload._base_manager.exclude(file=None):
        assert is_kept(upload, f"%PDF-1.7 {upload.name.removesuffix('.pdf')}".encode())
    left = [p for p in data_folder.rglob("*") if p.is_file() and p.stat().st_size > 10_000_000]
    assert left == []
