"""Paper after it is scanned: originals given back, a sample compared by one, signed by another, and a certificate."""

import io
from datetime import date, timedelta

import pikepdf
import pytest
from django.urls import reverse
from django.utils import timezone

from cases import access, actions
from cases.actions import Problem
from cases.models import AuditEvent, Membership, Person, Role, User
from documents.locking import lock
from scanning import certificates, keeping
from scanning.actions import desk, destroying, originals
from scanning.models import Batch, Certificate, Destruction, Image, Original, SampledPage
from scanning.sums import sum_of
from tests.scanning.pages import add_read_pages

pytestmark = pytest.mark.django_db

BIRTH = "CERTIFIED COPY OF AN ENTRY\nBirth certificate of Rowan Moss"
LETTER = "Dear Ms Adeyemi\nRowan Moss, born 4 Feb 2017\nHe is well."
GONE = {"method": "crosscut", "on": date(2026, 11, 22)}


@pytest.fixture
def head(council):
    """A manager of the desk, who neither scans nor compares."""
    person = Person.objects.create(name="Moira Kent")
    user = User.objects.create(
        username="head", first_name="Moira", last_name="Kent", role=Role.MANAGER, person=person
    )
    Membership.objects.create(user=user, team=council.intake, started_at="2025-01-01T00:00Z")
    return user


@pytest.fixture
def images(batch, add):
    return add_read_pages(add(b"%PDF-1.7 four pages"), [LETTER, BIRTH, "Blank", LETTER])


@pytest.fixture
def closed(batch, images, clerk, rowan):
    """The batch, closed: two letters and a certificate filed, one page set aside."""
    desk.set_aside(by=clerk, image=images[2], state=Image.State.BLANK)
    desk.file_images(
        by=clerk,
        batch=batch,
        images=[images[0], images[1], images[3]],
        about=[rowan],
        title="Letter",
        kind="letter",
        dated_on=date(2026, 11, 12),
    )
    Batch._base_manager.filter(pk=batch.pk).update(
        handed_in_at=timezone.now(), closed_at=timezone.now(), sheets_counted=4
    )
    batch.refresh_from_db()
    return batch


@pytest.fixture
def at(as_user):
    """`at(user)` is a browser; `.act(batch, act, …)` presses a button on the page of its paper."""

    def enter(user):
        browser = as_user(user)
        browser.act = lambda batch, act, **sent: browser.post(
            reverse("scanning:paper", args=[batch.pk]), {"act": act, **sent}, follow=True
        )
        return browser

    return enter


def compare_all(browser, batch) -> int:
    done = 0
    waiting = SampledPage._base_manager.filter(destruction__batch=batch, is_good=None)
    for sampled in waiting:
        answer = browser.post(reverse("scanning:compare", args=[sampled.pk]), {"act": "good"})
        assert answer.status_code == 302
        done += 1
    return done


def text_of(pdf: bytes) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_bounded() for page in document)


