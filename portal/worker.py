"""The worker: threads that open files, read pages, write the index, seal, send and keep the house in order.

Each app offers plain functions that do what waits and say how much that was; here they are only put side by side. What
waits stands in the database, so any number of workers may run, and one that is killed loses nothing.
"""

import logging
import queue
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import close_old_connections, connections
from django.db.models import Q
from django.utils import timezone
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker as TaskWorker
from django_tasks_db.models import DBTaskResult

from cases import audit, lookalikes, name_words, work
from cases.models import AuditEvent, IndexChange, Lease
from documents import editions, presence, scrubbing, store
from family_access import messages
from scanning import (
    archive_copies,
    leases,
    lookout,
    raw_batches,
    reading,
    redactions,
    second_pass,
    workers,
)
from scanning.actions import partial_uploads
from scanning.child import Reader
from scanning.limits import FOR_SECOND_ENGINE
from scanning.models import Image, SecondReading, Upload
from search import writing
from search.engines.contract import EngineDown, WriterBusy

log = logging.getLogger(__name__)

# How long a thread that found nothing rests before it looks again.
_REST = 0.5
_LONGEST_REST = 2.0
_REST_AFTER_TROUBLE = 3.0
# A loop that fails this often without once succeeding ends `work --once` instead of keeping it for ever.
_MOST_TROUBLE = 5
_PULSE = 5.0
_PULSE_NAME = "pulse"
_INDEX_NAME = "index"
_FOLDER = "the folder of files, which this machine does not see"
_SOON = timedelta(minutes=5)
# An engine that lives on gives its memory back when it has had nothing to do for so long.
_IDLE_ENGINE_LIVES = 120.0
# However much waits for its first reading, a page has its turn with the second engine at least so often.
_SECOND_WAITS = 60.0


@dataclass(frozen=True)
class Did:
    """One thing done. `outcome` is the state it is in now; `number` the place of the file or page in its batch."""

    what: str
    batch: int
    number: int
    outcome: str


