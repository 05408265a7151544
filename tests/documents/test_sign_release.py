"""Answering and signing a release: exactly what was read, once, and never with words lost."""

import pytest
from django.urls import reverse

from cases.actions import Problem
from documents.actions import sharing
from documents.canonical import digest
from documents.models import Reply, Signature
from family_access.reading import blocks_by_key
from tests.documents.written import a_plan

pytestmark = pytest.mark.django_db
WORDS = "I  agree with the club,\nnot with the rest. 🐸"


@pytest.fixture
def release(council, worker, kerry, vault):
    return sharing.release(by=worker, record=a_plan(council), recipient=kerry)


def post(browser, release, **changed):
    return browser.post(
        reverse("family_access:sign", args=[release.pk]),
        {
            "read": "self",
            "decision": "partly",
            "typed_name": "Kerry Moss",
            "words": WORDS,
            "sha256": release.sha256,
            **changed,
        },
    )


def test_the_mother_signs_exactly_what_she_read_and_gets_a_receipt(as_user, mother, release):
    answer = post(as_user(mother), release)
    signature = Signature._base_manager.get()
    assert answer.url == reverse("family_access:receipt", args=[signature.pk])
    assert (signature.decision, signature.release_sha256) == ("partly", release.sha256)
    assert signature.words.replace("\r\n", "\n") == WORDS
    assert signature.digest == digest(sharing.act_of(signature))
    assert signature.edition.evidence["act"]["digest"] == signature.digest
    assert signature.receipt in as_user(mother).get(answer.url).content.decode()


def test_another_text_than_the_one_on_the_screen_is_not_signed_and_no_word_is_lost(
    as_user, mother, release
):
    answer = post(as_user(mother), release, sha256="0" * 64)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert not Signature._base_manager.exists()
    assert "not with the rest. 🐸</textarea>" in shown
    assert 'value="Kerry Moss"' in shown


def test_a_version_replaced_a_second_ago_is_not_signed_and_no_word_is_lost(
    as_user, worker, mother, kerry, release
):
    browser = as_user(mother)
    newer = sharing.release(
        by=worker, record=release.published.record, recipient=kerry, withheld=["strengths.what"]
    )
    answer = post(browser, release)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert not Signature._base_manager.exists()
    assert "There is a newer version" in shown
    assert reverse("family_access:read", args=[newer.pk]) in shown
    assert "not with the rest. 🐸</textarea>" in shown
    assert post(browser, newer).status_code == 302


def test_a_second_signature_is_refused_also_a_later_not_yet(as_user, mother, release):
    browser = as_user(mother)
    post(browser, release, decision="yes")
    assert post(browser, release, decision="no").status_code == 422
    assert post(browser, release, decision="not_yet").status_code == 422
    assert Signature._base_manager.get().decision == "yes"


def test_not_yet_is_kept_and_leaves_the_question_open(as_user, mother, release):
    browser = as_user(mother)
    assert post(browser, release, decision="not_yet").status_code == 302
    assert post(browser, release, decision="yes").status_code == 302
    decisions = list(
        Signature._base_manager.order_by("signed_at").values_list("decision", flat=True)
    )
    assert decisions == ["not_yet", "yes"]
    assert release.editions.exclude(signature=None).count() == 1


def test_each_act_names_the_one_before(mother, worker, kerry, release):
    first = _sign(mother, release, "not_yet")
    second = _sign(mother, release, "yes")
    assert first.previous == "0" * 64
    assert second.previous == first.digest


def _sign(mother, release, decision):
    return sharing.sign(
        by=mother,
        release=release,
        sha256=release.sha256,
        decision=decision,
        typed_name="Kerry Moss",
        statement="I have read this text.",
        format="on the screen",
        identity_shown="password and second factor",
    )


@pytest.mark.parametrize("who", ["father", "young"])
def test_nobody_signs_or_answers_what_another_was_given(as_user, council, release, who):
    browser = as_user(council.user(who))
    assert post(browser, release).status_code == 404
    address = reverse("family_access:answer", args=[release.pk])
    key = next(iter(blocks_by_key(release)))
    assert browser.post(address, {f"{key}-answer": "agree", "passage": key}).status_code == 404
    assert not Signature._base_manager.exists()
    assert not Reply._base_manager.exists()


def test_an_answer_is_kept_word_for_word(as_user, mother, release):
    words = "  Two  spaces, a tab\t, 👍🏽, <b>bold</b> & an & sign  "
    key = next(iter(blocks_by_key(release)))
    answer = as_user(mother).post(
        reverse("family_access:answer", args=[release.pk]),
        {f"{key}-answer": "partly", f"{key}-words": words, "passage": key},
    )
    assert answer.status_code == 302
    assert Reply._base_manager.get().words == words


def test_an_answer_to_a_part_that_is_not_there_is_refused(mother, release):
    with pytest.raises(Problem, match="not in the text"):
        sharing.reply(by=mother, release=release, block="worse.staff", stance="agree")
    assert not Reply._base_manager.exists()


def test_a_restriction_made_after_the_release_shuts_it_at_once(
    as_user, worker, mother, kerry, rowan, release
):
    from datetime import date

    from cases.actions import restrict

    address = reverse("family_access:read", args=[release.pk])
    assert as_user(mother).get(address).status_code == 200
    restrict(by=worker, child=rowan, kept_from=kerry, basis="Order", made_on=date(2026, 11, 20))
    assert as_user(mother).get(address).status_code == 404
    assert post(as_user(mother), release).status_code == 404


@pytest.mark.parametrize("typed", ["kerry", "Kerry  MOSS", "Kery Moss", "Moss, Kerry"])
def test_her_own_name_is_taken_as_she_writes_it(as_user, mother, release, typed):
    assert post(as_user(mother), release, typed_name=typed).status_code == 302


def test_another_name_is_asked_about_once_and_shown_to_the_worker(as_user, mother, worker, release):
    browser = as_user(mother)
    asked = post(browser, release, typed_name="Ann Other")
    page = asked.content.decode()
    assert "here your name is Kerry Moss" in page
    assert 'name="asked_about" value="Ann Other"' in page and "with the rest. 🐸" in page
    assert not Signature._base_manager.exists()
    assert (
        post(browser, release, typed_name="Bea Other", asked_about="Ann Other").status_code == 422
    )
    assert (
        post(browser, release, typed_name="Ann Other", asked_about="Ann Other").status_code == 302
    )
    shown = as_user(worker).get(reverse("documents:release", args=[release.pk])).content.decode()
    assert "Ann Other" in shown and "(account of Kerry Moss)" in shown
