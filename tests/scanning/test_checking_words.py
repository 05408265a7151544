"""People check what the machine read: word by word, or by typing the page."""

import io
import re
from datetime import date

import pytest
from django.urls import reverse
from PIL import Image as Picture

from cases.access import Refused
from cases.models import AuditEvent, IndexChange, Membership
from documents import checking, readings
from documents.checking import Overtaken
from documents.filing import file_pages
from documents.models import DoubtfulWord, Reading, WordCheck
from scanning import checking as desk
from scanning.models import Image
from tests.scanning.doubtful_pages import read_again, text_of
from tests.scanning.pages import add_read_pages

pytestmark = pytest.mark.django_db

READ = "Seen on 3 Mow 2026\nby Ann Bcck\nwith tbe school"
DOUBTS = {"Mow": ("date", "Nov"), "Bcck": ("name", "Beck"), "tbe": ("word", "the")}


@pytest.fixture
def page(add):
    image = add_read_pages(add(b"%PDF-1.7 one page"), [READ])[0]
    read_again(image, READ, DOUBTS)
    return image


@pytest.fixture
def one_reader(settings):
    """Everything is settled by one person, for what is not about two."""
    settings.KINFILE_SECOND_READER = []


def word(image: Image, read: str) -> DoubtfulWord:
    return DoubtfulWord._base_manager.get(page=image.page_id, read=read)


def say(by, found: DoubtfulWord, text: str | None = None) -> WordCheck:
    verdict = "right" if text is None else "corrected"
    return desk.answer(by=by, word=found, verdict=verdict, text=text or "")


def test_a_correction_is_a_version_with_its_author_and_reaches_the_index(page, clerk, one_reader):
    before = page.page.reading
    IndexChange.objects.all().delete()
    say(clerk, word(page, "Bcck"), "Beck")
    assert text_of(page) == "Seen on 3 Mow 2026\nby Ann Beck\nwith tbe school"
    now = Reading._base_manager.get(page=page.page_id, is_current=True)
    assert (now.author, now.engine) == (clerk, before.engine)
    beck = next(w for w in readings.unpacked(now.words) if w.text == "Beck")
    assert beck.left == word(page, "Bcck").left
    assert Reading._base_manager.get(pk=before.pk).text == READ
    assert IndexChange.objects.filter(kind="image", object_id=page.pk).exists()
    assert Image._base_manager.get(pk=page.pk).cues


def test_a_correction_of_a_filed_page_tells_the_index_of_its_document(page, clerk, worker, rowan):
    document = file_pages(
        by=clerk,
        pages=[page.page],
        about=[rowan],
        title="Letter",
        kind="letter",
        dated_on=date(2026, 11, 3),
    )
    IndexChange.objects.all().delete()
    say(worker, word(page, "tbe"), "the")
    assert IndexChange.objects.filter(kind="document", object_id=document.pk).exists()
    assert text_of(page).endswith("with the school")


def test_a_word_that_was_right_leaves_the_text_and_the_queue(page, clerk, one_reader):
    found = word(page, "tbe")
    say(clerk, found)
    assert text_of(page) == READ
    assert found not in checking.waiting(clerk)
    assert Reading._base_manager.filter(page=page.page_id).count() == 2  # the fixture's two
    now = Reading._base_manager.get(page=page.page_id, is_current=True)
    assert [doubt.read for doubt in readings.doubts_of(now)] == ["Mow", "Bcck"]
    assert next(w for w in readings.unpacked(now.words) if w.text == "tbe").confidence == 100


def test_one_word_may_be_several_or_none_and_those_behind_keep_their_places(
    page, clerk, one_reader
):
    say(clerk, word(page, "Bcck"), "van der Beck")
    say(clerk, word(page, "Mow"), "")
    say(clerk, word(page, "tbe"), "the")
    assert text_of(page) == "Seen on 3 2026\nby Ann van der Beck\nwith the school"


@pytest.mark.parametrize("text", ["Nov", "", "Nov 1st"])
def test_undo_gives_back_what_was_read(page, clerk, one_reader, text):
    check = say(clerk, word(page, "Mow"), text)
    say(clerk, word(page, "tbe"), "the")
    desk.take_back(by=clerk, check=check)
    assert text_of(page) == READ.replace("tbe", "the")
    assert word(page, "Mow") in checking.waiting(clerk)


