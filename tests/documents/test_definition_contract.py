"""What a definition may say, and how plainly it is told what is wrong."""

from datetime import date
from typing import Any

import pytest

from documents import definitions
from documents.definitions import Child

TODAY = date(2026, 11, 22)


def a_definition(**changes: Any) -> dict[str, Any]:
    return {
        "key": "visit-note",
        "name": "Visit note",
        "plain_name": "Our visit to {child}",
        "nation": "england",
        "language": "en",
        "shareable": True,
        "sections": [
            {
                "key": "seen",
                "heading": "Seen",
                "plain_heading": "When we met",
                "scope": "per_child",
                "audience": "everyone",
                "questions": [
                    {"key": "seen.alone", "wording": "Seen alone?", "kind": "yes_no"},
                    {
                        "key": "seen.why_not",
                        "wording": "Why not?",
                        "kind": "text",
                        "show_if": {"question": "seen.alone", "is": ["no", "past"]},
                    },
                ],
            }
        ],
    } | changes


def with_question(**question: Any) -> dict[str, Any]:
    data = a_definition()
    data["sections"][0]["questions"].append(
        {"key": "seen.more", "wording": "More?", "kind": "text"} | question
    )
    return data


def told(data: Any) -> dict[tuple, str]:
    return {problem.path: problem.message for problem in definitions.problems(data)}


NEW = ("sections", 0, "questions", 2)


def test_it_reads_what_it_wrote():
    definition = definitions.read(a_definition())
    assert definitions.read(definition.to_json()) == definition
    assert definition.to_json() == definitions.read(definition.to_json()).to_json()


def test_it_writes_every_key_so_that_no_reader_needs_to_know_a_default():
    question = definitions.read(a_definition()).to_json()["sections"][0]["questions"][0]
    assert set(question) == {
        "key", "wording", "plain", "help", "kind", "choices", "fact", "danger", "show_if",
        "audience", "sensitive", "short", "required_because", "translations",
    }  # fmt: skip


def test_what_is_not_labelled_is_for_staff_only():
    data = a_definition()
    del data["sections"][0]["audience"]
    definition = definitions.read(data)
    assert {question.audience for question in definition.questions()} == {"staff"}


def test_a_question_is_never_read_by_more_people_than_its_part():
    data = with_question(audience="everyone")
    data["sections"][0]["audience"] = "by_choice"
    assert definitions.read(data).question("seen.more").audience == "by_choice"


def test_a_fact_says_by_itself_what_is_sensitive_and_dangerous():
    address = definitions.read(with_question(kind="fact", fact="address")).question("seen.more")
    assert (address.sensitive, address.danger) == ("address", True)
    school = definitions.read(with_question(kind="text", fact="school")).question("seen.more")
    assert (school.sensitive, school.danger) == ("school", False)


@pytest.mark.parametrize(
    ("question", "place", "words"),
    [
        ({"key": "seen.alone"}, "key", "Another question already has the key"),
        ({"key": "Seen More"}, "key", "small letters"),
        ({"key": "a" * 61}, "key", "60 at most"),
        ({"wording": " "}, "wording", "Write the question"),
        ({"kind": "slider"}, "kind", "Choose one of"),
        ({"kind": "choice"}, "choices", "at least two answers"),
        ({"choices": [{"key": "a", "label": "A"}]}, "choices", "Take the list out"),
        ({"kind": "fact"}, "fact", "Say which known fact"),
        ({"danger": True}, "danger", "Only a known fact"),
        ({"fact": "shoe_size"}, "fact", "Choose one of"),
        ({"colour": "red"}, "colour", "not part of a definition"),
        ({"plain": "What {name} said"}, "plain", "Only {child} can stand in braces"),
        ({"short": "yes"}, "short", "true or false"),
        ({"show_if": {}}, "show_if", "Say when this appears"),
        ({"show_if": {"age_from": 12, "age_to": 4}}, "show_if.age_to", "Exchange them"),
        ({"show_if": {"age_from": "ten"}}, "show_if.age_from", "whole years"),
        ({"show_if": {"is": ["yes"]}}, "show_if.question", "Say which question"),
        ({"show_if": {"question": "seen.alone"}}, "show_if.is", "Say which answers"),
        ({"show_if": {"question": "seen.later", "is": ["a"]}}, "show_if.question", "earlier"),
        (
            {"show_if": {"question": "seen.why_not", "is": ["a"]}},
            "show_if.question",
            "fixed answers",
        ),
        ({"show_if": {"question": "seen.alone", "is": ["maybe"]}}, "show_if.is", "not an answer"),
        ({"translations": {"fr": {}}}, "translations.fr", "Choose one of"),
    ],
)
def test_each_slip_is_told_at_its_place(question, place, words):
    found = told(with_question(**question))
    assert words in found[(*NEW, *place.split("."))]


