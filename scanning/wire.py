"""How the reading child and its parent talk: frames of JSON and raw bytes, never anything that could run as code."""

import json
import socket
import struct
import time
from typing import Any

_HEAD = struct.Struct(">IQ")
MOST_JSON = 64 * 1024 * 1024

Message = dict[str, Any]


class Closed(Exception):
    """The other side is gone, or sends what no honest side would."""


def send(
    connection: socket.socket, message: Message, payload: bytes = b"", *, handle: int | None = None
) -> None:
    """One frame. With `handle` an open file goes along, which the other side receives as its own."""
    text = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
    head = _HEAD.pack(len(text), len(payload))
    if handle is None:
        connection.sendall(head)
    else:
        socket.send_fds(connection, [head], [handle])
    connection.sendall(text)
    connection.sendall(payload)


def receive(
    connection: socket.socket, *, most: int, until: float | None = None
) -> tuple[Message, bytes]:
    """The next frame, whose payload has at most `most` bytes.

    Raises `Closed`, and `TimeoutError` if it has not come by `until` on the monotonic clock.
    """
    text, payload = _HEAD.unpack(_exactly(connection, _HEAD.size, until))
    return _message(connection, text, payload, most, until)


def receive_with_file(connection: socket.socket) -> tuple[Message, int | None]:
    """The next frame, which has no payload, and the file that came along, if any."""
    head, handles, _, _ = socket.recv_fds(connection, _HEAD.size, 1)
    head += _exactly(connection, _HEAD.size - len(head), None)
    text, payload = _HEAD.unpack(head)
    message, _ = _message(connection, text, payload, 0, None)
    return message, handles[0] if handles else None


def _message(
    connection: socket.socket, text: int, payload: int, most: int, until: float | None
) -> tuple[Message, bytes]:
    if text > MOST_JSON or payload > most:
        raise Closed
    try:
        message = json.loads(_exactly(connection, text, until))
    except (ValueError, RecursionError) as why:
        raise Closed from why
    if not isinstance(message, dict):
        raise Closed
    return message, _exactly(connection, payload, until)


def _exactly(connection: socket.socket, count: int, until: float | None) -> bytes:
    data = bytearray(count)
    view = memoryview(data)
    have = 0
    while have < count:
        if until is not None:
            left = until - time.monotonic()
            if left <= 0:
                raise TimeoutError
            connection.settimeout(left)
        try:
            got = connection.recv_into(view[have:], min(count - have, 1 << 20))
        except ConnectionError as why:
            raise Closed from why
        if got == 0:
            raise Closed
        have += got
    return bytes(data)
