"""The words in which the demo council is told: frozen dataclasses, no database.

A `Story` is everything known about one family, or about the council itself. People, staff, teams,
records and papers are named by short keys (`"rowan"`, `"jo"`, `"north"`), unique across all
stories. Dates are plain dates; a period is `since` to `until`, both days included, `None` = still.
Kinds, states and standings are spelt as the product stores them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from types import MappingProxyType
from typing import Any, Literal

#: The day on which the story is told. Later dates in it are plans.
TODAY = date(2026, 11, 22)

Key = str
Standing = Literal["known", "not_known_yet", "declined", "in_the_past", "disputed"]
Quality = Literal["good", "middling", "poor"]


def day(text: str) -> date:
    """Date from `YYYY-MM-DD`."""
    return date.fromisoformat(text)


def mapping(items: Mapping[str, str] | None = None) -> Mapping[str, str]:
    return MappingProxyType(dict(items or {}))


# --- people ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Name:
    given: str
    family: str
    kind: Literal["legal", "birth", "known_as", "former", "alias"] = "legal"
    since: date | None = None
    until: date | None = None

    def __str__(self) -> str:
        return f"{self.given} {self.family}".strip()


@dataclass(frozen=True)
class Address:
    lines: str
    postcode: str
    since: date
    until: date | None = None
    kind: Literal["home", "placement", "hospital", "correspondence"] = "home"
    confidential: bool = False
    note: str = ""


@dataclass(frozen=True)
class Phone:
    number: str
    kind: Literal["mobile", "home", "work"] = "mobile"
    safe: str = ""
    """When and how it may be used ("text first, never after six"); empty = no limit known."""


@dataclass(frozen=True)
class Identifier:
    kind: Literal["nhs", "upn", "legacy"]
    value: str


@dataclass(frozen=True)
class Person:
    key: Key
    names: tuple[Name, ...]
    born: date | None = None
    expected: date | None = None
    """Date on which an unborn child was expected; kept after birth."""
    died: date | None = None
    sex: Literal["F", "M", "U"] = "U"
    pronouns: str = ""
    first_language: str = "English"
    interpreter: str = ""
    ethnicity: str = ""
    """Four-letter code of the English returns, such as `WBRI`."""
    faith: str = ""
    communication: str = ""
    disabilities: tuple[str, ...] = ()
    """Codes of the English returns: NONE, MOB, HAND, PC, INC, COMM, LD, HEAR, VIS, BEH, CON, AUT."""
    addresses: tuple[Address, ...] = ()
    phones: tuple[Phone, ...] = ()
    email: str = ""
    identifiers: tuple[Identifier, ...] = ()
    is_child: bool = False
    """Has a case file of their own."""
    note: str = ""

    @property
    def name(self) -> str:
        return str(self.names[0])


@dataclass(frozen=True)
class Relationship:
    """`of` is the `kind` of `to`: Relationship("kerry", "mother", "rowan")."""

    of: Key
    kind: str
    to: Key
    since: date | None = None
    until: date | None = None
    source: str = ""


@dataclass(frozen=True)
class Responsibility:
    """One dated row of parental responsibility; a council holds it by `holder_name` alone."""

    holder: Key
    child: Key
    source: str
    since: date
    until: date | None = None
    document_seen: str = ""
    limits: str = ""
    delegated: tuple[str, ...] = ()
    holder_name: str = ""


@dataclass(frozen=True)
class Member:
    person: Key
    since: date
    until: date | None = None
    note: str = ""


@dataclass(frozen=True)
class Family:
    key: Key
    name: str
    members: tuple[Member, ...]


# --- the council ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Team:
    key: Key
    name: str
    purpose: str
    phone: str
    email: str
    since: date = date(2015, 4, 1)
    until: date | None = None


Role = Literal["practitioner", "manager", "support", "chair", "duty", "records", "designer"]


@dataclass(frozen=True)
class Post:
    """A spell of work in a team. `role` is one of the product's roles."""

    team: Key
    role: Role
    since: date
    until: date | None = None


@dataclass(frozen=True)
class Staff:
    key: Key
    name: Name
    title: str
    posts: tuple[Post, ...]
    username: str = ""
    """Sign-in name, for those a visitor can be; empty for everybody else."""
    phone: str = ""
    email: str = ""
    registration: str = ""
    born: date | None = None
    leads_safeguarding: bool = False
    """Is told of pages that must not be seen, and alone opens them again."""