def test_nobody_takes_back_what_somebody_else_said(page, clerk, records, one_reader):
    check = say(clerk, word(page, "tbe"), "the")
    with pytest.raises(Refused):
        desk.take_back(by=records, check=check)
    assert text_of(page).endswith("the school")


def test_an_unreadable_word_stays_as_it_was_read_and_is_not_asked_again(page, clerk, one_reader):
    found = word(page, "tbe")
    desk.answer(by=clerk, word=found, verdict="unreadable")
    assert text_of(page) == READ
    assert found not in checking.waiting(clerk)
    assert found.outcome == "unreadable"


def test_a_word_that_was_skipped_waits_for_others_and_can_be_taken_up_again(page, clerk, records):
    found = word(page, "tbe")
    desk.answer(by=clerk, word=found, verdict="skipped")
    assert found not in checking.waiting(clerk)
    assert found in checking.waiting(records)
    assert checking.take_up_skipped(by=clerk) == 1
    assert found in checking.waiting(clerk)


def test_the_riskiest_page_comes_first_and_is_finished_before_another(add, clerk, one_reader):
    low, high = add_read_pages(add(b"%PDF-1.7 two pages"), [READ, READ])
    read_again(low, "Dear Mr Bcck", {"Bcck": ("name", "")})
    read_again(high, "on 3 Mow by tbe bus", {"Mow": ("date", ""), "tbe": ("word", "")})
    order, now = [], None
    for _ in range(3):
        now = checking.next_word(clerk, page=now.page if now else None)
        order.append(now.read)
        say(clerk, now)
    assert order == ["Mow", "tbe", "Bcck"]


def test_from_the_whole_page_the_next_word_is_one_of_that_page(add, clerk, as_user, one_reader):
    low, high = add_read_pages(add(b"%PDF-1.7 two pages"), [READ, READ])
    read_again(low, READ, {"tbe": ("word", "")})
    read_again(high, "on 3 Mow", {"Mow": ("date", "")})
    browser = as_user(clerk)
    whole = browser.get(reverse("scanning:check_page", args=[low.page_id])).content.decode()
    link = re.search(r'href="([^"]+)" data-key="N"', whole)[1]
    assert browser.get(link).url == address("check_word", word(low, "tbe"))
    say(clerk, word(low, "tbe"))
    # When it is finished, and for an address that names none, the riskiest.
    for asked in (link, "?page=x", "?page="):
        where = asked if asked == link else reverse("scanning:check_next") + asked
        assert browser.get(where).url == address("check_word", word(high, "Mow"))


def test_two_people_are_led_to_two_pages(add, clerk, records):
    one, two = add_read_pages(add(b"%PDF-1.7 two pages"), [READ, READ])
    read_again(one, READ, DOUBTS)
    read_again(two, READ, {"tbe": ("word", "")})
    checking.open_page(clerk, checking.next_word(clerk).page_id)
    assert checking.next_word(records).page_id == two.page_id


# Two readers.


def test_a_name_changes_only_when_two_people_agree_who_did_not_see_each_other(
    page, clerk, records, as_user
):
    say(clerk, word(page, "Bcck"), "Beckett")
    assert text_of(page) == READ
    assert word(page, "Bcck") not in checking.waiting(clerk)
    shown = as_user(records).get(address("check_word", word(page, "Bcck"))).content.decode()
    assert "Beckett" not in shown
    assert "Somebody has read this word already" in shown
    say(records, word(page, "Bcck"), "Beckett")
    assert "Ann Beckett" in text_of(page)


