"""To whom a record may be released, what is left out, and what stops it."""

import json

import pytest

from cases.access import Refused
from cases.actions import Problem
from cases.models import Address, ContactDetail, Person, Relationship
from documents.actions import sharing
from documents.models import Release
from tests.documents.written import a_draft, a_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(council):
    return a_plan(council)


def test_the_mother_gets_plain_words_and_nothing_of_staff(council, worker, kerry):
    plan = a_plan(council, worse__staff="Ask legal.")
    release = sharing.release(by=worker, record=plan, recipient=kerry)
    said = json.dumps(release.content)
    assert "Rowan has come to school hungry." in said
    assert "Ask legal." not in said
    assert set(release.about.all()) == {council.people["rowan"]}


def test_a_draft_is_not_released(council, worker, kerry):
    with pytest.raises(Refused):
        sharing.release(by=worker, record=a_draft(council), recipient=kerry)


def test_a_worker_of_another_team_releases_nothing(stranger, plan, kerry):
    with pytest.raises(Refused):
        sharing.release(by=stranger, record=plan, recipient=kerry)
    assert not Release._base_manager.exists()


def test_the_father_under_an_order_is_refused_with_the_name_of_whom_to_ask(worker, plan, dale):
    with pytest.raises(Problem, match="Ask Priya Nair"):
        sharing.release(by=worker, record=plan, recipient=dale)
    with pytest.raises(Problem, match="Ask Priya Nair"):
        sharing.preview(by=worker, record=plan, recipient=dale)
    assert not Release._base_manager.exists()


def test_somebody_without_an_account_is_invited_first(worker, plan, rowan):
    nan = Person.objects.create(name="June Moss")
    Relationship.objects.create(person=nan, other=rowan, kind="grandparent")
    with pytest.raises(Problem, match="no account yet"):
        sharing.release(by=worker, record=plan, recipient=nan)


def test_what_is_left_out_and_put_in_is_kept_beside_the_release_with_its_reason(
    council, worker, kerry, rowan
):
    from cases.actions import record_fact

    record_fact(by=worker, person=rowan, key="pen_picture", value="Loves newts.", source="Visit")
    plan = a_plan(council)
    picture = f"about.pen_picture@{rowan.reference}"
    release = sharing.release(
        by=worker,
        record=plan,
        recipient=kerry,
        withheld=["strengths.what"],
        put_in=[picture],
        reasons={"strengths.what": "Not agreed yet.", picture: "She asked for it."},
    )
    said = json.dumps(release.content)
    assert "Kerry always rings back." not in said
    assert "Loves newts." in said
    assert "Not agreed yet." not in said
    assert release.withheld == [
        {"block": "strengths.what", "decision": "left out", "why": "Not agreed yet."},
        {"block": picture, "decision": "put in", "why": "She asked for it."},
    ]


def test_the_confidential_address_stops_it_and_the_place_is_named(council, worker, kerry):
    plan = a_plan(council, worries__why="They moved to 3, Elm   ROW.")
    with pytest.raises(sharing.WouldLeak) as stopped:
        sharing.release(by=worker, record=plan, recipient=kerry)
    assert "“What we are worried about”" in stopped.value.places[0].sentence
    assert not Release._base_manager.exists()
    assert sharing.release(
        by=worker, record=plan, recipient=kerry, withheld=["worries.why"]
    ).is_current


def test_a_foster_carers_address_stops_it_although_they_share_no_family(
    council, worker, kerry, rowan
):
    carer = Person.objects.create(name="Ann Foss")
    Relationship.objects.create(person=carer, other=rowan, kind="foster_carer")
    Address.objects.create(person=carer, text="9 Mill Lane, Northmoor", is_confidential=True)
    plan = a_plan(council, worries__why="He sleeps well at 9 Mill Lane.")
    with pytest.raises(sharing.WouldLeak):
        sharing.release(by=worker, record=plan, recipient=kerry)


def test_ones_own_telephone_number_stops_nothing(council, worker, kerry, rowan):
    for person in (kerry, rowan):
        ContactDetail.objects.create(person=person, kind="phone", value="07700 900123")
    plan = a_plan(council, worries__why="We ring 07700 900123.")
    assert sharing.release(by=worker, record=plan, recipient=kerry).is_current
    ContactDetail._base_manager.filter(person=kerry).delete()
    with pytest.raises(sharing.WouldLeak):
        sharing.release(by=worker, record=plan, recipient=kerry, withheld=["strengths.what"])


def test_the_very_same_is_not_released_twice(worker, plan, kerry):
    sharing.release(by=worker, record=plan, recipient=kerry)
    with pytest.raises(Problem, match="exactly this already"):
        sharing.release(by=worker, record=plan, recipient=kerry)
    assert Release._base_manager.count() == 1


def test_a_newer_release_takes_the_place_of_the_earlier(worker, plan, kerry):
    first = sharing.release(by=worker, record=plan, recipient=kerry)
    second = sharing.release(by=worker, record=plan, recipient=kerry, withheld=["strengths.what"])
    first.refresh_from_db()
    assert first.replaced_by == second
    assert second.is_current


def test_a_release_to_one_is_nothing_to_another(as_user, worker, plan, kerry, young, father):
    from django.urls import reverse

    release = sharing.release(by=worker, record=plan, recipient=kerry)
    address = reverse("family_access:read", args=[release.pk])
    for other in (young, father):
        assert as_user(other).get(address).status_code == 404
        assert str(release.pk) not in as_user(other).get("/family/").content.decode()
