"""Which stretches of a text are spoken for, so that one place is not read twice by rules of lower rank."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable


class Taken:
    """Disjoint stretches in order; asking and adding cost the logarithm of their number."""

    def __init__(self, stretches: Iterable[tuple[int, int]] = ()) -> None:
        self._stretches = sorted(stretches)

    def overlaps(self, start: int, end: int) -> bool:
        """Whether `start:end` touches a stretch that is taken."""
        after = bisect_left(self._stretches, (start,))
        if after < len(self._stretches) and self._stretches[after][0] < end:
            return True
        return after > 0 and self._stretches[after - 1][1] > start

    def add(self, start: int, end: int) -> None:
        """Take `start:end`, which must not overlap."""
        insort(self._stretches, (start, end))
