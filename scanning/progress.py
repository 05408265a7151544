"""How far the reading of a batch has got, in numbers and in a sentence."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Min
from django.utils import timezone

from scanning import workers
from scanning.models import Batch, Image
from scanning.sums import Sum, sum_of

# The pace of the last minutes says more about the next ones than that of the whole batch.
_PACE_OVER = timedelta(minutes=2)


@dataclass(frozen=True)
class Progress:
    """`done` of `total` things: files to open and images to read. `trouble`: what is wrong and what to do, or ""."""

    done: int
    total: int
    text: str
    is_finished: bool
    trouble: str = ""


def progress(batch: Batch, total: Sum | None = None) -> Progress:
    """Where `batch` stands now. Four queries at most."""
    counted = total or sum_of(batch)
    open_work = counted.files_waiting + counted.waiting
    done = counted.images - counted.waiting
    whole = counted.images + counted.files_waiting
    if not open_work:
        text = f"All {counted.images} pages read" if counted.images != 1 else "The page is read"
        if not counted.images:
            text = "No pages yet"
        if counted.failed:
            text = f"{counted.images - counted.failed} of {counted.images} pages read, the other "
            text += "1 could not be" if counted.failed == 1 else f"{counted.failed} could not be"
        return Progress(done, whole, f"{text}.", True)
    text = f"{done} of {counted.images} pages read"
    if counted.files_waiting:
        files = "1 file" if counted.files_waiting == 1 else f"{counted.files_waiting} files"
        text = f"{text}, {files} to open" if counted.images else f"{files} to open"
    if left := _time_left(batch, counted.waiting):
        text += f", {left} left"
    trouble = (
        ""
        if workers.are_running()
        else "Nothing is being read, because no worker is running. Everything handed in is safe. "
        "Ask whoever looks after the server to start one."
    )
    return Progress(done, whole, f"{text}.", False, trouble)


def _time_left(batch: Batch, waiting: int) -> str:
    since = timezone.now() - _PACE_OVER
    lately = Image._base_manager.filter(batch=batch, read_at__gte=since).aggregate(
        count=Count("pk"), first=Min("read_at")
    )
    if lately["count"] < 3:
        return ""
    seconds = (timezone.now() - lately["first"]).total_seconds() / (lately["count"] - 1) * waiting
    if seconds < 50:
        return "less than a minute"
    minutes = round(seconds / 60)
    return f"about {minutes} min"
