"""API keys: `kk_<id>_<32 random bytes, base64url>`. Shown once; stored is their SHA-256.

A fast hash is right here: the secret has 256 random bits, so there is nothing to guess. The id finds the key without
comparing secrets; the comparison itself takes the same time for a known and an unknown id.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Callable
from typing import NamedTuple

PATTERN = re.compile(r"kk_([a-z0-9]{8,32})_([A-Za-z0-9_-]{43})")
LONGEST = 128
DUMMY_HASH = hashlib.sha256(b"no client has this key").hexdigest()


class NewKey(NamedTuple):
    """A key that was just made: `secret` is for its owner's eyes, once."""

    id: str
    secret: str
    sha256: str


def new_key(random_bytes: Callable[[int], bytes]) -> NewKey:
    """A new key out of the given randomness (`secrets.token_bytes`)."""
    name = random_bytes(5).hex()
    secret = f"kk_{name}_{base64.urlsafe_b64encode(random_bytes(32)).rstrip(b'=').decode()}"
    return NewKey(name, secret, hash_of(secret))


def hash_of(secret: str) -> str:
    """What is stored of a key."""
    return hashlib.sha256(secret.encode()).hexdigest()


def id_of(secret: str) -> str | None:
    """The id within a key, or None for what is no key of ours."""
    head, _, rest = secret.partition("_")
    name, separator, _ = rest.partition("_")
    return name if head == "kk" and separator and len(secret) <= LONGEST else None


def matches(secret: str, sha256: str) -> bool:
    """Whether `secret` is the key with this hash; in constant time."""
    return hmac.compare_digest(hash_of(secret[:LONGEST]), sha256)
