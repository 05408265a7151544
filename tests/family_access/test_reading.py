"""What a family member reads: every letter of their own words, who reads them by when, and in which language it is."""

import pytest
from django.urls import reverse

from documents.actions import sharing
from documents.models import Release, Reply
from family_access.reading import blocks_by_key
from tests.documents.written import a_plan

pytestmark = pytest.mark.django_db
WORDS = "The   school bit\n\n  is not what I said"


@pytest.fixture
def release(council, worker, kerry) -> Release:
    return sharing.release(by=worker, record=a_plan(council), recipient=kerry)


def read(as_user, mother, release) -> str:
    return as_user(mother).get(reverse("family_access:read", args=[release.pk])).content.decode()


def test_her_own_words_come_back_with_every_space_and_line(as_user, mother, release):
    sharing.reply(by=mother, release=release, block="worries.why", stance="partly", words=WORDS)
    assert f'<blockquote class="own-words"><p>{WORDS}</p>' in read(as_user, mother, release)


def key_of(release, block: str) -> str:
    return next(key for key, known in blocks_by_key(release).items() if known == block)


def test_whoever_answered_reads_on_and_can_still_say_more_without_any_script(
    as_user, mother, release
):
    page = read(as_user, mother, release)
    assert "Say something else about this" not in page and page.count('<div class="reply"') > 1
    address = reverse("family_access:answer", args=[release.pk])
    why = key_of(release, "worries.why")
    sent = {"passage": why, f"{why}-answer": "partly", f"{why}-words": "First."}
    said = as_user(mother).post(address, sent, follow=True)
    assert said.redirect_chain[-1][0].endswith(f"#passage-{why}")
    passage = said.text.partition(f'id="passage-{why}"')[2].partition('<div class="passage"')[0]
    assert '<details class="reply-again"><summary>Say something else about this' in passage
    assert "<strong>Partly</strong>" in passage and '<div class="reply"' in passage
    nothing = as_user(mother).post(address, {"passage": why})
    assert nothing.status_code == 422 and '<details class="reply-again" open>' in nothing.text
    as_user(mother).post(address, sent | {f"{why}-words": "Second."})
    assert [r.words for r in Reply._base_manager.order_by("said_at")] == ["First.", "Second."]


def test_what_is_filled_in_elsewhere_on_the_page_is_sent_along(as_user, mother, release):
    why, other = list(blocks_by_key(release))[:2]
    sent = {f"{other}-answer": "partly", f"{why}-words": "Not that day.", "passage": other}
    as_user(mother).post(reverse("family_access:answer", args=[release.pk]), sent)
    assert {(r.stance, r.words) for r in Reply._base_manager.all()} == {
        ("partly", ""),
        ("", "Not that day."),
    }


def test_nothing_is_sent_and_nothing_lost_while_one_answer_cannot_be_kept(as_user, mother, release):
    why, other = list(blocks_by_key(release))[:2]
    sent = {f"{why}-words": "x" * 20_001, f"{other}-words": "Kept below.", "passage": other}
    page = as_user(mother).post(reverse("family_access:answer", args=[release.pk]), sent)
    assert page.status_code == 422 and "send it in two parts" in page.text
    assert "Kept below.</textarea>" in page.text and "x" * 20_001 in page.text
    assert not Reply._base_manager.exists()


@pytest.mark.parametrize("words", ["", "One more thing."])
def test_going_on_to_sign_takes_along_what_was_filled_in(as_user, mother, release, words):
    why = key_of(release, "worries.why")
    address = reverse("family_access:answer", args=[release.pk])
    page = as_user(mother).post(address, {f"{why}-words": words, "then_sign": "1"})
    assert page.url == reverse("family_access:sign", args=[release.pk])
    assert [r.words for r in Reply._base_manager.all()] == [words] * bool(words)


@pytest.mark.parametrize(
    ("days", "promised"), [(1, "one working day"), (3, "3 working days"), (5, "5 working days")]
)
def test_the_council_says_in_its_own_name_when_answers_are_read(
    as_user, mother, release, settings, days, promised
):
    settings.KINFILE_ANSWERS_READ_WITHIN = days
    sentence = f"Jo Adeyemi reads this within {promised}."
    client = as_user(mother)
    for name in ("read", "sign"):
        page = client.get(reverse(f"family_access:{name}", args=[release.pk])).content.decode()
        assert sentence in page


def test_a_text_in_welsh_says_what_around_it_is_in_english(as_user, mother, release):
    assert "Yn Saesneg yn unig" not in read(as_user, mother, release)
    content = {**release.content, "language": "cy", "next": "Byddwn yn cwrdd eto."}
    section = content["sections"][0]
    block = {"id": "x", "kind": "text", "question": None, "text": "One evening.", "lang": "en"}
    content["sections"] = [{**section, "blocks": [block]}]
    given = Release._base_manager.get(pk=release.pk)
    given.pk, given.language, given.content = None, "cy", content
    given._state.adding = True
    given.save(force_insert=True)
    page = read(as_user, mother, given)
    assert "Yn Saesneg yn unig:" in page
    assert '<p lang="cy">Byddwn yn cwrdd eto.</p>' in page
    assert "The buttons and notes around it are in English only." in page


def test_who_has_signed_is_led_to_the_receipt(as_user, mother, release):
    signature = sharing.sign(
        by=mother,
        release=release,
        sha256=release.sha256,
        decision="yes",
        typed_name="Kerry Moss",
        statement="I have read this text.",
        format="on the screen",
        identity_shown="signed in with a passkey",
    )
    answer = as_user(mother).get(reverse("family_access:sign", args=[release.pk]))
    assert answer["Location"] == reverse("family_access:receipt", args=[signature.pk])


def test_what_a_newer_text_took_the_place_of_stays_listed_with_its_receipt(
    as_user, mother, father, worker, release, kerry
):
    newer = sharing.release(
        by=worker, record=release.published.record, recipient=kerry, withheld=["strengths.what"]
    )
    page = as_user(mother).get("/family/").content.decode()
    now, _, before = page.partition("Earlier")
    assert reverse("family_access:read", args=[newer.pk]) in now
    assert reverse("family_access:read", args=[release.pk]) in before
    assert reverse("family_access:read", args=[release.pk]) not in now
    assert "Earlier" not in as_user(father).get("/family/").content.decode()
