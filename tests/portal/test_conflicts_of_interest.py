import pytest


def opens(as_user, user, child) -> bool:
    return as_user(user).get(f"/cases/{child.pk}/").status_code == 200


def test_a_worker_keeps_a_file_from_themselves_and_the_team_keeps_it(
    as_user, worker, manager, council, rowan
):
    page = as_user(worker).post(
        f"/cases/{rowan.pk}/conflict/", {"reason": "The mother is my cousin"}, follow=True
    )
    assert "kept from you from now on" in page.content.decode()
    assert not opens(as_user, worker, rowan)
    assert [(one.team, one.worker) for one in rowan.assignments.active()] == [(council.north, None)]
    page = as_user(manager).get(f"/cases/{rowan.pk}/access/").content.decode()
    assert "The mother is my cousin" in page and "Nobody yet" in page


def test_a_manager_keeps_it_from_a_colleague_and_can_end_that(as_user, manager, colleague, rowan):
    browser = as_user(manager)
    browser.post(f"/cases/{rowan.pk}/conflict/", {"user": colleague.pk, "reason": "Neighbours"})
    assert not opens(as_user, colleague, rowan)
    row = rowan.conflicts.get()
    address = f"/cases/{rowan.pk}/conflict/{row.pk}/end/"
    assert as_user(colleague).post(address).status_code == 404
    browser.post(address)
    assert opens(as_user, colleague, rowan)


def test_nobody_declares_it_of_somebody_else_but_a_manager(as_user, worker, colleague, rowan):
    as_user(worker).post(
        f"/cases/{rowan.pk}/conflict/", {"user": colleague.pk, "reason": "I do not like him"}
    )
    assert opens(as_user, colleague, rowan) and not opens(as_user, worker, rowan)


def test_a_colleague_does_not_read_of_whom_it_is_declared(
    as_user, worker, manager, colleague, rowan
):
    as_user(manager).post(
        f"/cases/{rowan.pk}/conflict/", {"user": colleague.pk, "reason": "Went out with the aunt"}
    )
    page = as_user(worker).get(f"/cases/{rowan.pk}/access/").content.decode()
    assert "Went out with the aunt" not in page


def test_what_was_typed_stays_when_something_is_missing(as_user, manager, rowan):
    page = as_user(manager).post(f"/cases/{rowan.pk}/conflict/", {"reason": "Neighbours"})
    assert "Choose who it is." in page.content.decode() and "Neighbours" in page.content.decode()
    assert not rowan.conflicts.exists()


def test_it_can_be_said_before_one_ever_sees_the_file(as_user, stranger, manager, council, rowan):
    from cases import actions

    browser = as_user(stranger)
    ask = {"name": "Rowan Moss", "born_on": rowan.born_on.isoformat()}
    address = f"/cases/{rowan.pk}/conflict/mine/"
    assert address in browser.post("/known/", ask).content.decode()
    assert rowan.name not in browser.post(address, {}, follow=True).content.decode()
    assert not rowan.conflicts.exists()
    browser.post(address, {"reason": "Neighbours"})
    assert rowan.conflicts.get().user == stranger
    with pytest.raises(actions.Problem):
        actions.assign_worker(by=manager, child=rowan, worker=stranger, capacity="co_worker")


def test_it_says_nothing_of_a_closed_file(as_user, stranger, robin, wren):
    for child in (robin, wren):
        answer = as_user(stranger).post(f"/cases/{child.pk}/conflict/mine/", {"reason": "x"})
        assert answer.status_code == 404 and not child.conflicts.exists()
