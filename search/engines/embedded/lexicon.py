"""The words that stand in an index, each once: among them is looked for what may be another word misread.

The dictionary of an index walks through most of itself to tell what is within two letters of a word, and does so for
every form of the word in every segment. Here two numbers a word tell nearly all of them apart in one pass.

A file of blocks, each with its checksum. It only grows while the index is written, until `keep` leaves out what no
longer stands there. What it holds too much does no harm: the index tells what stands in a thing that may be found.
"""

import os
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from struct import Struct
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from documents import misreadings
from documents.misreadings import Near
from documents.words import shape

FILE = "words.seen"

# A mark, how many words, how many bytes they are, and the checksum of both parts that follow.
_HEAD = Struct("<4sIII")
_MARK = b"seen"
_ROW = np.dtype(
    [("letters", "<u8"), ("shape", "<u8"), ("bytes", "<u2"), ("length", "u1"), ("shape_length", "u1")]
)  # fmt: skip
# Nothing shorter is near anything, and a number is near no word.
_SHORTEST = misreadings.NEAR_LETTERS - 1
_AT_ONCE = 100_000


class Torn(ValueError):
    """The file is not what was written."""


@dataclass(frozen=True)
class _Words:
    """`letters` as bits; word `n` is `text` from `ends[n]` to `ends[n + 1]`. `text` is only ever added to."""

    letters: NDArray[np.uint64]
    shape: NDArray[np.uint64]
    length: NDArray[np.int16]
    shape_length: NDArray[np.int16]
    ends: NDArray[np.int64]
    text: bytearray

    @classmethod
    def none(cls) -> "_Words":
        bits, lengths = np.zeros(0, np.uint64), np.zeros(0, np.int16)
        return cls(bits, bits, lengths, lengths, np.zeros(1, np.int64), bytearray())

    def and_more(self, rows: NDArray[np.void], text: bytes) -> "_Words":
        ends = self.ends[-1] + np.cumsum(rows["bytes"], dtype=np.int64)
        self.text.extend(text)
        return _Words(
            np.concatenate([self.letters, rows["letters"]]),
            np.concatenate([self.shape, rows["shape"]]),
            np.concatenate([self.length, rows["length"]], dtype=np.int16),
            np.concatenate([self.shape_length, rows["shape_length"]], dtype=np.int16),
            np.concatenate([self.ends, ends]),
            self.text,
        )

    def at(self, places: NDArray[np.int64]) -> list[str]:
        starts, ends = self.ends[places].tolist(), self.ends[places + 1].tolist()
        return [self.text[a:b].decode() for a, b in zip(starts, ends, strict=True)]


