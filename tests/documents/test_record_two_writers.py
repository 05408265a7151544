"""Two people in one record, or one person in two tabs: nobody's words are lost, and both are shown."""

import pytest
from django.urls import reverse

from cases.actions import Problem
from documents.actions import records
from documents.models import AnswerVersion
from tests.documents.written import a_draft, say

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(council, worker):
    record = a_draft(council)
    say(record, worker, worries__why="First.")
    return record


def page(record):
    return reverse("documents:record", args=[record.pk])


def autosave(browser, record, **fields):
    return browser.post(
        reverse("documents:autosave", args=[record.pk]),
        {name.replace("__", ".").replace(".version", "-version"): v for name, v in fields.items()},
        headers={"Accept": "application/json"},
    )


def now(record):
    return record.answers.get(question="worries.why").current


def test_what_is_typed_is_saved_with_the_time_and_its_version(as_user, worker, draft):
    answer = autosave(
        as_user(worker), draft, worries__why="Second.", worries__why__version=str(now(draft).pk)
    )
    news = answer.json()
    assert answer.status_code == 200
    assert len(news["saved"]) == len("14:02:31")
    assert news["versions"] == {"worries.why": str(now(draft).pk)}
    assert news["rivals"]["worries.why"] == ""
    assert now(draft).value == "Second."


def test_a_worker_of_another_team_saves_nothing(as_user, stranger, draft):
    answer = autosave(as_user(stranger), draft, worries__why="Mine.")
    assert answer.status_code == 404
    assert now(draft).value == "First."


def test_the_same_words_again_add_no_version(as_user, worker, draft):
    autosave(as_user(worker), draft, worries__why="First.")
    assert AnswerVersion._base_manager.count() == 1


def test_two_people_at_once_both_survive_and_each_is_shown_the_other(
    as_user, worker, colleague, draft
):
    before = str(now(draft).pk)
    autosave(as_user(colleague), draft, worries__why="Bo's.", worries__why__version=before)
    news = autosave(
        as_user(worker), draft, worries__why="Jo's.", worries__why__version=before
    ).json()
    assert "Bo Larsen" in news["rivals"]["worries.why"]
    assert "Bo&#x27;s." in news["rivals"]["worries.why"]
    assert now(draft).value == "Jo's."
    values = set(AnswerVersion._base_manager.values_list("value", flat=True))
    assert values == {"First.", "Bo's.", "Jo's."}
    shown = as_user(worker).get(page(draft)).content.decode()
    assert "Bo Larsen" in shown
    assert "Two people wrote here at the same time" in shown


def test_writing_on_does_not_hide_what_the_other_wrote(as_user, worker, colleague, draft):
    before = str(now(draft).pk)
    autosave(as_user(colleague), draft, worries__why="Bo's.", worries__why__version=before)
    autosave(as_user(worker), draft, worries__why="Jo's.", worries__why__version=before)
    autosave(
        as_user(worker),
        draft,
        worries__why="Jo's, and more.",
        worries__why__version=str(now(draft).pk),
    )
    rivals = records.rivals_of(draft.answers.get())
    assert [rival.value for rival in rivals] == ["Bo's."]


def test_a_stale_tab_of_one_person_overwrites_nothing_unseen(as_user, worker, draft):
    before = str(now(draft).pk)
    autosave(as_user(worker), draft, worries__why="In one tab.", worries__why__version=before)
    news = autosave(
        as_user(worker), draft, worries__why="In the old tab.", worries__why__version=before
    ).json()
    assert "In one tab." in news["rivals"]["worries.why"]


def test_saving_a_whole_old_page_does_not_undo_what_a_colleague_wrote(
    as_user, worker, colleague, draft
):
    before = str(now(draft).pk)
    say(draft, colleague, worries__why="Newer words.")
    as_user(worker).post(
        page(draft),
        {"worries.why": "First.", "worries.why-version": before, "strengths.what": "Gran helps."},
    )
    assert now(draft).value == "Newer words."
    assert draft.answers.get(question="strengths.what").current.value == "Gran helps."


def in_conflict(as_user, worker, colleague, draft):
    before = str(now(draft).pk)
    autosave(as_user(colleague), draft, worries__why="Bo's.", worries__why__version=before)
    autosave(as_user(worker), draft, worries__why="Jo's.", worries__why__version=before)
    return records.rivals_of(draft.answers.get())[0]


def test_one_click_takes_the_other_words(as_user, worker, colleague, draft):
    rival = in_conflict(as_user, worker, colleague, draft)
    as_user(worker).post(
        page(draft),
        {
            "worries.why": "Jo's.",
            "worries.why-version": str(now(draft).pk),
            "act": f"take:{rival.pk}",
        },
    )
    assert now(draft).value == "Bo's."
    assert records.disputed_answers(draft) == {}


def test_one_click_keeps_ones_own_and_the_other_stays_in_the_history(
    as_user, worker, colleague, draft
):
    rival = in_conflict(as_user, worker, colleague, draft)
    as_user(worker).post(
        page(draft),
        {
            "worries.why": "Jo's.",
            "worries.why-version": str(now(draft).pk),
            "act": f"keep:{rival.pk}",
        },
    )
    assert now(draft).value == "Jo's."
    assert records.disputed_answers(draft) == {}
    assert AnswerVersion._base_manager.filter(value="Bo's.").exists()


def test_words_of_another_record_cannot_be_taken(as_user, council, worker, draft):
    other = a_draft(council)
    say(other, worker, worries__why="Elsewhere.")
    elsewhere = now(other)
    answer = as_user(worker).post(page(draft), {"act": f"take:{elsewhere.pk}"})
    assert answer.status_code == 409
    assert now(draft).value == "First."


def test_what_is_typed_after_handing_in_is_refused_in_words_and_stays_on_the_page(
    as_user, worker, draft
):
    records.hand_in(by=worker, record=draft)
    answer = autosave(as_user(worker), draft, worries__why="Too late.")
    assert answer.status_code == 409
    assert "no longer a draft" in answer.json()["text"]
    page_again = as_user(worker).post(page(draft), {"worries.why": "Too late."})
    assert page_again.status_code == 409
    assert "Too late.</textarea>" in page_again.content.decode()
    assert now(draft).value == "First."


def test_the_expired_session_tells_the_script_and_gives_it_a_way_back(client, draft):
    answer = autosave(client, draft, worries__why="Mine.")
    assert answer.status_code == 403
    assert "Your words are still here" in answer.json()["text"]


def test_a_question_of_another_form_is_refused(worker, draft):
    with pytest.raises(Problem, match="not part of this form"):
        records.save_answer(by=worker, record=draft, question="no.such", value="x")
    with pytest.raises(Problem, match="another place"):
        records.save_answer(by=worker, record=draft, question="meaning.child", value="x")


def test_markup_in_the_words_of_a_colleague_is_shown_as_typed(as_user, worker, colleague, draft):
    before = str(now(draft).pk)
    autosave(as_user(colleague), draft, worries__why="<b>x</b>", worries__why__version=before)
    news = autosave(
        as_user(worker), draft, worries__why="Jo's.", worries__why__version=before
    ).json()
    assert "&lt;b&gt;x&lt;/b&gt;" in news["rivals"]["worries.why"]
