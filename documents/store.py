"""Files at rest: each encrypted with a key of its own, which the installation's key wraps.

A file is named by a random id and never changes. Its wrapped key lives with its row, not with the
file: once the wrapped key is destroyed, no copy of the file can be read any more, wherever it lies.
An older copy of the database still holds the wrapped key, so erasure is complete only when the last
such copy is gone too. The id is bound into the ciphertext and into the wrapped key, so that two files
or two keys that changed places are noticed. No ORM here: callers keep what `Stored` tells them.
"""

import errno
import hashlib
import io
import os
import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO, cast
from uuid import UUID, uuid4

import tink
from django.conf import settings
from tink import secret_key_access, streaming_aead
from tink.streaming_aead import streaming_aead_key_templates

from cases import keys

streaming_aead.register()

_TEMPLATE = streaming_aead_key_templates.AES256_GCM_HKDF_1MB
_SEGMENT = 1024 * 1024
# A length byte, 32 bytes of salt and 7 of nonce come first; every segment ends in a tag.
# https://developers.google.com/tink/streaming-aead/aes_gcm_hkdf_streaming
_HEADER = 40
_TAG = 16
_BLOCK = _SEGMENT - _TAG
# 64 MB: a document read back and forth stays decrypted, a long recording does not fill the memory.
_REMEMBERED_BLOCKS = 64
KEY_PURPOSE = "file keys"
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class StoreError(Exception):
    """Its text is a full sentence that can be shown to the person who was sending or reading."""


class TooLarge(StoreError):
    pass


class DiskFull(StoreError):
    pass


class NotKept(StoreError):
    """The disk failed while the file was being written. Nothing was kept."""


class Damaged(StoreError):
    """The stored file is missing, was changed, or cannot be opened with its key."""

    def __init__(self, id: UUID, sentence: str) -> None:
        super().__init__(sentence)
        self.id = id


@dataclass(frozen=True, slots=True)
class Stored:
    """What must be remembered of a kept file. `sha256` and `size` are of the plaintext."""

    id: UUID
    sha256: str
    size: int
    wrapped_key: bytes
    stored_size: int


def folder() -> Path:
    return Path(settings.KINFILE_DATA) / "files"


def path_of(id: UUID) -> Path:
    name = str(id)
    return folder() / name[:2] / name[2:4] / name


def receive(stream: BinaryIO, *, limit: int) -> Stored:
    """Keep everything that `stream` yields; return only once it would survive a power cut.

    Order matters: write, fsync the file, rename it into place, fsync the folder. Until the rename
    the file lies in `files/incoming/` and counts as not received.
    Raises `TooLarge` above `limit` bytes, `DiskFull`, or `NotKept`; then nothing is left behind.
    Whatever `stream.read` raises passes through, with nothing left behind either.
    """
    id = uuid4()
    key = tink.new_keyset_handle(_TEMPLATE)
    clear_key = tink.proto_keyset_format.serialize(key, secret_key_access.TOKEN)
    wrapped_key = keys.wrap(clear_key, purpose=KEY_PURPOSE, context=id.bytes)
    partial = _incoming() / f"{id}.part"
    try:
        with _plain_sentences():
            _make_folder(partial.parent)
        digest, size = _encrypt(stream, partial, id=id, key=key, limit=limit)
        with _plain_sentences():
            stored_size = partial.stat().st_size
            _put_in_place(partial, path_of(id))
    except BaseException:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        raise
    return Stored(id, digest, size, wrapped_key, stored_size)


def keep(data: bytes) -> Stored:
    """`receive` for bytes that are already in memory."""
    return receive(io.BytesIO(data), limit=len(data))