class Lexicon:
    """The words of the file in `folder`, as of the last `renew`. That and the first one raise `Torn` or `OSError`."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._inode = self._read_to = 0
        self._words = _Words.none()
        self.renew()

    def renew(self) -> None:
        """Read what was added since. One thread at a time; others may ask meanwhile."""
        with self._path.open("rb") as file:
            seen = os.fstat(file.fileno())
            if seen.st_ino != self._inode:
                self._inode, self._read_to, self._words = seen.st_ino, 0, _Words.none()
            file.seek(self._read_to)
            found = list(_blocks(file))
            self._read_to = file.tell()
        if found:
            rows = np.concatenate([rows for rows, _ in found])
            self._words = self._words.and_more(rows, b"".join(text for _, text in found))

    def __iter__(self) -> Iterator[str]:
        words = self._words
        return iter(words.at(np.arange(len(words.letters))))

    def near(self, asked: str) -> list[str]:
        """The words that `misreadings.is_near` calls near to `asked`, but for those that only go on where it ends."""
        words = self._words
        some = misreadings.nearest(asked)
        by_shape = [near for near in some if near.is_shape]
        by_letter = [near for near in some if not near.is_shape]
        found = {
            *_within(by_letter, words, words.letters, words.length),
            *_within(by_shape, words, words.shape, words.shape_length, shape),
        }
        return sorted(found)


def _within(
    some: Sequence[Near],
    words: _Words,
    letters: NDArray[np.uint64],
    length: NDArray[np.int16],
    looks: Callable[[str], str] = str,
) -> list[str]:
    """The words that, as they look, differ from one of `some` in no more letters than that one allows."""
    if not some:
        return []
    edits = np.array([near.edits for near in some])
    most = int(edits.max())
    sizes = [len(near.form) for near in some]
    # What all of them ask for, of all words; then each for itself, of what is left; then letter by letter.
    shared = np.bitwise_and.reduce([np.uint64(near.letters) for near in some])
    fits = np.bitwise_count(~letters & shared) <= most
    fits &= (length >= min(sizes) - most) & (length <= max(sizes) + most)
    left = np.flatnonzero(fits)
    letters, length = letters[left], length[left]
    fits = np.zeros(len(left), bool)
    for near in some:
        alike = np.bitwise_count(letters ^ np.uint64(near.letters)) <= 2 * near.edits
        fits |= alike & (np.abs(length - len(near.form)) <= near.edits)
    there = words.at(left[fits])
    forms = [near.form for near in some]
    seen = list(map(looks, there))
    apart = cdist(forms, seen, scorer=OSA.distance, score_cutoff=most, dtype=np.int8)
    near_one = (apart <= edits[:, None]).any(axis=0)
    return [there[at] for at in np.flatnonzero(near_one)]


def begin(folder: Path) -> None:
    (folder / FILE).touch(mode=0o600)


def add(folder: Path, surfaces: Iterable[str]) -> None:
    """Write `surfaces` down for good; which of them are known already is for the caller to tell.

    One process at a time. What another, killed while it wrote, left half done is cut off.
    """
    some = sorted({word for word in surfaces if is_kept(word)})
    if not some:
        return
    with (folder / FILE).open("r+b") as file:
        _go_to_end(file)
        file.truncate()
        _write(file, some)


def keep(folder: Path, is_there: Callable[[str], bool]) -> None:
    """Leave out the words that are not there any more. No other process may write meanwhile; any may read."""
    words = list(Lexicon(folder))
    left = [word for word in words if is_there(word)]
    if len(left) == len(words):
        return
    fresh = folder / f"{FILE}.new"
    with suppress(FileNotFoundError):
        fresh.unlink()
    with fresh.open("xb") as file:
        fresh.chmod(0o600)
        _write(file, left)
    fresh.replace(folder / FILE)


def is_kept(surface: str) -> bool:
    return len(surface) >= _SHORTEST and not surface.isdigit()


def _write(file: BinaryIO, words: list[str]) -> None:
    for start in range(0, len(words), _AT_ONCE):
        some = words[start : start + _AT_ONCE]
        rows = np.array([_row(word) for word in some], _ROW).tobytes()
        text = "".join(some).encode()
        file.write(_HEAD.pack(_MARK, len(some), len(text), zlib.crc32(text, zlib.crc32(rows))))
        file.write(rows)
        file.write(text)
    file.flush()
    os.fsync(file.fileno())


def _go_to_end(file: BinaryIO) -> None:
    """Behind the last whole block."""
    size, end = os.fstat(file.fileno()).st_size, 0
    while len(head := file.read(_HEAD.size)) == _HEAD.size:
        _, count, length, _ = _HEAD.unpack(head)
        after = end + _HEAD.size + count * _ROW.itemsize + length
        if after > size:
            break
        end = file.seek(after)
    file.seek(end)


def _row(word: str) -> tuple[int, int, int, int, int]:
    looks = shape(word)
    letters = misreadings.letters_of
    return letters(word), letters(looks), len(word.encode()), len(word), len(looks)


def _blocks(file: BinaryIO) -> Iterator[tuple[NDArray[np.void], bytes]]:
    """Whole blocks from where `file` stands, which is left behind the last of them."""
    while len(head := file.read(_HEAD.size)) == _HEAD.size:
        mark, count, size, checksum = _HEAD.unpack(head)
        if mark != _MARK:
            raise Torn("A block of words does not begin where it should.")
        rows, text = file.read(count * _ROW.itemsize), file.read(size)
        if len(text) < size or len(rows) < count * _ROW.itemsize:
            head = head + rows + text
            break
        if zlib.crc32(text, zlib.crc32(rows)) != checksum:
            raise Torn("A block of words is not what was written.")
        yield np.frombuffer(rows, _ROW), text
    file.seek(-len(head), os.SEEK_CUR)
