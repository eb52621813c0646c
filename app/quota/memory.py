"""Exact counting in one process: the semantics of take.lua and settle.lua on a clock that is handed in."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from app.quota.call import new_call
from app.quota.limits import SEOUL_AHEAD_S, Allowance, Cost, Kind, Limit, Row
from app.quota.port import Granted, Held, Mode, Refused, Standing

SWEEP_EVERY = 4096


@dataclass(slots=True)
class _Count:
    """One key: a number (theoretical arrival or units used), or members with their scores; and when it may go."""

    number: float = 0.0
    members: dict[str, float] = field(default_factory=dict)
    until_us: float = 0.0
    """When this count may be forgotten."""


class MemoryQuotas:
    """Keeps counts in this process. `pods` > 1 keeps this pod's share of every limit instead of all of it."""

    def __init__(
        self, clock: Callable[[], float] = time.time, *, pods: Callable[[], int] = lambda: 1, mode: Mode = "memory"
    ) -> None:
        self._clock = clock
        self._pods = pods
        self.mode: Mode = mode
        self._counts: dict[bytes, _Count] = {}
        self._settled: dict[str, float] = {}
        self._calls = 0

    async def take(self, allowance: Allowance, cost: Cost) -> Granted | Refused:
        return self.take_now(allowance, cost, new_call())

    async def settle(self, held: Held, spent: Cost) -> None:
        self.settle_now(held, spent, failed=False)

    async def give_back(self, held: Held) -> None:
        self.settle_now(held, Cost(0, 0, 0), failed=True)

    async def aclose(self) -> None:
        """Nothing is ever on its way."""

    def take_now(self, allowance: Allowance, cost: Cost, call: str, outage: int = 0) -> Granted | Refused:
        """`take` without waiting for anything."""
        now = self._now()
        self._sweep(now)
        pods = self._pods()
        rows = allowance.rows
        if pods > 1:
            rows = tuple((key, Row.of(row.limit.share(pods))) for key, row in rows)
        worst: Refused | None = None
        standings, changes = [], []
        for key, (limit, kind, part, a, b) in rows:
            count = self._counts.get(key)
            if count is None or count.until_us <= now:
                count = _Count()
            units = cost[part]
            wait_us, left, until_us, reset_us = _look(count, kind, a, b, units, now)
            standings.append(Standing(limit, left if left > 0 else 0, reset_us / 1e6))
            if wait_us is not None and (worst is None or wait_us / 1e6 > worst.wait_s):
                worst = Refused(limit, wait_us / 1e6, self.mode)
            elif units:
                changes.append((key, count, kind, units, until_us))
        if worst is not None:
            return worst
        for key, count, kind, units, until_us in changes:
            if kind == "g":
                count.number = until_us
            elif kind == "w":
                count.number += units
            else:
                count.members[call] = now if kind == "s" else until_us
            count.until_us = until_us
            self._counts[key] = count
        return Granted(Held(call, allowance, cost, int(now), self.mode, outage), tuple(standings))

    def settle_now(self, held: Held, spent: Cost, *, failed: bool) -> bool:
        """`settle` and `give_back` without waiting; False when this call was settled before."""
        now = self._now()
        if held.id in self._settled:
            return False
        self._settled[held.id] = now + 900e6
        for key, limit in zip(held.allowance.keys, held.allowance.limits, strict=True):
            count = self._counts.get(key)
            back = back_of(limit, held.cost, spent, failed=failed)
            if count is None or not back:
                continue
            if limit.kind == "g":
                count.number -= limit.argument()[0] * back
            elif limit.kind == "w":
                if _window(limit, now) == _window(limit, held.at_us):
                    count.number = max(0.0, count.number - back)
            else:
                count.members.pop(held.id, None)
        return True

    def _now(self) -> float:
        return self._clock() * 1e6

    def _sweep(self, now: float) -> None:
        self._calls += 1
        if self._calls % SWEEP_EVERY == 0:
            self._counts = {key: count for key, count in self._counts.items() if count.until_us > now}
            self._settled = {call: until for call, until in self._settled.items() if until > now}


def _look(
    count: _Count, kind: Kind, a: float, b: float, units: int, now: float
) -> tuple[float | None, int, float, float]:
    """How long to wait (None: not at all), what would be left, when the count would end, and how long until it is
    full again; in microseconds. Forgets members whose time is over."""
    if kind == "g":
        new = (count.number if count.number > now else now) + a * units
        late = new - b - a - now
        return (late if units and late > 0 else None), int((now + b + a - new) // a), new, new - now
    if kind == "w":
        ends = count.until_us or ((now / 1e6 + SEOUL_AHEAD_S) // b * b + b - SEOUL_AHEAD_S) * 1e6
        over = units > 0 and count.number + units > a
        return (ends - now if over else None), int(a - count.number - units), ends, ends - now
    gone = now - b if kind == "s" else now
    count.members = live = {name: score for name, score in count.members.items() if score > gone}
    wait = None
    if units and len(live) >= a:
        wait = min(live.values()) + b - now if kind == "s" else 1000.0
    return wait, int(a - len(live) - units), now + b, b


def back_of(limit: Limit, reserved: Cost, spent: Cost, *, failed: bool) -> int:
    """Units of one limit that come back. Requests stay counted unless the call failed; leases always end."""
    if limit.unit == "concurrent":
        return 1
    if limit.unit == "requests" and not failed:
        return 0
    return reserved.of(limit.unit) - spent.of(limit.unit)


def _window(limit: Limit, at_us: float) -> int:
    return int((at_us / 1e6 + SEOUL_AHEAD_S) // limit.window_s)
