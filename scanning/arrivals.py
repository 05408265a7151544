"""What comes by itself: the batch that it belongs to, when that batch is handed in, and what comes a second time."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Max, QuerySet
from django.utils import timezone

from cases import audit
from scanning.actions import intake
from scanning.models import Arrival, Batch, WayIn

# A scanner that never rests must not keep one batch open all day.
_LONGEST_BATCH = timedelta(hours=2)


def batch_for(way: WayIn) -> Batch:
    """The open batch of this way in that what comes now belongs to, or a new one."""
    hand_in_quiet(way, whatever_is_coming=True)
    found = _open(way).order_by("-started_at").first()
    if found is not None:
        return found
    return intake.receive_batch(
        by=way.answered_for_by,
        team=way.team,
        device=way.name,
        is_two_sided=way.is_two_sided,
        came_by=Batch.CameBy.FOLDER,
        way_in=way,
    )


def hand_in_quiet(way: WayIn, *, whatever_is_coming: bool = False) -> None:
    """Hand in each batch of this way in to which nothing was added for a while, and nothing is being added now."""
    now = timezone.now()
    is_coming = any(not entry[-1] for entry in way.watched.values())
    for batch in _open(way).annotate(last=Max("arrivals__at")):
        if batch.last is None:
            continue
        is_quiet = batch.last < now - settings.KINFILE_SCAN_TOGETHER
        is_long = batch.started_at < now - _LONGEST_BATCH
        if is_long or (is_quiet and (whatever_is_coming or not is_coming)):
            intake.finish_intake(by=batch.operator, batch=batch, whatever_comes=True)


def _open(way: WayIn) -> QuerySet[Batch]:
    return Batch._base_manager.filter(way_in=way, handed_in_at=None, closed_at=None).select_related(
        "operator"
    )


def came_again(arrival: Arrival) -> None:
    """Write down that what was taken in before came once more and was not taken in twice."""
    arrival.came_again_at = timezone.now()
    arrival.save(update_fields=["came_again_at"])
    audit.record(
        None, "scanning.came_again", arrival, way_in=arrival.way_in_id, batch=arrival.batch_id
    )