def open(id: UUID, wrapped_key: bytes | memoryview) -> io.BufferedReader:
    """The plaintext as a readable, seekable file. Raises `Damaged`, at once or at the read it hits.

    Only authenticated bytes are ever returned. Seeking forward decrypts what is passed over;
    seeking back is free within the last 64 MB and starts again from the front beyond that.
    """
    path = path_of(id)
    try:
        clear_key = keys.unwrap(wrapped_key, purpose=KEY_PURPOSE, context=id.bytes)
    except keys.WrongKey as error:
        raise Damaged(
            id,
            f"The stored file {id} was encrypted with another installation key. "
            "Start Kinfile with the key that was in use when the file was kept.",
        ) from error
    except keys.CannotUnwrap as error:
        raise Damaged(
            id,
            f"The key of the stored file {id} was changed or belongs to another file. "
            "Restore its row from a backup.",
        ) from error
    key = tink.proto_keyset_format.parse(clear_key, secret_key_access.TOKEN)
    try:
        plaintext = _Plaintext(id, path, key.primitive(streaming_aead.StreamingAead))
    except FileNotFoundError as error:
        raise Damaged(id, f"The stored file {id} is missing. Restore it from a backup.") from error
    except OSError as error:
        raise Damaged(
            id,
            f"The stored file {id} cannot be opened: {error.strerror}. "
            "Check the disk and the rights on its folder.",
        ) from error
    return io.BufferedReader(plaintext)


def read_all(id: UUID, wrapped_key: bytes | memoryview) -> bytes:
    with open(id, wrapped_key) as plaintext:
        return plaintext.read()


def check(id: UUID, sha256: str, wrapped_key: bytes | memoryview) -> None:
    """Read the whole file again. Raises `Damaged`, naming the id, if a single bit differs."""
    with open(id, wrapped_key) as plaintext:
        found = hashlib.file_digest(plaintext, "sha256").hexdigest()
    if found != sha256:
        raise Damaged(
            id,
            f"The stored file {id} can be read but is not the file that was received: "
            "its SHA-256 differs. Restore its row and the file from a backup.",
        )


def remove(id: UUID) -> None:
    """Delete the file for good; nothing happens if it is already gone."""
    path = path_of(id)
    try:
        path.unlink()
    except FileNotFoundError:
        return
    _sync_folder(path.parent)


def all_ids() -> Iterator[UUID]:
    """The ids of all files in place, in no particular order, whether or not a row knows them."""
    for path in folder().glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*"):
        try:
            id = UUID(path.name)
        except ValueError:
            continue
        if path == path_of(id):
            yield id


def clear_incoming(older_than: timedelta) -> int:
    """Delete what interrupted uploads left behind that long ago; return how many there were.

    `older_than` must exceed the longest upload, because a file still being written looks the same.
    """
    before = time.time() - older_than.total_seconds()
    cleared = 0
    for path in _incoming().glob("*.part"):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < before:
                path.unlink()
                cleared += 1
    return cleared


def _incoming() -> Path:
    return folder() / "incoming"


def _encrypt(
    stream: BinaryIO, partial: Path, *, id: UUID, key: tink.KeysetHandle, limit: int
) -> tuple[str, int]:
    primitive = key.primitive(streaming_aead.StreamingAead)
    digest = hashlib.sha256()
    size = 0
    with _plain_sentences():
        destination = _Destination(partial)
    with destination:
        with _plain_sentences(destination):
            sink = primitive.new_encrypting_stream(cast(BinaryIO, destination), id.bytes)
        while chunk := stream.read(_SEGMENT):
            size += len(chunk)
            if size > limit:
                raise TooLarge(
                    f"The file is larger than the {_readable(limit)} that one file may have. "
                    "Split it into parts and send them one by one."
                )
            digest.update(chunk)
            with _plain_sentences(destination):
                sink.write(chunk)
        with _plain_sentences(destination):
            sink.close()
            destination.sync()
    return digest.hexdigest(), size


def _put_in_place(partial: Path, path: Path) -> None:
    _make_folder(path.parent)
    partial.rename(path)
    try:
        _sync_folder(path.parent)
    except OSError:
        with suppress(OSError):
            path.unlink()
        raise


def _make_folder(path: Path) -> None:
    """Create `path` and its parents so that the new names survive a power cut as well."""
    if path.is_dir():
        return
    _make_folder(path.parent)
    path.mkdir(mode=0o700, exist_ok=True)
    _sync_folder(path.parent)


def _sync_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _readable(size: int) -> str:
    for unit, name in ((10**9, "GB"), (10**6, "MB"), (10**3, "kB")):
        if size >= unit:
            return f"{size / unit:.3g} {name}"
    return f"{size} bytes"


