"""The demo's story told on another day: rows, sentences and letters move together."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from portal.demo import sample
from portal.demo.council import COUNCIL
from portal.demo.families import FAMILY_STORIES, MOSS
from portal.demo.later import QUIET_DAYS, moved_words, mover, weeks_to
from portal.demo.story import TODAY, Event, words_on

TEN_WEEKS = 70


@pytest.mark.parametrize(
    ("told", "moved"),
    [
        ("since 3 March 2026", "since 12 May 2026"),
        ("on 8 February, while", "on 19 April, while"),
        ("Order to 1 Jun 2027", "Order to 10 Aug 2027"),
        ("seen on 16 and 17 November", "seen on 25 and 26 January"),
        ("born 04.02.2017", "born 15.04.2017"),
        ("Date of birth 4 / 2 / 17", "Date of birth 15 / 4 / 17"),
        ("13-NOV-2026 15:42", "22-JAN-2027 15:42"),
        ("JA from 13/10.", "JA from 22/12."),
        ("by 2026-12-02", "by 2027-02-10"),
        ("Child's Plan, June 2026", "Child's Plan, August 2026"),
        ("four times in October", "four times in December"),
        ("the 2nd of 3rd December", "the 2nd of 11th February"),
    ],
)
def test_a_date_in_a_sentence_moves_with_the_rows(told, moved):
    assert moved_words(told, TEN_WEEKS, date(2026, 11, 12)) == moved


@pytest.mark.parametrize(
    "words",
    [
        "He may come in. March up the stairs!",
        "5.1 kg at 22.10, on the 2nd centile, 14 per cent at 300 mm",
        "feed 9 / 12 / 3 / 6",
        "NHS number 999 140 2179, file CF/2017/0388, 01632 960 412",
        "Two of 3, page 2 of 4",
    ],
)
def test_what_is_no_date_stays_as_it_is(words):
    assert moved_words(words, TEN_WEEKS, TODAY) == words


def test_a_weekday_stays_what_it_was():
    moved = mover(7)(MOSS)

    assert [event.on.weekday() for event in moved.events] == [
        event.on.weekday() for event in MOSS.events
    ]
    assert moved.events[0].on - MOSS.events[0].on == timedelta(weeks=7)


def test_a_year_less_date_takes_the_year_of_what_it_stands_in():
    event = Event(date(2017, 12, 28), "note", ("rowan",), "Call", "Again on 3 January.")

    assert mover(1)(event).text == "Again on 10 January."
    assert mover(52)(replace(event, text="Again on 29 February 2020.")).text.endswith("2021.")


def test_a_letter_says_the_day_on_which_it_is_filed():
    paper = next(paper for paper in MOSS.papers if paper.key == "moss-hv-2026")
    moved = mover(10)(paper)

    assert moved.dated == date(2027, 1, 21)
    assert "21 January 2027" in words_on(moved.pages[0])
    assert "12 November" not in words_on(moved.pages[0])


def test_a_story_told_on_its_own_day_is_the_story():
    assert mover(weeks_to(TODAY))(MOSS) is MOSS


def test_nothing_that_has_happened_is_still_to_come_whatever_the_day():
    happened = [
        day
        for story in (COUNCIL, *FAMILY_STORIES)
        for day in (
            *(event.on for event in story.events),
            *(fact.as_of for fact in story.facts),
            *(paper.received or paper.dated for paper in story.papers),
        )
    ]
    for late in range(-8, 9):
        today = TODAY + timedelta(days=late)
        assert max(happened) + timedelta(weeks=weeks_to(today)) <= today
        assert TODAY + timedelta(weeks=weeks_to(today)) >= today - timedelta(days=4)
    assert max(happened) == TODAY - QUIET_DAYS


def test_the_sample_stack_is_told_for_the_same_day():
    minutes = mover(10)(sample.MINUTES_SOURCE)

    assert "Core group, 24 December 2026" in minutes
    assert "datetime(year: 2026, month: 12, day: 25)" in minutes
