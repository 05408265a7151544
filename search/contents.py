"""What of a row goes into the index: rows of the tables below as entries, and back from an entry's key to its row."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import F, Prefetch

from cases.models import Closure, Episode, Event, Fact, Person, Relationship
from documents.models import Document, DocumentPage, Reading, Record, Reply
from documents.readings import TEXT_LAYER
from search import sources
from search.entries import Entry

_GRAVITY = {Closure.OPEN: 0, Closure.RESTRICTED: 1, Closure.SEALED: 2}
# Keys of an answer's JSON that hold codes and not words.
_CODES = frozenset({"standing", "basis", "for", "person", "gap"})


# Rows that are read with one set of queries; a document among them may have hundreds of pages.
_AT_ONCE = 100


@dataclass
class Changes:
    """Entries as they stand now, and ids of rows whose earlier entries must go first."""

    entries: list[Entry] = field(default_factory=list)
    gone: list[UUID] = field(default_factory=list)


@dataclass(frozen=True)
class Portion:
    """What some rows of one kind say, up to and with the row `last`; `rows` is how many they were."""

    kind: str
    last: UUID
    rows: int
    entries: list[Entry]


def of(changed: Iterable[tuple[str, UUID]]) -> Changes:
    """What the index must hold of these rows, each named by its model and id; nothing for one that is gone.

    A kind that nobody can search for changes nothing.
    """
    by_kind: dict[str, list[UUID]] = {}
    for kind, object_id in sorted(changed, key=str):
        by_kind.setdefault(kind, []).append(object_id)
    told = Changes()
    for kind, ids in by_kind.items():
        if teller := _teller(kind):
            told.gone.extend(ids)
            for some in _cut(ids):
                told.entries.extend(teller(some))
    return told


def everything() -> Iterator[Entry]:
    """Every entry of the whole installation."""
    for portion in portions():
        yield from portion.entries


def portions(kind: str = "", last: str = "") -> Iterator[Portion]:
    """The whole installation, always in the same order; behind the row `last` of `kind` where these are given."""
    kinds = _kinds()
    if kind in kinds:
        kinds = kinds[kinds.index(kind) :]
    for one in kinds:
        teller = _teller(one)
        assert teller is not None  # noqa: S101 - `_kinds` names only those that have one
        for some in _cut(_ids_of(one, UUID(last) if one == kind and last else None)):
            yield Portion(one, some[-1], len(some), list(teller(some)))


def how_many() -> int:
    """How many rows `portions` goes through."""
    return sum(rows.count() for rows in _rows().values()) + sum(
        sum(1 for _ in source.ids()) for source in sources.all_sources()
    )


def _rows() -> dict[str, Any]:
    return {
        "person": Person._base_manager.filter(reference__isnull=False),
        "event": Event._base_manager.all(),
        "episode": Episode._base_manager.all(),
        "record": Record._base_manager.all(),
        "document": Document._base_manager.filter(withdrawn_at=None, held_at=None),
        "reply": Reply._base_manager.all(),
    }


def _kinds() -> list[str]:
    return [*_rows(), *(source.kind for source in sources.all_sources())]


def _ids_of(kind: str, after: UUID | None) -> Iterator[UUID]:
    rows = _rows().get(kind)
    if rows is None:
        source = sources.source_of(kind)
        ids = sorted(source.ids()) if source else []
        yield from (pk for pk in ids if after is None or pk > after)
        return
    while True:
        # Page by page: a cursor held open through a long rebuild would see the tables as they once were.
        some = (rows if after is None else rows.filter(pk__gt=after)).order_by("pk")
        ids = list(some.values_list("pk", flat=True)[:2000])
        yield from ids
        if not ids:
            return
        after = ids[-1]


def _cut(ids: Iterable[UUID]) -> Iterator[list[UUID]]:
    left = iter(ids)
    while some := list(islice(left, _AT_ONCE)):
        yield some


def _teller(kind: str) -> "Callable[[list[UUID]], Iterable[Entry]] | None":
    if source := sources.source_of(kind):
        return lambda ids: (entry for pk in ids for entry in source.tell(pk))
    return _TELLERS.get(kind)


def _closure(people: list[Person]) -> Any:
    return _gravest(person.closure for person in people)


def _gravest(closures: Iterable[str]) -> Any:
    return max(closures, key=lambda one: _GRAVITY[Closure(one)], default="open")


def _ids(people: list[Person]) -> frozenset[UUID]:
    return frozenset(person.pk for person in people)


def _names(people: list[Person]) -> str:
    return "\n".join(person.name for person in people)


def _documents(ids: list[UUID]) -> Iterator[Entry]:
    # A million pages are read like this: as values, since making rows of them takes longer than reading them.
    rows = Document._base_manager.filter(pk__in=ids, withdrawn_at=None, held_at=None)
    documents = {pk: row for pk, *row in rows.values_list("pk", *_OF_A_DOCUMENT)}
    people: dict[UUID, list[Any]] = defaultdict(list)
    for document, *person in (
        Document._base_manager.filter(pk__in=documents)
        .values_list("pk", "about", "about__name", "about__closure")
        .filter(about__isnull=False)
        .order_by("about__name", "about")
    ):
        people[document].append(person)
    seen = DocumentPage._base_manager.filter(document__in=documents, page__locked_at=None)
    pointers = list(seen.values_list("document", "page", "number"))
    pages = [page for _, page, _ in pointers]
    readings = Reading._base_manager.filter(page__in=pages, is_current=True)
    texts = {page: read for page, *read in readings.values_list("page", "text", "read_as")}
    for document, page, number in pointers:
        title, sender, caption, dated_on, kind = documents[document]
        body, read_as = texts.get(page, ("", ""))
        about = people[document]
        yield Entry(
            key=f"page:{page}",
            kind="page",
            object_id=page,
            document_id=document,
            about=frozenset(pk for pk, _, _ in about),
            closure=_gravest(closure for _, _, closure in about),
            on=dated_on,
            title=" ".join(part for part in (title, sender, caption) if part),
            names="\n".join(name for _, name, _ in about),
            body=body,
            label=kind,
            page_number=number,
            medium="electronic" if read_as == TEXT_LAYER else "paper",
        )


_OF_A_DOCUMENT = ("title", "sender", "caption", "dated_on", "kind")


def _records(ids: list[UUID]) -> Iterator[Entry]:
    rows = Record._base_manager.filter(pk__in=ids).annotate(form=F("version__exemplar"))
    for record in rows.prefetch_related("children", "answers__current"):
        yield from _record(record)


def _record(record: Record) -> Iterator[Entry]:
    children = list(record.children.all())
    shared: list[str] = []
    own: dict[UUID, list[str]] = {}
    for answer in record.answers.all():
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
        "exemplar": str(record.form),  # type: ignore[attr-defined]  # annotated above
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


def _events(ids: list[UUID]) -> Iterator[Entry]:
    for event in Event._base_manager.filter(pk__in=ids).prefetch_related("about"):
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


def _episodes(ids: list[UUID]) -> Iterator[Entry]:
    for episode in Episode._base_manager.filter(pk__in=ids).select_related("child"):
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


def _replies(ids: list[UUID]) -> Iterator[Entry]:
    rows = Reply._base_manager.filter(pk__in=ids).select_related("release", "author")
    for reply in rows.prefetch_related("release__about"):
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


def _people(ids: list[UUID]) -> Iterator[Entry]:
    children = Person._base_manager.filter(pk__in=ids, reference__isnull=False)
    near: dict[UUID, list[Relationship]] = {}
    for row in (
        Relationship._base_manager.filter(other__in=ids)
        .select_related("person")
        .prefetch_related("person__names")
    ):
        near.setdefault(row.other_id, []).append(row)
    facts = Prefetch("facts", Fact._base_manager.order_by("as_of", "recorded_at"))
    for child in children.prefetch_related("names", "identifiers", facts):
        yield from _person(child, near.get(child.pk, []))


def _person(child: Person, near: list[Relationship]) -> Iterator[Entry]:
    """The child, and beside it one entry for each relative, so that a mother's name finds her children's files."""
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
    newest = {fact.key: fact.value for fact in child.facts.all()}
    identifiers = [row.value for row in child.identifiers.all()]
    yield Entry(
        key=f"person:{child.pk}",
        title=child.name,
        names="\n".join([child.name, *(row.name for row in child.names.all())]),
        body="\n\n".join([child.reference or "", *identifiers, *newest.values()]),
        label="child",
        **common,
    )
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


_TELLERS: dict[str, Callable[[list[UUID]], Iterator[Entry]]] = {
    "document": _documents,
    "record": _records,
    "event": _events,
    "episode": _episodes,
    "reply": _replies,
    "person": _people,
}
