"""What must happen by when stands once for brothers and sisters, and once each for children of different families."""

import html
import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from cases.models import Due, FamilyMembership, Person, Plan, PlanAction
from tests.cast import hold

pytestmark = pytest.mark.django_db


@pytest.fixture
def ivy(council, rowan) -> Person:
    """Rowan's sister, of the same worker."""
    council.people["ivy"] = Person.objects.create(name="Ivy Moss", born_on=date(2026, 5, 1))
    hold(council, "ivy", council.north, "worker")
    FamilyMembership.objects.create(family=council.families["moss"], person=council.people["ivy"])
    return council.people["ivy"]


def lines(page: str, heading: str) -> list[str]:
    part = page[page.index(f'id="{heading}"') :]
    part = part[: part.index("</section>")]
    found = re.findall(r"<li>(.*?)</li>", part, re.DOTALL)
    return [" ".join(html.unescape(re.sub(r"<[^>]+>", " ", line)).split()) for line in found]


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def test_one_date_for_brother_and_sister_is_one_line_with_both_names(
    as_user, worker, rowan, ivy, kai
):
    for child in (rowan, ivy, kai):
        Due.objects.create(child=child, what="Core group", original_on=in_days(4))
    shown = lines(as_user(worker).get("/").content.decode(), "due")
    assert [line.partition(" :")[0] for line in shown] == ["Ivy Moss and Rowan Moss", "Kai Ahmed"]


def test_dates_that_were_moved_apart_are_two_lines(as_user, worker, rowan, ivy):
    Due.objects.create(child=rowan, what="Core group", original_on=in_days(4))
    Due.objects.create(
        child=ivy,
        what="Core group",
        original_on=in_days(2),
        revised_on=in_days(4),
        revised_reason="Her nurse is away",
    )
    shown = lines(as_user(worker).get("/").content.decode(), "due")
    assert len(shown) == 2
    assert any("moved: Her nurse is away" in line for line in shown)


def test_a_promise_of_one_plan_is_one_line(as_user, worker, rowan, ivy):
    plan = Plan.objects.create(kind=Plan.Kind.values[0], started_on=in_days(-30))
    plan.children.set([rowan, ivy])
    PlanAction.objects.create(plan=plan, what="Ivy is weighed", who="Beth", due_on=in_days(1))
    browser = as_user(worker)
    assert len(lines(browser.get("/").content.decode(), "due")) == 1
    (line,) = lines(browser.get(f"/cases/{rowan.pk}/").content.decode(), "next")
    assert line.endswith("Ivy is weighed (Beth) for Ivy and Rowan")


def test_the_case_file_tells_the_soonest_first_and_for_whom(as_user, worker, rowan, ivy):
    for child in (rowan, ivy):
        Due.objects.create(child=child, what="Review", original_on=in_days(9))
    Due.objects.create(child=ivy, what="Paediatrician", original_on=in_days(3))
    Due.objects.create(child=rowan, what="Dentist", original_on=in_days(5))
    shown = lines(as_user(worker).get(f"/cases/{rowan.pk}/").content.decode(), "next")
    assert [line.partition(") ")[2] for line in shown] == ["Dentist", "Review for Ivy and Rowan"]


def test_a_sister_whose_file_is_closed_to_the_reader_is_not_named(
    as_user, worker, chair, rowan, ivy, council
):
    for child in (rowan, ivy):
        Due.objects.create(child=child, what="Review", original_on=in_days(9))
    ivy.closure, ivy.closure_owner = "sealed", council.user("manager")
    ivy.save()
    (line,) = lines(as_user(worker).get(f"/cases/{rowan.pk}/").content.decode(), "next")
    assert line.endswith("Review")
