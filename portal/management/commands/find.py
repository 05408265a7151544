"""`manage.py find WORDS --as USERNAME`: what that person would find in the browser, and nothing else."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cases.models import User
from search import finding


class Command(BaseCommand):
    help = "Find words in everything that one user may see. Exit code 0 when something was found, 1 when nothing was."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "words", nargs="+", help="words, “phrases”, beginnings*, -exclusions, dates, names"
        )
        parser.add_argument(
            "--as", dest="username", required=True, help="whose rights decide what is found"
        )
        parser.add_argument(
            "--limit", type=int, default=20, help="how many hits at most (default 20)"
        )
        parser.add_argument("--json", action="store_true", help="one JSON object a line")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"], is_active=True).first()
        if user is None:
            raise CommandError(f"There is no account called {options['username']}.", returncode=2)
        found = finding.find(user, " ".join(options["words"]), limit=min(options["limit"], 1000))
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
