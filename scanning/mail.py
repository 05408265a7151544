"""A mailbox: each message becomes a batch of its text, as a page, and the files that came with it.

The whole message is taken in, in one transaction; only then is it moved to the folder `Taken` of the mailbox.
"""

import email
import imaplib
import io
import json
import ssl
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from imap_tools import MailBox
from imap_tools.errors import (
    ImapToolsError,
    MailboxFolderSelectError,
    MailboxLoginError,
)

from documents import printing, store
from scanning import arrivals
from scanning.actions import intake
from scanning.letters import Letter, TooMuch, letter_from
from scanning.models import Arrival, Batch, WayIn

TAKEN = "Taken"
_TEMPLATE = Path(__file__).parent / "print" / "message.typ"
_PATIENCE = 30.0
# A full mailbox is worked through over several looks, so that folders of scanners have their turn in between.
_AT_A_LOOK = 20


class _Trouble(Exception):
    """Its text is the sentence for the page of the way in."""


def look(way: WayIn, stay: Callable[[], None]) -> tuple[int, list[str]]:
    """Take in the messages in the mailbox folder of `way`; returns how many, and sentences about what is wrong."""
    if not settings.KINFILE_MAIL_HOST:
        return 0, [
            "This server has no mailbox. "
            "Ask whoever looks after it to set KINFILE_MAIL_HOST, and its user and password."
        ]
    taken = 0
    troubles: list[str] = []
    try:
        with _mailbox(way) as box:
            if not box.folder.exists(TAKEN):
                box.folder.create(TAKEN)
            for uid in box.uids("UNDELETED")[:_AT_A_LOOK]:
                stay()
                try:
                    taken += _take(way, box, uid)
                except (_Trouble, store.StoreError) as trouble:
                    troubles.append(str(trouble))
    except _Trouble as trouble:
        troubles.append(str(trouble))
    except (ImapToolsError, OSError, EOFError, imaplib.IMAP4.error):
        troubles.append(
            "The mail server broke off. Nothing was lost; it is asked again in a minute. "
            "Tell whoever looks after the mail server if this stays."
        )
    return taken, troubles


def _mailbox(way: WayIn) -> MailBox:
    """Signed in, with the certificate of the server checked against those of the system."""
    host = settings.KINFILE_MAIL_HOST
    try:
        box = MailBox(
            host,
            settings.KINFILE_MAIL_PORT,
            timeout=_PATIENCE,
            ssl_context=ssl.create_default_context(),
        )
        box.login(settings.KINFILE_MAIL_USER, settings.KINFILE_MAIL_PASSWORD, way.folder)
    except ssl.SSLError as why:
        raise _Trouble(
            f"The mail server {host} does not prove that it is itself, so no password was sent. "
            "Ask whoever looks after the server to check its certificate."
        ) from why
    except MailboxLoginError as why:
        raise _Trouble(
            f"The mail server {host} does not take the user and password. "
            "Ask whoever looks after the server to put them right."
        ) from why
    except MailboxFolderSelectError as why:
        raise _Trouble(
            f"There is no folder “{way.folder}” in the mailbox. Make it, or put its name right here."
        ) from why
    except (OSError, imaplib.IMAP4.error) as why:
        raise _Trouble(
            f"The mail server {host} does not answer. It is asked again in a minute; "
            "tell whoever looks after the server if this stays."
        ) from why
    return box


