"""`manage.py work`: everything that happens in the background."""

import json
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from portal.worker import Did, Workshop, nothing_left, stopped_by_signals
from scanning import reading


class Command(BaseCommand):
    help = (
        "Open files, read pages, read them again with the second engine, write the index, seal, send and keep the "
        "house in order, until told to stop "
        "(Ctrl-C or SIGTERM: what is in hand is finished; twice: at once, and the page is read again later). "
        "Several workers may run at once, on several machines with PostgreSQL. "
        "Exit code 0 when all went well, 1 when a part kept failing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="empty every queue, then end")
        parser.add_argument(
            "--readers",
            type=_count,
            default=settings.KINFILE_READERS,
            help="how many pages are read at the same time (default %(default)s)",
        )
        parser.add_argument(
            "--json",
            action="store_true",
            help="one JSON object for each file and page, and a last one",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        counted = {"opened": 0, "read": 0, "failed": 0}
        console = Console(stderr=True, quiet=options["json"] or not sys.stderr.isatty())
        with Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=console,
        ) as bar:
            shown = bar.add_task("Reading pages", total=None)

            def tell(did: Did) -> None:
                if did.outcome == "waiting":
                    return  # a try that failed and comes again
                has_failed = did.outcome in {"failed", "refused"} and did.what != "read again"
                what = "failed" if has_failed else did.what.replace(" ", "_")
                counted[what] = counted.get(what, 0) + 1
                if options["json"]:
                    self.stdout.write(
                        json.dumps(
                            {
                                "did": did.what,
                                "batch": did.batch,
                                "number": did.number,
                                "outcome": did.outcome,
                            }
                        )
                    )
                if not console.quiet:
                    done = counted["read"] + counted["failed"]
                    left = reading.waiting(second=False)
                    bar.update(shown, completed=done, total=done + left.images or None)

            workshop = Workshop(
                readers=options["readers"], tell=tell, keeps_schedule=not options["once"]
            )
            with stopped_by_signals(workshop):
                is_well = workshop.run(until=nothing_left if options["once"] else None)
        if options["json"]:
            self.stdout.write(
                json.dumps({"did": "finished", **counted, "trouble": workshop.trouble})
            )
        if not is_well:
            self.stderr.write(
                f"These parts kept failing: {', '.join(workshop.trouble)}. The log says where. "
                "Nothing is lost; start the worker again once the cause is put right."
            )
            raise SystemExit(1)


def _count(typed: str) -> int:
    count = int(typed)
    if not 1 <= count <= 64:
        raise ValueError
    return count
