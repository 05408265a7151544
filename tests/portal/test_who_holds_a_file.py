from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import Assignment


def give(browser, child, **typed):
    return browser.post(
        f"/cases/{child.pk}/access/give/",
        {"capacity": "allocated", "worker": "", "team": "", "until": "", **typed},
        follow=True,
    )


def holders(child):
    return {(str(row.worker), row.capacity) for row in child.assignments.active() if row.worker_id}


def test_a_manager_gives_the_file_to_a_colleague_and_takes_it_back(
    as_user, manager, colleague, council, rowan
):
    browser = as_user(manager)
    page = give(browser, rowan, worker=colleague.pk, team=council.north.pk)
    assert holders(rowan) == {("Bo Larsen", "allocated")}
    assert "Bo Larsen holds this file now" in page.content.decode()
    before = rowan.assignments.get(worker__username="worker")
    browser.post(f"/cases/{rowan.pk}/access/{before.pk}/again/")
    assert holders(rowan) == {("Jo Adeyemi", "allocated")}


@pytest.mark.parametrize("name", ["worker", "colleague", "chair", "duty", "stranger", "records"])
def test_nobody_but_its_manager_gives_the_file_away(as_user, council, rowan, name):
    browser = as_user(council.user(name))
    row = rowan.assignments.get()
    for address in ("give/", f"{row.pk}/end/", f"{row.pk}/again/"):
        answer = browser.post(
            f"/cases/{rowan.pk}/access/{address}",
            {"capacity": "allocated", "worker": council.user(name).pk, "team": council.north.pk},
        )
        assert answer.status_code == 404, address
    assert holders(rowan) == {("Jo Adeyemi", "allocated")}


def test_whoever_reads_the_file_sees_who_holds_it_and_since_when(as_user, worker, stranger, rowan):
    page = as_user(worker).get(f"/cases/{rowan.pk}/access/").content.decode()
    assert "Jo Adeyemi" in page and "Team North" in page and "works in the team" in page
    assert "Give it to somebody" not in page
    assert as_user(stranger).get(f"/cases/{rowan.pk}/access/").status_code == 404


def test_co_workers_stand_side_by_side_until_their_day(as_user, manager, stranger, duty, rowan):
    browser = as_user(manager)
    day = timezone.localdate() + timedelta(days=7)
    north = rowan.assignments.get().team_id
    for user, until in ((stranger, day.isoformat()), (duty, "")):
        give(browser, rowan, capacity="co_worker", worker=user.pk, until=until, team=north)
    assert holders(rowan) == {
        ("Jo Adeyemi", "allocated"),
        ("Dev Marsh", "co_worker"),
        ("Nadia Frost", "co_worker"),
    }
    assert as_user(stranger).get(f"/cases/{rowan.pk}/").status_code == 200
    last = rowan.assignments.get(worker=stranger).ended_at
    assert timezone.localtime(last).date() == day
    assert not rowan.assignments.active(last + timedelta(seconds=1)).filter(worker=stranger)


def test_ending_an_allocation_leaves_the_file_with_its_team(as_user, manager, council, rowan):
    row = rowan.assignments.get()
    page = as_user(manager).post(f"/cases/{rowan.pk}/access/{row.pk}/end/", follow=True)
    assert [(one.team, one.worker) for one in rowan.assignments.active()] == [(council.north, None)]
    assert "Nobody yet" in page.content.decode()
    assert as_user(manager).get(f"/cases/{rowan.pk}/").status_code == 200


def test_a_file_goes_to_another_team_only_when_that_is_meant(
    as_user, manager, stranger, council, rowan
):
    browser = as_user(manager)
    typed = {"worker": stranger.pk, "team": council.south.pk}
    page = give(browser, rowan, **typed).content.decode()
    assert "Tick the box if you mean to give it away." in page
    assert f'value="{stranger.pk}" selected' in page
    assert holders(rowan) == {("Jo Adeyemi", "allocated")}
    page = give(browser, rowan, **typed, sure="on").content.decode()
    assert "no longer in your hands" in page
    assert browser.get(f"/cases/{rowan.pk}/access/").status_code == 404
    assert as_user(stranger).get(f"/cases/{rowan.pk}/").status_code == 200


def test_nobody_is_given_a_file_that_a_conflict_keeps_from_them(
    as_user, manager, colleague, council, rowan
):
    from cases import actions

    actions.declare_conflict(by=colleague, user=colleague, person=rowan, reason="Neighbours")
    page = give(as_user(manager), rowan, worker=colleague.pk, team=council.north.pk)
    assert "could not open this file" in page.content.decode()
    assert holders(rowan) == {("Jo Adeyemi", "allocated")}


def test_a_reviewing_officer_is_a_reviewing_officer(as_user, manager, worker, chair, rowan):
    browser = as_user(manager)
    north = rowan.assignments.get().team_id
    page = give(browser, rowan, capacity="chair", worker=worker.pk, team=north).content.decode()
    assert (worker.pk, "chair") not in set(rowan.assignments.values_list("worker", "capacity"))
    assert "Choose" in page
    give(browser, rowan, capacity="chair", worker=chair.pk, team=north)
    assert rowan.assignments.active().filter(capacity=Assignment.Capacity.CHAIR).count() == 1
