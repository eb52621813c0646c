"""Hedging: when the first model takes longer than it should, a second one starts, and the first good answer wins.

Off by default. `always` hedges after the usual p95, within 5 % of requests; `on_stall` only while at least three calls
of the first are late, within 20 %. Never while our own loop is late, nor towards a model that is not at ease itself.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar

from app.errors import ProviderError
from app.routing.attempt import Ticket
from app.routing.breaker import State

if TYPE_CHECKING:
    from app.routing.router import _Walk

T = TypeVar("T")
_SHARES = {"always": 0.05, "on_stall": 0.20}
_SOONEST_S = 0.200
_LATE_LOOP_S = 0.050
_FULLEST = 0.7
_LATE_CALLS = 3


class Hedging:
    """The hedges of one request."""

    def __init__(self, walk: _Walk[Any]) -> None:
        self.walk = walk
        self.mode = walk.task.spec.hedge
        self.budget = walk.router.lanes.hedges(walk.task)
        self.budget.earn(_SHARES[self.mode])

    async def ask(self, ticket: Ticket) -> tuple[Any, Any]:
        """The first good answer of this model and, if it is late, of the next; and the model that gave it."""
        leader = asyncio.ensure_future(self.walk.ask(ticket))
        running: dict[asyncio.Future[Any], Ticket] = {leader: ticket}
        try:
            delay = self._delay(ticket)
            done, _ = await asyncio.wait(running, timeout=delay)
            if not done and (second := self._second(ticket, delay)) is not None:
                running[asyncio.ensure_future(self.walk.ask(second))] = second
            return await self._winner(running)
        except asyncio.CancelledError:
            await _cancel(running)
            raise
        finally:
            for future, one in running.items():
                if not future.done():
                    one.lose(self._delay(one), self.walk.noted)
                    future.cancel()
                self.walk.router.mind(future)

    async def _winner(self, running: dict[asyncio.Future[Any], Ticket]) -> tuple[Any, Any]:
        pending = set(running)
        error: ProviderError | None = None
        while pending:
            done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            for future in sorted(done, key=list(running).index):
                try:
                    return future.result(), running[future].model
                except ProviderError as caught:
                    error = error or caught
        assert error is not None
        raise error

    def _delay(self, ticket: Ticket) -> float:
        """How long the first model is given alone."""
        usual = ticket.on.lane.breaker.p95.value
        latest = ticket.timeout_s / 2
        return latest if usual is None else max(min(_SOONEST_S, latest), min(usual, latest))

    def _second(self, ticket: Ticket, delay: float) -> Ticket | None:
        """A ticket for the next model, if a hedge is allowed now."""
        walk = self.walk
        if walk.next >= len(walk.remote) or walk.router.loop_lag() > _LATE_LOOP_S:
            return None
        lane = walk.router.lanes.of(walk.task, walk.remote[walk.next]).lane
        if lane.key.provider == ticket.on.lane.key.provider or lane.breaker.state is not State.CLOSED:
            return None
        if lane.bulkhead.fill > _FULLEST:
            return None
        breaker = ticket.on.lane.breaker
        if self.mode == "on_stall" and breaker.older_than(delay, _LATE_CALLS) < _LATE_CALLS:
            return None
        return walk.admit("hedge") if self.budget.take() else None


async def _cancel(running: dict[asyncio.Future[Any], Ticket]) -> None:
    for future in running:
        future.cancel()
    await asyncio.gather(*running, return_exceptions=True)
