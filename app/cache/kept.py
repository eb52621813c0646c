"""The cache that requests meet: a fresh answer, one that others are making, or a new one, and how long it lives.

    answer ─▶ kept and fresh? ─▶ HIT
           ─▶ flight ─▶ make ─▶ keep ─▶ MISS, or SHARED for those who waited
                            └ fails, or only a fallback answered ─▶ what is kept, though stale ─▶ HIT

Errors are never kept. An answer that a fallback gave lives 30 s at most and never becomes stale.
"""

from __future__ import annotations

import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal

from app.cache.directives import Directives
from app.cache.flights import Flights
from app.cache.sealed import Kept, Sealer
from app.cache.store import Leases, Store
from app.errors import Problem

DEGRADED_S = 27.0
"""With the jitter never more than 30 s."""
STALE_S = 86_400.0
JITTER = 0.10
State = Literal["hit", "miss", "shared", "off"]


@dataclass(frozen=True, slots=True)
class Made:
    """A new answer as bytes. `degraded`: nobody but a fallback answered, so that a stale answer is better.

    `brief`: not by the model that was meant to answer; `under` is then the key of the one that did, for those who mean
    to ask that one.
    """

    body: bytes
    degraded: bool = False
    brief: bool = False
    under: bytes | None = None
    stale: bool = False


class KeptAnswers:
    """The cache. Times are wall-clock seconds: pods compare what they wrote for each other."""

    def __init__(
        self,
        store: Store,
        sealer: Sealer,
        leases: Leases | None = None,
        *,
        clock: Callable[[], float] = time.time,
        rng: random.Random | None = None,
        flights: Flights[Made] | None = None,
    ) -> None:
        self._store = store
        self._sealer = sealer
        self._clock = clock
        self._rng = rng or random.Random()  # noqa: S311  spreads expiry, no secret
        self.flights = flights or Flights[Made](leases)

    def at_hand(self, key: bytes) -> Kept | None:
        """What this process itself holds; no waiting."""
        sealed = self._store.at_hand(key)
        return None if sealed is None else self._open(key, sealed)

    async def look(self, key: bytes) -> Kept | None:
        """What is kept under this key, fresh or stale. What does not open is deleted."""
        sealed = await self._store.get(key)
        if sealed is None:
            return None
        kept = self._open(key, sealed)
        if kept is None:
            await self._store.delete(key)
        return kept

    def fresh(self, kept: Kept | None, wanted: Directives) -> bool:
        """Whether this may be sent as it is."""
        if kept is None or not wanted.read:
            return False
        now = self._clock()
        return now < kept.fresh_until and (wanted.max_age_s is None or now - kept.created <= wanted.max_age_s)

    async def make(
        self,
        key: bytes,
        make: Callable[[], Awaitable[Made]],
        ttl_s: float,
        wanted: Directives,
        *,
        stale: Kept | None,
        patience_s: float,
    ) -> tuple[bytes, State]:
        """A new answer, or a flight's, or the stale one when there is no better. Raises what `make` raises."""
        if not wanted.write or ttl_s <= 0:
            return (await make()).body, "off"
        spare = stale if self._usable(stale, wanted) else None
        keep = partial(self._keep, key, ttl_s, spare)
        if not wanted.read:
            made = await make()
            await keep(made)
            return made.body, "miss"
        made, shared = await self.flights.join(
            key, partial(_or_stale, make, spare), keep, self._landed(key, wanted), patience_s
        )
        return made.body, "hit" if made.stale else "shared" if shared else "miss"

    async def _keep(self, key: bytes, ttl_s: float, spare: Kept | None, made: Made) -> None:
        now = self._clock()
        jittered = 1 + self._rng.uniform(-JITTER, JITTER)
        if made.stale and spare is not None:
            # It counts as fresh for a moment, or every request would ask a dead vendor first.
            await self._put(key, spare._replace(fresh_until=min(now + DEGRADED_S * jittered, spare.stale_until)))
        elif made.degraded or made.brief:
            until = now + min(ttl_s, DEGRADED_S) * jittered
            await self._put(key, Kept(now, until, until, made.body))
        else:
            await self._put(key, _lasting(now, ttl_s * jittered, made.body))
        if made.under is not None:
            await self._put(made.under, _lasting(now, ttl_s * jittered, made.body))

    async def _put(self, key: bytes, kept: Kept) -> None:
        sealed = self._sealer.seal(key, kept)
        if sealed is not None:
            await self._store.put(key, sealed, kept.stale_until - self._clock())

    def _landed(self, key: bytes, wanted: Directives) -> Callable[[bytes], Made | None]:
        def read(sealed: bytes) -> Made | None:
            kept = self._open(key, sealed)
            return Made(kept.body) if kept is not None and self.fresh(kept, wanted) else None

        return read

    def _usable(self, stale: Kept | None, wanted: Directives) -> bool:
        return stale is not None and wanted.read and wanted.max_age_s is None and self._clock() < stale.stale_until

    def _open(self, key: bytes, sealed: bytes) -> Kept | None:
        kept = self._sealer.open(key, sealed)
        return None if kept is None or self._clock() >= kept.stale_until else kept


async def _or_stale(make: Callable[[], Awaitable[Made]], spare: Kept | None) -> Made:
    """What `make` gives, or the stale answer where it fails or only a fallback answered."""
    try:
        made = await make()
    except Problem as problem:
        if spare is None or problem.status < 500:
            raise
        return Made(spare.body, stale=True)
    return Made(spare.body, stale=True) if made.degraded and spare is not None else made


def _lasting(now: float, ttl_s: float, body: bytes) -> Kept:
    return Kept(now, now + ttl_s, now + ttl_s + STALE_S, body)
