from datetime import date

import pytest

from cases.models import Person


def typed(council, **changes):
    return {
        "name": "Noor Hale",
        "born_on": "2019-06-07",
        "reason": "Referral by the school: hungry",
        "on": "2026-11-02",
        "team": council.north.pk,
        "worker": "",
        "sex": "F",
        "first_language": "Urdu",
        **changes,
    }


def files(name):
    return Person._base_manager.filter(name=name, reference__isnull=False)


def test_it_follows_from_the_answer_that_the_child_is_not_known(as_user, worker, council):
    browser = as_user(worker)
    ask = {"name": "Noor Hale", "born_on": "2019-06-07"}
    assert 'action="/known/open/"' in browser.post("/known/", ask).content.decode()
    page = browser.post("/known/open/", ask).content.decode()
    assert 'value="Noor Hale"' in page and 'value="2019-06-07"' in page
    page = browser.post("/known/open/", typed(council, worker=worker.pk), follow=True)
    child = files("Noor Hale").get()
    assert f"The case file {child.reference} is open." in page.content.decode()
    assert child.involvements.get().reason == "Referral by the school: hungry"
    row = child.assignments.get()
    assert (row.team, row.worker) == (council.north, worker)


@pytest.mark.parametrize("name", ["clerk", "chair", "records", "duty", "designer", "mother"])
def test_whoever_holds_no_files_in_a_team_opens_none(as_user, council, name):
    browser = as_user(council.user(name))
    assert browser.get("/known/open/").status_code == 404
    assert browser.post("/known/open/", typed(council)).status_code == 404
    assert not files("Noor Hale").exists()


def test_it_goes_to_a_team_of_ones_own_only(as_user, worker, council):
    page = as_user(worker).post(
        "/known/open/", typed(council, team=council.south.pk, reason="What I typed")
    )
    assert "Please look at this again" in page.content.decode()
    assert "What I typed" in page.content.decode()
    assert not files("Noor Hale").exists()


def test_a_brother_or_sister_who_is_written_down_already_is_not_typed_twice(
    as_user, worker, rowan, council
):
    from cases import actions

    ivy = actions.add_person(by=worker, name="Ivy Moss", born_on=date(2021, 5, 1))
    actions.relate(by=worker, person=ivy, other=rowan, kind="sibling")
    browser = as_user(worker)
    ivys = {"name": "Ivy Moss", "born_on": "2021-05-01"}
    page = browser.post("/known/open/", typed(council, **ivys)).content.decode()
    assert "Say whether it is one of these people" in page and not files("Ivy Moss").exists()
    browser.post("/known/open/", typed(council, **ivys, who=str(ivy.pk)))
    assert files("Ivy Moss").get().pk == ivy.pk
    assert Person._base_manager.filter(name="Ivy Moss").count() == 1


def test_a_child_with_a_file_gets_no_second_one_unless_it_is_another(as_user, worker, tia, council):
    browser = as_user(worker)
    tias = {"name": "Tia Okoro", "born_on": "2024-03-21"}
    page = browser.post("/known/open/", typed(council, **tias)).content.decode()
    assert "Ring Dev Marsh" in page and files("Tia Okoro").count() == 1
    browser.post("/known/open/", typed(council, **tias, is_another="on"))
    assert files("Tia Okoro").count() == 2


def test_a_sealed_file_answers_like_no_file(as_user, worker, wren, rowan):
    browser = as_user(worker)
    born = wren.born_on.isoformat()
    answers = [
        browser.post("/known/open/", {"name": name, "born_on": born}).content.decode()
        for name in ("Wren Sallow", "Nobody Atall")
    ]
    assert [("Ring" in page, "one of these" in page) for page in answers] == [(False, False)] * 2


def test_an_unborn_child_has_an_expected_date(as_user, worker, council):
    browser = as_user(worker)
    baby = {"name": "Baby Hale", "born_on": ""}
    page = browser.post("/known/open/", typed(council, **baby)).content.decode()
    assert "Type the date of birth, or the expected one." in page
    browser.post("/known/open/", typed(council, **baby, expected_on="2027-03-01"))
    assert files("Baby Hale").get().expected_on == date(2027, 3, 1)
