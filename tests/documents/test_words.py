from functools import lru_cache

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from cases import names
from documents import languages, marking, misreadings, wants, words
from documents.wants import Want


def stems(text: str) -> list[str]:
    return [word.stem for word in words.analyse(text).words]


def wholes(text: str) -> set[str]:
    return {whole.stem for whole in words.analyse(text).wholes}


def marked(text: str, asked: str) -> list[str]:
    return [text[start:end] for start, end in marking.mark(text, wants.wants(asked))]


# What a text becomes


def test_words_are_folded_and_stemmed_and_keep_their_place():
    text = "The nurses’ Café visits"
    found = words.analyse(text).words
    assert [word.stem for word in found] == ["the", "nurs", "cafe", "visit"]
    assert [text[word.start : word.end] for word in found] == ["The", "nurses", "Café", "visits"]


def test_a_possessive_is_the_word_itself():
    assert stems("Rowan's mother’s children's") == stems("Rowan mother children")


@pytest.mark.parametrize(
    ("written", "term"),
    [
        ("K-10427", "k10427"),
        ("K 10427", "k10427"),
        ("NE1 4XX", "ne14xx"),
        ("ne14xx", None),
        ("943 476 5919", "9434765919"),
        ("01632 960 001", "01632960001"),
        ("£1,250.00", "1250.00"),
        ("10:30", "10:30"),
        ("s.47", "s47"),
        ("jo.a@example.org", "jo.a@example.org"),
        ("O'Brien", "brien"),
        ("well-being", words.stem("wellbeing")),
    ],
)
def test_numbers_references_and_postcodes_stay_whole_and_are_split_too(written, term):
    text = f"see {written} here"
    if term:
        assert term in wholes(text)
    assert stems(text)[0] == "see"
    assert stems(text)[-1] == "here"
    assert len(stems(text)) >= 3


@pytest.mark.parametrize(
    "written",
    [
        "3 March 2023",
        "3rd of March 2023",
        "3 Mar 2023",
        "3rd March, 2023",
        "03/03/2023",
        "3/3/23",
        "03.03.2023",
        "3-Mar-2023",
        "2023-03-03",
        "March 3, 2023",
        "3 Mawrth 2023",
        "3 MARCH 23",
    ],
)
def test_a_day_is_one_term_in_every_british_form(written):
    assert {"2023-03-03", "2023-03"} <= wholes(f"seen on {written} at home")
    assert wants.wants(written) == (Want((("2023-03-03",),)),)
    assert marked(f"seen on {written} at home", "3 Mar 2023") == [written]


@pytest.mark.parametrize("written", ["31/02/2023", "12 13 2023", "33 March 2023x", "2 of 2023"])
def test_what_is_no_day_is_not_made_one(written):
    assert not any(term.count("-") == 2 for term in wholes(written))


def test_a_month_finds_its_days():
    assert marked("seen on 3 March 2023 and in April 2023", "March 2023") == ["3 March 2023"]


def test_two_figures_of_a_year_stand_for_the_years_of_people_living():
    assert "1965-05-12" in wholes("born 12/5/65")
    assert "2017-02-04" in wholes("born 4/2/17")


@pytest.mark.parametrize("sign", ["-", "\u00ad", "\u2010", "- ", "\ufffe"])
def test_a_word_broken_at_the_end_of_a_line_is_one_word(sign):
    text = f"a large bru{sign}\nise on the arm"
    assert stems(text) == stems("a large bruise on the arm")
    assert marked(text, "bruise") == [f"bru{sign}\nise"]


def test_a_name_with_a_hyphen_at_the_end_of_a_line_keeps_its_parts():
    assert stems("Mary-\nAnn Moss") == stems("Mary Ann Moss")
    assert words.stem("maryann") in wholes("Mary-\nAnn Moss")


def test_signs_that_nobody_sees_do_not_cut_a_word():
    assert stems("Ro\u00adwan \u202eMoss\u202c cafe\u0301") == ["rowan", "moss", "cafe"]


def test_a_word_without_end_is_cut():
    assert len(stems("x" * 5000)[0]) == words.LONGEST_TERM


