from datetime import date, timedelta

import pytest
from django.utils import timezone

from cases import actions
from cases.models import Event, FamilyMembership, Person
from tests.cast import hold


@pytest.fixture
def ivy(council):
    """Rowan's sister, of the same worker."""
    council.people["ivy"] = child = Person.objects.create(name="Ivy Moss", born_on=date(2021, 5, 1))
    hold(council, "ivy", council.north, "worker")
    FamilyMembership.objects.create(family=council.families["moss"], person=child)
    return child


@pytest.fixture
def core_group(worker, rowan):
    return actions.set_due(by=worker, child=rowan, what="Core group", on=date(2026, 12, 1))


def test_an_alert_stands_on_the_file_and_on_that_of_a_sister(as_user, worker, rowan, ivy):
    browser = as_user(worker)
    page = browser.post(
        f"/cases/{rowan.pk}/alerts/new/",
        {"text": "A dog bites. Ring before you come.", "also": [ivy.pk]},
        follow=True,
    )
    assert "at the top of every page" in page.content.decode()
    for child in (rowan, ivy):
        page = browser.get(f"/cases/{child.pk}/").content.decode()
        assert "A dog bites." in page and "Ask Jo Adeyemi." in page


def test_it_ends_with_a_reason_that_stays_in_the_story(as_user, worker, rowan):
    row = actions.raise_alert(by=worker, child=rowan, text="A dog bites.")
    browser = as_user(worker)
    address = f"/cases/{rowan.pk}/alerts/{row.pk}/end/"
    assert "Say why" in browser.post(address, {"reason": ""}).content.decode()
    browser.post(address, {"reason": "The dog went to a friend"})
    row.refresh_from_db()
    assert row.ended_on == timezone.localdate()
    told = Event.objects.of(about=rowan).get(headline="Alert ended")
    assert "A dog bites." in told.text and "The dog went to a friend" in told.text
    assert browser.post(address, {"reason": "Again"}).status_code == 404


def test_a_moved_day_keeps_the_first_one_and_the_reason(as_user, worker, rowan, core_group):
    browser = as_user(worker)
    address = f"/cases/{rowan.pk}/dates/{core_group.pk}/"
    page = browser.post(address, {"on": "2026-12-08", "reason": ""}).content.decode()
    assert "Say why the day moves" in page and 'value="2026-12-08"' in page
    same = browser.post(address, {"on": "2026-12-01", "reason": "No"}).content.decode()
    assert "on this day already" in same
    browser.post(address, {"on": "2026-12-08", "reason": "The school asked"})
    browser.post(address, {"on": "2026-12-09", "reason": "Snow"})
    page = browser.get(f"/cases/{rowan.pk}/dates/").content.decode()
    assert "was Tue 1 Dec 2026" in page and "Wed 9 Dec 2026" in page
    assert "Snow (before that: The school asked)" in page


def test_a_day_set_and_moved_once_counts_for_a_sister_too(as_user, worker, rowan, ivy):
    browser = as_user(worker)
    browser.post(
        f"/cases/{rowan.pk}/dates/new/",
        {"what": "Review", "on": "2026-12-01", "basis": "The plan", "also": [ivy.pk]},
    )
    address = f"/cases/{rowan.pk}/dates/{rowan.dues.get().pk}/"
    assert "Ivy Moss" in browser.get(address).content.decode()
    browser.post(address, {"on": "2026-12-02", "reason": "Ill", "also": [ivy.pk]})
    assert [child.dues.get().due_on for child in (rowan, ivy)] == [date(2026, 12, 2)] * 2


def test_what_is_done_is_ticked_off_and_back(as_user, worker, rowan, core_group):
    browser = as_user(worker)
    address = f"/cases/{rowan.pk}/dates/{core_group.pk}/"
    page = browser.post(f"{address}done/", follow=True).content.decode()
    assert f'action="{address}open/"' in page
    core_group.refresh_from_db()
    assert core_group.done_on == timezone.localdate()
    browser.post(f"{address}open/")
    core_group.refresh_from_db()
    assert core_group.done_on is None


@pytest.mark.parametrize("name", ["chair", "stranger", "duty", "clerk"])
def test_only_whoever_writes_in_the_file_changes_any_of_it(
    as_user, council, worker, rowan, core_group, name
):
    row = actions.raise_alert(by=worker, child=rowan, text="A dog bites.")
    browser = as_user(council.user(name))
    typed = {"text": "x", "what": "x", "on": "2026-12-24", "reason": "x"}
    for address in (
        "dates/new/",
        f"dates/{core_group.pk}/",
        f"dates/{core_group.pk}/done/",
        "alerts/new/",
        f"alerts/{row.pk}/end/",
    ):
        assert browser.post(f"/cases/{rowan.pk}/{address}", typed).status_code == 404
    row.refresh_from_db()
    core_group.refresh_from_db()
    assert (row.ended_on, core_group.due_on, core_group.done_on) == (None, date(2026, 12, 1), None)


def test_a_reviewing_officer_reads_the_dates_and_a_stranger_does_not(
    as_user, worker, chair, stranger, kai
):
    actions.set_due(by=worker, child=kai, what="Health check", on=date(2026, 12, 1))
    page = as_user(chair).get(f"/cases/{kai.pk}/dates/").content.decode()
    assert "Health check" in page and "Set a date" not in page
    assert as_user(stranger).get(f"/cases/{kai.pk}/dates/").status_code == 404


def test_an_alert_is_looked_at_again_on_a_day_to_come(as_user, worker, rowan):
    yesterday = timezone.localdate() - timedelta(days=1)
    page = as_user(worker).post(
        f"/cases/{rowan.pk}/alerts/new/", {"text": "My words", "review_on": yesterday.isoformat()}
    )
    assert "Choose a day to come" in page.content.decode() and "My words" in page.content.decode()
    assert not rowan.alerts.exists()
