"""Keeping the index true to the tables: one leased writer applies the outbox; anybody may build all anew."""

import itertools
from collections.abc import Callable
from datetime import timedelta

from cases import work
from cases.models import IndexChange
from search import contents, engines
from search.engines.contract import IndexMissing, WriterBusy

LEASE_NAME = "index"
LEASE = timedelta(seconds=60)
A_BATCH = 400


def apply_waiting(*, most: int = 10_000) -> int:
    """Apply up to `most` outbox rows in batches; returns how many. 0 as well while another process writes.

    Rows go only after the commit of the index: a killed writer applies them again, which changes nothing.
    A missing or damaged index is built anew first.
    """
    if not IndexChange.objects.exists() or not work.hold(LEASE_NAME, LEASE):
        return 0
    done = 0
    try:
        while done < most:
            rows = list(IndexChange.objects.order_by("pk")[:A_BATCH])
            if not rows:
                break
            try:
                _apply({(row.kind, row.object_id) for row in rows})
            except IndexMissing:
                rebuild()
            IndexChange.objects.filter(pk__in=[row.pk for row in rows]).delete()
            done += len(rows)
            work.hold(LEASE_NAME, LEASE)
    except WriterBusy:
        return done
    finally:
        work.drop(LEASE_NAME)
    return done


def _apply(changed: set) -> None:
    told = [contents.of(kind, object_id) for kind, object_id in sorted(changed, key=str)]
    with engines.chosen().writing() as writer:
        writer.apply(
            [entry for one in told for entry in one.entries],
            [gone for one in told for gone in one.gone],
        )


def rebuild(progress: Callable[[int], None] = lambda count: None) -> int:
    """Build the whole index anew beside the old one, which answers until the end; returns the number of entries.

    What changes meanwhile waits in the outbox and is applied afterwards. Raises `WriterBusy`.
    """
    count = 0
    with engines.chosen().rebuilding() as writer:
        entries = contents.everything()
        while batch := list(itertools.islice(entries, 1000)):
            writer.apply(batch)
            count += len(batch)
            progress(count)
    return count


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
