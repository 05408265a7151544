"""`manage.py reindex`: build the search index anew beside the old one, which answers until the end."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import Progress

from search import writing
from search.engines.contract import EngineDown, WriterBusy


class Command(BaseCommand):
    help = (
        "Build the search index anew from the database. The old one answers, and learns what changes, until the new "
        "one is whole. When it was stopped, the next run goes on where it was. Exit code 0 when all went well, 1 when "
        "another process builds it at this moment, 3 when the search server does not answer."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--json", action="store_true", help="one JSON object with the number of entries"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        console = Console(stderr=True, quiet=options["json"] or not sys.stderr.isatty())
        try:
            with Progress(console=console) as progress:
                task = progress.add_task("Reading the files", total=None)
                count = writing.rebuild(
                    lambda done, total: progress.update(task, completed=done, total=total)
                )
            applied = writing.apply_waiting()
        except WriterBusy as busy:
            raise CommandError(f"{busy} Try again when it has finished.", returncode=1) from busy
        except EngineDown as down:
            raise CommandError(
                f"{down} What was done is kept: run reindex again when it answers.", returncode=3
            ) from down
        if options["json"]:
            self.stdout.write(json.dumps({"entries": count, "applied": applied}))
        else:
            self.stdout.write(f"{count} entries in the index.")
