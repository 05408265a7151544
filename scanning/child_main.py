"""The child that decodes and reads. Started by `scanning.child.Reader` only; knows no database, no key, no network.

It loads the libraries once, shuts itself in, and then forks for every request: whatever a file does to the process that
opens it, its memory, its time and its damage end with that request.
"""

import errno
import gc
import json
import os
import select
import shutil
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from scanning import sandbox, wire
from scanning.limits import Limits
from scanning.problems import ReadingFailed, Refused

if TYPE_CHECKING:
    from scanning import leaves
    from scanning.engines.contract import Engine, ReadingContext

NO_MEMORY = "This page needs more memory than one page may take. Scan it again at 300 dots an inch."
NOT_DECODED = (
    "This could not be decoded. Look at it, and scan the sheet again if anything is missing."
)
NO_ROOM = "There is no room left on this machine to work on the page. It will be tried again."

_PATIENCE = 10
Answer = tuple[wire.Message, bytes]


def main() -> None:
    """Serve requests from standard input, which is a socket, until the other end closes. Argument: settings as JSON."""
    told = json.loads(sys.argv[1])
    limits, scratch = Limits(**told["limits"]), Path(told["scratch"])
    readable = [Path(place) for place in told["readable"]]
    connection = _own_connection()
    is_cut = sandbox.cut_network()
    keeper = _Keeper(connection, scratch)
    keeper.watch_parent(told["parent"])
    server = _Server(limits)
    are_closed = sandbox.shut_in(limits, scratch, readable)
    server.load_engine(told["engine"])
    gc.freeze()
    wire.send(connection, asdict(sandbox.Walls(is_cut, are_closed)))
    keeper.serve(server)


def _own_connection() -> socket.socket:
    # Whatever a library prints or reads must not run into the answers.
    connection = socket.socket(fileno=os.dup(0))
    quiet = os.open(os.devnull, os.O_RDWR)
    for handle in (0, 1, 2):
        os.dup2(quiet, handle)
    os.close(quiet)
    return connection


class _Keeper:
    """Holds the connection, forks for each request, and ends everything when nobody is left to answer to."""

    def __init__(self, connection: socket.socket, scratch: Path) -> None:
        self._connection = connection
        self._scratch = scratch
        self._at_work = 0

    def watch_parent(self, parent: int) -> None:
        signal.signal(signal.SIGTERM, lambda *_: self._end())
        sandbox.die_with_parent(signal.SIGTERM)
        # 0: the parent cannot be seen from an own process table, where bubblewrap does the watching.
        if parent and os.getppid() != parent:
            self._end()

    def serve(self, server: "_Server") -> None:
        poll = select.poll()
        poll.register(self._connection, select.POLLIN)
        while True:
            events = poll.poll()[0][1]
            if not events & select.POLLIN or events & select.POLLHUP:
                self._end()
            if server.lives_on:
                server.answer_next(self._connection)
                continue
            alive, works = os.pipe()
            self._at_work = os.fork()
            if self._at_work == 0:
                os.close(alive)
                signal.signal(signal.SIGTERM, signal.SIG_DFL)
                sandbox.die_with_parent(signal.SIGKILL)
                server.answer_one(self._connection)
            os.close(works)
            self._wait(alive)
            os.close(alive)

    def _wait(self, alive: int) -> None:
        """Until the one at work ends, or the parent does."""
        poll = select.poll()
        # Only that it hangs up: what is readable is not ours to read.
        poll.register(self._connection, 0)
        poll.register(alive, select.POLLIN)
        if any(handle != alive for handle, _ in poll.poll()):
            self._end()
        _, status = os.waitpid(self._at_work, 0)
        self._at_work = 0
        if status:
            # The answer may have been cut short, so that only a new child can talk sense again.
            code = os.waitstatus_to_exitcode(status)
            os._exit(128 - code if code < 0 else code)

    def _end(self) -> None:
        if self._at_work:
            with suppress(ProcessLookupError):
                os.kill(self._at_work, signal.SIGKILL)
        # Before the group, which this process belongs to: pages must not stay behind in plain.
        shutil.rmtree(self._scratch, ignore_errors=True)
        os.killpg(os.getpgrp(), signal.SIGKILL)
        os._exit(1)


