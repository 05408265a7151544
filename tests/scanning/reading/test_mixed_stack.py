"""A stack as a records room gets it, from upload to words."""

from tests import paper


def test_every_page_of_a_mixed_stack_is_read_for_what_it_is(reader, tmp_path):
    stack = paper.mixed_stack(8, seed=5, dpi=150, lines=6)
    pages = reader.cut(stack.pdf, tmp_path)
    assert len(pages) == len(stack.pages)
    for page, truth in zip(pages, stack.pages, strict=True):
        reading = reader.read(page.path, page.index)
        assert reading.read_as == truth.read_as, (page.number, truth.kind)
        assert truth.word in reading.text, (page.number, truth.kind, reading.text)
