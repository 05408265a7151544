"""The gate that every release passes: texts that must not reach this person, and words they may not understand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.compose import Forbidden, address_parts, jargon, leaks
from tests.documents.sample_release import a_plan, a_plan_saying

ADDRESS = [
    Forbidden(text, "the mother's address")
    for text in address_parts("3 Elm Row, Northmoor", "NM1 2AB")
]
PHONE = [Forbidden("07700 900123", "the mother's telephone")]
SCHOOL = [Forbidden("St Mary's Primary", "the school")]


@pytest.mark.parametrize(
    "text",
    [
        "They moved to 3 Elm Row last week.",
        "They moved to 3, ELM  ROW.",
        "they moved to 3 elm-row",
        "Post to 3 Elm\nRow",
        "She is at ‘Elm Row’ now.",
        "Post code nm12ab.",
        "NM1\u00a02AB",
        "3 El\u00adm Row",
        "3\u200b Elm\u200bRow",
        "３ Ｅｌｍ Ｒｏｗ",
    ],
)
def test_it_finds_an_address_however_it_is_written(text):
    found = leaks(a_plan_saying(text), ADDRESS)
    assert {leak.what for leak in found} == {"the mother's address"}
    assert {leak.block for leak in found} == {"worries.why"}


@pytest.mark.parametrize(
    "text",
    ["Northmoor Council wrote.", "The helm rowed on.", "Row 3 of elms.", "NM1 is a district."],
)
def test_it_does_not_cry_wolf_about_an_address(text):
    assert leaks(a_plan_saying(text), ADDRESS) == []


@pytest.mark.parametrize(
    "text",
    ["Ring 07700900123.", "Ring 07700-900-123", "+44 7700 900123", "+447700900123",
     "0044 7700 900 123", "+44 (0)7700 900123", "(07700) 900123"],
)  # fmt: skip
def test_it_finds_a_telephone_number_with_and_without_the_country(text):
    assert [leak.what for leak in leaks(a_plan_saying(text), PHONE)] == ["the mother's telephone"]


def test_a_longer_number_is_another_number():
    assert leaks(a_plan_saying("Reference 9907700900123"), PHONE) == []
    assert leaks(a_plan_saying("Ring 077009001234"), PHONE) == []


def test_accents_and_apostrophes_hide_nothing():
    assert leaks(a_plan_saying("He goes to st marys primary"), SCHOOL)
    assert leaks(a_plan_saying("He goes to St. Mary’s primary"), SCHOOL)
    assert leaks(a_plan_saying("Ŷnys Môn"), [Forbidden("ynys mon", "the island")])


def test_a_name_is_found_as_a_word_not_inside_one():
    ann = [Forbidden("Ann", "another child")]
    assert leaks(a_plan_saying("He was annoyed."), ann) == []
    assert leaks(a_plan_saying("Ann's room"), ann)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"title": "The plan for 3 Elm Row"}, "the title"),
        ({"next": "Meet at 3 Elm Row"}, "what happens next"),
        ({"contacts": [{"who": "Nan", "phone": "3 Elm Row", "when": ""}]}, "the list of contacts"),
        ({"words": [{"term": "x", "meaning": "3 Elm Row"}]}, "the words explained"),
        ({"written_by": "Jo, 3 Elm Row"}, "the author's line"),
        ({"about": ["Rowan of Elm Row"]}, "the names it is about"),
    ],
)
def test_it_looks_everywhere_and_names_the_place(change, where):
    assert {leak.where for leak in leaks(a_plan(**change), ADDRESS)} == {where}


def test_it_looks_into_headings_rows_and_ids():
    for place in ("heading", "row", "fact", "id"):
        plan = a_plan()
        actions, facts = plan["sections"][1]["blocks"]
        match place:
            case "heading":
                plan["sections"][1]["heading"] = "At 3 Elm Row"
            case "row":
                actions["rows"][0]["who"] = "Kerry, 3 Elm Row"
            case "fact":
                facts["rows"][0]["label"] = "3 Elm Row"
            case "id":
                facts["id"] = "3-elm-row"
        assert leaks(plan, ADDRESS), place


def test_the_sentence_says_what_where_and_what_to_do():
    (leak,) = leaks(a_plan_saying("Ring 07700 900 123 now"), PHONE)
    assert leak.found == "07700 900 123"
    assert leak.sentence == (
        "the mother's telephone stands in part 1 “What we are worried about”: “07700 900 123”. "
        "Take it out or withhold that passage."
    )


def test_an_empty_text_forbids_nothing():
    assert leaks(a_plan(), [Forbidden("", "x"), Forbidden(" - ", "x"), Forbidden("a", "x")]) == []


def test_the_parts_of_an_address_are_what_would_give_it_away():
    assert address_parts("Flat 2, 14a Mill Lane, Northmoor, NM1 2AB") == [
        "Flat 2, 14a Mill Lane, Northmoor, NM1 2AB",
        "14a Mill Lane",
        "Mill Lane",
        "NM1 2AB",
    ]
    assert "Elm Row" in address_parts("3 Elm Row\nNorthmoor")
    assert "Northmoor" not in address_parts("3 Elm Row\nNorthmoor")


@given(st.text(alphabet=" -.,'’\n\u00ad\u200b", max_size=3), st.booleans(), st.integers(1, 8))
def test_no_spacing_punctuation_or_case_hides_it(noise, shout, place):
    secret = "3 Elm Row"
    disguised = secret[:place] + noise + secret[place:]
    text = f"See {disguised.upper() if shout else disguised} today"
    assert leaks(a_plan_saying(text), [Forbidden(secret, "x")])


GLOSSARY = [
    {"term": "core group", "meaning": "the people who meet about the plan"},
    {"term": "LAC", "meaning": "living away from home"},
    {"term": "LAC review", "meaning": "a meeting about living away from home"},
]


def kinds(text: str) -> list[tuple[str, str]]:
    return [(hint.kind, hint.found) for hint in jargon(a_plan_saying(text), GLOSSARY)]


def test_it_names_the_long_word_once_and_not_the_short_one_inside_it():
    assert kinds("The LAC review is soon. The LAC review is late.") == [("word", "LAC review")]


def test_it_asks_for_initials_to_be_written_out_but_not_those_everybody_says():
    assert kinds("The IRO and the GP met the VSH.") == [("initials", "IRO"), ("initials", "VSH")]


def test_it_counts_the_words_of_a_sentence():
    long = "We " + "very " * 20 + "much hope so."
    ((kind, _),) = kinds(f"Short one. {long}")
    assert kind == "long"
    assert kinds("We hope so. " * 20) == []


def test_it_hears_blame_and_a_view_that_nobody_holds():
    assert kinds("Kerry failed to attend.") == [("blame", "failed to")]
    assert kinds("It was felt that he is sad.") == [("nobody", "It was felt that")]


def test_it_never_corrects_somebodys_own_words():
    plan = a_plan_saying("The LAC review failed to listen")
    plan["sections"][0]["blocks"][0]["verbatim"] = {"who": "Kerry", "on": ""}
    assert jargon(plan, GLOSSARY) == []


def test_it_says_where():
    (hint,) = jargon(a_plan_saying("The core group meets."), GLOSSARY)
    assert (hint.block, hint.where) == ("worries.why", "What we are worried about")
    assert "the people who meet about the plan" in hint.advice
