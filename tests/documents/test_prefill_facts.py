"""Known facts as the draft of a form: never silently copied, always with age and origin."""

from datetime import date
from typing import Any

import pytest

from documents import definitions, prefill
from documents.definitions import Child
from documents.prefill import FactRow

TODAY = date(2026, 11, 22)
ROWAN = Child("r", "Rowan Moss", date(2017, 2, 4))
TIA = Child("t", "Tia Moss", date(2024, 3, 21))


def a_form(*questions: dict[str, Any], scope: str = "per_child") -> definitions.Definition:
    return definitions.read(
        {
            "key": "form",
            "name": "Form",
            "plain_name": "Form",
            "nation": "england",
            "language": "en",
            "sections": [
                {
                    "key": "facts",
                    "heading": "Facts",
                    "plain_heading": "",
                    "scope": scope,
                    "questions": list(questions),
                }
            ],
        }
    )


SCHOOL = {"key": "f.school", "wording": "School", "kind": "fact", "fact": "school"}
HOME = {"key": "f.home", "wording": "Household", "kind": "fact", "fact": "household"}
DISABLED = {"key": "f.disabled", "wording": "Disabled?", "kind": "yes_no", "fact": "disability"}


def known(*facts: FactRow, question: dict[str, Any] = SCHOOL, scope: str = "per_child") -> Any:
    form = a_form(question, scope=scope)
    return prefill.prefill(form, facts, children=[ROWAN], on=TODAY)


def one(*facts: FactRow, question: dict[str, Any] = SCHOOL) -> prefill.Prefilled:
    return known(*facts, question=question)[(question["key"], "r")]


@pytest.mark.parametrize(
    ("as_of", "words"),
    [
        (TODAY, "today"),
        (date(2026, 11, 21), "yesterday"),
        (date(2026, 11, 10), "12 days ago"),
        (date(2026, 11, 1), "3 weeks ago"),
        (date(2026, 9, 22), "2 months ago"),
        (date(2026, 9, 23), "8 weeks ago"),
        (date(2026, 3, 22), "8 months ago"),
        (date(2026, 3, 23), "7 months ago"),
        (date(2024, 11, 21), "2 years ago"),
        (date(2027, 1, 5), "dated in the future (5/1/2027)"),
        (None, "date not known"),
    ],
)
def test_age_reads_as_people_say_it(as_of, words):
    assert prefill.age_in_words(as_of, TODAY) == words


def test_it_shows_the_newest_value_with_age_origin_and_who_wrote_it():
    shown = one(
        FactRow("school", "Mill Lane Infants", date(2022, 9, 1), "Referral", about="r"),
        FactRow(
            "school",
            "Northmoor Primary",
            date(2026, 3, 22),
            "Assessment",
            "known",
            "Jo Adeyemi",
            "r",
        ),
        FactRow("school", "Nursery", date(2020, 9, 1), "Referral", about="r"),
    )
    assert shown.value == "Northmoor Primary"
    assert shown.sentence == "8 months ago, Assessment, by Jo Adeyemi"


def test_a_source_that_names_who_wrote_it_is_not_told_twice():
    day = date(2026, 10, 12)
    shown = one(FactRow("school", "Elm", day, "written by Jo Adeyemi", "known", "Jo Adeyemi", "r"))
    assert shown.origin == "written by Jo Adeyemi"


def test_of_one_day_the_last_recorded_counts_and_another_source_is_told_too():
    day = date(2026, 11, 1)
    shown = one(
        FactRow("school", "Northmoor Primary", day, "Mother", about="r"),
        FactRow("school", "Elm Academy", day, "School office", about="r"),
    )
    assert shown.value == "Elm Academy"
    assert shown.also == ("Northmoor Primary",)
    assert shown.needs_confirming


def test_two_sources_that_agree_are_no_disagreement():
    day = date(2026, 11, 1)
    shown = one(
        FactRow("school", "northmoor primary ", day, "Mother", about="r"),
        FactRow("school", "Northmoor Primary", day, "School office", about="r"),
    )
    assert shown.also == ()
    assert not shown.needs_confirming


def test_an_ordinary_fact_needs_confirming_once_it_has_been_through_no_review():
    fresh = one(FactRow("school", "Northmoor", date(2026, 6, 1), "x", about="r"))
    stale = one(FactRow("school", "Northmoor", date(2026, 5, 1), "x", about="r"))
    assert (fresh.needs_confirming, stale.needs_confirming) == (False, True)
    assert one(FactRow("school", "Northmoor", None, "x", about="r")).needs_confirming


