"""A migrated SQLite database that is made once, and again only when a migration or a library changes.

Two hundred migrations take longer than most files of tests; each process copies what the first one made.
"""

import fcntl
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from hashlib import blake2b
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_KEPT = ROOT / ".pytest_cache" / "migrated"


def copy_to(name: str) -> None:
    """Put a migrated database at the path `name`, in place of what is there."""
    _KEPT.mkdir(parents=True, exist_ok=True)
    kept = _KEPT / f"{_state()}.sqlite3"
    with (_KEPT / "lock").open("a") as lock:
        # Whoever comes meanwhile waits, which costs less than doing the same beside it.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            _make(kept)
    Path(name).unlink(missing_ok=True)
    copy(str(kept), name)


def copy(template: str, name: str) -> None:
    with closing(sqlite3.connect(template)) as source, closing(sqlite3.connect(name)) as to:
        source.backup(to)


def _make(kept: Path) -> None:
    for old in _KEPT.glob("*.sqlite3*"):
        old.unlink()
    growing = kept.with_suffix(".growing")
    growing.unlink(missing_ok=True)
    subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "migrate", "--verbosity=0"],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "portal.settings.test",
            "DATABASE_URL": f"sqlite://{growing}",
        },
        check=True,
    )
    growing.replace(kept)


def _state() -> str:
    """Of all that a migrated database depends on."""
    seen = blake2b(digest_size=12)
    for path in (*sorted(ROOT.glob("*/migrations/*.py")), ROOT / "uv.lock"):
        seen.update(path.name.encode() + path.read_bytes())
    return seen.hexdigest()
