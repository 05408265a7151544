"""Forms go out on paper, are filled in by hand, and come home through the scanner beside the right questions."""

import io
import random
from datetime import date
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from cases import access
from cases.models import AuditEvent, Fact, Person
from documents import on_paper, paper_codes
from documents.actions import paper as paper_actions
from documents.actions import records as record_actions
from documents.actions import sharing
from documents.models import (
    Exemplar,
    ExemplarVersion,
    FormSheet,
    PaperAnswer,
    PaperForm,
    SealedEdition,
    Signature,
)
from documents.paper_codes import SheetCode
from documents.paper_forms import DAY, NAME, SIGN, SIGNATURE
from documents.paper_places import spots_from
from scanning import form_marks, forms_home, proposals, reading
from scanning.actions import intake
from scanning.models import Batch, Image
from tests import by_hand, paper
from tests.documents.written import a_plan

DAY_OF_RECORD = date(2026, 11, 3)
LONG = [{"key": f"l.{n}", "wording": f"Tell us more ({n})", "kind": "long_text"} for n in range(4)]
FORM = {
    "key": "visit-form",
    "name": "Visit form",
    "plain_name": "{child}'s form",
    "purpose": "",
    "nation": "england",
    "language": "en",
    "authorised_by": "manager",
    "shareable": True,
    "sections": [
        {
            "key": "a",
            "heading": "The visit",
            "plain_heading": "When we came",
            "audience": "everyone",
            "questions": [
                {"key": "a.happy", "wording": "Is the plan kept to?", "plain": "Are you happy?", "kind": "yes_no"},
                {
                    "key": "a.likes",
                    "wording": "What does the family ask for?",
                    "plain": "What would help you?",
                    "kind": "choices",
                    "choices": [
                        {"key": "bed", "label": "A bed", "plain": "A bed"},
                        {"key": "food", "label": "Food", "plain": "Food"},
                        {"key": "talk", "label": "Somebody to talk to", "plain": "Somebody to talk to"},
                    ],
                },
                {"key": "a.school", "wording": "School", "plain": "School", "kind": "text", "fact": "school"},
                {"key": "a.staff", "wording": "For staff only?", "kind": "text", "audience": "staff"},
            ],
        },
        {"key": "l", "heading": "More", "plain_heading": "More", "audience": "everyone", "questions": LONG},
    ],
}  # fmt: skip


@pytest.fixture
def draft(db, worker, rowan):
    exemplar = Exemplar.objects.create(key="visit-form", name="Visit form", plain_name="Form")
    definition = {**FORM}
    version = ExemplarVersion.objects.create(
        exemplar=exemplar, number=1, definition=definition, sha256="x" * 64
    )
    return record_actions.start_record(
        by=worker, version=version, children=[rowan], dated_on=DAY_OF_RECORD
    )


@pytest.fixture
def printed(draft, worker, rowan):
    return paper_actions.print_form(by=worker, record=draft, child=rowan)


@pytest.fixture
def scan(clerk, reader):
    """Hands pictures in at the scanner's desk and has them read by the real reader."""

    def through(pages, *, dpi: int = 200) -> Batch:
        batch = intake.receive_batch(by=clerk)
        intake.add_upload(
            by=clerk, batch=batch, stream=io.BytesIO(paper.pdf_of(pages, dpi=dpi)), name="box.pdf"
        )
        intake.finish_intake(by=clerk, batch=batch)
        while reading.open_next(reader) or reading.read_next(reader):
            pass
        batch.refresh_from_db()
        return batch

    return through


def spots(form: PaperForm, number: int = 1):
    return spots_from(form.layout[number - 1])


def filled(form: PaperForm, *, ticks=None, words=None, number: int = 1, seed: int = 3):
    """Page `number` of the form at 300 dots an inch: `ticks` by (question, key), `words` by question."""
    page = by_hand.printed_pages(paper_actions.pdf_of(form))[number - 1]
    rng = random.Random(seed)
    for spot in spots(form, number):
        if how := (ticks or {}).get((spot.question, spot.key)):
            by_hand.tick(page, spot, how, rng)
        if spot.kind == "strip" and spot.question in (words or {}):
            by_hand.write(page, spot, [words[spot.question]])
    return page


HAPPY = {("a.happy", "yes"): "tick", ("a.likes", "bed"): "cross", ("a.likes", "talk"): "tick"}


