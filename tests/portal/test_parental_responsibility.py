from datetime import date


def typed(**changes):
    return {
        "holder": "",
        "holder_name": "",
        "source": "named on the birth certificate",
        "document_seen": "on",
        "from_on": "2017-02-04",
        "until_on": "",
        "limits": "",
        "delegated": "",
        **changes,
    }


def test_it_is_written_with_its_source_and_ends_on_a_day(as_user, worker, rowan, kerry):
    browser = as_user(worker)
    browser.post(f"/cases/{rowan.pk}/responsibility/", typed(holder=kerry.pk))
    row = rowan.responsibility_held_by.get()
    assert (row.holder, row.document_seen, row.from_on) == (kerry, True, date(2017, 2, 4))
    browser.post(
        f"/cases/{rowan.pk}/responsibility/{row.pk}/",
        typed(holder=kerry.pk, until_on="2026-01-05", limits="Not about school"),
    )
    row.refresh_from_db()
    assert (row.until_on, row.limits) == (date(2026, 1, 5), "Not about school")
    page = browser.get(f"/cases/{rowan.pk}/people/").content.decode()
    assert "Not about school" in page and "ended" in page


def test_somebody_who_is_no_person_here_can_hold_it(as_user, worker, rowan):
    as_user(worker).post(
        f"/cases/{rowan.pk}/responsibility/", typed(holder_name="The council, care order")
    )
    assert str(rowan.responsibility_held_by.get()).startswith("The council, care order")


def test_it_asks_who_and_keeps_what_was_typed(as_user, worker, rowan, tia):
    browser = as_user(worker)
    for wrong in ({}, {"holder": tia.pk}):
        page = browser.post(
            f"/cases/{rowan.pk}/responsibility/", typed(limits="What I typed", **wrong)
        ).content.decode()
        assert "Please look at this again" in page and "What I typed" in page
    assert not rowan.responsibility_held_by.exists()


def test_the_row_of_another_child_is_not_there(as_user, worker, rowan, kai, kerry):
    row = kai.responsibility_held_by.create(holder=kerry, source="x")
    answer = as_user(worker).post(f"/cases/{rowan.pk}/responsibility/{row.pk}/", typed())
    assert answer.status_code == 404
