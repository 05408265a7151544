"""Leases: a row that a worker holds for a while. A killed worker's lease runs out, or is seen to be dead at once.

All moments are those of the database's clock, because the clocks of several machines differ.
"""

import os
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q, QuerySet

from cases.models.audit import Lease


def _started(pid: int) -> str:
    """When process `pid` started, in ticks since boot, or "" when there is none (or no /proc to ask)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""


def holder() -> str:
    """This process, named so that another process of the same machine can see whether it still lives."""
    pid = os.getpid()
    return f"{socket.gethostname()[:40]}/{pid}/{_started(pid)}"


def is_dead(name: str) -> bool:
    """Whether `name` is a process of this machine that no longer runs. False when that cannot be known."""
    host, _, rest = name.partition("/")
    pid, _, started = rest.partition("/")
    if host != socket.gethostname()[:40] or not pid.isdigit() or not started:
        return False
    return _started(int(pid)) != started


def now() -> datetime:
    """The moment by the database's clock, which all workers share. One query."""
    asked = "clock_timestamp()"
    if connection.vendor == "sqlite":
        asked = "strftime('%Y-%m-%dT%H:%M:%f', 'now')"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {asked}")
        told = cursor.fetchone()[0]
    return datetime.fromisoformat(told).replace(tzinfo=UTC) if isinstance(told, str) else told


def free(at: Any = None) -> Q:
    """Rows that nobody holds at the moment `at` (default now)."""
    return Q(lease_until=None) | Q(lease_until__lt=at or now())


def claim(rows: QuerySet, lease: timedelta) -> Any | None:
    """Take the first free row of `rows` for `lease` and return it, or None. Counts the attempt.

    One conditional UPDATE decides, so any number of workers on any number of machines may ask at once.
    """
    at = now()
    for pk in rows.filter(free(at)).values_list("pk", flat=True)[:8]:
        taken = rows.model._base_manager.filter(free(at), pk=pk).update(
            lease_holder=holder(), lease_until=at + lease, attempts=F("attempts") + 1
        )
        if taken:
            return rows.model._base_manager.get(pk=pk)
    return None


def let_go(row: Any, **changes: Any) -> None:
    """End the lease on `row` and save `changes`."""
    for name, value in {"lease_holder": "", "lease_until": None, **changes}.items():
        setattr(row, name, value)
    row.save(update_fields=["lease_holder", "lease_until", *changes])


def free_dead(rows: QuerySet) -> int:
    """Free those of `rows` whose holder was a process of this machine that died; returns how many."""
    held = rows.exclude(lease_until=None)
    dead = [
        name for name in held.values_list("lease_holder", flat=True).distinct() if is_dead(name)
    ]
    return (
        held.filter(lease_holder__in=dead).update(lease_holder="", lease_until=None) if dead else 0
    )


def hold(name: str, lease: timedelta) -> bool:
    """Take or renew the one lease called `name`. False while another living process has it."""
    me, at = holder(), now()
    try:
        with transaction.atomic():
            Lease.objects.get_or_create(name=name)
    except IntegrityError:
        pass
    row = Lease.objects.get(name=name)
    mine_or_free = Q(holder=me) | Q(until=None) | Q(until__lt=at)
    if row.holder and is_dead(row.holder):
        mine_or_free |= Q(holder=row.holder)
    return bool(Lease.objects.filter(mine_or_free, name=name).update(holder=me, until=at + lease))


def drop(name: str) -> None:
    """Give the lease called `name` back, if this process has it."""
    Lease.objects.filter(name=name, holder=holder()).update(holder="", until=None)
