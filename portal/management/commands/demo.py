"""`manage.py demo`: the fictional council of Northmoor, built once and served."""

import json
import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connections
from django.db.migrations.exceptions import InconsistentMigrationHistory
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from portal.demo import build, folder, guide, serve


class Command(BaseCommand):
    help = (
        "Build the demo council, once, and serve it: web server and worker together, until Ctrl-C. A second run keeps "
        "the data and starts in seconds. Prints the address, the people one can be, case references, words to find, "
        "a stack of paper to scan and an invitation to use. Exit code 0 when it was stopped, 1 when a part fell."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--no-serve", action="store_true", help="end once everything is built")
        parser.add_argument(
            "--reset", action="store_true", help="delete the data of the demo and build it anew"
        )
        parser.add_argument(
            "--port", type=int, default=settings.PORT, help="the web port (default %(default)s)"
        )
        parser.add_argument("--json", action="store_true", help="one JSON object a line")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.KINFILE_DEMO:
            raise CommandError(
                "These settings are not a demo's. The demo lets anybody in with one click, so it never runs on the "
                "data of a council. Unset DJANGO_SETTINGS_MODULE and KINFILE_DEMO, and try again."
            )
        serves = not options["no_serve"]
        try:
            if serves:
                serve.addresses(options["port"])
            with folder.lock() as lock:
                self._build(lock, resets=options["reset"], as_json=options["json"])
                if serves:
                    lock.shared()
                    self._serve(options["port"], as_json=options["json"])
                else:
                    self._tell(None, as_json=options["json"])
        except (folder.InUse, folder.NotADemo, serve.PortTaken, build.NotWell) as why:
            raise CommandError(str(why)) from why

    def _build(self, lock: folder.Lock, *, resets: bool, as_json: bool) -> None:
        try:
            lock.alone()
        except folder.InUse:
            # Whoever serves it has built it: listing the people, or serving at another port, disturbs nobody.
            if resets or not _stands():
                raise
            return
        if resets:
            folder.empty()
        with _shown(quiet=as_json) as progress:
            progress.step("Setting up the tables")
            try:
                call_command("migrate", verbosity=0, interactive=False)
            except (InconsistentMigrationHistory, DatabaseError) as why:
                raise CommandError(
                    f"The data in {settings.KINFILE_DATA} is of another version and cannot be brought up to date "
                    f"({why}). Start afresh: make demo-reset"
                ) from why
            folder.mark()
            try:
                build.build(progress)
            except (build.Stopped, KeyboardInterrupt):
                raise CommandError(
                    "Stopped before the demo was whole. Nothing is lost: the next make demo goes on from here.",
                    returncode=130,
                ) from None

    def _serve(self, port: int, *, as_json: bool) -> None:
        # The children have connections of their own; this process needs none while it waits.
        connections.close_all()
        log = folder.folder() / "demo.log"
        pair = serve.Pair(port, log)
        try:
            with serve.asked_to_end() as is_stopping:
                try:
                    pair.start()
                    pair.wait_until_answering(is_stopping)
                    if not is_stopping():
                        self._tell(f"http://localhost:{port}", as_json=as_json)
                        connections.close_all()
                        pair.stay(is_stopping)
                finally:
                    pair.stop()
        except serve.Fell as why:
            said = "\n".join(log.read_text(errors="replace").splitlines()[-12:])
            raise CommandError(
                f"{why} The other one was stopped too; the data is kept. Its last words, from {log}:\n{said}"
            ) from why
        if not as_json:
            self.stdout.write(
                f"\nStopped. The data is kept in {folder.folder()}: make demo opens it again, "
                "make demo-reset starts afresh."
            )

    def _tell(self, url: str | None, *, as_json: bool) -> None:
        lines = guide.lines(url) if as_json else [guide.text(url)]
        for line in lines:
            self.stdout.write(json.dumps(line, ensure_ascii=False) if as_json else str(line))
        self.stdout.flush()


def _stands() -> bool:
    try:
        return build.is_built()
    except DatabaseError:
        return False


class _Bar:
    """The build on a terminal: what happens now, how far it is, and how many pages a minute."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("", total=None, pace="")
        self._since = time.monotonic()

    def step(self, sentence: str) -> None:
        self._finish()
        self._task = self._progress.add_task(sentence, total=None, pace="")
        self._since = time.monotonic()

    def count(self, done: int, total: int) -> None:
        minutes = (time.monotonic() - self._since) / 60
        pace = f"{done / minutes:.0f} a minute" if done > 3 else ""
        self._progress.update(self._task, completed=done, total=total or None, pace=pace)

    def _finish(self) -> None:
        task = self._progress.tasks[self._task]
        if not task.description:
            self._progress.remove_task(self._task)
            return
        total = task.total or task.completed or 1
        self._progress.update(self._task, completed=total, total=total)


class _Lines:
    """The build where nobody watches a bar: one line a step, with how long the one before took."""

    def __init__(self) -> None:
        self._since = time.monotonic()

    def step(self, sentence: str) -> None:
        now = time.monotonic()
        if now - self._since >= 1:
            sys.stderr.write(f"    {now - self._since:.0f} s\n")
        self._since = now
        sys.stderr.write(f"{sentence} …\n")
        sys.stderr.flush()

    def count(self, done: int, total: int) -> None:
        pass


@contextmanager
def _shown(*, quiet: bool) -> Iterator[build.Progress]:
    # Wagtail and pikepdf tell of every form and file at a level that is for developers.
    logging.getLogger("wagtail").setLevel(logging.WARNING)
    if quiet:
        yield build.Silent()
    elif not sys.stderr.isatty():
        lines = _Lines()
        yield lines
        lines.step("Ready")
    else:
        with Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TextColumn("{task.fields[pace]}"),
            TimeElapsedColumn(),
            console=Console(stderr=True),
        ) as progress:
            bar = _Bar(progress)
            yield bar
            bar.step("Ready")
