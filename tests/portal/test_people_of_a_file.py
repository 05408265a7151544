from datetime import date

import pytest

from cases.models import FamilyMembership, Person, PersonName, Relationship


def typed(child, **changes):
    return {
        "name": "Lee Hart",
        "born_on": "1990-03-02",
        "kind": "step_parent",
        "other": child.pk,
        "from_on": "2024-01-15",
        "source": "said by Kerry",
        "joins": "on",
        "sex": "M",
        "first_language": "Polish",
        "communication_needs": "An interpreter",
        "other_names": "Lee Harty\nLeszek Hart",
        **changes,
    }


def add(browser, child, **changes):
    return browser.post(f"/cases/{child.pk}/people/add/", typed(child, **changes), follow=True)


def people_called(name):
    return Person._base_manager.filter(name=name)


def test_a_new_person_is_written_down_with_what_is_known(as_user, worker, rowan, council):
    page = add(as_user(worker), rowan).content.decode()
    assert "Lee Hart is written down." in page
    lee = people_called("Lee Hart").get()
    row = lee.relationships.get()
    assert (row.kind, row.other, row.from_on, row.source) == (
        "step_parent",
        rowan,
        date(2024, 1, 15),
        "said by Kerry",
    )
    assert set(lee.names.values_list("name", flat=True)) == {"Lee Harty", "Leszek Hart"}
    assert lee.families.get() == council.families["moss"]
    assert (lee.first_language, lee.communication_needs) == ("Polish", "An interpreter")


def test_it_first_shows_who_is_known_and_asks_for_nothing_else(as_user, worker, rowan):
    page = as_user(worker).post(
        f"/cases/{rowan.pk}/people/add/", {"name": "Kery Moss", "born_on": ""}
    )
    assert "Is it one of these?" in page.content.decode()
    assert "Kerry Moss" in page.content.decode() and "mother of Rowan Moss" in page.content.decode()


def test_somebody_like_a_known_person_is_not_added_before_that_is_settled(
    as_user, worker, rowan, kerry
):
    browser = as_user(worker)
    alike = {"name": "Kerry Moss", "born_on": "1991-05-17", "kind": "foster_carer"}
    page = add(browser, rowan, **alike, source="My own words").content.decode()
    assert "Say whether it is one of these people" in page and "My own words" in page
    assert people_called("Kerry Moss").count() == 1
    add(browser, rowan, **alike, who=str(kerry.pk))
    assert people_called("Kerry Moss").count() == 1
    assert kerry.relationships.filter(kind="foster_carer", other=rowan).exists()
    kerry.refresh_from_db()
    assert kerry.first_language == "Polish" and kerry.born_on == date(1991, 5, 17)
    add(browser, rowan, **alike, who="new")
    assert people_called("Kerry Moss").count() == 2


def test_somebody_of_another_team_is_known_by_exact_name_and_birth_date_only(
    as_user, worker, stranger, rowan, tia
):
    gran = Person.objects.create(name="Ada Okoro", born_on=date(1960, 2, 3))
    Relationship.objects.create(person=gran, other=tia, kind="grandparent")
    browser = as_user(worker)
    address = f"/cases/{rowan.pk}/people/add/"
    near = browser.post(address, {"name": "Ada Okoru", "born_on": "1960-02-03"}).content.decode()
    assert "Ada Okoro" not in near
    exact = browser.post(address, {"name": "ada okoro", "born_on": "1960-02-03"}).content.decode()
    assert str(gran.pk) in exact and "Tia" not in exact


def test_nobody_learns_of_whom_only_a_sealed_file_tells(as_user, worker, manager, rowan, wren):
    mother = Person.objects.create(name="Una Sallow", born_on=date(1985, 4, 5))
    Relationship.objects.create(person=mother, other=wren, kind="mother")
    for name, born in (("Una Sallow", "1985-04-05"), ("Wren Sallow", "2015-01-12")):
        page = as_user(worker).post(
            f"/cases/{rowan.pk}/people/add/", {"name": name, "born_on": born}
        )
        assert "Is it one of these?" not in page.content.decode()


