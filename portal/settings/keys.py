"""Keys of an installation that nobody has configured yet."""

import os
import secrets
from pathlib import Path


def made_on_first_use(file: Path) -> str:
    """64 hexadecimal digits kept in `file` (mode 0600), drawn at random the first time.

    Two processes that start together agree: the first to create the file wins, the other reads it.
    """
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not file.exists():
        draft = file.with_name(f".{file.name}.{os.getpid()}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as out:
            out.write(secrets.token_hex(32))
            out.flush()
            os.fsync(out.fileno())
        try:
            os.link(draft, file)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return file.read_text().strip()
