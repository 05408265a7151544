"""Filed pages are pointers: split, put together, ordered, turned, moved, undone; never read again, never lost."""

from datetime import date

import pytest
from django.urls import reverse

from cases import access
from cases.actions import Problem
from cases.models import AuditEvent, IndexChange, Person
from documents import arranging, filing, misfilings, readings, store
from documents.models import Document, DocumentPage, Misfiling, Page, PageEdit, Reading, StoredFile

pytestmark = pytest.mark.django_db

TEXTS = ["The first page.", "He said that he is hungry.", "The third page.", "The last page."]


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.KINFILE_DATA = tmp_path / "data"
    settings.KINFILE_DATA.mkdir()


@pytest.fixture
def paper(clerk, worker, rowan):
    def file(texts=TEXTS, *, about=(), title="Letter", telling=""):
        file = readings.file_row(store.keep(b"paper"), media_type="image/png")
        pages = [Page.objects.create(file=file, index=index) for index in range(len(texts))]
        for page, text in zip(pages, texts, strict=True):
            Reading.objects.create(
                page=page, read_as="scan", engine="x", text=text, width=10, height=10
            )
        document = Document.objects.create(
            title=title, dated_on=date(2026, 11, 12), filed_by=clerk, telling=telling
        )
        document.about.set(about or [rowan])
        DocumentPage.objects.bulk_create(
            DocumentPage(document=document, page=page, number=number)
            for number, page in enumerate(pages, start=1)
        )
        return document

    return file


def said(document: Document) -> list[str]:
    """What the pages of `document` say, in order; their numbers have no gap."""
    pointers = list(DocumentPage._base_manager.filter(document=document).order_by("number"))
    assert [one.number for one in pointers] == list(range(1, len(pointers) + 1))
    return [one.page.reading.text for one in pointers]


def test_a_copy_with_parts_hidden_is_mixed_with_no_other_paper(paper, worker, as_user):
    whole, copy, other = paper(), paper(title="Redacted"), paper(title="Memo")
    Document._base_manager.filter(pk=copy.pk).update(redacted_from=whole)
    copy.refresh_from_db()
    for one, two in ((whole, copy), (copy, whole)):
        with pytest.raises(Problem, match="A copy with parts hidden stays by itself"):
            arranging.merge(by=worker, document=one, other=two)
        with pytest.raises(Problem, match="A copy with parts hidden stays by itself"):
            arranging.move(by=worker, document=one, numbers=[1], to=two)
    offered = as_user(worker).get(reverse("portal:arrange", args=[whole.pk])).text
    assert f'value="{other.pk}"' in offered and f'value="{copy.pk}"' not in offered
    shown = as_user(worker).get(reverse("portal:arrange", args=[copy.pk])).text
    assert 'name="to"' not in shown and 'name="other"' not in shown
    arranging.merge(by=worker, document=whole, other=other)


def test_a_document_is_split_and_the_index_learns_of_both(paper, worker):
    document = paper()
    _, fresh = arranging.split(by=worker, document=document, first=3)
    assert (said(document), said(fresh)) == (TEXTS[:2], TEXTS[2:])
    assert list(fresh.about.all()) == list(document.about.all())
    assert access.decide(worker, "read", fresh)
    learnt = set(IndexChange.objects.filter(kind="document").values_list("object_id", flat=True))
    assert {document.pk, fresh.pk} <= learnt
    assert Reading._base_manager.count() == 4


@pytest.mark.parametrize("first", [0, 1, 5])
def test_a_split_leaves_a_page_on_either_side(paper, worker, first):
    document = paper()
    with pytest.raises(Problem, match="begins with it"):
        arranging.split(by=worker, document=document, first=first)
    assert said(document) == TEXTS


def test_two_papers_of_one_child_are_put_together(paper, worker, kai):
    one, other = paper(TEXTS[:2]), paper(TEXTS[2:])
    arranging.merge(by=worker, document=one, other=other)
    other.refresh_from_db()
    assert said(one) == TEXTS
    assert other.withdrawn_at is not None
    with pytest.raises(Problem, match="not about the same people"):
        arranging.merge(by=worker, document=one, other=paper(about=[kai]))


