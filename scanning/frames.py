"""TIFF files frame by frame, without decoding: what each frame is, and a file of its own for each.

A frame is copied, not converted: its strips or tiles keep every byte, so nothing is lost whatever the compression.
Format: TIFF 6.0 (Adobe, 1992) and BigTIFF.
"""

import struct
from dataclasses import dataclass
from typing import BinaryIO

from scanning.problems import Refused

BROKEN = (
    "This TIFF picture is damaged or only partly there. "
    "Scan the paper again and hand in the new file."
)
FRAME_BROKEN = (
    "This page of the TIFF file is damaged or only partly there. "
    "Scan the sheet again; the other pages are not affected."
)

WIDTH, HEIGHT, COMPRESSION = 256, 257, 259
X_RESOLUTION, Y_RESOLUTION, RESOLUTION_UNIT = 282, 283, 296
OLD_JPEG = 6
# Where the picture's bytes are, and the tag that holds their lengths.
DATA_TAGS = {273: 279, 324: 325, 513: 514}
# Pointers to further directories (sub-files, camera notes): meaningless in the copy.
DROPPED_TAGS = frozenset({330, 34665, 34853, 40965})
_SIZES = {
    1: 1,
    2: 1,
    3: 2,
    4: 4,
    5: 8,
    6: 1,
    7: 1,
    8: 2,
    9: 4,
    10: 8,
    11: 4,
    12: 8,
    13: 4,
    16: 8,
    17: 8,
    18: 8,
}
_INTEGERS = {1: "B", 3: "H", 4: "I", 13: "I", 16: "Q", 18: "Q"}


@dataclass(frozen=True)
class _Entry:
    tag: int
    kind: int
    count: int
    raw: bytes


@dataclass(frozen=True)
class _Layout:
    order: str
    is_big: bool

    @property
    def offset(self) -> str:
        return self.order + ("Q" if self.is_big else "I")

    @property
    def word(self) -> int:
        return 8 if self.is_big else 4


@dataclass(frozen=True)
class Frame:
    """One directory of the file. `dpi` is 0 where the file does not say; `is_whole` is False if bytes are missing."""

    width: int
    height: int
    dpi: tuple[float, float]
    is_whole: bool
    entries: tuple[_Entry, ...]
    layout: _Layout

    @property
    def can_stand_alone(self) -> bool:
        """False for the JPEG of TIFF 6.0, whose tables lie anywhere in the file."""
        compression = [
            _integers(entry, self.layout) for entry in self.entries if entry.tag == COMPRESSION
        ]
        return self.is_whole and [OLD_JPEG] not in compression


def read_frames(file: BinaryIO, *, most: int) -> list[Frame]:
    """The frames of a TIFF file in order. Raises `Refused` if it is broken at the root or has more than `most`."""
    length = file.seek(0, 2)
    try:
        layout, offset = _header(file)
        frames: list[Frame] = []
        seen: set[int] = set()
        while offset and offset not in seen:
            seen.add(offset)
            if len(frames) == most:
                raise Refused(
                    f"This file has more than {most:,} pages. Split it into smaller files and hand them in one by one."
                )
            try:
                entries, offset = _directory(file, layout, offset, length)
            except (struct.error, EOFError):
                # The chain of frames ends here; what came before is sound.
                frames.append(Frame(0, 0, (0.0, 0.0), False, (), layout))
                break
            frames.append(_frame(entries, layout, length))
    except (struct.error, EOFError) as error:
        raise Refused(BROKEN) from error
    if not any(frame.is_whole for frame in frames):
        raise Refused(BROKEN)
    return frames


def frame_alone(file: BinaryIO, frame: Frame) -> bytes:
    """A TIFF file with this one frame of `file`, its compressed bytes unchanged."""
    return _written(file, frame, frame.layout)


def _header(file: BinaryIO) -> tuple[_Layout, int]:
    file.seek(0)
    start = _exactly(file, 8)
    order = {b"II": "<", b"MM": ">"}[start[:2]]
    if struct.unpack(order + "H", start[2:4])[0] == 43:
        return _Layout(order, True), struct.unpack(order + "Q", _exactly(file, 8))[0]
    return _Layout(order, False), struct.unpack(order + "I", start[4:8])[0]


