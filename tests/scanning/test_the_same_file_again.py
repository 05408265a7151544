"""A stack that is handed in twice is said loudly, set aside in one step, and comes back in one."""

import pytest
from django.urls import reverse

from cases import access
from cases.actions import Problem
from cases.models import Team
from scanning.actions import desk, duplicates, intake
from scanning.models import Batch, Image
from scanning.sums import sum_of
from tests.scanning.pages import add_read_pages

pytestmark = pytest.mark.django_db

STACK = b"%PDF-1.7 the stack"


@pytest.fixture
def first(batch, add):
    upload = add(STACK, "stack.pdf")
    add_read_pages(upload, ["one", "two", "three"])
    return upload


@pytest.fixture
def again(first, clerk, batch, add):
    later = intake.receive_batch(by=clerk)
    upload = add(STACK, "stack again.pdf", to=later)
    add_read_pages(upload, ["one", "two", "three"])
    intake.finish_intake(by=clerk, batch=later)
    return upload


def states(upload) -> list[str]:
    return list(upload.images.order_by("number_in_file").values_list("state", flat=True))


def page(browser, upload) -> str:
    return browser.get(reverse("scanning:batch", args=[upload.batch_id])).content.decode()


def press(browser, upload, which: str):
    return browser.post(reverse(f"scanning:upload_{which}", args=[upload.pk]), follow=True)


def test_it_is_said_on_the_later_batch_alone(as_user, clerk, first, again):
    assert "Handed in before (1)" in page(as_user(clerk), again)
    assert "Handed in before" not in page(as_user(clerk), first)


def test_all_its_pages_are_set_aside_at_once_and_come_back_at_once(as_user, clerk, first, again):
    browser = as_user(clerk)
    assert "3 pages are set aside" in press(browser, again, "aside").content.decode()
    assert states(again) == ["rejected"] * 3
    assert sum_of(again.batch).rejected == 3
    again.batch.refresh_from_db()
    assert again.batch.closed_at is not None
    assert "3 pages lie on the desk again" in press(browser, again, "back").content.decode()
    assert states(again) == ["read"] * 3
    again.batch.refresh_from_db()
    assert again.batch.closed_at is None
    assert states(first) == ["read"] * 3


def test_of_two_files_one_always_stays(as_user, clerk, first, again):
    gone = first.images.get(number_in_file=2)
    desk.set_aside(by=clerk, image=gone, state=Image.State.REJECTED)
    press(as_user(clerk), again, "aside")
    assert states(again) == ["rejected", "read", "rejected"]
    with pytest.raises(Problem, match="Nothing was set aside"):
        for _ in range(2):
            duplicates.set_file_aside(by=clerk, upload=first, of=again)
    assert "read" in states(first)


def test_what_somebody_set_aside_by_hand_stays_so_when_the_file_comes_back(
    as_user, clerk, first, again
):
    desk.set_aside(by=clerk, image=again.images.get(number_in_file=3), state=Image.State.REJECTED)
    press(as_user(clerk), again, "aside")
    press(as_user(clerk), again, "back")
    assert states(again) == ["read", "read", "rejected"]


def test_another_file_is_not_the_same(clerk, first, add):
    other = add(b"%PDF-1.7 another stack", "other.pdf")
    add_read_pages(other, ["one"])
    with pytest.raises(Problem, match="not the same"):
        duplicates.set_file_aside(by=clerk, upload=other, of=first)
    assert states(other) == ["read"]


def test_whoever_does_not_work_at_the_desk_sets_nothing_aside(as_user, stranger, first, again):
    assert press(as_user(stranger), again, "aside").status_code == 404
    assert press(as_user(stranger), again, "back").status_code == 404
    assert states(again) == ["read"] * 3


def test_a_file_on_a_desk_that_is_not_theirs_is_not_told_of(as_user, clerk, council, first, again):
    other = Team.objects.create(name="Team West")
    Batch._base_manager.filter(pk=first.batch_id).update(
        team=other, operator=council.user("stranger")
    )
    assert "Handed in before" not in page(as_user(clerk), again)
    answer = press(as_user(clerk), again, "aside").content.decode()
    assert "no longer on your desk" in answer
    first.refresh_from_db()
    for one, other in ((again, first), (first, again)):
        with pytest.raises(access.Refused):
            duplicates.set_file_aside(by=clerk, upload=one, of=other)
    with pytest.raises(access.Refused):
        duplicates.bring_file_back(by=clerk, upload=first)
    assert states(again) == ["read"] * 3
