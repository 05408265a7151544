"""One spelling for the JSON of a published version or release, so that its digest is the same everywhere."""

import hashlib
import json
import unicodedata
from typing import Any


def canonical(content: Any) -> bytes:
    """`content` as JSON: keys sorted, text in NFC, UTF-8, no spaces.

    Raises `ValueError` for what has no single spelling: a number that is not finite, half of a
    surrogate pair, two keys that are the same in NFC, a key that is not text.
    """
    text = json.dumps(
        _normal(content),
        ensure_ascii=False,
        allow_nan=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return text.encode()


def digest(content: Any) -> str:
    """SHA-256 of `canonical(content)`, 64 hexadecimal digits."""
    return hashlib.sha256(canonical(content)).hexdigest()


def _normal(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list | tuple):
        return [_normal(item) for item in value]
    if isinstance(value, dict):
        normal: dict[str, Any] = {}
        for key, item in value.items():
            if not isinstance(key, str):
                raise ValueError(f"Keys must be text, not {key!r}.")
            name = unicodedata.normalize("NFC", key)
            if name in normal:
                raise ValueError(f"The key {name!r} occurs twice.")
            normal[name] = _normal(item)
        return normal
    return value
