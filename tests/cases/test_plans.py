from datetime import date

import pytest

from cases import actions
from cases.known import status_of
from cases.models import Plan


def start(worker, children, kind, on):
    return actions.start_plan(by=worker, children=children, kind=kind, started_on=on, actions=[])


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (Plan.Kind.CHILD_IN_NEED, "Child in need plan"),
        (Plan.Kind.PROTECTION, "Child protection plan"),
    ],
)
def test_a_plan_is_the_status_of_every_child_it_is_for(worker, rowan, kai, kind, status):
    assert status_of(rowan) == "No open plan"
    start(worker, [rowan, kai], kind, date(2026, 3, 3))
    assert status_of(rowan) == status_of(kai) == status
    assert rowan.episodes.get().started_on == date(2026, 3, 3)


def test_a_plan_that_takes_the_place_of_another_goes_on_with_its_status(worker, rowan):
    start(worker, [rowan], Plan.Kind.PROTECTION, date(2026, 3, 3))
    start(worker, [rowan], Plan.Kind.PROTECTION, date(2026, 6, 1))
    assert rowan.episodes.get().started_on == date(2026, 3, 3)


def test_a_care_plan_says_nothing_of_a_status(worker, kai):
    start(worker, [kai], Plan.Kind.CARE, date(2026, 3, 3))
    assert not kai.episodes.exists()