def test_every_page_says_by_code_and_line_which_it_is_and_names_nobody_in_it(printed, rowan):
    import pypdfium2

    document = pypdfium2.PdfDocument(paper_actions.pdf_of(printed))
    texts = [page.get_textpage().get_text_bounded() for page in document]
    assert len(texts) == printed.count > 1
    for number, text in enumerate(texts, start=1):
        code = paper_codes.sheet_in(text)
        assert code == SheetCode(printed.code, number, printed.count)
        assert rowan.reference not in str(code)
    assert "Are you happy?" in texts[0] and "Is the plan kept to?" not in texts[0]
    assert "For staff only?" not in "".join(texts)


def test_the_same_form_prints_alike_each_time_and_its_printing_is_in_the_log(printed, worker):
    assert paper_actions.pdf_of(printed) == paper_actions.pdf_of(printed)
    event = AuditEvent.objects.get(code="documents.paper_form_made")
    assert (event.actor, event.object_id) == (worker, printed.pk)


@pytest.mark.parametrize("way", ["200", "150", "fax", "photo"])
def test_ticks_and_handwriting_stand_beside_their_questions(
    printed, draft, scan, worker, way, as_user
):
    page = filled(printed, ticks=HAPPY, words={"a.school": "Oakfield"})
    batch = scan([by_hand.worn(page, way, random.Random(f"home {way}"))])
    image = batch.images.get()
    assert image.state == Image.State.READ
    sheet = FormSheet._base_manager.get()
    assert (sheet.form, sheet.number, sheet.page) == (printed, 1, image.page)
    found = on_paper.by_place(draft, on_paper.sheets_of(worker, draft), speakers={})
    happy, likes = found["a.happy", None][0], found["a.likes", None][0]
    assert happy.proposed == "yes" and not happy.unclear
    assert likes.proposed == ["bed", "talk"]
    assert [bool(found[f"a.{key}", None][0].strips) for key in ("school",)] == [True]
    text = as_user(worker).get(reverse("documents:record", args=[draft.pk])).content.decode()
    assert "page 1</a></strong>" in text and "Read by machine, not verified" in text
    strip = found["a.school", None][0].strips[0]
    assert as_user(worker).get(strip.url)["Content-Type"] == "image/png"


def test_taking_over_writes_the_draft_and_remembers_the_page(printed, draft, scan, worker, as_user):
    scan([filled(printed, ticks=HAPPY, words={"a.school": "Oakfield"}).rotate(180)], dpi=300)
    found = on_paper.by_place(draft, on_paper.sheets_of(worker, draft), speakers={})
    browser, address = as_user(worker), reverse("documents:record", args=[draft.pk])
    school, likes = found["a.school", None][0], found["a.likes", None][0]
    said = {school.strips[0].name: "Oakfield School", "act": f"paper_take:{school.token}"}
    assert browser.post(address, said | {"l.0": "typed meanwhile"}).status_code == 302
    posted = {tick.name: "yes" for tick in likes.ticks if tick.state == "yes"}
    browser.post(address, posted | {"act": f"paper_take:{likes.token}"})
    leave = found["a.happy", None][0].token
    browser.post(address, {"act": f"paper_leave:{leave}"})
    answers = record_actions.answers_of(draft)
    assert answers["a.school", None] == "Oakfield School"
    assert answers["a.likes", None] == ["bed", "talk"]
    assert answers["l.0", None] == "typed meanwhile"
    assert ("a.happy", None) not in answers
    decided = {row.question: row for row in PaperAnswer._base_manager.all()}
    assert [decided[key].decision for key in ("a.school", "a.likes", "a.happy")] == [
        "changed", "taken", "left",
    ]  # fmt: skip
    assert decided["a.likes"].version.value == ["bed", "talk"]
    page = browser.get(address).content.decode()
    assert "taken with changes by Jo Adeyemi" in page and "left on the paper by" in page
    for code in ("documents.answer_taken_from_paper", "documents.answer_left_on_paper"):
        assert AuditEvent.objects.filter(code=code, actor=worker).exists()


def test_my_work_of_whoever_must_accept_them_says_that_answers_came_home_until_all_are_decided(
    printed, draft, scan, worker, colleague, as_user
):
    work, address = reverse("portal:my_work"), reverse("documents:record", args=[draft.pk])
    assert "to be accepted" not in as_user(worker).get(work).text
    scan([filled(printed, ticks=HAPPY, words={"a.school": "Oakfield"})], dpi=300)
    page = as_user(worker).get(work).text
    assert "Visit form, Rowan Moss: 3 answers on paper wait to be accepted" in page
    assert f'<a href="{address}">Visit form' in page
    assert "to be accepted" not in as_user(colleague).get(work).text
    found = on_paper.by_place(draft, on_paper.sheets_of(worker, draft), speakers={})
    for left, key in ((2, "school"), (1, "likes"), (0, "happy")):
        token = found[f"a.{key}", None][0].token
        as_user(worker).post(address, {"act": f"paper_leave:{token}"})
        assert on_paper.undecided(draft, on_paper.sheets_of(worker, draft)) == left
    assert "to be accepted" not in as_user(worker).get(work).text


