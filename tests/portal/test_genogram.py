"""The drawing of a family: everybody once, nothing on top of anything, and the same told in words."""

import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.genogram import (
    Couple,
    Household,
    Member,
    Parentage,
    Siblings,
    Tie,
    describe,
    draw,
    relations_from,
)

TODAY = date(2026, 11, 22)
SVG = "{http://www.w3.org/2000/svg}"
Box = tuple[float, float, float, float]

ROWAN = Member("rowan", "Rowan Moss", "M", date(2017, 2, 4), is_focus=True)
KERRY = Member("kerry", "Kerry Moss", "F", date(1995, 5, 1), label="mother")
DALE = Member("dale", "Dale Moss", "M", date(1990, 5, 1), label="father")
LEE = Member("lee", "Lee Reid", "M", date(1998, 1, 1), label="mother's partner")
IVY = Member("ivy", "Ivy Moss-Reid", "F", date(2026, 6, 1), label="half-sister")
GWEN = Member("gwen", "Gwen Pryce", "F", date(1970, 1, 1), label="gran")
HUW = Member("huw", "Huw Pryce", "M", date(1966, 1, 1), died=date(2019, 3, 3))
UNBORN = Member("unborn", "Not yet named", expected=date(2027, 3, 1))
PAT = Member("pat", "Pat Hollis", "U", label="neighbour")

MOSSES = [ROWAN, KERRY, DALE, LEE, IVY, GWEN, HUW, UNBORN, PAT]
MOSS_TIES = [
    Parentage("kerry", "rowan"),
    Parentage("dale", "rowan"),
    Couple("kerry", "dale", has_ended=True),
    Couple("lee", "kerry"),
    Parentage("kerry", "ivy"),
    Parentage("lee", "ivy"),
    Parentage("kerry", "unborn"),
    Parentage("lee", "unborn"),
    Parentage("gwen", "kerry"),
    Parentage("huw", "kerry"),
    Couple("gwen", "huw"),
    Tie("pat", "rowan", "foster carer"),
]
MOSS_HOME = [Household(frozenset({"kerry", "lee", "rowan", "ivy"}))]


