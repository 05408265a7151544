"""A small invented shelf of things to find, for the tests of the search engine alone."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from uuid import UUID, uuid5

from search.answers import Answer
from search.asking import parse
from search.engines.contract import Engine, Writer
from search.entries import Entry
from search.rights import Rights

_NAMESPACE = UUID("6f2a52f5-8d7a-4d0b-9a30-0d1e7a1c2b11")


def id_of(name: str) -> UUID:
    return uuid5(_NAMESPACE, name)


ROWAN, KAI, TIA, WREN = (id_of(name) for name in ("rowan", "kai", "tia", "wren"))
EVERYBODY = Rights.only([ROWAN, KAI, TIA, WREN])


def entry(key: str, body: str = "", **other) -> Entry:
    """A page about Rowan Moss of 1 June 2023, unless told otherwise. `about` may be one id."""
    about = other.pop("about", ROWAN)
    values = {
        "kind": "page",
        "object_id": id_of(f"object {key}"),
        "document_id": id_of(f"document {key}"),
        "closure": "open",
        "on": date(2023, 6, 1),
        "title": "Letter",
        "names": "",
        "label": "letter",
        **other,
    }
    people = frozenset((about,)) if isinstance(about, UUID) else frozenset(about)
    return Entry(key=key, body=body, about=people, **values)


@contextmanager
def rebuilding(engine: Engine) -> Iterator[Writer]:
    generation = engine.begin()
    with engine.filling(generation) as writer:
        yield writer
    engine.switch_to(generation)


def fill(engine: Engine, entries: Iterable[Entry]) -> None:
    with rebuilding(engine) as writer:
        writer.apply(entries)


def find(engine: Engine, text: str, rights: Rights = EVERYBODY, **other) -> Answer:
    return engine.search(parse(text), rights, **other)


def keys(engine: Engine, text: str, rights: Rights = EVERYBODY, **other) -> list[str]:
    answer = find(engine, text, rights, **other)
    return [hit.key for hit in answer.hits]
