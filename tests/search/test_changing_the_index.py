"""Whatever engine keeps it: an index changes as it was told, and is built anew while the old one answers."""

import threading
import time

import pytest

from search.engines.contract import IndexUnavailable
from tests.search.engines import another
from tests.search.shelf import KAI, ROWAN, entry, fill, find, id_of, keys, rebuilding


def test_a_change_is_found_at_once_by_all_who_read(engine):
    other = another(engine)
    fill(engine, [entry("1", "bruise")])
    assert keys(engine, "bruise") == keys(other, "bruise") == ["1"]
    with engine.writing() as writer:
        writer.apply([entry("2", "bruise")])
        assert sorted(keys(other, "bruise")) == ["1", "2"]
        writer.apply([], ["1"])
        assert keys(other, "bruise") == keys(engine, "bruise") == ["2"]


def test_applying_twice_changes_nothing(engine):
    batch = [entry("1", "bruise"), entry("2", "school"), entry("1", "burn")]
    fill(engine, batch)
    with engine.writing() as writer:
        writer.apply(batch, ["3"])
        writer.apply(batch, ["3"])
    assert engine.count() == 2
    assert keys(engine, "burn") == ["1"]
    assert keys(engine, "bruise") == []


def test_a_changed_entry_leaves_nothing_of_the_old_one(engine):
    fill(engine, [entry("1", "bruise", about=ROWAN, label="letter")])
    with engine.writing() as writer:
        writer.apply([entry("1", "school", about=KAI, label="report")])
    assert keys(engine, "bruise") == []
    assert find(engine, "school").counts["label"] == (("report", 1),)
    assert find(engine, "school").counts["person"] == ((str(KAI), 1),)


@pytest.mark.parametrize("what", ["object", "document"])
def test_all_entries_of_an_object_or_a_document_go_by_its_id(engine, what):
    letter = id_of("letter")
    shelf = [entry(f"{n}", "bruise", **{f"{what}_id": letter}) for n in range(3)]
    fill(engine, [*shelf, entry("other", "bruise")])
    with engine.writing() as writer:
        writer.apply([shelf[1]], [letter])
    assert sorted(keys(engine, "bruise")) == ["1", "other"]


def test_a_batch_that_fails_half_way_leaves_no_trace(engine):
    def broken():
        yield entry("2", "bruise")
        raise RuntimeError("the database went away")

    fill(engine, [entry("1", "bruise")])
    with engine.writing() as writer:
        with pytest.raises(RuntimeError):
            writer.apply(broken(), ["1"])
        writer.apply([entry("3", "bruise")])
    assert sorted(keys(engine, "bruise")) == ["1", "3"]


def test_the_old_index_answers_until_the_new_one_is_whole(engine):
    fill(engine, [entry("old", "bruise")])
    with rebuilding(engine) as writer:
        writer.apply([entry("new 1", "bruise")])
        assert keys(engine, "bruise") == ["old"]
        writer.apply([entry("new 2", "bruise")])
        assert keys(engine, "bruise") == ["old"]
    assert sorted(keys(engine, "bruise")) == ["new 1", "new 2"]


def test_a_rebuild_that_fails_leaves_the_old_index(engine):
    fill(engine, [entry("old", "bruise")])
    with pytest.raises(RuntimeError), rebuilding(engine) as writer:
        writer.apply([entry("new", "bruise")])
        raise RuntimeError("the database went away")
    assert keys(engine, "bruise") == ["old"]


def test_a_rebuild_that_stopped_can_be_gone_on_with(engine):
    fill(engine, [entry("old", "bruise")])
    generation = engine.begin()
    with engine.filling(generation) as writer:
        writer.apply([entry("1", "bruise"), entry("2", "bruise")])
    assert engine.standing(generation) == "fresh"
    with engine.filling(generation) as writer:
        writer.apply([entry("2", "bruise"), entry("3", "bruise")])
    engine.switch_to(generation)
    assert engine.standing(generation) == "read"
    assert sorted(keys(engine, "bruise")) == ["1", "2", "3"]


def test_what_nobody_goes_on_with_is_cleared(engine):
    fill(engine, [entry("old", "bruise")])
    given_up, kept = engine.begin(), engine.begin()
    engine.tidy({kept})
    assert engine.standing(given_up) == "gone"
    assert engine.standing(kept) == "fresh"
    assert engine.standing("never") == "gone"
    assert keys(engine, "bruise") == ["old"]
    engine.switch_to(kept)
    assert engine.count() == 0


def test_those_who_search_meanwhile_always_get_a_whole_answer(engine):
    shelf = [entry(f"{n}", "bruise") for n in range(20)]
    fill(engine, shelf)
    wrong: list[object] = []
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            try:
                if (total := find(engine, "bruise").total) != 20:
                    wrong.append(total)
            except IndexUnavailable as problem:
                wrong.append(problem)

    readers = [threading.Thread(target=ask) for _ in range(3)]
    for reader in readers:
        reader.start()
    for _ in range(6):
        fill(engine, shelf)
        with engine.writing() as writer:
            writer.apply(shelf)
        time.sleep(0.01)
    stop.set()
    for reader in readers:
        reader.join()
    assert wrong == []
