"""What is judged quickly is judged as it was slowly: small pictures, letters all at once, text without its places."""

import io

import cv2
import numpy as np
import pypdfium2 as pdfium
import pytest

from scanning import cleaning, looks, pictures, textlayer
from tests import paper

LINES = paper.lines_of_text(12, seed=9)


def test_the_median_of_chosen_neighbours_is_the_median():
    dice = np.random.default_rng(7)
    values = dice.integers(0, 900, (60, 120)).astype(np.float32)
    chosen = dice.random((60, 120)) < 0.3
    chosen[:, 0] = True
    told = [np.median(row[some]) for row, some in zip(values, chosen, strict=True)]
    assert cleaning.medians(values, chosen) == pytest.approx(told)


def test_letters_at_both_ends_have_neighbours_on_one_side_only():
    at, near, is_there = cleaning.neighbours(3)
    assert at[:, 0].tolist() == [0, 1, 2]
    assert [near[row][is_there[row]].tolist() for row in range(3)] == [[0, 1, 2]] * 3


def test_one_coloured_dot_keeps_the_colour():
    page = np.full((90, 70, 3), 200, np.uint8)
    assert pictures.grey_of(page).shape == (90, 70)
    page[37, 41] = (200, 200, 199)
    assert pictures.grey_of(page) is None


@pytest.mark.parametrize("size", [(1, 1), (5, 3), (7, 900), (333, 251)])
@pytest.mark.parametrize("dpi", [96.0, 200.0, 300.0])
def test_pictures_of_any_size_are_levelled_at_their_own_size(size, dpi):
    page = np.full(size, 180, np.uint8)
    level = cleaning.levelled(page, dpi)
    assert level.shape == size
    assert level.min() == 255


def test_a_whole_number_of_dots_becomes_their_mean():
    page = np.arange(7 * 9, dtype=np.uint8).reshape(7, 9)
    small = cleaning.at_dpi(page, 300.0000001, 100)
    assert small.shape == (2, 3)
    assert small[0, 0] == page[:3, :3].mean()


@pytest.mark.parametrize("start", range(9))
@pytest.mark.parametrize("length", [196, 197, 205])
def test_rules_are_found_wherever_they_begin(start, length):
    dark = np.zeros((80, 400), np.uint8)
    dark[30:32, 40 + start : 40 + start + length] = 255
    for page, shape in ((dark, (197, 1)), (np.ascontiguousarray(dark.T), (1, 197))):
        kernel = np.ones(shape[::-1], np.uint8)
        plain = cv2.morphologyEx(page, cv2.MORPH_OPEN, kernel)
        assert plain.any() == (length >= 197)
        assert (looks._rules(page, shape) == plain).all()


def test_text_is_judged_alike_without_asking_where_it_stands():
    with pdfium.PdfDocument(io.BytesIO(paper.born_digital_pdf([LINES]))) as document:
        placed = textlayer.read_layer(document[0])
        judged = textlayer.read_layer(document[0], with_boxes=False)
    assert judged.words == placed.words == tuple(" ".join(LINES).split())
    assert (judged.letters, judged.turn) == (placed.letters, placed.turn)
    assert textlayer.standing(judged, is_over_picture=False)[0] == "sound"
    assert not judged.lines
    assert all(word.right > word.left for line in placed.lines for word in line)
