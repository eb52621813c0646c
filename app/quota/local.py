"""The pod's share of every limit while Redis is away, and what was counted meanwhile, to be written back.

In the window in which the outage begins a client can get up to twice its limit: what Redis had counted, and the shares
of all pods together. After recovery calendar windows know of both.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from app.errors import Overloaded
from app.quota.limits import SEOUL_AHEAD_S, Allowance, Cost
from app.quota.memory import MemoryQuotas, back_of
from app.quota.port import Granted, Held, Refused


class LocalShare:
    """Counts 1/pods of each limit; a limit may instead be left out (`allow`) or stop everything (`deny`)."""

    def __init__(self, pods: Callable[[], int], clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._counter = MemoryQuotas(clock, pods=pods, mode="local")
        self._kept: dict[Allowance, Allowance] = {}
        self._owed: dict[tuple[Allowance, int], tuple[int, int]] = {}
        self.outage = 0

    def take(self, allowance: Allowance, cost: Cost, call: str) -> Granted | Refused:
        """Raises Overloaded where a limit says `deny`."""
        if any(limit.away == "deny" for limit in allowance.limits):
            raise Overloaded("The limits of this client cannot be checked now.", retry_after_s=1)
        said = self._counter.take_now(self._local(allowance), cost, call, self.outage)
        if isinstance(said, Granted):
            self._owe(allowance, cost)
            held = Held(call, allowance, cost, said.held.at_us, "local", self.outage)
            return Granted(held, said.standings)
        return said

    def settle(self, held: Held, spent: Cost, *, failed: bool) -> bool:
        """Give back locally. False when the debt of that outage was written back already: Redis must hear of it."""
        local = Held(held.id, self._local(held.allowance), held.cost, held.at_us, "local")
        first = self._counter.settle_now(local, spent, failed=failed)
        if held.outage != self.outage:
            return not first
        if first:
            self._owe(held.allowance, spent, before=held.cost, failed=failed)
        return True

    def written_back(self) -> list[tuple[Allowance, dict[int, int]]]:
        """What Redis does not know of yet: units by index of the limit, per allowance. Begins a new outage."""
        owed: dict[Allowance, dict[int, int]] = {}
        for (allowance, index), (window, units) in self._owed.items():
            if units and window == self._window(allowance, index):
                owed.setdefault(allowance, {})[index] = units
        self._owed.clear()
        self.outage += 1
        return list(owed.items())

    def _local(self, allowance: Allowance) -> Allowance:
        kept = self._kept.get(allowance)
        if kept is None:
            if len(self._kept) > 10_000:
                self._kept.clear()
            kept = Allowance(allowance.tag, [limit for limit in allowance.limits if limit.away != "allow"])
            self._kept[allowance] = kept
        return kept

    def _owe(self, allowance: Allowance, cost: Cost, before: Cost | None = None, *, failed: bool = False) -> None:
        for index, limit in enumerate(allowance.limits):
            if limit.kind == "w":
                units = cost.of(limit.unit) if before is None else -back_of(limit, before, cost, failed=failed)
                window, owed = self._owed.get((allowance, index), (-1, 0))
                now = self._window(allowance, index)
                self._owed[allowance, index] = (now, units + (owed if window == now else 0))

    def _window(self, allowance: Allowance, index: int) -> int:
        return int((self._clock() + SEOUL_AHEAD_S) // allowance.limits[index].window_s)
