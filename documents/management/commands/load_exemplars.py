from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cases.models import Role, User
from documents.shipped import load_shipped_exemplars


class Command(BaseCommand):
    help = (
        "Load the forms that come with Kinfile. Safe to repeat: a form that the council has changed "
        "is never overwritten."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--as",
            dest="username",
            help="Who loads them. Default: the first designer of this installation.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        for loaded in load_shipped_exemplars(self._user(options["username"])):
            self.stdout.write(loaded.sentence)

    def _user(self, username: str | None) -> User:
        accounts = User.objects.filter(is_active=True)
        if username:
            user = accounts.filter(username=username).first()
            if user is None:
                raise CommandError(f"Nobody here signs in as {username}. Check the name.")
            if user.role == Role.FAMILY:
                raise CommandError("Forms are loaded by staff. Name a member of staff with --as.")
            return user
        designer = accounts.filter(role=Role.DESIGNER).order_by("date_joined").first()
        if designer is None:
            raise CommandError(
                "There is no designer yet. Make a designer's account, or name somebody with --as USERNAME."
            )
        return designer
