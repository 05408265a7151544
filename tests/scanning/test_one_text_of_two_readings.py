"""Two readings of one page become one text: in the order a person reads it, and with the better parting of words."""

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
