"""Words, phrases, beginnings, exclusions and near misses find what they should, in tiers."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from documents import marking
from documents.wants import Want
from search.answers import DEEPEST, ENOUGH, Tier
from search.asking import parse
from search.engines.contract import IndexMissing
from tests.search.shelf import EVERYBODY, ROWAN, TIA, entry, fill, find, keys


def tiers(engine, text):
    return {hit.key: hit.tier for hit in find(engine, text).hits}


def test_all_words_must_be_there_in_any_form(engine):
    fill(engine, [entry("1", "Bruises were seen at two schools."), entry("2", "A bruise at home.")])
    assert keys(engine, "bruise school") == ["1"]


def test_a_phrase_is_found_word_for_word(engine):
    fill(
        engine,
        [entry("1", "the left arm"), entry("2", "left with one arm"), entry("3", "arm left")],
    )
    assert keys(engine, '"left arm"') == ["1"]


def test_a_phrase_does_not_run_from_the_title_into_the_text(engine):
    fill(engine, [entry("1", "arm in plaster", title="Left")])
    assert keys(engine, '"left arm"') == []
    assert keys(engine, "left arm") == ["1"]


def test_a_star_finds_what_begins_so(engine):
    fill(engine, [entry("1", "bruising"), entry("2", "bruised"), entry("3", "brushed")])
    assert sorted(keys(engine, "bruis*")) == ["1", "2"]


def test_a_minus_leaves_out_what_has_the_word_and_no_synonym_of_it(engine):
    fill(
        engine,
        [entry("1", "bruise, mum rang"), entry("2", "bruise, mother rang"), entry("3", "bruise")],
    )
    assert sorted(keys(engine, "bruise -mum")) == ["2", "3"]
    assert sorted(keys(engine, 'bruise -"mother rang"')) == ["1", "3"]
    assert sorted(keys(engine, "bruise -moth*")) == ["1", "3"]


def test_words_of_the_field_stand_for_one_another(engine):
    fill(engine, [entry("1", "the SW rang her mother"), entry("2", "the social worker rang mum")])
    assert sorted(keys(engine, "social worker mum")) == ["1", "2"]


@pytest.mark.parametrize("typed", ["03/03/2023", "3rd March 2023", "March 2023", "2023"])
def test_a_date_is_found_as_written_and_as_the_day_of_the_thing(engine, typed):
    fill(
        engine,
        [
            entry("said", "seen on 3 Mar 2023", on=date(2020, 1, 1)),
            entry("dated", "seen", on=date(2023, 3, 3)),
            entry("other", "seen on 3 March 2022", on=date(2022, 3, 3)),
        ],
    )
    assert keys(engine, typed) == ["dated", "said"]


@pytest.mark.parametrize("typed", ["K-10427", "k10427", "10427", "K-104*"])
def test_a_case_reference_is_found_however_it_is_typed(engine, typed):
    fill(engine, [entry("1", "File K-10427 refers."), entry("2", "File K-10428 refers.")])
    if typed == "K-104*":
        assert sorted(keys(engine, typed)) == ["1", "2"]
    else:
        assert keys(engine, typed) == ["1"]


def test_a_number_is_never_nearly_another(engine):
    fill(engine, [entry("1", "10428 943 476 5918")])
    assert keys(engine, "10427") == []
    assert keys(engine, "9434765919") == []


def test_a_name_finds_what_is_about_the_person_though_it_does_not_say_so(engine):
    fill(engine, [entry("1", "He came hungry.", names="Rowan Moss\nRo Pike"), entry("2", "hungry")])
    assert keys(engine, "rowan hungry") == ["1"]
    assert keys(engine, '"Ro Pike" hungry') == ["1"]
    assert keys(engine, '"Moss Ro"') == []


@pytest.mark.parametrize(
    "typed",
    [
        "Sian O'Brien",
        "siân obrien",
        "Shan O Brien",
        "Brien",
        "Sian OBrian",
        "McDonald",
        "Mac Donald",
    ],
)
def test_a_person_is_found_by_any_spelling_and_by_sound(engine, typed):
    names = "Siân O’Brien\nSian MacDonald"
    fill(engine, [entry("person", kind="person", names=names, title=""), entry("other", "hungry")])
    assert keys(engine, typed) == ["person"]


def test_a_slip_on_the_keys_finds_nobody_and_a_misspelt_name_does(engine):
    fill(engine, [entry("person", kind="person", names="Skye Lathom", title="")])
    assert keys(engine, "Skie") == ["person"]
    assert keys(engine, "zzzqq") == []


def test_a_short_form_finds_the_long_name(engine):
    fill(engine, [entry("person", kind="person", names="Katherine Pike", title="")])
    assert keys(engine, "Kate Pike") == ["person"]
    assert tiers(engine, "Kate Pike") == {"person": Tier.NEAR}


def test_a_word_that_sounds_like_a_name_does_not_bring_up_everything_about_that_person(engine):
    fill(
        engine,
        [
            entry("person", kind="person", names="Bryce Pike", title=""),
            entry("page", "He came hungry.", names="Bryce Pike"),
        ],
    )
    assert keys(engine, "bruise") == ["person"]


def test_misread_words_are_found_after_all_others(engine):
    fill(
        engine,
        [
            entry("misread", "a case of neglct", on=date(2024, 1, 1)),
            entry("swapped", "a case of neglcet", on=date(2024, 1, 1)),
            entry("exact", "a case of neglect", on=date(2020, 1, 1)),
            entry("far", "a case of nglct", on=date(2024, 1, 1)),
        ],
    )
    found = keys(engine, "neglect")
    assert found[0] == "exact"
    assert sorted(found) == ["exact", "misread", "swapped"]
    assert find(engine, "neglect").near == 2


def test_every_near_miss_is_found_however_many_words_are_near(engine):
    near = [
        f"{'neglect'[:at]}{letter}{'neglect'[at + 1 :]}"
        for at in range(4)
        for letter in "abcdfhijkmopqrstuvwxyz"
    ]
    fill(engine, [entry(word, f"a case of {word}") for word in near])
    assert sorted(keys(engine, "neglect", limit=DEEPEST)) == sorted(near)
    assert len(near) > 80


def test_short_words_have_no_near_misses(engine):
    fill(engine, [entry("1", "a mess and a most")])
    assert keys(engine, "moss") == []


def test_tiers_come_in_order_and_each_is_newest_first(engine):
    old, new = date(2019, 1, 1), date(2024, 1, 1)
    text = {"title": "", "phrase": "his left arm", "words": "arm of the left", "near": "hurt"}
    shelf = [
        entry(f"{tier} {age}", text[tier], on=on)
        for tier in ("phrase", "words")
        for age, on in (("old", old), ("new", new))
    ]
    shelf.append(entry("title old", "", title="Arm, left", on=old))
    shelf.append(entry("title new", "", title="Left arm", on=new))
    fill(engine, shelf)
    assert keys(engine, "left arm") == [
        "title new",
        "title old",
        "phrase new",
        "phrase old",
        "words new",
        "words old",
    ]
    assert set(tiers(engine, "left arm").values()) == {Tier.NAMED, Tier.PHRASE, Tier.WORDS}


def test_people_come_before_what_is_about_them(engine):
    fill(
        engine,
        [
            entry("page", "", names="Rowan Moss", on=date(2030, 1, 1)),
            entry("person", kind="person", names="Rowan Moss", title="", on=date(2001, 1, 1)),
        ],
    )
    assert keys(engine, "rowan moss") == ["person", "page"]


def test_pages_of_one_document_of_one_day_come_in_reading_order(engine):
    letter = uuid4()
    shelf = [
        entry(f"page {number}", "bruise", document_id=letter, page_number=number)
        for number in (3, 1, 2, 10)
    ]
    fill(engine, shelf)
    assert keys(engine, "bruise") == ["page 1", "page 2", "page 3", "page 10"]


@pytest.mark.parametrize("count", [30, ENOUGH + 30, 2_100])
def test_every_hit_is_listed_once_whatever_the_size_of_a_leaf(engine, count):
    fill(
        engine,
        [
            entry(
                f"{number:04}",
                "his left arm" if number % 3 else "arm left",
                title="Left arm" if number % 7 == 0 else "Letter",
                on=date(2000 + number % 20, 1, 1),
            )
            for number in range(count)
        ],
    )
    everything = [
        key
        for offset in range(0, min(count, DEEPEST), 50)
        for key in keys(engine, "left arm", offset=offset, limit=50)
    ]
    assert len(everything) == len(set(everything)) == min(count, DEEPEST)
    at_once = keys(engine, "left arm", limit=DEEPEST)
    assert at_once == everything
    answer = find(engine, "left arm", limit=DEEPEST)
    assert answer.total == count
    assert [hit.tier for hit in answer.hits] == sorted(hit.tier for hit in answer.hits)


def answers(body: str, want: Want) -> bool:
    """Whether `body` alone answers `want`: in its own words, or loosely in all of its words."""
    if marking.mark(body, [replace(want, loose=())]):
        return True
    each = [Want(loose=(word,)) for word in want.loose]
    return bool(each) and all(marking.mark(body, [one]) for one in each)


_WORDS = "bruise bruises bruisd school schools left arm 10427 K-10427 o'brien mum mother sw social worker"


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=25,
)
@given(
    st.lists(st.lists(st.sampled_from(_WORDS.split()), max_size=6), min_size=1, max_size=6),
    st.lists(
        st.sampled_from(
            [*_WORDS.split(), "bruis*", '"left arm"', '"social worker"', "-mum", "-arm"]
        ),
        min_size=1,
        max_size=3,
    ),
)
def test_what_is_found_is_what_can_be_marked(engine, texts, typed):
    bodies = {str(number): " ".join(text) for number, text in enumerate(texts)}
    fill(engine, [entry(key, body, title="") for key, body in bodies.items()])
    asked = parse(" ".join(typed))
    expected = {
        key
        for key, body in bodies.items()
        if asked
        and all(answers(body, want) for want in asked.wants)
        and not any(answers(body, want) for want in asked.without)
    }
    assert set(keys(engine, " ".join(typed))) == expected


def test_a_leaf_far_behind_the_last_hit_is_empty_and_the_total_stands(engine):
    fill(engine, [entry("1", "bruise")])
    for offset in (1, 999, 1000, 10_000, 10**12):
        assert keys(engine, "bruise", offset=offset) == []
        assert find(engine, "bruise", offset=offset).total == 1
    assert keys(engine, "bruise", offset=-5) == ["1"]
    assert keys(engine, "bruise", limit=0) == []


def test_where_much_answers_exactly_near_misses_are_not_looked_for(engine):
    shelf = [entry(f"{number}", "neglect", about=TIA) for number in range(ENOUGH)]
    fill(engine, [*shelf, entry("near", "neglct")])
    assert find(engine, "neglect").total == ENOUGH
    assert find(engine, "neglect").near == 0
    with engine.writing() as writer:
        writer.apply([], ["0"])
    assert find(engine, "neglect").total == ENOUGH
    assert find(engine, "neglect").near == 1


def test_an_empty_question_finds_nothing(engine):
    fill(engine, [entry("1", "bruise")])
    for text in ("", "!!", "-bruise"):
        assert find(engine, text).total == 0
        assert find(engine, text).hits == ()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.text("abrunKk -\"*'3/.ORÉ“”\\()[]{}^~:+&|?\x00ŵ李", max_size=60))
def test_nothing_that_can_be_typed_makes_the_engine_fail(engine, text):
    try:
        engine.count()
    except IndexMissing:
        fill(engine, [entry("1", "burn bruise K-10427 3/3/2023", names="Kar Ban")])
    find(engine, text)


def test_whatever_stands_in_a_text_finds_it(engine):
    text = "Rowan’s well-being (K-10427): seen 3rd March 2023, bru-\nise; Dr O'Brien, NE1 4XX, 01632 960 001"
    fill(engine, [entry("1", text)])
    for typed in text.replace("bru-\nise", "bruise").split():
        if parse(typed):
            assert keys(engine, typed) == ["1"], typed
    assert EVERYBODY.opens_file_of(ROWAN)
