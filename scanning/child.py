"""The parent's side of the limited child: hand it a file, get plain data or a sentence, whatever the file does to it."""

import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from scanning import wire
from scanning.engines.contract import ReadingContext, Word
from scanning.limits import Limits
from scanning.problems import ReadingFailed, Refused
from scanning.results import CutPage, Examination, PageFacts, PageReading

TESSERACT = "scanning.engines.tesseract.Tesseract"
START_SECONDS = 60.0
# 2,000 pages are examined and cut in well under this.
FILE_SECONDS = 600.0

_PROJECT = Path(__file__).resolve().parent.parent
# In memory where the machine allows it: the child works on plaintext.
_SHELVES = ("/dev/shm", None)  # noqa: S108

TOO_LONG = "Reading this page took too long and was stopped. Try again, or type what it says."
DIED = "The reader stopped on this page. It is tried again; if it stops once more, type what the page says."


class Reader:
    """A child process that reads. One a thread; several at once are fine. A dead one is replaced at the next request.

    Sources are a path or the bytes themselves, which are put on a shelf of this reader alone and wiped afterwards.
    """

    def __init__(self, engine: str = TESSERACT, *, limits: Limits | None = None) -> None:
        self.engine = engine
        self.limits = limits or Limits()
        self.network_is_cut = False
        self._process: subprocess.Popen[bytes] | None = None
        self._shelf: Path | None = None

    def __enter__(self) -> "Reader":
        return self

    def __exit__(self, *ignored: object) -> None:
        self.close()

    def close(self) -> None:
        """End the child and wipe its shelf. The reader may be used again: it starts a new child."""
        self._kill()
        if self._shelf is not None:
            shutil.rmtree(self._shelf, ignore_errors=True)
            self._shelf = None

    @property
    def pid(self) -> int | None:
        """Of the child, or None while none runs."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def examine(self, source: bytes | Path) -> Examination:
        """What a file is. Raises `Refused` with a sentence for its owner, `ReadingFailed` when the look failed."""
        with self._at(source) as path:
            told, _ = self._ask({"do": "examine", "path": str(path)}, FILE_SECONDS)
        found = told["examination"]
        return Examination(
            **{**found, "pages": tuple(PageFacts(**page) for page in found["pages"])}
        )

    def cut(self, source: bytes | Path, out_dir: Path) -> list[CutPage]:
        """Its pages in files of their own below `out_dir`, which must be empty; see `scanning.results.CutPage`.

        Pages of a file that stays whole come with `path` None if `source` is bytes, else with `source`.
        """
        with self._at(source) as path:
            told, _ = self._ask({"do": "cut", "path": str(path), "out": str(out_dir)}, FILE_SECONDS)
            pages = []
            for page in told["pages"]:
                where = Path(page["path"]) if page["path"] else None
                if where == path:
                    where = source if isinstance(source, Path) else None
                pages.append(CutPage(**{**page, "path": where}))
        return pages

    def read(
        self, source: bytes | Path, index: int, context: ReadingContext | None = None
    ) -> PageReading:
        """One page, read. Raises `Refused` or `ReadingFailed`; after either the next request works."""
        with self._at(source) as path:
            request = {
                "do": "read",
                "path": str(path),
                "index": index,
                "context": asdict(context or ReadingContext()),
            }
            told, payload = self._ask(request, self.limits.wall_seconds)
        found = told["reading"]
        found["words"] = tuple(Word(*word) for word in found["words"])
        found["notes"] = tuple(found["notes"])
        at = told["view_bytes"]
        return PageReading(**found, view=payload[:at], thumbnail=payload[at:])

    @contextmanager
    def _at(self, source: bytes | Path) -> Iterator[Path]:
        if isinstance(source, Path):
            yield source
            return
        shelf = self._own_shelf()
        handle, name = tempfile.mkstemp(dir=shelf)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(source)
            yield Path(name)
        finally:
            with suppress(FileNotFoundError):
                Path(name).unlink()

    def _own_shelf(self) -> Path:
        if self._shelf is None:
            for place in _SHELVES:
                with suppress(OSError):
                    self._shelf = Path(tempfile.mkdtemp(prefix="kinfile-", dir=place))
                    break
        if self._shelf is None:
            raise ReadingFailed(
                "There is no room on this machine to work on the page.", try_again=True
            )
        return self._shelf

    def _start(self) -> subprocess.Popen[bytes]:
        shelf = self._own_shelf()
        environment = {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "HOME": str(shelf),
            "TMPDIR": str(shelf),
            "LANG": "C.UTF-8",
            "OMP_THREAD_LIMIT": "1",
            "OPENBLAS_NUM_THREADS": "1",
        }
        for name in ("TESSERACT_CMD", "TESSDATA_PREFIX", "OPENBLAS_CORETYPE", "LD_LIBRARY_PATH"):
            if name in os.environ:
                environment[name] = os.environ[name]
        self._process = subprocess.Popen(  # noqa: S603 - our own module, our own arguments
            [sys.executable, "-m", "scanning.child_main", self.engine, str(self.limits.memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_PROJECT,
            env=environment,
            start_new_session=True,
        )
        told, _ = self._answer(self._process, time.monotonic() + START_SECONDS)
        self.network_is_cut = bool(told.get("network_is_cut"))
        return self._process

    def _ask(self, request: dict[str, Any], seconds: float) -> tuple[dict[str, Any], bytes]:
        process = self._process
        try:
            if process is None or process.poll() is not None:
                process = self._start()
            assert process.stdin is not None  # noqa: S101 - Popen was given a pipe
            process.stdin.write(wire.pack(request))
            process.stdin.flush()
            told, payload = self._answer(process, time.monotonic() + seconds)
        except TimeoutError:
            self._kill()
            raise ReadingFailed(TOO_LONG, try_again=True) from None
        except (wire.Closed, BrokenPipeError, OSError):
            self._kill()
            raise ReadingFailed(DIED, try_again=True) from None
        if "refused" in told:
            raise Refused(told["refused"])
        if "failed" in told:
            raise ReadingFailed(told["failed"], try_again=told["try_again"])
        return told, payload

    def _answer(
        self, process: subprocess.Popen[bytes], until: float
    ) -> tuple[dict[str, Any], bytes]:
        text, payload = wire.head(self._bytes(process, wire.HEAD_SIZE, until))
        message = json.loads(self._bytes(process, text, until))
        return message, self._bytes(process, payload, until)

    def _bytes(self, process: subprocess.Popen[bytes], count: int, until: float) -> bytes:
        assert process.stdout is not None  # noqa: S101 - Popen was given a pipe
        handle = process.stdout.fileno()
        parts: list[bytes] = []
        while count:
            left = until - time.monotonic()
            if left <= 0 or not select.select([handle], [], [], left)[0]:
                raise TimeoutError
            part = os.read(handle, min(count, 1 << 20))
            if not part:
                raise wire.Closed
            parts.append(part)
            count -= len(part)
        return b"".join(parts)

    def _kill(self) -> None:
        """The child and everything that it started, at once."""
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
