"""Two readings of one page become one text: in the order a person reads it, and with the better parting of words."""

import random

from scanning import merging, rows
from scanning.engines.contract import Line, Word

HIGH = 20


def line(text: str, left: int, top: int, *, sure: int = 96, gap: int = 12) -> Line:
    """Words of letters ten dots wide, `gap` dots apart."""
    words = []
    for written in text.split():
        words.append(Word(written, left, top, 10 * len(written), HIGH, sure))
        left += 10 * len(written) + gap
    return tuple(words)


def told(lines: list[Line]) -> list[str]:
    return [" ".join(word.text for word in one) for one in lines]


def both(first: list[Line], second: list[Line]) -> list[str]:
    merged = merging.merge(first, second)
    return [" ".join(chosen.word.text for chosen in one) for one in merged.lines]


ITEMS = ("2 copper kettle", "1 long ladle", "3 tin spoon", "TOTAL")
PRICES = ("4.50", "12.00", "7.25", "23.75")


def test_a_price_stands_on_the_line_of_what_was_bought():
    labels = [line(text, 50, 100 + 40 * at) for at, text in enumerate(ITEMS)]
    column = [line(text, 600, 102 + 40 * at) for at, text in enumerate(PRICES)]

    assert told(rows.joined([*labels, *column])) == [
        f"{item} {price}" for item, price in zip(ITEMS, PRICES, strict=True)
    ]


def test_a_price_whose_label_nobody_could_read_keeps_its_place():
    labels = [line(text, 50, 100 + 40 * at) for at, text in enumerate(ITEMS) if at != 1]
    column = [line(text, 600, 102 + 40 * at) for at, text in enumerate(PRICES)]

    found = told(rows.joined([*labels, *column]))

    assert found == ["2 copper kettle 4.50", "12.00", "3 tin spoon 7.25", "TOTAL 23.75"]


def test_a_foot_that_was_read_with_the_head_comes_last():
    head, foot = line("VEXLEY RIBBONS", 50, 20), line("Thank you for your custom", 40, 300)
    middle = [line(text, 50, 100 + 40 * at) for at, text in enumerate(ITEMS)]

    assert told(rows.joined([head, foot, *middle])) == [
        "VEXLEY RIBBONS",
        *ITEMS,
        "Thank you for your custom",
    ]


def test_columns_of_prose_stay_columns():
    prose = "the engine was mended beside the long quarry wall yesterday"
    left = [line(prose, 50, 100 + 40 * at) for at in range(4)]
    right = [line(prose.upper(), 800, 100 + 40 * at) for at in range(4)]
    years = [line(str(1990 + at), 800, 260 + 40 * at) for at in range(4)]
    under = [line(prose, 50, 260 + 40 * at) for at in range(4)]

    given = [*left, *under, *right, *years]

    assert rows.joined(given) == given
    assert rows.joined([]) == []


def test_blanks_that_one_engine_lost_are_put_back():
    glued = (Word("on8May", 50, 50, 84, HIGH, 100),)

    assert both([line("on 8 May", 50, 50)], [glued]) == ["on 8 May"]


def test_gaps_inside_a_written_word_are_not_taken_for_blanks():
    first = [line("the crook ed lever", 50, 50, sure=60, gap=1)]
    second = [line("the crooked lever", 50, 50, sure=98, gap=2)]

    assert both(first, second) == ["the crooked lever"]


def test_parts_of_another_word_do_not_win_by_being_more():
    first = [(*line("on", 50, 50), *line("Thur sddy", 90, 50, sure=17, gap=8))]
    second = [line("on Thursday", 50, 50, sure=100)]

    assert both(first, second) == ["on Thursday"]


def test_a_word_that_only_the_second_engine_saw_is_kept_even_if_it_is_doubtful():
    clear = [
        line("the lantern was seen beside the granite quarry", 50, 50 + 40 * at) for at in range(6)
    ]
    faint = line("tragraft", 50, 300, sure=62)

    assert both(clear, [*clear, faint])[-1] == "tragraft"
    # What the first engine makes of dirt is no word.
    assert "tragraft" not in both([*clear, faint], clear)


