"""Hedging: when the first model takes longer than it should, a second one starts, and the first good answer wins.

Off by default. `always` hedges after the usual p95, within 5 % of requests; `on_stall` only while at least three calls
of the first are late, within 20 %. Never while our own loop is late, nor towards a model that is not at ease itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Protocol

from app.errors import ProviderError
from app.routing.attempt import Lag, Ticket
from app.routing.breaker import State
from app.routing.budget import HedgeBudget
from app.routing.lanes import TaskLane
from app.routing.observer import AttemptRecord, Kind

_SHARES = {"always": 0.05, "on_stall": 0.20}
_SOONEST_S = 0.200
_LATE_LOOP_S = 0.050
_FULLEST = 0.7
_LATE_CALLS = 3


class Walk(Protocol):
    """One request's way along its plan, as hedging needs it."""

    async def ask(self, ticket: Ticket) -> Any:
        """The model's answer, or a ProviderError."""

    def admit(self, kind: Kind) -> Ticket | None:
        """A ticket for the next model that may be asked."""

    def upcoming(self) -> TaskLane | None:
        """What is known of the next model of the plan."""

    def noted(self, record: AttemptRecord) -> None:
        """Keep the record of an attempt."""


class Hedging:
    """The hedges of one request. `mind` holds on to what was cancelled until it has ended."""

    def __init__(
        self, walk: Walk, mode: str, budget: HedgeBudget, lag: Lag, mind: Callable[[asyncio.Future[Any]], None]
    ) -> None:
        self.walk = walk
        self.mode = mode
        self.budget = budget
        self.lag = lag
        self.mind = mind
        self.budget.earn(_SHARES[mode])

    async def ask(self, ticket: Ticket) -> tuple[Any, Any]:
        """The first good answer of this model and, if it is late, of the next; and the model that gave it."""
        running: dict[asyncio.Future[Any], Ticket] = {asyncio.ensure_future(self.walk.ask(ticket)): ticket}
        try:
            delay = self._delay(ticket)
            await asyncio.wait(running, timeout=delay)
            if not any(one.done() for one in running) and (second := self._second(ticket, delay)) is not None:
                running[asyncio.ensure_future(self.walk.ask(second))] = second
            return await self._winner(running)
        except asyncio.CancelledError:
            await _cancel(running)
            raise
        finally:
            self._let_go(running)

    async def _winner(self, running: dict[asyncio.Future[Any], Ticket]) -> tuple[Any, Any]:
        # An error's traceback holds the frames that it went through, and a task holds its error: a frame that still names
        # a task would be a circle, with the whole request in it. Hence no task has a name here when an error leaves.
        pending = set(running)
        errors: list[ProviderError] = []
        while pending:
            done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            good = _first_good(done, running, errors)
            if good is not None:
                return good
            done.clear()
        raise errors.pop(0)

    def _let_go(self, running: dict[asyncio.Future[Any], Ticket]) -> None:
        """Cancel what has not ended, and forget it all."""
        for future, one in running.items():
            if not future.done():
                one.lose(self._delay(one), self.walk.noted)
                future.cancel()
            self.mind(future)
        running.clear()

    def _delay(self, ticket: Ticket) -> float:
        """How long the first model is given alone."""
        usual = ticket.on.lane.breaker.p95.value
        latest = ticket.timeout_s / 2
        return latest if usual is None else max(min(_SOONEST_S, latest), min(usual, latest))

    def _second(self, ticket: Ticket, delay: float) -> Ticket | None:
        """A ticket for the next model, if a hedge is allowed now."""
        upcoming = self.walk.upcoming()
        if upcoming is None or self.lag() > _LATE_LOOP_S:
            return None
        lane = upcoming.lane
        if lane.key.provider == ticket.on.lane.key.provider or lane.breaker.state is not State.CLOSED:
            return None
        if lane.bulkhead.fill > _FULLEST:
            return None
        breaker = ticket.on.lane.breaker
        if self.mode == "on_stall" and breaker.older_than(delay, _LATE_CALLS) < _LATE_CALLS:
            return None
        return self.walk.admit("hedge") if self.budget.take() else None


def _first_good(
    done: set[asyncio.Future[Any]], running: dict[asyncio.Future[Any], Ticket], errors: list[ProviderError]
) -> tuple[Any, Any] | None:
    """The first good answer among those that have ended, in the order they were asked; the others' errors are kept."""
    for future in sorted(done, key=list(running).index):
        error = future.exception()
        if error is None:
            return future.result(), running[future].model
        if not isinstance(error, ProviderError):
            raise error
        errors.append(error)
    return None


async def _cancel(running: dict[asyncio.Future[Any], Ticket]) -> None:
    for future in running:
        future.cancel()
    await asyncio.gather(*running, return_exceptions=True)
