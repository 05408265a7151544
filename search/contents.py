"""What of a row goes into the index: rows of the tables below as entries, and back from an entry's key to its row."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q

from cases.models import Closure, Episode, Event, Person, Relationship
from documents.models import Document, Reading, Record, Reply
from search import sources
from search.entries import Entry

_GRAVITY = {Closure.OPEN: 0, Closure.RESTRICTED: 1, Closure.SEALED: 2}
# Keys of an answer's JSON that hold codes and not words.
_CODES = frozenset({"standing", "basis", "for", "person", "gap"})


@dataclass
class Changes:
    """Entries as they stand now, and ids of rows whose earlier entries must go first."""

    entries: list[Entry] = field(default_factory=list)
    gone: list[UUID] = field(default_factory=list)


def of(kind: str, object_id: UUID) -> Changes:
    """What the index must hold of one row, `kind` being its model's name; nothing for a row that is gone.

    A kind that nobody can search for answers with no change.
    """
    source = sources.source_of(kind)
    teller = source.tell if source else _TELLERS.get(kind)
    if teller is None:
        return Changes()
    return Changes(entries=list(teller(object_id)), gone=[object_id])


def everything() -> Iterator[Entry]:
    """Every entry of the whole installation, row by row, for building the index anew."""
    for kind, rows in (
        ("person", Person._base_manager.filter(reference__isnull=False)),
        ("event", Event._base_manager.all()),
        ("episode", Episode._base_manager.all()),
        ("record", Record._base_manager.all()),
        ("document", Document._base_manager.filter(withdrawn_at=None, held_at=None)),
        ("reply", Reply._base_manager.all()),
    ):
        for pk in rows.values_list("pk", flat=True).iterator(chunk_size=2000):
            yield from _TELLERS[kind](pk)
    for source in sources.all_sources():
        for pk in source.ids():
            yield from source.tell(pk)


def _closure(people: list[Person]) -> Any:
    return max(
        (person.closure for person in people),
        key=lambda one: _GRAVITY[Closure(one)],
        default="open",
    )


def _ids(people: list[Person]) -> frozenset[UUID]:
    return frozenset(person.pk for person in people)


def _names(people: list[Person]) -> str:
    return "\n".join(person.name for person in people)


def _document(pk: UUID) -> Iterator[Entry]:
    document = (
        Document._base_manager.filter(pk=pk, withdrawn_at=None, held_at=None)
        .prefetch_related("about")
        .first()
    )
    if document is None:
        return
    people = list(document.about.all())
    title = " ".join(part for part in (document.title, document.sender, document.caption) if part)
    current = Prefetch(
        "page__readings", Reading._base_manager.filter(is_current=True).defer("words")
    )
    seen = document.document_pages.filter(page__locked_at=None)
    for pointer in seen.select_related("page").prefetch_related(current):
        reading = pointer.page.reading
        yield Entry(
            key=f"page:{pointer.page_id}",
            kind="page",
            object_id=pointer.page_id,
            document_id=document.pk,
            about=_ids(people),
            closure=_closure(people),
            on=document.dated_on,
            title=title,
            names=_names(people),
            body=reading.text if reading else "",
            label=document.kind,
            page_number=pointer.number,
        )


def _record(pk: UUID) -> Iterator[Entry]:
    record = Record._base_manager.filter(pk=pk).prefetch_related("children").first()
    if record is None:
        return
    children = list(record.children.all())
    shared: list[str] = []
    own: dict[UUID, list[str]] = {}
    for answer in record.answers.select_related("current"):
        if answer.current is not None:
            target = shared if answer.child_id is None else own.setdefault(answer.child_id, [])
            target.append(text_of(answer.current.value))
    common: dict[str, Any] = {
        "kind": "record",
        "object_id": record.pk,
        "document_id": None,
        "on": record.dated_on,
        "title": record.title,
        "label": record.state,
    }
    yield Entry(
        key=f"record:{record.pk}",
        about=_ids(children),
        closure=_closure(children),
        names=_names(children),
        body="\n\n".join(shared),
        **common,
    )
    for child in children:
        if child.pk in own:
            yield Entry(
                key=f"record:{record.pk}:{child.pk}",
                about=frozenset({child.pk}),
                closure=_closure([child]),
                names=child.name,
                body="\n\n".join(own[child.pk]),
                **common,
            )


def text_of(value: Any) -> str:
    """The words of an answer's JSON, codes and dates left out."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "\n".join(text_of(item) for item in value)
    if isinstance(value, dict):
        return "\n".join(text_of(item) for key, item in value.items() if key not in _CODES)
    return ""


