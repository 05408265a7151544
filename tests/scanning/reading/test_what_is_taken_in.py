"""What is taken in, by what it really is; and the sentence for everything else."""

import io
import zipfile

import pytest
from PIL import Image

from scanning.problems import Refused
from tests import paper


def refusal(reader, data: bytes) -> str:
    with pytest.raises(Refused) as caught:
        reader.examine(data)
    return caught.value.sentence


def letter() -> Image.Image:
    return paper.typed_page(paper.lines_of_text(4), dpi=100)


@pytest.mark.parametrize(
    ("data", "kind", "pages"),
    [
        (paper.pdf_of([letter()] * 3, dpi=100), "pdf", 3),
        (paper.jpeg_of(letter()), "jpeg", 1),
        (paper.png_of(letter()), "png", 1),
        (paper.tiff_of([letter()]), "tiff", 1),
        (paper.tiff_of([letter()] * 4), "tiff", 4),
    ],
    ids=["pdf", "jpeg", "png", "tiff", "tiff of four"],
)
def test_scans_and_photos_are_known_by_their_content(reader, data, kind, pages):
    found = reader.examine(data)
    assert (found.kind, len(found.pages)) == (kind, pages)
    assert not any(page.problem for page in found.pages)


def test_a_page_tells_its_size_on_paper(reader):
    (page,) = reader.examine(paper.pdf_of([letter().rotate(90, expand=True)], dpi=100)).pages
    assert (page.width_mm, page.height_mm) == (297, 210)


def test_a_pdf_from_a_word_processor_is_born_digital(reader):
    born = reader.examine(paper.born_digital_pdf([paper.lines_of_text(12)] * 2))
    scanned = reader.examine(paper.pdf_of([letter()] * 2, dpi=100))
    assert (born.is_born_digital, born.stays_whole) == (True, True)
    assert (scanned.is_born_digital, scanned.stays_whole) == (False, False)


def test_an_empty_file_is_refused(reader):
    assert refusal(reader, b"").startswith("This file is empty. Scan or save it again")


def test_words_called_pdf_are_refused(reader):
    assert "whatever its name says. Hand in PDF, JPEG" in refusal(
        reader, b"Dear all, see below.\n" * 50
    )


def test_a_zip_in_disguise_is_refused_and_an_office_file_named(reader):
    plain, document = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(plain, "w") as archive:
        archive.writestr("scan.pdf", b"%PDF-1.7")
    with zipfile.ZipFile(document, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w:document/>")
    assert "zip file" in refusal(reader, plain.getvalue())
    assert "Word document" in refusal(reader, document.getvalue())


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"\0\0\0\x18ftypheic" + bytes(50), "HEIC"),
        (b"\0\0\0\x18ftypmp42" + bytes(50), "film"),
        (b"GIF89a" + bytes(50) + b"%PDF-1.7", "GIF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(50), "e-mail"),
    ],
    ids=["photo of an iPhone", "film", "picture that hides a PDF", "old Office file"],
)
def test_other_files_are_refused_with_what_to_do_instead(reader, data, word):
    assert word in refusal(reader, data)


def test_a_locked_pdf_is_refused(reader):
    locked = paper.born_digital_pdf([paper.lines_of_text(5)], password="known to the sender")
    assert refusal(reader, locked).startswith("This PDF is locked with a password. Save it without")


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.999])
def test_a_pdf_that_was_cut_short_is_refused(reader, share):
    whole = paper.pdf_of([letter()] * 5, dpi=100)
    assert "only partly there" in refusal(reader, whole[: int(len(whole) * share)])


def test_a_pdf_with_dirt_after_its_end_is_taken_in(reader):
    assert len(reader.examine(paper.pdf_of([letter()] * 2, dpi=100) + b"\0" * 3000).pages) == 2


@pytest.mark.parametrize("made", [paper.jpeg_of, paper.png_of, lambda page: paper.tiff_of([page])])
def test_a_picture_that_was_cut_short_is_refused(reader, made):
    whole = made(letter())
    assert "only partly there" in refusal(reader, whole[: len(whole) // 2])


def test_the_pages_before_a_cut_in_a_long_tiff_are_kept(reader):
    whole = paper.tiff_of([letter()] * 6, compression="raw")
    found = reader.examine(whole[: int(len(whole) * 0.7)])
    assert [bool(page.problem) for page in found.pages][:4] == [False] * 4
    assert found.pages[-1].problem.endswith("the other pages are not affected.")


def test_ten_thousand_pages_are_refused(reader):
    assert "10,000 pages; at most 2,000" in refusal(reader, paper.empty_pdf(10_000))


def test_a_picture_that_unpacks_to_half_a_gigabyte_is_refused_unopened(reader):
    bomb = paper.bomb_png()
    assert len(bomb) < 600_000
    assert "at most 50 million dots are allowed" in refusal(reader, bomb)


def test_such_a_picture_inside_a_pdf_costs_only_its_own_page(reader):
    import pikepdf

    with pikepdf.new() as pdf:
        paper.add_scan(pdf, letter(), dpi=100)
        paper.add_scan(pdf, letter(), dpi=100)
        picture = pdf.pages[1].Resources.XObject.Im0
        picture.Width, picture.Height = 13_000, 13_000
        data = paper.written(pdf)
    first, second = reader.examine(data).pages
    assert first.problem == ""
    assert second.problem.startswith("A picture on this page is too large")
