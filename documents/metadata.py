"""What a camera writes beside the picture (where it was taken, with what, when) taken out of JPEG and PNG bytes.

Nothing is decoded: whole segments are left out, and the picture's own bytes stay as they are. Which way up it is
stays, or a phone's picture would lie on its side.
"""

import struct

_JPEG = b"\xff\xd8"
_PNG = b"\x89PNG\r\n\x1a\n"
# JFIF (0), ICC colours (2) and Adobe's colour transform (14) say how to show it; the others say whatever they like.
_KEPT_SEGMENTS = {0xE0, 0xE2, 0xEE}
_LEFT_OUT_CHUNKS = {b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"}


def without_metadata(data: bytes) -> bytes:
    """`data` without what tells of place, time and camera; the very same bytes where there is nothing of the kind."""
    if data.startswith(_JPEG):
        return _jpeg(data)
    if data.startswith(_PNG):
        return _png(data)
    return data


def _jpeg(data: bytes) -> bytes:
    parts, at, orientation = [_JPEG], 2, 1
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == 0xDA:
            break
        size = struct.unpack(">H", data[at + 2 : at + 4])[0]
        segment = data[at : at + 2 + size]
        if marker == 0xE1 and segment[4:10] == b"Exif\0\0":
            orientation = _orientation(segment[10:])
        is_described = 0xE0 <= marker <= 0xEF or marker == 0xFE
        if not is_described or marker in _KEPT_SEGMENTS:
            parts.append(segment)
        at += 2 + size
    rest = data[at:]
    # Phones append further pictures, each with a description of its own, behind the end of the first.
    end = rest.rfind(b"\xff\xd9") if rest.count(b"\xff\xd8\xff") == 0 else rest.find(b"\xff\xd9")
    parts.append(rest[: end + 2] if end >= 0 else rest)
    if orientation != 1:
        parts.insert(1, _only_orientation(orientation))
    return b"".join(parts)


def _orientation(tiff: bytes) -> int:
    """EXIF's number for which way up the picture is; 1 where it says nothing sensible."""
    try:
        order = {b"II": "<", b"MM": ">"}[tiff[:2]]
        (start,) = struct.unpack(order + "I", tiff[4:8])
        (count,) = struct.unpack(order + "H", tiff[start : start + 2])
        for entry in range(min(count, 200)):
            at = start + 2 + 12 * entry
            tag, _, _, value = struct.unpack(order + "HHIH", tiff[at : at + 10])
            if tag == 0x0112:
                return value if 1 <= value <= 8 else 1
    except (KeyError, struct.error):
        pass
    return 1


def _only_orientation(orientation: int) -> bytes:
    tiff = b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, 0x0112, 3, 1, orientation, 0, 0)
    body = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _png(data: bytes) -> bytes:
    parts, at = [_PNG], len(_PNG)
    while at + 12 <= len(data):
        (size,) = struct.unpack(">I", data[at : at + 4])
        chunk = data[at : at + 12 + size]
        if chunk[4:8] not in _LEFT_OUT_CHUNKS:
            parts.append(chunk)
        at += 12 + size
        if chunk[4:8] == b"IEND":
            break
    return b"".join(parts)
