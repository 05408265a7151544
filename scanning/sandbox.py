"""Walls around the process that decodes what nobody vouches for: no network, few files, little memory and time.

Each wall is put up where the machine allows it and left out where not, and `Walls` tells which stand. Bubblewrap, if it
is installed, gives an own root without the council's files and an own process table; Landlock closes the same files by
itself. Limits of memory, time and size hold always. Source: Linux man-pages `landlock(7)`, `user_namespaces(7)`,
`capabilities(7)`, `bwrap(1)`.
"""

import ctypes
import os
import resource
import shutil
import socket
import struct
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from scanning.limits import Limits

_SET_DEATH_SIGNAL, _DROP_FROM_BOUNDING_SET, _NO_NEW_PRIVILEGES, _AMBIENT, _CLEAR_ALL = (
    1,
    24,
    38,
    47,
    4,
)
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000
_CAPSET = {"x86_64": 126, "aarch64": 91}
_CAPABILITY_VERSION = 0x20080522
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_PATH_BENEATH = 1
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR, _TRUNCATE = 1 << 0, 1 << 1, 1 << 2, 1 << 3, 1 << 14

_SYSTEM = (
    "/usr",
    "/bin",
    "/sbin",
    "/lib",
    "/lib64",
    "/lib32",
    "/etc/ld.so.cache",
    "/etc/ld.so.conf.d",
)
_DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")


@dataclass(frozen=True)
class Walls:
    """`network_is_cut`: no way out but the machine's own loop. `files_are_closed`: case files are out of reach."""

    network_is_cut: bool
    files_are_closed: bool


def readable_folders(also: Iterable[Path] = ()) -> list[Path]:
    """What the child must be able to read: Python, the libraries, Tesseract and this package. No data, no settings."""
    places = [Path(sys.prefix), Path(sys.base_prefix), Path(__file__).resolve().parent, *also]
    for name in ("TESSERACT_CMD", "TESSDATA_PREFIX"):
        if found := shutil.which(os.environ.get(name, "")) or os.environ.get(name):
            place = Path(found).resolve()
            places.append(place if place.is_dir() else place.parent)
    places += [Path(name) for name in _SYSTEM]
    return [place for place in dict.fromkeys(places) if place.exists()]


def bubblewrapped(
    command: Sequence[str], scratch: Path, readable: Iterable[Path]
) -> list[str] | None:
    """`command` inside bubblewrap, with an empty folder of its own at `scratch`; None if that is not installed."""
    program = shutil.which("bwrap")
    if program is None or sys.platform != "linux":
        return None
    wrapped = [
        program,
        "--unshare-all",
        "--die-with-parent",
        "--cap-drop",
        "ALL",
        "--dev",
        "/dev",
        "--proc",
        "/proc",
    ]
    for place in readable:
        if place.is_symlink():
            wrapped += ["--symlink", str(place.readlink()), str(place)]
        else:
            wrapped += ["--ro-bind", str(place), str(place)]
    return [*wrapped, "--tmpfs", str(scratch), "--chdir", str(scratch), "--", *command]


def cut_network() -> bool:
    """Move this process into a network of its own that has no way out; whether there is none now.

    Must be called while the process has one thread only.
    """
    if sys.platform == "linux" and not _has_no_way_out():
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.unshare(_NEW_NETWORK) != 0:
            libc.unshare(_NEW_USER | _NEW_NETWORK)
    return _has_no_way_out()


def _has_no_way_out() -> bool:
    try:
        return all(name == "lo" for _, name in socket.if_nameindex())
    except OSError:
        return False


