"""An upload becomes a file a page without losing a byte of any picture."""

import io
from pathlib import Path

import pikepdf
import pytest
from PIL import Image, ImageChops

from scanning.problems import Refused
from tests import paper


def scans(count: int) -> list[Image.Image]:
    return [paper.typed_page(paper.lines_of_text(4, seed), dpi=100) for seed in range(count)]


def picture_bytes(pdf: Path | bytes, page: int) -> bytes:
    source = pdf if isinstance(pdf, Path) else io.BytesIO(pdf)
    with pikepdf.open(source) as opened:
        return opened.pages[page].Resources.XObject.Im0.read_raw_bytes()


def test_a_scanned_pdf_becomes_one_pdf_a_page_with_the_same_picture_bytes(reader, tmp_path):
    upload = paper.pdf_of(scans(3), dpi=100)
    pages = reader.cut(upload, tmp_path)
    assert [(page.number, page.index, page.media_type) for page in pages] == [
        (number, 0, "application/pdf") for number in range(3)
    ]
    assert len({page.path for page in pages}) == 3
    for page in pages:
        assert picture_bytes(page.path, 0) == picture_bytes(upload, page.number)


def test_a_page_does_not_drag_its_neighbours_along(reader, tmp_path):
    """Links between pages, as an index has them, point nowhere afterwards."""
    with pikepdf.open(io.BytesIO(paper.pdf_of(scans(3), dpi=100))) as pdf:
        link = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Link,
            Rect=[0, 0, 9, 9],
            Dest=[pdf.pages[2].obj, pikepdf.Name.Fit],
        )
        pdf.pages[0].Annots = pikepdf.Array([pdf.make_indirect(link)])
        upload = paper.written(pdf)
    first = reader.cut(upload, tmp_path)[0]
    with pikepdf.open(first.path) as alone:
        pictures = [
            item
            for item in alone.objects
            if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image"
        ]
    assert len(pictures) == 1


def test_the_same_upload_gives_the_same_files_again(reader, tmp_path):
    upload = paper.pdf_of(scans(2), dpi=100)
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    for one, other in zip(reader.cut(upload, first), reader.cut(upload, second), strict=True):
        assert one.path.read_bytes() == other.path.read_bytes()


@pytest.mark.parametrize("compression", ["raw", "tiff_deflate", "tiff_lzw", "group4", "jpeg"])
def test_a_tiff_becomes_one_file_a_frame_dot_for_dot(reader, tmp_path, compression):
    drawn = [page.convert("1") if compression == "group4" else page for page in scans(3)]
    upload = paper.tiff_of(drawn, dpi=100, compression=compression)
    pages = reader.cut(upload, tmp_path)
    assert [page.index for page in pages] == [0, 0, 0]
    with Image.open(io.BytesIO(upload)) as whole:
        for page in pages:
            whole.seek(page.number)
            with Image.open(page.path) as alone:
                assert (alone.n_frames, alone.info["compression"]) == (1, whole.info["compression"])
                assert alone.info["dpi"] == (100, 100)
                assert (
                    ImageChops.difference(alone.convert("L"), whole.convert("L")).getbbox() is None
                )


def test_the_frames_before_a_damaged_one_survive(reader, tmp_path):
    upload = paper.tiff_of(scans(5), compression="raw")
    pages = reader.cut(upload[: int(len(upload) * 0.7)], tmp_path)
    assert [page.path is not None for page in pages[:3]] == [True, True, True]
    assert pages[-1].path is None
    assert pages[-1].problem.endswith("the other pages are not affected.")


@pytest.mark.parametrize(
    "upload",
    [
        paper.jpeg_of(scans(1)[0]),
        paper.png_of(scans(1)[0]),
        paper.tiff_of(scans(1)),
        paper.pdf_of(scans(1), dpi=100),
        paper.born_digital_pdf([paper.lines_of_text(12)] * 3),
    ],
    ids=["jpeg", "png", "tiff", "one page", "born digital"],
)
def test_what_stays_whole_keeps_every_byte(reader, tmp_path, upload):
    pages = reader.cut(upload, tmp_path)
    assert {page.path.read_bytes() for page in pages} == {upload}
    assert [page.index for page in pages] == list(range(len(pages)))


def test_a_file_that_stays_whole_is_not_copied(reader, tmp_path):
    upload = tmp_path / "letter.pdf"
    upload.write_bytes(paper.born_digital_pdf([paper.lines_of_text(12)]))
    out = tmp_path / "out"
    out.mkdir()
    assert [page.path for page in reader.cut(upload, out)] == [upload]
    assert list(out.iterdir()) == []


def test_a_mixed_pdf_is_cut_and_keeps_the_text_of_its_typed_pages(reader, tmp_path):
    with pikepdf.new() as pdf:
        paper.add_typed(pdf, paper.lines_of_text(12))
        paper.add_scan(pdf, scans(1)[0], dpi=100)
        upload = paper.written(pdf)
    typed, scanned = reader.cut(upload, tmp_path)
    assert typed.path != scanned.path
    assert reader.examine(typed.path).pages[0].has_text
    assert not reader.examine(scanned.path).pages[0].has_text


def test_a_refused_file_leaves_nothing_behind(reader, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(Refused):
        reader.cut(b"no pages here", out)
    assert list(out.iterdir()) == []


def test_pages_that_share_one_large_picture_cannot_multiply_without_end(misbehaving, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    from scanning.limits import Limits

    with pikepdf.new() as pdf:
        paper.add_scan(pdf, paper.typed_page(paper.lines_of_text(30), noise=0.2), dpi=200)
        for _ in range(30):
            pdf.pages.append(pdf.pages[0])
        upload = paper.written(pdf)
    child = misbehaving("Busy", limits=Limits(cut_size=10 * len(upload)))
    with pytest.raises(Refused, match="grow too large"):
        child.cut(upload, out)
    assert list(out.iterdir()) == []
