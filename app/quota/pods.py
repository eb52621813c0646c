"""How many pods share the limits: each says every few seconds that it lives, on Redis' clock."""

from __future__ import annotations

import asyncio
import secrets

from app.keyvalue.link import PREFIX, Away, Link
from app.keyvalue.wire import Refusal

EVERY_S = 2.0
_KEY = PREFIX + b"pods"
_SCRIPT = b"""
local t=redis.call('TIME'); local now=t[1]*1000+math.floor(t[2]/1000)
redis.call('ZADD',KEYS[1],now,ARGV[1]); redis.call('ZREMRANGEBYSCORE',KEYS[1],'-inf',now-ARGV[2])
redis.call('PEXPIRE',KEYS[1],ARGV[2]); return redis.call('ZCARD',KEYS[1])
"""
_LIFE_MS = 10_000


class Pods:
    """`count` is what was last seen; before anything was seen it is what the settings say."""

    def __init__(self, link: Link, configured: int) -> None:
        self._link = link
        self._name = secrets.token_hex(8)
        self._task: asyncio.Task[None] | None = None
        self.count = configured

    async def beat(self) -> None:
        """Say once that this pod lives, and hear how many do. While Redis is away the last number stays."""
        try:
            [alive] = await self._link.ask((b"EVAL", _SCRIPT, 1, _KEY, self._name, _LIFE_MS), again=True)
        except Away:
            return
        if not isinstance(alive, Refusal):
            self.count = max(1, int(alive))

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