class TestOriginals:
    def test_one_key_marks_a_page_and_fills_in_what_it_looks_like(self, batch, images, clerk, at):
        browser = at(clerk)
        address = reverse("scanning:filing", args=[images[1].pk])
        page = browser.post(address, {"act": "original"}, follow=True).content.decode()
        made = Original._base_manager.get()
        assert (made.kind, made.wanted) == ("birth", "return")
        assert "Page 2 is an original: birth certificate, to be given back" in page
        assert "Not an original" in page
        browser.post(address, {"act": "original"})
        assert not Original._base_manager.exists()

    def test_its_kind_is_changed_and_it_is_spread_over_its_document_without_leaving_the_desk(
        self, batch, images, clerk, at
    ):
        browser = at(clerk)
        for image in images[1:]:
            desk.begin_document(by=clerk, image=image, begins=False)
        made = originals.mark(by=clerk, images=[images[0]], kind="other")
        answer = browser.post(
            reverse("scanning:original", args=[made.pk]),
            {
                "act": "change",
                "kind": "passport",
                "wanted": "return",
                "description": "Blue cover",
                "image": images[0].pk,
                "whole": "1",
            },
        )
        assert answer.url == reverse("scanning:filing", args=[images[0].pk])
        made.refresh_from_db()
        assert (made.kind, made.images.count()) == ("passport", 4)

    def test_it_is_given_back_with_a_receipt_and_that_can_be_taken_back(
        self, closed, images, clerk, at
    ):
        made = originals.mark(by=clerk, images=[images[1]], kind="birth")
        browser = at(clerk)
        address = reverse("scanning:original", args=[made.pk])
        sent = {"act": "return", "to": "Kerry Moss", "how": "post", "on": "20 Nov 2026"}
        refused = browser.post(address, {**sent, "receipt": ""})
        assert refused.status_code == 200
        assert "Kerry Moss" in refused.content.decode()
        made.refresh_from_db()
        assert made.settled_on is None
        page = browser.post(address, {**sent, "receipt": "RM 1234"}, follow=True).content.decode()
        assert "Given back to <strong>Kerry Moss</strong>" in page
        browser.post(reverse("scanning:original_undo", args=[made.pk]))
        made.refresh_from_db()
        assert (made.returned_to, made.settled_on) == ("", None)

    def test_the_receipt_is_a_page_to_sign(self, closed, images, clerk, at):
        made = originals.mark(by=clerk, images=[images[1]], kind="birth")
        answer = at(clerk).get(reverse("scanning:original_receipt", args=[made.pk]))
        assert "Birth certificate" in text_of(answer.content)
        assert "Signature" in text_of(answer.content)

    def test_whoever_reads_the_paper_sees_where_its_original_is(
        self, closed, images, clerk, worker, stranger, at
    ):
        made = originals.mark(by=clerk, images=[images[1]], kind="birth")
        originals.put_away(by=clerk, original=made, kept_in="Safe 2", on=date(2026, 11, 20))
        document = Image._base_manager.get(pk=images[1].pk).document
        page = at(worker).get(reverse("portal:page", args=[document.pk, 2])).content.decode()
        assert "The paper is an original: birth certificate" in page
        assert "Kept in Safe 2" in page
        assert (
            "original: birth"
            not in at(worker).get(reverse("portal:page", args=[document.pk, 1])).content.decode()
        )
        assert not access.decide(stranger, "read", made)

    def test_a_thing_without_a_page_needs_a_description(self, closed, clerk, at):
        browser = at(clerk)
        sent = {"kind": "keepsake", "wanted": "return"}
        page = browser.act(closed, "object", **sent, description="").content.decode()
        assert "Say in a few words what it is" in page
        browser.act(closed, "object", **sent, description="A red bracelet")
        assert Original._base_manager.get().description == "A red bracelet"


