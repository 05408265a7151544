"""How the reading child and its parent talk: a frame of JSON and raw bytes, never anything that could run as code."""

import json
import struct
from typing import Any, BinaryIO

_HEAD = struct.Struct(">IQ")
MOST_JSON = 64 * 1024 * 1024
MOST_BYTES = 256 * 1024 * 1024


class Closed(Exception):
    """The other side is gone."""


def pack(message: dict[str, Any], payload: bytes = b"") -> bytes:
    text = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
    return _HEAD.pack(len(text), len(payload)) + text + payload


def head(data: bytes) -> tuple[int, int]:
    """Lengths of JSON and payload. Raises `Closed` for lengths that no honest side sends."""
    text, payload = _HEAD.unpack(data)
    if text > MOST_JSON or payload > MOST_BYTES:
        raise Closed
    return text, payload


HEAD_SIZE = _HEAD.size


def receive(stream: BinaryIO) -> tuple[dict[str, Any], bytes]:
    text, payload = head(_exactly(stream, HEAD_SIZE))
    return json.loads(_exactly(stream, text)), _exactly(stream, payload)


def _exactly(stream: BinaryIO, count: int) -> bytes:
    parts = []
    while count:
        part = stream.read(count)
        if not part:
            raise Closed
        parts.append(part)
        count -= len(part)
    return b"".join(parts)
