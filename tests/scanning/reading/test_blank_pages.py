"""A blank is set aside; the faintest thing that a person meant to leave on a page is not a blank."""

import pytest

from scanning.engines.contract import ReadingContext
from tests import paper

NOT_READ = ReadingContext(recognise=False)


def read_as(reader, page, dpi: int) -> str:
    return reader.read(paper.jpeg_of(page, dpi=dpi), 0, NOT_READ).read_as


@pytest.mark.parametrize("dpi", [150, 300])
@pytest.mark.parametrize("kind", ["clean", "noise", "bleed", "holes", "shade", "all"])
def test_dirt_shadows_holes_and_the_other_side_are_nothing(reader, kind, dpi):
    assert read_as(reader, paper.blank_page(kind, dpi=dpi, seed=dpi), dpi) == "blank"


@pytest.mark.parametrize("dpi", [150, 300])
@pytest.mark.parametrize(
    "drawn",
    [
        lambda dpi: paper.pencil_page(dpi=dpi, seed=dpi),
        lambda dpi: paper.stamp_page(dpi=dpi, seed=dpi),
        lambda dpi: paper.typed_page(["Page left blank."], points=6, dpi=dpi, noise=0.0003),
        lambda dpi: paper.typed_page(["Seen by the health visitor"], ink=200, dpi=dpi),
        lambda dpi: paper.typed_page(["No."], points=9, dpi=dpi, turn=90, noise=0.0003),
    ],
    ids=["faint pencil", "stamp", "one line of small type", "pale ink", "one word, sideways"],
)
def test_what_a_person_left_is_something(reader, drawn, dpi):
    assert read_as(reader, drawn(dpi), dpi) == "scan"


def test_an_empty_page_of_a_word_processor_is_blank(reader):
    assert reader.read(paper.empty_pdf(), 0).read_as == "blank"


def test_a_blank_can_still_be_looked_at(reader):
    blank = reader.read(paper.jpeg_of(paper.blank_page("holes")), 0)
    assert (blank.text, blank.words, blank.confidence) == ("", (), 0)
    assert blank.view_height == 1800
