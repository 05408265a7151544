from datetime import date

import pytest

from cases import access, actions
from cases.models import Assignment, IndexChange
from documents import readings
from documents.models import Document, DocumentPage, Page, Reading
from search import engines, finding, writing
from tests.search.engines import lose
from tests.world import stored

pytestmark = pytest.mark.usefixtures("own_index")


@pytest.fixture
def letter(rowan, clerk):
    """Three pages; the words of interest stand on the third only."""
    document = Document.objects.create(title="Letter", dated_on=date(2023, 3, 3), filed_by=clerk)
    document.about.set([rowan])
    for number, text in enumerate(
        ("To whom it may concern", "He eats well", "a red school bag behind the radiator"), start=1
    ):
        page = Page.objects.create(file=stored())
        words = [
            readings.Word(word, 100 + 80 * at, 200, 70, 30, 90.0)
            for at, word in enumerate(text.split())
        ]
        Reading.objects.create(
            page=page,
            read_as="scan",
            engine="x",
            text=text,
            words=readings.packed(words),
            width=1000,
            height=1400,
            view=stored(),
        )
        DocumentPage.objects.create(document=document, page=page, number=number)
    from cases import outbox

    outbox.changed(document)
    return document


def found(user, words):
    return [(hit.kind, hit.page) for hit in finding.find(user, words).hits]


def test_it_finds_the_page_on_which_the_words_stand(letter, worker):
    writing.apply_waiting()
    assert found(worker, "bags radiator") == [("page", 3)]


@pytest.mark.parametrize(
    "name", ["stranger", "clerk", "chair", "duty", "mother", "father", "young"]
)
def test_it_finds_nothing_for_those_who_may_not_read_the_file(letter, council, name):
    writing.apply_waiting()
    answer = finding.find(council.user(name), "radiator")
    assert (answer.hits, answer.total, answer.counts) == ([], 0, {}) or answer.total == 0
    assert not any(count for counts in answer.counts.values() for _, count in counts)


def test_what_waits_in_the_outbox_is_neither_found_nor_counted(letter, worker):
    writing.apply_waiting()
    IndexChange.objects.create(kind="document", object_id=letter.pk)
    assert finding.find(worker, "radiator").total == 0
    writing.apply_waiting()
    assert finding.find(worker, "radiator").total == 1


def test_a_right_that_ended_finds_nothing_at_once(letter, council, stranger, manager, rowan):
    writing.apply_waiting()
    held = actions.assign_worker(
        by=manager, child=rowan, worker=stranger, capacity=Assignment.Capacity.CO_WORKER
    )
    Assignment._base_manager.filter(pk=held.pk).update(team=None)
    assert found(stranger, "radiator") == [("page", 3)]
    actions.end_assignment(by=manager, assignment=held)
    assert found(stranger, "radiator") == []


def test_the_database_has_the_last_word_on_a_stale_index(letter, worker):
    writing.apply_waiting()
    Document._base_manager.filter(pk=letter.pk).update(withdrawn_at="2026-01-01T00:00Z")
    assert finding.find(worker, "radiator").hits == []


def test_a_childs_own_words_and_a_relatives_name_are_found(worker, rowan):
    actions.record_event(
        by=worker,
        about=[rowan],
        kind="visit",
        happened_on=date(2026, 11, 3),
        headline="Visit",
        childs_words="I want to see the otters",
    )
    from cases import outbox

    outbox.changed(rowan)
    writing.apply_waiting()
    assert found(worker, "otter") == [("event", None)]
    assert ("person", None) in found(worker, "Kerry Moss")


def test_a_lost_index_is_said_and_built_anew(letter, worker):
    writing.apply_waiting()
    lose(engines.chosen())
    assert finding.find(worker, "radiator").is_down
    writing.rebuild()
    assert found(worker, "radiator") == [("page", 3)]


def test_index_and_tables_are_compared_both_ways(letter, worker):
    writing.apply_waiting()
    assert writing.differences() == (set(), set()) or writing.rebuild() >= 0
    writing.rebuild()
    assert writing.differences() == (set(), set())
    Document._base_manager.filter(pk=letter.pk).update(withdrawn_at="2026-01-01T00:00Z")
    missing, stale = writing.differences()
    assert (len(missing), len(stale)) == (0, 3)
    writing.reconcile()
    writing.apply_waiting()
    assert writing.differences() == (set(), set())


def test_the_page_opens_with_the_words_marked(letter, worker, as_user):
    writing.apply_waiting()
    browser = as_user(worker)
    asked = browser.post("/find/", {"words": "radiator"})
    assert "radiator" not in asked["Location"]
    page = browser.get(asked["Location"]).content.decode()
    assert f"/papers/{letter.pk}/pages/3/?search=" in page
    opened = browser.get(
        f"/papers/{letter.pk}/pages/3/", {"search": asked["Location"].strip("/").split("/")[-1]}
    ).content.decode()
    # With room around the word, which begins at 580 and is 70 by 30.
    assert 'data-mark x="574" y="194" width="82" height="42"' in opened
    assert "behind the <mark>radiator</mark>" in opened
    assert opened.count("<mark>") == opened.count("data-mark ") == 1


def test_nobody_reads_the_searches_of_another(letter, worker, colleague, as_user):
    where = as_user(worker).post("/find/", {"words": "radiator"})["Location"]
    assert as_user(colleague).get(where).status_code == 404
    assert access.scope(colleague, "read", finding.Page).exists()
