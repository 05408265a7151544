"""Paper that comes by itself: the worker looks at each way in, on any number of machines.

A lease for each way in keeps several workers apart. It only saves work: that nothing is taken in twice is decided by
the arrival, a row that is written in the same transaction as the file and can exist only once.
"""

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from cases import access, work
from cases.actions import Problem
from cases.models import Team
from scanning import arrivals, folders, mail
from scanning.models import WayIn

log = logging.getLogger(__name__)

_RENEW_SECONDS = 5.0
_SHOWN = 20
_NOBODY = (
    "{who} answers for this way in, and no longer takes paper in for {team}. Nothing is taken in, and nothing is lost, "
    "until somebody who leads the desk of the team presses “I answer for it”."
)
_FAULT = (
    "Something went wrong inside Kinfile while it looked here. Nothing was lost: what came lies where it is. "
    "It is tried again; tell whoever looks after Kinfile if this stays."
)


def attend() -> int:
    """Look at each way in whose turn it is, unless another worker does; returns how much was taken in."""
    taken = 0
    for way in WayIn._base_manager.filter(stopped_at=None):
        if _is_due(way):
            taken += _attend_one(way)
    return taken


def _attend_one(way: WayIn) -> int:
    lease = f"way {way.pk.hex}"
    if not work.hold(lease, settings.KINFILE_LEASE):
        return 0
    try:
        way.refresh_from_db()
        if way.stopped_at is not None or not _is_due(way):
            return 0
        return _look(way, _Renewed(lease))
    finally:
        work.drop(lease)


def _is_due(way: WayIn) -> bool:
    is_mail = way.kind == WayIn.Kind.MAIL
    every = settings.KINFILE_MAIL_LOOK if is_mail else settings.KINFILE_SCAN_LOOK
    return way.looked_at is None or way.looked_at <= timezone.now() - every


def _look(way: WayIn, stay: Callable[[], None]) -> int:
    try:
        if _is_answered_for(way):
            look = mail.look if way.kind == WayIn.Kind.MAIL else folders.look
            taken, troubles = look(way, stay)
        else:
            taken, troubles = 0, [_NOBODY.format(who=way.answered_for_by, team=way.team)]
        arrivals.hand_in_quiet(way)
    except DatabaseError:
        raise
    except Problem as problem:
        taken, troubles = 0, [str(problem)]
    except Exception as error:  # noqa: BLE001  (one way in must not stop the others)
        # Which line, not which words: a message may name a file.
        log.error("looking at a way in failed: %s", type(error).__name__)
        taken, troubles = 0, [_FAULT]
    way.looked_at, way.troubles = timezone.now(), _shortened(troubles)
    # Not the whole row: somebody may change it at this moment.
    WayIn._base_manager.filter(pk=way.pk, stopped_at=None).update(
        looked_at=way.looked_at, troubles=way.troubles, watched=way.watched
    )
    return taken


def _shortened(troubles: list[str]) -> list[str]:
    more = len(troubles) - _SHOWN
    return troubles[:_SHOWN] + ([f"{more} more files have such troubles."] if more > 0 else [])


def _is_answered_for(way: WayIn) -> bool:
    who = way.answered_for_by
    return who.is_active and way.team in access.scope(who, "scan", Team)


class _Renewed:
    """Call it often: it keeps the lease while a long file is read."""

    def __init__(self, lease: str) -> None:
        self._lease = lease
        self._at = time.monotonic()

    def __call__(self) -> None:
        if time.monotonic() - self._at > _RENEW_SECONDS:
            self._at = time.monotonic()
            work.hold(self._lease, settings.KINFILE_LEASE)
