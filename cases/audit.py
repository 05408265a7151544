"""The audit log: one way to write a row, one to chain rows, one to check the chain."""

import hashlib
import json
import re
from collections.abc import Iterable
from datetime import UTC
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models, transaction

from cases.models.audit import AuditEvent, AuditSeal, AuditSubject, Lease, SealedEvent

if TYPE_CHECKING:
    from cases.models import User

# Codes, ids and numbers only: a sentence in the log would be case words outside the case file.
_CODE = re.compile(r"[A-Za-z0-9_.:-]{0,80}\Z")
_GENESIS = "0" * 64
_SEALER = "audit seal"


def record(
    by: "User | None",
    code: str,
    obj: models.Model | None = None,
    *,
    about: Iterable[UUID] | None = None,
    is_allowed: bool = True,
    rule: str = "",
    **detail: Any,
) -> AuditEvent:
    """Write that `by` did `code` to `obj`, in the caller's transaction or in one of its own.

    `about`: ids of the people concerned; by default what `obj.concerns()` says. `detail` takes numbers, ids and codes;
    raises `ValueError` on anything that could be a case word.
    """
    if about is None:
        about = obj.concerns() if obj is not None and hasattr(obj, "concerns") else ()
    # Also where the caller has no transaction: a sealer between the two would chain an event without its people.
    with transaction.atomic():
        event = AuditEvent.objects.create(
            actor=by,
            actor_role=by.role if by else "",
            code=code,
            object_type=obj._meta.label_lower if obj is not None else "",
            object_id=obj.pk if obj is not None and isinstance(obj.pk, UUID) else None,
            is_allowed=is_allowed,
            rule=rule,
            detail={key: _plain(key, value) for key, value in detail.items()},
        )
        AuditSubject.objects.bulk_create(
            AuditSubject(event=event, person_id=person) for person in sorted(set(about), key=str)
        )
    return event


def refused(by: "User | None", code: str, *, label: str = "", object_id: Any = None) -> AuditEvent:
    """Write that `by` was refused `code`. Call it outside the transaction that fails, or it goes with it."""
    try:
        known = UUID(str(object_id))
    except ValueError:
        known = None
    return AuditEvent.objects.create(
        actor=by,
        actor_role=by.role if by else "",
        code=code,
        object_type=label,
        object_id=known,
        is_allowed=False,
    )


def _plain(key: str, value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(key, item) for item in value]
    if isinstance(value, UUID) or (isinstance(value, str) and _CODE.match(value)):
        return str(value)
    raise ValueError(f"The audit detail {key!r} takes ids, numbers and codes, not words.")


def digest(previous: str, rows: Iterable[tuple[int, AuditEvent, list[str]]]) -> str:
    """SHA-256 in hex over the link before and `rows` of (row number, event, person ids in order)."""
    running = hashlib.sha256(previous.encode())
    for number, event, people in rows:
        line = [
            number,
            event.pk,
            event.at.astimezone(UTC).isoformat(),
            str(event.actor_id),
            event.actor_role,
            event.code,
            event.object_type,
            str(event.object_id),
            event.is_allowed,
            event.rule,
            event.detail,
            people,
        ]
        running.update(json.dumps(line, sort_keys=True, separators=(",", ":")).encode())
    return running.hexdigest()


def seal(*, most: int = 5000) -> int:
    """Chain up to `most` events that no seal covers yet; returns how many. Safe to call from several processes."""
    Lease.objects.get_or_create(name=_SEALER)
    with transaction.atomic():
        # A row that is always there to wait for: who waits for the last seal itself gets the one before, as it was.
        Lease.objects.select_for_update().get(name=_SEALER)
        last = AuditSeal.objects.order_by("-number").first()
        waiting = list(
            AuditEvent.objects.filter(sealed=None)
            .order_by("pk")
            .prefetch_related("subjects")[:most]
        )
        if not waiting:
            return 0
        first_row = last.last_row + 1 if last else 1
        previous = last.digest if last else _GENESIS
        rows = [(first_row + at, event, _people(event)) for at, event in enumerate(waiting)]
        made = AuditSeal.objects.create(
            number=last.number + 1 if last else 1,
            first_row=first_row,
            last_row=first_row + len(rows) - 1,
            previous=previous,
            digest=digest(previous, rows),
        )
        SealedEvent.objects.bulk_create(
            SealedEvent(row=number, event=event, seal=made) for number, event, _ in rows
        )
        return len(rows)


def check() -> list[str]:
    """What is wrong with the chain, as sentences naming the first bad row of each bad seal; empty when it is whole."""
    wrong: list[str] = []
    previous, next_row, next_number = _GENESIS, 1, 1
    for link in AuditSeal.objects.order_by("number").iterator(chunk_size=100):
        if link.number != next_number:
            wrong.append(f"Audit seal {next_number} is missing.")
        if link.first_row != next_row:
            wrong.append(f"Audit row {next_row} is missing before seal {link.number}.")
        rows = [
            (sealed.row, sealed.event, _people(sealed.event))
            for sealed in link.rows.order_by("row")
            .select_related("event")
            .prefetch_related("event__subjects")
        ]
        expected = range(link.first_row, link.last_row + 1)
        if [number for number, _, _ in rows] != list(expected):
            missing = sorted(set(expected) - {number for number, _, _ in rows})
            wrong.append(f"Audit row {missing[0] if missing else link.first_row} is missing.")
        elif link.previous != previous or digest(previous, rows) != link.digest:
            wrong.append(
                f"Audit rows {link.first_row} to {link.last_row} were changed after they were sealed."
            )
        previous, next_row, next_number = link.digest, link.last_row + 1, link.number + 1
    return wrong


def _people(event: AuditEvent) -> list[str]:
    return sorted(str(subject.person_id) for subject in event.subjects.all())
