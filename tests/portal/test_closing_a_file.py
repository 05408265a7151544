from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import Event


def typed(**changes):
    review = timezone.localdate() + timedelta(days=30)
    return {
        "closure": "restricted",
        "reason": "The father works in this building",
        "named": [],
        "somebody_else": "",
        "review_on": review.isoformat(),
        **changes,
    }


def close(browser, child, **changes):
    return browser.post(f"/cases/{child.pk}/access/close/", typed(**changes), follow=True)


def opens(as_user, user, child) -> bool:
    return as_user(user).get(f"/cases/{child.pk}/").status_code == 200


def test_a_restricted_file_opens_for_the_named_and_nobody_else(
    as_user, manager, worker, colleague, stranger, rowan
):
    page = close(as_user(manager), rowan, named=[worker.pk], somebody_else=stranger.pk)
    assert "Only the people on the list see this file." in page.content.decode()
    assert "is on the list of this file, and works in the team" in page.content.decode()
    assert [opens(as_user, user, rowan) for user in (manager, worker, stranger, colleague)] == [
        True,
        True,
        True,
        False,
    ]


def test_a_sealed_file_shows_to_nobody_else_that_it_exists(as_user, manager, duty, stranger, rowan):
    close(as_user(manager), rowan, closure="sealed")
    ask = {"name": "Rowan Moss", "born_on": rowan.born_on.isoformat()}
    for user in (duty, stranger):
        assert "is known here" in as_user(user).post("/known/", ask).content.decode()
        assert not opens(as_user, user, rowan)


def test_closing_is_undone_in_one_move(as_user, manager, colleague, rowan):
    browser = as_user(manager)
    page = close(browser, rowan).content.decode()
    undo = f"/cases/{rowan.pk}/access/close/undo/"
    assert f'action="{undo}"' in page and not opens(as_user, colleague, rowan)
    browser.post(undo)
    assert opens(as_user, colleague, rowan)


def test_the_list_is_changed_by_saying_it_anew(as_user, manager, worker, colleague, rowan):
    browser = as_user(manager)
    close(browser, rowan, named=[worker.pk, colleague.pk])
    close(browser, rowan, named=[colleague.pk])
    assert opens(as_user, colleague, rowan) and not opens(as_user, worker, rowan)
    close(browser, rowan, named=[colleague.pk], closure="sealed")
    rowan.refresh_from_db()
    assert rowan.closure == "sealed" and rowan.named_access.active().count() == 2


def test_it_opens_again_with_a_reason_that_stays_in_the_story(as_user, manager, colleague, rowan):
    browser = as_user(manager)
    close(browser, rowan)
    address = f"/cases/{rowan.pk}/access/open/"
    assert "Say why" in browser.post(address, {"reason": " "}).content.decode()
    assert not opens(as_user, colleague, rowan)
    browser.post(address, {"reason": "The father has left the building"})
    assert opens(as_user, colleague, rowan)
    told = Event.objects.of(about=rowan).get(headline="File opened to its team again")
    assert told.text == "The father has left the building"


@pytest.mark.parametrize(
    "wrong", [{"review_on": ""}, {"review_on": "2020-01-01"}, {"reason": ""}, {"closure": "open"}]
)
def test_nothing_is_closed_without_a_reason_and_a_day_to_look_again(
    as_user, manager, colleague, rowan, wrong
):
    page = close(as_user(manager), rowan, **{"reason": "My very own words", **wrong})
    assert "Please look at this again" in page.content.decode()
    assert "reason" in wrong or "My very own words" in page.content.decode()
    assert opens(as_user, colleague, rowan)


@pytest.mark.parametrize("name", ["worker", "colleague", "chair", "duty", "stranger", "records"])
def test_only_a_manager_of_the_file_closes_or_opens_it(as_user, council, rowan, name):
    browser = as_user(council.user(name))
    for address in ("close/", "open/", "close/undo/"):
        answer = browser.post(f"/cases/{rowan.pk}/access/{address}", typed())
        assert answer.status_code == 404
    rowan.refresh_from_db()
    assert rowan.closure == "open"


def test_whoever_is_given_a_closed_file_is_put_on_its_list(
    as_user, manager, colleague, council, rowan
):
    browser = as_user(manager)
    close(browser, rowan)
    browser.post(
        f"/cases/{rowan.pk}/access/give/",
        {"capacity": "allocated", "worker": colleague.pk, "team": council.north.pk},
    )
    assert opens(as_user, colleague, rowan)


def test_the_day_to_look_again_waits_at_the_manager_and_opens_nothing(
    as_user, manager, colleague, rowan
):
    close(as_user(manager), rowan)
    rowan.refresh_from_db()
    rowan.closure_review_on = timezone.localdate()
    rowan.save()
    browser = as_user(manager)
    assert "look at it again" in browser.get("/").content.decode()
    assert "Look again" in browser.get(f"/cases/{rowan.pk}/access/").content.decode()
    assert not opens(as_user, colleague, rowan)
