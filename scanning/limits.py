"""What a file, a page and the child that reads it may cost. Every untrusted byte is decoded under these limits only."""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Bounds of one reading child; the defaults suit paper up to A3.

    `memory`: bytes of address space for each of its processes, some 0.3 GB more than they really use. `cpu_seconds`:
    computing time a request. `wall_seconds`: time by the clock for reading a page; `file_seconds` for examining or
    cutting a file. `file_size`: bytes that it may write into one file. `processes`: how many
    more than now its user may run. `cut_size`: bytes of all the pieces of one upload.
    """

    memory: int = 2_048 * MEGABYTE
    cpu_seconds: int = 120
    wall_seconds: float = 150.0
    file_seconds: float = 600.0
    file_size: int = 256 * MEGABYTE
    open_files: int = 128
    processes: int = 512
    pages: int = 2_000
    # A4 at 600 dots an inch has 35 million, A3 at 400 has 31 million.
    pixels: int = 50_000_000
    upload_size: int = 4_096 * MEGABYTE
    cut_size: int = 2_048 * MEGABYTE


# An engine that lives on holds its models and what it works with: 1.4 GB were measured.
FOR_SECOND_ENGINE = Limits(memory=6_144 * MEGABYTE, cpu_seconds=300, wall_seconds=240.0)
