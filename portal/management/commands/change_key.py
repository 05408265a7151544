"""`manage.py change_key --old FILE`: wrap everything with the installation's new key."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import Progress

from cases import audit, keys
from documents import rewrapping

_LATER = "Bring every worker and the web server to a stop before, and start them again afterwards."


class Command(BaseCommand):
    help = (
        "Wrap the keys of all stored files, the code apps and the council's seal with the KINFILE_KEY now in the "
        f"settings, from the one before. {_LATER} Broken off, it is ended by running it again. Exit code 1 naming what "
        "opens with neither key."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--old",
            required=True,
            help="file that holds the key used until now, 64 hexadecimal digits",
        )
        parser.add_argument("--json", action="store_true", help="one JSON object with the numbers")

    def handle(self, *args: Any, **options: Any) -> None:
        old_key = _key_in(Path(options["old"]))
        if old_key == keys.installation_key():
            raise CommandError(
                "The file holds the key that is in use already. Put a new key into the settings first, "
                "and name the file of the old one here.",
                returncode=2,
            )
        console = Console(stderr=True, quiet=options["json"] or not sys.stderr.isatty())
        with Progress(console=console) as progress:
            task = progress.add_task("Wrapping keys anew", total=None)
            done = rewrapping.rewrap(
                old_key, lambda count, total: progress.update(task, completed=count, total=total)
            )
        audit.record(
            None, "installation.key_changed", changed=done.changed, closed=len(done.closed)
        )
        if options["json"]:
            told = {"changed": done.changed, "already": done.already, "closed": done.closed}
            self.stdout.write(json.dumps(told))
        else:
            self.stdout.write(f"{done.changed} wrapped anew, {done.already} were already.")
            for name in done.closed:
                self.stderr.write(f"{name} opens with neither key. It was left as it is.")
        if done.closed:
            raise SystemExit(1)


def _key_in(file: Path) -> bytes:
    try:
        key = bytes.fromhex(file.read_text(encoding="ascii").strip())
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.", returncode=2) from error
    except ValueError:
        key = b""
    if len(key) != keys.KEY_BYTES:
        raise CommandError(
            f"{file} must hold 64 hexadecimal digits and nothing else.", returncode=2
        )
    return key
