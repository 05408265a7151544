"""What a visitor is given: files to scan, and an invitation card to use. Both lie in `KINFILE_DATA`."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import typst
from django.conf import settings
from django.utils import timezone

from cases.models import Person, Role, User
from family_access import actions
from family_access.models import Invitation
from portal.demo import sample
from portal.demo.rows.cast import id_of

LOCKED = "police-disclosure.pdf"
GUEST, CHILD, HOST = "maureen", "rowan", "worker"
QUESTION, ANSWER = "What does Rowan have three helpings of?", "crumble"


def sample_folder() -> Path:
    return Path(settings.KINFILE_DATA) / "sample-stack"


def sample_files(moved: Callable[[Any], Any]) -> dict[str, bytes]:
    """The sample stack as files in `sample_folder()`, painted unless they lie there already; name to bytes."""
    folder = sample_folder()
    names = list(dict.fromkeys(page.file for page in sample.TRUTH))
    if not all((folder / name).exists() for name in names):
        folder.mkdir(exist_ok=True)
        for name, data in sample.sample_stack(moved).items():
            # Renamed into place, so that a build that was stopped leaves no half a file behind.
            draft = folder / f".{name}"
            draft.write_bytes(data)
            draft.rename(folder / name)
    return {name: (folder / name).read_bytes() for name in names}


def locked_file() -> dict[str, bytes]:
    """A PDF that somebody sent with a password and without the password, as happens every week; name to bytes."""
    letter = typst.compile(b"Northmoor Police. Disclosure, two pages, in confidence.")
    locked = BytesIO()
    with pikepdf.open(BytesIO(letter)) as pdf:
        pdf.save(
            locked,
            encryption=pikepdf.Encryption(owner="sent by telephone", user="sent by telephone"),
        )
    return {LOCKED: locked.getvalue()}


@dataclass(frozen=True)
class Card:
    """An invitation that nobody has used yet, with the code that is kept nowhere but in the card's own file."""

    name: str
    card: str
    code: str
    question: str
    answer: str
    until: str

    @property
    def last_day(self) -> datetime:
        return datetime.fromisoformat(self.until)


def card() -> Card | None:
    """The open invitation of the demo; a new one when the last is too old, None once somebody has used it."""
    guest = Person._base_manager.filter(pk=id_of("person", GUEST)).first()
    child = Person._base_manager.filter(pk=id_of("person", CHILD)).first()
    host = User.objects.filter(username=HOST).first()
    if guest is None or child is None or host is None:
        return None
    if guest.accounts.filter(role=Role.FAMILY).exists():
        return None
    kept = _kept()
    if kept is not None and _is_open(kept):
        return kept
    made, code = actions.invite(
        by=host,
        child=child,
        person=guest,
        relation="grandmother",
        identity_seen="Known to the worker, at home",
        proof_question=QUESTION,
        proof_answer=ANSWER,
    )
    fresh = Card(guest.name, made.card, code, QUESTION, ANSWER, made.expires_at.isoformat())
    _keep(fresh)
    return fresh


def _file() -> Path:
    return Path(settings.KINFILE_DATA) / "invitation.json"


def _kept() -> Card | None:
    try:
        return Card(**json.loads(_file().read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _keep(made: Card) -> None:
    draft = _file().with_suffix(".draft")
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        json.dump(asdict(made), out)
    draft.rename(_file())


def _is_open(kept: Card) -> bool:
    return Invitation._base_manager.filter(
        card=kept.card,
        used_at=None,
        withdrawn_at=None,
        expires_at__gt=timezone.now(),
        tries__lt=Invitation.MOST_TRIES,
    ).exists()
