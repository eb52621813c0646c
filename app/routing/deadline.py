"""One deadline per request, on a monotonic clock, and the share of it that an attempt gets."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

Clock = Callable[[], float]
RESERVE_S = 0.150
"""Kept back for the rules, validation and the response."""
SHORTEST_S = 0.300
"""An attempt with less time than this is not worth starting."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """When the answer must stand: `at`, in the seconds of `clock`."""

    at: float
    clock: Clock = time.monotonic

    @classmethod
    def within(cls, seconds: float, clock: Clock = time.monotonic) -> Deadline:
        """`seconds` from now."""
        return cls(clock() + seconds, clock)

    @property
    def remaining_s(self) -> float:
        """Seconds left; negative once it has passed."""
        return self.at - self.clock()

    def share(self, models_left: int, limit_s: float) -> float:
        """Seconds for the next attempt when `models_left` models, this one included, may still be asked: half of what
        is left while there is a second one, all of it for the last, and never more than the model's own limit."""
        return min(limit_s, (self.remaining_s - RESERVE_S) / max(1, min(2, models_left)))
