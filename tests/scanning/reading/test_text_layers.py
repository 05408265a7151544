"""The text inside a PDF is kept when a person would see the same words, and never otherwise."""

import io

import numpy as np
import pikepdf
import pytest
from PIL import Image

from tests import paper
from tests.scanning.reading.test_upright import assert_boxes_lie_on_words

LINES = paper.lines_of_text(9, seed=8)


def page_of(content: bytes, **more) -> bytes:
    with pikepdf.open(io.BytesIO(paper.born_digital_pdf([["x"]]))) as pdf:
        page = pdf.pages[0]
        page.Contents = pdf.make_stream(content)
        for name, value in more.items():
            page[f"/{name}"] = value
        return paper.written(pdf)


def test_a_page_from_a_word_processor_keeps_its_text_with_boxes_on_the_words(reader):
    reading = reader.read(paper.born_digital_pdf([["first page"], LINES]), 1)
    assert (reading.read_as, reading.confidence) == ("text layer", 100)
    assert reading.text.split("\n") == LINES
    assert_boxes_lie_on_words(reading)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_and_cropped_page_keeps_its_boxes_on_the_words(reader, turn):
    data = page_of(
        paper.typed_content(LINES), Rotate=turn, CropBox=pikepdf.Array([30, 300, 560, 830])
    )
    reading = reader.read(data, 0)
    assert (reading.read_as, reading.angle_degrees) == ("text layer", turn)
    assert reading.text.split("\n") == LINES
    assert_boxes_lie_on_words(reading)


@pytest.mark.parametrize(
    ("matrix", "angle"), [("0 1 -1 0", 270), ("0 -1 1 0", 90), ("-1 0 0 -1", 180)]
)
def test_text_that_was_set_sideways_is_shown_upright(reader, matrix, angle):
    shift = {270: (16, 0), 90: (-16, 0), 180: (0, 16)}[angle]
    start = {270: (200, 100), 90: (400, 700), 180: (500, 300)}[angle]
    drawn = " ".join(
        f"{matrix} {start[0] + place * shift[0]} {start[1] + place * shift[1]} Tm ({line}) Tj"
        for place, line in enumerate(LINES)
    )
    reading = reader.read(page_of(f"BT /F1 11 Tf {drawn} ET".encode()), 0)
    assert (reading.read_as, reading.angle_degrees) == ("text layer", angle)
    assert reading.text.split("\n") == LINES
    assert_boxes_lie_on_words(reading)


def test_what_was_filled_into_a_form_counts(reader):
    """Answers in form fields stand beside the page's content, and a referral without its answers is nothing."""
    with pikepdf.open(io.BytesIO(paper.born_digital_pdf([LINES]))) as pdf:
        look = pikepdf.Stream(
            pdf,
            b"BT /F1 11 Tf 2 5 Td (Answered by Penningwick surgery) Tj ET",
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Form,
            BBox=[0, 0, 300, 20],
            Resources=pdf.pages[0].Resources,
        )
        field = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Widget,
            FT=pikepdf.Name.Tx,
            T="answer",
            V="Answered by Penningwick surgery",
            Rect=[60, 200, 360, 220],
            F=4,
            AP=pikepdf.Dictionary(N=pdf.make_indirect(look)),
        )
        pdf.pages[0].Annots = pikepdf.Array([pdf.make_indirect(field)])
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pdf.pages[0].Annots)
        data = paper.written(pdf)
    reading = reader.read(data, 0)
    assert "Answered by Penningwick surgery" in reading.text
    assert_boxes_lie_on_words(reading)


def test_the_invisible_layer_of_an_old_scanning_program_is_read_anew(reader):
    with pikepdf.new() as pdf:
        wrong = [line.replace("e", "c").replace("a", "o") for line in LINES]
        paper.add_scan(pdf, paper.typed_page(LINES), hidden_lines=wrong)
        data = paper.written(pdf)
    reading = reader.read(data, 0)
    assert reading.read_as == "scan"
    assert reading.text.split("\n") == LINES
    assert "invisible text" in reading.notes[0]


