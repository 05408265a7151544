"""Changing the installation's key: every secret wrapped with the old one is wrapped with the one now in use.

Each row, and each file of the seal, is changed whole or not at all, and what is wrapped with the new key already is
left alone: a change that was broken off is ended by asking again.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from django.conf import settings
from django.db import transaction
from django.db.models import Model

from cases import keys
from cases.models import AuthenticatorDevice
from documents import seal_keys, store
from documents.models import StoredFile

_AT_ONCE = 500
Outcome = Literal["changed", "already", "closed"]
Tell = Callable[[int, int], None]


@dataclass
class Rewrapped:
    """How many secrets were wrapped anew, had been already, or open with neither key; `closed` names the last."""

    changed: int = 0
    already: int = 0
    closed: list[str] = field(default_factory=list)

    def add(self, outcome: Outcome, name: str) -> None:
        if outcome == "changed":
            self.changed += 1
        elif outcome == "already":
            self.already += 1
        else:
            self.closed.append(name)


def rewrap(old_key: bytes, tell: Tell = lambda done, total: None) -> Rewrapped:
    """Wrap the keys of all stored files, the seeds of code apps and the seal's keys anew, from `old_key`.

    Nobody else may be running meanwhile: a process knows one key. `tell(done, total)` counts stored files.
    """
    done = Rewrapped()
    total, count = StoredFile._base_manager.filter(destroyed_at=None).count(), 0
    for some in _slices(StoredFile, "wrapped_key", "pk"):
        with transaction.atomic():
            for pk, wrapped, _ in some:
                row = (StoredFile, pk, "wrapped_key", wrapped)
                # The key of a file that was destroyed is no more: there is nothing to wrap.
                if not wrapped:
                    continue
                done.add(_row(*row, old_key, store.KEY_PURPOSE, pk.bytes), f"Stored file {pk}")
        count += sum(bool(wrapped) for _, wrapped, _ in some)
        tell(count, total)
    for some in _slices(AuthenticatorDevice, "encrypted_seed", "user_id"):
        with transaction.atomic():
            for pk, wrapped, whose in some:
                row = (AuthenticatorDevice, pk, "encrypted_seed", wrapped)
                purpose, context = AuthenticatorDevice.KEY_PURPOSE, str(whose).encode()
                done.add(_row(*row, old_key, purpose, context), f"Code app {pk}")
    if not settings.KINFILE_SEAL_KEY_PATH:
        for name, outcome in _seal(Path(settings.KINFILE_DATA) / "seal", old_key):
            done.add(outcome, f"The seal's {name}")
    return done


def _slices(model: type[Model], column: str, owner: str) -> Iterator[list[tuple[Any, bytes, Any]]]:
    """Id, secret and owner of every row, some at a time."""
    rows = model._base_manager.order_by("pk").values_list("pk", column, owner)
    some = list(rows[:_AT_ONCE])
    while some:
        yield [(pk, bytes(wrapped), whose) for pk, wrapped, whose in some]
        some = list(rows.filter(pk__gt=some[-1][0])[:_AT_ONCE])


def _row(
    model: type[Model],
    pk: Any,
    column: str,
    wrapped: bytes,
    old_key: bytes,
    purpose: str,
    context: bytes,
) -> Outcome:
    try:
        keys.unwrap(wrapped, purpose=purpose, context=context)
        return "already"
    except keys.CannotUnwrap:
        pass
    try:
        secret = keys.unwrap(wrapped, purpose=purpose, context=context, key=old_key)
    except keys.CannotUnwrap:
        return "closed"
    anew = keys.wrap(secret, purpose=purpose, context=context)
    rows = model._base_manager.filter(**{"pk": pk, column: wrapped})
    return "changed" if rows.update(**{column: anew}) else "closed"


def _seal(folder: Path, old_key: bytes) -> Iterator[tuple[str, Outcome]]:
    """What became of each private key in the folder of the seal; `root.key` may be kept elsewhere."""
    old, new = (keys.derive(seal_keys.KEY_PURPOSE, key=key) for key in (old_key, None))
    for name in ("seal.pem", "root.key"):
        if (folder / name).exists():
            yield name, seal_keys.rewrap(folder / name, old, new)
