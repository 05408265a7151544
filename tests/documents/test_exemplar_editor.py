"""The editor of forms under /cms/: drafts may be unfinished, what is published may not; keys stay."""

import copy
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from documents import definitions
from documents.blocks import sections_from
from documents.models import Exemplar
from tests.documents.test_definition_contract import a_definition

pytestmark = pytest.mark.django_db
PLACE = "wagtailsnippets_documents_exemplar:"
FIELDS = ("name", "plain_name", "purpose", "nation", "language")


@pytest.fixture
def desk(as_user, designer):
    """A designer's browser."""
    return as_user(designer)


@pytest.fixture
def form() -> dict[str, Any]:
    """What the page of a complete form would post, before it is flattened."""
    definition = definitions.read(a_definition())
    return {
        **{name: getattr(definition, name) for name in FIELDS},
        "authorised_by": "",
        "shareable": "on",
        "name_translated": "",
        "plain_name_translated": "",
        "purpose_translated": "",
        "sections": sections_from(definition),
    }


def posted(form: dict[str, Any], **more: str) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in form.items():
        _flatten(flat, name, value)
    return flat | more


def _flatten(flat: dict[str, Any], prefix: str, value: Any) -> None:
    if isinstance(value, list):
        flat[f"{prefix}-count"] = str(len(value))
        for i, item in enumerate(value):
            here = f"{prefix}-{i}"
            flat |= {f"{here}-deleted": "", f"{here}-order": str(i)}
            flat |= {f"{here}-type": item["type"], f"{here}-id": item.get("id", "")}
            _flatten(flat, f"{here}-value", item["value"])
    elif isinstance(value, dict):
        for name, inner in value.items():
            _flatten(flat, f"{prefix}-{name}", inner)
    elif value is True:
        flat[prefix] = "on"
    elif value is not False:
        flat[prefix] = "" if value is None else str(value)


def questions(form: dict[str, Any]) -> list[dict[str, Any]]:
    return form["sections"][0]["value"]["questions"]


def a_new_question(wording: str, block: str = "new-block", kind: str = "text") -> dict[str, Any]:
    value = {
        "key": "", "wording": wording, "plain": "", "help": "", "fact": "", "danger": False,
        "audience": "", "sensitive": "", "short": False, "required_because": "",
        "show_if": {"question": "", "answers": "", "age_from": "", "age_to": "", "disabled": False},
        "translation": {"wording": "", "plain": "", "help": ""},
    }  # fmt: skip
    return {"type": kind, "id": block, "value": value}


def create(desk, form, action="action-publish") -> Exemplar:
    answer = desk.post(reverse(PLACE + "add"), posted(form, **{action: action}))
    assert answer.status_code == 302, errors_of(answer)
    return Exemplar.objects.latest("pk")


def edit(desk, exemplar, form, action="action-publish"):
    return desk.post(reverse(PLACE + "edit", args=[exemplar.pk]), posted(form, **{action: action}))


def errors_of(answer) -> Any:
    return answer.context["form"].errors.as_json() if answer.context else answer.content


def block_errors(answer) -> dict[str, Any]:
    (error,) = answer.context["form"].errors["sections"].as_data()
    return error.as_json_data()


def keys_of(exemplar: Exemplar) -> list[str]:
    return [q.key for q in exemplar.current_version().read().questions()]


@pytest.mark.parametrize("name", ["worker", "manager", "clerk", "records", "stranger", "mother"])
def test_it_is_not_there_for_anybody_but_designers(as_user, council, name):
    browser = as_user(council.user(name))
    for address in ("list", "add", "preview_on_add"):
        assert browser.get(reverse(PLACE + address)).status_code == 404


def test_being_in_a_group_with_rights_opens_it_to_nobody_else(as_user, worker):
    group = Group.objects.create(name="Everything")
    group.permissions.set(Permission.objects.all())
    worker.groups.add(group)
    assert as_user(worker).get(reverse(PLACE + "list")).status_code == 404


def test_the_menu_and_the_list_lead_to_the_forms(desk):
    home = desk.get("/cms/")
    assert home.status_code == 200
    assert reverse(PLACE + "list") in home.content.decode()
    assert desk.get(reverse(PLACE + "list")).status_code == 200
    assert desk.get(reverse(PLACE + "add")).status_code == 200


