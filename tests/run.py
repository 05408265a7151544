"""`python -m tests.run`: every test, on SQLite and, where servers can be started, on PostgreSQL and Elasticsearch.

What this machine cannot run is named in one loud last line; with CI=true its absence is a failure.
"""

import os
import signal
import subprocess
import sys

from tests.services import chromium, postgresql, search_server

LOUD = "NOT TESTED HERE: {}. Install it and run `make test` again."


def main() -> int:
    strict = os.environ.get("CI", "").lower() == "true"
    wanted = sys.argv[1:]
    processes = os.environ.get("TEST_PROCESSES", "2")
    # In the order of `tests.conftest`, and not those of many tests before those of few that are long.
    workers = ["-n", processes, "--dist", "loadfile", "--no-loadscope-reorder", "--durations=40"]
    absent: list[str] = []
    without: list[str] = []
    if chromium() is None:
        absent.append("the walks in a real browser (Debian package chromium)")
        without = ["-m", "not browser"]
    failed = _pytest("SQLite", [*workers, *without, *wanted], {})
    with postgresql() as address, search_server() as search_address:
        if search_address is None:
            absent.append(
                "searching with Elasticsearch (python3 -m tests.elasticsearch fetches it; Debian package "
                "openjdk-17-jre-headless)"
            )
        if address is None:
            absent.append("everything on PostgreSQL (Debian package postgresql)")
        else:
            # A browser shows nothing that depends on the database, and the walks cost most of the time;
            # what asks no server at all has run already.
            failed |= _pytest(
                "PostgreSQL and Elasticsearch" if search_address else "PostgreSQL",
                [*workers, "-m", "servers and not browser", *wanted],
                {"DATABASE_URL": address, "TEST_SEARCH_URL": search_address or ""},
            )
    if absent:
        print("\n" + LOUD.format("; ".join(absent)), flush=True)
        return 1 if strict or failed else 0
    return 1 if failed else 0


def _pytest(name: str, arguments: list[str], environment: dict[str, str]) -> bool:
    print(f"\n== Tests on {name} ==", flush=True)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *arguments], env={**os.environ, **environment}
    )
    return done.returncode != 0


if __name__ == "__main__":
    # Whoever ends the run early must find no server left behind.
    signal.signal(signal.SIGTERM, lambda *told: sys.exit(1))
    sys.exit(main())
