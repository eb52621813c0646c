"""What one process has of Redis, driven as requests drive it: quota and cache in one go, a settlement afterwards."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from app.cache.kept import KeptAnswers, Made
from app.cache.redis import RedisStore
from app.cache.sealed import Sealer
from app.keyvalue.address import connector
from app.keyvalue.link import Link
from app.keyvalue.started import Started
from app.quota.limits import Allowance, Cost, Limit
from app.quota.port import Granted, Refused
from app.quota.redis import RedisQuotas

KEY = b"k" * 32
LOOSE = Allowance(
    "q:{loose}", [Limit("day", "w", "requests", 1_000_000, 86_400), Limit("tokens", "w", "tokens", 10**9, 86_400)]
)


@dataclass
class Pod:
    """What one process has of Redis."""

    link: Link
    quotas: RedisQuotas
    store: RedisStore
    answers: KeptAnswers
    changes: list[tuple[float, bool]] = field(default_factory=list)
    took: list[tuple[float, float]] = field(default_factory=list)
    modes: list[str] = field(default_factory=list)

    async def request(self, key: bytes = KEY) -> Granted | Refused:
        """One request's worth of Redis: quota, cache, settlement."""
        began = time.monotonic()
        looking = Started(self.answers.look(key))
        said = await self.quotas.take(LOOSE, Cost(tokens=100))
        await looking
        assert isinstance(said, Granted)
        await self.quotas.settle(said.held, Cost(tokens=10))
        self.took.append((began, time.monotonic() - began))
        self.modes.append(said.held.mode)
        return said

    async def load(self, seconds: float, per_second: int = 100) -> None:
        """So many requests a second, whether or not the earlier ones are done; every one must succeed."""
        loop, tasks = asyncio.get_running_loop(), []
        began = loop.time()
        for n in range(int(seconds * per_second)):
            await asyncio.sleep(began + n / per_second - loop.time())
            tasks.append(asyncio.create_task(self.request()))
        await asyncio.gather(*tasks)

    def p99(self) -> float:
        return sorted(took for _, took in self.took)[int(len(self.took) * 0.99) - 1]


@contextlib.asynccontextmanager
async def pod(url: str, pods: int = 1) -> AsyncIterator[Pod]:
    changes: list[tuple[float, bool]] = []
    link = Link(connector(url), changed=lambda here, _: changes.append((time.monotonic(), here)))
    quotas = RedisQuotas(link, pods=lambda: pods)
    await link.start()
    store = RedisStore(link)
    made = Pod(link, quotas, store, KeptAnswers(store, Sealer(b"secret"), store), changes)
    try:
        yield made
    finally:
        await quotas.aclose()
        await link.aclose()


async def until(condition: object, seconds: float = 2.0) -> float:
    """How long it took until it held."""
    began = time.monotonic()
    while not condition():  # type: ignore[operator]
        assert time.monotonic() - began < seconds, "it never came"
        await asyncio.sleep(0.005)
    return time.monotonic() - began


async def answer() -> Made:
    """What a model says."""
    return Made(b"answer")