def test_the_order_is_changed_and_only_to_pages_that_are_there(paper, worker):
    document = paper()
    arranging.reorder(by=worker, document=document, numbers=[4, 1, 2, 3])
    assert said(document) == [TEXTS[3], *TEXTS[:3]]
    with pytest.raises(Problem, match="changed a moment ago"):
        arranging.reorder(by=worker, document=document, numbers=[1, 2])


def test_pages_are_turned_and_stay_turned_when_they_move(paper, worker):
    document, other = paper(), paper(["Elsewhere."])
    arranging.turn(by=worker, document=document, numbers=[2], degrees=270)
    arranging.move(by=worker, document=document, numbers=[2], to=other, at=1)
    assert said(other) == [TEXTS[1], "Elsewhere."]
    assert other.document_pages.order_by("number").first().turned_degrees == 270
    assert said(document) == [TEXTS[0], *TEXTS[2:]]


def test_pages_move_into_another_childs_file_and_rights_follow_at_once(
    paper, worker, chair, kai, rowan
):
    document = paper(telling="He said that he is hungry.")
    page = document.document_pages.get(number=2).page
    assert not access.decide(chair, "read", page)
    _, fresh = arranging.move_to(by=worker, document=document, numbers=[2], about=[kai])
    document.refresh_from_db()
    assert said(fresh) == [TEXTS[1]]
    assert list(fresh.about.all()) == [kai]
    assert access.decide(chair, "read", page)
    # The sentence of the page leaves the other child's list together with it.
    assert (document.telling, fresh.telling) == ("", "He said that he is hungry.")


def test_a_document_whose_last_page_left_is_withdrawn(paper, worker, kai):
    document = paper(["Only this."])
    arranging.move_to(by=worker, document=document, numbers=[1], about=[kai])
    document.refresh_from_db()
    assert document.withdrawn_at is not None


@pytest.mark.parametrize("act", ["split", "merge", "reorder", "turn", "move", "move_to"])
def test_every_act_is_undone_whole_and_once(paper, worker, kai, act):
    document, other = paper(telling=TEXTS[1]), paper(["Other."])
    before = said(document), said(other)
    do = {
        "split": lambda: arranging.split(by=worker, document=document, first=2)[0],
        "merge": lambda: arranging.merge(by=worker, document=document, other=other),
        "reorder": lambda: arranging.reorder(by=worker, document=document, numbers=[2, 1, 4, 3]),
        "turn": lambda: arranging.turn(by=worker, document=document, numbers=[1, 4]),
        "move": lambda: arranging.move(by=worker, document=document, numbers=[1], to=other),
        "move_to": lambda: arranging.move_to(
            by=worker, document=document, numbers=[1, 2, 3, 4], about=[kai]
        )[0],
    }
    edit = do[act]()
    assert PageEdit._base_manager.get(pk=edit.pk).after != edit.before
    arranging.undo(by=worker, edit=edit)
    assert (said(document), said(other)) == before
    for one in (document, other):
        one.refresh_from_db()
        assert one.withdrawn_at is None
        assert set(one.document_pages.values_list("turned_degrees", flat=True)) == {0}
    assert document.telling == TEXTS[1]
    assert list(
        Document.objects.visible_to(worker).values_list("pk", flat=True).order_by("pk")
    ) == (sorted([document.pk, other.pk]))
    with pytest.raises(Problem, match="undone already"):
        arranging.undo(by=worker, edit=edit)


def test_what_was_changed_since_is_not_undone_behind_somebodys_back(paper, worker, colleague):
    document = paper()
    edit = arranging.reorder(by=worker, document=document, numbers=[4, 3, 2, 1])
    arranging.turn(by=colleague, document=document, numbers=[1])
    with pytest.raises(Problem, match="changed since"):
        arranging.undo(by=worker, edit=edit)
    assert said(document) == TEXTS[::-1]
    edit.refresh_from_db()
    assert edit.undone_at is None


def test_whoever_only_reads_or_writes_in_one_of_the_files_changes_nothing(
    paper, council, worker, stranger, chair, clerk, kai, rowan
):
    document, of_both = paper(), paper(about=[kai, rowan])
    edit = arranging.turn(by=worker, document=document, numbers=[1])
    for user in (stranger, chair, clerk, council.user("mother"), council.user("duty")):
        for one in (document, of_both):
            with pytest.raises(access.Refused):
                arranging.turn(by=user, document=one, numbers=[1])
        with pytest.raises(access.Refused):
            arranging.undo(by=user, edit=edit)
    with pytest.raises(access.Refused):
        arranging.move_to(by=worker, document=document, numbers=[1], about=[council.people["tia"]])
    assert said(document) == TEXTS


