"""Where sealed answers lie. A store never raises: what it cannot give is a miss, what it cannot take is dropped."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Protocol

MOST_ENTRIES = 1000
MOST_BYTES = 16 * 1024 * 1024


class Store(Protocol):
    """Bytes by key, for a while."""

    def at_hand(self, key: bytes) -> bytes | None:
        """What `get` would give without asking another process, or None."""
        ...

    async def get(self, key: bytes) -> bytes | None:
        """What was put and has not run out, or None."""
        ...

    async def put(self, key: bytes, value: bytes, ttl_s: float) -> None:
        """Keep `value` for at most `ttl_s` seconds."""
        ...

    async def delete(self, key: bytes) -> None:
        """Forget it."""
        ...


class Leases(Protocol):
    """Who makes an answer while the others, in all pods, wait for it."""

    async def look_or_lead(self, key: bytes, token: bytes, lease_s: float) -> tuple[bytes | None, bool]:
        """The value if it is there now, and whether `token` holds the lease now.

        Raises Away when nobody can say.
        """
        ...

    async def renew(self, key: bytes, lease_s: float) -> None:
        """The holder is still at it."""
        ...

    async def release(self, key: bytes, token: bytes) -> None:
        """The holder is done; somebody else's lease stays."""
        ...


class MemoryStore:
    """The latest answers of this process: at most `entries` of them and `most_bytes` together."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        *,
        entries: int = MOST_ENTRIES,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self._clock = clock
        self._entries = entries
        self._most_bytes = most_bytes
        self._kept: OrderedDict[bytes, tuple[float, bytes]] = OrderedDict()
        self.bytes = 0

    def at_hand(self, key: bytes) -> bytes | None:
        """`get` without waiting."""
        found = self._kept.get(key)
        if found is None:
            return None
        if found[0] <= self._clock():
            self.drop(key)
            return None
        self._kept.move_to_end(key)
        return found[1]

    def lay(self, key: bytes, value: bytes, ttl_s: float) -> None:
        """`put` without waiting."""
        self.drop(key)
        if ttl_s <= 0:
            return
        self._kept[key] = (self._clock() + ttl_s, value)
        self.bytes += len(value)
        while len(self._kept) > self._entries or self.bytes > self._most_bytes:
            _, (_, gone) = self._kept.popitem(last=False)
            self.bytes -= len(gone)

    def drop(self, key: bytes) -> None:
        """`delete` without waiting."""
        found = self._kept.pop(key, None)
        if found is not None:
            self.bytes -= len(found[1])

    async def get(self, key: bytes) -> bytes | None:
        return self.at_hand(key)

    async def put(self, key: bytes, value: bytes, ttl_s: float) -> None:
        self.lay(key, value, ttl_s)

    async def delete(self, key: bytes) -> None:
        self.drop(key)
