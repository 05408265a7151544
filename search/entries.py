"""What the index holds of each thing that can be found, before any engine sees it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import Literal, get_args
from uuid import UUID

from cases import names
from documents import languages, words

Kind = Literal["page", "record", "event", "person", "reply"]
Closure = Literal["open", "restricted", "sealed"]
Medium = Literal["paper", "electronic"]

KINDS: frozenset[str] = frozenset(get_args(Kind))
CLOSURES: frozenset[str] = frozenset(get_args(Closure))

# Stands between texts in one field, so that no phrase runs from one into the next. Never a term.
BARRIER = "|"

_DATE_BITS, _GROUP_BITS, _PLACE_BITS = 17, 33, 14
# Elasticsearch takes no value of more than 32 766 bytes.
_WIDEST_CIRCLE = 1_000
_FIRST_DAY = date(1800, 1, 1).toordinal()
_NEWEST = (1 << _DATE_BITS) - 1
_LAST_PLACE = (1 << _PLACE_BITS) - 1


@dataclass(frozen=True)
class Entry:
    """One thing that can be found: a page, a record or one child's section of it, an event, a person, a reply.

    `key` names it and is all that an answer gives back. `names` holds one name a line, of those it is
    about, and only such as everyone who may see the entry may read. `about` are the people whose
    files it belongs to: somebody must be allowed one of them and denied none. With `held_by` (a
    batch that waits for filing, a circle of named readers) only those who hold one of these ids find
    it, and `about` merely denies. An entry about nobody and held by nobody is found by nobody.
    A section that concerns one child is an entry of its own, about that child only. `label`: which
    sort of its kind it is, `exemplar` the id of the form it was written on, `medium` how it is kept.
    """

    key: str
    kind: Kind
    object_id: UUID
    document_id: UUID | None
    about: frozenset[UUID]
    closure: Closure
    on: date
    title: str
    names: str
    body: str
    label: str = ""
    page_number: int | None = None
    held_by: frozenset[UUID] = frozenset()
    exemplar: str = ""
    medium: Medium = "electronic"

    def __post_init__(self) -> None:
        if not self.key or self.kind not in KINDS or self.closure not in CLOSURES:
            raise ValueError(
                f"Not an entry of the index: {self.key!r}, {self.kind!r}, {self.closure!r}."
            )


@dataclass(frozen=True)
class Terms:
    """An entry as terms: texts of terms separated by spaces, and plain values. The same for any engine.

    `handles`: by which it is replaced, deleted or left out: its key, its object, its document.
    `reach`: whom one must be allowed, `about`: of whom none may be denied, both by `id_number`.
    `people`: the same as `about`, as text, for narrowing; `circle`: all of them in one text, for counting.
    `door`: the closure, or "held" or "nobody", so that "everyone but" opens only what is open.
    """

    key: str
    handles: tuple[str, ...]
    names: str
    sounds: str
    title: str
    words: str
    seen: str
    shapes: str
    when: tuple[str, ...]
    about: tuple[int, ...]
    reach: tuple[int, ...]
    people: tuple[str, ...]
    circle: str
    door: str
    kind: str
    label: str
    exemplar: str
    language: str
    medium: str
    year: int | None
    order: int


def terms(entry: Entry) -> Terms:
    title, body = words.terms(entry.title), words.terms(entry.body)
    about = tuple(sorted(map(id_number, entry.about)))
    holders = tuple(sorted(map(id_number, entry.held_by)))
    is_person = entry.kind == "person"
    people = tuple(sorted(person.hex for person in entry.about))
    ids = (entry.object_id.hex, entry.document_id.hex if entry.document_id else entry.object_id.hex)
    return Terms(
        key=entry.key,
        handles=tuple(dict.fromkeys((entry.key, *ids))),
        names=_names(entry.names),
        sounds=_sounds(entry.names) if is_person else "",
        title=_joined((title.stems, title.wholes)),
        words=_joined((title.stems, body.stems, title.wholes, body.wholes)),
        seen=" ".join(sorted(title.surfaces | body.surfaces)),
        shapes=" ".join(sorted(title.shapes | body.shapes)),
        when=() if is_person else words.date_terms(entry.on),
        about=about,
        reach=holders or about,
        people=people,
        circle="".join(people[:_WIDEST_CIRCLE]),
        door="held" if holders else entry.closure if about else "nobody",
        kind=entry.kind,
        label=entry.label,
        exemplar=entry.exemplar,
        # A name is of no language, and a person is on no paper.
        language="" if is_person else languages.language_of(body.surfaces),
        medium="" if is_person else entry.medium,
        year=None if is_person else entry.on.year,
        order=order(entry),
    )


def all_terms(some: Iterable[Entry]) -> list[Terms]:
    return [terms(entry) for entry in some]


def taken_apart(one: Entry | Terms) -> Terms:
    return one if isinstance(one, Terms) else terms(one)


def id_number(one: UUID) -> int:
    """64 bits of an id: engines look up thousands of numbers three times as fast as texts.

    Two random ids among a million share theirs once in ten million installations; the database,
    which has the last word on every hit, knows them apart.
    """
    return one.int & (1 << 64) - 1


def order(entry: Entry) -> int:
    """An unsigned 64-bit number that is greater the earlier an entry comes within its tier.

    People first; then the newer day; then what belongs together, its pages in reading order.
    Days before 1800 and after 2158 count as these.
    """
    day = min(max(entry.on.toordinal() - _FIRST_DAY, 0), _NEWEST - 1)
    if entry.kind == "person":
        day = _NEWEST
    group = _scatter((entry.document_id or entry.object_id).bytes, _GROUP_BITS)
    if entry.page_number is None:
        place = _scatter(entry.key.encode(), _PLACE_BITS)
    else:
        place = _LAST_PLACE - min(max(entry.page_number, 0), _LAST_PLACE)
    return day << (_GROUP_BITS + _PLACE_BITS) | group << _PLACE_BITS | place


def first_order_on(day: date) -> int:
    """The least number that `order` gives to a thing of that day."""
    ordinal = min(max(day.toordinal() - _FIRST_DAY, 0), _NEWEST - 1)
    return ordinal << (_GROUP_BITS + _PLACE_BITS)


def _scatter(value: bytes, bits: int) -> int:
    return int.from_bytes(blake2b(value, digest_size=8).digest()) >> (64 - bits)


def _joined(parts: Iterable[Iterable[str]]) -> str:
    texts = (" ".join(part) for part in parts)
    return f" {BARRIER} ".join(text for text in texts if text)


def _names(text: str) -> str:
    lines = text.splitlines()
    return _joined(part(line) for line in lines for part in (names.name_words, names.name_terms))


def _sounds(text: str) -> str:
    keys = {names.sound(word) for line in text.splitlines() for word in names.name_words(line)}
    # One sign alone is the sound of too many names.
    return " ".join(sorted(key for key in keys if len(key) > 1))