class TestDestruction:
    def test_from_sample_to_certificate_by_three_people(
        self, closed, images, clerk, records, head, at, settings
    ):
        settings.KINFILE_PAPER_SAMPLE_LEAST, settings.KINFILE_PAPER_SAMPLE_PERCENT = 2, 10
        at(clerk).act(closed, "begin")
        destruction = Destruction._base_manager.get()
        assert destruction.sample.count() == 2
        assert (
            "2 of 4 pages"
            in at(records).get(reverse("scanning:paper", args=[closed.pk])).content.decode()
        )
        line = f"Batch {closed.number}: whether its paper may be destroyed"
        home = reverse("portal:my_work")
        assert line not in at(head).get(home).content.decode()
        assert compare_all(at(records), closed) == 2
        assert line in at(head).get(home).content.decode()
        # Who compared it may not sign, and is not asked to.
        assert line not in at(records).get(home).content.decode()
        paper = at(head).get(reverse("scanning:paper", args=[closed.pk])).content.decode()
        assert "2 of 2 compared by Ivor Lamb" in paper
        assert f"Sam Whitlock took the paper in: {sum_of(closed).words}" in paper
        at(head).act(closed, "sign")
        assert line not in at(head).get(home).content.decode()
        page = (
            at(clerk)
            .act(
                closed,
                "finish",
                method="crosscut",
                on=f"{timezone.localdate():%d %b %Y}",
                reference="24/1177",
            )
            .content.decode()
        )
        certificate = Certificate._base_manager.get()
        assert f"Certificate {certificate.number}" in page
        answer = at(records).get(reverse("scanning:certificate", args=[certificate.pk]))
        text = text_of(answer.content)
        for word in (
            "Batch",
            "12",
            "4, one-sided",
            "2 of 4 pages",
            "Ivor Lamb",
            "Moira Kent",
            "24/1177",
        ):
            assert word in text
        assert closed.uploads.get().file.sha256 in text.replace("\r\n", "").replace("\n", "")
        assert "Rowan" not in text
        assert "letter.pdf" not in text
        assert certificates.is_as_it_was(certificate)
        codes = set(AuditEvent.objects.values_list("code", flat=True))
        assert codes >= {
            "scanning.sample_drawn",
            "scanning.page_compared",
            "scanning.destruction_signed",
            "scanning.paper_destroyed",
        }

    def test_the_operator_compares_nothing_and_the_comparer_signs_nothing(
        self, closed, clerk, records, head, worker, at
    ):
        made = destroying.begin(by=clerk, batch=closed)
        sampled = made.sample.first()
        for nobody in (clerk, worker):
            assert at(nobody).get(reverse("scanning:compare", args=[sampled.pk])).status_code == 404
            with pytest.raises(access.Refused):
                destroying.compare(by=nobody, sampled=sampled, is_good=True)
        compare_all(at(records), closed)
        for nobody in (clerk, records, worker):
            with pytest.raises(access.Refused):
                destroying.sign(by=nobody, destruction=made)
        destroying.sign(by=head, destruction=made)

    def test_nobody_signs_before_all_is_compared_and_nothing_is_finished_unsigned(
        self, closed, clerk, records, head
    ):
        made = destroying.begin(by=clerk, batch=closed)
        with pytest.raises(Problem, match="4 of 4 pages are not compared"):
            destroying.sign(by=head, destruction=made)
        with pytest.raises(Problem, match="Nobody has signed"):
            destroying.finish(by=clerk, destruction=made, **GONE)
        assert not Certificate._base_manager.exists()

    def test_one_bad_page_keeps_the_whole_box_and_then_every_page_is_compared(
        self, closed, clerk, records, head, at, settings
    ):
        settings.KINFILE_PAPER_SAMPLE_LEAST = 1
        destroying.begin(by=clerk, batch=closed)
        sampled = SampledPage._base_manager.get()
        browser = at(records)
        address = reverse("scanning:compare", args=[sampled.pk])
        browser.post(address, {"act": "bad"})
        sampled.refresh_from_db()
        assert sampled.is_good is None, "a bad page needs its reason"
        page = browser.post(address, {"act": "bad", "fault": "cut"}, follow=True).content.decode()
        assert "the whole box stays" in page
        assert keeping.running(closed) is None
        full = destroying.begin(by=clerk, batch=closed)
        assert (full.is_full, full.sample.count()) == (True, 4)
        bad, *good = full.sample.all()
        destroying.compare(by=records, sampled=bad, is_good=False, fault="cut")
        for one in good:
            destroying.compare(by=records, sampled=one, is_good=True)
        with pytest.raises(Problem, match="must be scanned again"):
            destroying.sign(by=head, destruction=full)
        bad.refresh_from_db()
        with pytest.raises(Problem, match="number of the batch"):
            destroying.scanned_again(by=clerk, sampled=bad, number=closed.number)
        other = Batch.objects.create(
            number=99, operator=clerk, team=closed.team, closed_at=timezone.now()
        )
        destroying.scanned_again(by=clerk, sampled=bad, number=other.number)
        destroying.sign(by=head, destruction=full)

    def test_a_page_that_nobody_may_show_the_comparer_is_compared_by_somebody_on_its_list(
        self, closed, clerk, records, head, rowan, manager, worker, at
    ):
        actions.close_file(
            by=manager,
            child=rowan,
            closure="restricted",
            reason="Known to the desk",
            named=[manager, worker],
            review_on=date(2027, 1, 1),
        )
        made = destroying.begin(by=clerk, batch=closed)
        assert set(
            access.scope(records, "compare", SampledPage).values_list("image__position", flat=True)
        ) == {3}
        assert access.scope(worker, "compare", SampledPage).count() == 3
        assert made.sample.count() == 4

    def test_the_picture_is_seen_while_it_is_to_be_compared_and_not_afterwards(
        self, closed, images, clerk, records, at
    ):
        page = images[0].page
        assert not access.decide(records, "read", page)
        made = destroying.begin(by=clerk, batch=closed)
        picture = reverse("scanning:page_image", args=[page.pk])
        assert at(records).get(picture).status_code == 200
        destroying.compare(by=records, sampled=made.sample.get(image=images[0]), is_good=True)
        assert at(records).get(picture).status_code == 404

    def test_a_word_taken_back_is_asked_again(self, closed, clerk, records, at):
        made = destroying.begin(by=clerk, batch=closed)
        sampled = made.sample.first()
        destroying.compare(by=records, sampled=sampled, is_good=True)
        assert (
            at(clerk).post(reverse("scanning:compare_undo", args=[sampled.pk])).status_code == 404
        )
        answer = at(records).post(reverse("scanning:compare_undo", args=[sampled.pk]))
        assert answer.url == reverse("scanning:compare", args=[sampled.pk])
        sampled.refresh_from_db()
        assert sampled.is_good is None


