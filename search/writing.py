"""Keeping the index true to the tables: one leased writer applies the outbox; anybody may build all anew beside it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Lock
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cases import work
from cases.models import IndexChange, Lease
from search import analysing, contents, engines
from search.contents import Portion
from search.engines.contract import Engine, IndexMissing, Writer, WriterBusy
from search.models import LateChange, Rebuild, Turn

LEASE_NAME = "index"
LEASE = timedelta(seconds=60)
A_BATCH = 400
REBUILD_LEASE_NAME = "index rebuild"
REBUILD_LEASE = timedelta(minutes=5)
# So many entries are handed to the engine at once: large enough to be quick, small enough to lie in memory.
A_PORTION = 4_000
# A rebuild that nobody goes on with is given up, so that what changes need not be noted for it for ever.
GIVEN_UP = timedelta(days=2)
# How long the end of a rebuild waits for whoever applies changes at that moment.
_PATIENCE = 300.0
# A worker writes for a fraction of a second at a time; whoever is still at it after all of these is another.
_LOOKS, _BETWEEN_LOOKS = 6, 0.2

_rebuilding = Lock()


def apply_waiting(*, most: int = 10_000) -> int:
    """Apply up to `most` outbox rows in batches; returns how many. 0 as well while another process writes.

    Rows go only after the index has them: a killed writer applies them again, which changes nothing.
    A missing or damaged index is built anew first. Raises `EngineDown`; then everything goes on waiting.
    """
    done = 0
    if not IndexChange.objects.exists():
        return done
    try:
        while done < most and work.hold(LEASE_NAME, LEASE):
            rows = list(IndexChange.objects.order_by("pk")[:A_BATCH])
            if not rows:
                break
            try:
                _apply({(row.kind, row.object_id) for row in rows})
            except IndexMissing:
                rebuild()
                continue
            IndexChange.objects.filter(pk__in=[row.pk for row in rows]).delete()
            done += len(rows)
    except WriterBusy:
        return done
    finally:
        work.drop(LEASE_NAME)
    return done


def _apply(changed: set[tuple[str, UUID]]) -> None:
    # In this order: whatever is read after a turn was taken is at least as new as any older turn could have read.
    turn = _next_turn(changed)
    told = contents.of(changed)
    with engines.chosen().writing() as writer:
        writer.apply(told.entries, told.gone, turn)


@transaction.atomic
def _next_turn(changed: set[tuple[str, UUID]] | frozenset = frozenset()) -> int:
    """The number of a new turn at writing; what is about to be written is noted for a rebuild that goes on."""
    Turn.objects.get_or_create(pk=1)
    Turn.objects.filter(pk=1).update(number=F("number") + 1)
    turn = Turn.objects.get(pk=1).number
    if changed and (row := Rebuild.objects.first()):
        LateChange.objects.bulk_create(
            [
                LateChange(rebuild=row, kind=kind, object_id=object_id, turn=turn)
                for kind, object_id in changed
            ],
            update_conflicts=True,
            unique_fields=["rebuild", "kind", "object_id"],
            update_fields=["turn"],
        )
    return turn


def rebuild(progress: Callable[[int, int], None] = lambda done, total: None) -> int:
    """Build the whole index anew beside the old one, which answers until the end; returns the number of entries.

    One that was killed goes on where it stopped. What changes meanwhile is applied to the old index at once and read
    again at the end. `progress(done, total)` counts rows. Raises `WriterBusy` or `EngineDown`.
    """
    if not _rebuilding.acquire(blocking=False):
        raise WriterBusy(_BUSY)
    try:
        if not work.hold(REBUILD_LEASE_NAME, REBUILD_LEASE):
            raise WriterBusy(_BUSY)
        try:
            return _rebuild(engines.chosen(), progress)
        finally:
            work.drop(REBUILD_LEASE_NAME)
    finally:
        _rebuilding.release()


def _rebuild(engine: Engine, progress: Callable[[int, int], None]) -> int:
    row = _begun(engine)
    total = contents.how_many()
    progress(row.rows, total)
    with _given_up_when_lost(row), engine.filling(row.generation) as writer:
        heaps = _heaps(contents.portions(row.kind, row.last))
        for portions, terms in analysing.ahead(heaps):
            writer.apply(terms, (), row.turn)
            row.kind, row.last = portions[-1].kind, str(portions[-1].last)
            row.rows += sum(portion.rows for portion in portions)
            row.entries += len(terms)
            row.save()
            progress(row.rows, max(total, row.rows))
            if not work.hold(REBUILD_LEASE_NAME, REBUILD_LEASE):
                raise WriterBusy(_BUSY)
        _catch_up(row, writer)
        _hold_patiently()
        try:
            _catch_up(row, writer)
        except BaseException:
            work.drop(LEASE_NAME)
            raise
    try:
        engine.switch_to(row.generation)
        _finish(row, engine)
    finally:
        work.drop(LEASE_NAME)
    return row.entries


def _begun(engine: Engine) -> Rebuild:
    """The rebuild that a killed process left, or a new one."""
    for row in Rebuild.objects.all():
        standing = engine.standing(row.generation) if row.version == engine.version else "gone"
        if standing == "fresh":
            return row
        if standing == "read":
            _finish(row, engine)
        else:
            row.delete()
    # What is read from here on is no older than this turn; what is applied later has a newer one.
    turn = _next_turn()
    return Rebuild.objects.create(generation=engine.begin(), version=engine.version, turn=turn)


@contextmanager
def _given_up_when_lost(row: Rebuild) -> Iterator[None]:
    try:
        yield
    except IndexMissing:
        # What had grown is damaged or gone: the next one begins at the beginning.
        row.delete()
        raise


def _heaps(portions: Iterator[Portion]) -> Iterator[list[Portion]]:
    heap: list[Portion] = []
    for portion in portions:
        heap.append(portion)
        if sum(len(one.entries) for one in heap) >= A_PORTION:
            yield heap
            heap = []
    if heap:
        yield heap


def _catch_up(row: Rebuild, writer: Writer) -> None:
    """Read again what changed since the rebuild began, until nothing is left."""
    while late := list(row.late.order_by("pk")[:A_BATCH]):
        turn = _next_turn()
        told = contents.of({(one.kind, one.object_id) for one in late})
        writer.apply(told.entries, told.gone, turn)
        for one in late:
            # Noted again meanwhile: then it is read again as well.
            LateChange.objects.filter(pk=one.pk, turn=one.turn).delete()


def _finish(row: Rebuild, engine: Engine) -> None:
    """End the rebuild whose index is the one that is read now; nothing that was noted for it may be left."""
    while True:
        with engine.writing() as writer:
            _catch_up(row, writer)
        with transaction.atomic():
            # Whoever takes a turn waits here, and finds either the rebuild or none.
            _next_turn()
            if not row.late.exists():
                row.delete()
                return


def _hold_patiently() -> None:
    until = time.monotonic() + _PATIENCE
    while not work.hold(LEASE_NAME, LEASE):
        if time.monotonic() > until:
            raise WriterBusy(
                "The new index is ready and could not take over, because another process goes on writing to the "
                "old one."
            )
        time.sleep(0.2)


def _give_up_old_rebuilds() -> None:
    if not work.hold(REBUILD_LEASE_NAME, REBUILD_LEASE):
        return
    try:
        Rebuild.objects.filter(begun_at__lt=timezone.now() - GIVEN_UP).delete()
        engines.chosen().tidy(set(Rebuild.objects.values_list("generation", flat=True)))
    finally:
        work.drop(REBUILD_LEASE_NAME)


def has_second_writer() -> bool:
    """Whether the index is being written by somebody who does not hold the lease of this database.

    Asked a few times within a second: between the two questions a worker of this database may begin or end.
    """
    for left in reversed(range(_LOOKS)):
        if _is_ours() or not engines.chosen().is_written() or _is_ours():
            return False
        if left:
            # Another process's lease and lock cannot be waited for in any better way than by looking again.
            time.sleep(_BETWEEN_LOOKS)
    return True


def _is_ours() -> bool:
    names = (LEASE_NAME, REBUILD_LEASE_NAME)
    return (
        Lease.objects.filter(name__in=names, until__gt=timezone.now()).exclude(holder="").exists()
    )


def differences() -> tuple[set[str], set[str]]:
    """Keys that the index lacks, and keys that it should not have. Rows in the outbox count as neither."""
    waiting = set(IndexChange.objects.values_list("object_id", flat=True))
    should = {
        entry.key: entry
        for entry in contents.everything()
        if entry.object_id not in waiting and entry.document_id not in waiting
    }
    has = set(engines.chosen().keys())
    missing = set(should) - has
    stale = {key for key in has - set(should) if not any(str(one) in key for one in waiting)}
    return missing, stale


def reconcile() -> int:
    """Queue whatever index and tables disagree on; returns how many. The nightly job."""
    _give_up_old_rebuilds()
    try:
        missing, stale = differences()
    except IndexMissing:
        return rebuild()
    for key in missing | stale:
        kind, _, rest = key.partition(":")
        row = rest.partition(":")[0]
        if kind == "page":
            from documents.models import Document

            for pk in Document._base_manager.filter(document_pages__page__pk=row).values_list(
                "pk", flat=True
            ):
                IndexChange.objects.create(kind="document", object_id=pk)
        else:
            IndexChange.objects.create(kind=kind, object_id=row)
    return len(missing | stale)


_BUSY = "Another process is building the search index anew."
