"""Two people decide about the same pair at one moment: one of them does it, and nothing is moved twice."""

import threading
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection

from cases import access, actions, merging
from cases.actions import Problem
from cases.models import Merge, Person, User
from tests.cast import hold

REASON = "Both birth certificates are the same one."


@pytest.fixture
def three(own_council) -> list[Person]:
    """One child written down three times."""
    found = []
    for key, name in (("a", "Ida Vane"), ("b", "Ida Vain"), ("c", "Ida Wane")):
        own_council.people[key] = Person.objects.create(name=name, born_on=date(2016, 5, 6))
        hold(own_council, key, own_council.north, "worker")
        own_council.people[key].refresh_from_db()
        found.append(own_council.people[key])
    return found


def at_once(acts: list[Callable[[], object]]) -> list[str]:
    """What becomes of each: "done", or the name of what it raised."""
    start, ends = threading.Barrier(len(acts)), [""] * len(acts)

    def run(number: int) -> None:
        try:
            start.wait()
            acts[number]()
            ends[number] = "done"
        except (Problem, access.Refused) as why:
            ends[number] = type(why).__name__
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ends)


def merge(kept: Person, gone: Person) -> Callable[[], object]:
    manager = User.objects.get(username="manager")
    return lambda: actions.merge_people(by=manager, kept=kept, gone=gone, reason=REASON)


@pytest.mark.parametrize(
    "pairs",
    [
        pytest.param([(0, 1), (0, 1)], id="the same twice"),
        pytest.param([(0, 1), (1, 0)], id="each into the other"),
        pytest.param([(0, 2), (1, 2)], id="one into two others"),
    ],
)
def test_one_of_two_who_merge_at_once_does_it(three, pairs):
    ends = at_once([merge(three[kept], three[gone]) for kept, gone in pairs])
    assert ends.count("done") == 1
    standing = Merge._base_manager.exclude(done_at=None)
    assert standing.count() == 1
    gone = Person._base_manager.get(pk=standing.get().gone_id)
    assert gone.merged_into_id == standing.get().kept_id and not merging.rows_of(gone)


def test_undoing_twice_at_once_puts_back_once(three):
    one, other, _ = three
    done = merge(one, other)()
    manager = User.objects.get(username="manager")

    def undo() -> None:
        actions.undo_merge(by=manager, merge=done, reason="They are cousins after all.")

    assert at_once([undo, undo]).count("done") == 1
    other.refresh_from_db()
    assert other.merged_into is None and other.assignments.count() == 1
