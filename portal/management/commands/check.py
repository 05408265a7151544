"""`manage.py check`, which also asks the search index whether it is there and fit."""

from typing import Any

from django.core.management.commands.check import Command as Check

from search import checks


class Command(Check):
    def handle(self, *args: Any, **options: Any) -> None:
        with checks.looking_closer():
            super().handle(*args, **options)
