"""Asking: rights expanded this moment, the index asked within them, the database with the last word on every hit."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from cases import access, audit
from cases.models import Episode, Event, Fact, IndexChange, Person, User
from documents import marking, readings
from documents.marking import Piece
from documents.models import Answer, Document, DocumentPage, Page, Reading, Record, Release, Reply
from search import asking, contents, engines, field_words, plainly, sources
from search.answers import DEEPEST, NOT_NARROWED, Circles, Narrowed
from search.engines.contract import IndexUnavailable
from search.rights import Rights

A_PAGE = 20
MANY_WAITING = 5_000


@dataclass(frozen=True)
class Strip:
    """A band of a page around the first words found: its place on the page and the marks in it, in page pixels."""

    left: int
    top: int
    width: int
    height: int
    marks: tuple[tuple[int, int, int, int], ...]
    text: str


@dataclass(frozen=True)
class Found:
    """One hit that the asker may see. `kind`: page, record, event, person or reply; `page` its number in the document.

    `case`: names of the children it is about and the asker may know; `pieces` the words with the hits marked. `url`:
    where a hit of another app's source opens.
    """

    kind: str
    title: str
    case: str
    case_id: UUID | None
    on: date | None
    pk: UUID
    date_words: str = ""
    page: int | None = None
    page_id: UUID | None = None
    document: UUID | None = None
    release: UUID | None = None
    pieces: tuple[Piece, ...] = ()
    strip: Strip | None = None
    url: str = ""


@dataclass
class Findings:
    """`total` and `counts` cover what the index may show; what still waits in the outbox is in neither.

    `notes` are sentences for the person; `is_down` when there is no index, which must be said and not hidden: then
    `hits` are what names and titles alone give, and there are no counts.
    """

    hits: list[Found] = field(default_factory=list)
    total: int = 0
    counts: dict[str, Any] = field(default_factory=dict)
    circles: Circles | None = None
    notes: tuple[str, ...] = ()
    is_down: bool = False


def rights_of(user: User) -> Rights:
    people = access.people(user)
    holders = {one for source in sources.all_sources() for one in source.holders(user)}
    return Rights.only(people.allowed, denied=people.denied, holders=holders)


def find(
    user: User,
    typed: str,
    *,
    narrowed: Narrowed = NOT_NARROWED,
    by_date: bool = False,
    offset: int = 0,
    limit: int = A_PAGE,
) -> Findings:
    """What `typed` finds for `user`, newest first within each tier or, `by_date`, in all.

    Writes one audit row that holds no word of it.
    """
    with access.one_moment():
        found = _find(user, typed, narrowed, by_date, offset, limit)
    note(user, found.hits, found.total)
    return found


def note(user: User, hits: Collection[Found], total: int) -> None:
    """Write into the audit log what `user` was shown."""
    audit.record(
        user,
        "search.asked",
        about={hit.case_id for hit in hits if hit.case_id},
        found=total,
        # So that who was shown a page that lay in a wrong file can be told.
        pages=[hit.page_id for hit in hits if hit.page_id],
    )


def _find(
    user: User, typed: str, narrowed: Narrowed, by_date: bool, offset: int, limit: int
) -> Findings:
    asked = field_words.understood(typed)
    waiting = set(IndexChange.objects.values_list("object_id", flat=True)[:MANY_WAITING])
    try:
        answer = engines.chosen().search(
            asked,
            rights_of(user),
            narrowed=narrowed,
            waiting=waiting,
            by_date=by_date,
            offset=offset,
            limit=limit,
        )
    except IndexUnavailable as why:
        hits = _rows(user, plainly.keys_of(user, typed, narrowed.people), asked)
        notes = (*asked.notes, str(why), plainly.SAID)
        return Findings(hits=hits, total=len(hits), notes=notes, is_down=True)
    hits = _rows(user, [hit.key for hit in answer.hits], asked)
    shown = len(answer.hits) - len(hits)
    return Findings(
        hits=hits,
        total=answer.total - shown,
        counts=answer.counts,
        circles=answer.circles,
        notes=asked.notes,
    )


def children_with(user: User, typed: str, children: Collection[UUID]) -> dict[UUID, int] | None:
    """How many things of each of `children` have the words, those without any left out; counts only, no rows.

    None where the words are on so many things that they are not counted by child, which a further word mends.
    Raises `IndexUnavailable`.
    """
    asked = field_words.understood(typed)
    held = access.people(user)
    rights = Rights.only(held.allowed & frozenset(children), denied=held.denied)
    waiting = set(IndexChange.objects.values_list("object_id", flat=True)[:MANY_WAITING])
    answer = engines.chosen().search(asked, rights, waiting=waiting, limit=0)
    if "person" not in answer.counts and answer.total:
        return None
    counted = {UUID(pk): number for pk, number in answer.counts.get("person", ())}
    return {pk: counted[pk] for pk in children if pk in counted}


def keys_of(user: User, typed: str, within: Person | None = None) -> list[str]:
    """Keys of the first hits, at most `DEEPEST`, as far as the index tells: to compare with, never to show.

    Raises `IndexUnavailable`: that nothing could be asked must not be taken for nothing found.
    """
    people = frozenset({within.pk}) if within else None
    waiting = set(IndexChange.objects.values_list("object_id", flat=True)[:MANY_WAITING])
    answer = engines.chosen().search(
        field_words.understood(typed),
        rights_of(user),
        narrowed=replace(NOT_NARROWED, people=people),
        waiting=waiting,
        limit=DEEPEST,
    )
    return [hit.key for hit in answer.hits]


def _rows(user: User, keys: Sequence[str], asked: asking.Asked) -> list[Found]:
    return list(drawn(user, keys, asked).values())


def drawn(user: User, keys: Sequence[str], asked: asking.Asked) -> dict[str, Found]:
    """The rows behind `keys`, in their order, each asked of the policy anew; what it denies is missing."""
    by_kind: dict[str, list[str]] = {}
    for key in keys:
        by_kind.setdefault(key.partition(":")[0], []).append(key)
    found: dict[str, Found] = {}
    for kind, some in by_kind.items():
        source = sources.source_of(kind)
        found |= (source.draw if source else _DRAWERS[kind])(user, some, asked)
    return {key: found[key] for key in keys if key in found}


def _ids(keys: Iterable[str]) -> set[UUID]:
    return {UUID(key.split(":")[1]) for key in keys}


# Id and name of each person a thing is about.
_About = Iterable[tuple[UUID, str]]


def _case(people: _About, readable: Collection[UUID]) -> tuple[str, UUID | None]:
    known = [(pk, name) for pk, name in people if pk in readable]
    return ", ".join(name for _, name in known), known[0][0] if known else None


def _about(link: Any, pks: Iterable[UUID]) -> dict[UUID, list[tuple[UUID, str]]]:
    """By the id of each of `pks`, whom it is about, by name: what `link`, a field to many people, says. One query."""
    of, person = link.field.m2m_field_name(), link.field.m2m_reverse_field_name()
    rows = link.through._base_manager.filter(**{f"{of}__in": set(pks)})
    told: dict[UUID, list[tuple[UUID, str]]] = defaultdict(list)
    ordered = rows.order_by(f"{person}__name", person)
    for pk, one, name in ordered.values_list(of, person, f"{person}__name"):
        told[pk].append((one, name))
    return told


def _pages(user: User, keys: list[str], asked: asking.Asked) -> dict[str, Found]:
    rows = list(
        DocumentPage._base_manager.filter(
            page__in=access.which(user, "read", Page, _ids(keys)),
            document__withdrawn_at=None,
            document__held_at=None,
        ).select_related("document")
    )
    about = _about(Document.about, (row.document_id for row in rows))
    current = Reading._base_manager.filter(page__in={row.page_id for row in rows}, is_current=True)
    # What nobody is shown of a reading, above all its doubts, takes longer to load than the rest.
    shown = current.only("page", "text", "words", "width", "height", "view")
    by_page = {reading.page_id: reading for reading in shown}
    readable = access.people(user).allowed
    found = {}
    for row in rows:
        case, case_id = _case(about[row.document_id], readable)
        pieces, strip = told_by(by_page.get(row.page_id), asked)
        found[f"page:{row.page_id}"] = Found(
            kind="page",
            title=row.document.title,
            case=case,
            case_id=case_id,
            on=row.document.dated_on,
            date_words=row.document.date_words,
            pk=row.document_id,
            page=row.number,
            page_id=row.page_id,
            document=row.document_id,
            pieces=pieces,
            strip=strip,
        )
    return found


def _records(user: User, keys: list[str], asked: asking.Asked) -> dict[str, Found]:
    seen = access.which(user, "read", Record, _ids(keys))
    rows = {str(row.pk): row for row in Record._base_manager.filter(pk__in=seen)}
    about = _about(Record.children, seen)
    open_files = access.people(user).allowed
    written = answers(list(rows.values()))
    found = {}
    for key in keys:
        parts = key.split(":")
        row = rows.get(parts[1])
        if row is None:
            continue
        children = [one for one in about[row.pk] if len(parts) < 3 or str(one[0]) == parts[2]]
        case, case_id = _case(children, open_files)
        if len(parts) == 3 and case_id is None:
            continue
        text = "\n\n".join(written[row.pk, case_id if len(parts) == 3 else None])
        found[key] = Found(
            kind="record",
            title=row.title,
            case=case,
            case_id=case_id,
            on=row.dated_on,
            pk=row.pk,
            pieces=tuple(marking.snippet(text, asked.wants)),
        )
    return found


def answers(records: list[Record]) -> dict[tuple[UUID, UUID | None], list[str]]:
    """What stands in each record, and in the part of each child in it, question by question."""
    written: dict[tuple[UUID, UUID | None], list[str]] = defaultdict(list)
    for one in Answer.objects.of(record__in=records).select_related("current"):
        if one.current:
            written[one.record_id, one.child_id].append(contents.text_of(one.current.value))
    return written


def _events(user: User, keys: list[str], asked: asking.Asked) -> dict[str, Found]:
    found = {}
    seen = access.which(user, "read", Event, _ids(keys))
    readable = access.people(user).allowed
    about = _about(Event.about, seen)
    for row in Event._base_manager.filter(pk__in=seen):
        case, case_id = _case(about[row.pk], readable)
        text = "\n\n".join(part for part in (row.childs_words, row.text) if part)
        found[f"event:{row.pk}"] = Found(
            kind="event",
            title=f"{row.get_kind_display()}: {row.headline}",
            case=case,
            case_id=case_id,
            on=row.happened_on,
            pk=row.pk,
            pieces=tuple(marking.snippet(text, asked.wants)),
        )
    return found


def _episodes(user: User, keys: list[str], asked: asking.Asked) -> dict[str, Found]:
    found = {}
    rows = Episode._base_manager.filter(pk__in=_ids(keys)).select_related("child")
    readable = access.people(user).allowed
    for row in rows:
        if row.child_id not in readable:
            continue
        found[f"episode:{row.pk}"] = Found(
            kind="event",
            title=f"{row.get_kind_display()} {row.category}".strip(),
            case=row.child.name,
            case_id=row.child_id,
            on=row.started_on,
            pk=row.child_id,
            pieces=tuple(marking.snippet(row.detail, asked.wants)),
        )
    return found


def _replies(user: User, keys: list[str], asked: asking.Asked) -> dict[str, Found]:
    found = {}
    seen = access.which(user, "read", Reply, _ids(keys))
    rows = list(Reply._base_manager.filter(pk__in=seen).select_related("author", "release"))
    about = _about(Release.about, (row.release_id for row in rows))
    readable = access.people(user).allowed
    for row in rows:
        case, case_id = _case(about[row.release_id], readable)
        found[f"reply:{row.pk}"] = Found(
            kind="reply",
            title=f"{row.author.name} on {row.release.content.get('title', 'a text')}",
            case=case,
            case_id=case_id,
            on=row.said_at.date(),
            pk=row.pk,
            release=row.release_id,
            pieces=tuple(marking.snippet(row.words, asked.wants)),
        )
    return found


def _people(user: User, keys: list[str], asked: asking.Asked) -> dict[str, Found]:
    seen = _ids(keys) & access.people(user).allowed
    children = {str(child.pk): child for child in Person._base_manager.filter(pk__in=seen)}
    relatives = {
        str(person.pk): person
        for person in Person._base_manager.filter(
            pk__in=[key.split(":")[2] for key in keys if key.count(":") == 2]
        )
    }
    pictures = {
        fact.person_id: fact.value
        for fact in Fact.objects.of(person__in=list(children.values()))
        .filter(key="pen_picture")
        .order_by("as_of", "recorded_at")
    }
    found = {}
    for key in keys:
        parts = key.split(":")
        child = children.get(parts[1])
        if child is None:
            continue
        title = child.name
        if len(parts) == 3:
            if parts[2] not in relatives:
                continue
            title = f"{relatives[parts[2]].name}, of the family of {child.name}"
        picture = pictures.get(child.pk, "")
        found[key] = Found(
            kind="person",
            title=title,
            case=f"{child.name}, {child.reference}",
            case_id=child.pk,
            on=None,
            pk=child.pk,
            pieces=tuple(marking.snippet(picture, asked.wants)) if picture else (),
        )
    return found


_DRAWERS = {
    "page": _pages,
    "record": _records,
    "event": _events,
    "episode": _episodes,
    "reply": _replies,
    "person": _people,
}


def told_by(reading: Reading | None, asked: asking.Asked) -> tuple[tuple[Piece, ...], Strip | None]:
    """The words of a page with the hits marked, and its `strip_of`, where there is a picture of it."""
    if reading is None or not reading.view_id:
        return tuple(marking.snippet(reading.text if reading else "", asked.wants)), None
    on_page = readings.unpacked(reading.words)
    words = [word.text for word in on_page]
    pieces, hits = marking.snippet_and_boxes(reading.text, words, asked.wants)
    return tuple(pieces), _strip(reading, on_page, hits)


def strip_of(reading: Reading, asked: asking.Asked) -> Strip | None:
    """The line of the page read that answers best, as wide as the page, or None when nothing on it does."""
    on_page = readings.unpacked(reading.words)
    hits = marking.boxes([word.text for word in on_page], asked.wants)
    return _strip(reading, on_page, hits)


def _strip(reading: Reading, on_page: Sequence[readings.Word], hits: Iterable[int]) -> Strip | None:
    boxes = [on_page[at] for at in hits]
    if not boxes:
        return None
    line = max(
        (sorted(boxes, key=lambda word: abs(word.top - one.top))[:12] for one in boxes),
        key=lambda near: sum(abs(word.top - near[0].top) < near[0].height for word in near),
    )
    height = max(word.height for word in line)
    same = [word for word in boxes if abs(word.top - line[0].top) < line[0].height]
    top = max(0, min(word.top for word in same) - round(height * 0.9))
    bottom = min(reading.height, max(word.top + word.height for word in same) + round(height * 0.9))
    text = " ".join(word.text for word in on_page if top <= word.top + word.height / 2 <= bottom)
    marks = tuple((word.left, word.top - top, word.width, word.height) for word in same)
    return Strip(0, top, reading.width, bottom - top, marks, text)
