"""What a person types becomes something to look for, and never an error."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents import wants
from documents.wants import Want
from search import asking
from search.asking import parse


def test_words_are_all_wanted():
    assert [want.ways for want in parse("bruise school").wants] == [(("bruis",),), (("school",),)]
    assert parse("bruise school").notes == ()


@pytest.mark.parametrize("typed", ['"left arm"', "“left arm”", "«left arm»"])
def test_a_phrase_is_one_want_in_any_quotation_marks(typed):
    (want,) = parse(typed).wants
    assert want.ways == (("left", "arm"),)
    assert not want.loose


def test_a_quotation_mark_without_a_partner_is_left_out_with_a_note():
    asked = parse('"left arm')
    assert [want.named for want in asked.wants] == [(("left",),), (("arm",),)]
    assert "no partner" in asked.notes[0]


def test_a_star_asks_for_what_begins_so():
    assert parse("Bruis* school").wants[0] == Want(begins="bruis")
    assert parse("K-104*").wants == (Want(begins="k104"),)


@pytest.mark.parametrize("typed", ["*ing", "br*se", "b*", "*", "**"])
def test_a_star_elsewhere_is_explained_and_the_words_are_kept(typed):
    asked = parse(f"school {typed}")
    assert asked.wants[0].ways == (("school",),)
    assert not any(want.begins for want in asked.wants)
    assert "*" in asked.notes[0]


def test_a_minus_leaves_out_exactly_that():
    asked = parse('bruise -mum -"left arm" -sch*')
    assert len(asked.wants) == 1
    assert [want.ways for want in asked.without] == [(("mum",),), (("left", "arm"),), ()]
    assert asked.without[2].begins == "sch"
    assert not any(want.loose for want in asked.without)


def test_a_hyphen_inside_a_word_is_no_minus():
    assert parse("well-being K-10427 Smith - Jones").without == ()


def test_only_exclusions_are_no_question():
    asked = parse("-bruise")
    assert not asked
    assert "Say also what to look for" in asked.notes[0]


@pytest.mark.parametrize("typed", ["", "   ", "\n\t"])
def test_nothing_typed_is_no_question_and_needs_no_note(typed):
    assert not parse(typed)
    assert parse(typed).notes == ()


@pytest.mark.parametrize("typed", ["!?…", "()", '""', "—"])
def test_punctuation_alone_is_told_so(typed):
    assert not parse(typed)
    assert parse(typed).notes == ("There was no word or number to look for.",)


def test_commands_of_other_engines_are_explained():
    asked = parse("bruise OR burn")
    assert len(asked.wants) == 2
    assert "“OR” is no command" in asked.notes[0]
    assert parse("either or both").notes == ()


@pytest.mark.parametrize("typed", ["3 Mar 2023", "03/03/2023", "3rd March 2023", "3.3.23"])
def test_a_date_is_one_want(typed):
    assert parse(f"{typed} bruise").wants[0].ways == (("2023-03-03",),)


def test_a_month_is_one_want():
    assert parse("bruise March 2023").wants[1].ways == (("2023-03",),)


def test_ten_kilobytes_are_cut_with_a_note():
    asked = parse("bruise school " * 750)
    assert len(asked.text) <= asking.MOST_CHARACTERS
    assert len(asked.wants) == 2
    assert "longer than 1000 characters" in asked.notes[0]


def test_too_many_words_are_cut_with_a_note():
    asked = parse(" ".join(f"word{number}" for number in range(50)))
    assert len(asked.wants) == asking.MOST_WANTS
    assert asked.wants[0].ways == (("word0",),)
    assert "only its first 16 words" in asked.notes[0]


def test_a_phrase_of_a_whole_page_is_cut_with_a_note():
    asked = parse('"' + " ".join(f"w{number}" for number in range(60)) + '"')
    assert len(asked.wants[0].ways[0]) == asking.LONGEST_PHRASE
    assert "of a phrase" in asked.notes[0]


def test_signs_that_nobody_sees_are_taken_out():
    assert parse("\u202eRo\u200bwan\x00Moss\ud800").text == "Rowan Moss"


def test_synonyms_can_be_given():
    ours = wants.Synonyms([("home", "placement")])
    assert parse("home", ours).wants[0].ways == (("home",), ("placement",))


@given(st.text(max_size=300))
def test_nothing_that_can_be_typed_is_an_error(text):
    asked = parse(text)
    assert all(note[0].isupper() or note[0] == "“" for note in asked.notes)
    assert all(note.endswith(".") for note in asked.notes)
    for want in (*asked.wants, *asked.without):
        assert want.begins or all(want.ways)


@given(st.text("ab -\"*'3/.ORK“”\\()[]{}^~:+&|?", max_size=60))
def test_no_sign_of_a_query_language_is_an_error(text):
    parse(text)