def test_a_fact_from_paper_says_so(printed, draft, scan, worker, manager, rowan):
    scan([filled(printed, words={"a.school": "Oakfield"})], dpi=300)
    seen = on_paper.by_place(draft, on_paper.sheets_of(worker, draft), speakers={})
    school = seen["a.school", None][0]
    paper_actions.take(
        by=worker,
        record=draft,
        sheet=school.sheet,
        place=school.place,
        raw="Oakfield School",
        proposed=school.proposed,
        speakers={},
    )
    record_actions.hand_in(by=worker, record=draft)
    record_actions.authorise(by=manager, record=draft)
    fact = Fact._base_manager.get(person=rowan, key="school")
    assert (fact.value, fact.source) == ("Oakfield School", "Visit form, on paper, page 1")


def test_a_box_that_is_not_clear_is_asked_about_and_nothing_is_taken_before(
    printed, draft, scan, worker, as_user
):
    doubtful = {
        ("a.likes", "food"): "dot",
        ("a.happy", "yes"): "tick",
        ("a.happy", "no"): "cross",
    }
    scan([filled(printed, ticks=doubtful)], dpi=300)
    found = on_paper.by_place(draft, on_paper.sheets_of(worker, draft), speakers={})
    likes, happy = found["a.likes", None][0], found["a.happy", None][0]
    assert likes.unclear and happy.unclear and happy.proposed is None
    browser, address = as_user(worker), reverse("documents:record", args=[draft.pk])
    for one in (likes, happy):
        refused = browser.post(address, {"act": f"paper_take:{one.token}", "l.1": "kept"})
        assert refused.status_code == 409
        page = refused.content.decode()
        assert "say which boxes are ticked" in page and "kept" in page
    assert not PaperAnswer._base_manager.exists()
    food = next(tick for tick in likes.ticks if tick.key == "food")
    browser.post(address, {"act": f"paper_take:{likes.token}", food.name: "yes"})
    browser.post(address, {"act": f"paper_take:{happy.token}", happy.token: "no"})
    assert record_actions.answers_of(draft)["a.likes", None] == ["food"]
    assert record_actions.answers_of(draft)["a.happy", None] == "no"


def test_what_is_missing_copied_or_without_corners_is_said(printed, draft, scan, worker):
    once = filled(printed, ticks=HAPPY)
    other = filled(printed, ticks={("a.happy", "no"): "tick"}, seed=9)
    scan([once, other], dpi=300)
    news = on_paper.news_of(draft, on_paper.sheets_of(worker, draft))
    assert any("page 2 has not come back" in line or "pages 2" in line for line in news)
    assert any("Page 1 came 2 times, and not filled in alike" in line for line in news)
    torn = by_hand.printed_pages(paper_actions.pdf_of(printed))[1]
    width, height = torn.size
    for left, top in ((0, 0), (0, height - 240), (width - 240, height - 240)):
        torn.paste("white", (left, top, left + 240, top + 240))
    scan([torn], dpi=300)
    news = on_paper.news_of(draft, on_paper.sheets_of(worker, draft))
    assert any("The black corners of page 2 were not found" in line for line in news)
    assert Image._base_manager.filter(state="read").count() == 3


def test_three_corners_are_enough(printed, draft, scan, worker):
    page = filled(printed, ticks=HAPPY)
    page.paste("white", (0, 0, 240, 240))
    scan([page.rotate(90, expand=True)], dpi=300)
    found = on_paper.by_place(draft, on_paper.sheets_of(worker, draft), speakers={})
    assert found["a.happy", None][0].proposed == "yes"


def test_a_code_of_another_council_stops_nothing_and_goes_into_no_record(
    printed, draft, scan, clerk, worker
):
    page = filled(printed, ticks=HAPPY)
    PaperForm._base_manager.filter(pk=printed.pk).update(code="ZZZZZZZZZZZZ")
    image = scan([page], dpi=300).images.get()
    assert image.state == Image.State.READ
    assert "was not printed here" in forms_home.note_for(clerk, image)
    assert on_paper.sheets_of(worker, draft) == []


