"""The embedded engine: terms in, keys out, by Tantivy.

An index is a folder. In it each *generation* is a folder of its own, and a small file says which one
is read, so that a rebuilt index takes over at once and whole. Web processes only read. One process
writes, held to it by a lock that dies with the process.

No statistic of the index decides anything: an answer is a few tiers, each sorted by one number made
of day and id. What the asker may not see could be absent and the answer would be the same, to the byte.
"""

import fcntl
import json
import os
import shutil
import zlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import Literal
from uuid import UUID, uuid4

from tantivy import Index, Query, Searcher

from documents import words
from documents.wants import Want
from search import entries
from search.answers import DEEPEST, NOT_NARROWED, Answer, Narrowed, Sharing
from search.asking import Asked
from search.engines.contract import IndexMissing, WriterBusy
from search.engines.embedded import answering, lexicon, questions
from search.engines.embedded.lexicon import Lexicon
from search.engines.embedded.questions import SAY
from search.engines.phrasing import handle
from search.entries import Entry, Terms
from search.rights import Rights

VERSION = f"embedded {questions.SCHEMA_VERSION} {words.ANALYSIS}"

_HEAP = 64 * 1024 * 1024
_REBUILD_HEAP = 256 * 1024 * 1024
_CURRENT = "current.json"
# One process changes the index that is read, and one at most fills another; neither holds up the other.
_LOCK = "writer.lock"
_REBUILD_LOCK = "rebuild.lock"
_KEYS_AT_ONCE = 10_000


class EmbeddedWriter:
    def __init__(self, folder: Path, heap: int) -> None:
        # Not `Index(...)`, which would make a new, empty one of a folder that lost its files.
        index = Index.open(str(folder))
        self._folder = folder
        self._before = index.searcher()
        self._known: set[str] = set()
        self._writer = index.writer(heap, 1)

    def apply(
        self,
        changed: Iterable[Entry | Terms],
        deleted: Iterable[str | UUID] = (),
        turn: int = 0,
    ) -> None:
        """No turn comes late: the lock of the folder keeps writers apart.

        In one commit: either all of it happens, also when the process is killed, or nothing."""
        try:
            for thing in deleted:
                self._writer.delete_documents_by_term("handle", handle(thing))
            seen: set[str] = set()
            for one in changed:
                terms = entries.taken_apart(one)
                self._writer.delete_documents_by_term("key", terms.key)
                self._writer.add_document(questions.document(terms))
                seen.update(terms.seen.split())
            # First: nothing may be found of which no misreading could be.
            self._note(seen)
            self._writer.commit()
        except BaseException:
            self._writer.rollback()
            raise

    def _note(self, seen: set[str]) -> None:
        fresh = seen - self._known
        self._known |= fresh
        lexicon.add(self._folder, (w for w in fresh if not self._before.doc_freq("seen", w)))

    def finish(self) -> None:
        """Wait until segments are merged. What was not applied is dropped; the writer is done."""
        self._writer.wait_merging_threads()