@given(st.text(max_size=200))
def test_any_text_at_all_is_analysed(text):
    for token in words.tokens(text):
        assert 0 <= token.start < token.end <= len(text)
        assert token.stem
        assert not any(sign.isspace() or sign == "|" for sign in token.stem + token.surface)
    found = words.analyse(text).words
    assert all(a.end <= b.start for a, b in zip(found, found[1:], strict=False))


_PARTS = st.sampled_from(
    "Rowan 's bruise seen 3 March 2023 03/03/23 - K 10427 K-10427 NE1 4XX , . O'Brien Mc Donald "
    "bru- \n ise social worker SW \ufffe section 47 943 476 5919 ŵ ½ e.g. \u202e".split(" ")
)


@given(st.lists(_PARTS, max_size=14), st.lists(_PARTS, max_size=5))
def test_a_text_answers_whatever_is_copied_from_it(text, other):
    copied = " ".join(text)
    # Cut off in the middle of a word that goes on in the next line, it is no copy of words.
    assume(not copied.rstrip().endswith(("-", "\ufffe")))
    around = f"{' '.join(other)}\n\nhere {copied} there"
    want = wants.phrase(copied)
    if want:
        assert marking.mark(around, [want])


# What a question becomes


def test_words_of_the_field_stand_for_one_another_on_the_side_of_the_question_only():
    assert marked("her mother rang", "mum") == ["mother"]
    assert marked("the SW rang", "social worker") == ["SW"]
    assert marked("the social worker rang", "sw") == ["social worker"]
    assert marked("a looked after child", "LAC") == ["looked after child"]
    assert stems("sw") == ["sw"]


def test_synonyms_can_be_given():
    ours = wants.Synonyms([("foster home", "placement")])
    text = "a new placement was found"
    (want,) = wants.wants("foster home", ours)
    assert [text[a:b] for a, b in marking.mark(text, [want])] == ["placement"]
    assert not marking.mark("her mother rang", wants.wants("mum", ours))


def test_small_words_are_left_out_unless_there_is_nothing_else():
    assert wants.wants("the school") == wants.wants("school")
    assert len(wants.wants("to be")) == 2


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("McDonald", "Mr MacDonald"),
        ("mc donald", "Mr McDonald"),
        ("O'Brien", "Mrs O Brien"),
        ("o brien", "Mrs O’Brien"),
        ("well-being", "wellbeing"),
        ("wellbeing", "well-being"),
        ("K10427", "K-10427"),
        ("k-10427", "K10427"),
        ("10427", "K-10427"),
        ("ne14xx", "NE1 4XX"),
        ("NE1 4XX", "NE14XX"),
        ("9434765919", "943 476 5919"),
        ("section 47", "S47"),
        ("S47", "section 47"),
    ],
)
def test_one_thing_written_in_two_ways_is_found_by_either(asked, text):
    assert marked(f"this is {text} now", asked) == [text] or text.endswith(
        marked(f"this is {text} now", asked)[0]
    )


def test_a_phrase_is_word_for_word():
    text = "a bruise was seen at school; at the school a bruise"
    want = wants.phrase("seen at school")
    assert [text[a:b] for a, b in marking.mark(text, [want])] == ["seen at school"]
    assert wants.phrase("?!") is None


# What is marked


def test_exact_words_are_marked_and_near_ones_only_where_there_are_no_exact_ones():
    assert marked("neglected and neglct", "neglect") == ["neglected"]
    assert marked("a case of neglct", "neglect") == ["neglct"]
    assert marked("a case of neglecting", "neglec") == ["neglecting"]
    assert marked("the mass was held", "moss") == []


def test_marks_do_not_overlap():
    assert marked("on 3 March 2023", '3 Mar 2023 march "3 march"') == ["3 March 2023"]


@given(st.text("abc de.-'\n3/", max_size=80), st.text("abc de.-'3/", max_size=20))
def test_marks_lie_within_the_text_in_order(text, asked):
    spans = marking.mark(text, wants.wants(asked))
    ends = [0]
    for start, end in spans:
        assert ends[-1] <= start < end <= len(text)
        ends.append(end)


# Snippets and boxes

LETTER = (
    "Dear colleague. I write about the above child, whom I have known since birth and see at clinic. "
    "On Monday the class teacher noticed a bruise. It was on the left arm. The mother said at school "
    "that he fell. I would be grateful if somebody could ring me before the weekend. Yours sincerely."
)


