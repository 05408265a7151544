"""What one named person gets of a plan, and what must never reach them."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from documents import compose, definitions
from documents.canonical import canonical
from documents.compose import CannotRelease, Imprint, Recipient
from documents.definitions import Child

PLAN = definitions.read(
    json.loads((Path(definitions.__file__).parent / "exemplars" / "childs-plan.json").read_text())
)
ROWAN = Child("r", "Rowan Moss", date(2017, 2, 4))
TIA = Child("t", "Tia Moss", date(2024, 3, 21), disabled=True)
BOTH = [ROWAN, TIA]
IMPRINT = Imprint(
    written_by="Jo Adeyemi, social worker",
    written_on=date(2026, 11, 3),
    council_name="Northmoor Council",
    council_phone="01632 960001",
    version=2,
    next_steps="We meet again. The core group is the people who help.",
    contacts=[{"who": "Jo Adeyemi", "phone": "01632 960002", "when": "9 to 5"}],
    glossary=[
        {"term": "core group", "meaning": "the people who meet about the plan"},
        {"term": "section 47", "meaning": "a law about finding out if a child is safe"},
        {"term": "neglect", "meaning": "not getting what a child needs"},
    ],
)
FACT = {"standing": "known", "basis": "told", "told_by": "Mrs Field at number 5"}
ANSWERS: dict[tuple[str, str | None], Any] = {
    ("about.pen_picture", "r"): {"value": "Rowan loves newts.", **FACT},
    ("about.case_summary", "r"): {"value": "CANARY-SUMMARY section 47", **FACT},
    ("meaning.child", "r"): "Rowan is hungry in the morning.",
    ("meaning.child", "t"): "TIA-MEANING: Tia is too small to say.",
    ("worries.why", None): "He came hungry.\n\n\n He said so four times. ",
    ("strengths.what", None): "You get up with him.",
    ("doing.actions", None): [
        {"what": "Breakfast club", "who": "Kerry", "by": "2026-12-01"},
        {"what": "Ring the school", "who": "Jo", "by": "every Friday"},
    ],
    ("words.said", "r"): [
        {"who": "Rowan", "person": "r", "on": "2026-11-01", "said": "i want  TOAST", "for": "family"},
        {"who": "Rowan", "person": "r", "on": "2026-11-02", "said": "SECRET-TO-JO", "for": ""},
    ],
    ("views.family", None): [
        {"who": "Kerry", "person": "k", "on": "", "said": "KERRY-SAYS not fair", "for": ""},
        {"who": "Dale", "person": "d", "on": "", "said": "DALE-SAYS rubbish", "for": ""},
    ],
    ("needs.care", "t"): "TIA-CARE",
    ("worse.staff", None): "CANARY-STAFF",
    ("again.on", None): "2027-02-01",
    ("again.who", None): [{"name": "Jo Adeyemi", "role": "social worker"}],
    ("frame.kind", None): "need",
    ("frame.household", None): {"value": "3 Elm Row", **FACT},
    ("change.what", None): {"gap": "not_safe"},
    ("teenager.safe", "r"): "LEFT-OVER from another form",
}  # fmt: skip
KERRY = Recipient(ref="k", name="Kerry Moss", children=frozenset({"r"}))


@pytest.fixture
def content():
    return compose.publish_content(PLAN, ANSWERS, BOTH, IMPRINT)


def blocks(release: dict) -> dict[str, dict]:
    return {block["id"]: block for section in release["sections"] for block in section["blocks"]}


def everything(release: dict) -> str:
    return json.dumps(release, ensure_ascii=False)


def test_the_frame_of_a_release_is_the_fixed_one(content):
    release = compose.release_content(content, KERRY)
    assert list(release) == [
        "kinfile", "kind", "title", "language", "written_by", "written_on", "for", "about",
        "council", "sections", "next", "contacts", "words",
    ]  # fmt: skip
    assert release["title"] == "Rowan's plan"
    assert release["for"] == "Kerry Moss"
    assert release["about"] == ["Rowan Moss"]
    assert release["written_on"] == "2026-11-03"
    assert release["council"] == {"name": "Northmoor Council", "phone": "01632 960001"}


def test_the_family_reads_plain_headings_and_whole_paragraphs(content):
    release = compose.release_content(content, KERRY)
    worries = next(section for section in release["sections"] if section["id"] == "worries")
    assert worries["heading"] == "What we are worried about"
    assert worries["blocks"] == [
        {
            "id": "worries.why",
            "question": None,
            "kind": "text",
            "text": "He came hungry.\n\n He said so four times.",
        }
    ]
    assert blocks(release)["again.on"]["question"] == "We meet again on"


def test_each_kind_becomes_a_block_of_its_own_shape(content):
    found = blocks(compose.release_content(content, KERRY))
    assert found["doing.actions"]["rows"] == [
        {"what": "Breakfast club", "who": "Kerry", "by": "1 December 2026"},
        {"what": "Ring the school", "who": "Jo", "by": "every Friday"},
    ]
    assert found["again.on"]["text"] == "1 February 2027"
    assert found["again.who"]["items"] == ["Jo Adeyemi, social worker"]


def test_parts_are_numbered_without_a_gap(content):
    release = compose.release_content(content, KERRY, withheld=["strengths.what"])
    numbers = [section["number"] for section in release["sections"]]
    assert numbers == list(range(1, len(numbers) + 1))
    assert "strengths" not in {section["id"] for section in release["sections"]}


@pytest.mark.parametrize(
    "canary", ["CANARY-SUMMARY", "CANARY-STAFF", "TIA-MEANING", "TIA-CARE", "Tia", "LEFT-OVER",
               "3 Elm Row", "Mrs Field", "DALE-SAYS", "SECRET-TO-JO", "not_safe", "newts"]
)  # fmt: skip
def test_it_does_not_hold(content, canary):
    assert canary in everything(content) or canary == "LEFT-OVER"
    assert canary not in everything(compose.release_content(content, KERRY))


def test_an_answer_that_nothing_asks_for_any_more_is_not_published(content):
    assert "LEFT-OVER" not in everything(content)


def test_each_person_reads_their_own_words_and_what_the_speaker_allowed(content):
    release = everything(compose.release_content(content, KERRY))
    assert "KERRY-SAYS" in release
    assert "i want  TOAST" in release
    dale = everything(compose.release_content(content, Recipient("d", "Dale Moss", frozenset("r"))))
    assert "DALE-SAYS" in dale
    assert "KERRY-SAYS" not in dale
    rowan = everything(
        compose.release_content(content, Recipient("r", "Rowan Moss", frozenset("r")))
    )
    assert "SECRET-TO-JO" in rowan


def test_an_invited_professional_is_not_family(content):
    nurse = Recipient("n", "Ann Field", frozenset("r"), is_family=False)
    assert "TOAST" not in everything(compose.release_content(content, nurse))


def test_own_words_are_marked_and_never_touched(content):
    release = compose.release_content(content, KERRY)
    spoken = [block for block in blocks(release).values() if "verbatim" in block]
    assert {block["text"] for block in spoken} == {"i want  TOAST", "KERRY-SAYS not fair"}
    said = next(block for block in spoken if "TOAST" in block["text"])
    assert said["question"] == "Rowan said (1 November 2026)"
    assert said["verbatim"] == {"who": "Rowan", "on": "2026-11-01"}


def test_taking_out_one_quotation_does_not_rename_the_others():
    before = compose.publish_content(PLAN, ANSWERS, BOTH, IMPRINT)
    fewer = {**ANSWERS, ("views.family", None): ANSWERS[("views.family", None)][1:]}
    after = compose.publish_content(PLAN, fewer, BOTH, IMPRINT)

    def ids(content):
        return {b["id"] for s in content["sections"] for b in s["blocks"] if b["kind"] == "words"}

    assert ids(after) < ids(before)


def test_block_ids_are_the_question_and_the_child(content):
    found = {block["id"] for section in content["sections"] for block in section["blocks"]}
    assert {"worries.why", "meaning.child@r", "meaning.child@t"} <= found
    assert all(len(ident) <= 120 for ident in found)


def test_what_is_given_by_choice_is_left_out_until_it_is_put_in_for_this_person(content):
    ident = "about.pen_picture@r"
    assert ident not in blocks(compose.release_content(content, KERRY))
    put_in = blocks(compose.release_content(content, KERRY, put_in=[ident]))[ident]
    assert put_in["rows"] == [{"label": "Who Rowan is", "value": "Rowan loves newts."}]


def test_what_is_sensitive_goes_to_the_one_it_is_about_and_else_only_on_purpose(content):
    mother_of_both = Recipient("k", "Kerry Moss", frozenset("rt"))
    assert "needs.care@t" not in blocks(compose.release_content(content, mother_of_both))
    put_in = compose.release_content(content, mother_of_both, put_in=["needs.care@t"])
    assert "needs.care@t" in blocks(put_in)
    tia = Recipient("t", "Tia Moss", frozenset("t"))
    assert "needs.care@t" in blocks(compose.release_content(content, tia))


@pytest.mark.parametrize("ident", ["about.case_summary@r", "worse.staff", "change.what"])
def test_what_is_for_staff_cannot_be_put_in(content, ident):
    with pytest.raises(CannotRelease, match="cannot be put in"):
        compose.release_content(content, KERRY, put_in=[ident])


def test_a_speakers_choice_cannot_be_overruled(content):
    secret = next(
        block["id"]
        for section in content["sections"]
        for block in section["blocks"]
        if block["kind"] == "words" and block["value"]["said"] == "SECRET-TO-JO"
    )
    with pytest.raises(CannotRelease, match="has not agreed"):
        compose.release_content(content, KERRY, put_in=[secret])


def test_withholding_wins_over_putting_in(content):
    ident = "about.pen_picture@r"
    release = compose.release_content(content, KERRY, withheld=[ident], put_in=[ident])
    assert ident not in blocks(release)


def test_a_misspelt_passage_stops_the_release_instead_of_letting_it_through(content):
    with pytest.raises(CannotRelease, match="no passage called worries.whi"):
        compose.release_content(content, KERRY, withheld=["worries.whi"])


def test_two_children_are_named_together_and_apart(content):
    release = compose.release_content(content, Recipient("k", "Kerry Moss", frozenset("rt")))
    assert release["title"] == "Rowan and Tia's plan"
    headings = [section["heading"] for section in release["sections"]]
    assert "What this means for Rowan" in headings
    assert "What this means for Tia" in headings


def test_a_person_who_may_learn_of_no_child_gets_nothing(content):
    with pytest.raises(CannotRelease, match="may not learn about"):
        compose.release_content(content, Recipient("x", "Somebody", frozenset({"z"})))


def test_an_empty_release_is_refused(content):
    sections = [section["id"] for section in content["sections"]]
    with pytest.raises(CannotRelease, match="Nothing would be left"):
        compose.release_content(content, KERRY, withheld=sections)


def test_a_form_for_staff_is_never_released(content):
    with pytest.raises(CannotRelease, match="not given to families"):
        compose.release_content({**content, "shareable": False}, KERRY)


def test_only_words_that_this_person_reads_are_explained(content):
    words = compose.release_content(content, KERRY)["words"]
    assert [word["term"] for word in words] == ["core group"]


def test_the_offer_lists_each_passage_with_its_reason_and_nothing_of_a_closed_child(content):
    offers = {offer.id: offer for offer in compose.offers(content, KERRY)}
    assert "meaning.child@t" not in offers
    assert offers["worries.why"].is_given
    assert offers["about.pen_picture@r"].reason == "Given only to people you choose."
    assert offers["about.pen_picture@r"].can_change
    assert not offers["worse.staff"].can_change
    given = {ident for ident, offer in offers.items() if offer.is_given}
    assert given == set(blocks(compose.release_content(content, KERRY)))


def test_the_councils_copy_leaves_nothing_out_but_another_childs_part(content):
    copy = everything(compose.council_copy(content, children=["r"]))
    for kept in ("CANARY-SUMMARY", "CANARY-STAFF", "DALE-SAYS", "SECRET-TO-JO", "Mrs Field"):
        assert kept in copy
    assert "TIA-MEANING" not in copy
    assert "Not safe to ask now" in copy
    assert "What this means for this child: Rowan" in copy


def test_the_same_record_gives_the_same_bytes():
    shuffled = dict(reversed(ANSWERS.items()))
    first = compose.publish_content(PLAN, ANSWERS, BOTH, IMPRINT)
    second = compose.publish_content(PLAN, shuffled, BOTH, IMPRINT)
    assert canonical(first) == canonical(second)
    one = compose.release_content(first, KERRY)
    assert canonical(one) == canonical(compose.release_content(json.loads(canonical(first)), KERRY))


def test_a_date_that_could_not_be_read_is_published_as_it_was_typed():
    answers = {**ANSWERS, ("again.on", None): {"unread": "31/02/2027"}}
    content = compose.publish_content(PLAN, answers, BOTH, IMPRINT)
    assert blocks(compose.release_content(content, KERRY))["again.on"]["text"] == "31/02/2027"


def test_a_release_in_welsh_needs_every_heading_in_welsh(content):
    with pytest.raises(CannotRelease, match="has no Welsh wording yet"):
        compose.release_content(content, KERRY, language="cy")


def test_a_release_in_welsh_marks_what_people_wrote_in_english():
    data = PLAN.to_json()
    data["translations"] = {"cy": {"plain_name": "Cynllun {child}"}}
    for section in data["sections"]:
        section["translations"] = {"cy": {"plain_heading": f"Cymraeg {section['key']}"}}
        for question in section["questions"]:
            question["translations"] = {"cy": {"plain": f"Cymraeg {question['key']}"}}
    content = compose.publish_content(definitions.read(data), ANSWERS, BOTH, IMPRINT)
    release = compose.release_content(content, KERRY, language="cy")
    assert release["title"] == "Cynllun Rowan"
    assert release["language"] == "cy"
    found = blocks(release)
    assert found["worries.why"]["lang"] == "en"
    assert found["again.on"]["text"] == "1 Chwefror 2027"
    assert "lang" not in found["again.on"]
    assert found["doing.actions"]["rows"][0]["by"] == "1 Rhagfyr 2026"
    assert release["next"] == f"Yn Saesneg yn unig: {IMPRINT.next_steps}"


def test_what_happens_next_is_told_in_the_language_of_the_release():
    pair = {"en": "We meet again.", "cy": "Byddwn yn cwrdd eto."}
    hours = {"en": "day or night", "cy": "ddydd neu nos"}
    contacts = [{"who": "Jo", "phone": "01632 960002", "when": hours}]
    told = replace(IMPRINT, next_steps=pair, contacts=contacts)
    data = PLAN.to_json()
    data["translations"] = {"cy": {"plain_name": "Cynllun {child}"}}
    for section in data["sections"]:
        section["translations"] = {"cy": {"plain_heading": f"Cymraeg {section['key']}"}}
        for question in section["questions"]:
            question["translations"] = {"cy": {"plain": f"Cymraeg {question['key']}"}}
    content = compose.publish_content(definitions.read(data), ANSWERS, BOTH, told)
    for language in ("en", "cy"):
        release = compose.release_content(content, KERRY, language=language)
        assert release["next"] == pair[language]
        assert release["contacts"] == [contacts[0] | {"when": hours[language]}]


@pytest.mark.parametrize(
    ("standing", "read"),
    [
        ("known", "Rowan loves newts."),
        ("in_the_past", "Rowan loves newts. (in the past, not now)"),
        ("disputed", "Rowan loves newts. (people do not agree about this)"),
        ("not_known_yet", "We do not know this yet"),
    ],
)
def test_a_fact_is_never_forced_into_yes_or_no(standing, read):
    value = {"value": "Rowan loves newts.", **FACT, "standing": standing}
    content = compose.publish_content(
        PLAN, {**ANSWERS, ("about.pen_picture", "r"): value}, BOTH, IMPRINT
    )
    release = compose.release_content(content, KERRY, put_in=["about.pen_picture@r"])
    assert blocks(release)["about.pen_picture@r"]["rows"][0]["value"] == read