@dataclass(frozen=True)
class FamilyAccount:
    username: str
    person: Key
    email: str
    note: str = ""


# --- what happened --------------------------------------------------------------------------


@dataclass(frozen=True)
class Involvement:
    """One spell of the council's work with a child, from contact or referral to closure."""

    child: Key
    since: date
    until: date | None = None
    reason: str = ""
    closing_reason: str = ""


@dataclass(frozen=True)
class Assignment:
    child: Key
    team: Key
    worker: Key
    since: date
    until: date | None = None
    capacity: Literal["allocated", "co_worker", "chair"] = "allocated"
    ending: str = ""


EpisodeKind = Literal[
    "contact",
    "referral",
    "assessment",
    "strategy",
    "section_47",
    "conference",
    "protection_plan",
    "child_in_need_plan",
    "pre_proceedings",
    "looked_after",
    "legal_status",
    "placement",
    "missing",
    "pathway",
    "short_break",
]


@dataclass(frozen=True)
class Episode:
    kind: EpisodeKind
    about: tuple[Key, ...]
    since: date
    until: date | None = None
    category: str = ""
    outcome: str = ""
    detail: str = ""
    by: Key = ""
    codes: Mapping[str, str] = field(default_factory=mapping)
    """Codes of the English returns by name: `source`, `need`, `category`, `legal`, `placement`…"""


@dataclass(frozen=True)
class OwnWords:
    """What a person said, as said."""

    who: Key
    words: str
    how: str = ""


EventKind = Literal["visit", "meeting", "call", "incident", "good_news", "note"]


@dataclass(frozen=True)
class Event:
    on: date
    kind: EventKind
    about: tuple[Key, ...]
    title: str
    text: str = ""
    by: Key = ""
    at: time | None = None
    where: str = ""
    present: tuple[str, ...] = ()
    seen: bool | None = None
    seen_alone: bool | None = None
    words: tuple[OwnWords, ...] = ()
    quality: Quality = "middling"


@dataclass(frozen=True)
class Fact:
    about: Key
    key: str
    value: str
    as_of: date
    source: str
    standing: Standing = "known"
    basis: Literal["", "saw", "told", "assumed"] = ""
    told_by: str = ""
    by: Key = ""


@dataclass(frozen=True)
class PlanAction:
    what: str
    who: str
    due: date | None = None
    done: date | None = None


@dataclass(frozen=True)
class Plan:
    """What was agreed for one or more children; its words are the record with the same key, if any."""

    key: Key
    kind: Literal["child_in_need", "protection", "care"]
    children: tuple[Key, ...]
    since: date
    until: date | None = None
    actions: tuple[PlanAction, ...] = ()
    record: Key = ""


@dataclass(frozen=True)
class Due:
    """Something that must happen by a day. The first day is kept when a later one is agreed."""

    child: Key
    what: str
    original: date
    basis: str = ""
    revised: date | None = None
    reason: str = ""
    agreed_by: Key = ""
    done: date | None = None


@dataclass(frozen=True)
class Alert:
    """Stands at the head of the file until somebody reviews it; it never lapses by itself."""

    about: tuple[Key, ...]
    text: str
    since: date
    review_on: date
    ask: Key
    until: date | None = None


@dataclass(frozen=True)
class Restriction:
    """`kept_from` must learn nothing of `child`, until somebody lifts it."""

    child: Key
    kept_from: Key
    basis: str
    made_on: date
    order_ends_on: date | None
    ask: Key


@dataclass(frozen=True)
class Conflict:
    """A member of staff who must not see a person's file."""

    person: Key
    staff: Key
    reason: str
    since: date


@dataclass(frozen=True)
class Order:
    kind: str
    court: str
    number: str
    made_on: date
    until: date | None
    protects: tuple[Key, ...]
    against: Key
    terms: str
    paper: Key = ""
    """Key of the paper that is the sealed order."""


@dataclass(frozen=True)
class Closure:
    """A degree of closed beyond the team's own."""

    about: Key
    degree: Literal["restricted", "sealed"]
    since: date
    reason: str
    named: tuple[Key, ...]


@dataclass(frozen=True)
class EmergencyLook:
    """Somebody who holds no part of a file opened it in haste, with a reason; a manager has yet to review it."""

    child: Key
    by: Key
    on: date
    at: time
    reason: str


@dataclass(frozen=True)
class PenPicture:
    about: Key
    on: date
    by: Key
    text: str


