"""Setting up where paper comes from by itself."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from cases import access, audit
from cases.actions import Problem
from cases.models import Team, User
from scanning.models import WayIn


def set_up_way(
    *,
    by: User,
    team: Team,
    kind: WayIn.Kind,
    name: str,
    folder: str,
    is_two_sided: bool = False,
    keeps_taken: bool = True,
) -> WayIn:
    """A way in for `team`, for which `by` answers until somebody else does."""
    if team not in access.scope(by, "keep_ways", Team):
        raise access.Refused("cases.team.keep_ways", "cases.team", team.pk)
    try:
        with transaction.atomic():
            way = WayIn.objects.create(
                kind=kind,
                name=name[:80],
                team=team,
                folder=folder[:80],
                is_two_sided=is_two_sided,
                keeps_taken=keeps_taken,
                answered_for_by=by,
                set_up_by=by,
            )
            audit.record(by, "scanning.way_set_up", way, team=team.pk, kind=str(kind))
    except IntegrityError:
        raise _taken(folder) from None
    return way


def change_way(
    *, by: User, way: WayIn, name: str, folder: str, is_two_sided: bool, keeps_taken: bool
) -> WayIn:
    """Paper that comes from now on is taken in so. What came before stays as it was taken in."""
    access.require(by, "keep", way)
    if folder[:80] != way.folder:
        way.watched, way.troubles = {}, []
    way.name, way.folder = name[:80], folder[:80]
    way.is_two_sided, way.keeps_taken = is_two_sided, keeps_taken
    try:
        with transaction.atomic():
            way.save(
                update_fields=[
                    "name",
                    "folder",
                    "is_two_sided",
                    "keeps_taken",
                    "watched",
                    "troubles",
                ]
            )
            audit.record(by, "scanning.way_changed", way)
    except IntegrityError:
        raise _taken(folder) from None
    return way


@transaction.atomic
def answer_for_way(*, by: User, way: WayIn) -> WayIn:
    """What comes this way is from now on taken in by `by`."""
    access.require(by, "keep", way)
    before, way.answered_for_by = way.answered_for_by, by
    way.save(update_fields=["answered_for_by"])
    audit.record(by, "scanning.way_answered_for", way, before=before.pk)
    return way


@transaction.atomic
def stop_way(*, by: User, way: WayIn) -> WayIn:
    """Nobody looks there any more. What was taken in stays; what lies there stays where it is."""
    access.require(by, "keep", way)
    if way.stopped_at is None:
        way.stopped_at = timezone.now()
        way.troubles, way.watched = [], {}
        way.save(update_fields=["stopped_at", "troubles", "watched"])
        audit.record(by, "scanning.way_stopped", way)
    return way


def start_way_again(*, by: User, way: WayIn) -> WayIn:
    """It is looked at again, and `by` answers for it."""
    access.require(by, "keep", way)
    way.stopped_at, way.looked_at, way.answered_for_by = None, None, by
    try:
        with transaction.atomic():
            way.save(update_fields=["stopped_at", "looked_at", "answered_for_by"])
            audit.record(by, "scanning.way_started_again", way)
    except IntegrityError:
        raise _taken(way.folder) from None
    return way


def _taken(folder: str) -> Problem:
    return Problem(
        f"Another way in already uses “{folder}”. Choose another folder, or stop that one."
    )
