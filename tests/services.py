"""Services that a full run needs and a bare machine may lack: found, started on loopback, stopped again."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import elasticsearch


def chromium() -> str | None:
    """The path of Chromium, or None where there is none."""
    return (
        os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def search_server(heap_megabytes: int = 512) -> Iterator[str | None]:
    """The address of an Elasticsearch for this run, or None where none can be started.

    `SEARCH_URL` names a server to use instead: tests keep to indices of their own there, and remove them.
    """
    if given := os.environ.get("TEST_SEARCH_URL") or os.environ.get("SEARCH_URL"):
        yield given
    elif elasticsearch.can_be_started():
        with elasticsearch.cluster(heap_megabytes=heap_megabytes) as nodes:
            yield ",".join(nodes.addresses)
    else:
        yield None


@contextmanager
def postgresql() -> Iterator[str | None]:
    """The address of a PostgreSQL of its own for this run, or None where none is installed.

    `TEST_POSTGRESQL_URL` names a server to use instead. PostgreSQL refuses root, so root starts it as `postgres`.
    """
    if given := os.environ.get("TEST_POSTGRESQL_URL"):
        yield given
        return
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        yield None
        return
    programs = found[-1].parent
    folder = Path(tempfile.mkdtemp(prefix="kinfile-pg-", dir="/tmp"))
    port = free_port()
    as_owner: dict = {}
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        as_owner = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
    quiet = {"stdout": subprocess.DEVNULL, "cwd": folder, **as_owner}
    subprocess.run(
        [
            programs / "initdb",
            "-D",
            folder / "data",
            "-U",
            "kinfile",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "-k",
            "--locale=C.UTF-8",
        ],
        check=True,
        **quiet,
    )
    options = (
        f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
    )
    control = [programs / "pg_ctl", "-D", folder / "data", "-w"]
    subprocess.run([*control, "-o", options, "-l", folder / "log", "start"], check=True, **quiet)
    try:
        yield f"postgres://kinfile@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=False, **quiet)
        shutil.rmtree(folder, ignore_errors=True)
