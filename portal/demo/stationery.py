"""The letterheads of Northmoor, and how its letters, memos and notes are laid out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from portal.demo.story import (
    Block,
    Colour,
    Face,
    Fields,
    Gap,
    Hand,
    Head,
    PaperPage,
    Rule,
    Scribble,
    Signed,
    Size,
    Stamp,
    Text,
    Wear,
    Written,
)

COUNCIL = Head("council", "Northmoor Council",
               ("Civic Hall, Guildhall Square, Northmoor NM1 1VC", "Telephone 01632 960 200"),
               "Children's services")  # fmt: skip
OLD_COUNCIL = Head("old council", "NORTHMOOR METROPOLITAN BOROUGH COUNCIL",
                   ("Social Services Department   Area Two   Telephone 01632 960 205",))  # fmt: skip
HEALTH = Head("health", "Northmoor Community Health",
              ("Harrow Lane Health Centre, Harrow Lane, Northmoor NM3 4VK",
               "Telephone 01632 960 412"), "Health visiting and school nursing")  # fmt: skip
INFIRMARY = Head("hospital", "Northmoor Royal Infirmary",
                 ("Infirmary Road, Northmoor NM2 6KV", "Telephone 01632 960 555"),
                 "Women's and children's services")  # fmt: skip
SURGERY = Head("surgery", "Elm Bank Surgery",
               ("Dr S Venkat   Dr P Lowther   Dr A Quaye",
                "2 Elm Bank, Northmoor NM3 7OC   Telephone 01632 960 430"))  # fmt: skip
FELLGATE = Head("school", "Fellgate Primary School",
                ("Fellgate Lane, Northmoor NM3 8MC   Telephone 01632 960 480",),
                "Everyone noticed, everyone kind")  # fmt: skip
OSWINS = Head("school", "St Oswin's High School",
              ("Weir Road, Northmoor NM2 2VC   Telephone 01632 960 490",), "Be curious")  # fmt: skip
MERE_LANE = Head("school", "Mere Lane Primary School",
                 ("Mere Lane, Northmoor NM5 3OK   Telephone 01632 960 485",),
                 "Together we can")  # fmt: skip
BECKSIDE = Head("plain", "Beckside Nursery",
                ("Beckside Community Hall, Northmoor NM3 5IC", "Telephone 01632 960 470"),
                "Open 8 till 6, fifty weeks a year")  # fmt: skip
POLICE = Head("police", "Moorland Constabulary",
              ("Vulnerability Unit, Station Road, Northmoor NM1 9MV", "Telephone 01632 960 301"),
              "Notification to children's services")  # fmt: skip
HOUSING = Head("housing", "Northmoor Homes",
               ("Tenancy Services, 14 Quay Street, Northmoor NM1 4KC", "Telephone 01632 960 370"),
               "A home you can settle in")  # fmt: skip
COURT = Head("court", "In the Family Court at Northmoor")
LANTERN = Head("charity", "The Lantern Trust",
               ("Support after domestic abuse", "Telephone 01632 960 620"))  # fmt: skip
LARCH_HOUSE = Head("charity", "Larch House",
                   ("Short breaks for disabled children", "9 Larch Walk, Northmoor NM5 6VO",
                    "Telephone 01632 960 640"))  # fmt: skip
CAMHS = Head("health", "Northmoor Young Minds Service",
             ("The Granary, Mill Street, Northmoor NM2 5CK", "Telephone 01632 960 445"),
             "Emotional health for children and young people")  # fmt: skip


POSTED = Wear(skew=0.4, holes=True, staple=True)
COPIED = Wear(skew=-0.9, holes=True, speckle=0.5)
LAID_BY_HAND = Wear(skew=-0.6)
#: Offices print letters larger than forms.
LETTER_POINTS = 12.8


def long(on: date) -> str:
    """As letters write it: 3 March 2026."""
    return f"{on.day} {on:%B %Y}"


def letter(
    head: Head,
    *,
    on: date,
    pages: Sequence[Sequence[str | Block]],
    about: str = "",
    ref: str = "",
    to: str = "",
    greeting: str = "Dear Ms Adeyemi",
    ending: str = "Yours sincerely",
    signed: str = "",
    title: str = "",
    face: Face = "sans",
    received: date | None = None,
    wear: Wear = POSTED,
    scribble: Scribble | None = None,
    colour: Colour = "grey",
    dpi: int = 150,
) -> tuple[PaperPage, ...]:
    """A letter of as many pages as `pages` has parts; a string is a paragraph.

    Head, date and greeting stand on the first page, the signature on the last, and the received
    stamp where the post room puts it.
    """
    made: list[PaperPage] = []
    count = len(pages)
    for number, part in enumerate(pages, 1):
        blocks: list[Block] = []
        marks: list[Stamp | Scribble] = []
        if number == 1:
            blocks.append(head)
            if to:
                blocks.append(Text(to, after=4))
            rows = [("Date", long(on))]
            if ref:
                rows.insert(0, ("Our ref", ref))
            blocks.append(Fields(tuple(rows), label_mm=22))
            if greeting:
                blocks.append(Text(greeting))
            if about:
                blocks.append(Text(about, weight="bold"))
            if received:
                marks.append(Stamp("RECEIVED", received, x=0.83, y=0.158))
        else:
            blocks.append(Gap(6))
        blocks += [Text(item) if isinstance(item, str) else item for item in part]
        if number == count:
            if ending:
                blocks.append(Text(ending, after=1))
            if signed:
                blocks.append(Signed(signed, title))
            if scribble:
                marks.append(scribble)
        # Every sheet goes under the glass a little differently.
        drift = round((number - 1) * 0.23 * (-1) ** number, 2)
        made.append(
            PaperPage(
                tuple(blocks),
                face=face,
                colour=colour,
                dpi=dpi,
                points=LETTER_POINTS,
                foot=f"Page {number} of {count}" if count > 1 else "",
                marks=tuple(marks),
                wear=replace(wear, skew=round(wear.skew + drift, 2)),
                seed=f"{head.name} {on} {about} {number}",
            )
        )
    return tuple(made)


def memo(
    *,
    to: str,
    sender: str,
    on: date,
    subject: str,
    paragraphs: Sequence[str | Block],
    head: Head = OLD_COUNCIL,
    wear: Wear = COPIED,
    marks: tuple[Stamp | Scribble, ...] = (),
) -> PaperPage:
    """One typewritten sheet from one desk to another, copied in black and white."""
    rows = (("To:", to), ("From:", sender), ("Date:", long(on)), ("Subject:", subject))
    blocks: list[Block] = [
        head,
        Text("M E M O R A N D U M", weight="heading", align="centre"),
        Fields(rows, label_mm=30),
        Rule(),
    ]
    blocks += [Text(item) if isinstance(item, str) else item for item in paragraphs]
    return PaperPage(tuple(blocks), face="typewriter", colour="black and white", dpi=200, wear=wear,
                     marks=marks, seed=f"memo {on} {subject}")  # fmt: skip


def note(
    words: str,
    *,
    hand: Hand = "rounded",
    size: float = 7.0,
    ruled: bool = True,
    wear: Wear = LAID_BY_HAND,
    colour: Colour = "grey",
    paper: Size = "a4",
    seed: str = "",
    dpi: int = 150,
    marks: tuple[Stamp | Scribble, ...] = (),
) -> PaperPage:
    """A sheet somebody wrote on by hand."""
    return PaperPage((Gap(4), Written(words, hand=hand, size=size, ruled=ruled)),
                     size=paper, colour=colour, dpi=dpi, wear=wear, kind="handwriting",
                     marks=marks, seed=seed or words[:40])  # fmt: skip


def back(seed: str, *, holes: bool = True, colour: Colour = "grey", dpi: int = 150) -> PaperPage:
    """The empty back of a sheet that went through a two-sided scanner."""
    return PaperPage((), kind="blank", colour=colour, dpi=dpi, seed=f"back {seed}",
                     wear=Wear(skew=0.3, holes=holes))  # fmt: skip