@contextmanager
def _plain_sentences(destination: "_Destination | None" = None) -> Iterator[None]:
    """Turn what the operating system says into `DiskFull` or `NotKept`."""
    try:
        yield
    except (OSError, tink.TinkError) as error:
        # Tink passes on only the text of a failed write; the destination has the error itself.
        cause = destination.error if destination and destination.error else error
        raise refusal_of(cause) from cause


def refusal_of(error: Exception) -> StoreError:
    """The sentence for whoever sends a file, of an error that the disk made while it was written."""
    if isinstance(error, OSError) and error.errno in _FULL:
        return DiskFull(
            "The file was not kept because the disk of the server is full. "
            "Keep the original, tell whoever looks after the server, and send it again later."
        )
    return NotKept(
        "The file was not kept because the disk of the server reported a fault. "
        "Keep the original, tell whoever looks after the server, and send it again later."
    )


class _Destination(io.RawIOBase):
    """The new file on disk. Tink may close it, but the descriptor stays open until it is synced."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self.error: OSError | None = None

    def __enter__(self) -> "_Destination":
        return self

    def __exit__(self, *error: object) -> None:
        os.close(self._descriptor)
        self._descriptor = -1

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        if self._descriptor < 0:
            # Tink's writer flushes when it is thrown away after a failure, when no file is left.
            return len(data)
        try:
            return os.write(self._descriptor, data)
        except OSError as error:
            self.error = error
            raise

    def sync(self) -> None:
        os.fsync(self._descriptor)


class _Plaintext(io.RawIOBase):
    """Blocks of plaintext, decrypted in order by Tink and remembered for seeking."""

    def __init__(self, id: UUID, path: Path, primitive: streaming_aead.StreamingAead) -> None:
        super().__init__()
        self._id = id
        self._path = path
        self._primitive = primitive
        self._blocks: OrderedDict[int, bytes] = OrderedDict()
        self._position = 0
        self._source = path.open("rb")
        stored = os.fstat(self._source.fileno()).st_size
        self._size = stored - _HEADER - _TAG * max(1, -(-stored // _SEGMENT))
        self._start()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._size}[whence]
        if start + offset < 0:
            raise ValueError(f"negative seek position {start + offset}")
        self._position = start + offset
        return self._position

    def readinto(self, buffer: Any) -> int:
        target = memoryview(buffer).cast("B")
        block, inside = divmod(self._position, _BLOCK)
        piece = memoryview(self._block(block))[inside : inside + len(target)]
        target[: len(piece)] = piece
        self._position += len(piece)
        return len(piece)

    def close(self) -> None:
        if not self.closed:
            self._blocks.clear()
            self._source.close()
        super().close()

    def _start(self) -> None:
        self._source.seek(0)
        self._next = 0
        self._ended = False
        self._stream = self._primitive.new_decrypting_stream(
            cast(BinaryIO, _Ciphertext(self._source)), self._id.bytes
        )

    def _block(self, number: int) -> bytes:
        if number in self._blocks:
            self._blocks.move_to_end(number)
            return self._blocks[number]
        if number < self._next:
            self._start()
        data = b""
        while self._next <= number and not self._ended:
            data = self._decrypt_next()
        return data if self._next == number + 1 else b""

    def _decrypt_next(self) -> bytes:
        try:
            data: bytes = self._stream.read(_BLOCK)
        except tink.TinkError as error:
            raise Damaged(
                self._id,
                f"The stored file {self._id} was changed since it was kept, or its disk "
                "is failing. Restore it from a backup.",
            ) from error
        self._ended = len(data) < _BLOCK
        self._blocks[self._next] = data
        self._next += 1
        while len(self._blocks) > _REMEMBERED_BLOCKS:
            self._blocks.popitem(last=False)
        return data


class _Ciphertext(io.RawIOBase):
    """Lets Tink read the file without closing it, so that a seek back can start again."""

    def __init__(self, source: BinaryIO) -> None:
        super().__init__()
        self._source = source

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        return self._source.read(size)