def test_the_editor_offers_to_publish(desk, form):
    exemplar = create(desk, form, action="action-create")
    page = desk.get(reverse(PLACE + "edit", args=[exemplar.pk])).content.decode()
    assert 'name="action-publish"' in page


def test_nobody_can_delete_a_form(desk, form):
    exemplar = create(desk, form)
    desk.post(reverse(PLACE + "delete", args=[exemplar.pk]))
    assert Exemplar.objects.filter(pk=exemplar.pk).exists()


def test_publishing_in_the_editor_freezes_what_was_posted(desk, form, designer):
    exemplar = create(desk, form)
    version = exemplar.current_version()
    assert version.number == 1
    assert version.published_by == designer
    assert version.read().sections == definitions.read(a_definition()).sections
    assert exemplar.key == "visit-note"


def test_it_says_which_version_counts_from_now_on(desk, form):
    answer = desk.post(reverse(PLACE + "add"), posted(form, **{"action-publish": "1"}), follow=True)
    assert "Version 1 is what new records are written on" in answer.content.decode()
    assert "pen picture does not head this form" in answer.content.decode()


def test_a_draft_may_be_as_unfinished_as_it_likes(desk, form):
    form["name"] = ""
    questions(form)[0]["value"]["wording"] = ""
    exemplar = create(desk, form, action="action-create")
    assert not exemplar.live
    assert exemplar.current_version() is None


def test_a_draft_draws_no_key_from_half_a_word(desk, form):
    questions(form).append(a_new_question("Wha"))
    exemplar = create(desk, form, action="action-create")
    draft = exemplar.get_latest_revision_as_object()
    assert draft.sections[0].value["questions"][2].value["key"] == ""


def test_publishing_draws_a_key_from_the_words_and_a_better_wording_keeps_it(desk, form):
    questions(form).append(a_new_question("What did the child say?"))
    exemplar = create(desk, form)
    assert keys_of(exemplar)[2] == "seen.did_child_say"
    questions(form)[2]["value"] |= {
        "wording": "What did the child tell you?",
        "key": "seen.did_child_say",
    }
    assert edit(desk, exemplar, form).status_code == 302
    assert keys_of(exemplar)[2] == "seen.did_child_say"
    assert exemplar.current_version().number == 2


def test_a_key_that_was_typed_over_comes_back(desk, form):
    exemplar = create(desk, form)
    questions(form)[0]["value"]["key"] = "seen.something_else"
    questions(form)[1]["value"]["show_if"]["question"] = "Seen alone?"
    assert edit(desk, exemplar, form).status_code == 302
    assert keys_of(exemplar) == ["seen.alone", "seen.why_not"]


def test_a_copy_of_a_question_gets_a_key_of_its_own(desk, form):
    exemplar = create(desk, form)
    copied = copy.deepcopy(questions(form)[1]) | {"id": "copied-block"}
    questions(form).append(copied)
    assert edit(desk, exemplar, form).status_code == 302
    found = keys_of(exemplar)
    assert found[:2] == ["seen.alone", "seen.why_not"]
    assert found[2] not in found[:2]


def test_a_question_that_moves_keeps_its_key(desk, form):
    questions(form).append(a_new_question("What was cooked?"))
    exemplar = create(desk, form)
    questions(form)[2]["value"]["key"] = "seen.cooked"
    questions(form).insert(0, questions(form).pop(2))
    assert edit(desk, exemplar, form).status_code == 302
    assert keys_of(exemplar) == ["seen.cooked", "seen.alone", "seen.why_not"]


def test_a_published_question_may_go_and_a_new_one_never_gets_its_key(desk, form):
    exemplar = create(desk, form)
    gone = questions(form).pop()
    assert edit(desk, exemplar, form).status_code == 302
    questions(form).append(a_new_question("Why not?"))
    assert edit(desk, exemplar, form).status_code == 302
    assert gone["value"]["key"] == "seen.why_not"
    assert keys_of(exemplar) == ["seen.alone", "seen.why_not_2"]


