"""`manage.py renew_seal`: a new key and certificate for the council's seal, from the same root."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cases import audit, keys
from documents import seal_keys


class Command(BaseCommand):
    help = (
        "Give the council's seal a new key and certificate. The root stays, and copies sealed before stay valid, "
        "unless the old key leaked. Needs root.key in the folder of the seal."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--leaked",
            action="store_true",
            help="somebody else may have the old key: every copy sealed with it is refused from now on",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.KINFILE_SEAL_KEY_PATH:
            raise CommandError(
                "The settings name a bought seal. Renew it where it was bought, and put its new files in place.",
                returncode=2,
            )
        folder = Path(settings.KINFILE_DATA) / "seal"
        if not (folder / "seal.pem").exists():
            raise CommandError(
                "There is no seal yet. The first copy that is sealed makes one.", returncode=2
            )
        try:
            seal = seal_keys.renew(
                folder,
                keys.derive(seal_keys.KEY_PURPOSE),
                at=timezone.now(),
                because_leaked=options["leaked"],
            )
        except seal_keys.CannotSeal as why:
            raise CommandError(str(why), returncode=1) from why
        audit.record(
            None,
            "installation.seal_renewed",
            serial=str(seal.certificate.serial_number),
            leaked=options["leaked"],
        )
        until = seal.certificate.not_valid_after_utc.date()
        self.stdout.write(
            f"The seal of {seal.council_name} is new and valid until {until:%d %B %Y}. The root is the same: "
            f"{folder / 'root.pem'}. Hand the new {folder / 'root.crl'} to whoever checks copies "
            "with a program of their own, and take root.key away again."
        )
