"""What the router tells whoever watches it: metrics, traces, alerts. Watching never changes what happens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from app.routing.breaker import State

Kind = Literal["first", "next", "repair", "hedge", "probe", "rules"]


@dataclass(frozen=True, slots=True)
class LaneKey:
    """One model on one account."""

    provider: str
    account: str | None
    model: str

    def __str__(self) -> str:
        at = f"@{self.account}" if self.account else ""
        return f"{self.provider}{at}:{self.model}"


@dataclass(frozen=True, slots=True)
class AttemptRecord:
    """One attempt and how it ended. `outcome` is answered, cancelled, lost (a hedge that came second) or the outcome
    of a ProviderError; `row` its class in the outcome table; times in seconds. Holds nothing of the text."""

    lane: LaneKey
    kind: Kind
    outcome: str
    row: str
    latency_s: float
    timeout_s: float
    reason: str = ""
    status: int | None = None


class Observer(Protocol):
    """Whoever watches; every method returns at once and raises nothing."""

    def on_attempt(self, task: str, record: AttemptRecord) -> None:
        """An attempt ended."""

    def on_breaker_change(self, lane: LaneKey, old: State, new: State, why: str) -> None:
        """A breaker changed its state."""

    def on_alert(self, lane: LaneKey, record: AttemptRecord) -> None:
        """Somebody has to look: key, quota or model gone."""


class Unwatched:
    """An observer that looks away."""

    def on_attempt(self, task: str, record: AttemptRecord) -> None:
        """Nothing."""

    def on_breaker_change(self, lane: LaneKey, old: State, new: State, why: str) -> None:
        """Nothing."""

    def on_alert(self, lane: LaneKey, record: AttemptRecord) -> None:
        """Nothing."""
