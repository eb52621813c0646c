"""How many pods share the limits, and whether Redis keeps what it was told to keep.

Each pod says every few seconds that it lives, on Redis' clock. With it goes a look at a key that is meant to stay as
long as a count that nobody used for an hour: when it is gone although Redis never was, Redis evicts keys that quotas
need. Then its maxmemory-policy is wrong (volatile-ttl evicts answers before counts) or its memory too small; that is an
alarm.
"""

from __future__ import annotations

import asyncio
import secrets

import structlog

from app.keyvalue.link import PREFIX, Away, Link
from app.keyvalue.wire import Refusal

log = structlog.get_logger("chaeum")
EVERY_S = 2.0
_LIFE_MS = 10_000
_CANARY_S, _OLD_S = 172_800, 3600
"""It lives as long as take.lua keeps a log; a look does not count as a use, renewing it once an hour does."""
_PODS, _CANARY = PREFIX + b"pods", PREFIX + b"canary"
_SCRIPT = b"""
local t=redis.call('TIME'); local now=t[1]*1000+math.floor(t[2]/1000)
redis.call('ZADD',KEYS[1],now,ARGV[1]); redis.call('ZREMRANGEBYSCORE',KEYS[1],'-inf',now-ARGV[2])
redis.call('PEXPIRE',KEYS[1],ARGV[2])
local left=redis.call('TTL',KEYS[2])
if left<ARGV[3]-ARGV[4] then redis.call('SET',KEYS[2],'1','EX',ARGV[3]) end
return {redis.call('ZCARD',KEYS[1]),left<0 and 1 or 0,redis.call('TTL',KEYS[2])}
"""


class Pods:
    """`count` is what was last seen; before anything was seen it is what the settings say. `evictions` counts alarms."""

    def __init__(self, link: Link, configured: int) -> None:
        self._link = link
        self._name = secrets.token_hex(8)
        self._task: asyncio.Task[None] | None = None
        self._canary_s = 0
        self.count = configured
        self.evictions = 0
        link.watch(self._link_changed)

    async def beat(self) -> None:
        """Say once that this pod lives, and hear how many do. While Redis is away the last number stays."""
        words = (_PODS, _CANARY, self._name, _LIFE_MS, _CANARY_S, _OLD_S)
        try:
            [said] = await self._link.ask((b"EVAL", _SCRIPT, 2, *words), again=True)
        except Away:
            return
        if isinstance(said, Refusal):
            return
        alive, new, left_s = said
        self.count = max(1, alive)
        # Nearly at its end it may just have run out.
        if new and self._canary_s > 10 * EVERY_S:
            self.evictions += 1
            log.error("redis evicts keys that quotas need", advice="maxmemory-policy volatile-ttl, or more memory")
        self._canary_s = left_s

    def _link_changed(self, here: bool, _reason: str) -> None:
        if not here:
            self._canary_s = 0  # a server that was away may have come back empty

    async def start(self) -> None:
        """Keep saying so until closed."""
        await self.beat()
        self._task = asyncio.create_task(self._go_on())

    async def aclose(self) -> None:
        """Stop; the others forget this pod within seconds."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _go_on(self) -> None:
        while True:
            await asyncio.sleep(EVERY_S)
            await self.beat()
