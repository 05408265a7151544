"""Which workers run, so that a screen can say that nobody reads, and `scan --wait` knows whether to read itself."""

from datetime import timedelta
from uuid import uuid4

from cases import work
from cases.models import Lease

_PREFIX = "worker "
_IDLE = "idle worker "
# A worker says that it is there far more often than this; one that is stuck is soon counted as gone.
_PRESENCE = timedelta(seconds=30)


def arrive() -> str:
    """Sign this process on as a worker; returns the name under which it stays and leaves."""
    name = f"{_PREFIX}{uuid4().hex[:12]}"
    stay(name)
    return name


def stay(name: str) -> None:
    """Say that the worker `name` is still there. Call it every few seconds."""
    Lease.objects.filter(name=name.replace(_PREFIX, _IDLE, 1)).delete()
    work.hold(name, _PRESENCE)


def stay_idle(name: str) -> None:
    """Say that the worker `name` is there and can take no work, because it does not see the shared folder."""
    Lease.objects.filter(name=name).delete()
    work.hold(name.replace(_PREFIX, _IDLE, 1), _PRESENCE)


def leave(name: str) -> None:
    Lease.objects.filter(name__in=[name, name.replace(_PREFIX, _IDLE, 1)]).delete()


def without_folder() -> list[str]:
    """Names of machines whose worker takes no work for want of the shared folder."""
    idle = Lease.objects.filter(name__startswith=_IDLE, until__gte=work.now())
    return sorted({row.holder.partition("/")[0] for row in idle if not work.is_dead(row.holder)})


def are_running() -> bool:
    """Whether any worker is there now, on this machine or another. Rows of dead ones are cleared away."""
    now = work.now()
    running = False
    for lease in Lease.objects.filter(name__startswith=_PREFIX):
        if lease.until is None or lease.until < now or work.is_dead(lease.holder):
            lease.delete()
        else:
            running = True
    return running
