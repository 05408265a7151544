"""The three forms that come with Kinfile."""

import json
from pathlib import Path

import pytest

from documents import definitions
from documents.canonical import digest

FOLDER = Path(definitions.__file__).parent / "exemplars"
KEYS = ["assessment", "childs-plan", "referral-information"]


@pytest.fixture(params=KEYS)
def shipped(request):
    return definitions.read(json.loads((FOLDER / f"{request.param}.json").read_text()))


def the(key: str) -> definitions.Definition:
    return definitions.read(json.loads((FOLDER / f"{key}.json").read_text()))


def test_these_three_come_with_it():
    assert sorted(path.stem for path in FOLDER.glob("*.json")) == KEYS


def test_it_is_short_and_headed_by_pen_picture_and_summary(shipped):
    assert definitions.advice(shipped) == []
    assert shipped.prompts < definitions.PROMPT_LIMIT
    assert [question.fact for question in shipped.questions()][:2] == [
        "pen_picture",
        "case_summary",
    ]


def test_the_short_form_is_at_most_half_of_it(shipped):
    short = [question for question in shipped.questions() if question.short]
    assert 0 < len(short) <= shipped.prompts / 2


def test_whatever_is_required_names_the_law_or_the_return(shipped):
    needed = [q.required_because for q in shipped.questions() if q.required_because]
    sources = (
        "Children in need census: ",
        "Working Together to Safeguard Children: ",
        "Children Act 1989",
    )
    assert needed
    assert all(because.startswith(sources) for because in needed)


def test_every_part_a_family_can_read_has_a_heading_for_them(shipped):
    for section in shipped.sections:
        if shipped.shareable and section.audience != "staff":
            assert section.plain_heading


def test_a_plan_speaks_of_everything_that_a_plan_must():
    headings = [section.plain_heading for section in the("childs-plan").sections]
    for wanted in (
        "What we are worried about",
        "What is going well",
        "What needs to change",
        "What each of us will do",
        "{child}'s own words",
        "What you say",
        "If things get worse",
        "When we look again",
    ):
        assert wanted in headings


def test_analysis_comes_before_the_worries_and_the_twenty_headings():
    plan = [section.key for section in the("childs-plan").sections]
    assert plan.index("meaning") < plan.index("worries")
    assessment = [section.key for section in the("assessment").sections]
    assert assessment.index("analysis") < assessment.index("growing")


def test_the_assessment_has_the_three_domains_with_twenty_headings_of_free_text():
    domains = {section.key: section for section in the("assessment").sections}
    counts = {key: len(domains[key].questions) for key in ("growing", "parenting", "family")}
    assert counts == {"growing": 7, "parenting": 6, "family": 7}
    for key in counts:
        assert {question.kind for question in domains[key].questions} == {"long_text"}


def test_age_and_disability_are_conditions_not_copies_of_the_form():
    for key in ("assessment", "childs-plan"):
        conditions = [section.show_if for section in the(key).sections if section.show_if]
        assert any(condition.disabled for condition in conditions)
        assert any(condition.age_from for condition in conditions)
        assert any(condition.age_to is not None for condition in conditions)


def test_the_words_of_a_family_stand_for_themselves():
    for key in ("assessment", "childs-plan"):
        kinds = {question.key: question.kind for question in the(key).questions()}
        assert kinds["words.said"] == kinds["views.family"] == "words"


def test_headings_and_questions_for_families_are_plain(shipped):
    for section in shipped.sections:
        for question in section.questions:
            if shipped.shareable and question.audience != "staff":
                for text in (section.plain_heading, question.plain):
                    assert len(text.split()) <= 14
                    for word in (
                        "assessment of",
                        "intervention",
                        "engage",
                        "parental",
                        "safeguard",
                    ):
                        assert word not in text.lower()


def test_the_same_words_have_the_same_digest_wherever_they_are_read(shipped):
    again = json.loads(json.dumps(shipped.to_json()))
    assert digest(shipped.to_json()) == digest(definitions.read(again).to_json())
