"""Managers ask which children had what, when, how long and how often; of the files they may read and of no other."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import (
    Alert,
    AuditEvent,
    Conflict,
    Due,
    Episode,
    Event,
    Fact,
    Involvement,
    Person,
    Plan,
    PlanAction,
)
from search.histories import asking
from search.histories.conditions import CONDITIONS

TODAY = timezone.localdate()


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def episode(child, kind, since, until=None, category="", detail=""):
    return Episode.objects.create(
        child=child, kind=kind, started_on=since, ended_on=until, category=category, detail=detail
    )


def names(user, *facts):
    """Names of the children found; `facts` are pairs of a kind and what is typed in its form."""
    kept = []
    for kind, typed in facts:
        form = CONDITIONS[kind](typed, user=user)
        assert form.is_valid(), form.errors
        kept.append(asking.keep(form))
    found = asking.ask(user, kept)
    known = Person.objects.visible_to(user).in_bulk(list(found.children))
    return [known[pk].name for pk in found.children]


@pytest.fixture
def plans(rowan, kai, tia, robin, wren):
    """Neglect for Rowan (ended), Kai, Tia of the other team, restricted Robin and sealed Wren."""
    episode(rowan, "protection_plan", date(2024, 3, 3), date(2025, 5, 5), "Neglect")
    episode(kai, "protection_plan", ago(100), None, "Neglect")
    for child in (tia, robin, wren):
        episode(child, "protection_plan", ago(100), None, "Neglect")


@pytest.mark.parametrize(
    "typed, expected",
    [
        ({"when": "now"}, ["Kai Ahmed"]),
        ({"when": "ever"}, ["Kai Ahmed", "Rowan Moss"]),
        ({"when": "on", "on": "2025-05-05"}, ["Rowan Moss"]),
        ({"when": "on", "on": "2025-05-06"}, []),
        ({"when": "between", "since": "2024-01-01", "until": "2024-03-03"}, ["Rowan Moss"]),
        ({"when": "between", "until": "2024-03-02"}, []),
        ({"when": "ever", "says": "NEGLECT"}, ["Kai Ahmed", "Rowan Moss"]),
        ({"when": "ever", "says": "sexual"}, []),
        ({"when": "ever", "at_least": "14"}, ["Rowan Moss"]),
        ({"when": "ever", "at_least": "15"}, []),
        ({"when": "ever", "at_most": "13"}, ["Kai Ahmed"]),
        ({"when": "ever", "leave_out": "on"}, []),
        ({"when": "now", "leave_out": "on"}, ["Rowan Moss"]),
    ],
)
def test_a_status_is_asked_by_day_words_and_length(plans, manager, typed, expected):
    assert names(manager, ("status", {"status": "protection_plan", **typed})) == expected


def test_placements_are_counted(rowan, kai, manager):
    for start in (900, 600, 300):
        episode(rowan, "placement", ago(start), ago(start - 200))
    episode(kai, "placement", ago(50))
    many = {"status": "placement", "when": "ever", "times": "3"}
    assert names(manager, ("status", many)) == ["Rowan Moss"]
    assert names(manager, ("status", {**many, "leave_out": "on"})) == ["Kai Ahmed"]
    assert names(manager, ("status", {**many, "times": "4"})) == []


def test_conditions_are_all_asked_together(plans, rowan, kai, manager):
    episode(kai, "referral", ago(120), ago(120), "School")
    neglect = ("status", {"status": "protection_plan", "when": "ever"})
    school = ("status", {"status": "referral", "says": "school", "when": "ever"})
    assert names(manager, neglect, school) == ["Kai Ahmed"]
    assert names(manager, neglect, ("child", {"to_age": "10"})) == ["Rowan Moss"]
    assert names(manager, neglect, school, ("child", {"to_age": "10"})) == []


@pytest.mark.parametrize(
    "who, expected",
    [
        ("manager", ["Kai Ahmed", "Rowan Moss"]),
        ("worker", ["Kai Ahmed", "Rowan Moss"]),
        ("chair", ["Kai Ahmed"]),
        ("stranger", ["Tia Okoro"]),
        ("duty", []),
        ("clerk", []),
        ("records", []),
        ("designer", []),
        ("mother", []),
        ("father", []),
    ],
)
def test_everybody_counts_only_the_files_that_they_may_read(plans, council, who, expected):
    asked = ("status", {"status": "protection_plan", "when": "ever"})
    assert names(council.user(who), asked) == expected
    # Leaving out turns a condition round; it must not turn the rights round.
    left_out = names(council.user(who), ("status", {**asked[1], "leave_out": "on"}))
    assert not {"Robin Vale", "Wren Sallow"} & set(left_out)
    assert ("Tia Okoro" in left_out) is False


def test_a_conflict_that_begins_now_changes_the_next_figure(plans, manager, rowan):
    asked = ("status", {"status": "protection_plan", "when": "ever"})
    assert "Rowan Moss" in names(manager, asked)
    Conflict.objects.create(person=rowan, user=manager, reason="Neighbour")
    assert "Rowan Moss" not in names(manager, asked)


def test_what_is_overdue_is_found_by_its_own_day(rowan, kai, manager):
    Due.objects.create(child=rowan, what="Review conference", original_on=ago(10))
    Due.objects.create(child=kai, what="Review conference", original_on=ago(40), revised_on=ago(-5))
    assert names(manager, ("overdue", {})) == ["Rowan Moss"]
    assert names(manager, ("overdue", {"days": "11"})) == []
    plan = Plan.objects.create(kind="protection", started_on=ago(90))
    plan.children.add(kai)
    PlanAction.objects.create(plan=plan, what="School to ring", who="School", due_on=ago(3))
    assert names(manager, ("overdue", {"says": "school"})) == ["Kai Ahmed"]


def test_a_child_nobody_saw_is_found_unless_seen_alone_lately(rowan, kai, manager):
    seen = Event.objects.create(
        kind="visit", happened_on=ago(5), headline="Visit", is_seen=True, is_seen_alone=False
    )
    seen.about.set([rowan])
    assert names(manager, ("not_seen", {"days": "28"})) == ["Kai Ahmed"]
    assert names(manager, ("not_seen", {"days": "28", "alone": "on"})) == [
        "Kai Ahmed",
        "Rowan Moss",
    ]


def test_a_visit_that_one_may_not_read_does_not_count_as_seen(rowan, wren, manager):
    hidden = Event.objects.create(
        kind="visit", happened_on=ago(2), headline="Visit", is_seen=True, is_seen_alone=True
    )
    hidden.about.set([rowan, wren])
    assert "Rowan Moss" in names(manager, ("not_seen", {"days": "28"}))


def test_what_is_known_is_what_was_said_last(rowan, kai, manager):
    for child, school, day in (
        (rowan, "Fellgate Primary", ago(700)),
        (rowan, "Harrow Lane", ago(20)),
        (kai, "Fellgate Primary", ago(30)),
    ):
        Fact.objects.create(person=child, key="school", value=school, as_of=day, source="School")
    fellgate = {"heading": "school", "says": "fellgate"}
    assert names(manager, ("known", fellgate)) == ["Kai Ahmed"]
    assert names(manager, ("known", {**fellgate, "ever": "on"})) == ["Kai Ahmed", "Rowan Moss"]


def test_teams_workers_spells_and_dangers_are_asked(rowan, kai, manager, worker, stranger):
    assert names(manager, ("held", {"worker": str(worker.pk), "when": "now"})) == [
        "Kai Ahmed",
        "Rowan Moss",
    ]
    assert names(manager, ("held", {"worker": str(stranger.pk), "when": "ever"})) == []
    Involvement.objects.create(
        child=kai, started_on=ago(2000), ended_on=ago(1900), reason="Earlier"
    )
    assert names(manager, ("worked", {"when": "ever", "times": "2"})) == ["Kai Ahmed"]
    Alert.objects.create(child=rowan, text="Dog bites at the door", started_on=ago(3))
    assert names(manager, ("alert", {"says": "dog"})) == ["Rowan Moss"]


@pytest.mark.parametrize(
    "kind, typed, says",
    [
        ("status", {"when": "now"}, "Choose which."),
        ("status", {"status": "placement", "when": "on"}, "Type the day"),
        ("status", {"status": "placement", "when": "between"}, "Type the first day"),
        (
            "status",
            {
                "status": "placement",
                "when": "between",
                "since": "2025-02-02",
                "until": "2025-01-01",
            },
            "comes before the first",
        ),
        ("status", {"status": "placement", "when": "on", "on": "31.31.2025"}, "Type the date as"),
        ("status", {"status": "placement", "when": "ever", "times": "x"}, "whole number"),
        (
            "status",
            {"status": "placement", "when": "ever", "at_least": "5", "at_most": "2"},
            "less than",
        ),
        ("known", {"heading": "", "says": ""}, "Choose what about."),
        ("child", {}, "at least one thing"),
        ("child", {"from_age": "9", "to_age": "3"}, "less than"),
        ("not_seen", {"days": "0"}, "whole number of days"),
        ("held", {"worker": "nobody", "when": "now"}, "no longer to choose from"),
    ],
)
def test_what_cannot_be_asked_is_answered_with_what_to_do(as_user, manager, kind, typed, says):
    page = as_user(manager).post(reverse("search:first_condition", args=[kind]), typed)
    assert page.status_code == 200
    assert says in page.content.decode()


def test_a_kept_condition_that_cannot_be_asked_any_more_finds_nobody_and_says_so(plans, manager):
    good = {"kind": "status", "typed": {"status": "protection_plan", "when": "ever"}}
    for bad in (
        {"kind": "gone", "typed": {}},
        {"kind": "status", "typed": {"status": "abolished", "when": "ever"}},
    ):
        found = asking.ask(manager, [good, bad])
        assert found.children == ()
        assert "Take it out" in found.problems[0]


def test_it_is_asked_on_the_screen_a_condition_at_a_time(plans, as_user, manager, kai):
    browser = as_user(manager)
    begin = browser.get(reverse("search:histories")).content.decode()
    assert "A status, a plan, a placement" in begin
    answer = browser.post(
        reverse("search:first_condition", args=["status"]),
        {"status": "protection_plan", "when": "ever", "says": "neglect"},
        follow=True,
    )
    page = answer.content.decode()
    assert "How many of these children are of which age today." in page
    assert "2 children" in page and "Kai Ahmed" in page and "Rowan Moss" in page
    assert "3 Mar 2024 to 5 May 2025, 14 months" in page
    assert "Tia" not in page and "Robin" not in page
    here = answer.redirect_chain[-1][0]
    assert "neglect" not in here.lower()
    pk = here.rstrip("/").rpartition("/")[2]
    narrower = browser.post(
        reverse("search:another_condition", args=[pk, "child"]), {"from_age": "12"}, follow=True
    ).content.decode()
    assert "1 child" in narrower and "Rowan Moss" not in narrower
    # The first answer is still there for whoever goes back.
    assert "2 children" in browser.get(here).content.decode()
    wider = browser.post(reverse("search:without", args=[pk]), {"number": "0"}, follow=True)
    assert wider.redirect_chain[-1][0] == reverse("search:histories")


def test_what_was_shown_is_in_the_log_without_a_word_of_it(plans, as_user, manager, kai, rowan):
    as_user(manager).post(
        reverse("search:first_condition", args=["status"]),
        {"status": "protection_plan", "when": "ever", "says": "neglect"},
        follow=True,
    )
    row = AuditEvent.objects.filter(code="search.asked").latest("pk")
    assert {one.person_id for one in row.subjects.all()} == {kai.pk, rowan.pk}
    assert row.detail == {"found": 2}


def test_the_family_has_no_case_histories(as_user, mother):
    assert as_user(mother).get(reverse("search:histories")).status_code in (302, 404)