def _directory(
    file: BinaryIO, layout: _Layout, offset: int, length: int
) -> tuple[tuple[_Entry, ...], int]:
    file.seek(offset)
    (count,) = struct.unpack(
        layout.order + ("Q" if layout.is_big else "H"), _exactly(file, 8 if layout.is_big else 2)
    )
    size = 20 if layout.is_big else 12
    if count > 4096:
        raise EOFError
    table = _exactly(file, count * size)
    (following,) = struct.unpack(layout.offset, _exactly(file, layout.word))
    entries = []
    for place in range(0, len(table), size):
        tag, kind = struct.unpack(layout.order + "HH", table[place : place + 4])
        (values,) = struct.unpack(layout.offset, table[place + 4 : place + 4 + layout.word])
        inline = table[place + 4 + layout.word : place + size]
        bytes_needed = _SIZES.get(kind, 0) * values
        if bytes_needed == 0:
            continue
        if bytes_needed <= layout.word:
            raw = inline[:bytes_needed]
        else:
            (where,) = struct.unpack(layout.offset, inline)
            if where + bytes_needed > length:
                raise EOFError
            file.seek(where)
            raw = _exactly(file, bytes_needed)
        entries.append(_Entry(tag, kind, values, raw))
    return tuple(entries), following


def _frame(entries: tuple[_Entry, ...], layout: _Layout, length: int) -> Frame:
    found = {entry.tag: entry for entry in entries}
    width, height = (_integers(found.get(tag), layout)[:1] or [0] for tag in (WIDTH, HEIGHT))
    pieces = _pieces(found, layout)
    is_whole = (
        bool(pieces)
        and all(where + size <= length and size > 0 for where, size in pieces)
        and min(width + height) > 0
    )
    inches = 2.54 if _integers(found.get(RESOLUTION_UNIT), layout)[:1] == [3] else 1.0
    dpi = tuple(_ratio(found.get(tag), layout) * inches for tag in (X_RESOLUTION, Y_RESOLUTION))
    return Frame(width[0], height[0], (dpi[0], dpi[1]), is_whole, entries, layout)


def _pieces(found: dict[int, _Entry], layout: _Layout) -> list[tuple[int, int]]:
    pieces: list[tuple[int, int]] = []
    for offsets, sizes in DATA_TAGS.items():
        pieces += zip(
            _integers(found.get(offsets), layout), _integers(found.get(sizes), layout), strict=False
        )
    return pieces


def _written(file: BinaryIO, frame: Frame, layout: _Layout) -> bytes:
    out = bytearray(16 if layout.is_big else 8)
    found = {entry.tag: entry for entry in frame.entries}
    table = []
    for entry in frame.entries:
        if entry.tag in DROPPED_TAGS:
            continue
        raw, kind = entry.raw, entry.kind
        if entry.tag in DATA_TAGS:
            places = []
            sizes = _integers(found.get(DATA_TAGS[entry.tag]), layout)
            for where, size in zip(_integers(entry, layout), sizes, strict=False):
                places.append(_append(out, _at(file, where, size)))
            kind = 16 if layout.is_big else 4
            raw = struct.pack(
                f"{layout.order}{len(places)}{'Q' if layout.is_big else 'I'}", *places
            )
        count = len(raw) // _SIZES[kind]
        if len(raw) > layout.word:
            raw = struct.pack(layout.offset, _append(out, raw))
        table.append(
            struct.pack(layout.order + "HH", entry.tag, kind)
            + struct.pack(layout.offset, count)
            + raw.ljust(layout.word, b"\0")
        )
    counted = struct.pack(layout.order + ("Q" if layout.is_big else "H"), len(table))
    directory = _append(out, counted + b"".join(table) + bytes(layout.word))
    mark = b"II" if layout.order == "<" else b"MM"
    if layout.is_big:
        out[:16] = mark + struct.pack(layout.order + "HHHQ", 43, 8, 0, directory)
    else:
        out[:8] = mark + struct.pack(layout.order + "HI", 42, directory)
    return bytes(out)


def _append(out: bytearray, data: bytes) -> int:
    # Every offset must be even.
    out += bytes(len(out) % 2)
    where = len(out)
    out += data
    return where


def _at(file: BinaryIO, where: int, size: int) -> bytes:
    file.seek(where)
    return _exactly(file, size)


def _exactly(file: BinaryIO, size: int) -> bytes:
    data = file.read(size)
    if len(data) != size:
        raise EOFError
    return data


def _integers(entry: _Entry | None, layout: _Layout) -> list[int]:
    if entry is None or entry.kind not in _INTEGERS:
        return []
    return list(struct.unpack(f"{layout.order}{entry.count}{_INTEGERS[entry.kind]}", entry.raw))


def _ratio(entry: _Entry | None, layout: _Layout) -> float:
    if entry is None or entry.kind != 5:
        return 0.0
    above, below = struct.unpack(layout.order + "II", entry.raw[:8])
    return above / below if below else 0.0
