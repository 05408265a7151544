"""`manage.py find WORDS --as USERNAME`: what that person would find in the browser, and nothing else."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cases.models import User
from search import finding

MOST_HITS = 1000


class Command(BaseCommand):
    help = (
        "Find words in everything that one user may see. Write -- before the words when one of them begins with a "
        "minus: find --as worker -- school -holiday. Exit code 0 when something was found, 1 when nothing was, 2 when "
        "the command was asked wrongly."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "words", nargs="+", help="words, “phrases”, beginnings*, -exclusions, dates, names"
        )
        parser.add_argument(
            "--as", dest="username", required=True, help="whose rights decide what is found"
        )
        parser.add_argument(
            "--limit",
            type=int,
            default=20,
            help=f"how many hits at most (default 20, 1 to {MOST_HITS})",
        )
        parser.add_argument("--json", action="store_true", help="one JSON object a line")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"], is_active=True).first()
        if user is None:
            raise CommandError(f"There is no account called {options['username']}.", returncode=2)
        words = " ".join(options["words"]).strip()
        if not words:
            raise CommandError("There are no words to find. Write some.", returncode=2)
        if not 1 <= options["limit"] <= MOST_HITS:
            raise CommandError(f"--limit is a number from 1 to {MOST_HITS}.", returncode=2)
        found = finding.find(user, words, limit=options["limit"])
        if found.is_down:
            raise CommandError(" ".join(found.notes), returncode=3)
        for hit in found.hits:
            line = {
                "kind": hit.kind,
                "title": hit.title,
                "case": hit.case,
                "page": hit.page,
                "snippet": "".join(piece.text for piece in hit.pieces),
                "date": hit.on.isoformat() if hit.on else None,
            }
            if options["json"]:
                self.stdout.write(json.dumps(line, ensure_ascii=False))
            else:
                where = f", page {hit.page}" if hit.page else ""
                self.stdout.write(f"{hit.title}{where} – {hit.case}\n    {line['snippet']}")
        if not options["json"]:
            self.stdout.write(f"{found.total} found.")
            for note in found.notes:
                self.stdout.write(note)
        if not found.hits:
            raise SystemExit(1)
