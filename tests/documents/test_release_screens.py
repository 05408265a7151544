"""What the worker sees of a release: each answer beside the text, the signature, the sealed copy; taking it back."""

import io

import pytest
from django.urls import reverse

from cases.actions import looks
from documents import editions
from documents.actions import sharing
from documents.models import Release, Reply
from tests.documents.written import a_plan

pytestmark = pytest.mark.django_db
WORDS = "The   school bit\n\nis not what I said 🙄 <script>alert(1)</script> &amp;  "


@pytest.fixture
def release(council, worker, kerry, vault):
    return sharing.release(by=worker, record=a_plan(council), recipient=kerry)


def page(release):
    return reverse("documents:release", args=[release.pk])


def sign(mother, release, decision="partly", **more):
    return sharing.sign(
        by=mother,
        release=release,
        sha256=release.sha256,
        decision=decision,
        typed_name="Kerry Moss",
        statement="I have read this text.",
        format="on the screen",
        identity_shown="password and second factor",
        **more,
    )


def test_an_answer_stands_beside_its_block_exactly_as_it_was_said(as_user, worker, mother, release):
    sharing.reply(
        by=mother, release=release, block="worries.why", stance="partly", words=WORDS, is_wrong=True
    )
    shown = as_user(worker).get(page(release)).content.decode()
    beside = shown[shown.index('id="block-worries.why"') :]
    said = "The   school bit\n\nis not what I said 🙄 &lt;script&gt;alert(1)&lt;/script&gt; &amp;amp;  "
    assert said in beside[: beside.index('id="block-strengths.what"')]
    assert "Says something is wrong" in beside
    assert Reply._base_manager.get().words == WORDS


def test_a_worker_of_another_team_sees_no_release(as_user, stranger, release):
    assert as_user(stranger).get(page(release)).status_code == 404


def test_answers_are_marked_as_read_by_a_button_and_only_those_that_were_shown(
    as_user, worker, mother, release
):
    seen = sharing.reply(by=mother, release=release, block="worries.why", stance="partly")
    later = sharing.reply(by=mother, release=release, block="strengths.what", stance="agree")
    as_user(worker).post(
        reverse("documents:release_seen", args=[release.pk]), {"reply": [str(seen.pk)]}
    )
    seen.refresh_from_db()
    later.refresh_from_db()
    assert (seen.seen_by, later.seen_by) == (worker, None)
    assert "Read by Jo Adeyemi" in as_user(worker).get(page(release)).content.decode()


def test_a_stranger_marks_nothing_as_read(as_user, stranger, mother, release):
    reply = sharing.reply(by=mother, release=release, block="worries.why", stance="partly")
    address = reverse("documents:release_seen", args=[release.pk])
    assert as_user(stranger).post(address, {"reply": [str(reply.pk)]}).status_code == 404
    reply.refresh_from_db()
    assert reply.seen_at is None


def test_an_emergency_look_reads_answers_and_leaves_them_waiting_for_the_worker(
    as_user, worker, duty, mother, rowan, release
):
    reply = sharing.reply(by=mother, release=release, block="worries.why", stance="partly")
    looks.take_emergency_look(
        by=duty, child_id=rowan.pk, reason="A neighbour rang about shouting in the night"
    )
    browser = as_user(duty)
    shown = browser.get(page(release)).content.decode()
    assert "Partly" in shown
    assert "I have read" not in shown
    address = reverse("documents:release_seen", args=[release.pk])
    assert browser.post(address, {"reply": [str(reply.pk)]}).status_code == 404
    reply.refresh_from_db()
    assert reply.seen_at is None
    own, workers = (as_user(who).get("/").content.decode() for who in (duty, worker))
    assert "Rowan" not in own
    assert "Kerry Moss" not in own
    assert "Rowan" in workers
    assert "Kerry Moss" in workers


def test_the_sealed_copy_is_told_from_being_made_to_sound_and_handed_out(
    as_user, worker, stranger, mother, release
):
    signature = sign(mother, release, words="I will try.")
    browser = as_user(worker)
    waiting = browser.get(page(release)).content.decode()
    assert waiting.count("It is being made.") == 2
    assert editions.make_waiting() == 2
    shown = browser.get(page(release)).content.decode()
    assert shown.count("checked just now: sound.") == 2
    assert signature.receipt in shown
    assert "I will try." in shown
    edition = release.editions.get(signature=signature)
    copy = reverse("portal:release_copy", args=[edition.pk])
    answer = browser.get(copy)
    pdf = b"".join(answer.streaming_content)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="copy.pdf"'

    from documents import sealing

    assert pdf.startswith(b"%PDF")
    assert sealing.check_copy(pdf).is_sound
    broken = io.BytesIO(pdf).getvalue().replace(b"/Title", b"/Titel", 1)
    assert not sealing.check_copy(broken).is_sound
    assert as_user(stranger).get(copy).status_code == 404


def test_a_copy_that_could_not_be_made_says_so(as_user, worker, release):
    release.editions.update(attempts=editions.MOST_ATTEMPTS, problem="No room on the disk.")
    shown = as_user(worker).get(page(release)).content.decode()
    assert "It could not be made. No room on the disk." in shown


def test_it_is_taken_back_with_a_reason_and_not_without(as_user, worker, mother, release):
    browser = as_user(worker)
    address = reverse("documents:release_withdraw", args=[release.pk])
    family_page = reverse("family_access:read", args=[release.pk])
    assert browser.post(address, {"reason": ""}).status_code == 422
    assert as_user(mother).get(family_page).status_code == 200
    browser.post(address, {"reason": "It names the wrong school."})
    assert as_user(mother).get(family_page).status_code == 404
    shown = browser.get(page(release)).content.decode()
    assert "It names the wrong school." in shown


def test_a_stranger_takes_nothing_back(as_user, stranger, release):
    address = reverse("documents:release_undo", args=[release.pk])
    assert as_user(stranger).post(address).status_code == 404
    release.refresh_from_db()
    assert release.withdrawn_at is None


def test_taking_back_a_replacement_gives_the_earlier_one_back(
    as_user, worker, mother, kerry, release
):
    newer = sharing.release(
        by=worker, record=release.published.record, recipient=kerry, withheld=["strengths.what"]
    )
    home = reverse("family_access:home")
    assert str(newer.pk) in as_user(mother).get(home).content.decode()
    as_user(worker).post(reverse("documents:release_undo", args=[newer.pk]))
    shown = as_user(mother).get(home).content.decode()
    assert str(release.pk) in shown
    assert str(newer.pk) not in shown
    assert Release._base_manager.get(pk=release.pk).is_current
