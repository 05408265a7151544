"""What this process holds of the queues, and how an attempt that failed is written down."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet

from cases import work
from documents import store
from scanning.models import Image, SecondReading, Upload
from scanning.problems import ReadingFailed, ReadingProblem

log = logging.getLogger(__name__)
Held = Upload | Image | SecondReading

MOST_ATTEMPTS = 3
# A cause that may pass (no memory, disk full) is given this long, times the number of tries, to do so.
_PAUSE = timedelta(seconds=2)
_NO_ROOM = (
    "The disk of the server is full or failing, so nothing more can be kept for now. What was handed in is safe. "
    "Tell whoever looks after the server, then try again."
)
_OUR_FAULT = (
    "Something went wrong inside Kinfile while this was being read. It is kept as it came. "
    "Try again, and tell whoever looks after Kinfile if it happens again."
)


class LostLease(Exception):
    """Another worker took the row over in the meantime; what this one did is thrown away."""


# What threads of this process work on now. A row that an error left leased is not here, so its lease runs out.
_in_hand: set[Held] = set()
_in_hand_lock = threading.Lock()


@contextmanager
def holding(row: Held) -> Iterator[None]:
    with _in_hand_lock:
        _in_hand.add(row)
    try:
        yield
    finally:
        with _in_hand_lock:
            _in_hand.discard(row)


def hold_on() -> None:
    """Renew the leases this process works under. Call it more often than `KINFILE_LEASE`, whatever a page takes."""
    with _in_hand_lock:
        rows = list(_in_hand)
    if not rows:
        return
    until = work.now() + settings.KINFILE_LEASE
    for row in rows:
        still_mine(row).update(lease_until=until)


def still_mine(row: Held) -> QuerySet:
    """`row`, as long as this process still holds it from the attempt at which it took it."""
    return type(row)._base_manager.filter(
        pk=row.pk, state__in=("waiting", "spare"), lease_holder=work.holder(), attempts=row.attempts
    )


def failed(row: Held, problem: ReadingProblem, *, state: str) -> bool:
    """Write down that an attempt failed: for good, or to be tried again after a pause. True if for good."""
    may_pass = isinstance(problem, ReadingFailed) and problem.try_again
    if may_pass and row.attempts < MOST_ATTEMPTS:
        still_mine(row).update(
            problem=problem.sentence[:400],
            lease_holder="",
            lease_until=work.now() + _PAUSE * row.attempts,
        )
        return False
    return bool(
        still_mine(row).update(
            state=state, problem=problem.sentence[:400], lease_holder="", lease_until=None
        )
    )


def in_words(error: Exception) -> ReadingFailed:
    if isinstance(error, store.Damaged):
        return ReadingFailed(str(error), try_again=False)
    if isinstance(error, store.StoreError):
        return ReadingFailed(_NO_ROOM, try_again=True)
    # Which line, not which words: a message may quote the page.
    log.error("a reading job failed", exc_info=error)
    return ReadingFailed(_OUR_FAULT, try_again=True)