def test_text_that_lies_under_the_scan_is_read_anew(reader):
    with pikepdf.new() as pdf:
        paper.add_scan(pdf, paper.typed_page(LINES))
        page = pdf.pages[0]
        below = paper.typed_content(["Never to be seen words of another page"] * 9)
        page.Contents = pdf.make_stream(below + b"\n" + page.Contents.read_bytes())
        data = paper.written(pdf)
    reading = reader.read(data, 0)
    assert (reading.read_as, "Never" in reading.text) == ("scan", False)
    assert reading.text.split("\n") == LINES


def test_a_stamp_on_a_scan_does_not_stand_for_the_page(reader):
    with pikepdf.new() as pdf:
        paper.add_scan(pdf, paper.typed_page(LINES))
        page = pdf.pages[0]
        stamp = b"\nBT /F1 9 Tf 1 0 0 1 400 30 Tm (Bundle page 17) Tj ET"
        page.Contents = pdf.make_stream(page.Contents.read_bytes() + stamp)
        data = paper.written(pdf)
    reading = reader.read(data, 0)
    assert reading.read_as == "scan"
    assert LINES[0] in reading.text
    assert "Bundle page 17" in reading.text


def test_letters_without_a_key_are_read_from_the_page(reader):
    """A font whose codes say other letters than it draws: every letter three places further on in the alphabet."""
    shifted = ["".join(chr(ord(c) - 29) if c != " " else "\x03" for c in line) for line in LINES]
    with pikepdf.open(io.BytesIO(paper.born_digital_pdf([LINES]))) as pdf:
        names = [pikepdf.Name("/" + glyph_name(chr(code + 29))) for code in range(3, 98)]
        pdf.pages[0].Resources.Font.F1.Encoding = pikepdf.Dictionary(
            Type=pikepdf.Name.Encoding, Differences=pikepdf.Array([3, *names])
        )
        # What a reader is told the codes mean: the codes themselves.
        pdf.pages[0].Resources.Font.F1.ToUnicode = pdf.make_stream(
            b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <ff> endcodespacerange "
            b"1 beginbfrange <03> <7f> <0023> endbfrange endcmap end"
        )
        top, parts = 760.0, [b"BT /F1 11 Tf"]
        for line in shifted:
            code = line.encode("latin-1").hex().encode()
            parts.append(b"1 0 0 1 58 %d Tm <%s> Tj" % (top, code))
            top -= 17
        pdf.pages[0].Contents = pdf.make_stream(b" ".join([*parts, b"ET"]))
        data = paper.written(pdf)
    reading = reader.read(data, 0)
    assert reading.read_as == "scan"
    assert reading.text.split("\n") == LINES


def glyph_name(letter: str) -> str:
    names = {" ": "space", ".": "period", ",": "comma", "'": "quotesingle", "-": "hyphen"}
    return names.get(letter, letter if letter.isalpha() else "bullet")


def test_words_under_a_black_bar_are_not_brought_back(reader):
    """Somebody meant to take them out; whoever searches must not find them here."""
    bar = b"\n0 g 50 %d 400 15 re f" % (841.89 - 0.8 * 72 - 11 - 11 * 1.55 * 3 - 4)
    reading = reader.read(page_of(paper.typed_content(LINES) + bar), 0)
    assert reading.read_as == "text layer"
    assert LINES[3] not in reading.text
    assert reading.text.split("\n") == LINES[:3] + LINES[4:]
    assert "does not show" in reading.notes[0]


def test_white_words_on_white_paper_are_left_out(reader):
    hidden = paper.typed_content(["A secret for search engines"]).replace(b"BT", b"BT 1 g")
    reading = reader.read(page_of(paper.typed_content(["", "", *LINES]) + b"\n" + hidden), 0)
    assert "secret" not in reading.text
    assert LINES[0] in reading.text