def test_a_retired_key_for_something_else_is_refused_at_its_question(desk, form):
    exemplar = create(desk, form)
    questions(form).pop()
    edit(desk, exemplar, form)
    thief = a_new_question("What did they eat?")
    thief["value"]["key"] = "seen.why_not"
    questions(form).append(thief)
    answer = edit(desk, exemplar, form)
    assert answer.status_code == 200
    (message,) = block_errors(answer)["blockErrors"][0]["blockErrors"]["questions"]["blockErrors"][
        1
    ]["blockErrors"]["key"]["messages"]
    assert "once belonged to “Why not?”" in message
    assert exemplar.current_version().number == 2


def test_another_kind_under_an_old_key_is_refused(desk, form):
    exemplar = create(desk, form)
    questions(form)[1]["type"] = "date"
    answer = edit(desk, exemplar, form)
    found = block_errors(answer)["blockErrors"][0]["blockErrors"]["questions"]["blockErrors"][1]
    assert "Take this question out and add a new one" in str(
        found
    ) or "take this question out" in str(found)


@pytest.mark.parametrize(
    ("change", "path", "words"),
    [
        ({"plain": "What {name} said"}, "plain", "Only {child} can stand in braces"),
        ({"danger": True}, "danger", "Only a known fact"),
        ({"show_if": {"question": "nowhere", "answers": "yes"}}, "show_if/question", "earlier"),
        ({"show_if": {"question": "Seen alone?", "answers": "maybe"}}, "show_if/answers", "not an answer"),
        ({"show_if": {"age_from": "9", "age_to": "3"}}, "show_if/age_to", "Exchange them"),
    ],
)  # fmt: skip
def test_each_slip_is_shown_at_its_block(desk, form, change, path, words):
    value = questions(form)[1]["value"]
    for name, new in change.items():
        value[name] = value[name] | new if isinstance(new, dict) else new
        if "age_from" in str(new):
            value["show_if"] |= {"question": "", "answers": ""}
    answer = desk.post(reverse(PLACE + "add"), posted(form, **{"action-publish": "1"}))
    assert answer.status_code == 200
    found = block_errors(answer)["blockErrors"][0]["blockErrors"]["questions"]["blockErrors"][1]
    for step in path.split("/"):
        found = found["blockErrors"][step]
    assert words in found["messages"][0]
    assert words in answer.content.decode().replace("\\u201c", "“")
    assert not Exemplar.objects.exists()


def test_two_parts_with_the_same_heading_get_keys_of_their_own(desk, form):
    twin = copy.deepcopy(form["sections"][0])
    twin["id"] = "twin"
    twin["value"]["key"] = ""
    for i, question in enumerate(twin["value"]["questions"]):
        question["id"] = f"twin-{i}"
        question["value"]["key"] = ""
        question["value"]["show_if"] = dict.fromkeys(question["value"]["show_if"], "")
    form["sections"].append(twin)
    version = create(desk, form).current_version().read()
    assert [section.key for section in version.sections] == ["seen", "seen_2"]
    assert len({question.key for question in version.questions()}) == 4


def test_a_condition_may_name_a_question_and_an_answer_by_their_words(desk, form):
    questions(form)[1]["value"]["show_if"] |= {
        "question": "seen ALONE",
        "answers": "No, in the past - not now",
    }
    condition = create(desk, form).current_version().read().question("seen.why_not").show_if
    assert condition.question == "seen.alone"
    assert condition.is_one_of[0] == "no"


def test_autosave_rewrites_its_own_draft_and_never_a_frozen_version(desk, form):
    exemplar = create(desk, form)
    frozen = exemplar.current_version()
    as_script = {"Accept": "application/json"}
    form["purpose"] = "Half a"
    first = desk.post(
        reverse(PLACE + "edit", args=[exemplar.pk]), posted(form), headers=as_script
    ).json()
    assert first["success"], first
    form["purpose"] = "Half a thought"
    second = desk.post(
        reverse(PLACE + "edit", args=[exemplar.pk]),
        posted(form, overwrite_revision_id=str(first["revision_id"])),
        headers=as_script,
    ).json()
    assert second["revision_id"] == first["revision_id"]
    exemplar.refresh_from_db()
    assert exemplar.get_latest_revision_as_object().purpose == "Half a thought"
    assert exemplar.current_version() == frozen
    assert exemplar.current_version().is_intact()
    assert exemplar.purpose == ""


