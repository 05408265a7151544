"""Runs web server and worker side by side, and ends both when either ends or somebody asks."""

from __future__ import annotations

import ctypes
import errno
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from urllib.error import URLError
from urllib.request import Request, urlopen

_PROJECT = Path(__file__).resolve().parent.parent.parent
#: gunicorn's own limit for requests in hand, and then this parent's, before a child is killed.
_GRACE_SECONDS, _KILL_AFTER = 2, 8.0
_STARTS_WITHIN = 60.0
_LOOK_EVERY = 0.2
_THREADS = 8
_ASK_TO_END = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_PR_SET_PDEATHSIG = 1


class PortTaken(Exception):
    """Something else answers at the port, or this account may not use it; the text says what to do."""


class Fell(Exception):
    """Web server or worker ended by itself; the text says which."""


def addresses(port: int) -> list[str]:
    """Where the web server binds: both loopback addresses, because browsers try either for `localhost`.

    Raises `PortTaken`.
    """
    found = [f"127.0.0.1:{port}"]
    _try(socket.AF_INET, "127.0.0.1", port)
    if socket.has_ipv6 and _has_loopback_6():
        _try(socket.AF_INET6, "::1", port)
        found.append(f"[::1]:{port}")
    return found


def _has_loopback_6() -> bool:
    with suppress(OSError), socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as probe:
        probe.bind(("::1", 0))
        return True
    return False


def _try(family: socket.AddressFamily, host: str, port: int) -> None:
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As gunicorn does: a port whose last visitor left a minute ago is not taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError as why:
            if why.errno == errno.EACCES:
                said = f"Port {port} is kept for the system."
            else:
                said = f"Something else is listening on port {port} already."
            raise PortTaken(
                f"{said} Nothing was started. Choose another port: make demo PORT={_other(port)}"
            ) from why


def _other(port: int) -> int:
    return port + 1 if 1024 <= port < 65535 else 8001


class Pair:
    """The two children. Each in a session of its own, so that Ctrl-C reaches only this process, which ends them."""

    def __init__(self, port: int, log: Path) -> None:
        self.port = port
        self.log = log
        self._children: dict[str, subprocess.Popen[bytes]] = {}

    def start(self) -> None:
        """Start both; what they say goes to `log`. Raises `PortTaken` before anything runs."""
        self.log.write_bytes(b"")
        binds = [part for address in addresses(self.port) for part in ("--bind", address)]
        python = sys.executable
        self._start(
            "The web server",
            [python, "-m", "gunicorn", "portal.wsgi", *binds, "--workers", "1"]
            + ["--worker-class", "gthread", "--threads", str(_THREADS), "--log-level", "warning"]
            + ["--graceful-timeout", str(_GRACE_SECONDS), "--no-control-socket"],
        )
        self._start("The worker", [python, str(_PROJECT / "manage.py"), "work"])

    def _start(self, name: str, command: list[str]) -> None:
        environment = {**os.environ, "PORT": str(self.port)}
        self._children[name] = subprocess.Popen(  # noqa: S603
            command,
            cwd=_PROJECT,
            env=environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,
        )

    def pids(self) -> list[int]:
        """Of the children that run: web server, worker."""
        return [child.pid for child in self._children.values() if child.poll() is None]

    def fallen(self) -> str:
        """The name of a child that ended, with its exit code; "" while both run."""
        for name, child in self._children.items():
            code = child.poll()
            if code is not None:
                return f"{name} stopped by itself (exit code {code})."
        return ""

    def wait_until_answering(self, is_stopping: Callable[[], bool]) -> None:
        """Return once the site answers, or somebody asks for an end. Raises `Fell`."""
        deadline = time.monotonic() + _STARTS_WITHIN
        while not is_stopping():
            if fallen := self.fallen():
                raise Fell(fallen)
            if self._answers():
                return
            if time.monotonic() > deadline:
                raise Fell(f"The web server did not answer within {_STARTS_WITHIN:.0f} seconds.")
            time.sleep(_LOOK_EVERY)

    def _answers(self) -> bool:
        # By the name that browsers use: the site answers to no other.
        asked = Request(
            f"http://127.0.0.1:{self.port}/health/", headers={"Host": f"localhost:{self.port}"}
        )
        try:
            with urlopen(asked, timeout=5) as answer:  # noqa: S310
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    def stay(self, is_stopping: Callable[[], bool]) -> None:
        """Return when somebody asks for an end. Raises `Fell` when one of the two ends by itself."""
        while not is_stopping():
            if fallen := self.fallen():
                raise Fell(fallen)
            time.sleep(_LOOK_EVERY)

    def stop(self) -> None:
        """End both, in seconds: ask, wait, then kill what is left. A page in hand is read again next time."""
        for child in self._children.values():
            if child.poll() is None:
                child.terminate()
        deadline = time.monotonic() + _KILL_AFTER
        for child in self._children.values():
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                with suppress(ProcessLookupError):
                    os.killpg(child.pid, signal.SIGKILL)
                child.wait()


def _die_with_parent() -> None:
    """Ask Linux to end this child when the process that started it is killed, so that the port is free again."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


@contextmanager
def asked_to_end() -> Iterator[Callable[[], bool]]:
    """Within it, Ctrl-C and the signals of a system that shuts down only make the given function say True."""
    asked = False

    def ask(number: int, frame: FrameType | None) -> None:
        nonlocal asked
        asked = True

    before = {number: signal.signal(number, ask) for number in _ASK_TO_END}
    try:
        yield lambda: asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