class Workshop:
    """The threads of one worker process.

    `run()` returns when `stop()` is called, or `until()` says that all is done; then it says whether all went well.
    `tell` hears of each file and page, in the thread that called `run`. Without `reads_twice` what waits for the second
    engine is left to another worker.
    """

    def __init__(
        self,
        *,
        readers: int,
        tell: Callable[[Did], None] = lambda did: None,
        keeps_schedule: bool = True,
        reads_twice: bool = True,
    ) -> None:
        self._readers = readers
        self._tell = tell
        self._keeps_schedule = keeps_schedule
        self._reads_twice = reads_twice and bool(settings.KINFILE_SECOND_ENGINE)
        self._stopping = threading.Event()
        self._was_told_to_stop = False
        self._told: queue.SimpleQueue[Did] = queue.SimpleQueue()
        self._trouble: dict[str, int] = {}
        self._open_readers: set[Reader] = set()
        self._lock = threading.Lock()
        self._is_blind = False

    def stop(self) -> None:
        """Let every thread end after what it has in hand. Safe to call from a signal handler."""
        self._was_told_to_stop = True
        self._stopping.set()

    def stop_at_once(self) -> None:
        """End the reading children now; their pages go back to the queue."""
        self._stopping.set()
        with self._lock:
            for reader in self._open_readers:
                reader.close()

    @property
    def was_stopped(self) -> bool:
        """Whether somebody called `stop` before `until` said that all was done."""
        return self._was_told_to_stop

    @property
    def trouble(self) -> list[str]:
        """Names of the loops that keep failing."""
        return [name for name, count in self._trouble.items() if count >= _MOST_TROUBLE]

    def run(self, until: Callable[[], bool] | None = None) -> bool:
        name = workers.arrive()
        threads = [
            threading.Thread(target=self._read, args=(number,), name=f"reader {number}")
            for number in range(1, self._readers + 1)
        ]
        if self._reads_twice:
            threads.append(threading.Thread(target=self._read_again, name="second reader"))
        loops: dict[str, Callable[[], int]] = {_INDEX_NAME: _index, "upkeep": _upkeep}
        if self._keeps_schedule:
            loops |= {"schedule": _schedule, "ways in": lookout.attend}
            loops["file check"] = _check_files
        threads += [
            threading.Thread(target=self._repeat, args=(title, turn), name=title)
            for title, turn in loops.items()
        ]
        threads.append(threading.Thread(target=self._pulse, args=(name,), name=_PULSE_NAME))
        for thread in threads:
            thread.start()
        try:
            while not self._stopping.wait(0.2):
                self._pass_on()
                if self.trouble and until is not None:
                    break
                if until is not None and until():
                    break
        finally:
            self._stopping.set()
            for thread in threads:
                thread.join()
            self._pass_on()
            workers.leave(name)
        return not self.trouble

    def _pass_on(self) -> None:
        while not self._told.empty():
            self._tell(self._told.get())

    def _read(self, number: int) -> None:
        """One page reader: opens files and reads pages as their turn comes."""
        kept = reading.LastFile()
        served = 0
        with ExitStack() as stack:
            reader = Reader(settings.KINFILE_ENGINE)
            stack.callback(connections.close_all)
            stack.callback(reader.close)
            with self._lock:
                self._open_readers.add(reader)

            def turn() -> int:
                nonlocal served
                # Somebody sits and waits for a copy, which is short work beside a stack of paper.
                if archive_copies.make_next(reader, kept) or redactions.make_next(reader, kept):
                    return 1
                row = reading.work_next(reader, kept, served=served)
                if row is None:
                    return 0
                served += 1
                self._say("opened" if isinstance(row, Upload) else "read", row)
                return 1

            self._repeat(f"reader {number}", turn)

    def _read_again(self) -> None:
        """The second engine's reader: works while no page waits for its first reading, and now and then even so."""
        kept = reading.LastFile()
        with ExitStack() as stack:
            # Nothing is read by the one that decodes, so it needs no engine.
            first, second = (
                Reader(""),
                Reader(settings.KINFILE_SECOND_ENGINE, limits=FOR_SECOND_ENGINE),
            )
            stack.callback(connections.close_all)
            for reader in (first, second):
                stack.callback(reader.close)
                with self._lock:
                    self._open_readers.add(reader)
            if self._keeps_schedule:
                second_pass.ask_for_all()
            last = time.monotonic()

            def turn() -> int:
                nonlocal last
                row = None
                if reading.is_idle() or time.monotonic() - last > _SECOND_WAITS:
                    row = second_pass.read_next(
                        first, second, kept, with_spare=self._keeps_schedule
                    )
                if row is not None:
                    _look_at_walls(second)
                    self._say_again(row)
                    last = time.monotonic()
                    return 1
                if second.pid is not None and time.monotonic() - last > _IDLE_ENGINE_LIVES:
                    second.close()
                return 0

            self._repeat("second reader", turn)

    def _say_again(self, row: SecondReading) -> None:
        fresh = SecondReading._base_manager.select_related("image__batch").get(pk=row.pk)
        image = fresh.image
        self._told.put(Did("read again", image.batch.number, image.position, fresh.state))

    def _say(self, what: str, row: Upload | Image) -> None:
        fresh = type(row)._base_manager.select_related("batch").get(pk=row.pk)
        self._told.put(Did(what, fresh.batch.number, fresh.position, fresh.state))

    def _repeat(self, name: str, turn: Callable[[], int]) -> None:
        """Call `turn` again and again until the end; rest when it found nothing, longer when it failed."""
        rest = 0.0
        while not self._stopping.is_set():
            close_old_connections()
            try:
                may_work = name == _PULSE_NAME or self._sees_files()
                if may_work and turn():
                    rest = 0.0
                else:
                    # What was written a moment ago is looked for at once; everything else can wait for two seconds.
                    rest = min(
                        max(2 * rest, _REST), _REST if name == _INDEX_NAME else _LONGEST_REST
                    )
                self._trouble[name] = 0
            except EngineDown as down:
                # What changed waits in the outbox. Said once: the same line every few seconds hides the others.
                if not self._trouble.get(name):
                    log.error("the search index cannot be written: %s", down)
                self._trouble[name] = self._trouble.get(name, 0) + 1
                rest = _REST_AFTER_TROUBLE
            except (
                Exception
            ):  # a loop must outlive what befalls it, such as a database that restarts
                log.exception("a loop of the worker failed")
                connections.close_all()
                self._trouble[name] = self._trouble.get(name, 0) + 1
                rest = _REST_AFTER_TROUBLE
            if rest:
                self._stopping.wait(rest)
        connections.close_all()

    def _sees_files(self) -> bool:
        """Whether the shared folder is there. Said loudly, once each time it is not."""
        sees = presence.sees_files()
        with self._lock:
            is_new = sees is self._is_blind
            self._is_blind = not sees
        if is_new and not sees:
            log.critical(presence.sentence())
        if not self._keeps_schedule:
            # Whoever waits for the end must not wait for a folder.
            self._trouble[_FOLDER] = 0 if sees else _MOST_TROUBLE
        return sees

    def _pulse(self, name: str) -> None:
        """Keep the leases of living threads, free those of dead processes, and say that this worker is here."""
        every = min(_PULSE, settings.KINFILE_LEASE.total_seconds() / 3)

        def beat() -> int:
            if self._sees_files():
                workers.stay(name)
            else:
                workers.stay_idle(name)
            leases.hold_on()
            reading.free_dead()
            _free_dead_tasks()
            self._stopping.wait(every)
            return 1

        self._repeat(_PULSE_NAME, beat)


