"""Identical questions share one call: in this process by a shared future, over all pods by a lease.

    join ─ first in this process ─▶ lead ─ holds the lease ─▶ make ─▶ land (the answer is in the store) ─▶ release
         │                               └ somebody else does ─▶ look every 10–40 ms ─▶ their answer, or their lease
         └ not the first ─▶ wait for the first

A leader belongs to nobody's request: a waiter that leaves takes nothing with it, and only when the last one has left is
the work cancelled. A lease is short and renewed, so that a dead leader is replaced within LEASE_S.
"""

from __future__ import annotations

import asyncio
import random
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeVar

from app.cache.store import Leases
from app.keyvalue.link import Away

LEASE_S = 1.0
T = TypeVar("T")
Sleep = Callable[[float], Awaitable[None]]


@dataclass(slots=True)
class _Flight(Generic[T]):
    work: asyncio.Task[tuple[T, bool]]
    waiters: int = 0


class Flights(Generic[T]):
    """At most one call at a time per key."""

    def __init__(
        self,
        leases: Leases | None = None,
        *,
        sleep: Sleep = asyncio.sleep,
        rng: random.Random | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._leases = leases
        self._sleep = sleep
        self._rng = rng or random.Random()  # noqa: S311  spreads polls, no secret
        self._clock = clock
        self._flying: dict[bytes, _Flight[T]] = {}
        self._ending: set[asyncio.Task[None]] = set()

    @property
    def flying(self) -> int:
        """How many calls are under way in this process."""
        return len(self._flying)

    async def join(
        self,
        key: bytes,
        make: Callable[[], Awaitable[T]],
        keep: Callable[[T], Awaitable[None]],
        landed: Callable[[bytes], T | None],
        patience_s: float,
    ) -> tuple[T, bool]:
        """What `make` returns, for everybody who asks meanwhile; True for those who did not cause it.

        `keep` stores it, after it was answered. `landed` reads what another pod has stored, None where that does not
        open. After `patience_s` of waiting for another pod this one makes its own. What `make` raises reaches every
        waiter.
        """
        flight = self._flying.get(key)
        shared = flight is not None
        if flight is None:
            flight = _Flight(asyncio.create_task(self._lead(key, make, keep, landed, patience_s)))
            self._flying[key] = flight
            flight.work.add_done_callback(partial(self._landed, key, flight))
        flight.waiters += 1
        try:
            value, elsewhere = await asyncio.shield(flight.work)
        except Exception as error:
            # One error object reaches every waiter; each adding its frames to it would let it grow without end.
            raise error.with_traceback(None) from None
        finally:
            flight.waiters -= 1
            if not flight.waiters and not flight.work.done():
                flight.work.cancel()
                self._landed(key, flight)
        return value, shared or elsewhere

    def _landed(self, key: bytes, flight: _Flight[T], work: asyncio.Task[tuple[T, bool]] | None = None) -> None:
        if self._flying.get(key) is flight:
            del self._flying[key]
        if work is not None and not work.cancelled():
            work.exception()  # whoever waited has had it; with nobody left it is nobody's

    async def _lead(
        self,
        key: bytes,
        make: Callable[[], Awaitable[T]],
        keep: Callable[[T], Awaitable[None]],
        landed: Callable[[bytes], T | None],
        patience_s: float,
    ) -> tuple[T, bool]:
        token = secrets.token_hex(8).encode()
        if self._leases is not None:
            try:
                theirs = await self._wait_for_others(self._leases, key, token, landed, patience_s)
            except Away:
                theirs = None
            if theirs is not None:
                return theirs, True
        return await self._make(key, token, make, keep), False

    async def _wait_for_others(
        self, leases: Leases, key: bytes, token: bytes, landed: Callable[[bytes], T | None], patience_s: float
    ) -> T | None:
        """Another pod's answer; None when this pod is to make its own. Raises Away."""
        until = self._clock() + patience_s
        while True:
            value, leading = await leases.look_or_lead(key, token, LEASE_S)
            theirs = None if value is None else landed(value)
            if theirs is not None:
                if leading:
                    await leases.release(key, token)
                return theirs
            if leading or self._clock() >= until:
                return None
            await self._sleep(self._rng.uniform(0.010, 0.040))

    async def _make(
        self, key: bytes, token: bytes, make: Callable[[], Awaitable[T]], keep: Callable[[T], Awaitable[None]]
    ) -> T:
        renewing = asyncio.create_task(self._renew(key))
        made: T | None = None
        try:
            made = await make()
        finally:
            # Nobody waits for the store; until the answer is in it the lease stands, and others find it held.
            ending = asyncio.create_task(self._end(key, token, keep, made, renewing))
            self._ending.add(ending)
            ending.add_done_callback(self._ending.discard)
        return made

    async def _end(
        self,
        key: bytes,
        token: bytes,
        keep: Callable[[T], Awaitable[None]],
        made: T | None,
        renewing: asyncio.Task[None],
    ) -> None:
        if made is not None:
            await keep(made)
        renewing.cancel()
        if self._leases is not None:
            await self._leases.release(key, token)

    async def _renew(self, key: bytes) -> None:
        while self._leases is not None:
            await self._sleep(LEASE_S / 3)
            await self._leases.renew(key, LEASE_S)

    async def aclose(self) -> None:
        """Wait until what was made is kept."""
        await asyncio.gather(*self._ending, return_exceptions=True)