def test_a_snippet_shows_where_most_of_the_question_stands_together():
    text = "School. " + "Nothing here. " * 40 + LETTER
    pieces = marking.snippet(text, wants.wants("bruise school mother"), 160)
    assert [piece.text for piece in pieces if piece.is_marked] == ["bruise", "mother", "school"]


def test_a_snippet_begins_with_a_sentence_where_one_is_near():
    pieces = marking.snippet(LETTER, wants.wants("bruise"), 120)
    assert "".join(piece.text for piece in pieces).startswith("… On Monday the class")


def test_a_snippet_says_where_something_is_left_out():
    pieces = marking.snippet(LETTER, wants.wants("bruise"), 120)
    assert pieces[0].text.startswith("…")
    assert pieces[-1].text.endswith("…")
    whole = marking.snippet("a bruise here", wants.wants("bruise"), 120)
    assert "".join(piece.text for piece in whole) == "a bruise here"


def test_a_snippet_of_a_text_that_answers_nothing_is_its_beginning():
    pieces = marking.snippet(LETTER, wants.wants("zebra"), 60)
    assert pieces[0].text.startswith("Dear colleague.")
    assert not any(piece.is_marked for piece in pieces)


def test_a_snippet_is_one_line():
    pieces = marking.snippet("a\n\n  bruise \t seen", wants.wants("bruise"))
    assert "".join(piece.text for piece in pieces) == "a bruise seen"


@given(st.text("abc .\n", max_size=300), st.text("abc ", max_size=8), st.integers(10, 80))
def test_a_snippet_is_text_of_about_the_length_asked_for(text, asked, length):
    pieces = marking.snippet(text, wants.wants(asked), length)
    shown = "".join(piece.text for piece in pieces)
    assert len(shown) <= max(length, 80) + 4
    for piece in pieces:
        assert piece.is_marked is False or piece.text.strip()
    assert all(part in " ".join(text.split()) for part in shown.strip(" …").split(" … "))


def test_the_words_on_a_page_that_answer_are_told_by_their_place():
    page = "The large bru- ise was seen on 3rd March 2023 by the social worker".split()
    found = marking.boxes(page, wants.wants("bruise 03/03/2023 SW"))
    assert [page[at] for at in found] == ["bru-", "ise", "3rd", "March", "2023", "social", "worker"]


def test_a_phrase_across_the_end_of_a_line_is_found_on_the_page():
    page = ["seen", "at", "sch-", "ool", "today"]
    assert marking.boxes(page, [wants.phrase("at school today")]) == [1, 2, 3, 4]


@given(st.lists(st.text("ab-.3/'\u00ad ", max_size=4), max_size=12), st.text("ab3/ ", max_size=6))
def test_any_page_gives_places_of_its_own_words(page, asked):
    assert all(0 <= at < len(page) for at in marking.boxes(page, wants.wants(asked)))


def test_the_text_of_a_page_and_its_boxes_are_marked_alike():
    page = LETTER.split()
    asked = wants.wants("bruise school 'left arm' mother")
    by_text = {LETTER[a:b].strip(".") for a, b in marking.mark(LETTER, asked)}
    assert {page[at].strip(".") for at in marking.boxes(page, asked)} == by_text


NUMBERS_OVER_LINES = "ring 07700\n900123 or K\n1427 on 3 March\n2023, SW1A\n1AA"


