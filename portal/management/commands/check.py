"""`manage.py check`, which also asks whether the search index is there and fit, and a safeguarding lead named."""

from typing import Any

from django.core.management.commands.check import Command as Check

from search import checks


class Command(Check):
    def handle(self, *args: Any, **options: Any) -> None:
        with checks.looking_closer():
            super().handle(*args, **options)
