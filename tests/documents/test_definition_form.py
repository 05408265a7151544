"""A definition as a form: bad input gets a sentence and loses nothing."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from documents import dates, definitions, fields, prefill
from documents.definitions import Child
from documents.fields import RecordForm

TODAY = date(2026, 11, 22)
ROWAN = Child("r", "Rowan Moss", date(2017, 2, 4))
TIA = Child("t", "Tia Moss", date(2024, 3, 21), disabled=True)
FOLDER = Path(definitions.__file__).parent / "exemplars"


def question(kind: str, **more: Any) -> definitions.Question:
    choices = [{"key": "a", "label": "Apple"}, {"key": "b", "label": "Pear"}]
    data = {"key": "q.one", "wording": "One?", "kind": kind} | more
    if kind in definitions.KINDS_WITH_CHOICES:
        data["choices"] = choices
    section = {"key": "s", "heading": "S", "plain_heading": "S", "questions": [data]}
    top = {"key": "f", "name": "F", "plain_name": "F", "nation": "england", "language": "en"}
    return definitions.read(top | {"sections": [section]}).question("q.one")


def the(key: str) -> definitions.Definition:
    return definitions.read(json.loads((FOLDER / f"{key}.json").read_text()))


def a_form(
    posted: dict[str, Any] | None = None, *, key: str = "childs-plan", **more: Any
) -> RecordForm:
    data = None
    if posted is not None:
        data = QueryDict(mutable=True)
        for name, value in posted.items():
            data.setlist(name, value if isinstance(value, list) else [value])
    defaults: dict[str, Any] = {"children": [ROWAN], "answers": {}, "on": TODAY, "data": data}
    return RecordForm(the(key), **(defaults | more))


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("3 November 2026", date(2026, 11, 3)),
        ("3rd Nov 2026", date(2026, 11, 3)),
        ("Tuesday 3 november, 2026", date(2026, 11, 3)),
        ("3/11/2026", date(2026, 11, 3)),
        ("03.11.2026", date(2026, 11, 3)),
        ("2026-11-03", date(2026, 11, 3)),
        ("3 Tachwedd 2026", date(2026, 11, 3)),
        ("29/2/2024", date(2024, 2, 29)),
        ("29/2/2026", None),
        ("31/02/2026", None),
        ("3/11/26", None),
        ("soon", None),
        ("11 M 2026", None),
        ("1/1/0001", None),
        ("", None),
    ],
)
def test_a_day_is_read_as_people_write_it(typed, day):
    assert dates.date_from(typed) == day


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        ("text", "  Kerry ", "Kerry"),
        ("text", "", None),
        ("long_text", "one\r\n\r\ntwo", "one\n\ntwo"),
        ("long_text", "nul\x00 bell\x07 half\ud800 tab\t", "nul bell half tab"),
        ("date", "3/11/2026", "2026-11-03"),
        ("choice", "a", "a"),
        ("choice", "", None),
        ("choices", ["b", "a"], ["a", "b"]),
        ("choices", [], None),
        ("yes_no", "past", "past"),
        (
            "people",
            [{"name": "Nan", "role": ""}, {"name": "", "role": " "}],
            [{"name": "Nan", "role": ""}],
        ),
    ],
)
def test_each_kind_keeps_its_json_value(kind, raw, value):
    found = fields.read(question(kind), raw)
    assert (found.value, found.problem) == (value, "")
    assert json.loads(json.dumps(found.value)) == value


@pytest.mark.parametrize(
    ("kind", "raw", "kept", "words"),
    [
        ("date", "31/02/2026", {"unread": "31/02/2026"}, "Write it like 3 November 2026"),
        ("choice", "z", {"unread": "z"}, "Choose one from the list"),
        ("choices", ["a", "z"], {"unread": "a, z"}, "not in the list"),
        ("yes_no", "maybe", {"unread": "maybe"}, "Choose one from the list"),
        ("actions", [{"what": "", "who": "Jo", "by": ""}], [{"what": "", "who": "Jo", "by": ""}], "what is to be done"),
        ("people", [{"name": "", "role": "nurse"}], [{"name": "", "role": "nurse"}], "Write a name"),
    ],
)  # fmt: skip
def test_bad_input_is_kept_and_gets_a_sentence(kind, raw, kept, words):
    found = fields.read(question(kind), raw)
    assert found.value == kept
    assert words in found.problem


def test_a_promise_keeps_a_day_as_a_day_and_words_as_words():
    rows = [
        {"what": "Breakfast", "who": "Kerry", "by": "1 Dec 2026"},
        {"what": "Ring", "who": "Jo", "by": "every Friday"},
        {"what": " ", "who": "", "by": ""},
    ]
    found = fields.read(question("actions"), rows).value
    assert [row["by"] for row in found] == ["2026-12-01", "every Friday"]


def test_own_words_are_kept_to_the_letter_and_closed_unless_the_speaker_opened_them():
    said = "  i dont LIKE\n  it  "
    row = {"person": "r", "who": "", "on": "1/11/2026", "said": said, "for": "the moon"}
    (kept,) = fields.read(question("words"), [row], speakers={"r": "Rowan Moss"}).value
    assert kept == {"who": "Rowan Moss", "person": "r", "on": "2026-11-01", "said": said, "for": ""}


def test_a_speaker_who_is_not_of_this_record_is_nobodys_reference():
    row = {"person": "stranger", "who": "Nan", "on": "", "said": "yes", "for": ""}
    (kept,) = fields.read(question("words"), [row], speakers={"r": "Rowan"}).value
    assert kept["person"] == ""


def test_words_without_a_speaker_ask_whose_they_are():
    row = {"person": "", "who": "", "on": "", "said": "no", "for": ""}
    assert "whose words" in fields.read(question("words"), [row]).problem


def test_a_danger_fact_asks_how_one_knows_and_keeps_what_was_typed():
    home = question("fact", fact="household")
    found = fields.read(home, {"value": "Kerry", "standing": "known"})
    assert "how you know" in found.problem
    assert found.value["value"] == "Kerry"
    told = {"value": "Kerry", "standing": "known", "basis": "told"}
    assert "who told you" in fields.read(home, told).problem
    assert fields.read(home, told | {"told_by": "Nan"}).problem == ""
    assert fields.read(home, {"value": "", "standing": "not_known_yet"}).problem == ""


@given(
    st.sampled_from(sorted(definitions.KINDS)),
    st.one_of(
        st.none(),
        st.text(),
        st.lists(st.text()),
        st.lists(
            st.dictionaries(st.sampled_from(["what", "who", "by", "said", "name"]), st.text())
        ),
        st.dictionaries(st.sampled_from(["value", "standing", "basis"]), st.text()),
    ),
)
def test_nothing_that_is_posted_can_break_it(kind, raw):
    more = {"fact": "school"} if kind == "fact" else {}
    asked = question(kind, **more)
    found = fields.read(asked, raw)
    stored = json.loads(json.dumps(found.value))
    assert stored == found.value
    json.dumps(fields.shown(asked, stored)).encode()


@pytest.mark.parametrize(
    "kind", ["text", "long_text", "date", "choice", "choices", "yes_no", "people"]
)
def test_what_was_stored_comes_back_the_same_when_saved_again(kind):
    values = {
        "text": "x", "long_text": "a\n\nb", "date": "2026-11-03", "choice": "a",
        "choices": ["a"], "yes_no": "past", "people": [{"name": "Nan", "role": "gran"}],
    }  # fmt: skip
    asked = question(kind)
    assert fields.read(asked, fields.shown(asked, values[kind])).value == values[kind]


def test_a_bad_date_is_shown_again_as_typed_after_saving():
    asked = question("date")
    stored = fields.read(asked, "31/02/2026").value
    assert fields.shown(asked, stored) == "31/02/2026"
    assert fields.read(asked, fields.shown(asked, stored)).value == stored


def test_a_shared_question_is_there_once_and_a_childs_own_once_each():
    form = a_form(children=[ROWAN, TIA])
    assert "worries.why" in form.fields
    assert {"meaning.child@r", "meaning.child@t"} <= set(form.fields)
    assert "meaning.child" not in form.fields
    parts = {part.section.key: part for part in form.parts()}
    assert not parts["worries"].has_tabs
    assert [tab.child for tab in parts["meaning"].tabs] == [ROWAN, TIA]
    assert [tab.child for tab in parts["needs"].tabs] == [TIA]
    assert parts["needs"].has_tabs


def test_the_short_form_asks_less_and_overwrites_nothing_it_did_not_ask():
    form = a_form(
        {"worries.why": "He came hungry."}, short=True, answers={("change.signs", None): "x"}
    )
    assert "change.signs" not in form.fields
    assert form.values() == {("worries.why", None): "He came hungry."}


def test_a_page_that_posts_one_question_changes_only_that_one():
    form = a_form({"worries.why": "He came hungry.", "again.on": "soon"})
    assert form.values() == {
        ("worries.why", None): "He came hungry.",
        ("again.on", None): {"unread": "soon"},
    }
    assert "Write it like" in form.errors["again.on"][0]


def test_ticks_that_were_all_taken_away_are_blank_when_the_page_says_they_were_there():
    stored = {("decision.factors", "r"): ["1A"]}
    with_marker = a_form({"ticks": "decision.factors@r"}, key="assessment", answers=stored)
    without = a_form({"why.reason": "x"}, key="assessment", answers=stored)
    assert with_marker.values() == {("decision.factors", "r"): None}
    assert ("decision.factors", "r") not in without.values()


def test_a_gap_can_be_explained_in_one_click_and_words_win_over_it():
    assert a_form({"frame.starts_on": "", "frame.starts_on-gap": "not_known_yet"}).values() == {
        ("frame.starts_on", None): {"gap": "not_known_yet"}
    }
    both = a_form({"frame.starts_on": "3/11/2026", "frame.starts_on-gap": "not_known_yet"})
    assert both.values() == {("frame.starts_on", None): "2026-11-03"}
    assert "worries.why-gap" not in a_form().fields


def test_rows_are_read_in_order_with_two_spare_lines_after_them():
    posted = {
        "doing.actions-0-what": "First",
        "doing.actions-10-what": "Third",
        "doing.actions-2-what": "Second",
        "doing.actions-2-by": "1/12/2026",
    }
    form = a_form(posted)
    rows = form.values()[("doing.actions", None)]
    assert [row["what"] for row in rows] == ["First", "Second", "Third"]
    html = str(a_form(answers={("doing.actions", None): rows})["doing.actions"])
    assert html.count('role="group"') == 5
    assert "1 December 2026" in html


def test_rows_show_what_was_typed_again_and_escape_it():
    html = str(a_form({"doing.actions-0-who": '<b>"Jo"'})["doing.actions"])
    assert "&lt;b&gt;&quot;Jo&quot;" in html
    assert "<b>" not in html


KNOWN = prefill.FactRow("communication", "Makaton", date(2026, 3, 1), "Assessment", about="t")
PEN = prefill.FactRow("pen_picture", "Loves newts", date(2026, 3, 1), "Assessment", about="t")
HOUSEHOLD = prefill.FactRow("household", "Kerry", date(2026, 3, 1), "Assessment")


def with_facts(posted: dict[str, Any] | None = None) -> RecordForm:
    found = prefill.prefill(the("childs-plan"), [KNOWN, PEN, HOUSEHOLD], children=[TIA], on=TODAY)
    return a_form(posted, children=[TIA], prefilled=found)


def test_a_known_fact_is_shown_with_age_and_origin_and_stored_only_when_it_is_still_true():
    item = next(
        item
        for part in with_facts().parts()
        for tab in part.tabs
        for item in tab.items
        if item.question.key == "needs.communication"
    )
    assert item.prefilled.sentence == "8 months ago, Assessment"
    assert item.still is not None
    assert "Makaton" in str(item.bound)
    untouched = {
        "needs.communication@t-value": "Makaton",
        "needs.communication@t-standing": "known",
    }
    assert with_facts(untouched).values() == {("needs.communication", "t"): None}
    ticked = with_facts(untouched | {"needs.communication@t-still": "on"}).values()
    assert ticked[("needs.communication", "t")]["value"] == "Makaton"
    changed = with_facts(untouched | {"needs.communication@t-value": "Makaton and PECS"}).values()
    assert changed[("needs.communication", "t")]["value"] == "Makaton and PECS"


def test_danger_that_nobody_touched_is_no_error_and_danger_that_is_confirmed_asks_how_one_knows():
    untouched = {"frame.household-value": "Kerry", "frame.household-standing": "known"}
    form = with_facts(untouched)
    assert form.is_valid()
    assert form.values() == {("frame.household", None): None}
    ticked = with_facts(untouched | {"frame.household-still": "on"})
    assert "how you know" in ticked.errors["frame.household"][0]
    assert ticked.values()[("frame.household", None)]["value"] == "Kerry"


def test_a_question_that_waits_for_an_answer_is_there_and_says_what_it_waits_for():
    def category(form):
        return next(
            item
            for part in form.parts()
            for tab in part.tabs
            for item in tab.items
            if item.question.key == "frame.category"
        )

    waiting = category(a_form())
    assert (waiting.is_asked, waiting.waits_for, waiting.waits_for_one_of) == (
        False,
        "frame.kind",
        "protection",
    )
    assert category(a_form({"frame.kind": "protection"})).is_asked
    kept = category(a_form(answers={("frame.kind", None): "need", ("frame.category", None): "NEG"}))
    assert kept.is_kept


def test_a_part_for_another_age_is_left_out_unless_something_stands_there():
    keys = {part.section.key for part in a_form().parts()}
    assert "teenager" not in keys
    written = a_form(answers={("teenager.next", "r"): "College"})
    (part,) = (part for part in written.parts() if part.section.key == "teenager")
    assert [(item.question.key, item.is_kept) for item in part.tabs[0].items] == [
        ("teenager.next", True)
    ]


def test_names_of_fields_hold_no_words_of_the_case():
    form = a_form(children=[ROWAN, TIA])
    for name in form.fields:
        for word in ("Rowan", "Moss", "Tia"):
            assert word not in name
