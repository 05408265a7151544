import re
from datetime import date

import pytest


def ask(browser, name, born):
    return browser.post("/known/", {"name": name, "born_on": born.isoformat()}).content.decode()


def test_a_stranger_learns_whom_to_ring_and_nothing_else(as_user, stranger, rowan):
    page = ask(as_user(stranger), "rowan  MOSS", rowan.born_on)
    assert "Jo Adeyemi" in page and "01632 960 011" in page
    assert rowan.reference not in page and "Open the file" not in page


def test_duty_sees_status_too(as_user, duty, rowan):
    assert "No open plan" in ask(as_user(duty), "Rowan Moss", rowan.born_on)


def test_a_restricted_file_says_only_whom_to_ring(as_user, stranger, robin):
    page = ask(as_user(stranger), "Robin Vale", robin.born_on)
    assert "restricted" in page and "Priya Nair" in page


def test_a_sealed_file_answers_exactly_like_no_file(as_user, stranger, wren):
    def shape(page):
        # But for what was typed, which the button to open a file sends on.
        return re.sub(r'value="[^"]*"', "", page[page.index('id="answer"') :])

    browser = as_user(stranger)
    sealed = ask(browser, "Wren Sallow", wren.born_on)
    unknown = ask(browser, "Nobody Atall", date(2015, 1, 12))
    assert shape(sealed) == shape(unknown)


@pytest.mark.parametrize("name", ["mother", "father", "young"])
def test_the_family_cannot_ask(as_user, council, name, rowan):
    assert as_user(council.user(name)).get("/known/").status_code == 404


def test_an_emergency_look_opens_the_file_for_an_hour_and_tells_the_manager(
    as_user, stranger, manager, rowan
):
    browser = as_user(stranger)
    assert browser.get(f"/cases/{rowan.pk}/").status_code == 404
    browser.post(f"/cases/{rowan.pk}/emergency/", {"reason": "short"})
    assert browser.get(f"/cases/{rowan.pk}/").status_code == 404
    browser.post(
        f"/cases/{rowan.pk}/emergency/",
        {"reason": "The school rang: the child was not collected and nobody answers."},
    )
    assert browser.get(f"/cases/{rowan.pk}/").status_code == 200
    assert "not collected" in as_user(manager).get("/").content.decode()


def test_no_emergency_look_at_a_sealed_file(as_user, stranger, wren):
    browser = as_user(stranger)
    answer = browser.post(
        f"/cases/{wren.pk}/emergency/", {"reason": "I really would like to look at it now."}
    )
    assert answer.status_code == 404
    assert browser.get(f"/cases/{wren.pk}/").status_code == 404


@pytest.mark.parametrize(
    "typed", ["4 2 2017", "4/2/2017", "04.02.2017", "4 February 2017", "Sat 4 Feb 2017"]
)
@pytest.mark.parametrize("language", ["en-gb", "cy"])
def test_a_day_may_be_typed_as_the_page_itself_writes_it(
    as_user, stranger, council, typed, language
):
    browser = as_user(stranger)
    browser.cookies["django_language"] = language
    page = browser.post("/known/", {"name": "Rowan Moss", "born_on": typed}).content.decode()
    assert "Yes, this child is known." in page


def test_a_manager_reviews_the_look_and_it_waits_no_longer(
    as_user, stranger, manager, worker, rowan
):
    reason = "The school rang: the child was not collected and nobody answers."
    as_user(stranger).post(f"/cases/{rowan.pk}/emergency/", {"reason": reason})
    look = rowan.emergency_looks.get()
    address = f"/cases/{rowan.pk}/looks/{look.pk}/reviewed/"
    assert as_user(worker).post(address).status_code == 404
    assert as_user(stranger).post(address).status_code == 404
    browser = as_user(manager)
    assert reason in browser.get("/").content.decode()
    browser.post(address)
    assert reason not in browser.get("/").content.decode()
    look.refresh_from_db()
    assert look.reviewed_by == manager