def test_a_letter_pasted_in_as_a_picture_is_found_too(reader):
    with pikepdf.open(io.BytesIO(paper.born_digital_pdf([LINES]))) as pdf:
        pasted = paper.typed_page(["Signed at Penningwick on Friday"], dpi=200)
        pasted = pasted.crop((0, 100, pasted.width, 600))
        with pikepdf.new() as other:
            paper.add_scan(other, pasted)
            picture = pdf.copy_foreign(other.pages[0].Resources.XObject.Im0)
        page = pdf.pages[0]
        page.Resources.XObject = pikepdf.Dictionary(Im0=picture)
        drawn = b"\nq 595 0 0 180 0 100 cm /Im0 Do Q"
        page.Contents = pdf.make_stream(page.Contents.read_bytes() + drawn)
        data = paper.written(pdf)
    reading = reader.read(data, 0)
    assert reading.read_as == "text layer"
    assert reading.text.split("\n") == [*LINES, "Signed at Penningwick on Friday"]
    assert_boxes_lie_on_words(reading)


def test_a_page_of_fourteen_thousand_points_is_shown_at_a_smaller_scale(reader):
    giant = paper.empty_pdf(points=(14_400, 14_400))
    reading = reader.read(giant, 0)
    assert (reading.read_as, max(reading.view_width, reading.view_height)) == ("blank", 1800)


def test_a_photo_that_was_given_one_point_a_dot_is_read_as_a4(reader):
    image = paper.typed_page(LINES, dpi=250)
    reading = reader.read(paper.pdf_of([image], dpi=72), 0)
    assert 240 < reading.dpi < 260
    assert reading.text.split("\n") == LINES


def test_another_script_is_believed(reader):
    """Whoever set this type knew what it says; the machine that reads English does not."""
    from scanning.textlayer import TextLayer, standing

    words = "شوهد الطفل بمفرده في المطبخ وتحدث عن المدرسة والأصدقاء".split()
    layer = TextLayer(tuple(words), (), letters=50, hidden=0, broken=0, turn=0)
    assert standing(layer, is_over_picture=False)[0] == "sound"


def test_the_view_is_a_picture_that_browsers_know(reader):
    reading = reader.read(paper.born_digital_pdf([LINES]), 0)
    with Image.open(io.BytesIO(reading.view)) as view:
        assert view.format == "WEBP"
        assert np.asarray(view.convert("L")).min() < 100


def test_answers_that_were_stored_without_a_look_are_drawn(reader, tmp_path):
    """Some programs leave it to the reader to draw what was typed into a form, also after the page was cut out."""
    with pikepdf.open(io.BytesIO(paper.born_digital_pdf([LINES]))) as pdf:
        field = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Widget,
            FT=pikepdf.Name.Tx,
            T="answer",
            V="Answered by Penningwick surgery",
            DA="/F1 11 Tf 0 g",
            Rect=[60, 200, 360, 220],
            F=4,
        )
        pdf.pages[0].Annots = pikepdf.Array([pdf.make_indirect(field)])
        pdf.Root.AcroForm = pikepdf.Dictionary(
            Fields=pdf.pages[0].Annots, NeedAppearances=True, DR=pdf.pages[0].Resources
        )
        whole = paper.written(pdf)
        paper.add_scan(pdf, paper.typed_page(["Scanned"]))
        mixed = paper.written(pdf)
    assert "Answered by Penningwick surgery" in reader.read(whole, 0).text
    page = reader.cut(mixed, tmp_path)[0]
    assert "Answered by Penningwick surgery" in reader.read(page.path, page.index).text


def test_a_sideways_page_that_its_own_file_turns_upright_stays_as_it_is(reader):
    drawn = " ".join(
        f"0 1 -1 0 {200 + 16 * place} 100 Tm ({line}) Tj" for place, line in enumerate(LINES)
    )
    reading = reader.read(page_of(f"BT /F1 11 Tf {drawn} ET".encode(), Rotate=90), 0)
    assert (reading.angle_degrees, reading.text.split("\n")) == (0, LINES)
    assert_boxes_lie_on_words(reading)
