"""A rebuild can be killed and gone on with, and loses nothing that changes while it runs."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from cases import outbox, work
from cases.models import Event, IndexChange, Lease
from search import analysing, contents, engines, entries, finding, writing
from search.engines.contract import IndexMissing, WriterBusy
from search.models import LateChange, Rebuild

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_portions(own_index, monkeypatch):
    monkeypatch.setattr(writing, "A_PORTION", 3)
    monkeypatch.setattr(contents, "_AT_ONCE", 3)


@pytest.fixture
def visits(rowan, worker):
    return [visit(rowan, f"otter {number}") for number in range(20)]


def visit(child, text: str) -> Event:
    event = Event.objects.create(
        kind="visit", happened_on="2026-11-03", headline="Visit", text=text
    )
    event.about.set([child])
    return event


def change(event: Event, text: str) -> None:
    Event._base_manager.filter(pk=event.pk).update(text=text)
    outbox.changed(event)


def total(user, words: str) -> int:
    return finding.find(user, words).total


class Killed(Exception):
    pass


def killed_after(rows: int):
    def progress(done: int, total: int) -> None:
        assert done <= total
        if done >= rows:
            raise Killed

    return progress


def test_a_killed_rebuild_goes_on_where_it_was(visits, worker, monkeypatch):
    writing.rebuild()
    with pytest.raises(Killed):
        writing.rebuild(killed_after(15))
    assert total(worker, "otter") == 20
    read_again: list[str] = []
    tell = contents._TELLERS["event"]
    monkeypatch.setitem(
        contents._TELLERS, "event", lambda ids: read_again.extend(map(str, ids)) or tell(ids)
    )
    seen: list[int] = []
    writing.rebuild(lambda done, total: seen.append(done))
    assert seen[0] >= 15
    assert 0 < len(read_again) < 20
    assert total(worker, "otter") == 20
    assert writing.differences() == (set(), set())
    assert not Rebuild.objects.exists()


def test_what_changes_during_a_rebuild_is_found_at_once_and_afterwards(visits, worker, rowan):
    writing.rebuild()
    learnt: list[int] = []

    def meanwhile(done: int, whole: int) -> None:
        # Of what was read already, and of what is still to come.
        for event in (visits[0], visits[-1]):
            change(event, f"heron {done}")
        gone = visits.pop(1)
        gone_id = gone.pk
        Event._base_manager.filter(pk=gone_id).delete()
        gone.pk = gone_id
        outbox.changed(gone)
        outbox.changed(visit(rowan, "heron new"))
        assert writing.apply_waiting() > 0
        learnt.append(total(worker, "heron"))

    writing.rebuild(meanwhile)
    assert learnt == [2 + number for number in range(1, len(learnt) + 1)]
    assert total(worker, "heron") == learnt[-1]
    assert total(worker, "otter") == 20 - 2 - len(learnt)
    assert writing.differences() == (set(), set())
    assert not LateChange.objects.exists()


def test_what_changed_after_a_rebuild_was_killed_is_learnt_by_the_one_that_goes_on(visits, worker):
    writing.rebuild()
    with pytest.raises(Killed):
        writing.rebuild(killed_after(15))
    change(visits[0], "heron")
    change(visits[-1], "heron")
    writing.apply_waiting()
    assert total(worker, "heron") == 2
    writing.rebuild()
    assert (total(worker, "heron"), total(worker, "otter")) == (2, 18)


def test_one_that_was_killed_after_its_index_took_over_is_ended_well(visits, worker, monkeypatch):
    writing.rebuild()

    def dies(row, engine):
        raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(writing, "_finish", dies)
        writing.rebuild()
    change(visits[0], "heron")
    writing.apply_waiting()
    assert total(worker, "heron") == 1
    writing.rebuild()
    assert (total(worker, "heron"), total(worker, "otter")) == (1, 19)
    assert not Rebuild.objects.exists()


def test_a_rebuild_begun_by_another_version_is_not_gone_on_with(visits, worker):
    with pytest.raises(Killed):
        writing.rebuild(killed_after(15))
    Rebuild.objects.update(version="of another year")
    seen: list[int] = []
    writing.rebuild(lambda done, total: seen.append(done))
    assert seen[0] == 0
    assert total(worker, "otter") == 20


def test_what_a_killed_rebuild_left_is_given_up_in_time(visits, worker):
    writing.rebuild()
    with pytest.raises(Killed):
        writing.rebuild(killed_after(15))
    generation = Rebuild.objects.get().generation
    writing.reconcile()
    assert engines.chosen().standing(generation) == "fresh"
    Rebuild.objects.update(begun_at=timezone.now() - timedelta(days=3))
    writing.reconcile()
    assert engines.chosen().standing(generation) == "gone"
    assert not Rebuild.objects.exists()
    assert total(worker, "otter") == 20


def test_a_rebuild_whose_new_index_got_lost_begins_at_the_beginning(visits, worker):
    with pytest.raises(Killed):
        writing.rebuild(killed_after(15))
    row = Rebuild.objects.get()
    row.generation = "gone"
    row.save()
    seen: list[int] = []
    writing.rebuild(lambda done, total: seen.append(done))
    assert seen[0] == 0
    assert total(worker, "otter") == 20


def test_only_one_builds_at_a_time(visits):
    work.hold(writing.REBUILD_LEASE_NAME, writing.REBUILD_LEASE)
    Lease.objects.filter(name=writing.REBUILD_LEASE_NAME).update(holder="elsewhere/1/1")
    with pytest.raises(WriterBusy, match="building the search index"):
        writing.rebuild()
    with pytest.raises(CommandError, match="Try again"):
        call_command("reindex")


def test_a_missing_index_is_built_and_the_outbox_applied(visits, worker):
    change(visits[0], "heron")
    with pytest.raises(IndexMissing):
        engines.chosen().count()
    assert writing.apply_waiting() == 1
    assert not IndexChange.objects.exists()
    assert (total(worker, "heron"), total(worker, "otter")) == (1, 19)


def test_what_other_processes_took_apart_is_found_as_if_it_had_been_done_here(
    rowan, worker, monkeypatch
):
    made = [visit(rowan, f"otter {number}") for number in range(20)]
    monkeypatch.setattr(analysing, "_AT_ONCE", 2)
    handed_out = []
    hand_out = analysing._hand_out
    monkeypatch.setattr(
        analysing, "_hand_out", lambda *given: handed_out.append(given[1]) or hand_out(*given)
    )
    assert writing.rebuild() >= 20
    assert len(handed_out) > 5
    assert total(worker, "otter") == 20
    heaps = [[contents.Portion("event", event.pk, 1, list(entries_of(event)))] for event in made]
    there = [(heap, [entries.terms(heap[0].entries[0])]) for heap in heaps]
    assert list(analysing.ahead(heaps)) == there


def entries_of(event: Event):
    return contents.of({("event", event.pk)}).entries