def test_where_two_differ_a_third_sees_both_and_decides(page, clerk, records, worker, as_user):
    worker_of_desk(worker, page)
    say(clerk, word(page, "Bcck"), "Beck")
    answer = as_user(records).post(
        address("check_word", word(page, "Bcck")),
        {"act": "answer", "text": "Back", "read": "Bcck"},
        follow=True,
    )
    assert "The other reader has “Beck”, you have “Back”" in answer.content.decode()
    assert text_of(page) == READ
    assert word(page, "Bcck") not in checking.disputed(clerk)
    assert word(page, "Bcck") in checking.disputed(worker)
    shown = as_user(worker).get(address("check_word", word(page, "Bcck"))).content.decode()
    assert 'value="Beck"' in shown
    assert 'value="Back"' in shown
    say(worker, word(page, "Bcck"), "Beck")
    assert "Ann Beck" in text_of(page)


def test_which_kinds_need_two_readers_is_set(page, clerk, settings):
    settings.KINFILE_SECOND_READER = ["word"]
    say(clerk, word(page, "Bcck"), "Beck")
    say(clerk, word(page, "tbe"), "the")
    assert text_of(page) == READ.replace("Bcck", "Beck")


def test_taking_back_the_second_answer_opens_the_word_again(page, clerk, records):
    say(clerk, word(page, "Bcck"), "Beck")
    check = say(records, word(page, "Bcck"), "Beck")
    desk.take_back(by=records, check=check)
    assert text_of(page) == READ
    assert word(page, "Bcck") in checking.waiting(records)
    say(records, word(page, "Bcck"), "Beck")
    assert "Ann Beck" in text_of(page)


# Nothing is overwritten unseen.


def test_a_word_that_somebody_settled_meanwhile_is_not_settled_twice(
    page, clerk, records, one_reader
):
    seen_by_both = word(page, "tbe")
    say(clerk, word(page, "tbe"), "the")
    with pytest.raises(Overtaken):
        say(records, seen_by_both, "tube")
    assert text_of(page).endswith("with the school")


def test_two_people_on_one_page_keep_both_their_words(page, clerk, records, one_reader):
    one, two = word(page, "tbe"), word(page, "Bcck")
    say(clerk, one, "the")
    say(records, two, "Beck")
    assert text_of(page) == "Seen on 3 Mow 2026\nby Ann Beck\nwith the school"


def test_a_later_machine_reading_keeps_what_people_said(page, clerk, one_reader):
    say(clerk, word(page, "Bcck"), "Beck")
    say(clerk, word(page, "tbe"))
    read_again(
        page,
        "Seen on 3 Nov 2026\nby Ann Bock\nwith the school",
        {"Bock": ("name", "Bcck"), "school": ("word", "")},
        shift=2,
    )
    assert text_of(page) == "Seen on 3 Nov 2026\nby Ann Beck\nwith tbe school"
    assert [w.read for w in checking.waiting(clerk)] == ["school"]


def test_a_first_answer_outlives_a_later_machine_reading(page, clerk, records):
    say(clerk, word(page, "Bcck"), "Beck")
    read_again(page, READ.replace("Mow", "Nov"))
    assert [w.read for w in checking.waiting(records)] == ["Bcck"]
    say(records, word(page, "Bcck"), "Beck")
    assert text_of(page) == "Seen on 3 Nov 2026\nby Ann Beck\nwith tbe school"


def test_a_page_that_a_person_typed_is_not_read_over_by_a_machine(page, clerk):
    desk.type_page(by=clerk, page=page.page, text="What I see.", seen=page.page.reading.pk)
    kept = read_again(page, READ, DOUBTS)
    assert text_of(page) == "What I see."
    assert not Reading._base_manager.get(pk=kept.pk).is_current
    assert not checking.waiting(clerk).exists()


def test_a_reading_of_another_picture_is_kept_beside_what_people_said(page, clerk, one_reader):
    say(clerk, word(page, "tbe"), "the")
    now = Reading._base_manager.get(page=page.page_id, is_current=True)
    other = Reading(read_as="scan", engine="x", text="Upside down", width=now.height, height=9)
    readings.replace(page.page, other)
    assert text_of(page).endswith("with the school")


# Typing.


