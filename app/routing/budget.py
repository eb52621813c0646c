"""Budgets that keep help from becoming a flood: one for further attempts, one for hedges."""

from __future__ import annotations

from dataclasses import dataclass

from app.routing.deadline import Clock

_FULL = 100.0
_PER_SUCCESS = 0.1
_FLOOR_PER_S = 1.0
_HEDGE_BUCKET = 10.0


@dataclass(slots=True)
class RetryBudget:
    """Tokens of one provider (gRPC A6): −1 per failure, +0.1 per success, no further attempt at or below half.

    Below that, one attempt per second may still pass (Finagle's floor), so that small traffic can fail over at all.
    """

    clock: Clock
    tokens: float = _FULL
    _floor_at: float = float("-inf")

    def failed(self) -> None:
        self.tokens = max(0.0, self.tokens - 1)

    def succeeded(self) -> None:
        self.tokens = min(_FULL, self.tokens + _PER_SUCCESS)

    def take(self) -> bool:
        """Whether one more attempt may go to this provider. Never waits."""
        if self.tokens > _FULL / 2:
            return True
        now = self.clock()
        if now - self._floor_at < 1 / _FLOOR_PER_S:
            return False
        self._floor_at = now
        return True


@dataclass(slots=True)
class HedgeBudget:
    """A bucket of ten hedges, filled by a share of every request."""

    tokens: float = _HEDGE_BUCKET

    def earn(self, share: float) -> None:
        """One request came: that share of a hedge is earned."""
        self.tokens = min(_HEDGE_BUCKET, self.tokens + share)

    def take(self) -> bool:
        """Spend one hedge if there is one."""
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True
