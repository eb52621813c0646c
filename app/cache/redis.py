"""The shared store and the leases of flights. Away means: a miss, nothing kept, nobody to wait for."""

from __future__ import annotations

from app.cache.store import MemoryStore
from app.keyvalue.link import PREFIX, Away, Link
from app.keyvalue.wire import Refusal, Reply

NEAR_S = 30.0
_RELEASE = b"if redis.call('GET',KEYS[1])==ARGV[1] then return redis.call('DEL',KEYS[1]) end return 0"


class RedisStore:
    """Sealed answers under `chaeum:a:<key>`, leases under `chaeum:l:<key>`."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def at_hand(self, key: bytes) -> bytes | None:
        return None

    async def get(self, key: bytes) -> bytes | None:
        try:
            [value] = await self._link.ask((b"GET", answer_key(key)), again=True)
        except Away:
            return None
        return as_bytes(value)

    async def put(self, key: bytes, value: bytes, ttl_s: float) -> None:
        if ttl_s <= 0:
            return
        try:
            await self._link.ask((b"SET", answer_key(key), value, b"PX", max(1, int(ttl_s * 1000))), again=True)
        except Away:
            return

    async def delete(self, key: bytes) -> None:
        try:
            await self._link.ask((b"DEL", answer_key(key)), again=True)
        except Away:
            return

    async def look_or_lead(self, key: bytes, token: bytes, lease_s: float) -> tuple[bytes | None, bool]:
        # The lease first: were the value looked for first, a leader that ends in between would be missed.
        claim = (b"SET", lease_key(key), token, b"NX", b"PX", int(lease_s * 1000))
        claimed, value = await self._link.ask(claim, (b"GET", answer_key(key)))
        if isinstance(claimed, Refusal):
            raise Away(claimed.code)
        return as_bytes(value), claimed is not None

    async def renew(self, key: bytes, lease_s: float) -> None:
        try:
            await self._link.ask((b"PEXPIRE", lease_key(key), int(lease_s * 1000)), again=True)
        except Away:
            return

    async def release(self, key: bytes, token: bytes) -> None:
        try:
            await self._link.ask((b"EVAL", _RELEASE, 1, lease_key(key), token), again=True)
        except Away:
            return


class NearStore:
    """A store in this process before the shared one: what was seen lately needs no round trip, nor Redis at all."""

    def __init__(self, far: RedisStore, near: MemoryStore, near_s: float = NEAR_S) -> None:
        self.near = near
        self._far = far
        self._near_s = near_s

    def at_hand(self, key: bytes) -> bytes | None:
        return self.near.at_hand(key)

    async def get(self, key: bytes) -> bytes | None:
        value = self.near.at_hand(key)
        if value is None and (value := await self._far.get(key)) is not None:
            self.near.lay(key, value, self._near_s)
        return value

    async def put(self, key: bytes, value: bytes, ttl_s: float) -> None:
        self.near.lay(key, value, min(ttl_s, self._near_s))
        await self._far.put(key, value, ttl_s)

    async def delete(self, key: bytes) -> None:
        self.near.drop(key)
        await self._far.delete(key)


def answer_key(key: bytes) -> bytes:
    """Where an answer lies."""
    return PREFIX + b"a:" + key.hex().encode()


def lease_key(key: bytes) -> bytes:
    """Where the lease of its making lies."""
    return PREFIX + b"l:" + key.hex().encode()


def as_bytes(reply: Reply) -> bytes | None:
    """A value, or None for none and for an error reply."""
    return reply if isinstance(reply, bytes) else None
