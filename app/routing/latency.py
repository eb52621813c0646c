"""A running quantile of latencies that forgets: two numbers of state, no samples kept."""

from __future__ import annotations

from dataclasses import dataclass

_WEIGHT = 0.1


@dataclass(slots=True)
class RunningQuantile:
    """An exponentially weighted estimate of the `p`-quantile.

    Each observation moves the estimate up by p or down by 1 − p of a step that follows the spread, so that in balance
    a share p of the observations lies below it. `value` is None until something was seen.
    """

    p: float
    value: float | None = None
    _spread: float = 0.0

    def see(self, observed: float) -> None:
        """Take one latency (seconds) into account."""
        if self.value is None:
            self.value, self._spread = observed, observed / 2
            return
        self._spread += _WEIGHT * (abs(observed - self.value) - self._spread)
        step = 2 * _WEIGHT * self._spread
        if observed > self.value:
            self.value += step * self.p
        elif observed < self.value:
            self.value = max(0.0, self.value - step * (1 - self.p))
