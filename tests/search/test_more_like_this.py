"""More like this: what shares the telling words of a thing, within what the asker may see, copies apart."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from cases import outbox
from cases.models import Assignment, AuditEvent, Event
from documents import readings
from documents.models import (
    Answer,
    AnswerVersion,
    Document,
    DocumentPage,
    Exemplar,
    ExemplarVersion,
    Page,
    PublishedVersion,
    Reading,
    Record,
    Release,
    Reply,
)
from search import alike, asking, saved, writing
from search.models import Search
from search.rights import Rights
from tests.search.shelf import KAI, ROWAN, WREN, entry, fill
from tests.world import stored

pytestmark = pytest.mark.django_db

LETTER = (
    "Dear colleague, on 3 March 2023 I weighed him with Sister Bevan: he has dropped to the second centile. "
    "The dietician asked for fortified milkshakes. Reference NHS-4857731. Please write to me about this family."
)
CHART = (
    "Growth chart of the paediatric clinic, second centile again; the dietician doubts the milkshakes. "
    "Bevan, clinic nurse, will weigh him on Tuesday."
)
OTHER = "The boiler of the flat is broken and the landlord does not answer. Housing was rung twice."


def paper_of(by, child, text, *, on=date(2023, 3, 3), title="Letter"):
    paper = Document.objects.create(title=title, kind="letter", dated_on=on, filed_by=by)
    paper.about.set([child])
    page = Page.objects.create(file=stored())
    Reading.objects.create(
        page=page, read_as="scan", engine="x", words=readings.packed([]), width=9, height=9, text=text
    )  # fmt: skip
    DocumentPage.objects.create(document=paper, page=page, number=1)
    outbox.changed(paper)
    return page


def record_of(by, child, title, text):
    exemplar = Exemplar.objects.create(name=title, plain_name=title)
    version = ExemplarVersion.objects.create(
        exemplar=exemplar, number=1, definition={}, sha256="0" * 64
    )
    record = Record.objects.create(
        version=version, title=title, written_by=by, dated_on=date(2023, 4, 4)
    )
    record.children.set([child])
    answer = Answer.objects.create(record=record, question="a")
    answer.current = AnswerVersion.objects.create(answer=answer, value=text, by=by)
    answer.save()
    outbox.changed(record)
    return record


@pytest.fixture
def shelf(own_index, worker, rowan):
    pages = {
        "letter": paper_of(worker, rowan, LETTER, title="Weight letter"),
        "chart": paper_of(worker, rowan, CHART, title="Growth chart"),
        "older": paper_of(worker, rowan, CHART + " The scales were old.", on=date(2020, 1, 1), title="Old chart"),
        "copy": paper_of(worker, rowan, LETTER + " Copy.", title="Weight letter again"),
        "other": paper_of(worker, rowan, OTHER, title="Boiler"),
    }  # fmt: skip
    writing.apply_waiting()
    return pages


def like(browser, kind, pk):
    return browser.post(reverse(f"search:like_{kind}", args=[pk]), follow=True)


def titles(found):
    return [hit.title for hit, _ in found.hits], [hit.title for hit in found.same]


def test_the_telling_words_are_references_names_and_days_before_words():
    tried = alike.candidates(LETTER)
    assert tried[0] == '"nhs 4857731"'
    assert tried.index('"bevan"') < tried.index("2023-03-03") < tried.index('"milkshakes"')
    # What stands everywhere tells nothing.
    assert not {'"please"', '"family"', '"with"', '"write"'} & set(tried)
    many = " ".join(f"word{one}{other}" for one in "abcdefgh" for other in "ijklmnop")
    assert len(alike.candidates(many)) == alike.MOST_TRIED


def test_everything_telling_is_understood_as_one_thing():
    for typed in alike.candidates(LETTER + CHART + OTHER):
        assert len(asking.parse(typed).wants) == 1


def test_what_shares_most_comes_first_and_copies_stand_apart(as_user, worker, shelf):
    answer = like(as_user(worker), "page", shelf["letter"].pk)
    found = answer.context["found"]
    hits, same = titles(found)
    assert hits == ["Growth chart", "Old chart"]
    assert same == ["Weight letter again"]
    both = set(found.hits[0][1])
    assert {"Bevan", "milkshakes", "dietician"} <= both
    for one in both:
        assert one in LETTER
    page = answer.content.decode()
    assert "More like Weight letter" in page
    assert "Because both have “" in page
    assert "Boiler" not in page


def test_a_hit_and_an_opened_page_lead_to_it(as_user, worker, shelf):
    browser = as_user(worker)
    address = f'action="{reverse("search:like_page", args=[shelf["chart"].pk])}"'
    shown = browser.post(reverse("search:ask"), {"words": "growth"}, follow=True).content.decode()
    assert address in shown
    document = DocumentPage._base_manager.get(page=shelf["chart"]).document_id
    opened = browser.get(reverse("portal:page", args=[document, 1])).content.decode()
    assert address in opened


def test_no_word_stands_in_an_address(as_user, worker, shelf):
    answer = as_user(worker).post(reverse("search:like_page", args=[shelf["letter"].pk]))
    made = Search._base_manager.get(like=f"page:{shelf['letter'].pk}")
    assert answer["Location"] == reverse("search:answer", args=[made.pk])
    # What nobody typed is in nobody's list of what they asked.
    assert saved.recent_of(worker) == []
    browser = as_user(worker)
    for name in ("save", "export", "remove", "with_words"):
        assert browser.post(reverse(f"search:{name}", args=[made.pk])).status_code == 404


def test_events_have_it_too(as_user, worker, shelf, rowan):
    event = Event.objects.create(kind="visit", happened_on="2023-04-04", headline="V", text=CHART)
    event.about.set([rowan])
    outbox.changed(event)
    writing.apply_waiting()
    browser = as_user(worker)
    found = like(browser, "event", event.pk).context["found"]
    assert "Weight letter" in titles(found)[0]
    assert "Growth chart" in titles(found)[1]
    assert reverse("search:like_event", args=[event.pk]) in browser.get(
        reverse("portal:event", args=[event.pk])
    ).content.decode()  # fmt: skip


def test_records_have_it_too_and_only_what_is_open_of_them(as_user, worker, stranger, shelf, rowan):
    record = record_of(worker, rowan, "Feeding", CHART)
    writing.apply_waiting()
    found = like(as_user(worker), "record", record.pk).context["found"]
    assert "Weight letter" in titles(found)[0]
    assert "Growth chart" in titles(found)[1]
    assert like(as_user(stranger), "record", record.pk).status_code == 404


def test_what_the_family_answered_has_it_too(as_user, worker, stranger, mother, shelf, rowan):
    record = record_of(worker, rowan, "Plan", "A plan of which something can be said.")
    published = PublishedVersion.objects.create(
        record=record, number=1, content={}, sha256="x", made_by=worker
    )
    release = Release.objects.create(
        published=published, recipient=mother.person, content={"title": "Plan"}, sha256="x", released_by=worker
    )  # fmt: skip
    release.about.set([rowan])
    reply = Reply.objects.create(
        release=release, block="a.b", author=mother.person, stance="partly", words=CHART
    )
    outbox.changed(reply)
    writing.apply_waiting()
    found = like(as_user(worker), "reply", reply.pk).context["found"]
    assert "Weight letter" in titles(found)[0]
    assert like(as_user(stranger), "reply", reply.pk).status_code == 404


def test_hidden_absent_and_withdrawn_are_alike(as_user, worker, stranger, shelf):
    absent = reverse("search:like_page", args=["00000000-0000-4000-8000-000000000000"])
    mine = reverse("search:like_page", args=[shelf["letter"].pk])
    outside = as_user(stranger)
    answers = [outside.post(absent), outside.post(mine)]
    assert {answer.status_code for answer in answers} == {404}
    assert not Search._base_manager.filter(asked_by=stranger).exists()
    browser = as_user(worker)
    kept = browser.post(mine)["Location"]
    Document._base_manager.filter(title="Weight letter").update(withdrawn_at=timezone.now())
    assert browser.post(mine).status_code == 404
    assert browser.get(kept).status_code == 404


def test_its_words_go_with_the_right_to_read_it(as_user, worker, shelf, rowan, kai):
    """What the thing said is shown nowhere once it is closed, not even as marks on another page."""
    page = paper_of(worker, kai, LETTER, title="Of Kai")
    browser = as_user(worker)
    kept = browser.post(reverse("search:like_page", args=[page.pk]))["Location"]
    made = Search._base_manager.get(like=f"page:{page.pk}")
    chart = DocumentPage._base_manager.get(page=shelf["chart"]).document_id
    marked = reverse("portal:page", args=[chart, 1]) + f"?search={made.pk}"
    assert browser.get(marked).context["search"] == made
    Assignment._base_manager.filter(child=kai).update(ended_at=timezone.now())
    assert browser.get(kept).status_code == 404
    assert browser.get(reverse("search:strip", args=[made.pk, shelf["chart"].pk])).status_code == 404  # fmt: skip
    shown = browser.get(marked)
    assert shown.context["search"] is None
    assert "centile&quot;" not in shown.content.decode()


def test_somebody_elses_answer_is_nobody_elses(as_user, worker, manager, shelf):
    kept = as_user(worker).post(reverse("search:like_page", args=[shelf["letter"].pk]))["Location"]
    assert as_user(manager).get(kept).status_code == 404


def test_it_leaves_an_audit_row_without_words(as_user, worker, shelf):
    like(as_user(worker), "page", shelf["letter"].pk)
    event = AuditEvent.objects.filter(code="search.asked").latest("pk")
    assert event.detail["found"] == 3
    assert AuditEvent.objects.filter(code="documents.page.glimpsed").exists()


def test_nothing_to_share_says_so(as_user, worker, shelf):
    page = like(as_user(worker), "page", shelf["other"].pk).content.decode()
    assert "Nothing else that you may see shares its telling words." in page


def test_what_is_shared_counts_within_the_rights_alone(engine):
    shelf = [entry(f"seen {n}", "centile", about=ROWAN) for n in range(3)]
    hidden = [entry(f"hidden {n}", "centile", about=WREN, closure="sealed") for n in range(9)]
    (want,) = asking.parse('"centile"').wants
    fill(engine, shelf)
    before = engine.sharing([want], Rights.only([ROWAN]), most=2)
    fill(engine, [*hidden, *shelf, entry("both", "centile", about=(ROWAN, KAI))])
    rights = Rights.only([ROWAN], denied=[KAI])
    assert engine.sharing([want], rights, most=2) == before
    assert (before[0].total, len(before[0].hits)) == (3, 2)
    assert before[0].hits[0] > before[0].hits[1]
    assert engine.sharing([want], rights, most=2, waiting=["seen 1"])[0].total == 2
    assert engine.sharing([want], Rights())[0].total == 0
