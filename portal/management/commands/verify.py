"""`manage.py verify`: is every page, file, audit row and index entry as it must be?"""

import json
import sys
from contextlib import suppress
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from rich.console import Console
from rich.progress import Progress

from cases import audit
from portal import invariants
from search import writing
from search.engines.contract import EngineDown


class Command(BaseCommand):
    help = (
        "Check the invariants I1 to I8: stored files against their hashes, rows against files, leases, index, audit "
        "chain, readings and the sum of images. Exit code 0 when all is well, 1 naming what is broken."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--json", action="store_true", help="one JSON object a line, the sum last"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        # What happened since the sealer's last turn is chained first, so that it is checked as well.
        while audit.seal():
            pass
        with suppress(EngineDown):
            # That it does not answer is told below, with the other findings.
            writing.apply_waiting()
        console = Console(stderr=True, quiet=options["json"] or not sys.stderr.isatty())
        broken = []
        with Progress(console=console) as progress:
            task = progress.add_task("Reading every stored file", total=None)
            for one in invariants.check(
                lambda done, total: progress.update(task, completed=done, total=total)
            ):
                broken.append(one)
                if options["json"]:
                    self.stdout.write(json.dumps({"invariant": one.invariant, "broken": one.what}))
                else:
                    self.stderr.write(f"{one.invariant}: {one.what}")
        if options["json"]:
            self.stdout.write(
                json.dumps({"checked": list(invariants.names()), "broken": len(broken)})
            )
        elif not broken:
            self.stdout.write("All is as it must be: I1 to I8 hold.")
        if broken:
            raise SystemExit(1)
