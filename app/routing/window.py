"""The last ten seconds of calls, in buckets of one second."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

_BUCKETS = 10


@dataclass(frozen=True, slots=True)
class Counts:
    """Calls, and how many of them failed or were slow. A call may be both."""

    calls: int = 0
    failures: int = 0
    slow: int = 0


@dataclass(slots=True)
class Window:
    """Counts per second; what is older than ten seconds falls out."""

    _buckets: deque[list[int]] = field(default_factory=deque)

    def record(self, now: float, *, failed: bool, slow: bool) -> None:
        """Count one call that ended at `now` (monotonic seconds)."""
        second = int(now)
        self._forget(second)
        if not self._buckets or self._buckets[-1][0] != second:
            self._buckets.append([second, 0, 0, 0])
        bucket = self._buckets[-1]
        bucket[1] += 1
        bucket[2] += failed
        bucket[3] += slow

    def counts(self, now: float) -> Counts:
        """The sums over the last ten seconds. Changes nothing, so another thread may look too."""
        oldest = int(now) - _BUCKETS
        calls = failures = slow = 0
        for second, of_calls, of_failures, of_slow in list(self._buckets):
            if second > oldest:
                calls, failures, slow = calls + of_calls, failures + of_failures, slow + of_slow
        return Counts(calls, failures, slow)

    def clear(self) -> None:
        self._buckets.clear()

    def _forget(self, second: int) -> None:
        while self._buckets and self._buckets[0][0] <= second - _BUCKETS:
            self._buckets.popleft()
