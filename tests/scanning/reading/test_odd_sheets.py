"""Sheets of every size in one file: a page of one dot, a plan on A3, a narrow receipt; none stops the others."""

import pytest
from PIL import Image

from tests import paper

DPI = 200


def cut_to(page: Image.Image, width_mm: float, height_mm: float) -> Image.Image:
    """`page` on a sheet of this size: cut, or laid on a larger one, at its top left."""
    size = (round(width_mm * DPI / 25.4), round(height_mm * DPI / 25.4))
    sheet = Image.new("L", size, 250)
    sheet.paste(page.crop((0, 0, min(size[0], page.width), min(size[1], page.height))))
    return sheet


def typed(word: str) -> Image.Image:
    return paper.typed_page([f"Plan of the {word}", "seen on the visit"], dpi=DPI)


@pytest.mark.parametrize("made", [paper.png_of, paper.jpeg_of, lambda dot: paper.tiff_of([dot])])
def test_a_page_of_one_dot_is_set_aside_as_blank(reader, made):
    dot = made(Image.new("L", (1, 1), 0))
    assert len(reader.examine(dot).pages) == 1
    reading = reader.read(dot, 0)
    assert (reading.read_as, reading.text) == ("blank", "")


def test_a_plan_on_a3_and_a_receipt_are_read_beside_a_letter(reader, tmp_path):
    sheets = {
        "garden": (297, 420),
        "kettle": (80, 200),
        "bedroom": (210, 297),
    }
    stack = paper.pdf_of([cut_to(typed(word), *size) for word, size in sheets.items()], dpi=DPI)
    pages = reader.cut(stack, tmp_path)
    sizes = [(page.width_mm, page.height_mm) for page in reader.examine(stack).pages]
    assert sizes == [pytest.approx(size, abs=1) for size in sheets.values()]
    for page, word in zip(pages, sheets, strict=True):
        assert word in reader.read(page.path, page.index).text