def test_a_page_that_failed_is_typed_and_counts_as_read(page, clerk):
    Reading._base_manager.filter(page=page.page_id).delete()
    Image._base_manager.filter(pk=page.pk).update(state="failed", problem="Too dark.")
    assert [image.pk for image in desk.pages_to_type(clerk)] == [page.pk]
    desk.type_page(by=clerk, page=page.page, text="Dear  Jo,\n\n\n\nhe came.", seen=None)
    assert text_of(page) == "Dear Jo,\n\nhe came."
    assert Image._base_manager.get(pk=page.pk).state == "read"
    assert desk.pages_to_type(clerk) == []
    desk.take_back_typing(by=clerk, page=page.page)
    assert not Reading._base_manager.filter(page=page.page_id, is_current=True).exists()
    assert Image._base_manager.get(pk=page.pk).state == "failed"


def test_handwriting_waits_to_be_typed_and_typed_words_stand_where_they_were_read(page, clerk):
    read_again(page, READ, looks_like="handwriting")
    assert [image.pk for image in desk.pages_to_type(clerk)] == [page.pk]
    current = Reading._base_manager.get(page=page.page_id, is_current=True)
    desk.type_page(
        by=clerk,
        page=page.page,
        text="Seen on 3 Nov 2026\nby Ann Beck\nand me\nwith the school",
        seen=current.pk,
    )
    typed = Reading._base_manager.get(page=page.page_id, is_current=True)
    places = {w.text: (w.left, w.top) for w in readings.unpacked(typed.words)}
    read = {w.text: (w.left, w.top) for w in readings.unpacked(current.words)}
    assert places["Seen"] == read["Seen"]
    assert places["Beck"] == read["Bcck"]
    assert all(w.width > 0 and w.height > 0 for w in readings.unpacked(typed.words))
    assert desk.pages_to_type(clerk) == []


def test_typing_over_a_newer_text_loses_neither(page, clerk, as_user, one_reader):
    seen = page.page.reading.pk
    say(clerk, word(page, "tbe"), "the")
    answer = as_user(clerk).post(
        reverse("scanning:check_type", args=[page.page_id]),
        {"text": "My own words of it", "seen": str(seen)},
    )
    shown = answer.content.decode()
    assert "was changed while you typed" in shown
    assert "My own words of it" in shown
    assert "with the school" in shown
    assert text_of(page).endswith("with the school")


def test_undoing_what_was_typed_opens_the_words_again(page, clerk):
    desk.type_page(by=clerk, page=page.page, text="Mine", seen=page.page.reading.pk)
    assert not checking.waiting(clerk).exists()
    desk.take_back_typing(by=clerk, page=page.page)
    assert text_of(page) == READ
    assert checking.waiting(clerk).count() == 3


# Who may.


@pytest.mark.parametrize("who", ["stranger", "worker", "duty", "chair", "designer"])
def test_a_page_on_the_desk_is_checked_by_the_desk_alone(page, council, clerk, as_user, who):
    assert checking.waiting(clerk).count() == 3
    assert as_user(clerk).get(address("check_strip", word(page, "tbe"))).status_code == 200
    other = council.user(who)
    assert checking.waiting(other).count() == 0
    for name in ("check_word", "check_strip"):
        assert as_user(other).get(address(name, word(page, "tbe"))).status_code == 404
    with pytest.raises(Refused):
        say(other, word(page, "tbe"), "the")
    with pytest.raises(Refused):
        desk.type_page(by=other, page=page.page, text="Mine", seen=page.page.reading.pk)
    assert text_of(page) == READ


@pytest.mark.parametrize("who", ["stranger", "father", "mother", "chair", "clerk"])
def test_a_filed_page_is_checked_by_whoever_writes_in_its_file(
    page, council, clerk, rowan, as_user, who
):
    file_pages(
        by=clerk,
        pages=[page.page],
        about=[rowan],
        title="Letter",
        kind="letter",
        dated_on=date(2026, 11, 3),
    )
    Image._base_manager.filter(pk=page.pk).delete()
    worker = council.user("worker")
    assert checking.waiting(worker).count() == 3
    assert as_user(worker).get(address("check_strip", word(page, "tbe"))).status_code == 200
    other = council.user(who)
    assert checking.waiting(other).count() == 0
    assert desk.figures(other).waiting == 0
    assert as_user(other).get(address("check_strip", word(page, "tbe"))).status_code == 404
    with pytest.raises(Refused):
        say(other, word(page, "tbe"), "the")