def test_danger_is_confirmed_every_day_and_says_how_one_knows():
    shown = one(
        FactRow("household", "Kerry, Dale", date(2026, 11, 21), "x", about="r"), question=HOME
    )
    assert shown.danger
    assert shown.needs_confirming
    assert [key for key, _ in shown.bases] == ["saw", "told", "assumed"]
    assert one(FactRow("school", "Northmoor", TODAY, "x", about="r")).bases == ()


@pytest.mark.parametrize("standing", ["disputed", "not_known_yet"])
def test_what_is_disputed_or_not_known_is_asked_again_even_when_new(standing):
    assert one(FactRow("school", "", TODAY, "x", standing, about="r")).needs_confirming


def test_a_child_has_its_own_fact_before_the_familys():
    form = a_form(SCHOOL)
    facts = [
        FactRow("school", "All at Northmoor", TODAY, "x"),
        FactRow("school", "Mill Lane", date(2020, 1, 1), "x", about="t"),
    ]
    found = prefill.prefill(form, facts, children=[ROWAN, TIA], on=TODAY)
    assert found[("f.school", "r")].value == "All at Northmoor"
    assert found[("f.school", "t")].value == "Mill Lane"


def test_one_childs_fact_never_fills_a_shared_question_of_two():
    form = a_form(SCHOOL, scope="shared")
    facts = [FactRow("school", "Mill Lane", TODAY, "x", about="t")]
    assert prefill.prefill(form, facts, children=[ROWAN, TIA], on=TODAY) == {}
    assert prefill.prefill(form, facts, children=[TIA], on=TODAY)[("f.school", None)]


def test_another_childs_fact_is_never_taken():
    assert known(FactRow("school", "Mill Lane", TODAY, "x", about="t")) == {}


@pytest.mark.parametrize(
    ("value", "standing", "draft"),
    [
        ("Yes", "known", "yes"),
        ("no", "known", "no"),
        ("Cerebral palsy", "known", "yes"),
        ("x", "in_the_past", "past"),
        ("", "not_known_yet", "not_known"),
        ("", "declined", None),
    ],
)
def test_a_fact_reads_as_one_of_the_four_honest_answers(value, standing, draft):
    shown = one(FactRow("disability", value, TODAY, "x", standing, about="r"), question=DISABLED)
    assert shown.draft == draft


def test_a_fact_finds_its_choice_by_key_or_label():
    question = {
        "key": "f.lang",
        "wording": "Language",
        "kind": "choice",
        "fact": "language",
        "choices": [{"key": "en", "label": "English"}, {"key": "cy", "label": "Welsh"}],
    }
    assert one(FactRow("language", "welsh", TODAY, "x", about="r"), question=question).draft == "cy"
    assert one(FactRow("language", "Irish", TODAY, "x", about="r"), question=question).draft is None


def test_what_nobody_confirmed_stands_in_the_record_as_such_and_becomes_no_new_fact():
    form = a_form(SCHOOL)
    facts = [FactRow("school", "Northmoor", date(2026, 3, 1), "Assessment", about="r")]
    found = prefill.prefill(form, facts, children=[ROWAN], on=TODAY)
    filled = prefill.with_known({}, found)
    assert filled[("f.school", "r")] == {
        "value": "Northmoor",
        "standing": "known",
        "basis": "",
        "told_by": "",
        "as_of": "2026-03-01",
        "source": "Assessment",
        "confirmed": False,
    }
    assert prefill.facts_from(form, filled, children=[ROWAN]) == []


def test_what_somebody_answered_is_not_overwritten_by_what_was_known():
    found = known(FactRow("school", "Northmoor", TODAY, "x", about="r"))
    answered = {("f.school", "r"): {"value": "Mill Lane", "standing": "known"}}
    assert prefill.with_known(answered, found) == answered


def test_answers_become_facts_with_how_they_are_known():
    form = a_form(SCHOOL, HOME, DISABLED)
    answers = {
        ("f.school", "r"): {"value": "", "standing": "declined", "basis": "", "told_by": ""},
        ("f.home", "r"): {"value": "Kerry", "standing": "known", "basis": "told", "told_by": "Nan"},
        ("f.disabled", "r"): "past",
    }
    found = prefill.facts_from(form, answers, children=[ROWAN])
    assert [
        (fact.key, fact.value, fact.standing, fact.how_known, fact.about) for fact in found
    ] == [
        ("school", "", "declined", "", "r"),
        ("household", "Kerry", "known", "Somebody told me: Nan", "r"),
        ("disability", "Yes", "in_the_past", "", "r"),
    ]


@pytest.mark.parametrize("value", [None, "", {"gap": "declined"}, {"unread": "?"}])
def test_a_blank_or_unread_answer_states_no_fact(value):
    form = a_form(DISABLED)
    assert prefill.facts_from(form, {("f.disabled", "r"): value}, children=[ROWAN]) == []