# Said once a process: every line of a log that says the same hides the others.
_told_of_open_network: set[str] = set()


def _look_at_walls(reader: Reader) -> None:
    """Say loudly where the network of a child cannot be cut off. The demo reads its own paper only."""
    if settings.KINFILE_DEMO or reader.pid is None or reader.engine in _told_of_open_network:
        return
    if not reader.network_is_cut:
        _told_of_open_network.add(reader.engine)
        log.critical(
            "The program that reads pages (%s) is not cut off from the network on this machine. Allow user namespaces "
            "or install bubblewrap; until then a hostile file that took it over could send pages out.",
            reader.engine,
        )


def nothing_left(*, second: bool = True) -> bool:
    """Whether every queue is empty. What another worker holds still counts as waiting.

    Without `second`, whatever the queue of the second engine holds.

    In the order in which work flows, so that nothing slips past between two looks. A message that a mail server did
    not take is tried again later and keeps nobody waiting.
    """
    return not (
        reading.waiting(second=second)
        or archive_copies.waiting().exists()
        or redactions.waiting().exists()
        or IndexChange.objects.exists()
        or editions.waiting().exists()
        or messages.waiting().filter(work.free()).exists()
        or DBTaskResult.objects.ready().exists()
        or AuditEvent.objects.filter(sealed=None).exists()
    )


def _index() -> int:
    """File what was confirmed in advance, then tell the index of it and of everything else."""
    return reading.file_confirmed() + writing.apply_waiting()


def _upkeep() -> int:
    return editions.make_waiting() + messages.send_waiting() + _do_tasks() + audit.seal()


def _check_files() -> int:
    """Read some stored files again, while nobody's page waits."""
    if not reading.waiting():
        scrubbing.check_some()
    # There is a week's time: rest after each portion.
    return 0


def _do_tasks() -> int:
    """Run what Wagtail put off until later, through django-tasks-db's own worker."""
    if not DBTaskResult.objects.ready().exists():
        return 0
    TaskWorker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=work.holder(),
        excluded_queue_names=[],
    ).run()
    return 1


def _free_dead_tasks() -> None:
    """Put tasks back whose process died: django-tasks-db leaves them running for ever."""
    for task in DBTaskResult.objects.running():
        if task.worker_ids and work.is_dead(task.worker_ids[-1]):
            DBTaskResult.objects.running().filter(pk=task.pk).update(
                status=TaskResultStatus.READY, started_at=None
            )


@dataclass(frozen=True)
class _Chore:
    name: str
    every: timedelta
    do: Callable[[], Any]


def _put_house_in_order() -> None:
    store.clear_incoming(timedelta(hours=24))
    partial_uploads.clear_expired()
    call_command("clearsessions")
    call_command("prune_db_task_results", min_age_days=14, verbosity=0)
    name_words.mend()
    lookalikes.mend()
    # Last, because a search server may be down.
    writing.reconcile()


_CHORES = (
    _Chore("chore house in order", timedelta(hours=24), _put_house_in_order),
    _Chore("chore raw batches", timedelta(minutes=15), raw_batches.attend),
)


def _schedule() -> int:
    """Do each chore that is due. A row of the lease table remembers when it falls due again, for all workers."""
    for chore in _CHORES:
        now = timezone.now()
        Lease.objects.get_or_create(name=chore.name)
        due = Lease.objects.filter(Q(until=None) | Q(until__lt=now), name=chore.name)
        if due.update(holder=work.holder(), until=now + chore.every):
            try:
                chore.do()
            except Exception as why:
                Lease.objects.filter(name=chore.name).update(until=timezone.now() + _SOON)
                # The index is being written just now: nothing is wrong.
                if not isinstance(why, WriterBusy | EngineDown):
                    raise
    return 0


@contextmanager
def stopped_by_signals(workshop: Workshop) -> Iterator[None]:
    """SIGTERM and SIGINT let the threads finish what they have in hand; a second one ends the readers at once."""
    asked = 0

    def ask(number: int, frame: Any) -> None:
        nonlocal asked
        asked += 1
        if asked == 1:
            workshop.stop()
        else:
            workshop.stop_at_once()

    before = {number: signal.signal(number, ask) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