def test_two_answers_of_one_question_cannot_share_a_key():
    choices = [{"key": "a", "label": "A"}, {"key": "a", "label": "B"}]
    found = told(with_question(kind="choice", choices=choices))
    assert "already has the key" in found[(*NEW, "choices", 1, "key")]


def test_a_shared_question_cannot_hang_on_an_answer_that_each_child_has_its_own_of():
    data = a_definition()
    data["sections"].append(
        {
            "key": "all",
            "heading": "All",
            "plain_heading": "All of us",
            "questions": [
                {
                    "key": "all.why",
                    "wording": "Why?",
                    "kind": "text",
                    "show_if": {"question": "seen.alone", "is": ["yes"]},
                }
            ],
        }
    )
    path = ("sections", 1, "questions", 0, "show_if", "question")
    assert "once for each child" in told(data)[path]


@pytest.mark.parametrize("junk", [None, [], "x", 3, {"sections": [[]]}, {"sections": "abc"}])
def test_junk_is_refused_with_sentences_and_without_a_crash(junk):
    with pytest.raises(definitions.DefinitionError):
        definitions.read(junk)


def test_a_key_of_the_last_version_may_get_better_words_but_no_other_kind():
    old = definitions.read(a_definition())
    renamed = a_definition()
    renamed["sections"][0]["questions"][0]["wording"] = "Was the child seen alone?"
    assert definitions.changed_meaning(definitions.read(renamed), [old]) == []
    renamed["sections"][0]["questions"][1]["kind"] = "date"
    (problem,) = definitions.changed_meaning(definitions.read(renamed), [old])
    assert problem.path == ("sections", 0, "questions", 1, "key")
    assert "Why not?" in problem.message


def test_a_retired_key_comes_back_only_as_it_was():
    first = definitions.read(with_question())
    second = definitions.read(a_definition())
    same = definitions.read(with_question(wording="more"))
    other = definitions.read(with_question(wording="What did you smell?"))
    assert definitions.changed_meaning(same, [first, second]) == []
    (problem,) = definitions.changed_meaning(other, [first, second])
    assert "once belonged to “More?”" in problem.message


ROWAN = Child("r", "Rowan Moss", date(2017, 2, 4))
TIA = Child("t", "Tia Moss", date(2026, 3, 1), disabled=True)
NOT_DATED = Child("n", "Sam Moss")


@pytest.mark.parametrize(
    ("condition", "holding"),
    [
        ({"age_from": 9}, {"r", "n"}),
        ({"age_from": 10}, {"n"}),
        ({"age_to": 0}, {"t", "n"}),
        ({"age_from": 5, "age_to": 9}, {"r", "n"}),
        ({"disabled": True}, {"t"}),
        ({"disabled": True, "age_from": 1}, set()),
    ],
)
def test_age_and_disability_decide_for_each_child(condition, holding):
    definition = definitions.read(with_question(show_if=condition))
    children = [ROWAN, TIA, NOT_DATED]
    found = {
        asked.child.ref
        for asked in definitions.places(definition, children=children)
        if asked.question.key == "seen.more"
        and definitions.is_asked(asked, answers={}, children=children, on=TODAY)
    }
    assert found == holding


def test_an_age_is_counted_to_the_day_before_the_birthday():
    assert ROWAN.age_on(date(2027, 2, 3)) == 9
    assert ROWAN.age_on(date(2027, 2, 4)) == 10
    assert ROWAN.age_on(date(2016, 1, 1)) == 0


def test_an_answer_brings_up_the_question_for_that_child_alone():
    definition = definitions.read(a_definition())
    answers = {("seen.alone", "r"): "no", ("seen.alone", "t"): "yes"}
    found = {
        asked.place
        for asked in definitions.places(definition, children=[ROWAN, TIA])
        if definitions.is_asked(asked, answers=answers, children=[ROWAN, TIA], on=TODAY)
    }
    assert ("seen.why_not", "r") in found
    assert ("seen.why_not", "t") not in found


def test_what_a_law_needs_is_missing_until_it_is_answered_or_the_gap_is_explained():
    definition = definitions.read(with_question(required_because="the census"))

    def missing(value):
        answers = {("seen.more", "r"): value}
        found = definitions.missing(definition, answers=answers, children=[ROWAN], on=TODAY)
        return [line.because for line in found]

    assert missing(None) == ["the census"]
    assert missing("  ") == ["the census"]
    assert missing("said") == []
    assert missing({"gap": "declined"}) == []
    assert "could not be read" in missing({"unread": "31/02/2026"})[0]


def test_a_language_with_one_gap_is_named():
    data = with_question(plain="What more?", translations={"cy": {"plain": "Beth arall?"}}) | {
        "translations": {"cy": {"plain_name": "Ein hymweliad â {child}"}}
    }
    definition = definitions.read(data)
    assert definitions.missing_wording(definition, "cy") == ["When we met"]
    assert definitions.missing_wording(definition, "en") == []
