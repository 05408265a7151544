"""The demo council's story: nobody in it can be real, and it agrees with itself."""

import json
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path

import pytest

from portal.demo import sample
from portal.demo.council import COUNCIL
from portal.demo.families import FAMILY_STORIES
from portal.demo.story import TODAY, Story, words_on

STORIES = (COUNCIL, *FAMILY_STORIES)
STAFF = {staff.key: staff for staff in COUNCIL.staff}
PEOPLE = {person.key: person for story in STORIES for person in story.people}
EXEMPLARS = {
    data["key"]: data
    for data in (
        json.loads(path.read_text()) for path in Path("documents/exemplars").glob("*.json")
    )
}


def texts(value: object) -> Iterator[str]:
    """Every string anywhere in `value`."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts(item)
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from texts(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts(getattr(value, field.name))


ALL_TEXT = [
    *(text for story in STORIES for text in texts(story)),
    *(
        words_on(page)
        for page in (*sample.POST, *sample.INSPECTION, sample.DRAWING, sample.RECEIPT)
    ),
    sample.MINUTES_SOURCE,
]


def works_on(key: str, on: date) -> bool:
    return any(post.since <= on <= (post.until or date.max) for post in STAFF[key].posts)


def nhs_check_digit(number: str) -> int:
    total = sum(
        int(digit) * weight for digit, weight in zip(number, range(10, 1, -1), strict=False)
    )
    return (11 - total % 11) % 11


def test_every_telephone_number_comes_from_the_ranges_kept_for_drama():
    dialled = re.compile(r"\b0(?:\d[ ]?){9,10}\b")
    numbers = {found for text in ALL_TEXT for found in dialled.findall(text)}

    assert len(numbers) > 40
    assert not {n for n in numbers if not re.match(r"(01632 960|07700 900)", n)}


def test_every_mail_address_is_an_example():
    addresses = {
        found for text in ALL_TEXT for found in re.findall(r"[\w.+-]+@[\w-]+\.[\w.-]+\w", text)
    }

    assert addresses
    assert not {a for a in addresses if not a.endswith("example.org")}


def test_no_postcode_can_exist():
    shape = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b")
    codes = {found for text in ALL_TEXT for found in shape.findall(text)}

    assert len(codes) > 10
    # No area is called NM, and the letters C I K M O V never stand in the second half.
    assert not {c for c in codes if not c.startswith("NM") or not set(c[-2:]) & set("CIKMOV")}


def test_every_nhs_number_is_from_the_test_range_with_a_right_check_digit():
    numbers = [i.value for p in PEOPLE.values() for i in p.identifiers if i.kind == "nhs"]

    assert len(numbers) == len(set(numbers)) >= 7
    for number in numbers:
        digits = number.replace(" ", "")
        assert digits.startswith("999")
        assert int(digits[9]) == nhs_check_digit(digits[:9])


def test_every_pupil_number_has_a_right_check_letter_and_no_school():
    numbers = [i.value for p in PEOPLE.values() for i in p.identifiers if i.kind == "upn"]

    assert numbers
    for number in numbers:
        total = sum(int(d) * w for d, w in zip(number[1:], range(2, 14), strict=True))
        assert number[0] == "ABCDEFGHJKLMNPQRTUVWXYZ"[total % 23]
        assert number[4:8] == "0000"


def test_everybody_a_visitor_can_be_is_there():
    staff = {s.username for s in COUNCIL.staff if s.username}
    family = {account.username for story in STORIES for account in story.accounts}

    assert staff == {
        "clerk",
        "worker",
        "manager",
        "chair",
        "duty",
        "records",
        "lead",
        "stranger",
        "designer",
    }
    assert family == {"mother", "father", "young"}


def test_keys_are_used_once():
    for keys in (
        [person.key for story in STORIES for person in story.people],
        [paper.key for story in STORIES for paper in story.papers],
        [record.key for story in STORIES for record in story.records],
    ):
        assert len(keys) == len(set(keys))


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.key)
def test_a_story_names_only_people_whom_it_knows(story: Story):
    teams = {team.key for team in COUNCIL.teams}
    for event in story.events:
        assert set(event.about) <= PEOPLE.keys()
        assert event.by in STAFF
        assert {said.who for said in event.words} <= PEOPLE.keys()
    for relationship in story.relationships:
        assert {relationship.of, relationship.to} <= PEOPLE.keys()
    for assignment in story.assignments:
        assert assignment.team in teams and assignment.worker in STAFF
        assert PEOPLE[assignment.child].is_child
    for fact in story.facts:
        assert fact.about in PEOPLE and (not fact.by or fact.by in STAFF)
    for paper in story.papers:
        assert set(paper.about) <= PEOPLE.keys() and paper.filed_by in STAFF
        assert paper.pages and len(paper.telling) <= 300
    for shared in story.shared:
        assert shared.record in {record.key for record in story.records}
        assert shared.person in PEOPLE


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.key)
def test_nobody_writes_before_they_came_or_after_they_left(story: Story):
    early_or_late = [
        (event.on.isoformat(), event.by, event.title)
        for event in story.events
        if not works_on(event.by, event.on)
    ]

    assert not early_or_late
    assert all(works_on(record.by, record.started_on) for record in story.records)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.key)
def test_what_has_happened_is_told_in_order_and_not_ahead_of_time(story: Story):
    days = [event.on for event in story.events]

    assert days == sorted(days)
    assert max(days) <= TODAY
    assert all(paper.dated <= TODAY for paper in story.papers)
    assert all(paper.dated <= (paper.received or paper.dated) <= TODAY for paper in story.papers)


def test_each_family_has_years_to_read():
    entries = {
        story.key: len(story.events) + len(story.papers) + len(story.records)
        for story in FAMILY_STORIES
    }

    assert 150 <= entries["moss"] <= 250
    assert 60 <= entries["ahmed"] <= 120
    assert 60 <= entries["okoro"] <= 120


def test_the_writing_is_as_uneven_as_real_files_are():
    written = [event.quality for story in FAMILY_STORIES for event in story.events]

    for quality in ("good", "middling", "poor"):
        assert 0.25 <= written.count(quality) / len(written) <= 0.45


def test_the_children_are_heard_in_their_own_words():
    heard = {said.who for story in FAMILY_STORIES for event in story.events for said in event.words}

    assert {"rowan", "kai", "ada", "chidi"} <= heard


@pytest.mark.parametrize(
    "record",
    [record for story in STORIES for record in story.records],
    ids=lambda record: record.key,
)
def test_a_record_answers_questions_that_its_exemplar_asks(record):
    asked = {
        question["key"]: (section.get("scope", "shared"), question)
        for section in EXEMPLARS[record.exemplar]["sections"]
        for question in section["questions"]
    }
    for child, answers in ({"": record.answers} | dict(record.child_answers)).items():
        assert not child or child in record.about
        for key, value in answers.items():
            scope, question = asked[key]
            assert scope == ("per_child" if child else "shared"), key
            if isinstance(value, dict) and "gap" in value:
                continue
            match question["kind"]:
                case "date":
                    date.fromisoformat(value)
                case "choice":
                    assert value in {choice["key"] for choice in question["choices"]}, key
                case "choices":
                    assert set(value) <= {choice["key"] for choice in question["choices"]}, key
                case "yes_no":
                    assert value in {"yes", "no", "past", "not_known"}
                case "actions":
                    assert all(row.keys() == {"what", "who", "by"} for row in value)
                case "people":
                    assert all(row.keys() == {"name", "role"} for row in value)
                case "words":
                    assert all(
                        row.keys() == {"who", "person", "on", "said", "for"} for row in value
                    )
                    assert {row["person"] for row in value} <= PEOPLE.keys()
                case "fact":
                    pytest.fail(f"{key} is a fact and stands in the facts")
                case _:
                    assert isinstance(value, str) and value


def test_an_authorised_record_leaves_no_required_answer_out():
    for record in (record for story in STORIES for record in story.records):
        if record.state not in ("authorised", "superseded"):
            continue
        for section in EXEMPLARS[record.exemplar]["sections"]:
            for question in section["questions"]:
                if not question.get("required_because") or question.get("show_if"):
                    continue
                if question["kind"] == "fact" or question.get("fact"):
                    continue
                if section.get("scope") == "per_child":
                    for child in record.about:
                        assert question["key"] in record.child_answers[child], (
                            record.key,
                            question["key"],
                        )
                else:
                    assert question["key"] in record.answers, (record.key, question["key"])


def test_the_father_is_given_nothing_and_is_kept_from_both_children():
    moss = next(story for story in FAMILY_STORIES if story.key == "moss")

    assert {"rowan", "ivy"} == {r.child for r in moss.restrictions if r.kept_from == "dale"}
    assert not [shared for shared in moss.shared if shared.person == "dale"]
    assert not [event for event in moss.events if "dale" in event.about]
    assert not [paper for paper in moss.papers if "dale" in paper.about]


def test_the_stranger_has_a_file_of_their_own_and_none_of_rowan():
    stranger = next(staff.key for staff in COUNCIL.staff if staff.username == "stranger")
    held = {
        assignment.child
        for story in STORIES
        for assignment in story.assignments
        if assignment.worker == stranger and assignment.until is None
    }

    assert {"tia", "ada", "chidi"} <= held
    assert not held & {"rowan", "ivy", "kai"}


def test_the_glossary_explains_each_word_once_in_short_sentences():
    entries = json.loads(Path("documents/glossary/en.json").read_text())
    terms = [entry["term"] for entry in entries]

    assert len(terms) >= 40
    assert terms == sorted(set(terms))
    for entry in entries:
        for sentence in re.split(r"(?<=[.!?]) ", entry["meaning"]):
            assert len(sentence.split()) <= 22, entry["term"]