@dataclass(frozen=True)
class CaseSummary:
    about: Key
    on: date
    by: Key
    text: str


@dataclass(frozen=True)
class FilledRecord:
    """An exemplar filled in. Answers stand under question keys, in the JSON of their kind.

    Where an answer names a person it uses that person's key, for `build` to replace. Facts that the
    exemplar binds are not repeated here: they stand in `facts`, and prefill the record.
    """

    key: Key
    exemplar: str
    about: tuple[Key, ...]
    title: str
    started_on: date
    by: Key
    answers: Mapping[str, Any]
    child_answers: Mapping[Key, Mapping[str, Any]] = field(default_factory=dict)
    finished_on: date | None = None
    state: Literal[
        "draft", "ready", "returned", "authorised", "with_gaps", "cancelled", "superseded"
    ] = "authorised"
    authorised_on: date | None = None
    authorised_by: Key = ""
    reason: str = ""
    due: date | None = None
    quality: Quality = "middling"


@dataclass(frozen=True)
class Reply:
    block: str
    """Question key, with `@` and a child's key for a per-child answer: `meaning.child@rowan`."""
    stance: Literal["agree", "partly", "disagree", ""]
    words: str
    on: date
    is_question: bool = False
    is_wrong: bool = False


@dataclass(frozen=True)
class Shared:
    """A record given to one person, and what that person said."""

    record: Key
    person: Key
    on: date
    read_on: date | None = None
    replies: tuple[Reply, ...] = ()
    decision: Literal["", "yes", "partly", "no", "not_yet"] = ""
    decided_on: date | None = None
    words: str = ""


@dataclass(frozen=True)
class OwnPage:
    """A page of a young person's own: words, or a picture, that they chose to keep here."""

    who: Key
    on: date
    title: str
    words: str = ""
    picture: PaperPage | None = None
    readers: str = "Only me"


# --- paper ----------------------------------------------------------------------------------

Face = Literal["serif", "sans", "typewriter"]
Size = Literal["a4", "a5", "receipt", "snapshot"]
Colour = Literal["grey", "colour", "black and white"]
Hand = Literal["rounded", "hurried", "child"]


@dataclass(frozen=True)
class Head:
    """A letterhead. `style` decides the drawn emblem and where the words stand."""

    style: Literal[
        "council", "old council", "health", "hospital", "school", "police", "housing", "court",
        "surgery", "charity", "plain",
    ]  # fmt: skip
    name: str
    lines: tuple[str, ...] = ()
    motto: str = ""


@dataclass(frozen=True)
class Text:
    words: str
    weight: Literal["body", "bold", "heading", "small"] = "body"
    align: Literal["left", "centre", "right"] = "left"
    after: float = 3.2
    """Millimetres left free below."""


@dataclass(frozen=True)
class Fields:
    """Label and value pairs, one a line. `written` fills the values in by hand."""

    rows: tuple[tuple[str, str], ...]
    label_mm: float = 38
    written: Hand | None = None
    boxed: bool = False


@dataclass(frozen=True)
class Table:
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    """Shares of the text width."""
    written: Hand | None = None


@dataclass(frozen=True)
class Ticks:
    """A printed question with boxes; those in `ticked` are ticked by hand."""

    question: str
    options: tuple[str, ...]
    ticked: tuple[str, ...] = ()
    crossed: bool = False


@dataclass(frozen=True)
class Written:
    """Lines in somebody's hand, on ruled paper if `ruled`."""

    words: str
    hand: Hand = "rounded"
    size: float = 6.2
    """Height of a line in millimetres."""
    ruled: bool = False
    slope: float = 0.0
    """Degrees; positive climbs."""


@dataclass(frozen=True)
class Signed:
    name: str
    title: str = ""
    hand: Hand = "hurried"


@dataclass(frozen=True)
class Gap:
    mm: float


@dataclass(frozen=True)
class Rule:
    pass


@dataclass(frozen=True)
class Picture:
    """Something drawn rather than written."""

    of: Literal[
        "family drawing", "house drawing", "beach", "cake", "guinea pig", "comic", "rosette"
    ]
    height_mm: float = 120


Block = Head | Text | Fields | Table | Ticks | Written | Signed | Gap | Rule | Picture


@dataclass(frozen=True)
class Stamp:
    words: str
    on: date | None = None
    x: float = 0.66
    y: float = 0.06
    """Place of its centre, as shares of width and height."""
    angle: float = -6.0
    colour: Literal["red", "blue", "black"] = "red"