def test_each_of_several_misread_words_faces_its_own():
    blocks = merging.aligned(line("Till 5 Mo 36305", 50, 50), line("Ti11 9 No 16305", 50, 50))

    assert [(len(block.first), len(block.second)) for block in blocks] == [(1, 1)] * 4


def at(text: str, left: int, width: int, *, top: int = 50, high: int = 31, sure: int = 96) -> Word:
    return Word(text, left, top, width, high, sure)


def test_a_short_word_whose_boxes_hardly_meet_stands_in_the_text_once() -> None:
    # The first engine squeezed the box, the second guessed it from the letters of the line.
    first = [(at("by", 700, 50), at("a", 768, 14), at("fall", 812, 60))]
    second = [(at("by", 702, 48), at("a", 780, 12, sure=100), at("fall", 810, 64))]

    assert both(first, second) == ["by a fall"]


def test_a_short_word_whose_boxes_do_not_meet_at_all_stands_in_the_text_once() -> None:
    first = [(at("is", 996, 30, high=61), at("a", 1057, 1), at("little", 1120, 90))]
    second = [
        (at("is", 1020, 35, high=71), at("a", 1070, 23, high=71), at("little", 1113, 99, high=71))
    ]

    assert both(first, second) == ["is a little"]


def test_a_stroke_is_one_word_whichever_engine_made_a_letter_of_it() -> None:
    first = [(at("while", 349, 107), at("|", 464, 6, sure=94), at("decided.", 501, 175))]
    second = [(at("while", 353, 109), at("I", 474, 12, sure=98), at("decided.", 508, 174))]

    [merged] = merging.merge(first, second).lines

    assert [chosen.word.text for chosen in merged] == ["while", "I", "decided."]
    assert merged[1].other == "|"


def test_a_last_word_beyond_the_end_of_the_other_line_is_not_told_twice() -> None:
    first = [(*line("there is", 50, 50), at("a", 152, 14, sure=90, high=HIGH))]
    second = [(*line("there is", 50, 50), at("a", 140, 8, sure=99, high=HIGH))]

    assert both(first, second) == ["there is a"]


def test_a_word_that_is_there_twice_is_told_twice() -> None:
    said = [line("he said that that was a a b", 50, 50)]

    assert both(said, said) == ["he said that that was a a b"]
    # One of them escaped the first engine.
    first = [tuple(word for place, word in enumerate(said[0]) if place != 3)]
    assert both(first, said) == ["he said that that was a a b"]


def test_neighbours_of_which_each_engine_saw_another_are_both_kept() -> None:
    titles = line("Dr Venkat Dr Lowther Dr Quaye", 50, 50)
    first = [titles[1:]]
    second = [titles[:2] + titles[3:]]

    merged = merging.merge(first, second)

    assert [chosen.word.text for chosen in merged.words] == [word.text for word in titles]
    assert [chosen.other for chosen in merged.words if chosen.by != "both"] == ["", ""]


def test_unlike_words_side_by_side_are_not_taken_for_one() -> None:
    blocks = merging.aligned((at("is", 100, 20),), (at("ill", 126, 30),))

    assert [len(block.first) + len(block.second) for block in blocks] == [1, 1]


def test_no_reading_of_a_line_is_told_more_often_than_the_engine_that_saw_it_most() -> None:
    """Short words, squeezed and shifted as engines do it; nothing that both read is lost either."""
    pick = random.Random(417)
    words = "a I to is 4 was at the fall he A on graze torch".split()
    for _ in range(300):
        text = " ".join(pick.choice(words) for _ in range(pick.randint(2, 12)))
        true = line(text, 50, 50, gap=8)
        first, second = (
            tuple(
                Word(
                    word.text,
                    word.left + pick.randint(-6, 6),
                    word.top + pick.randint(-2, 2),
                    max(1, word.width - pick.randint(0, 9)),
                    high,
                    pick.randint(70, 100),
                )
                for word in true
            )
            for high in (HIGH, 2 * HIGH)
        )

        assert both([first], [second]) == [text]
