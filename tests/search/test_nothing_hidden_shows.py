"""Non-interference: the world with and without what an asker may not see answers the same, to the byte."""

import random
from datetime import date, timedelta

import pytest

from search.answers import DEEPEST, Narrowed
from search.asking import parse
from search.engines.contract import Engine
from search.rights import Rights
from tests.search.shelf import KAI, ROWAN, TIA, WREN, entry, fill, find, id_of

WORDS = (
    "bruise bruises brusie school mother mum neglect neglct left arm social worker sw hungry visit "
    "home letter report K-10427 3/3/2023 march 2023 o'brien"
).split()
NAMES = ["Rowan Moss", "Rowen Mos", "Kai Ahmed", "Bryce Pike", "Brice Moss"]
QUESTIONS = (
    "bruise", "neglect", "school mother", "left arm", '"left arm"', "bruis*", "bruise -school", "rowan",
    "Rowan Moss", "bryce", "sw", "03/03/2023", "march 2023", "2023", "k-10427", "obrien", "mother -arm",
    "schol", "bruise school mother",
)  # fmt: skip
FILTERS = (
    Narrowed(),
    Narrowed(kinds=frozenset(("page",))),
    Narrowed(labels=frozenset(("letter",)), since=date(2021, 1, 1)),
    Narrowed(people=frozenset((ROWAN,)), until=date(2022, 12, 31)),
    Narrowed(media=frozenset(("paper",)), exemplars=frozenset(("plan", "visit"))),
)
LEAVES = ((0, 20, False), (3, 3, False), (0, DEEPEST, False), (2, 40, True))

ASKERS = {
    "worker": Rights.only([ROWAN, KAI], denied=[TIA]),
    "head": Rights.everyone_but([TIA], named=[KAI]),
    "clerk": Rights.only([], denied=[TIA], holders=[id_of("my batch")]),
    "duty": Rights.everyone_but([TIA]).within(["person"]) | Rights.only([ROWAN], denied=[TIA]),
    "nobody": Rights(),
}


def thing(chance: random.Random, key: str, **other):
    # Days collide on purpose: order among equals must not come from where a thing lies.
    return entry(
        key,
        " ".join(chance.choices(WORDS, k=chance.randint(3, 12))),
        kind=chance.choice(["page", "page", "record", "event", "person", "reply"]),
        title=" ".join(chance.choices(WORDS, k=2)),
        names=chance.choice(NAMES),
        label=chance.choice(["letter", "report", "form"]),
        exemplar=chance.choice(["", "plan", "visit"]),
        medium=chance.choice(["paper", "electronic"]),
        on=date(2020, 1, 1) + timedelta(days=100 * chance.randrange(14)),
        document_id=id_of(f"document {chance.randrange(12)}"),
        page_number=chance.choice([None, 1, 2]),
        **other,
    )


def visible_shelf(chance):
    groups = [ROWAN, ROWAN, KAI, (ROWAN, KAI)]
    shelf = [thing(chance, f"seen {n:03}", about=chance.choice(groups)) for n in range(120)]
    mine = frozenset((id_of("my batch"),))
    return shelf + [thing(chance, f"held {n:03}", about=(), held_by=mine) for n in range(20)]


def hidden_shelf(chance):
    """What none of the askers may see: denied, sealed, restricted to others, held by others, nobody's."""
    theirs = frozenset((id_of("their batch"),))
    ways = [
        {"about": TIA},
        {"about": (TIA, ROWAN)},
        {"about": (TIA, KAI), "closure": "restricted"},
        {"about": WREN, "closure": "sealed"},
        {"about": WREN, "closure": "restricted"},
        {"about": (), "held_by": theirs},
        {"about": ROWAN, "held_by": theirs},
        {"about": (TIA,), "held_by": frozenset((id_of("my batch"),))},
        {"about": ()},
    ]
    return [thing(chance, f"hidden {n:03}", **ways[n % len(ways)]) for n in range(60)]


def everything_said_to(engine: Engine, rights: Rights) -> str:
    return f"{everything_shared(engine, rights)}\n{everything_found(engine, rights)}"


def everything_shared(engine: Engine, rights: Rights) -> str:
    """What more like this is made of, for a few and for many of each word."""
    asked = [want for question in QUESTIONS for want in parse(question).wants if not want.begins]
    return "\n".join(repr(engine.sharing(asked, rights, most=most)) for most in (2, 200))


def everything_found(engine: Engine, rights: Rights) -> str:
    return "\n".join(
        repr(
            find(
                engine,
                question,
                rights,
                narrowed=narrowed,
                by_date=by_date,
                offset=offset,
                limit=limit,
            )
        )
        for question in QUESTIONS
        for narrowed in FILTERS
        for offset, limit, by_date in LEAVES
    )


@pytest.mark.parametrize("asker", ASKERS)
def test_hidden_things_change_no_answer(new_engine, asker):
    chance = random.Random(20)
    seen, hidden = visible_shelf(chance), hidden_shelf(chance)
    without, with_them, among_them = new_engine(), new_engine(), new_engine()
    fill(without, seen)
    # Before, between and after, in one commit and in several, changed and deleted again.
    fill(with_them, [*hidden[:30], *seen[:50], *hidden[30:], *seen[50:]])
    mixed = [*seen, *hidden]
    random.Random(3).shuffle(mixed)
    fill(among_them, mixed[:40])
    with among_them.writing() as writer:
        for start in range(40, len(mixed), 25):
            writer.apply(mixed[start : start + 25])
        writer.apply([thing(random.Random(9), hidden[0].key, about=TIA)], [hidden[1].key])
    expected = everything_said_to(without, ASKERS[asker])
    assert everything_said_to(with_them, ASKERS[asker]) == expected
    assert everything_said_to(among_them, ASKERS[asker]) == expected
    assert ("seen" in expected or "held" in expected) == (asker != "nobody")


def test_much_that_is_hidden_does_not_stop_the_search_for_near_misses(engine):
    shelf = [entry(f"{n}", "neglect", about=WREN, closure="sealed") for n in range(300)]
    fill(engine, [*shelf, entry("near", "neglct")])
    answer = find(engine, "neglect", Rights.everyone_but([]))
    assert (answer.total, answer.near) == (1, 1)


def test_a_hidden_person_is_in_no_count(engine):
    fill(
        engine,
        [
            entry("shared", "bruise", about=(ROWAN, KAI), label="letter", medium="paper"),
            entry(
                "hidden",
                "mae hi yn yr ysgol ac wedi bod yno bruise",
                about=WREN,
                label="adoption",
                kind="event",
                on=date(1999, 1, 1),
                exemplar="adoption",
            ),
        ],
    )
    answer = find(engine, "bruise", Rights.only([ROWAN]))
    assert answer.counts == {
        "kind": (("page", 1),),
        "label": (("letter", 1),),
        "exemplar": (),
        "language": (),
        "medium": (("paper", 1),),
        "year": (("2023", 1),),
        "person": ((str(ROWAN), 1),),
    }
    assert answer.circles == (((ROWAN,), 1),)