def test_counts_stand_where_people_look_and_only_for_them(page, clerk, stranger, as_user):
    assert "3<span" in as_user(clerk).get(reverse("scanning:desk")).content.decode()
    shown = as_user(stranger).get(reverse("scanning:desk")).content.decode()
    assert "words wait for you" not in shown
    assert (
        "No word waits for you"
        in as_user(stranger).get(reverse("scanning:checking")).content.decode()
    )


def test_a_worker_finds_the_words_of_their_files_in_my_work(page, clerk, worker, rowan, as_user):
    file_pages(
        by=clerk,
        pages=[page.page],
        about=[rowan],
        title="Letter",
        kind="letter",
        dated_on=date(2026, 11, 3),
    )
    shown = as_user(worker).get("/").content.decode()
    assert "3 words on 1 page that the machine was not sure of" in shown


def test_the_log_has_one_row_a_page_opened_and_one_a_word_answered(page, clerk, as_user):
    browser = as_user(clerk)
    for read in ("tbe", "Mow"):
        browser.get(address("check_word", word(page, read)))
        browser.get(address("check_strip", word(page, read)))
        browser.post(address("check_word", word(page, read)), {"act": "answer", "text": read})
    codes = list(AuditEvent.objects.filter(actor=clerk).values_list("code", flat=True))
    assert codes.count("documents.page.check") == 1
    assert codes.count("documents.word_checked") == 2


# The screen.


def address(name: str, found: DoubtfulWord) -> str:
    return reverse(f"scanning:{name}", args=[found.pk])


def worker_of_desk(worker, image) -> None:
    Membership.objects.create(user=worker, team=image.batch.team)
    worker.role = "support"
    worker.save()


def test_enter_enter_enter_goes_through_a_page(page, clerk, as_user, one_reader):
    browser = as_user(clerk)
    answer = browser.get(reverse("scanning:check_next"), follow=True)
    for _ in range(3):
        shown = answer.content.decode()
        value = re.search(r'name="text" type="text" value="([^"]*)"', shown)[1]
        read = re.search(r'name="read" value="([^"]*)"', shown)[1]
        answer = browser.post(
            answer.request["PATH_INFO"], {"act": "answer", "text": value, "read": read}, follow=True
        )
    assert "No word waits for you now" in answer.content.decode()
    assert text_of(page) == READ


def test_one_key_takes_what_the_other_engine_read(page, clerk, as_user, one_reader):
    found = word(page, "Mow")
    shown = as_user(clerk).get(address("check_word", found)).content.decode()
    assert re.search(r'name="choose" value="Nov" data-key="2"', shown)
    assert "read by one engine" in shown and "by the other" in shown and "tesseract" not in shown
    as_user(clerk).post(address("check_word", found), {"choose": "Nov", "read": "Mow"})
    assert "3 Nov 2026" in text_of(page)


def test_the_strip_is_the_line_with_its_word(page, clerk, as_user):
    answer = as_user(clerk).get(address("check_strip", word(page, "Bcck")))
    with Picture.open(io.BytesIO(answer.content)) as strip:
        assert strip.width > 3 * strip.height
    assert "no-store" in answer.headers["Cache-Control"]


def test_what_belongs_to_another_word_is_asked_about_once(page, clerk, as_user, one_reader):
    found = word(page, "Bcck")
    sent = {"act": "answer", "text": "eptember", "read": "Bcck"}
    shown = as_user(clerk).post(address("check_word", found), sent).content.decode()
    assert "Please look twice" in shown
    assert text_of(page) == READ
    as_user(clerk).post(address("check_word", found), {**sent, "looked_again": "eptember"})
    assert "Ann eptember" in text_of(page)


def test_what_belongs_to_another_word_is_noticed_in_a_short_one_too(page, clerk, as_user):
    read_again(page, "Dear Dr who came", {"Dr": ("name", "")})
    sent = {"act": "answer", "text": "eptember", "read": "Dr"}
    shown = as_user(clerk).post(address("check_word", word(page, "Dr")), sent).content.decode()
    assert "Please look twice" in shown
    assert not WordCheck._base_manager.exists()