def _event(pk: UUID) -> Iterator[Entry]:
    event = Event._base_manager.filter(pk=pk).prefetch_related("about").first()
    if event is None:
        return
    people = list(event.about.all())
    yield Entry(
        key=f"event:{event.pk}",
        kind="event",
        object_id=event.pk,
        document_id=None,
        about=_ids(people),
        closure=_closure(people),
        on=event.happened_on,
        title=event.headline,
        names=_names(people),
        body="\n\n".join((event.childs_words, event.text)),
        label=event.kind,
    )


def _episode(pk: UUID) -> Iterator[Entry]:
    episode = Episode._base_manager.filter(pk=pk).select_related("child").first()
    if episode is None:
        return
    yield Entry(
        key=f"episode:{episode.pk}",
        kind="event",
        object_id=episode.pk,
        document_id=None,
        about=frozenset({episode.child_id}),
        closure=_closure([episode.child]),
        on=episode.started_on,
        title=f"{episode.get_kind_display()} {episode.category}".strip(),
        names=episode.child.name,
        body="\n\n".join((episode.detail, episode.outcome)),
        label="status",
    )


def _reply(pk: UUID) -> Iterator[Entry]:
    reply = Reply._base_manager.filter(pk=pk).select_related("release", "author").first()
    if reply is None:
        return
    people = list(reply.release.about.all())
    yield Entry(
        key=f"reply:{reply.pk}",
        kind="reply",
        object_id=reply.pk,
        document_id=None,
        about=_ids(people),
        closure=_closure(people),
        on=reply.said_at.date(),
        title=f"{reply.author.name} {reply.release.content.get('title', '')}",
        names="\n".join((reply.author.name, _names(people))),
        body=reply.words,
        label=reply.stance,
    )


def _person(pk: UUID) -> Iterator[Entry]:
    """The child, and beside it one entry for each relative, so that a mother's name finds her children's files."""
    child = Person._base_manager.filter(pk=pk, reference__isnull=False).first()
    if child is None:
        return
    common: dict[str, Any] = {
        "kind": "person",
        "object_id": child.pk,
        "document_id": None,
        "about": frozenset({child.pk}),
        "closure": child.closure,
        "on": child.born_on
        or child.expected_on
        or child._meta.get_field("born_on").to_python("1900-01-01"),
    }
    newest = {fact.key: fact.value for fact in child.facts.order_by("as_of", "recorded_at")}
    identifiers = [row.value for row in child.identifiers.all()]
    yield Entry(
        key=f"person:{child.pk}",
        title=child.name,
        names="\n".join([child.name, *(row.name for row in child.names.all())]),
        body="\n\n".join([child.reference or "", *identifiers, *newest.values()]),
        label="child",
        **common,
    )
    near = Relationship._base_manager.filter(Q(other=child)).select_related("person")
    for row in near:
        # A brother's or sister's own file answers for them, to those who may read that one.
        if row.person.reference is None:
            yield Entry(
                key=f"person:{child.pk}:{row.person_id}",
                title=f"{row.person.name}, {row.get_kind_display()} of {child.name}",
                names="\n".join(
                    [row.person.name, *(other.name for other in row.person.names.all())]
                ),
                body="",
                label="relative",
                **common,
            )


_TELLERS: dict[str, Callable[[UUID], Iterator[Entry]]] = {
    "document": _document,
    "record": _record,
    "event": _event,
    "episode": _episode,
    "reply": _reply,
    "person": _person,
}
