"""A paper, or chosen papers of a case, as the files they came in: one file, or one ZIP with a list of contents."""

import hashlib
import io
import zipfile

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import AuditEvent
from documents import store
from documents.locking import lock
from documents.models import Document, DocumentPage, Page
from tests.world import stored

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.KINFILE_DATA = tmp_path


@pytest.fixture
def paper(clerk, rowan):
    """`paper("Letter", one, two)`: filed to Rowan, a page of each stored file."""

    def file(title, *files, about=None):
        document = Document.objects.create(
            title=title, sender="Dr Zq", dated_on=timezone.localdate(), filed_by=clerk
        )
        document.about.set([about or rowan])
        for number, kept in enumerate(files, start=1):
            index = kept.pages.count()
            page = Page.objects.create(file=kept, index=index)
            DocumentPage.objects.create(document=document, page=page, number=number)
        return document

    return file


def body_of(answer) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def zip_of(answer) -> zipfile.ZipFile:
    assert answer["Content-Disposition"] == 'attachment; filename="originals.zip"'
    found = zipfile.ZipFile(io.BytesIO(body_of(answer)))
    assert found.testzip() is None
    return found


def test_a_paper_of_one_file_is_that_very_file(paper, worker, as_user):
    kept = stored(b"%PDF-1.7 whole", "application/pdf")
    document = paper("Letter", kept, kept)
    answer = as_user(worker).get(reverse("portal:document_originals", args=[document.pk]))
    assert body_of(answer) == b"%PDF-1.7 whole"
    assert answer["Content-Disposition"] == 'attachment; filename="original.pdf"'


def test_a_paper_of_several_files_is_a_zip_with_a_list_that_agrees(paper, worker, as_user):
    one, two = stored(b"one", "image/tiff"), stored(b"%PDF two", "application/pdf")
    document = paper("Report of Rowan Moss", one, two)
    address = reverse("portal:document_originals", args=[document.pk])
    found = zip_of(as_user(worker).get(address))
    assert found.namelist() == ["001/001.tif", "001/002.pdf", "contents.txt"]
    assert [found.read(name) for name in found.namelist()[:2]] == [b"one", b"%PDF two"]
    listed = found.read("contents.txt").decode()
    for kept in (one, two):
        assert kept.sha256 in listed
    assert "Report of Rowan Moss" in listed
    assert "Rowan" not in address + "".join(found.namelist())
    assert AuditEvent.objects.filter(
        code="documents.document.originals", object_id=document.pk
    ).exists()


def test_what_a_camera_wrote_stays_out_and_the_list_gives_both_checksums(paper, worker, as_user):
    from PIL import Image as Picture

    out = io.BytesIO()
    exif = Picture.Exif()
    exif[0x010E] = "51.5 N 0.1 W"
    Picture.new("RGB", (20, 20), "red").save(out, "JPEG", exif=exif)
    photo = stored(out.getvalue(), "image/jpeg")
    document = paper("Photographs", photo, stored(b"%PDF two", "application/pdf"))
    found = zip_of(as_user(worker).get(reverse("portal:document_originals", args=[document.pk])))
    sent = found.read("001/001.jpg")
    assert b"51.5 N" not in sent
    listed = found.read("contents.txt").decode()
    assert hashlib.sha256(sent).hexdigest() in listed
    assert photo.sha256 in listed


def test_chosen_papers_of_a_case_come_in_one_zip(paper, worker, rowan, as_user):
    first = paper("First", stored(b"1", "image/tiff"))
    second = paper("Second", stored(b"2", "image/tiff"))
    paper("Third", stored(b"3", "image/tiff"))
    browser, address = as_user(worker), reverse("portal:case_originals", args=[rowan.pk])
    assert "Third" in browser.get(address).content.decode()
    assert "Tick at least one paper." in browser.post(address).content.decode()
    found = zip_of(browser.post(address, {"papers": [first.pk, second.pk]}))
    assert sorted(found.read(name) for name in found.namelist()[:2]) == [b"1", b"2"]
    assert "Third" not in found.read("contents.txt").decode()


def test_pages_whose_file_holds_somebody_elses_are_left_out_and_named(paper, worker, tia, as_user):
    shared = stored(b"%PDF both", "application/pdf")
    document = paper("Letter", stored(b"mine", "image/tiff"), shared)
    paper("Another child's", shared, about=tia)
    found = zip_of(as_user(worker).get(reverse("portal:document_originals", args=[document.pk])))
    assert found.namelist() == ["001/001.tif", "contents.txt"]
    assert "page 2: left out" in found.read("contents.txt").decode()


def test_a_damaged_file_is_left_out_and_the_rest_comes(paper, worker, as_user):
    bad, good = stored(b"bad", "image/tiff"), stored(b"good", "image/tiff")
    document = paper("Letter", bad, good)
    path = store.path_of(bad.pk)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    found = zip_of(as_user(worker).get(reverse("portal:document_originals", args=[document.pk])))
    assert found.namelist() == ["001/002.tif", "contents.txt"]
    assert (
        "page 1: left out, because the stored file is damaged"
        in found.read("contents.txt").decode()
    )


def test_a_stranger_and_a_locked_page_get_nothing(paper, worker, stranger, rowan, as_user):
    document = paper("Letter", stored(b"one", "image/tiff"), stored(b"two", "image/tiff"))
    address = reverse("portal:document_originals", args=[document.pk])
    assert as_user(stranger).get(address).status_code == 404
    case = reverse("portal:case_originals", args=[rowan.pk])
    assert as_user(stranger).post(case, {"papers": [document.pk]}).status_code == 404
    lock(by=worker, page=document.document_pages.first().page)
    browser = as_user(worker)
    assert browser.get(address).status_code == 404
    assert "No paper of this file" in browser.post(case, {"papers": [document.pk]}).content.decode()