def test_an_empty_field_is_a_slip_and_changes_nothing(page, clerk, as_user, one_reader):
    found = word(page, "tbe")
    shown = as_user(clerk).post(
        address("check_word", found), {"act": "answer", "text": " ", "read": "tbe"}
    )
    assert "Nothing is typed" in shown.content.decode()
    assert text_of(page) == READ


def test_what_was_typed_for_a_word_that_is_gone_is_told_again(page, clerk, as_user, one_reader):
    found = word(page, "tbe")
    read_again(page, READ)
    answer = as_user(clerk).post(
        address("check_word", found), {"act": "answer", "text": "tube", "read": "tbe"}, follow=True
    )
    assert "You typed: “tube”" in answer.content.decode()


def test_undo_comes_back_to_the_word(page, clerk, as_user, one_reader):
    browser = as_user(clerk)
    browser.post(address("check_word", word(page, "Mow")), {"choose": "Nov", "read": "Mow"})
    answer = browser.post(address("check_word", word(page, "Bcck")), {"act": "undo"})
    assert answer.headers["Location"] == address("check_word", word(page, "Mow"))
    assert text_of(page) == READ


def test_earlier_texts_can_be_looked_at(page, clerk, as_user, one_reader):
    first = page.page.reading
    say(clerk, word(page, "Bcck"), "Beck")
    url = reverse("scanning:check_page", args=[page.page_id])
    shown = as_user(clerk).get(url).content.decode()
    assert "A word changed by Sam Whitlock" in shown
    assert "by Ann Beck" in shown
    shown = as_user(clerk).get(url, {"version": str(first.pk)}).content.decode()
    assert "by Ann Bcck" in shown
    assert "This is an earlier text" in shown


def test_the_whole_page_marks_in_its_text_what_it_marks_on_its_picture(
    page, clerk, as_user, one_reader
):
    browser = as_user(clerk)
    where = reverse("scanning:check_page", args=[page.page_id])
    shown = browser.get(where).content.decode()
    told = [one.read for one in page.page.doubtful_words.filter(state="open").order_by("at")]
    assert told
    assert re.findall(r"<mark>([^<]*)</mark>", shown) == told
    assert shown.count('class="page-viewer__doubt"') == len(told)


def test_the_figures_are_about_the_machine(page, clerk, as_user, one_reader):
    say(clerk, word(page, "Bcck"), "Beck")
    say(clerk, word(page, "tbe"))
    found = desk.figures(clerk)
    assert (found.waiting, found.today, found.checked) == (1, 2, 2)
    kinds = {share.label: (share.checked, share.wrong, share.percent) for share in found.by_kind}
    assert kinds == {"Name": (1, 1, 100), "Other word": (1, 0, 0)}
    assert [(s.label, s.percent) for s in found.by_engine] == [("tesseract", 50)]
    shown = as_user(clerk).get(reverse("scanning:checking")).content.decode()
    assert "2 words settled in all, 2 today" in shown


def test_a_paper_says_how_far_its_text_can_be_trusted(page, clerk, worker, rowan, as_user):
    document = file_pages(
        by=clerk,
        pages=[page.page],
        about=[rowan],
        title="Letter",
        kind="letter",
        dated_on=date(2026, 11, 3),
    )
    paper = reverse("portal:page", args=[document.pk, 1])
    case = reverse("portal:case_file", args=[rowan.pk])
    browser = as_user(worker)
    assert "not verified: 3 words to check" in browser.get(paper).content.decode()
    assert "1 page to check" in browser.get(case).content.decode()
    desk.type_page(by=worker, page=page.page, text="Mine", seen=page.page.reading.pk)
    assert "Typed by Jo Adeyemi" in browser.get(paper).content.decode()
    desk.take_back_typing(by=worker, page=page.page)
    for found in list(checking.waiting(worker)):
        say(worker, found)
    clerk.role = "practitioner"
    for found in DoubtfulWord._base_manager.filter(state="open"):
        found.state = "settled"
        found.save()
    assert "checked by a person" in browser.get(paper).content.decode()
    assert "to check" not in browser.get(case).content.decode()