def test_no_file_is_touched_and_the_log_says_what_was_done(paper, worker, rowan, kai):
    document = paper()
    files = list(StoredFile._base_manager.values())
    arranging.move_to(by=worker, document=document, numbers=[2], about=[kai])
    assert list(StoredFile._base_manager.values()) == files
    event = AuditEvent.objects.get(code="documents.page_moved")
    assert {one.person_id for one in event.subjects.all()} == {rowan.pk, kai.pk}


class TestWhoSawIt:
    def test_moving_out_of_a_wrong_file_keeps_who_saw_the_page_there(
        self, paper, worker, colleague, manager, kai, rowan
    ):
        document = paper()
        page = document.document_pages.get(number=2).page
        access.get(colleague, Page, page.pk)
        access.get(manager, Page, document.document_pages.get(number=1).page_id)
        arranging.move_to(by=worker, document=document, numbers=[2], about=[kai])
        found = Misfiling._base_manager.get()
        assert list(found.about.all()) == [rowan]
        assert [(one.user, one.number) for one in found.sightings.all()] == [(colleague, 2)]

    def test_a_look_from_before_it_lay_there_is_no_look_at_it_there(
        self, paper, worker, colleague, kai, rowan
    ):
        document = paper(about=[kai])
        page = document.document_pages.get(number=2).page
        access.get(colleague, Page, page.pk)
        edit, fresh = arranging.move_to(by=worker, document=document, numbers=[2], about=[rowan])
        Misfiling._base_manager.all().delete()
        arranging.undo(by=worker, edit=edit)
        assert not Misfiling._base_manager.exists()

    def test_a_search_that_showed_the_page_counts(self, paper, worker, colleague, kai, rowan):
        from cases import audit

        document = paper()
        page = document.document_pages.get(number=2).page_id
        audit.record(colleague, "search.asked", about=[rowan.pk], found=1, pages=[page])
        audit.record(worker, "search.asked", about=[rowan.pk], found=1, pages=[])
        arranging.move_to(by=worker, document=document, numbers=[2], about=[kai])
        sighting = Misfiling._base_manager.get().sightings.get()
        assert (sighting.user, sighting.how, sighting.number) == (colleague, "search.asked", 2)

    def test_moving_within_one_childs_file_is_nothing_to_report(self, paper, worker, colleague):
        document, other = paper(), paper()
        access.get(colleague, Document, document.pk)
        arranging.move(by=worker, document=document, numbers=[2], to=other)
        assert not Misfiling._base_manager.exists()

    def test_the_manager_writes_down_what_was_done_and_only_once(
        self, paper, worker, colleague, manager, kai
    ):
        document = paper()
        access.get(colleague, Document, document.pk)
        arranging.move_to(by=worker, document=document, numbers=[2], about=[kai])
        found = Misfiling._base_manager.get()
        with pytest.raises(access.Refused):
            misfilings.settle(by=worker, misfiling=found, words="Told them.")
        with pytest.raises(Problem, match="what was done"):
            misfilings.settle(by=manager, misfiling=found, words=" ")
        misfilings.settle(by=manager, misfiling=found, words="Told them.")
        with pytest.raises(Problem, match="a moment ago"):
            misfilings.settle(by=manager, misfiling=found, words="Again.")


def test_a_held_document_is_in_nobodys_file_until_it_is_released(paper, clerk, worker):
    document = paper()
    Document._base_manager.filter(pk=document.pk).update(held_at="2026-11-12T00:00Z")
    page = document.document_pages.first().page
    assert not access.decide(worker, "read", document)
    assert not access.decide(worker, "read", page)
    filing.release(by=clerk, document=document)
    assert access.decide(worker, "read", document)
    with pytest.raises(Problem, match="already"):
        filing.release(by=clerk, document=document)


def test_people_are_named_by_their_ids_alone_in_the_log(paper, worker):
    document = paper(title="Secret words")
    arranging.turn(by=worker, document=document, numbers=[1])
    assert "Secret" not in str(list(AuditEvent.objects.values_list("detail", flat=True)))
    assert Person._base_manager.filter(pk__in=document.concerns()).exists()
