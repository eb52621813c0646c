"""A kept answer as it lies in a store: encrypted and authenticated (AES-256-GCM), bound to its key, with its own times.

    version (1 byte) · nonce (12) · AES-GCM( created · fresh until · stale until · body ), the key as associated data

Quotes in an answer are a user's text, so nothing of it stands anywhere in clear. A value that was written under another
secret, another version or another key does not open; that is a miss.
"""

from __future__ import annotations

import hmac
import os
import struct
from collections.abc import Callable
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FORMAT = b"\x01"
MAX_BYTES = 64 * 1024
_TIMES = struct.Struct(">ddd")
_NONCE = 12


class Kept(NamedTuple):
    """An answer that was kept: seconds since the epoch, and the bytes."""

    created: float
    fresh_until: float
    stale_until: float
    body: bytes


class Sealer:
    """Seals and opens with a key derived from CACHE_SECRET."""

    def __init__(self, secret: bytes, nonce: Callable[[int], bytes] = os.urandom) -> None:
        self._cipher = AESGCM(hmac.digest(secret, b"chaeum cache value", "sha256"))
        self._nonce = nonce

    def seal(self, key: bytes, kept: Kept) -> bytes | None:
        """The bytes to store, or None when they would be more than MAX_BYTES."""
        if len(kept.body) > MAX_BYTES - 128:
            return None
        nonce = self._nonce(_NONCE)
        plain = _TIMES.pack(kept.created, kept.fresh_until, kept.stale_until) + kept.body
        return FORMAT + nonce + self._cipher.encrypt(nonce, plain, key)

    def open(self, key: bytes, sealed: bytes) -> Kept | None:
        """What was sealed under this key, or None: foreign, damaged, or of another time."""
        if sealed[:1] != FORMAT or len(sealed) < 1 + _NONCE + 16 + _TIMES.size:
            return None
        inside = memoryview(sealed)
        try:
            plain = self._cipher.decrypt(inside[1 : 1 + _NONCE], inside[1 + _NONCE :], key)
        except InvalidTag:
            return None
        created, fresh_until, stale_until = _TIMES.unpack_from(plain)
        return Kept(created, fresh_until, stale_until, plain[_TIMES.size :])
