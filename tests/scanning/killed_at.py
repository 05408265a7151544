"""`python -m tests.scanning.killed_at STEP MACHINE`: a worker that takes one page and is killed at a step of it.

Killed as by `kill -9`: nothing of it runs any more, no `finally`, no rollback but that of the database. `MACHINE` is
the name of another machine, so that nobody sees that its process is gone, and its lease has to run out.
"""

import os
import signal
import socket
import sys
from typing import Any

import django

STEPS = ("before the claim", "before reading", "while reading", "before the commit", "after it")


def _die(*_: Any, **__: Any) -> Any:
    os.kill(os.getpid(), signal.SIGKILL)


def main(step: str, machine: str) -> None:
    socket.gethostname = lambda: machine
    django.setup()
    from django.db import transaction

    from cases import outbox, work
    from scanning import reading
    from scanning.child import Reader

    class Dying(Reader):
        def read(self, *arguments: Any, **named: Any) -> Any:
            if step == "before reading":
                _die()
            found = super().read(*arguments, **named)
            return _die() if step == "while reading" else found

    if step == "before the claim":
        work.holder = _die
    elif step == "before the commit":
        # The last thing in the transaction that keeps a page.
        told = outbox.changed
        outbox.changed = lambda row: (
            told(row),
            transaction.get_connection().in_atomic_block and _die(),
        )
    with Dying() as reader:
        reading.read_next(reader)
        if step == "after it":
            _die()
    sys.exit("It was to be killed, and was not.")


if __name__ == "__main__":
    main(*sys.argv[1:])
