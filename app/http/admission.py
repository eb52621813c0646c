"""How many requests may be in the house at once, and how that number follows the event loop.

    lag under 20 ms and half of it used   it grows: by a quarter every 100 ms at first, by one a second after a shrink
    lag over 100 ms for a second          it shrinks by a quarter

A full gate answers 503 at once, with Retry-After: 1. Batch callers may use seven tenths of it. Loop lag and not CPU,
because a loop that is late makes healthy vendors look slow, and breakers would open for our own trouble.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from app.errors import Overloaded

START, CEILING, FLOOR = 24, 512, 4
BATCH_SHARE = 0.7
CALM_S, LATE_S = 0.020, 0.100
LATE_FOR_S = 1.0
GROW_AT = 0.5
"""The share in use from which it grows."""
AVERAGE_S = 0.1
STEP_S = 0.1
FORGET_S = 60.0
"""After so long without a shrink the gate may grow quickly again."""


class Gate:
    """Counts who is inside. `sample` is told the loop's lag; time comes with it, so there is no clock here."""

    def __init__(self, limit: int = START, ceiling: int = CEILING) -> None:
        self.limit = min(limit, ceiling)
        self.inside = 0
        self.refused = 0
        self.lag_s = 0.0
        self._ceiling = ceiling
        self._late_s = 0.0
        self._step_s = 0.0
        self._since_shrink_s = math.inf
        self._since_growth_s = 0.0
        self._peak = 0

    @contextmanager
    def admit(self, *, batch: bool = False) -> Iterator[None]:
        """Be inside for the length of a block. Raises Overloaded at once when there is no room."""
        self.enter(batch=batch)
        try:
            yield
        finally:
            self.leave()

    def enter(self, *, batch: bool = False) -> None:
        """Be inside until `leave`. Raises Overloaded at once when there is no room."""
        room = max(1, int(self.limit * BATCH_SHARE)) if batch else self.limit
        if self.inside >= room:
            self.refused += 1
            self._peak = max(self._peak, self.limit)
            raise Overloaded("More requests are being answered than this process can take.", retry_after_s=1)
        self.inside += 1
        self._peak = max(self._peak, self.inside)

    def leave(self) -> None:
        """Give the place back."""
        self.inside -= 1

    def sample(self, lag_s: float, passed_s: float) -> None:
        """The loop was `lag_s` late over the last `passed_s` seconds."""
        self.lag_s += (lag_s - self.lag_s) * (1 - math.exp(-passed_s / AVERAGE_S))
        self._late_s = self._late_s + passed_s if self.lag_s > LATE_S else 0.0
        self._since_shrink_s += passed_s
        self._since_growth_s += passed_s
        self._step_s += passed_s
        if self._late_s >= LATE_FOR_S:
            self.limit = max(min(FLOOR, self._ceiling), self.limit * 3 // 4)
            self._late_s = self._since_shrink_s = self._since_growth_s = 0.0
        elif self._step_s >= STEP_S:
            self._step_s = 0.0
            self._grow()

    def _grow(self) -> None:
        # Ahead of need: when a vendor stalls, whoever asks stays, and one late tick must not be the one that mattered.
        wanted, self._peak = self._peak >= self.limit * GROW_AT, self.inside
        if self.lag_s > CALM_S or not wanted:
            return
        quick = self._since_shrink_s > FORGET_S
        if quick or self._since_growth_s >= 1.0:
            self._since_growth_s = 0.0
            self.limit = min(self._ceiling, self.limit + (max(1, self.limit // 4) if quick else 1))


class LoopLag:
    """Wakes every 10 ms and tells the gate how late that was."""

    def __init__(self, gate: Gate, clock: Callable[[], float] = time.monotonic, tick_s: float = 0.010) -> None:
        self._gate = gate
        self._clock = clock
        self._tick_s = tick_s
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin; needs a running loop."""
        self._task = asyncio.create_task(self._watch())

    async def aclose(self) -> None:
        """Stop."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _watch(self) -> None:
        slept = self._clock()
        while True:
            await asyncio.sleep(self._tick_s)
            woke = self._clock()
            self._gate.sample(max(0.0, woke - slept - self._tick_s), woke - slept)
            slept = woke