def _take(way: WayIn, box: MailBox, uid: str) -> int:
    """Take one message in, unless it was before, and then move it away. Returns 1 for a new one."""
    head = next(iter(box.fetch(uid_list=uid, mark_seen=False, headers_only=True)), None)
    if head is None:
        return 0
    if head.size_rfc822 > settings.KINFILE_MAIL_LIMIT:
        most = settings.KINFILE_MAIL_LIMIT // (1024 * 1024)
        raise _Trouble(
            f"A message of {_day(head.date)} is larger than {most} MB and stays in the mailbox. "
            "Save what came with it and hand it in as files."
        )
    letter = _letter(box, uid)
    if letter is None:
        raise _Trouble(
            f"A message of {_day(head.date)} cannot be read: it is broken, or made to do harm. "
            "It stays in the mailbox. Look at it there, with care."
        )
    arrival = Arrival._base_manager.filter(way_in=way, mark=letter.mark).first()
    is_new = arrival is None
    if arrival is None:
        try:
            arrival = _keep(way, letter)
        except IntegrityError:
            # Another worker was quicker, and moves it away.
            return 0
    elif arrival.cleared_at is not None:
        arrivals.came_again(arrival)
    try:
        box.move(uid, TAKEN)
    except ImapToolsError as why:
        raise _Trouble(
            f"“{arrival.name}” was taken in, but the mail server does not move it to “{TAKEN}”. "
            "It is not taken in a second time."
        ) from why
    arrival.cleared_at = timezone.now()
    arrival.save(update_fields=["cleared_at"])
    return int(is_new)


def _letter(box: MailBox, uid: str) -> Letter | None:
    status, answer = box.client.uid("fetch", uid, "(BODY.PEEK[])")
    if status != "OK" or not answer or not isinstance(answer[0], tuple):
        return None
    raw = answer[0][1]
    try:
        return letter_from(email.message_from_bytes(raw))
    except (TooMuch, RecursionError, ValueError, TypeError, LookupError, AttributeError, KeyError):
        return None


def _keep(way: WayIn, letter: Letter) -> Arrival:
    """The message as a batch that is handed in: all of it, or nothing."""
    kept: list[UUID] = []
    try:
        with transaction.atomic():
            batch = intake.receive_batch(
                by=way.answered_for_by,
                team=way.team,
                device=way.name,
                came_by=Batch.CameBy.MAIL,
                way_in=way,
                sender=letter.sender,
                subject=letter.subject,
                sent_at=letter.sent_at,
            )
            arrival = Arrival.objects.create(
                way_in=way,
                mark=letter.mark,
                batch=batch,
                name=(letter.subject or "Message without a subject")[:255],
            )
            for name, data in [("message.pdf", page_of(letter)), *letter.files]:
                upload = intake.add_upload(
                    by=batch.operator, batch=batch, stream=io.BytesIO(data), name=name
                )
                if upload.file_id:
                    kept.append(upload.file_id)
                elif len(data) <= settings.KINFILE_UPLOAD_LIMIT:
                    raise _Trouble(upload.problem)
            intake.finish_intake(by=batch.operator, batch=batch)
    except BaseException:
        for one in kept:
            with suppress(OSError):
                store.remove(one)
        raise
    return arrival


def page_of(letter: Letter) -> bytes:
    """The message as a PDF: what it says of itself, and its text."""
    head = [f"From: {letter.sender or 'not given'}"]
    if letter.sent_at:
        sent = timezone.localtime(letter.sent_at)
        head.append(f"Sent: {sent.day} {sent:%B %Y, %H:%M}")
    if letter.files:
        head.append("With it: " + ", ".join(intake.clean_name(name) for name, _ in letter.files))
    if letter.left_out:
        head.append("Small pictures left out: " + ", ".join(letter.left_out))
    document = {
        "subject": letter.subject or "Message without a subject",
        "head": head,
        "paragraphs": letter.text.splitlines() or ["This message has no text."],
    }
    now = timezone.now()
    try:
        return printing.typeset(_TEMPLATE, {"document": json.dumps(document)}, now)
    except printing.CannotPrint:
        # Signs that no font here has: the rest of the message is worth more than they are.
        known = json.dumps(document, ensure_ascii=False).encode("latin-1", "replace")
        return printing.typeset(_TEMPLATE, {"document": known.decode("latin-1")}, now)


def _day(moment: object) -> str:
    return f"{moment:%d.%m.%Y}" if moment else "an unknown day"
