"""What a file, a page and the child that reads it may cost. Every untrusted byte is decoded under these limits only."""

import ctypes
import os
import resource
import signal
from dataclasses import dataclass

MOST_PAGES = 2_000
# An A3 page at 400 dpi has 31 million pixels; a picture that unpacks to more than this is an attack or a mistake.
MOST_PIXELS = 50_000_000
MOST_BYTES = 512 * 1024 * 1024
RENDER_DPI = 300
HIGHEST_DPI = 400

_NEW_USER = 0x10000000
_NEW_NETWORK = 0x40000000
_DEATH_SIGNAL = 1


@dataclass(frozen=True)
class Limits:
    """`memory` in bytes of address space, `cpu_seconds` and `wall_seconds` a request."""

    memory: int = 3 * 1024 * 1024 * 1024
    cpu_seconds: int = 90
    wall_seconds: float = 75.0
    file_size: int = MOST_BYTES


def die_with_parent() -> None:
    """Ask the kernel to kill this process when its parent dies, however it dies."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)


def cut_network() -> bool:
    """Move this process into a network namespace of its own that has no way out; whether that was allowed here."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_NEW_NETWORK) == 0:
        return True
    return libc.unshare(_NEW_USER | _NEW_NETWORK) == 0


def apply(limits: Limits) -> None:
    """Set what holds for the whole life of this process and of whatever it starts."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.file_size, limits.file_size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (128, 128))
    os.umask(0o077)


def allow_cpu(seconds: int) -> None:
    """Let this process use `seconds` more of processor time; beyond that the kernel ends it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    total = int(used.ru_utime + used.ru_stime) + seconds
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (total, hard))
