"""`manage.py make_account`: a council's first account, or a way back in for somebody who lost theirs."""

import getpass
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from cases import accounts
from cases.actions import Problem
from cases.models import Person, Role, Team, User


class Command(BaseCommand):
    help = (
        "Make an account for a member of staff. The password is asked for, or read from standard input "
        "when that is not a terminal; the second factor is set up at the first sign-in."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        staff = [role.value for role in Role if role != Role.FAMILY]
        parser.add_argument("username")
        parser.add_argument("--name", help="the person's full name, as others see it")
        parser.add_argument("--role", choices=staff)
        parser.add_argument(
            "--team", action="append", default=[], help="a team, made if new; may be given twice"
        )
        parser.add_argument("--job-title", default="")
        parser.add_argument("--email", default="")
        parser.add_argument(
            "--safeguarding-lead",
            action="store_true",
            help="is told of pages that were locked, and alone may open them again; alone with an account that exists",
        )
        parser.add_argument(
            "--renew",
            action="store_true",
            help="for an account that exists: a new password; its devices and sessions end",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        username = accounts.plain_username(options["username"])
        known = User.objects.filter(username=username).first()
        if options["renew"] and known is None:
            raise CommandError(f"There is no account called {username}.")
        if known is not None and options["safeguarding_lead"] and not options["renew"]:
            self._name_lead(known)
            return
        if not options["renew"] and not (options["name"] and options["role"]):
            raise CommandError("Give --name and --role, or --renew for an account that exists.")
        try:
            if known is not None and options["renew"]:
                accounts.renew_account(by=None, user=known, password=self._password())
            else:
                self._make(username, self._password(), options)
            if options["safeguarding_lead"]:
                User.objects.filter(username=username).update(is_safeguarding_lead=True)
        except Problem as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(f"{username} can sign in now, and sets up a second factor then.")

    def _name_lead(self, known: User) -> None:
        if known.is_family or not known.is_active:
            raise CommandError("A safeguarding lead is somebody of staff who can sign in.")
        User.objects.filter(pk=known.pk).update(is_safeguarding_lead=True)
        self.stdout.write(f"{known.username} is a safeguarding lead now.")

    @transaction.atomic
    def _make(self, username: str, password: str, options: dict[str, Any]) -> None:
        if User.objects.filter(username=username).exists():
            raise Problem("This username is taken: choose another, or give --renew.")
        accounts.make_account(
            by=None,
            person=Person.objects.create(name=options["name"]),
            username=username,
            role=options["role"],
            password=password,
            teams=[Team.objects.get_or_create(name=name)[0] for name in options["team"]],
            job_title=options["job_title"],
            email=options["email"],
        )

    def _password(self) -> str:
        if not sys.stdin.isatty():
            return sys.stdin.readline().rstrip("\r\n")
        first = getpass.getpass("Password (12 characters or more): ")
        if getpass.getpass("The same again: ") != first:
            raise Problem("The two passwords differ. Nothing was changed.")
        return first