class TestWhatBlocksIt:
    @pytest.fixture
    def signed(self, closed, clerk, records, head):
        made = destroying.begin(by=clerk, batch=closed)
        for one in made.sample.all():
            destroying.compare(by=records, sampled=one, is_good=True)
        destroying.sign(by=head, destruction=made)
        return made

    def refused(self, signed, clerk, words):
        with pytest.raises(Problem, match=words):
            destroying.finish(
                by=clerk, destruction=signed, method="crosscut", on=timezone.localdate()
            )
        assert not Certificate._base_manager.exists()

    def test_a_legal_hold_that_comes_after_the_signature(self, signed, clerk, rowan, manager, at):
        hold = actions.set_legal_hold(by=manager, child=rowan, reason="Asked for by the inquiry")
        self.refused(signed, clerk, "A legal hold covers 3 pages")
        page = at(clerk).get(reverse("scanning:paper", args=[signed.batch_id])).content.decode()
        assert "Not now, though it was signed" in page
        actions.lift_legal_hold(by=manager, hold=hold, reason="The inquiry has ended")
        destroying.finish(by=clerk, destruction=signed, method="crosscut", on=timezone.localdate())

    def test_an_original_in_the_box(self, signed, clerk, images):
        made = originals.mark(by=clerk, images=[images[1]], kind="birth")
        self.refused(signed, clerk, "1 original still lies in the box: birth certificate, page 2")
        originals.put_away(by=clerk, original=made, kept_in="Safe 2", on=timezone.localdate())
        destroying.finish(by=clerk, destruction=signed, method="crosscut", on=timezone.localdate())

    def test_a_locked_page(self, signed, clerk, images, worker):
        lock(by=worker, page=images[0].page)
        self.refused(signed, clerk, "1 page of it is locked")

    def test_a_batch_that_was_opened_again(self, signed, clerk, closed):
        desk.undo_filing(by=clerk, filing=closed.filings.get())
        self.refused(signed, clerk, "still open")

    def test_a_paper_that_waits_for_a_second_person(self, signed, clerk, images):
        document = Image._base_manager.get(pk=images[0].pk).document
        document.held_at = timezone.now()
        document.save()
        self.refused(signed, clerk, "3 pages of it wait for a second person")

    def test_sheets_that_were_never_scanned(self, signed, clerk, closed):
        Batch._base_manager.filter(pk=closed.pk).update(sheets_counted=6)
        signed.refresh_from_db()
        self.refused(signed, clerk, "2 are missing")

    def test_a_day_to_come_or_before_the_signature(self, signed, clerk):
        today = timezone.localdate()
        for on in (today + timedelta(days=1), today - timedelta(days=1)):
            with pytest.raises(Problem, match="Write the day on which it happened"):
                destroying.finish(by=clerk, destruction=signed, method="crosscut", on=on)

    def test_a_name_where_the_number_of_the_consignment_belongs(self, signed, clerk):
        with pytest.raises(Problem, match="number of the consignment only"):
            destroying.finish(
                by=clerk,
                destruction=signed,
                method="crosscut",
                on=timezone.localdate(),
                reference="Rowan Moss",
            )

    def test_once_it_is_gone_nothing_of_it_is_kept_or_destroyed_again(self, signed, clerk, closed):
        destroying.finish(by=clerk, destruction=signed, method="crosscut", on=timezone.localdate())
        with pytest.raises(Problem, match="destroyed"):
            originals.keep_paper(by=clerk, batch=closed, box="12", shelf="")
        with pytest.raises(Problem, match="destroyed already"):
            destroying.begin(by=clerk, batch=closed)

    def test_saying_where_it_stays_calls_the_rest_off(self, signed, clerk, closed, at):
        page = at(clerk).act(closed, "keep", box="40", shelf="F").content.decode()
        assert "It stays in box 40, shelf F" in page
        assert keeping.running(closed) is None


