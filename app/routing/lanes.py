"""Everything the router remembers about each model on each account, made when first asked for.

per (account, model)         breaker, calls in flight
per account                  bulkhead, retry budget
per (account, model, task)   quality window
per (account, task)          bad-call window, the task's own bulkhead, hedge budget
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from app.routing.breaker import Breaker, State
from app.routing.budget import HedgeBudget, RetryBudget
from app.routing.bulkhead import Bulkhead
from app.routing.deadline import Clock
from app.routing.observer import LaneKey, Observer
from app.routing.quality import BadCallWindow, QualityWindow
from app.tasks.spec import ModelSpec
from app.tasks.task import Task

DEFAULT_IN_FLIGHT = 256
Account = tuple[str, str | None]


@dataclass(slots=True)
class Lane:
    """One model on one account."""

    key: LaneKey
    breaker: Breaker
    bulkhead: Bulkhead
    budget: RetryBudget
    running: dict[asyncio.Timeout, float] = field(default_factory=dict)

    def abandon_stalled(self) -> None:
        """Let every call time out as soon as it has stalled, many of them now: their requests still have time for
        another model, and this one has stopped answering."""
        now, clock = asyncio.get_running_loop().time(), self.breaker.clock()
        for timeout, started in self.running.items():
            at = now + max(0.0, started + self.breaker.stall_after_s - clock)
            when = timeout.when()
            if when is not None and at < when:
                timeout.reschedule(at)


@dataclass(slots=True)
class TaskLane:
    """What one task knows of one model: the lane, and how its own answers fare there."""

    lane: Lane
    quality: QualityWindow
    bad_calls: BadCallWindow
    share: Bulkhead | None

    def enter(self) -> bool:
        """Take a place on the account, and in the task's share of it."""
        if self.share is not None and not self.share.enter():
            return False
        if self.lane.bulkhead.enter():
            return True
        if self.share is not None:
            self.share.leave()
        return False

    def leave(self) -> None:
        self.lane.bulkhead.leave()
        if self.share is not None:
            self.share.leave()


@dataclass(slots=True)
class Lanes:
    """The registry. `in_flight` gives the ceiling of a provider's bulkhead where it is not the default."""

    clock: Clock
    rng: random.Random
    observer: Observer
    in_flight: Mapping[str, int]
    _lanes: dict[LaneKey, Lane] = field(default_factory=dict)
    _accounts: dict[Account, tuple[Bulkhead, RetryBudget]] = field(default_factory=dict)
    _tasks: dict[tuple[str, LaneKey], TaskLane] = field(default_factory=dict)
    _bad_calls: dict[tuple[str, Account], BadCallWindow] = field(default_factory=dict)
    _shares: dict[tuple[str, Account], Bulkhead] = field(default_factory=dict)
    _hedges: dict[str, HedgeBudget] = field(default_factory=dict)

    def of(self, task: Task, model: ModelSpec) -> TaskLane:
        """What is known about `model` for `task`."""
        key = LaneKey(model.provider, model.account, model.model)
        found = self._tasks.get((task.name, key))
        return found if found is not None else self._add(task, model, key)

    def hedges(self, task: Task) -> HedgeBudget:
        return self._hedges.setdefault(task.name, HedgeBudget())

    def matching(self, provider: str, model: str | None, account: str | None) -> list[Lane]:
        """The lanes an operator's words mean; a model of None means all of the provider's. Names that were never
        asked for get a lane, so that a vendor can be switched off before its first call."""
        if model is not None:
            return [self._lane(LaneKey(provider, account, model), cold_s=1.0)]
        return [one for key, one in self._lanes.items() if key.provider == provider and account in (None, key.account)]

    def of_account(self, provider: str, account: str | None) -> list[Lane]:
        """Every model asked so far on one account."""
        return [lane for key, lane in self._lanes.items() if (key.provider, key.account) == (provider, account)]

    def snapshot(self) -> list[dict[str, Any]]:
        """The state of every lane, ready to be shown as JSON."""
        return [self._shown(lane) for lane in list(self._lanes.values())]

    def _add(self, task: Task, model: ModelSpec, key: LaneKey) -> TaskLane:
        account = (key.provider, key.account)
        share = None
        if limit := task.spec.limits.concurrency:
            share = self._shares.setdefault((task.name, account), Bulkhead(limit))
        bad_calls = self._bad_calls.setdefault((task.name, account), BadCallWindow(self.clock))
        lane = self._lane(key, cold_s=model.timeout_s / 4)
        found = TaskLane(lane, QualityWindow(self.clock), bad_calls, share)
        self._tasks[task.name, key] = found
        return found

    def _lane(self, key: LaneKey, cold_s: float) -> Lane:
        if key in self._lanes:
            return self._lanes[key]
        account = (key.provider, key.account)
        if account not in self._accounts:
            ceiling = self.in_flight.get(key.provider, DEFAULT_IN_FLIGHT)
            self._accounts[account] = (Bulkhead(ceiling), RetryBudget(self.clock))
        bulkhead, budget = self._accounts[account]
        breaker = Breaker(self.clock, self.rng, cold_s)
        lane = self._lanes[key] = Lane(key, breaker, bulkhead, budget)
        breaker.on_change = partial(self._changed, lane)
        return lane

    def _changed(self, lane: Lane, old: State, new: State, why: str) -> None:
        if why == "stall":
            lane.abandon_stalled()
        self.observer.on_breaker_change(lane.key, old, new, why)

    def _shown(self, lane: Lane) -> dict[str, Any]:
        breaker = lane.breaker
        counts = breaker.counts
        resting = {
            task: round(max(one.quality.out_s, one.bad_calls.out_s), 1)
            for (task, key), one in list(self._tasks.items())
            if key == lane.key and max(one.quality.out_s, one.bad_calls.out_s) > 0
        }
        return {
            "provider": lane.key.provider,
            "account": lane.key.account,
            "model": lane.key.model,
            "state": str(breaker.state),
            "open_s": round(breaker.open_s, 1),
            "cooldown_s": round(breaker.cooling_s, 1),
            "opens_in_a_row": breaker.opens_in_a_row,
            "last_10_s": {"calls": counts.calls, "failures": counts.failures, "slow": counts.slow},
            "in_flight": lane.bulkhead.taken,
            "in_flight_limit": lane.bulkhead.limit,
            "retry_tokens": round(lane.budget.tokens, 1),
            "p50_ms": _ms(breaker.p50.value),
            "p95_ms": _ms(breaker.p95.value),
            "tasks_resting_s": resting,
        }


def _ms(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds * 1000, 1)