def test_the_desk_is_told_whose_form_it_is_and_files_it_as_one_document(
    printed, draft, scan, clerk, as_user, rowan
):
    letter = paper.typed_page(["Northmoor Community Health", "Dear colleague"], dpi=300)
    batch = scan([letter, filled(printed), filled(printed, number=2), letter], dpi=300)
    browser = as_user(clerk)
    image = batch.images.get(position=2)
    page = browser.get(reverse("scanning:filing", args=[image.pk])).content.decode()
    assert "a form printed for Rowan Moss" in page
    assert "Visit form, filled in on paper" in page
    assert "of a paper form that Jo Adeyemi printed." in page
    together = proposals.document_around(proposals.places(batch), image)
    assert [one.position for one in together] == [2, 3]


def test_a_form_of_a_restricted_child_tells_the_desk_whom_to_ask_and_nothing_else(
    printed, draft, scan, clerk, worker, rowan, stranger
):
    page = filled(printed)
    Person._base_manager.filter(pk=rowan.pk).update(closure="restricted", closure_owner=worker)
    image = scan([page], dpi=300).images.get()
    note = forms_home.note_for(clerk, image)
    assert "hand it to Jo Adeyemi" in note and "Rowan" not in note
    for user in (clerk, stranger):
        assert on_paper.sheets_of(user, draft) == []
        with pytest.raises(access.Refused):
            access.get(user, FormSheet, FormSheet._base_manager.get().pk)


def test_a_record_decided_on_meanwhile_loses_nothing_and_its_next_version_takes_it(
    printed, draft, scan, worker, manager, clerk, as_user
):
    record_actions.hand_in(by=worker, record=draft)
    record_actions.authorise(by=manager, record=draft)
    image = scan([filled(printed, ticks=HAPPY)], dpi=300).images.get()
    assert "has been decided on since" in forms_home.note_for(clerk, image)
    address = reverse("documents:record", args=[draft.pk])
    assert "write a new version" in as_user(worker).get(address).content.decode()
    Exemplar.objects.filter(pk=draft.version.exemplar_id).update(live=True)
    again = record_actions.start_record(
        by=worker, version=draft.version, children=draft.children.all(), supersedes=draft
    )
    found = on_paper.by_place(again, on_paper.sheets_of(worker, again), speakers={})
    assert found["a.happy", None][0].proposed == "yes"


def test_a_form_that_is_read_again_keeps_what_was_decided(printed, draft, scan, worker, clerk):
    scan([filled(printed, ticks=HAPPY)], dpi=300)
    sheet = FormSheet._base_manager.get()
    paper_actions.leave(by=worker, record=draft, sheet=sheet, place=("a.happy", None))
    forms_home.keep(sheet.page, None)
    assert PaperAnswer._base_manager.get().sheet == sheet


class TestPrinting:
    def test_the_writer_makes_a_form_and_prints_it(self, draft, worker, rowan, as_user):
        browser, address = as_user(worker), reverse("documents:paper_forms", args=[draft.pk])
        sent = {"child": rowan.pk, "wording": "family", "size": "18", "language": "en"}
        page = browser.post(address, sent, follow=True).content.decode()
        assert "Print it from the list below." in page
        made = PaperForm._base_manager.get()
        assert (made.record, made.version, made.child, made.is_large) == (
            draft, draft.version, rowan, True,
        )  # fmt: skip
        pdf = browser.get(reverse("documents:paper_form_print", args=[made.pk]))
        assert pdf["Content-Type"] == "application/pdf"

    def test_a_stranger_neither_makes_nor_sees_one(self, printed, draft, stranger, rowan, as_user):
        browser = as_user(stranger)
        sent = {"child": rowan.pk, "wording": "family", "size": "14", "language": "en"}
        assert (
            browser.post(reverse("documents:paper_forms", args=[draft.pk]), sent).status_code == 404
        )
        answer = browser.get(reverse("documents:paper_form_print", args=[printed.pk]))
        assert answer.status_code == 404
        assert PaperForm._base_manager.count() == 1

    def test_one_choice_missing_is_said(self, draft, worker, rowan, as_user):
        answer = as_user(worker).post(
            reverse("documents:paper_forms", args=[draft.pk]),
            {"child": rowan.pk, "size": "14", "language": "en"},
        )
        assert answer.status_code == 422
        assert not PaperForm._base_manager.exists()


