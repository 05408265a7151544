"""However the sheet lay, its words are read and their boxes lie on them in the picture that people see."""

import io

import numpy as np
import pytest
from PIL import Image

from scanning.results import PageReading
from tests import paper

LINES = paper.lines_of_text(7, seed=4)


def words_found(reading: PageReading) -> float:
    wanted = " ".join(LINES).split()
    found = set(reading.text.split())
    return sum(word in found for word in wanted) / len(wanted)


def seen(picture: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(picture)).convert("L"))


def assert_boxes_lie_on_words(reading: PageReading) -> None:
    """All ink of the view lies in boxes, and every box holds ink: then each box is where its word is."""
    view = seen(reading.view)
    assert view.shape == (reading.view_height, reading.view_width)
    across, down = reading.view_width / reading.width, reading.view_height / reading.height
    ink = view < 140
    covered = np.zeros(view.shape, bool)
    for word in reading.words:
        left, right = round(word.left * across), round((word.left + word.width) * across)
        top, bottom = round(word.top * down), round((word.top + word.height) * down)
        assert ink[top:bottom, left:right].mean() > 0.08, word
        covered[max(0, top - 1) : bottom + 1, max(0, left - 1) : right + 1] = True
    assert (ink & covered).sum() > 0.985 * ink.sum()
    assert covered.mean() < 0.12


@pytest.mark.parametrize(
    ("how", "angle", "skew"),
    [
        ({}, 0, 0),
        ({"skew": 4.0}, 0, -4),
        ({"skew": -6.5}, 0, 6.5),
        ({"turn": 180, "skew": 2.0}, 180, -2),
        ({"turn": 90}, 270, 0),
        ({"turn": 270, "skew": -3.0}, 90, 3),
        ({"dpi": 110}, 0, 0),
        ({"dpi": 110, "turn": 180, "skew": 3.0}, 180, -3),
        ({"noise": 0.006}, 0, 0),
    ],
    ids=lambda value: str(value),
)
def test_a_typed_page_is_read_however_it_lay(reader, how, angle, skew):
    dpi = how.get("dpi", 200)
    reading = reader.read(paper.jpeg_of(paper.typed_page(LINES, **how), dpi=dpi), 0)
    assert reading.read_as == "scan"
    assert reading.angle_degrees == angle
    assert reading.skew_degrees == pytest.approx(skew, abs=0.2)
    assert words_found(reading) > 0.95
    assert reading.confidence > 80
    if not how.get("noise"):
        assert_boxes_lie_on_words(reading)


def test_the_shadow_of_a_copier_does_not_hide_words(reader):
    page = paper.photocopied(paper.typed_page(LINES), seed=3)
    assert words_found(reader.read(paper.jpeg_of(page), 0)) > 0.95


def test_white_on_black_is_read(reader):
    page = Image.eval(paper.typed_page(LINES), lambda value: 255 - value)
    reading = reader.read(paper.png_of(page), 0)
    assert words_found(reading) > 0.95
    assert "negative" in reading.notes[0]


def test_a_fax_with_fewer_lines_down_than_across_keeps_its_shape(reader):
    page = paper.typed_page(LINES, dpi=204)
    squeezed = page.resize((page.width, page.height * 98 // 204))
    out = io.BytesIO()
    squeezed.save(out, "TIFF", dpi=(204, 98))
    reading = reader.read(out.getvalue(), 0)
    assert reading.view_height / reading.view_width == pytest.approx(11.69 / 8.27, rel=0.02)
    assert words_found(reading) > 0.8


def test_a_photo_is_turned_as_the_camera_noted(reader):
    page = paper.typed_page(LINES).rotate(90, expand=True)
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    page.save(out, "JPEG", exif=exif, dpi=(72, 72))
    reading = reader.read(out.getvalue(), 0)
    assert reading.view_height > reading.view_width
    assert words_found(reading) > 0.95
    # 72 dots an inch is what cameras write whatever they see: it was A4.
    assert 180 < reading.dpi < 220


def test_colour_is_kept_where_there_is_some(reader):
    grey = reader.read(paper.png_of(paper.typed_page(LINES[:1]).convert("RGB")), 0)
    coloured = reader.read(paper.png_of(paper.stamp_page()), 0)
    assert Image.open(io.BytesIO(coloured.view)).convert("RGB").getextrema()[0][0] < 120
    pixels = np.asarray(Image.open(io.BytesIO(coloured.view)).convert("RGB"), dtype=int)
    assert (pixels[..., 2] - pixels[..., 0]).max() > 60
    pixels = np.asarray(Image.open(io.BytesIO(grey.view)).convert("RGB"), dtype=int)
    assert (pixels.max(axis=2) - pixels.min(axis=2)).max() < 12


def test_view_and_thumbnail_are_of_one_size_for_every_scan(reader):
    reading = reader.read(paper.jpeg_of(paper.typed_page(LINES, dpi=300), dpi=300), 0)
    assert max(reading.view_width, reading.view_height) == 1800
    assert max(seen(reading.thumbnail).shape) == 240


def test_lines_of_the_text_are_the_words_in_order(reader):
    reading = reader.read(paper.jpeg_of(paper.typed_page(LINES)), 0)
    assert reading.text.split("\n") == LINES
    assert reading.text.split() == [word.text for word in reading.words]


def test_a_page_can_be_shown_without_being_read(reader):
    from scanning.engines.contract import ReadingContext

    upside_down = paper.jpeg_of(paper.typed_page(paper.lines_of_text(20), turn=180))
    shown = reader.read(upside_down, 0, ReadingContext(recognise=False))
    assert (shown.read_as, shown.text, shown.angle_degrees) == ("scan", "", 180)
