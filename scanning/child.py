"""The parent's side of the limited child: hand it a file, get plain data or a sentence, whatever the file does."""

import json
import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from scanning import results, sandbox, wire
from scanning.engines.contract import ReadingContext
from scanning.limits import Limits
from scanning.problems import ReadingFailed, Refused
from scanning.results import SUFFIXES, CutPage, Examination, Heard, PageReading, Picture
from scanning.sandbox import Walls

if TYPE_CHECKING:
    from scanning.leaves import Shown

log = logging.getLogger(__name__)

TESSERACT = "scanning.engines.tesseract.Tesseract"
START_SECONDS = 60.0

_PROJECT = Path(__file__).resolve().parent.parent
_MAIN = (
    "import sys; sys.path.insert(0, sys.argv.pop()); from scanning.child_main import main; main()"
)
_PASSED_ON = ("PATH", "TESSERACT_CMD", "TESSDATA_PREFIX", "LD_LIBRARY_PATH", "OPENBLAS_CORETYPE")
# Libraries that start threads of their own would not survive the fork, and cost address space.
_SINGLE = ("OMP_THREAD_LIMIT", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MALLOC_ARENA_MAX")

TOO_LONG = "This took too long and was stopped. Try again, or type what the page says."
TOO_COSTLY = "This page takes more computing than one page may. Scan it again at 300 dots an inch."
DIED = "The program that reads pages was stopped. Try again; if it stops once more, type what the page says."
CRASHED = (
    "The program that reads pages broke on this page. Scan the sheet again, or type what it says."
)
NO_START = (
    "The program that reads pages does not start on this machine. Tell whoever looks after Kinfile."
)


@dataclass(frozen=True)
class _Child:
    process: subprocess.Popen[bytes]
    connection: socket.socket
    scratch: Path
    walls: Walls


class Reader:
    """A child process that examines, cuts and reads files. A dead one is replaced at the next request.

    One a thread, which also starts it: the child dies with the thread that started it. Several at once are fine, and
    `close` may be called from any thread. `readable` are folders that the engine needs besides Python and Tesseract.

    Every method raises `Refused` with a sentence for the file's owner, or `ReadingFailed` when only this attempt
    failed; after either the next request works.
    """

    # Bubblewrap that is installed but not allowed here is not tried again in this process.
    _bubblewrap_works = True

    def __init__(
        self,
        engine: str = TESSERACT,
        *,
        limits: Limits | None = None,
        readable: Sequence[Path] = (),
    ) -> None:
        self.engine = engine
        self.limits = limits or Limits()
        self._readable = tuple(readable)
        self._child: _Child | None = None
        self._in_use = threading.Lock()

    def __enter__(self) -> "Reader":
        return self

    def __exit__(self, *ignored: object) -> None:
        self.close()

    def close(self) -> None:
        """End the child at once, with whatever it was doing. The reader may be used again: it starts a new child."""
        if child := self._child:
            _kill_group(child.process)
        with self._in_use:
            self._discard()

    @property
    def pid(self) -> int | None:
        """Of the child, or None while none runs."""
        child = self._child
        return child.process.pid if child and child.process.poll() is None else None

    @property
    def walls(self) -> Walls:
        """Which walls stand around the child; starts it if none runs."""
        with self._in_use:
            return self._running().walls

    @property
    def network_is_cut(self) -> bool:
        """Whether the child has no way into any network; starts it if none runs."""
        return self.walls.network_is_cut

    def examine(self, source: bytes | Path) -> Examination:
        """What a file really is, and its pages."""
        with self._answers(source, {"do": "examine"}, self.limits.file_seconds) as answers:
            told, _ = next(answers)
            return results.examination_from(told["examination"])

    def cut(self, source: bytes | Path, out_dir: Path) -> list[CutPage]:
        """The pages in order, each lossless in a file of its own in `out_dir`, unless the file stays whole.

        A file that stays whole is not copied if `source` is a path. Nothing is left in `out_dir` after an error.
        """
        made: list[Path] = []
        pages: list[CutPage] = []
        try:
            with self._answers(source, {"do": "cut"}, self.limits.file_seconds) as answers:
                while True:
                    told, data = next(answers)
                    if told.get("done") is True:
                        return sorted(pages, key=lambda page: page.number)
                    piece = results.piece_from(told["piece"])
                    path: Path | None = None
                    if piece.is_upload and isinstance(source, Path):
                        path = source
                    elif not piece.problem:
                        path = out_dir / f"{piece.numbers[0]:05}{SUFFIXES[piece.kind]}"
                        with path.open("xb") as file:
                            made.append(path)
                            file.write(
                                source if piece.is_upload and isinstance(source, bytes) else data
                            )
                    pages += piece.pages(path)
        except BaseException:
            for path in made:
                path.unlink(missing_ok=True)
            raise

    def read(
        self, source: bytes | Path, index: int, context: ReadingContext | None = None
    ) -> PageReading:
        """Page `index` of the file, upright and read."""
        request = {"do": "read", "index": index, "context": asdict(context or ReadingContext())}
        with self._answers(source, request, self.limits.wall_seconds) as answers:
            told, pictures = next(answers)
            return results.reading_from(told["reading"], pictures)

    def leaf(self, source: bytes | Path, index: int, shown: "Shown") -> bytes:
        """Page `index` of the file as a PDF of one page for an archive copy."""
        request = {"do": "leaf", "index": index, "shown": asdict(shown)}
        with self._answers(source, request, self.limits.wall_seconds) as answers:
            return next(answers)[1]

    def hidden(
        self, source: bytes | Path, index: int, shown: "Shown", boxes: Sequence[Sequence[int]]
    ) -> tuple[bytes, int]:
        """Page `index` upright as a new picture with `boxes` painted over, and its dots an inch."""
        request = {"do": "hidden", "index": index, "shown": asdict(shown), "boxes": boxes}
        with self._answers(source, request, self.limits.wall_seconds) as answers:
            told, picture = next(answers)
            if not picture.startswith((b"\x89PNG", b"\xff\xd8\xff")):
                raise ValueError("a picture of another kind")
            return picture, int(told["dpi"])

    def bind(self, source: bytes | Path, sizes: Sequence[int], title: str, language: str) -> bytes:
        """The leaves that lie one after the other in `source` as one PDF/A."""
        request = {"do": "bind", "sizes": list(sizes), "title": title, "language": language}
        with self._answers(source, request, self.limits.file_seconds) as answers:
            bound = next(answers)[1]
            if not bound.startswith(b"%PDF-"):
                raise ValueError("not a PDF")
            return bound

    def picture(
        self, source: bytes | Path, index: int, context: ReadingContext, angle_degrees: int
    ) -> Picture:
        """Page `index` of the file as the engine saw it when the page, turned by `angle_degrees`, was read."""
        request = {
            "do": "picture",
            "index": index,
            "context": asdict(context),
            "angle": angle_degrees,
        }
        with self._answers(source, request, self.limits.wall_seconds) as answers:
            told, pixels = next(answers)
            return results.picture_from(told["picture"], pixels)

    def recognise(self, picture: Picture, context: ReadingContext) -> Heard:
        """What the engine makes of `picture`, as it is: nothing is decoded, turned or cleaned."""
        request = {
            "do": "recognise",
            "width": picture.width,
            "height": picture.height,
            "context": asdict(replace(context, dpi=picture.dpi)),
        }
        with self._answers(picture.pixels, request, self.limits.wall_seconds) as answers:
            told, _ = next(answers)
            return results.heard_from(told["recognised"])

    @contextmanager
    def _answers(
        self, source: bytes | Path, request: wire.Message, seconds: float
    ) -> Iterator[Iterator[tuple[wire.Message, bytes]]]:
        """The frames that answer a request. Whatever goes wrong with them ends the child and becomes a sentence."""
        with self._in_use:
            is_done = False
            try:
                with _opened(source) as handle:
                    child = self._running()
                    until = time.monotonic() + seconds
                    child.connection.settimeout(seconds)
                    wire.send(child.connection, request, handle=handle)
                    yield self._frames(child, until)
                is_done = True
            except (Refused, ReadingFailed):
                is_done = True
                raise
            except TimeoutError:
                log.warning("the reading child took too long over a request")
                raise ReadingFailed(TOO_LONG, try_again=True) from None
            except (wire.Closed, ConnectionError):
                raise self._post_mortem() from None
            except (KeyError, TypeError, ValueError) as why:
                log.warning("the reading child answered nonsense: %s", type(why).__name__)
                raise ReadingFailed(CRASHED, try_again=False) from None
            finally:
                if not is_done:
                    self._discard()
                elif self._child is not None:
                    _wipe(self._child.scratch)

    def _frames(self, child: _Child, until: float) -> Iterator[tuple[wire.Message, bytes]]:
        while True:
            told, payload = wire.receive(child.connection, most=self.limits.file_size, until=until)
            if "refused" in told:
                raise Refused(str(told["refused"]))
            if "failed" in told:
                log.warning(
                    "a request failed in the reading child: %s", str(told.get("cause"))[:60]
                )
                raise ReadingFailed(str(told["failed"]), try_again=told.get("try_again") is True)
            yield told, payload

    def _post_mortem(self) -> ReadingFailed:
        """Why the child is gone, from how it ended. What comes from outside may pass; what the page did will not."""
        child = self._child
        if child is None:
            return ReadingFailed(DIED, try_again=True)
        _kill_group(child.process)
        code = child.process.wait()
        ended_by = -code if code < 0 else code - 128
        log.warning("the reading child ended with status %d", code)
        if ended_by == signal.SIGXCPU:
            return ReadingFailed(TOO_COSTLY, try_again=False)
        if ended_by in (
            signal.SIGSEGV,
            signal.SIGBUS,
            signal.SIGABRT,
            signal.SIGILL,
            signal.SIGTRAP,
            signal.SIGFPE,
        ):
            return ReadingFailed(CRASHED, try_again=False)
        return ReadingFailed(DIED, try_again=True)

    def _running(self) -> _Child:
        if self._child is not None and self._child.process.poll() is not None:
            self._discard()
        if self._child is None:
            self._child = self._started()
        return self._child

    def _started(self) -> _Child:
        scratch = _new_scratch()
        readable = sandbox.readable_folders(self._readable)
        if Reader._bubblewrap_works:
            child = self._start(scratch, readable, is_wrapped=True)
            if child is not None:
                return child
            Reader._bubblewrap_works = False
        child = self._start(scratch, readable, is_wrapped=False)
        if child is None:
            shutil.rmtree(scratch, ignore_errors=True)
            raise ReadingFailed(NO_START, try_again=True)
        return child

    def _start(self, scratch: Path, readable: Sequence[Path], *, is_wrapped: bool) -> _Child | None:
        told = {
            "engine": self.engine,
            "limits": asdict(self.limits),
            "scratch": str(scratch),
            "readable": [str(place) for place in readable],
            "parent": 0 if is_wrapped else os.getpid(),
        }
        command = [sys.executable, "-I", "-B", "-c", _MAIN, json.dumps(told), str(_PROJECT)]
        if is_wrapped:
            wrapped = sandbox.bubblewrapped(command, scratch, readable)
            if wrapped is None:
                return None
            command = wrapped
        environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        environment |= dict.fromkeys(_SINGLE, "1")
        environment |= {"HOME": str(scratch), "TMPDIR": str(scratch), "LANG": "C.UTF-8"}
        ours, theirs = socket.socketpair()
        with theirs:
            process = subprocess.Popen(  # noqa: S603 - our own module, our own arguments
                command,
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=scratch,
                env=environment,
                start_new_session=True,
            )
        try:
            walls, _ = wire.receive(ours, most=0, until=time.monotonic() + START_SECONDS)
            found = Walls(
                walls["network_is_cut"] is True, is_wrapped or walls["files_are_closed"] is True
            )
        except (wire.Closed, TimeoutError, KeyError):
            _kill_group(process)
            process.wait()
            ours.close()
            return None
        return _Child(process, ours, scratch, found)

    def _discard(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        _kill_group(child.process)
        child.process.wait()
        child.connection.close()
        shutil.rmtree(child.scratch, ignore_errors=True)


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    """The child and everything that it started, at once. Only before it is waited for: then its number is taken."""
    if process.returncode is None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)


@contextmanager
def _opened(source: bytes | Path) -> Iterator[int]:
    """The source as an open file that can be handed over; bytes never touch the disk where the machine allows it."""
    if isinstance(source, Path):
        handle = os.open(source, os.O_RDONLY | os.O_CLOEXEC)
    elif sys.platform == "linux":
        handle = os.memfd_create("page", os.MFD_CLOEXEC)
    else:
        with tempfile.TemporaryFile() as file:
            handle = os.dup(file.fileno())
    try:
        if isinstance(source, bytes):
            view = memoryview(source)
            while view:
                view = view[os.write(handle, view) :]
            os.lseek(handle, 0, os.SEEK_SET)
        yield handle
    finally:
        os.close(handle)


def _new_scratch() -> Path:
    """A folder of this user alone, in memory if there is room: the child works on pages in plain."""
    memory = Path("/dev/shm")  # noqa: S108
    with suppress(OSError):
        room = os.statvfs(memory)
        if room.f_bavail * room.f_frsize > 256 * 1024 * 1024:
            return Path(tempfile.mkdtemp(prefix="kinfile-reading-", dir=memory))
    return Path(tempfile.mkdtemp(prefix="kinfile-reading-"))


def _wipe(folder: Path) -> None:
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink(missing_ok=True)
