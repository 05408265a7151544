from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import Event


def keep(browser, child, person, **changes):
    today = timezone.localdate().isoformat()
    return browser.post(
        f"/cases/{child.pk}/access/keep-from/",
        {"kept_from": person.pk, "basis": "Order, seen", "made_on": today, **changes},
        follow=True,
    )


def test_a_worker_keeps_everything_from_somebody_at_once(as_user, worker, rowan, kerry):
    page = keep(as_user(worker), rowan, kerry).content.decode()
    assert "Kerry Moss is kept from everything about Rowan Moss." in page
    row = rowan.restrictions.get(kept_from=kerry)
    assert (row.ask, row.order_ends_on, row.lifted_at) == (worker, None, None)


def test_only_people_of_this_child_can_be_chosen_and_nobody_twice(
    as_user, worker, rowan, dale, tia
):
    for person in (dale, tia, rowan):
        page = keep(as_user(worker), rowan, person, basis="What I typed").content.decode()
        assert "Please look at this again" in page and "What I typed" in page
    assert rowan.restrictions.count() == 1


@pytest.mark.parametrize("name", ["stranger", "duty", "chair", "clerk"])
def test_others_keep_nothing_from_anybody(as_user, council, rowan, kerry, name):
    answer = as_user(council.user(name)).post(
        f"/cases/{rowan.pk}/access/keep-from/", {"kept_from": kerry.pk, "basis": "x"}
    )
    assert answer.status_code == 404 and rowan.restrictions.count() == 1


def test_only_a_manager_lifts_it_and_the_reason_stays_in_the_story(
    as_user, manager, worker, stranger, rowan, dale
):
    row = rowan.restrictions.get(kept_from=dale)
    address = f"/cases/{rowan.pk}/access/keep-from/{row.pk}/"
    for user in (worker, stranger):
        assert as_user(user).post(address, {"reason": "x"}).status_code == 404
    browser = as_user(manager)
    page = browser.get(address).content.decode()
    assert "The order is still in force." in page
    assert "Say why" in browser.post(address, {"reason": ""}).content.decode()
    row.refresh_from_db()
    assert row.lifted_at is None
    browser.post(address, {"reason": "The court discharged the order"})
    row.refresh_from_db()
    assert row.lifted_by == manager
    told = Event.objects.of(about=rowan).get(headline="Restriction lifted: Dale Moss")
    assert told.text == "The court discharged the order"
    assert browser.post(address, {"reason": "Again"}).status_code == 404


def test_an_order_that_ended_waits_at_the_manager_and_still_holds(as_user, manager, rowan, dale):
    row = rowan.restrictions.get(kept_from=dale)
    row.order_ends_on = timezone.localdate() - timedelta(days=1)
    row.save()
    browser = as_user(manager)
    assert "the restriction stays until you lift it" in browser.get("/").content.decode()
    page = browser.get(f"/cases/{rowan.pk}/access/").content.decode()
    assert "The order ended" in page
    assert "Keep everything about this child from Dale Moss." in page
