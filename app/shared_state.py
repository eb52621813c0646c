"""What the pods of this service share, or what one process keeps where there is no Redis; built from the settings.

REDIS_URL set     quotas exact over all pods · answers and flights shared · this pod's share while Redis is away
REDIS_URL unset   quotas exact in this process, a part of every limit for each of REPLICAS · answers in memory
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

from app.cache.kept import KeptAnswers
from app.cache.redis import NearStore, RedisStore
from app.cache.sealed import Sealer
from app.cache.store import MemoryStore
from app.keyvalue.address import connector
from app.keyvalue.link import Link, said
from app.quota.memory import MemoryQuotas
from app.quota.pods import Pods
from app.quota.port import Mode, Quotas
from app.quota.redis import RedisQuotas
from app.settings import Settings


@dataclass(frozen=True, slots=True)
class SharedState:
    """Quotas and answers, and the link beneath them if there is one. `secret` also makes the keys of answers."""

    quotas: Quotas
    cache: KeptAnswers
    secret: bytes
    link: Link | None = None
    pods: Pods | None = None

    @property
    def mode(self) -> Mode:
        """Who counts quotas now."""
        return self.quotas.mode

    async def start(self) -> None:
        """Connect; returns soon also when Redis is away."""
        if self.link is not None and self.pods is not None:
            await self.link.start()
            await self.pods.start()

    async def aclose(self) -> None:
        """Let what is being written arrive, then close."""
        await self.cache.flights.aclose()
        await self.quotas.aclose()
        if self.link is not None and self.pods is not None:
            await self.pods.aclose()
            await self.link.aclose()


def open_shared_state(settings: Settings, changed: Callable[[bool, str], None] = said) -> SharedState:
    """Nothing connects yet. Raises ConfigurationError for an address that cannot be read."""
    # Without Redis nothing outlives the process, and neither need its secret.
    secret = settings.cache_secret.get_secret_value().encode() if settings.cache_secret else os.urandom(32)
    if settings.redis_url is None:
        quotas = MemoryQuotas(pods=lambda: settings.replicas)
        return SharedState(quotas, KeptAnswers(MemoryStore(), Sealer(secret)), secret)
    link = Link(connector(settings.redis_url.get_secret_value()), changed=changed)
    pods = Pods(link, settings.replicas)
    store = RedisStore(link)
    near = NearStore(store, MemoryStore(), settings.near_cache_s) if settings.near_cache_s else store
    cache = KeptAnswers(near, Sealer(secret), store)
    return SharedState(RedisQuotas(link, lambda: pods.count), cache, secret, link, pods)


def limits_told(settings: Settings) -> str:
    """Who keeps count, in words for a person."""
    if settings.redis_url is not None:
        return "quotas and answers: shared through Redis"
    share = f", each pod 1/{settings.replicas} of every limit" if settings.replicas > 1 else ""
    return f"quotas and answers: in this process only (no REDIS_URL){share}"
