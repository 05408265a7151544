"""Engines that do what a page that takes over its decoder might do. Chosen by their dotted path, as any engine is."""

import os
import signal
import socket
import subprocess
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scanning.engines.contract import ReadingContext, Recognised, Word


def _said(*words: str) -> Recognised:
    return Recognised((tuple(Word(word, 0, 0, 9, 9, 99) for word in words),))


class Sleeper:
    """Starts another program, as engines do, and waits for ever."""

    name = "sleeper"

    def read(self, picture: NDArray[np.uint8], context: ReadingContext) -> Recognised:
        (Path(os.environ["TMPDIR"]) / "page.pgm").write_bytes(picture.tobytes())
        subprocess.run(["sleep", "600"], check=True)
        return _said("awake")


class Crasher:
    name = "crasher"

    def read(self, picture: NDArray[np.uint8], context: ReadingContext) -> Recognised:
        os.kill(os.getpid(), signal.SIGSEGV)
        return _said("alive")


class Killed:
    """Is killed from outside in the middle of a page, as the kernel does when memory runs out."""

    name = "killed"

    def read(self, picture: NDArray[np.uint8], context: ReadingContext) -> Recognised:
        os.kill(os.getpid(), signal.SIGKILL)
        return _said("alive")


class Hungry:
    name = "hungry"

    def read(self, picture: NDArray[np.uint8], context: ReadingContext) -> Recognised:
        held = [np.ones(1 << 24) for _ in range(1000)]
        return _said(str(len(held)))


class Busy:
    name = "busy"

    def read(self, picture: NDArray[np.uint8], context: ReadingContext) -> Recognised:
        while True:
            pass


class Prisoner:
    """Says which walls it could climb: one word for each thing that worked."""

    name = "prisoner"

    def read(self, picture: NDArray[np.uint8], context: ReadingContext) -> Recognised:
        worked = ["tried"]
        try:
            socket.create_connection(("127.0.0.1", int(context.languages[0])), timeout=2)
            worked.append("network")
        except OSError:
            pass
        for place, word in ((context.languages[1], "file"), ("/etc/passwd", "passwd")):
            try:
                Path(place).read_bytes()
                worked.append(word)
            except OSError:
                pass
        try:
            (Path(context.languages[1]).parent / "planted").write_text("planted")
            worked.append("planted")
        except OSError:
            pass
        if any(name.endswith(("KEY", "SECRET", "URL")) for name in os.environ):
            worked.append("secrets")
        return _said(*worked)
