"""What every search engine does, so that any of them gives the same hits in the same order, with the same counts."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Literal, Protocol
from uuid import UUID

from documents.wants import Want
from search.answers import NOT_NARROWED, Answer, Narrowed, Sharing
from search.asking import Asked
from search.entries import Entry, Terms
from search.rights import Rights


class IndexUnavailable(Exception):
    """The index cannot be asked now. The message is a sentence for people: searching must say it and fall back."""


class IndexMissing(IndexUnavailable):
    """There is no index that could be asked: never built, damaged, or of an older version. `reindex` mends it."""


class EngineDown(IndexUnavailable):
    """Whoever keeps the index does not answer, or answers wrongly. Nothing is lost; what changed waits."""


class WriterBusy(Exception):
    """Another process, or another thread of this one, is writing to this index."""


class Writer(Protocol):
    """The one that changes an index."""

    def apply(
        self,
        changed: Iterable[Entry | Terms],
        deleted: Iterable[str | UUID] = (),
        turn: int = 0,
    ) -> None:
        """Everything of `deleted` is gone and `changed` are as given, taken apart or not; again changes nothing.

        `deleted`: keys of entries, or the ids of objects or documents whose entries all go. They go
        before `changed` come, so a document can be named in `deleted` and its pages given anew.
        `turn`: of a writer that comes late, nothing overwrites what one of a later turn wrote.
        When this returns, everybody finds it so. Where it raises, or is killed, it can be applied again.
        """


class Engine(Protocol):
    """An index: asked by any number of processes and threads, changed by one.

    `version` says how it is made: an index of another version is not asked, and not gone on with.
    """

    version: str

    def search(
        self,
        asked: Asked,
        rights: Rights,
        *,
        narrowed: Narrowed = NOT_NARROWED,
        waiting: Collection[str | UUID] = (),
        by_date: bool = False,
        offset: int = 0,
        limit: int = 20,
    ) -> Answer:
        """What `asked` finds within `rights`, hits `offset` to `offset + limit` of it.

        `waiting`: keys, or ids of objects or documents, that changed since the index learnt of them:
        they are neither listed nor counted. `by_date`: the newest first, whatever their tier.
        Hits beyond `DEEPEST` are counted and not listed.
        Raises `IndexUnavailable`.
        """

    def sharing(
        self,
        wants: Sequence[Want],
        rights: Rights,
        *,
        waiting: Collection[str | UUID] = (),
        most: int = 200,
    ) -> tuple[Sharing, ...]:
        """For each of `wants` what answers it exactly within `rights`: how much, and the first `most`, newest first.

        `waiting` as for `search`. Raises `IndexUnavailable`.
        """

    def count(self) -> int:
        """How many entries the index holds. Raises `IndexUnavailable`."""

    def keys(self) -> Iterator[str]:
        """The key of every entry, in no particular order, as of one moment. Raises `IndexUnavailable`."""

    def damage(self) -> list[str]:
        """Names of parts of the index that are not what was written. Raises `IndexUnavailable`."""

    def is_written(self) -> bool:
        """Whether somebody is changing the index at this moment, as far as the engine can know."""

    def complaints(self) -> list[str]:
        """What whoever looks after the installation should know, in full sentences. Raises `EngineDown`."""

    def writing(self) -> AbstractContextManager[Writer]:
        """The writer of the index as it is. Raises `WriterBusy` or `IndexUnavailable`."""

    def begin(self) -> str:
        """Make a new, empty index beside the one that is read; returns its name, a *generation*."""

    def filling(self, generation: str) -> AbstractContextManager[Writer]:
        """The writer of a generation that is not read yet. Raises `WriterBusy` or `IndexUnavailable`."""

    def switch_to(self, generation: str) -> None:
        """From here on `generation` is read, at once and whole; every other one is removed.

        Raises `WriterBusy` or `IndexUnavailable`; then the old one is read.
        """

    def standing(self, generation: str) -> Literal["read", "fresh", "gone"]:
        """Whether a generation is the one that is read, one that can be filled, or no longer there."""

    def tidy(self, kept: Collection[str]) -> None:
        """Remove the generations that are neither read nor among `kept`."""
