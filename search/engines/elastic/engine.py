"""Elasticsearch, for a council that has outgrown one machine: terms in, keys out, like the embedded engine.

Each *generation* is an index of its own. An alias, whose name holds the version, says which one is read; it moves in
one step. Elasticsearch analyses nothing, scores nothing but tiers, and is told the whole order. Documents are
versioned by the writer's turn, so that whoever comes late undoes nothing.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from typing import Any, Literal
from uuid import UUID, uuid4

from elasticsearch import Elasticsearch, helpers

from documents import words
from documents.wants import Want
from search import entries
from search.answers import DEEPEST, NOT_NARROWED, Answer, Narrowed, Sharing
from search.asking import Asked
from search.engines.contract import EngineDown
from search.engines.elastic import answering, connection, questions
from search.engines.elastic.connection import Address, NotFound, guarded
from search.engines.elastic.questions import SAY
from search.engines.phrasing import handle
from search.entries import Entry, Terms
from search.rights import Rights

VERSION = f"elastic {questions.SCHEMA_VERSION} {words.ANALYSIS}"

# Longer than any search: a page of a thousand entries may be large, and a rebuild has time.
_WRITING_SECONDS = 60.0
_KEYS_AT_ONCE = 10_000
_MOST_IDS = 1_000_000


class ElasticWriter:
    def __init__(self, client: Elasticsearch, index: str, *, is_alias: bool) -> None:
        self._client = client
        self._index = index
        self._is_alias = is_alias

    def apply(
        self,
        changed: Iterable[Entry | Terms],
        deleted: Iterable[str | UUID] = (),
        turn: int = 0,
    ) -> None:
        # All of it is told before any of it is sent: whoever tells may stumble.
        documents = {one.key: questions.document(entries.taken_apart(one)) for one in changed}
        deleted = list(deleted)
        with guarded():
            gone = self._keys_of(deleted) - documents.keys() if deleted else set()
            versioned = {"version": turn, "version_type": "external_gte"}
            actions: list[dict[str, Any]] = [
                {"_op_type": "delete", "_id": key, **versioned} for key in sorted(gone)
            ]
            actions.extend({"_id": key, **versioned, **one} for key, one in documents.items())
            self._send(actions)
            self._client.indices.refresh(index=self._index)

    def _send(self, actions: list[dict[str, Any]]) -> None:
        for done, said in helpers.streaming_bulk(
            self._client,
            actions,
            index=self._index,
            # Or an index that was lost would be made again, of one document and without a mapping.
            require_alias=self._is_alias,
            chunk_size=1_000,
            max_chunk_bytes=8 * 1024 * 1024,
            max_retries=4,
            initial_backoff=0.5,
            max_backoff=8,
            raise_on_error=False,
        ):
            # 409: one of a later turn wrote it already. A deletion of what is gone is well, too.
            status = next(iter(said.values()))["status"]
            if status == 404 and "index" in said:
                raise NotFound
            if not done and status not in (404, 409):
                raise EngineDown(connection.NOT_WELL)

    def _keys_of(self, things: list[str | UUID]) -> set[str]:
        found: set[str] = set()
        handles = [handle(thing) for thing in things]
        for start in range(0, len(handles), 10_000):
            query = SAY.among("handle", handles[start : start + 10_000]).to_dict()
            found.update(_all_keys(self._client, self._index, query))
        return found


class ElasticEngine:
    """The index at `address`. Opening it asks for nothing yet."""

    def __init__(self, address: Address) -> None:
        self.version = VERSION
        self._address = address
        self._client = address.connect()
        # No name of an index that somebody chooses has a full stop: nothing of a neighbour begins like this.
        self._prefix = f"{address.index}."
        self._alias = f"{self._prefix}{blake2b(VERSION.encode(), digest_size=6).hexdigest()}"

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
        if not asked or (allowed := SAY.allowed(asked, rights, waiting)) is None:
            return Answer()
        clauses = questions.whole(allowed)

        def ask() -> Answer:
            return answering.answer(
                self._client,
                self._alias,
                self._address.seconds,
                asked,
                clauses,
                rights,
                narrowed,
                by_date,
                offset,
                end,
            )

        with self._reading():
            try:
                return ask()
            except (NotFound, connection.NotWhole):
                # The one that was asked may have been removed as another took over: the alias names that by now.
                return ask()

    def sharing(
        self,
        wants: Sequence[Want],
        rights: Rights,
        *,
        waiting: Collection[str | UUID] = (),
        most: int = 200,
    ) -> tuple[Sharing, ...]:
        if (allowed := SAY.allowed(Asked(), rights, waiting)) is None:
            return tuple(Sharing(0) for _ in wants)
        clauses = questions.whole(allowed)

        def ask() -> tuple[Sharing, ...]:
            return tuple(
                answering.sharing(
                    self._client, self._alias, self._address.seconds, want, clauses, most
                )
                for want in wants
            )

        with self._reading():
            try:
                return ask()
            except (NotFound, connection.NotWhole):
                return ask()

    def count(self) -> int:
        with self._reading(), guarded():
            return int(self._client.count(index=self._alias)["count"])

    def keys(self) -> Iterator[str]:
        with self._reading(), guarded():
            yield from _all_keys(self._client, self._alias, {"match_all": {}})

    def damage(self) -> list[str]:
        with self._reading(), guarded():
            generation = self._current()
            health = self._client.cluster.health(index=generation, timeout="1s")
            return [generation] if health["status"] == "red" else []

    def is_written(self) -> bool:
        """Never known: a turn keeps writers apart, not a lock."""
        return False

    def complaints(self) -> list[str]:
        with guarded():
            nodes = self._client.nodes.info(metric="os")["nodes"]
            versions = sorted({str(node["version"]) for node in nodes.values()})
            health = self._client.cluster.health(timeout="1s")["status"]
        said = []
        if any(not version.startswith("8.") for version in versions):
            said.append(
                f"The search server is Elasticsearch {', '.join(versions)}: it must be of version 8."
            )
        if health == "red":
            said.append("The search server says that parts of its data are missing (red).")
        return said

    @contextmanager
    def writing(self) -> Iterator[ElasticWriter]:
        with self._reading():
            with guarded():
                self._current()
            yield ElasticWriter(self._patient(), self._alias, is_alias=True)

    def begin(self) -> str:
        generation = f"{self._prefix}g{uuid4().hex[:16]}"
        settings = {
            "number_of_shards": self._address.shards,
            # A second copy wherever there is a second node.
            "auto_expand_replicas": "0-1",
            # A batch is seen when all of it is there, not once a second.
            "refresh_interval": "-1",
            "max_terms_count": _MOST_IDS,
            # How long it is known of which turn a deletion was.
            "gc_deletes": "1h",
        }
        with guarded():
            self._patient().indices.create(
                index=generation,
                settings=settings,
                mappings={**questions.MAPPING, "_meta": {"version": VERSION}},
            )
        return generation

    @contextmanager
    def filling(self, generation: str) -> Iterator[ElasticWriter]:
        with self._reading():
            if self.standing(generation) == "gone":
                raise NotFound
            yield ElasticWriter(self._patient(), generation, is_alias=False)

    def switch_to(self, generation: str) -> None:
        with self._reading(), guarded():
            self._client.indices.refresh(index=generation)
            others = [name for name in self._generations() if name != generation]
            self._patient().indices.update_aliases(
                actions=[
                    {"add": {"index": generation, "alias": self._alias}},
                    *({"remove_index": {"index": name}} for name in others),
                ]
            )

    def standing(self, generation: str) -> Literal["read", "fresh", "gone"]:
        with guarded():
            found = self._generations().get(generation)
        if found is None:
            return "gone"
        return "read" if self._alias in found["aliases"] else "fresh"

    def tidy(self, kept: Collection[str]) -> None:
        with guarded():
            for name, about in self._generations().items():
                if not about["aliases"] and name not in kept:
                    self._patient().indices.delete(index=name)

    def _patient(self) -> Elasticsearch:
        """For what may take longer than somebody who searches would wait."""
        return self._client.options(request_timeout=_WRITING_SECONDS)

    def _generations(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self._client.indices.get_alias(index=f"{self._prefix}g*").body
        return found

    def _current(self) -> str:
        """The generation that is read. Raises `NotFound`."""
        for name in self._client.indices.get_alias(name=self._alias).body:
            return str(name)
        raise NotFound

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """What does not exist becomes `IndexMissing`, with the sentence that fits."""
        try:
            yield
        except NotFound:
            raise connection.missing(self._has_another()) from None

    def _has_another(self) -> bool:
        """Whether there is an index of this name of another version."""
        try:
            with guarded():
                return any(about["aliases"] for about in self._generations().values())
        except NotFound:
            return False


def _all_keys(client: Elasticsearch, index: str, query: dict[str, Any]) -> Iterator[str]:
    """The key of everything that `query` finds, as of one moment."""
    moment = client.open_point_in_time(index=index, keep_alive="2m")["id"]
    try:
        after: list[Any] | None = None
        while True:
            found = client.search(
                pit={"id": moment, "keep_alive": "2m"},
                query=query,
                sort=[{"key": "asc"}],
                size=_KEYS_AT_ONCE,
                search_after=after,
                source=False,
                track_total_hits=False,
                allow_partial_search_results=False,
            )
            moment = found["pit_id"]
            hits = found["hits"]["hits"]
            yield from (str(hit["_id"]) for hit in hits)
            if len(hits) < _KEYS_AT_ONCE:
                return
            after = hits[-1]["sort"]
    finally:
        client.close_point_in_time(id=moment)
