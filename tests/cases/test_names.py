import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases import names


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("Siân O’Brien-Hughes", ("sian", "obrien", "hughes")),
        ("ŵyn ŷ", ("wyn", "y")),
        ("ZOË  Ø. Łukasz", ("zoe", "o", "lukasz")),
        ("Ro\u00adwan Mo\u200bss", ("rowan", "moss")),
        ("\u202eRowan\u202c", ("rowan",)),
        ("Caf\u0065\u0301 ﬁona", ("cafe", "fiona")),
        ("D'Arcy (Mrs)", ("darcy", "mrs")),
        ("", ()),
    ],
)
def test_a_name_is_the_same_however_its_accents_and_signs_are_written(written, words):
    assert names.name_words(written) == words


@pytest.mark.parametrize(
    ("written", "terms"),
    [
        ("Mary-Ann O'Brien", {"maryann", "brien"}),
        ("Ronald Mc Donald", {"mcdonald"}),
        ("Sinead O Hara", {"ohara"}),
        ("Rowan Moss", set()),
    ],
)
def test_a_name_is_also_found_run_together_or_taken_apart(written, terms):
    assert set(names.name_terms(written)) == terms


def test_mac_and_mc_are_one_spelling():
    assert "macdonald" in names.spellings("mcdonald")
    assert "mcdonald" in names.spellings("macdonald")
    assert names.spellings("mack") == ("mack",)
    assert names.spellings("moss") == ("moss",)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        line.split("/")
        for line in (
            "Stephen/Steven Sean/Shaun Shawn/Sean Geoffrey/Jeffrey Catherine/Kathryn Siân/Shan "
            "Rhys/Reece Lewis/Louis Mohammed/Muhammad Ahmed/Ahmad Brian/Bryan Thomson/Thompson "
            "Smith/Smyth Philip/Phillip Clare/Claire Reid/Reed Gruffydd/Griffith Hughes/Huws "
            "Meyer/Maier Nicholas/Nicolas Wright/Right Xavier/Zavier Zoe/Zoey Siobhan/Shivaun "
            "Niamh/Neve Aoife/Eefa Yusuf/Yousef Hussein/Husain Owen/Owain Iwan/Euan "
            "Llewelyn/Llewellyn MacDonald/McDonald Macintosh/McIntosh Jayden/Jaden Kayleigh/Kaylee "
            "Teresa/Theresa Anthony/Antony Graham/Graeme Megan/Meghan Khan/Kahn "
            "Chaudhry/Chowdhury Aisha/Ayesha Szymon/Simon Hywel/Howell Michael/Mikael"
        ).split()
    ],
)
def test_names_that_are_said_alike_have_one_sound(one, other):
    assert names.sound(one) == names.sound(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        line.split("/")
        for line in "Evans/Evan Moss/Voss Moss/Morse Mark/Mary Dale/Tale Kai/Kate Rowan/Ryan".split()
    ],
)
def test_names_that_are_said_differently_have_two(one, other):
    assert names.sound(one) != names.sound(other)


def test_a_word_in_another_script_has_no_sound():
    assert names.sound("李") == ""


def test_short_forms_stand_for_the_long_name_and_for_one_another():
    assert {"katherine", "catherine", "cathy"} <= names.short_forms("kate")
    assert "kate" in names.short_forms("kathryn")
    assert "kate" not in names.short_forms("kate")
    assert names.short_forms("rowan") == frozenset()


def test_a_short_form_of_two_names_does_not_make_them_one():
    assert "christopher" in names.short_forms("chris")
    assert "christina" in names.short_forms("chris")
    assert "christina" not in names.short_forms("christopher")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Rowan Moss", "Rowen Moss"),
        ("Rowan Moss", "MOSS, Rowan"),
        ("Rowan Moss", "Rowan James Moss"),
        ("Kate Ahmed", "Katherine Ahmad"),
        ("Ian McDonald", "Iain Mac Donald"),
        ("Moss", "Mosse"),
        ("Ann Anne Marie", "Anne Marie Ann"),
    ],
)
def test_names_that_could_be_taken_for_each_other_are_alike(one, other):
    assert names.is_alike(one, other)
    assert names.is_alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Rowan Moss", "Kai Ahmed"),
        ("Rowan Moss", "Tia Moss"),
        ("Rowan Moss", "Moss"),
        ("Jo Moss", "Jay Moss"),
        ("Christina Moss", "Christopher Moss"),
        ("Rowan Moss", ""),
        ("", ""),
    ],
)
def test_names_of_brothers_and_sisters_or_of_strangers_are_not(one, other):
    assert not names.is_alike(one, other)
    assert not names.is_alike(other, one)


def test_a_name_of_a_hundred_words_is_compared_too():
    assert not names.is_alike("aa " * 99 + "bb", "aa " * 99 + "cc")


def _distance(one: str, other: str) -> int:
    """Optimal string alignment by the textbook table."""
    rows = [
        [i + j if i * j == 0 else 0 for j in range(len(other) + 1)] for i in range(len(one) + 1)
    ]
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            rows[i][j] = min(
                rows[i - 1][j] + 1,
                rows[i][j - 1] + 1,
                rows[i - 1][j - 1] + (one[i - 1] != other[j - 1]),
            )
            if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1]


@given(st.text("abc", max_size=5), st.text("abc", max_size=5))
def test_one_letter_apart_is_what_the_textbook_says(one, other):
    assert names.within_one(one, other) == (_distance(one, other) <= 1)


@given(st.text(max_size=40), st.text(max_size=40))
def test_nothing_that_can_be_typed_is_refused(one, other):
    assert names.is_alike(one, other) == names.is_alike(other, one)
    assert all(word.isalnum() for word in names.name_words(one))
    names.name_terms(one)
    names.sound(one)


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing_more(text):
    once = names.fold_letters(text)
    assert names.fold_letters(once) == once
