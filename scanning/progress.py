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
    if pace := _pace(batch, counted.waiting):
        text += f", {pace}"
    trouble = (
        _trouble_of_machines()
        if workers.are_running()
        else _trouble_of_machines()
        or "Nothing is being read, because the background service is not running. Everything handed in is safe. "
        "Ask whoever looks after the server to start it."
    )
    return Progress(done, whole, f"{text}.", False, trouble)


def _trouble_of_machines() -> str:
    machines = workers.without_folder()
    if not machines:
        return ""
    names = ", ".join(machines)
    return (
        f"The background service on {names} does not see the folder of Kinfile's files and takes no work. "
        "Everything handed in is safe. Ask whoever looks after the servers to connect the folder there."
    )


def _pace(batch: Batch, waiting: int) -> str:
    """Pages a minute lately, and how long what waits takes at that pace; "" where too few were read to say."""
    since = timezone.now() - _PACE_OVER
    lately = Image._base_manager.filter(batch=batch, read_at__gte=since).aggregate(
        count=Count("pk"), first=Min("read_at")
    )
    if lately["count"] < 3:
        return ""
    each = (timezone.now() - lately["first"]).total_seconds() / (lately["count"] - 1)
    pace = f"{max(1, round(60 / each)):,} a minute"
    if not waiting:
        return pace
    seconds = each * waiting
    left = "less than a minute" if seconds < 50 else f"about {round(seconds / 60)} min"
    return f"{pace}, {left} left"