class TestLegalHold:
    def test_a_records_officer_finds_the_child_and_sets_it(self, rowan, records, at):
        rowan.refresh_from_db()
        browser = at(records)
        found = browser.post(reverse("portal:holds"), {"look_for": "rowan moss"}).content.decode()
        address = reverse("portal:hold", args=[rowan.pk])
        assert address in found
        assert "Say in a sentence" in browser.post(address, {"reason": "no"}).content.decode()
        browser.post(address, {"reason": "Asked for by the inquiry"})
        assert "Asked for by the inquiry" in browser.get(reverse("portal:holds")).content.decode()
        browser.post(address, {"reason": "The inquiry has ended"})
        assert rowan.legal_holds.get().lifted_why == "The inquiry has ended"

    def test_nobody_else_does(self, rowan, worker, clerk, stranger, at):
        for nobody in (worker, clerk, stranger):
            assert at(nobody).get(reverse("portal:hold", args=[rowan.pk])).status_code == 404
            with pytest.raises(access.Refused):
                actions.set_legal_hold(by=nobody, child=rowan, reason="Asked for by the inquiry")


def test_the_sample_follows_the_rule_of_the_council():
    rule = keeping.Rule(10, 10)
    assert [rule.size(count) for count in (4, 60, 101, 1000)] == [4, 10, 11, 100]


def test_the_certificate_is_a_tagged_pdf(closed, clerk, records, head):
    made = destroying.begin(by=clerk, batch=closed)
    for one in made.sample.all():
        destroying.compare(by=records, sampled=one, is_good=True)
    destroying.sign(by=head, destruction=made)
    certificate = destroying.finish(
        by=clerk, destruction=made, method="burnt", on=timezone.localdate()
    )
    with pikepdf.open(io.BytesIO(bytes(certificate.pdf))) as pdf:
        assert "/StructTreeRoot" in pdf.Root