@pytest.mark.parametrize("name", ["chair", "stranger", "duty", "clerk"])
def test_only_whoever_writes_in_the_file_adds_or_changes_anybody(as_user, council, rowan, name):
    browser = as_user(council.user(name))
    kerry = council.people["kerry"]
    relation = Relationship._base_manager.get(person=kerry, other=rowan)
    for address in (
        "people/add/",
        f"people/{kerry.pk}/",
        f"people/{kerry.pk}/join/",
        f"people/{kerry.pk}/leave/",
        f"relations/{relation.pk}/",
        "responsibility/",
    ):
        assert browser.post(f"/cases/{rowan.pk}/{address}", typed(rowan)).status_code == 404
    assert not people_called("Lee Hart").exists()


def test_a_changed_name_is_kept_as_a_former_one(as_user, worker, rowan, kerry):
    browser = as_user(worker)
    address = f"/cases/{rowan.pk}/people/{kerry.pk}/"
    page = browser.post(address, {"name": "", "sex": "F", "pronouns": "she/they"})
    assert "Type the name." in page.content.decode() and "she/they" in page.content.decode()
    browser.post(address, {"name": "Kerry Hart", "sex": "F", "born_on": "1991-05-17"})
    kerry.refresh_from_db()
    assert kerry.name == "Kerry Hart"
    assert kerry.names.get().name == "Kerry Moss"
    assert kerry.names.get().kind == PersonName.Kind.FORMER


def test_a_person_with_a_file_of_their_own_is_changed_there(as_user, worker, rowan, tia):
    Relationship.objects.create(person=tia, other=rowan, kind="half_sibling")
    answer = as_user(worker).post(f"/cases/{rowan.pk}/people/{tia.pk}/", {"name": "X", "sex": "F"})
    assert answer.status_code == 404


def test_a_child_of_another_team_can_be_related_but_not_written_about(as_user, worker, rowan, tia):
    page = add(
        as_user(worker),
        rowan,
        name="Tia Okoro",
        born_on="2024-03-21",
        kind="half_sibling",
        who=str(tia.pk),
    )
    assert "nothing else about them was changed" in page.content.decode()
    tia.refresh_from_db()
    assert tia.relationships.get().other == rowan
    assert (tia.first_language, tia.names.count()) == ("", 0)


def test_a_relationship_ends_on_a_day_and_stays_written_down(as_user, worker, rowan, dale):
    browser = as_user(worker)
    row = dale.relationships.get()
    address = f"/cases/{rowan.pk}/relations/{row.pk}/"
    page = browser.post(
        address, {"kind": "step_parent", "from_on": "2020-01-01", "until_on": "2019-01-01"}
    )
    assert "The end lies before the beginning." in page.content.decode()
    browser.post(
        address, {"kind": "step_parent", "from_on": "2019-01-01", "until_on": "2020-01-01"}
    )
    row.refresh_from_db()
    assert (row.kind, row.until_on) == ("step_parent", date(2020, 1, 1))
    assert "before" in browser.get(f"/cases/{rowan.pk}/people/").content.decode()


def test_leaving_and_joining_the_family_undo_each_other(as_user, worker, rowan, kerry, council):
    browser = as_user(worker)
    page = browser.post(f"/cases/{rowan.pk}/people/{kerry.pk}/leave/", follow=True)
    undo = f"/cases/{rowan.pk}/people/{kerry.pk}/join/"
    assert f'action="{undo}"' in page.content.decode()
    row = FamilyMembership._base_manager.get(person=kerry)
    assert row.until_on is not None
    browser.post(undo)
    row.refresh_from_db()
    assert row.until_on is None and FamilyMembership._base_manager.filter(person=kerry).count() == 1


def test_a_child_without_a_family_gets_one_with_its_first_member(as_user, worker, kai):
    browser = as_user(worker)
    add(browser, kai, name="Samir Ahmed", born_on="1980-01-01", kind="father")
    assert {person.name for person in kai.families.get().members.all()} == {
        "Kai Ahmed",
        "Samir Ahmed",
    }


def test_a_colleague_who_is_written_down_as_family_loses_sight_of_the_file(
    as_user, worker, colleague, rowan
):
    colleague.person.born_on = date(1984, 8, 8)
    colleague.person.save()
    add(
        as_user(worker),
        rowan,
        name="Bo Larsen",
        born_on="1984-08-08",
        kind="aunt_uncle",
        who=str(colleague.person_id),
    )
    assert people_called("Bo Larsen").count() == 1
    assert as_user(colleague).get(f"/cases/{rowan.pk}/").status_code == 404