def die_with_parent(signal_number: int) -> None:
    """Ask the kernel to send this process a signal when the thread that started it ends, however it ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_DEATH_SIGNAL, signal_number, 0, 0, 0)


def shut_in(limits: Limits, scratch: Path, readable: Iterable[Path]) -> bool:
    """Give up every privilege and limit this process and all it starts; whether its view of the disk is closed too."""
    os.umask(0o077)
    _set(resource.RLIMIT_AS, limits.memory)
    _set(resource.RLIMIT_FSIZE, limits.file_size)
    _set(resource.RLIMIT_NOFILE, limits.open_files)
    _set(resource.RLIMIT_CORE, 0)
    # Counted for all that this user runs, web server included, hence on top of what runs now.
    _set(resource.RLIMIT_NPROC, _threads_of_this_user() + limits.processes)
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    _drop_capabilities(libc)
    return _close_files(libc, scratch, readable)


def limit_cpu(seconds: int) -> None:
    """End this process, and each that it starts, after so much computing."""
    # The signal at the first limit says why; whoever ignores it is killed at the second.
    _set(resource.RLIMIT_CPU, seconds, seconds + 5)


def limit_cpu_from_now(seconds: int) -> None:
    """End this process after so much more computing than it has done. May be called again and again."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = int(used.ru_utime + used.ru_stime) + seconds + 1
    _set(resource.RLIMIT_CPU, soft, hard if hard != resource.RLIM_INFINITY else -1)


def _set(which: int, most: int, hardest: int | None = None) -> None:
    hardest = most if hardest is None else hardest
    _, hard = resource.getrlimit(which)
    if hard != resource.RLIM_INFINITY:
        most, hardest = min(most, hard), min(hardest, hard)
    # macOS knows limits that it does not let anybody set.
    with suppress(ValueError, OSError):
        resource.setrlimit(which, (most, hardest))


def _threads_of_this_user() -> int:
    count = 0
    with suppress(OSError):
        for process in Path("/proc").iterdir():
            with suppress(OSError):
                if process.name.isdigit() and process.stat().st_uid == os.getuid():
                    count += sum(1 for _ in (process / "task").iterdir())
    return count


def _drop_capabilities(libc: ctypes.CDLL) -> None:
    """All that root may do beyond its own files. Without effect for ordinary users, who have none."""
    for capability in range(64):
        libc.prctl(_DROP_FROM_BOUNDING_SET, capability, 0, 0, 0)
    libc.prctl(_AMBIENT, _CLEAR_ALL, 0, 0, 0)
    call = _CAPSET.get(os.uname().machine)
    if call is not None:
        libc.syscall(call, struct.pack("Ii", _CAPABILITY_VERSION, 0), bytes(24))


def _close_files(libc: ctypes.CDLL, scratch: Path, readable: Iterable[Path]) -> bool:
    version = libc.syscall(_CREATE_RULESET, None, 0, 1)
    if version < 1:
        return False
    files = (1 << 13) - 1
    files |= 1 << 13 if version >= 2 else 0
    files |= _TRUNCATE if version >= 3 else 0
    files |= 1 << 15 if version >= 5 else 0
    # Binding and reaching TCP ports; abstract sockets and signals of the outside.
    rules = struct.pack("QQQ", files, 0b11 if version >= 4 else 0, 0b11 if version >= 6 else 0)
    rules = rules[: 24 if version >= 6 else 16 if version >= 4 else 8]
    ruleset = libc.syscall(_CREATE_RULESET, rules, len(rules), 0)
    if ruleset < 0:
        return False
    try:
        for place in readable:
            _allow(libc, ruleset, place, _EXECUTE | _READ_FILE | _READ_DIR)
        for name in _DEVICES:
            _allow(libc, ruleset, Path(name), _READ_FILE | _WRITE_FILE)
        _allow(libc, ruleset, scratch, files)
        return bool(libc.syscall(_RESTRICT_SELF, ruleset, 0) == 0)
    finally:
        os.close(ruleset)


def _allow(libc: ctypes.CDLL, ruleset: int, place: Path, rights: int) -> None:
    try:
        handle = os.open(place, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not place.is_dir():
            rights &= _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE
        libc.syscall(_ADD_RULE, ruleset, _PATH_BENEATH, struct.pack("=Qi", rights, handle), 0)
    finally:
        os.close(handle)