def test_a_locked_form_is_not_changed(desk, form, designer, council):
    exemplar = create(desk, form)
    exemplar.locked, exemplar.locked_by = True, council.user("manager")
    exemplar.save()
    form["purpose"] = "Mine"
    edit(desk, exemplar, form)
    exemplar.refresh_from_db()
    assert exemplar.current_version().number == 1


def test_the_preview_is_the_form_that_a_worker_fills_in(desk, form):
    questions(form).append(a_new_question("Who cooked?", kind="people"))
    questions(form)[0]["value"]["help"] = "Ask in private."
    address = reverse(PLACE + "preview_on_add")
    assert desk.post(address, posted(form)).json() == {"is_valid": True, "is_available": True}
    page = desk.get(address)
    html = page.content.decode()
    assert page.status_code == 200
    assert "Seen alone?" in html
    assert "In the past, not now" in html
    assert "Ask in private." in html
    assert "Who cooked?" in html
    assert 'data-waits-for="seen.alone@first"' in html
    assert html.count('role="group"') == 2
    siblings = desk.get(address, {"mode": "siblings"}).content.decode()
    assert "Kai Example" in siblings
    assert 'name="seen.alone@second"' in siblings


def test_the_preview_can_be_framed_by_the_editor_and_by_nobody_else(desk, form):
    address = reverse(PLACE + "preview_on_add")
    desk.post(address, posted(form))
    page = desk.get(address)
    assert page["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'none'" not in page["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in page["Content-Security-Policy"]


def test_the_preview_of_an_unfinished_form_says_what_is_still_wrong(desk, form):
    questions(form)[0]["value"]["wording"] = ""
    questions(form)[1]["value"]["show_if"] |= {"question": "nowhere", "answers": "yes"}
    address = reverse(PLACE + "preview_on_add")
    desk.post(address, posted(form))
    html = desk.get(address).content.decode()
    assert "Before this can be published" in html
    assert "Write the question." in html
    assert "Why not?" in html


def test_a_preview_changes_nothing(desk, form):
    exemplar = create(desk, form)
    revisions = exemplar.revisions.count()
    questions(form).append(a_new_question("Who cooked?"))
    address = reverse(PLACE + "preview_on_edit", args=[exemplar.pk])
    desk.post(address, posted(form))
    assert "Who cooked?" in desk.get(address).content.decode()
    assert exemplar.revisions.count() == revisions
    assert exemplar.versions.count() == 1


def test_history_and_comparison_open(desk, form):
    exemplar = create(desk, form)
    form["purpose"] = "For every visit."
    edit(desk, exemplar, form)
    assert desk.get(reverse(PLACE + "history", args=[exemplar.pk])).status_code == 200
    compare = reverse(PLACE + "revisions_compare", args=[exemplar.pk, "earliest", "latest"])
    assert desk.get(compare).status_code == 200
    assert desk.get(reverse(PLACE + "edit", args=[exemplar.pk])).status_code == 200


def test_going_back_to_an_earlier_revision_publishes_a_new_version(desk, form):
    exemplar = create(desk, form)
    old = exemplar.latest_revision_id
    questions(form).pop()
    edit(desk, exemplar, form)
    form = form | {"sections": sections_from(definitions.read(a_definition()))}
    answer = desk.post(
        reverse(PLACE + "edit", args=[exemplar.pk]),
        posted(form, revision=str(old), **{"action-publish": "1"}),
    )
    assert answer.status_code == 302, errors_of(answer)
    assert exemplar.current_version().number == 3
    assert keys_of(exemplar) == ["seen.alone", "seen.why_not"]


def test_a_shipped_form_opens_and_publishes_unchanged_without_a_new_version(desk, designer):
    from documents.shipped import load_shipped_exemplars

    load_shipped_exemplars(designer)
    for exemplar in Exemplar.objects.all():
        form = {name: getattr(exemplar, name) for name in FIELDS}
        form |= {"authorised_by": exemplar.authorised_by, "shareable": exemplar.shareable}
        form |= {"name_translated": "", "plain_name_translated": "", "purpose_translated": ""}
        form["sections"] = exemplar.sections.get_prep_value()
        assert desk.get(reverse(PLACE + "edit", args=[exemplar.pk])).status_code == 200
        answer = edit(desk, exemplar, form)
        assert answer.status_code == 302, errors_of(answer)
        assert exemplar.versions.count() == 1