@dataclass(frozen=True)
class Scribble:
    """A note in the margin."""

    words: str
    x: float
    y: float
    angle: float = 4.0
    hand: Hand = "hurried"
    colour: Literal["blue", "black", "red"] = "blue"
    size: float = 6.0


@dataclass(frozen=True)
class Wear:
    """What copying, filing and scanning did to the sheet."""

    skew: float = 0.3
    """Degrees, clockwise."""
    shade: float = 0.0
    """0 = evenly lit, 1 = a photocopy with one grey side."""
    speckle: float = 0.0
    fade: float = 0.0
    """0 = black ink, 1 = hardly there."""
    holes: bool = False
    fold: bool = False
    staple: bool = False
    turned: Literal[0, 90, 180, 270] = 0
    lens: bool = False
    """Photographed on a table rather than scanned."""


@dataclass(frozen=True)
class PaperPage:
    blocks: tuple[Block, ...]
    face: Face = "serif"
    size: Size = "a4"
    colour: Colour = "grey"
    dpi: int = 150
    points: float = 12.0
    foot: str = ""
    fax: str = ""
    """Line that a fax machine printed along the top edge."""
    marks: tuple[Stamp | Scribble, ...] = ()
    wear: Wear = Wear()
    kind: Literal["scan", "form", "handwriting", "photo", "blank"] = "scan"
    """What a reader should take it for."""
    seed: str = ""


@dataclass(frozen=True)
class Paper:
    """A document on paper, as filed."""

    key: Key
    title: str
    kind: Literal[
        "letter", "report", "form", "note", "minutes", "court", "email", "photograph", "certificate",
        "volume", "other",
    ]  # fmt: skip
    sender: str
    dated: date
    """Date on the paper."""
    about: tuple[Key, ...]
    pages: tuple[PaperPage, ...]
    received: date | None = None
    filed_by: Key = "bev"
    volume: str = ""
    """Paper file it was taken from ("Moss, volume 1, 2017 to 2019"); empty = came as post."""
    to_family: bool = False
    """Filed to the family's volume rather than to one child."""
    in_confidence: bool = False
    court_paper: bool = False
    privileged: bool = False
    telling: str = ""
    """Its most telling sentence, shown on the timeline; at most 300 characters."""


# --- all together ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Story:
    key: Key
    title: str
    people: tuple[Person, ...] = ()
    families: tuple[Family, ...] = ()
    relationships: tuple[Relationship, ...] = ()
    responsibilities: tuple[Responsibility, ...] = ()
    teams: tuple[Team, ...] = ()
    staff: tuple[Staff, ...] = ()
    accounts: tuple[FamilyAccount, ...] = ()
    involvements: tuple[Involvement, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    episodes: tuple[Episode, ...] = ()
    events: tuple[Event, ...] = ()
    facts: tuple[Fact, ...] = ()
    alerts: tuple[Alert, ...] = ()
    restrictions: tuple[Restriction, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    orders: tuple[Order, ...] = ()
    closures: tuple[Closure, ...] = ()
    emergency_looks: tuple[EmergencyLook, ...] = ()
    pen_pictures: tuple[PenPicture, ...] = ()
    summaries: tuple[CaseSummary, ...] = ()
    plans: tuple[Plan, ...] = ()
    dues: tuple[Due, ...] = ()
    records: tuple[FilledRecord, ...] = ()
    shared: tuple[Shared, ...] = ()
    own_pages: tuple[OwnPage, ...] = ()
    papers: tuple[Paper, ...] = ()


def words_on(page: PaperPage) -> str:
    """Every printed and written word of a page, in reading order; empty for a blank."""
    return "\n".join(line for line in _words(page) if line)


def _words(page: PaperPage) -> Iterable[str]:
    yield page.fax
    for block in page.blocks:
        match block:
            case Head():
                yield block.name
                yield from block.lines
                yield block.motto
            case Text() | Written():
                yield block.words
            case Fields():
                yield from (f"{label} {value}" for label, value in block.rows)
            case Table():
                yield " ".join(block.head)
                yield from (" ".join(row) for row in block.rows)
            case Ticks():
                yield block.question
                yield " ".join(block.options)
            case Signed():
                yield block.name
                yield block.title
            case Gap() | Rule() | Picture():
                continue
    for mark in page.marks:
        yield mark.words
    yield page.foot