@given(
    st.one_of(
        st.text("ab1K-.3/'\u00ad\u2011 \n", max_size=40),
        st.lists(
            st.sampled_from("07700 900123 K 1427 3 March 2023 ab- cd K's (07 a".split()),
            max_size=9,
        ).flatmap(
            lambda words: st.lists(
                st.sampled_from(" \n"), min_size=len(words), max_size=len(words)
            ).map(lambda ends: "".join(a + b for a, b in zip(words, ends, strict=True)).rstrip())
        ),
    ),
    st.sampled_from(["07700900123", "K1427", "3 March 2023", "abcd", "ab 3", "1427"]),
)
@example(NUMBERS_OVER_LINES, "07700900123 K1427 SW1A1AA 3 March 2023")
@example("the kit- chen", "kitchen")
@example("the kit\u2011\nchen", "kitchen")
@example("a phone 07700 900123\nin one line", "07700900123")
def test_a_snippet_and_boxes_made_together_are_what_they_are_each_by_itself(text, asked):
    wanted = wants.wants(asked)
    page = text.split()
    pieces, boxes = marking.snippet_and_boxes(text, page, wanted)
    assert pieces == marking.snippet(text, wanted)
    assert boxes == marking.boxes(page, wanted)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The school has not seen her and would like to visit at home", "en"),
        ("Mae Rowan yn byw gyda ei fam ac wedi bod yn yr ysgol", "cy"),
        ("Rowan Moss 04/02/2017 K-10427", ""),
        ("", ""),
        ("Pismo ze szkoły w sprawie obecności", ""),
    ],
)
def test_the_language_of_a_text_is_told_by_its_small_words(text, language):
    assert languages.language_of(words.terms(text).surfaces) == language


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ("burn", "bum"),
        ("left", "1eft"),
        ("clara", "dara"),
        ("10427", "1O427"),
        ("neglect", "neglct"),
        ("bruise", "bruiscd"),
        ("scaffolding", "scafoldlng"),
    ],
)
def test_a_word_that_a_machine_took_for_another_is_near(asked, read):
    assert misreadings.is_near(asked, read.lower())
    assert marking.mark(f"He saw {read} there", wants.wants(asked)) == [(7, 7 + len(read))]


@pytest.mark.parametrize(
    ("asked", "read"),
    [("10427", "10428"), ("50", "so"), ("moss", "most"), ("left", "lest")],
)
def test_a_number_or_a_short_word_is_not_near_whatever_is_one_sign_away(asked, read):
    assert not misreadings.is_near(asked, read)


@given(st.text("abcdefilmnorsvw015", min_size=1, max_size=12))
def test_the_shape_of_a_shape_is_itself(word):
    assert words.shape(words.shape(word)) == words.shape(word)


@pytest.mark.parametrize(
    "read",
    ["3 Marcb 2O23", "3rd Mar 2023", "O3/03/2023", "3rd of Maroh 2023", "l3 March 2023"],
)
def test_a_date_with_a_letter_for_a_digit_is_the_date(read):
    day = "13" if read.startswith("l3") else "03"
    assert f"2023-03-{day}" in words.terms(f"seen {read} at home").wholes


def test_a_month_that_could_be_two_is_none():
    assert words.terms("seen 3 Jub 2023").wholes == []
    assert words.terms("the Marsh 2023").wholes == []


def test_a_phrase_is_near_where_its_words_are_misread_side_by_side():
    want = wants.phrase("locked bedroom")
    assert want
    text = "the bedroom was locked, a locked bdroom, lockcd bedrocm"
    assert [text[a:b] for a, b in marking.mark(text, [want])] == ["locked bdroom", "lockcd bedrocm"]


def test_a_welsh_word_is_found_under_every_mutation_and_an_english_one_under_none():
    text = "Mae hi yn yr ysgol ac roedd ei phlentyn hefyd yn y gegin gyda'i fam."
    for asked in ("plentyn", "blentyn", "cegin", "mam"):
        assert marking.mark(text, wants.wants(asked)), asked
    assert not marking.mark("She was at the chat and paid the bill.", wants.wants("cat pill"))


@given(
    st.lists(st.text("abcdeo1l", min_size=1, max_size=9), min_size=2, max_size=2),
    st.sampled_from((0, 1, 2)),
)
def test_within_is_what_counting_every_change_gives(pair, letters):
    first, second = pair

    @lru_cache
    def far(a: str, b: str) -> int:
        if not a or not b:
            return len(a) + len(b)
        best = min(far(a[1:], b) + 1, far(a, b[1:]) + 1, far(a[1:], b[1:]) + (a[0] != b[0]))
        if a[1:2] and b[1:2] and a[0] == b[1] and a[1] == b[0]:
            best = min(best, far(a[2:], b[2:]) + 1)
        return best

    expected = first != second and letters > 0 and far(first, second) <= letters
    if first != second:
        assert names.is_within(letters, first, second) == expected