class _Server:
    """Answers one request in a process of its own."""

    def __init__(self, limits: Limits) -> None:
        # Costly, and some read what is out of reach later: before the walls are up.
        import cv2
        from PIL import Image

        from scanning import leaves, pipeline

        cv2.setNumThreads(1)
        Image.init()
        leaves.warm_up()
        pipeline.warm_up()
        self._limits = limits
        self._pipeline = pipeline
        self._engine: Engine | None = None
        self._why_no_engine = ""

    def load_engine(self, dotted: str) -> None:
        from scanning.engines.contract import EngineMissing, engine_at, lives_on

        if lives_on(dotted):
            # Nobody waits for what it does, and its threads take over what this one has when it makes them.
            os.nice(_PATIENCE)
        try:
            self._engine = engine_at(dotted)
        except EngineMissing as why:
            # Files can be examined and cut without it.
            self._why_no_engine = str(why)

    @property
    def lives_on(self) -> bool:
        return getattr(self._engine, "lives_on", False)

    def answer_next(self, connection: socket.socket) -> None:
        """Answers one request in this process. After an error that is not its own to tell, the process ends."""
        request, handle = wire.receive_with_file(connection)
        if handle is None:
            os._exit(70)
        sandbox.limit_cpu_from_now(self._limits.cpu_seconds)
        with os.fdopen(handle, "rb") as file:
            if request["do"] != "recognise":
                # Whatever a file may do to this process would not end with the request.
                wire.send(connection, _told(ReadingFailed(NOT_DECODED, try_again=False)))
            elif not self._answer(connection, request, file):
                os._exit(0)

    def answer_one(self, connection: socket.socket) -> None:
        """Ends the process: with 0 if a whole answer was sent, whatever it says."""
        code = 70
        try:
            request, handle = wire.receive_with_file(connection)
            sandbox.limit_cpu(self._limits.cpu_seconds)
            if handle is not None:
                with os.fdopen(handle, "rb") as file:
                    self._answer(connection, request, file)
                code = 0
        finally:
            os._exit(code)

    def _answer(self, connection: socket.socket, request: wire.Message, file: BinaryIO) -> bool:
        """Whether the answer is the one that was asked for; if not, it says why."""
        try:
            for message, payload in self._answers(request, file):
                wire.send(connection, message, payload)
        except BaseException as error:  # noqa: BLE001 - hostile bytes may raise anything in a decoder
            wire.send(connection, _told(error))
            return False
        return True

    def _answers(self, request: wire.Message, file: BinaryIO) -> Iterator[Answer]:
        from scanning import leaves, uploads

        match request["do"]:
            case "examine":
                yield {"examination": asdict(uploads.examine(file, self._limits))}, b""
            case "cut":
                for piece in uploads.cut(file, self._limits):
                    told = {"is_upload": piece.data is None, "problem": piece.problem}
                    yield (
                        {"piece": {"numbers": piece.numbers, "kind": piece.kind, **told}},
                        piece.data or b"",
                    )
                yield {"done": True}, b""
            case "leaf":
                yield {"leaf": True}, leaves.leaf(file, *self._page_of(request))
            case "hidden":
                boxes = [tuple(box) for box in request["boxes"]]
                index, shown, limits = self._page_of(request)
                picture, dpi = leaves.hidden(file, index, shown, boxes, limits)
                yield {"dpi": dpi}, picture
            case "bind":
                parts = [file.read(size) for size in request["sizes"]]
                title, language = str(request["title"]), str(request["language"])
                yield {"bound": True}, leaves.bind(parts, title=title, language=language)
            case "read":
                yield self._read(file, request["index"], request["context"])
            case "picture":
                pixels, dpi = self._pipeline.upright_picture(
                    file,
                    request["index"],
                    _context(request["context"]),
                    self._limits,
                    request["angle"],
                )
                height, width = pixels.shape
                told = {"width": width, "height": height, "dpi": dpi}
                yield {"picture": told}, pixels.tobytes()
            case "recognise":
                yield self._recognise(file, request)

    def _recognise(self, file: BinaryIO, request: wire.Message) -> Answer:
        import numpy as np

        from scanning.engines.contract import EngineMissing

        if self._engine is None:
            raise EngineMissing(self._why_no_engine)
        shape = (request["height"], request["width"])
        pixels = np.frombuffer(file.read(), np.uint8).reshape(shape)
        found = self._engine.read(pixels, _context(request["context"]))
        lines = [
            [[w.text, w.left, w.top, w.width, w.height, w.confidence] for w in line]
            for line in self._pipeline.tidy(found.lines, request["width"], request["height"])
        ]
        told = {"lines": lines, "notes": list(found.notes), "engine": self._engine.name}
        return {"recognised": told}, b""

    def _page_of(self, request: wire.Message) -> "tuple[int, leaves.Shown, Limits]":
        from scanning.leaves import Shown

        return request["index"], Shown(**request["shown"]), self._limits

    def _read(self, file: BinaryIO, index: int, wish: dict[str, Any]) -> Answer:
        from scanning.engines.contract import EngineMissing

        context = _context(wish)
        engine = self._engine if context.recognise else None
        if engine is None and context.recognise:
            raise EngineMissing(self._why_no_engine)
        reading = self._pipeline.read_page(file, index, context, self._limits, engine)
        words = [[w.text, w.left, w.top, w.width, w.height, w.confidence] for w in reading.words]
        parts = {name: getattr(reading, name) for name in ("view", "thumbnail", "whole", "mark")}
        told = asdict(replace(reading, words=(), view=b"", thumbnail=b"", whole=b"", mark=b""))
        told |= {"words": words, **{name: len(part) for name, part in parts.items()}}
        return {"reading": told}, b"".join(parts.values())


def _context(wish: dict[str, Any]) -> "ReadingContext":
    from scanning.engines.contract import ReadingContext

    return ReadingContext(**{**wish, "languages": tuple(wish["languages"])})


def _told(error: BaseException) -> wire.Message:
    from scanning.engines.contract import EngineMissing

    cause = type(error).__name__
    match error:
        case Refused():
            return {"refused": error.sentence}
        case ReadingFailed():
            return {"failed": error.sentence, "try_again": error.try_again, "cause": cause}
        case EngineMissing():
            return {"failed": str(error), "try_again": True, "cause": cause}
        case OSError(errno=errno.ENOSPC | errno.EDQUOT):
            return {"failed": NO_ROOM, "try_again": True, "cause": cause}
        case _ if isinstance(error, MemoryError) or "nsufficient memory" in str(error):
            return {"failed": NO_MEMORY, "try_again": False, "cause": "MemoryError"}
    return {"failed": NOT_DECODED, "try_again": False, "cause": cause}
