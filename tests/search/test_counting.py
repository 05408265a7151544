"""Totals and counts are exact, follow what was ticked, and leave out what waits to be indexed."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from search import answers
from search.answers import Narrowed
from search.rights import Rights
from tests.search.shelf import KAI, ROWAN, TIA, entry, fill, find, id_of, keys


@pytest.fixture
def shelf(engine):
    fill(
        engine,
        [
            entry(
                f"{number}",
                "bruise",
                kind=("page", "record", "event")[number % 3],
                label=("letter", "report")[number % 2],
                about=(ROWAN, KAI, (ROWAN, TIA))[number % 3 if number % 5 else 2],
                on=date(2018 + number % 7, 1 + number % 12, 1),
            )
            for number in range(150)
        ],
    )
    return engine


def test_counts_are_those_of_all_hits_and_not_of_the_leaf(shelf):
    answer = find(shelf, "bruise", limit=5)
    assert answer.total == 150
    assert dict(answer.counts["kind"]) == {"page": 50, "record": 50, "event": 50}
    assert dict(answer.counts["label"]) == {"letter": 75, "report": 75}
    years = Counter(str(2018 + number % 7) for number in range(150))
    assert dict(answer.counts["year"]) == years
    assert sum(dict(answer.counts["person"]).values()) > 150


def test_the_most_frequent_value_comes_first_and_equals_by_name(shelf):
    years = find(shelf, "bruise").counts["year"]
    assert list(years) == sorted(years, key=lambda pair: (-pair[1], pair[0]))


@pytest.mark.parametrize("value", ["page", "record", "event"])
def test_the_number_beside_a_value_is_what_ticking_it_gives(shelf, value):
    count = dict(find(shelf, "bruise").counts["kind"])[value]
    ticked = find(shelf, "bruise", narrowed=Narrowed(kinds=frozenset((value,))))
    assert ticked.total == count
    assert dict(ticked.counts["kind"]) == {"page": 50, "record": 50, "event": 50}
    assert sum(dict(ticked.counts["label"]).values()) == count


def test_each_tick_narrows_the_counts_of_the_others(shelf):
    narrowed = Narrowed(
        kinds=frozenset(("page",)),
        labels=frozenset(("letter",)),
        people=frozenset((ROWAN,)),
        since=date(2019, 1, 1),
        until=date(2021, 12, 31),
    )
    answer = find(shelf, "bruise", narrowed=narrowed, limit=100)
    assert 0 < answer.total == len(answer.hits)
    for field, value in (("label", "letter"), ("person", str(ROWAN))):
        assert dict(answer.counts[field])[value] == answer.total
    # A label belongs to its kind: whoever takes another kind leaves it behind.
    any_label = find(shelf, "bruise", narrowed=replace(narrowed, labels=frozenset()))
    assert dict(answer.counts["kind"])["page"] == any_label.total > answer.total
    within = [n for year, n in answer.counts["year"] if 2019 <= int(year) <= 2021]
    assert sum(within) == answer.total


def test_a_period_includes_its_first_and_last_day(engine):
    days = [date(2023, 5, 31), date(2023, 6, 1), date(2023, 6, 30), date(2023, 7, 1)]
    fill(engine, [entry(day.isoformat(), "bruise", on=day) for day in days])
    june = Narrowed(since=date(2023, 6, 1), until=date(2023, 6, 30))
    assert keys(engine, "bruise", narrowed=june) == ["2023-06-30", "2023-06-01"]
    assert find(engine, "bruise", narrowed=Narrowed(until=date.max)).total == 4
    assert find(engine, "bruise", narrowed=Narrowed(since=date.min)).total == 4


def test_days_of_other_centuries_are_kept_in_order_as_far_as_they_go(engine):
    days = [date(1, 1, 1), date(1799, 1, 1), date(1801, 1, 1), date(2158, 1, 1), date(9999, 12, 31)]
    fill(engine, [entry(day.isoformat(), "bruise", on=day) for day in days])
    found = keys(engine, "bruise")
    assert found[:3] == ["9999-12-31", "2158-01-01", "1801-01-01"]
    assert len(found) == 5


def test_a_person_has_no_day_and_is_in_no_period(engine):
    fill(
        engine, [entry("person", kind="person", names="Rowan Moss", title=""), entry("1", "Rowan")]
    )
    answer = find(engine, "rowan", narrowed=Narrowed(since=date(2000, 1, 1)))
    assert [hit.key for hit in answer.hits] == ["1"]
    assert find(engine, "rowan").counts["year"] == (("2023", 1),)


@pytest.mark.parametrize(
    "waiting", [["1"], [id_of("object 1")], [id_of("document 1")], ["1", id_of("object 1"), "gone"]]
)
def test_what_waits_in_the_outbox_is_neither_listed_nor_counted(engine, waiting):
    fill(engine, [entry("1", "bruise"), entry("2", "bruise", label="report")])
    answer = find(engine, "bruise", waiting=waiting)
    assert [hit.key for hit in answer.hits] == ["2"]
    assert answer.total == 1
    assert answer.counts["label"] == (("report", 1),)


def test_people_are_not_counted_among_more_hits_than_anyone_reads(engine, monkeypatch):
    fill(engine, [entry(f"{number}", "bruise") for number in range(30)])
    monkeypatch.setattr(answers, "MOST_BY_PERSON", 29)
    assert "person" not in find(engine, "bruise").counts
    narrowed = Narrowed(people=frozenset((ROWAN,)))
    assert "person" not in find(engine, "bruise", narrowed=narrowed).counts
    monkeypatch.setattr(answers, "MOST_BY_PERSON", 30)
    assert find(engine, "bruise").counts["person"] == ((str(ROWAN), 30),)


def test_near_misses_are_counted_apart_and_within_the_ticks(engine):
    fill(
        engine,
        [
            entry("1", "neglect", label="report"),
            entry("2", "neglct"),
            entry("3", "neglct", label="report"),
        ],
    )
    assert (find(engine, "neglect").total, find(engine, "neglect").near) == (3, 2)
    ticked = find(engine, "neglect", narrowed=Narrowed(labels=frozenset(("letter",))))
    assert (ticked.total, ticked.near) == (1, 1)


def test_a_value_that_does_not_exist_finds_nothing(engine):
    fill(engine, [entry("1", "bruise")])
    assert find(engine, "bruise", narrowed=Narrowed(kinds=frozenset(("portrait",)))).total == 0
    assert find(engine, "bruise", narrowed=Narrowed(people=frozenset((id_of("x"),)))).total == 0


def test_whom_the_hits_are_about_is_told_without_those_whose_file_is_closed(shelf):
    answer = find(shelf, "bruise", Rights.only([ROWAN, KAI]))
    assert {people for people, _ in answer.circles} == {(ROWAN,), (KAI,)}
    assert sum(number for _, number in answer.circles) == answer.total
    everybody = find(shelf, "bruise")
    assert tuple(sorted((ROWAN, TIA))) in {people for people, _ in everybody.circles}
    ticked = find(shelf, "bruise", narrowed=Narrowed(people=frozenset((KAI,))))
    assert ticked.circles == everybody.circles


def test_nobody_ticked_leaves_nothing(shelf):
    assert find(shelf, "bruise", narrowed=Narrowed(people=frozenset())).total == 0


@pytest.mark.parametrize(
    ("field", "ticks", "value"),
    [("exemplar", "exemplars", "3"), ("medium", "media", "paper"), ("language", "languages", "cy")],
)
def test_form_paper_and_language_are_counted_and_can_be_ticked(engine, field, ticks, value):
    english = "the bruise was seen and it has not been there before"
    fill(
        engine,
        [
            entry("1", english, medium="paper"),
            entry("2", english, exemplar="3", kind="record"),
            entry("3", "mae bruise ar ei fraich ac roedd yn goch", exemplar="7", medium="paper"),
            entry("4", "bruise 12/3", exemplar="3"),
        ],
    )
    expected = {
        "exemplar": {"3": 2, "7": 1},
        "medium": {"paper": 2, "electronic": 2},
        "language": {"en": 2, "cy": 1},
    }
    assert dict(find(engine, "bruise").counts[field]) == expected[field]
    ticked = find(engine, "bruise", narrowed=Narrowed(**{ticks: frozenset((value,))}))
    assert ticked.total == expected[field][value]
    assert dict(ticked.counts[field]) == expected[field]


def test_by_date_the_newest_comes_first_whatever_its_tier(engine):
    days = [date(2020 + number % 5, 1 + number % 12, 1) for number in range(40)]
    fill(
        engine,
        [
            entry(f"{number:02}", "bruise", title="Bruise" if number % 2 else "Note", on=day)
            for number, day in enumerate(days)
        ],
    )
    found = keys(engine, "bruise", by_date=True, limit=100)
    assert [days[int(key)] for key in found] == sorted(days, reverse=True)
    assert found != keys(engine, "bruise", limit=100)
    leaves = [keys(engine, "bruise", by_date=True, offset=at, limit=7) for at in range(0, 40, 7)]
    assert [key for leaf in leaves for key in leaf] == found