class EmbeddedEngine:
    """The index in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.version = VERSION
        self._folder = folder
        self._lock = Lock()
        self._index: Index | None = None
        self._lexicon: Lexicon | None = None
        self._generation = ""
        self._seen: tuple[int, int, int] = (0, 0, 0)

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
        offset = max(0, offset)
        end = min(offset + max(0, limit), DEEPEST)
        with self._reading() as (searcher, words_seen):
            if not asked or (allowed := SAY.allowed(asked, rights, waiting)) is None:
                return Answer()
            clauses = questions.listed(allowed)
            return answering.answer(
                searcher, asked, clauses, rights, narrowed, by_date, offset, end, words_seen
            )

    def sharing(
        self,
        wants: Sequence[Want],
        rights: Rights,
        *,
        waiting: Collection[str | UUID] = (),
        most: int = 200,
    ) -> tuple[Sharing, ...]:
        with self._reading() as (searcher, _):
            if (allowed := SAY.allowed(Asked(), rights, waiting)) is None:
                return tuple(Sharing(0) for _ in wants)
            clauses = questions.listed(allowed)
            return tuple(answering.sharing(searcher, want, clauses, most) for want in wants)

    def count(self) -> int:
        with self._reading() as (searcher, _):
            return searcher.num_docs

    def keys(self) -> Iterator[str]:
        with self._reading() as (searcher, _):
            below: int | None = None
            known: set[str] = set()
            while True:
                query = SAY.between(None, below) if below is not None else Query.all_query()
                found = searcher.search(
                    query, _KEYS_AT_ONCE, count=False, order_by_field="order"
                ).hits
                keys = {answering.key_of(searcher, address): value for value, address in found}
                yield from (key for key in keys if key not in known)
                if len(found) < _KEYS_AT_ONCE:
                    return
                # The last number is asked for again: others may share it.
                below = found[-1][0] + 1
                known = {key for key, value in keys.items() if value == found[-1][0]}

    def damage(self) -> list[str]:
        """Names of the index files whose bytes are not what was written. Reads every byte.

        A writer may be at work: what it has not committed is no part of the index yet, and what it merged away since is
        none any more. Raises `IndexMissing` where there is nothing to check.
        """
        with self._guarded():
            folder = self._folder / self._current()
            meta = json.loads((folder / "meta.json").read_text())
            committed = {part["segment_id"].replace("-", "") for part in meta["segments"]}
            found = []
            for path in sorted(folder.glob("*.*")):
                with suppress(FileNotFoundError):
                    if path.stem in committed and not _is_whole(path):
                        found.append(path.name)
            if not _has_all_words(folder):
                found.append(lexicon.FILE)
            return found

    @contextmanager
    def _reading(self) -> Iterator[tuple[Searcher, Lexicon]]:
        with self._guarded():
            yield self._as_committed()

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """What Tantivy raises on a damaged index becomes `IndexMissing`, and it is opened anew next time."""
        try:
            yield
        except (ValueError, OSError) as problem:
            self._generation = ""
            raise IndexMissing(_DAMAGED) from problem
        except BaseException as problem:
            # Tantivy panics on some damaged files; PyO3 raises that outside of Exception.
            if type(problem).__name__ != "PanicException":
                raise
            self._generation = ""
            raise IndexMissing(_DAMAGED) from problem

    def _as_committed(self) -> tuple[Searcher, Lexicon]:
        """The index as last committed, opened anew after a rebuild."""
        with self._lock:
            for left in reversed(range(_TRIES)):
                try:
                    return self._opened(self._current())
                except (ValueError, OSError, IndexMissing):
                    # A rebuild may have put another one in its place since its name was read.
                    self._generation = ""
                    if not left:
                        raise
        raise AssertionError("unreachable")

    def _opened(self, generation: str) -> tuple[Searcher, Lexicon]:
        folder = self._folder / generation
        found = (folder / "meta.json").stat()
        seen = (found.st_ino, found.st_mtime_ns, found.st_size)
        if self._index is None or self._lexicon is None or generation != self._generation:
            index = Index.open(str(folder))
            index.config_reader("manual")
            index.reload()
            self._index, self._lexicon = index, Lexicon(folder)
        elif seen != self._seen:
            self._index.reload()
            # In this order: what a commit brought was written into the lexicon before.
            self._lexicon.renew()
        self._generation, self._seen = generation, seen
        return self._index.searcher(), self._lexicon

    def _current(self) -> str:
        """The folder name of the generation that is read."""
        try:
            current = json.loads((self._folder / _CURRENT).read_text())
            generation, version = str(current["generation"]), current["version"]
        except FileNotFoundError:
            raise IndexMissing("The search index has not been built yet.") from None
        except (ValueError, KeyError, TypeError, OSError) as problem:
            raise IndexMissing(_DAMAGED) from problem
        if version != VERSION:
            raise IndexMissing("The search index was built by another version and must be rebuilt.")
        if not (self._folder / generation).is_dir():
            raise IndexMissing(_DAMAGED)
        return generation

    def is_written(self) -> bool:
        if not self._folder.is_dir():
            return False
        try:
            with self._locked():
                return False
        except WriterBusy:
            return True

    def complaints(self) -> list[str]:
        return []

    @contextmanager
    def writing(self) -> Iterator[EmbeddedWriter]:
        with self._locked():
            with self._guarded():
                writer = EmbeddedWriter(self._folder / self._current(), _HEAP)
            try:
                yield writer
            finally:
                writer.finish()

    def begin(self) -> str:
        generation = uuid4().hex
        folder = self._folder / generation
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700)
        lexicon.begin(folder)
        Index(questions.SCHEMA, path=str(folder))
        return generation

    @contextmanager
    def filling(self, generation: str) -> Iterator[EmbeddedWriter]:
        with self._locked(_REBUILD_LOCK):
            with self._guarded():
                writer = EmbeddedWriter(self._folder / generation, _REBUILD_HEAP)
            try:
                yield writer
            finally:
                writer.finish()

    def switch_to(self, generation: str) -> None:
        with self._locked():
            self._name(generation)
            self._remove_all_but({generation})

    def standing(self, generation: str) -> Literal["read", "fresh", "gone"]:
        if not (self._folder / generation / "meta.json").is_file():
            return "gone"
        with suppress(IndexMissing):
            if self._current() == generation:
                return "read"
        return "fresh"

    def tidy(self, kept: Collection[str]) -> None:
        with suppress(IndexMissing), self._locked(), self._guarded():
            current = self._current()
            self._remove_all_but({*kept, current})
            searcher = Index.open(str(self._folder / current)).searcher()
            lexicon.keep(self._folder / current, lambda w: bool(searcher.doc_freq("seen", w)))

    def _remove_all_but(self, kept: Collection[str]) -> None:
        for other in self._folder.iterdir():
            if other.is_dir() and other.name not in kept:
                shutil.rmtree(other, ignore_errors=True)

    def _name(self, generation: str) -> None:
        fresh = self._folder / f"{_CURRENT}.new"
        with fresh.open("w") as file:
            json.dump({"generation": generation, "version": VERSION}, file)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._folder / _CURRENT)
        opened = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)

    @contextmanager
    def _locked(self, name: str = _LOCK) -> Iterator[None]:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self._folder / name).open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise WriterBusy("Another process is writing to the search index.") from None
            yield


# How often a reader that comes in the middle of a rebuild looks again before it calls the index damaged.
_TRIES = 5
_DAMAGED = "The search index is damaged or incomplete and must be rebuilt."
_FOOTER = 8


def _has_all_words(folder: Path) -> bool:
    """Whether the lexicon can be read and knows every word that could be misread."""
    try:
        known = set(Lexicon(folder))
    except (ValueError, OSError):
        return False
    there = Index.open(str(folder)).searcher().terms_with_prefix("seen", "")
    return all(word in known for word, _ in there if lexicon.is_kept(word))


def _is_whole(path: Path) -> bool:
    """Whether the checksum that Tantivy wrote at the end of a file is that of its bytes."""
    data = path.read_bytes()
    length = int.from_bytes(data[-_FOOTER : 4 - _FOOTER], "little")
    body, footer = data[: -length - _FOOTER], data[-length - _FOOTER : -_FOOTER]
    try:
        return bool(json.loads(footer)["crc"] == zlib.crc32(body))
    except (ValueError, KeyError, TypeError):
        return False
