"""What can be found although search must not know the app that keeps it: the portal registers it as it starts."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from cases.models import User
from search.asking import Asked
from search.entries import Entry

if TYPE_CHECKING:
    from search.finding import Found


@dataclass(frozen=True)
class Source:
    """One kind of row of another app.

    `kind` is its model's name, as in the outbox, and begins the key of each of its entries: `kind:pk`. `ids` are all
    rows that may have entries, `tell` the entries of one as they stand now. `holders` are the ids of `Entry.held_by`
    under which a user may find some. `draw` asks the policy about each key anew and gives back only what it allows.
    """

    kind: str
    ids: Callable[[], Iterable[UUID]]
    tell: Callable[[UUID], Iterator[Entry]]
    holders: Callable[[User], Collection[UUID]]
    draw: "Callable[[User, list[str], Asked], dict[str, Found]]"


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Add a source as the installation starts. Raises `ValueError` for a kind that is there already."""
    if source.kind in _sources:
        raise ValueError(f"There are two sources of {source.kind}.")
    _sources[source.kind] = source


def all_sources() -> tuple[Source, ...]:
    return tuple(_sources.values())


def source_of(kind: str) -> Source | None:
    return _sources.get(kind)
