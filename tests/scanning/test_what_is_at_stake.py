"""A doubtful word is called a date, a name or a number only where one of the readings can be one."""

import pytest

from scanning import merging
from scanning.engines.contract import Line, Word
from scanning.stakes import kind_of


def line(text: str, *, sure: int = 96, left: int = 50, top: int = 50) -> Line:
    words = []
    for written in text.split():
        words.append(Word(written, left, top, 10 * len(written), 20, sure))
        left += 10 * len(written) + 12
    return tuple(words)


@pytest.mark.parametrize(
    ("read", "other"),
    [
        ("May", "lay"),
        ("NOV", "cade"),
        ("Novemher", ""),
        ("Novemher", "November"),
        ("Tachwedd", "Tachwodd"),
        ("Saturday", "Caturday"),
        ("2025", "2029"),
        ("20L6,", "2026,"),
        ("412117", "4/2/17"),
        ("Le", "9/7/24"),
        ("9", "9/7/24"),
        ("25FEB", "ar"),
        ("on8May", "on8 lay"),
    ],
)
def test_what_one_of_the_readings_has_of_a_date_is_a_date(read: str, other: str) -> None:
    assert kind_of(read, other) == "date"


@pytest.mark.parametrize(
    ("read", "other"),
    [
        ("decide", "decide,today"),
        ("decide", "decidc"),
        ("school", "sepool"),
        ("I", "may"),
        ("I", "decided."),
        ("desk.", "deck."),
        ("marked", "maiked"),
        ("separate", "seperate"),
        ("novel", "navel"),
        ("may", "nay"),
        ("march", ""),
        ("school", "school, 2014"),
    ],
)
def test_a_plain_word_that_begins_like_a_month_or_stands_by_a_date_is_a_word(
    read: str, other: str
) -> None:
    assert kind_of(read, other) == "word"


def test_what_stands_beside_a_word_tells_whether_it_is_of_a_date() -> None:
    assert kind_of("may", "nay", before="11", after="2016") == "date"
    assert kind_of("may", "nay", before="I", after="see") == "word"
    assert kind_of("11th", "1lth", before="of", after="May") == "date"
    assert kind_of("11", "17", before="room", after="is") == "number"
    assert kind_of("45", "46", before="", after="May") == "number"


@pytest.mark.parametrize(
    ("read", "other"),
    [
        ("Rowan", "Kowan"),
        ("Mose", "Moss"),
        ("Jo", "go"),
        ("ia,", "Tia,"),
        ("AHMED", "KAIAHMED"),
        ("iontate", "MarionTate"),
        ("or", "HelenOkafor"),
        ("K.Moss", "K. [Voss"),
        ("O’Brien", "O’Bricn"),
    ],
)
def test_what_one_of_the_readings_writes_like_a_name_is_a_name(read: str, other: str) -> None:
    assert kind_of(read, other) == "name"


@pytest.mark.parametrize(
    ("read", "other"),
    [
        ("was", "WOS"),
        ("very", "VEY"),
        ("and", "Gnd"),
        ("should", "Ishould"),
        ("I", "Tam"),
        ("You", "Vou"),
        ("RECEIVED", "CRECEIVED"),
        ("torch", "toroh"),
    ],
)
def test_an_ordinary_word_with_a_capital_is_no_name(read: str, other: str) -> None:
    assert kind_of(read, other) == "word"


def test_a_word_that_both_read_is_no_disagreement_though_one_lost_the_blank_behind_it() -> None:
    clear = [line("the lantern was seen beside the quarry", top=100 + 40 * at) for at in range(6)]
    first = [*clear, line("on Friday May 2016")]
    second = [*clear, (*line("on Friday"), Word("May.2016", 142, 50, 84, 20, 99))]

    assert merging.doubts_about(merging.merge(first, second), ("one", "other")) == []


def test_a_month_that_they_read_differently_is_a_doubt_and_its_neighbours_are_none() -> None:
    clear = [line("the lantern was seen beside the quarry", top=100 + 40 * at) for at in range(6)]
    first = [*clear, line("I decided on 11 Nay 2016")]
    second = [*clear, line("I decided on 11 May 2016")]

    [doubt] = merging.doubts_about(merging.merge(first, second), ("one", "other"))

    assert doubt.kind == "date"
    assert {doubt.read, doubt.other} == {"Nay", "May"}


def test_a_faint_word_of_one_engine_is_judged_by_its_neighbours_too() -> None:
    faint = [line("11 may I decide", sure=30)]

    assert [doubt.kind for doubt in merging.doubts_alone(faint, "one")] == [
        "date",
        "date",
        "word",
        "word",
    ]