class TestSigning:
    @pytest.fixture
    def release(self, council, worker, kerry, mother):
        return sharing.release(by=worker, record=a_plan(council), recipient=kerry)

    @pytest.mark.parametrize("is_large", [False, True])
    def test_what_is_signed_stands_on_one_page(self, release, worker, is_large):
        form = paper_actions.print_for_signing(by=worker, release=release, is_large=is_large)
        assert form.count == 1

    @pytest.fixture
    def signed(self, release, worker, scan):
        form = paper_actions.print_for_signing(by=worker, release=release)
        page = by_hand.printed_pages(paper_actions.pdf_of(form))[-1]
        rng = random.Random(4)
        for spot in spots(form):
            if (spot.question, spot.key) == (SIGN, "partly"):
                by_hand.tick(page, spot, "tick", rng)
            if spot.question in {NAME, SIGNATURE, DAY}:
                by_hand.write(page, spot, ["Kerry Moss"])
        scan([page.rotate(2, fillcolor="white")], dpi=300)
        return FormSheet._base_manager.get(form=form)

    def told(self, sheet, **more):
        today = timezone.localdate()
        return {
            "sheet": str(sheet.pk),
            "decision": "partly",
            "typed_name": "Kerry Moss",
            "signed_on": f"{today.day} {today.month} {today.year}",
            "known_by": "I was there",
        } | more

    def test_it_is_offered_and_recorded_for_exactly_that_release(
        self, signed, release, worker, kerry, as_user
    ):
        browser, address = as_user(worker), reverse("documents:release", args=[release.pk])
        page = browser.get(address).content.decode()
        assert "A signed copy came back" in page
        assert "Partly: ticked." in page, signed.marks
        assert not Signature._base_manager.exists()
        work = unescape(browser.get(reverse("portal:my_work")).text)
        assert (
            f'{address}#sheet-{signed.pk}">Kerry Moss' in work
            and "came back signed on paper" in work
        )
        browser.post(reverse("documents:signed_on_paper", args=[release.pk]), self.told(signed))
        assert "came back signed on paper" not in unescape(
            browser.get(reverse("portal:my_work")).text
        )
        made = Signature._base_manager.get()
        assert (made.release, made.signer, made.decision, made.format, made.release_sha256) == (
            release, kerry, "partly", "paper", release.sha256,
        )  # fmt: skip
        signed.refresh_from_db()
        assert signed.signature == made
        assert SealedEdition._base_manager.filter(signature=made).exists()
        assert made.receipt in browser.get(address).content.decode()

    def test_a_release_replaced_meanwhile_is_said_and_the_older_one_is_signed(
        self, signed, release, worker, kerry, as_user
    ):
        newer = sharing.release(
            by=worker,
            record=release.published.record,
            recipient=kerry,
            asks_for_signature=False,
        )
        page = as_user(worker).get(reverse("documents:release", args=[release.pk])).content.decode()
        assert "This text was replaced since" in page
        as_user(worker).post(
            reverse("documents:signed_on_paper", args=[release.pk]), self.told(signed)
        )
        assert not newer.signatures.exists() and release.signatures.count() == 1

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"decision": ""}, "Choose the answer that is ticked"),
            ({"typed_name": " "}, "Write the name"),
            ({"signed_on": "1 1 2020"}, "between the day of printing and today"),
            ({"known_by": ""}, "Say how you know"),
        ],
    )
    def test_what_cannot_be_is_said_and_nothing_typed_is_lost(
        self, signed, release, worker, as_user, changes, sentence
    ):
        answer = as_user(worker).post(
            reverse("documents:signed_on_paper", args=[release.pk]),
            self.told(signed, words="the school bit is not mine", **changes),
        )
        page = answer.content.decode()
        assert answer.status_code == 422
        assert sentence in page and "the school bit is not mine" in page
        assert not Signature._base_manager.exists()

    def test_a_stranger_and_the_reader_cannot_record_it(
        self, signed, release, stranger, mother, as_user
    ):
        for user in (stranger, mother):
            answer = as_user(user).post(
                reverse("documents:signed_on_paper", args=[release.pk]), self.told(signed)
            )
            assert answer.status_code in (403, 404)
        assert not Signature._base_manager.exists()


def test_the_corners_are_not_found_where_there_are_none():
    import numpy as np

    letter = paper.typed_page(["Dear colleague", "the plan goes on"], dpi=150).convert("L")
    assert form_marks.fit_of(np.asarray(letter)) is None
