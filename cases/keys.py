"""The installation's key, and small secrets wrapped by it.

`KINFILE_KEY` is never used directly: every purpose has a key of its own derived from it, so that
what is wrapped for one purpose cannot be passed off as another. Each function takes another key than
the one in use, for changing it.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

KEY_BYTES = 32
_FORMAT = b"\x01"
_FINGERPRINT_BYTES = 4
_NONCE_BYTES = 12


class CannotUnwrap(Exception):
    """The wrapped secret was changed, or belongs to something else."""


class WrongKey(CannotUnwrap):
    """The secret was wrapped with another installation key than the one in use."""


def installation_key() -> bytes:
    """The 32 bytes of `settings.KINFILE_KEY`. Raises `ImproperlyConfigured` for anything else."""
    key = getattr(settings, "KINFILE_KEY", b"")
    if not isinstance(key, bytes) or len(key) != KEY_BYTES:
        raise ImproperlyConfigured(
            f"KINFILE_KEY must be exactly {KEY_BYTES} bytes. "
            "Set KINFILE_KEY or KINFILE_KEY_FILE to the key this installation was started with."
        )
    return key


def derive(purpose: str, *, key: bytes | None = None) -> bytes:
    """32 bytes for one `purpose`, always the same for the same installation key."""
    kdf = HKDF(SHA256(), length=KEY_BYTES, salt=None, info=b"kinfile " + purpose.encode())
    return kdf.derive(installation_key() if key is None else key)


def wrap(secret: bytes, *, purpose: str, context: bytes, key: bytes | None = None) -> bytes:
    """`secret` encrypted so that only this installation, purpose and `context` can open it.

    Shape: format byte, fingerprint of the key, nonce, AES-256-GCM ciphertext with its tag.
    """
    head = _FORMAT + _fingerprint(purpose, key)
    nonce = os.urandom(_NONCE_BYTES)
    return head + nonce + AESGCM(derive(purpose, key=key)).encrypt(nonce, secret, head + context)


def unwrap(
    wrapped: bytes | memoryview, *, purpose: str, context: bytes, key: bytes | None = None
) -> bytes:
    """The secret that `wrap` was given. Raises `WrongKey` or `CannotUnwrap`."""
    head_length = len(_FORMAT) + _FINGERPRINT_BYTES
    packed = bytes(wrapped)
    head, body = packed[:head_length], packed[head_length:]
    if head[:1] != _FORMAT or len(body) <= _NONCE_BYTES:
        raise CannotUnwrap("The wrapped key is not in a known form.")
    if head[1:] != _fingerprint(purpose, key):
        raise WrongKey("It was wrapped with another installation key.")
    nonce, ciphertext = body[:_NONCE_BYTES], body[_NONCE_BYTES:]
    try:
        return AESGCM(derive(purpose, key=key)).decrypt(nonce, ciphertext, head + context)
    except InvalidTag as error:
        raise CannotUnwrap("The wrapped key was changed or belongs to something else.") from error


def _fingerprint(purpose: str, key: bytes | None) -> bytes:
    return derive(f"{purpose} fingerprint", key=key)[:_FINGERPRINT_BYTES]