def numbers(path: str) -> list[float]:
    return [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", path)]


def box_of(shape: ET.Element) -> Box:
    if shape.tag == f"{SVG}rect":
        x, y, width, height = (float(shape.attrib[k]) for k in ("x", "y", "width", "height"))
        return x, y, x + width, y + height
    if shape.tag == f"{SVG}circle":
        x, y, r = (float(shape.attrib[k]) for k in ("cx", "cy", "r"))
        return x - r, y - r, x + r, y + r
    points = [
        (float(x), float(y)) for x, y in re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", shape.attrib["d"])
    ]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    if level := re.search(r"H(-?[\d.]+)", shape.attrib["d"]):
        xs.append(float(level[1]))
    return min(xs), min(ys), max(xs), max(ys)


class Sheet:
    """A drawing taken apart again, the way a person sees it."""

    def __init__(self, svg: str) -> None:
        self.svg = svg
        self.root = ET.fromstring(svg)  # noqa: S314 - our own output
        self.people = [
            max(
                (box_of(shape) for shape in group.iter() if is_shape(shape)),
                key=lambda b: b[2] - b[0],
            )
            for group in self.root.iter(f"{SVG}g")
            if group.get("class") == "genogram-person"
        ]
        self.words = [self._word(text) for text in self.root.iter(f"{SVG}text")]

    @staticmethod
    def _word(text: ET.Element) -> Box:
        x, y, size = (float(text.attrib[k]) for k in ("x", "y", "font-size"))
        # The narrowest a word can be drawn: what overlaps even so overlaps in every face.
        half = len(text.text or "") * size * 0.42 / 2
        return x - half, y - size * 0.7, x + half, y

    def lines(self) -> Iterator[list[tuple[float, float, float, float]]]:
        """The level and upright pieces of each line, as (x, y, x, y)."""
        for path in self.root.iter(f"{SVG}path"):
            if path.get("class") not in {"genogram-couple", "genogram-birth", "genogram-tie"}:
                continue
            pieces = []
            x = y = 0.0
            for command, rest in re.findall(r"([MLHV])([^MLHV]*)", path.attrib["d"]):
                given_numbers = numbers(rest)
                if command == "H":
                    pieces.append((min(x, given_numbers[0]), y, max(x, given_numbers[0]), y))
                    x = given_numbers[0]
                elif command == "V":
                    pieces.append((x, min(y, given_numbers[0]), x, max(y, given_numbers[0])))
                    y = given_numbers[0]
                else:
                    x, y = given_numbers
            yield pieces


def is_shape(element: ET.Element) -> bool:
    return element.get("class") == "genogram-shape"


def overlap(one: Box, other: Box, slack: float = 0.6) -> bool:
    return (
        one[0] < other[2] - slack
        and other[0] < one[2] - slack
        and one[1] < other[3] - slack
        and other[1] < one[3] - slack
    )


def crosses(piece: Box, box: Box) -> bool:
    """A line goes into a box, rather than ending at its edge."""
    return (
        piece[0] < box[2] - 1
        and piece[2] > box[0] + 1
        and piece[1] < box[3] - 1
        and piece[3] > box[1] + 1
    )


def run_together(one: Box, other: Box) -> bool:
    """Two pieces that lie on each other for a while, so that nobody can tell them apart."""
    level = one[1] == one[3] and other[1] == other[3] and abs(one[1] - other[1]) < 2
    upright = one[0] == one[2] and other[0] == other[2] and abs(one[0] - other[0]) < 2
    if level:
        return min(one[2], other[2]) - max(one[0], other[0]) > 3
    return upright and min(one[3], other[3]) - max(one[1], other[1]) > 3


def check_readable(sheet: Sheet) -> None:
    for one, other in combinations(sheet.people, 2):
        assert not overlap(one, other), "two people stand on each other"
    for word in sheet.words:
        inside = [p for p in sheet.people if overlap(word, p)]
        assert all(p[0] <= word[0] and word[2] <= p[2] for p in inside), "a word on a shape"
    for one, other in combinations(sheet.words, 2):
        assert not overlap(one, other), "two words on each other"
    lines = list(sheet.lines())
    for pieces in lines:
        for piece in pieces:
            assert not any(crosses(piece, heart(box)) for box in sheet.people), (
                "a line through a person"
            )
            assert not any(crosses(piece, box) for box in sheet.words), "a line through a word"
    for first, second in combinations(lines, 2):
        for one in first:
            for other in second:
                assert not run_together(one, other), "two lines on each other"


def heart(box: Box) -> Box:
    """The middle of a shape: a round or pointed one leaves its corners free for lines to end in."""
    across, down = (box[2] - box[0]) / 4, (box[3] - box[1]) / 4
    return box[0] + across, box[1] + down, box[2] - across, box[3] - down


def test_everybody_is_drawn_once_with_their_name():
    sheet = Sheet(draw(MOSSES, MOSS_TIES, MOSS_HOME, today=TODAY))

    assert len(sheet.people) == len(MOSSES)
    drawn = " ".join(text.text or "" for text in sheet.root.iter(f"{SVG}text"))
    for member in MOSSES:
        assert drawn.count(member.name) == 1


def test_nothing_stands_on_anything_else():
    check_readable(Sheet(draw(MOSSES, MOSS_TIES, MOSS_HOME, today=TODAY)))


def test_the_signs_say_sex_birth_death_and_whose_file_it_is():
    sheet = Sheet(draw(MOSSES, MOSS_TIES, today=TODAY))
    groups = [g for g in sheet.root.iter(f"{SVG}g") if g.get("class") == "genogram-person"]
    shapes = [Counter(e.tag.removeprefix(SVG) for e in g if is_shape(e)) for g in groups]
    by_name = dict(zip([m.id for m in MOSSES], shapes, strict=True))

    assert by_name["rowan"] == {"rect": 2}, "a doubled square for the boy whose file it is"
    outer, inner = (box_of(shape) for shape in groups[0] if is_shape(shape))
    assert outer[0] < inner[0], (
        "the outer outline lies behind, so that a fill does not hide the inner"
    )
    assert by_name["kerry"] == {"circle": 1}
    assert by_name["dale"] == {"rect": 1}
    assert by_name["pat"] == {"path": 1}
    assert by_name["unborn"] == {"path": 1}
    crossed = [g for g in groups if any(e.get("class") == "genogram-cross" for e in g)]
    assert len(crossed) == 1


def test_generations_stand_in_rows():
    sheet = Sheet(draw(MOSSES, MOSS_TIES, today=TODAY))
    middle = {m.id: (box[1] + box[3]) / 2 for m, box in zip(MOSSES, sheet.people, strict=True)}

    assert middle["gwen"] == middle["huw"]
    assert middle["gwen"] < middle["kerry"]
    assert middle["kerry"] == middle["dale"] == middle["lee"] == middle["pat"]
    assert middle["kerry"] < middle["rowan"] == middle["ivy"] == middle["unborn"]


def test_parted_partners_have_a_struck_line_and_others_do_not():
    ended = draw([KERRY, DALE], [Couple("kerry", "dale", has_ended=True)], today=TODAY)
    current = draw([KERRY, DALE], [Couple("kerry", "dale")], today=TODAY)

    def strokes(svg: str) -> int:
        couple = next(
            p for p in Sheet(svg).root.iter(f"{SVG}path") if "couple" in p.get("class", "")
        )
        return couple.attrib["d"].count("L")

    assert strokes(ended) == 2
    assert strokes(current) == 0


def test_a_tie_that_is_not_of_birth_is_dashed():
    sheet = Sheet(draw([ROWAN, PAT], [Tie("pat", "rowan", "foster carer")], today=TODAY))
    tie = next(p for p in sheet.root.iter(f"{SVG}path") if p.get("class") == "genogram-tie")

    assert tie.get("stroke-dasharray")


def test_the_outline_of_a_home_goes_around_those_who_live_there_and_nobody_else():
    sheet = Sheet(draw(MOSSES, MOSS_TIES, MOSS_HOME, today=TODAY))
    outline = next(p for p in sheet.root.iter(f"{SVG}path") if "household" in p.get("class", ""))
    corners = [
        (float(x), float(y))
        for x, y in re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", outline.attrib["d"])
    ]

    def inside(x: float, y: float) -> bool:
        result = False
        for (x1, y1), (x2, y2) in zip(corners, (*corners[1:], corners[0]), strict=True):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                result = not result
        return result

    home = {
        member.id
        for member, box in zip(MOSSES, sheet.people, strict=True)
        if inside((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    }
    assert home == {"kerry", "lee", "rowan", "ivy"}


def test_names_cannot_become_markup():
    bad = Member("x", '<script>alert("x")</script> & Co', "M", label="</svg><b>")
    svg = draw([bad], today=TODAY, households=[Household(frozenset({"x"}), "<i>home</i>")])

    assert "<script" not in svg
    assert "<b>" not in svg
    assert "<i>" not in svg
    assert "&lt;script&gt;" in svg
    ET.fromstring(svg)  # noqa: S314 - our own output


def test_there_is_no_inline_style_and_no_colour_of_its_own():
    svg = draw(MOSSES, MOSS_TIES, MOSS_HOME, today=TODAY)

    assert "style" not in svg
    assert not re.search(r"#[0-9a-f]{3,6}", svg)
    assert set(re.findall(r'(?:fill|stroke)="([^"]+)"', svg)) == {"none", "currentColor"}


def test_those_who_cannot_see_it_are_told_all_of_it():
    svg = draw(MOSSES, MOSS_TIES, MOSS_HOME, today=TODAY, key="one")
    root = Sheet(svg).root
    told = root.findtext(f"{SVG}desc") or ""

    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "one-title one-words"
    assert told == describe(MOSSES, MOSS_TIES, MOSS_HOME, today=TODAY)
    for sentence in (
        "Rowan Moss, 9. This drawing is about Rowan Moss.",
        "Ivy Moss-Reid, 5 months, half-sister.",
        "Huw Pryce, died 2019, aged 53.",
        "Not yet named, due March 2027.",
        "Kerry Moss and Dale Moss are the parents of Rowan Moss.",
        "Kerry Moss and Lee Reid are the parents of Ivy Moss-Reid and Not yet named.",
        "Gwen Pryce and Huw Pryce are the parents of Kerry Moss.",
        "Kerry Moss and Dale Moss were partners and have parted.",
        "Lee Reid and Kerry Moss are partners.",
        "Pat Hollis is the foster carer of Rowan Moss.",
        "Living together: Rowan Moss, Kerry Moss, Lee Reid and Ivy Moss-Reid.",
    ):
        assert sentence in told


def test_siblings_without_known_parents_are_joined():
    ana, ben = Member("a", "Ana", "F", date(2015, 1, 1), is_focus=True), Member("b", "Ben", "M")
    sheet = Sheet(draw([ana, ben], [Siblings("a", "b")], today=TODAY))

    assert len(list(sheet.lines())) == 1
    assert "Ana and Ben are brothers or sisters." in describe([ana, ben], [Siblings("a", "b")])


def test_a_grandparent_whose_line_is_drawn_gets_no_dashes_as_well():
    people = [ROWAN, KERRY, GWEN]
    birth = [Parentage("kerry", "rowan"), Parentage("gwen", "kerry")]
    dashed = draw(people, [*birth, Tie("gwen", "rowan", "grandparent", 2)], today=TODAY)

    assert "genogram-tie" not in dashed
    assert "genogram-tie" in draw([ROWAN, GWEN], [Tie("gwen", "rowan", "grandparent", 2)])


def test_only_who_looks_after_the_child_now_is_joined_by_dots():
    def dotted(kind, has_ended=False):
        relations = relations_from([("pat", kind, "rowan", has_ended)])
        return "genogram-tie" in draw([ROWAN, PAT], relations, today=TODAY)

    assert dotted("foster_carer")
    assert not dotted("foster_carer", has_ended=True)
    assert not [
        kind for kind in ("aunt_uncle", "step_parent", "grandparent", "other") if dotted(kind)
    ]
    ended = relations_from([("pat", "step_parent", "rowan", True)])
    assert "Pat Hollis was the step-parent of Rowan Moss." in describe([ROWAN, PAT], ended)


def test_the_same_family_is_always_drawn_the_same():
    first = draw(MOSSES, MOSS_TIES, MOSS_HOME, today=TODAY)

    assert all(draw(MOSSES, MOSS_TIES, MOSS_HOME, today=TODAY) == first for _ in range(3))


def test_data_that_contradicts_itself_is_still_drawn():
    circle = [Parentage("rowan", "kerry"), Parentage("kerry", "rowan"), Parentage("dale", "dale")]
    sheet = Sheet(draw([ROWAN, KERRY, DALE], circle, today=TODAY))

    assert len(sheet.people) == 3


def test_somebody_outside_the_drawing_leaves_no_trace():
    svg = draw([ROWAN], [Parentage("dale", "rowan")], [Household(frozenset({"dale"}))], today=TODAY)

    assert "Dale" not in svg
    assert not list(Sheet(svg).lines())


def test_stored_relationships_become_relations_once_each():
    rows = [
        ("k", "mother", "r", False),
        ("d", "father", "r", False),
        ("k", "partner", "d", True),
        ("d", "partner", "k", True),
        ("r", "half_sibling", "i", False),
        ("i", "half_sibling", "r", False),
        ("p", "foster_carer", "r", False),
        ("g", "grandparent", "r", False),
    ]

    assert relations_from(rows) == [
        Parentage("k", "r"),
        Parentage("d", "r"),
        Couple("k", "d", has_ended=True),
        Siblings("r", "i", is_half=True),
        Tie("p", "r", "foster carer", 1),
        Tie("g", "r", "grandparent", 2, looks_after=False),
    ]


def big_family() -> tuple[list[Member], list]:
    """Twenty people: four grandparents, a mother with three fathers of her children, a carer."""
    names = (
        "Margaret,Samuel,Bronwen,Ieuan,Amara,Gethin,Piotr,Marcus,Ngozi,Rhys,Pat,Jade,"
        "Ade,Tia,Dylan,Zosia,Jan,Chidi,Isla,Unborn"
    ).split(",")
    members = [
        Member(name, f"{name} Llewellyn-Kowalczyk", "FM"[number % 2], is_focus=name == "Tia")
        for number, name in enumerate(names)
    ]
    births = (
        "Margaret>Amara,Samuel>Amara,Margaret>Ngozi,Samuel>Ngozi,Bronwen>Gethin,Ieuan>Gethin,"
        "Bronwen>Rhys,Ieuan>Rhys,Amara>Ade,Marcus>Ade,Amara>Tia,Gethin>Tia,Amara>Dylan,"
        "Gethin>Dylan,Amara>Zosia,Piotr>Zosia,Amara>Jan,Piotr>Jan,Ngozi>Chidi,Marcus>Isla,"
        "Jade>Isla,Amara>Unborn,Gethin>Unborn"
    )
    relations: list = [Parentage(*pair.split(">")) for pair in births.split(",")]
    relations += [
        Couple("Amara", "Gethin"),
        Couple("Amara", "Piotr", has_ended=True),
        Couple("Amara", "Marcus", has_ended=True),
        Tie("Pat", "Zosia", "foster carer"),
    ]
    return members, relations


def test_twenty_people_in_three_generations_stay_readable():
    members, relations = big_family()
    sheet = Sheet(draw(members, relations, today=TODAY))

    assert len(sheet.people) == 20
    assert len({box[1] for box in sheet.people if box[2] - box[0] < 50}) == 3
    check_readable(sheet)


@st.composite
def families(draw_from: st.DrawFn) -> tuple[list[Member], list, list[Household]]:
    """Up to three generations of up to twenty people in every kind of tie, always possible ones."""
    sizes = [
        draw_from(st.integers(0, 5)),
        draw_from(st.integers(1, 6)),
        draw_from(st.integers(1, 8)),
    ]
    rows = [[f"{row}.{number}" for number in range(size)] for row, size in enumerate(sizes)]
    everybody = [name for row in rows for name in row]
    focus = rows[2][0]
    members = [
        Member(
            name,
            draw_from(
                st.sampled_from(["Ann", "Rowan Moss", "Bronwen Llewellyn-Jones the Younger"])
            ),
            draw_from(st.sampled_from(["F", "M", "U"])),
            is_focus=name == focus,
            label=draw_from(st.sampled_from(["", "mother", "father of the two little ones"])),
        )
        for name in everybody
    ]
    relations: list = []
    for above, below in zip(rows, rows[1:], strict=False):
        for child in below:
            if above:
                parents = draw_from(st.lists(st.sampled_from(above), max_size=2, unique=True))
                relations += [Parentage(parent, child) for parent in parents]
    for row in rows[:2]:
        for one, other in combinations(row, 2):
            if draw_from(st.integers(0, 7)) == 0:
                relations.append(Couple(one, other, draw_from(st.booleans())))
    for _ in range(draw_from(st.integers(0, 2))):
        one = draw_from(st.sampled_from(rows[1]))
        relations.append(Tie(one, draw_from(st.sampled_from(rows[2])), "foster carer"))
    home = frozenset(draw_from(st.lists(st.sampled_from(everybody), max_size=6)))
    return members, relations, [Household(home)] if home else []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(families())
def test_every_possible_family_is_readable(family):
    members, relations, homes = family
    sheet = Sheet(draw(members, relations, homes, today=TODAY))

    assert len(sheet.people) == len(members)
    check_readable(sheet)


@pytest.mark.parametrize("count", [0, 1])
def test_few_people_make_a_small_drawing(count):
    root = Sheet(draw(MOSSES[:count], today=TODAY)).root

    assert float(root.get("width", "999")) < 200
