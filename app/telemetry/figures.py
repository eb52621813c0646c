"""How each model fared lately, for the status page: an hour in minutes, and the latencies of the last calls."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

MINUTES = 60
LAST_CALLS = 200
NO_ERROR = frozenset({"answered", "cancelled", "lost"})
"""Outcomes that say nothing bad about a provider."""
NOT_ASKED = frozenset({"no_room"})


@dataclass(slots=True)
class _Minute:
    number: int
    requests: int = 0
    errors: int = 0
    latencies_s: list[float] = field(default_factory=list)


@dataclass(slots=True)
class _Model:
    requests: int = 0
    errors: int = 0
    latencies_s: deque[float] = field(default_factory=lambda: deque(maxlen=LAST_CALLS))
    minutes: deque[_Minute] = field(default_factory=lambda: deque(maxlen=MINUTES))


class Figures:
    """Counts attempts by (provider, model), and requests by task. `clock` is wall-clock seconds."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._models: dict[tuple[str, str], _Model] = {}
        self.tasks: dict[str, int] = {}

    def attempt(self, provider: str, model: str, outcome: str, latency_s: float) -> None:
        """Count one attempt; both names come from task folders."""
        if outcome in NOT_ASKED:
            return
        one = self._models.setdefault((provider, model), _Model())
        number = int(self._clock() // 60)
        if not one.minutes or one.minutes[-1].number != number:
            one.minutes.append(_Minute(number))
        minute, bad = one.minutes[-1], outcome not in NO_ERROR
        one.requests += 1
        minute.requests += 1
        one.errors += bad
        minute.errors += bad
        if outcome == "answered":
            one.latencies_s.append(latency_s)
            if len(minute.latencies_s) < LAST_CALLS:
                minute.latencies_s.append(latency_s)

    def request(self, task: str) -> None:
        """Count a request of a task, cached or not."""
        self.tasks[task] = self.tasks.get(task, 0) + 1

    def of(self, provider: str, model: str) -> dict[str, Any]:
        """The figures of one model, as the status page wants them; null is unknown."""
        one = self._models.get((provider, model), _Model())
        return {
            "requests": one.requests,
            "errors": one.errors,
            "error_rate": round(one.errors / one.requests, 4) if one.requests else None,
            **_percentiles(one.latencies_s),
            "recent": [_point(minute) for minute in list(one.minutes)],
        }

    def known(self) -> list[tuple[str, str]]:
        """Every model that was asked so far."""
        return list(self._models)


def _point(minute: _Minute) -> dict[str, Any]:
    at = datetime.fromtimestamp(minute.number * 60, UTC).isoformat().replace("+00:00", "Z")
    return {"at": at, "requests": minute.requests, "errors": minute.errors, **_percentiles(minute.latencies_s)}


def _percentiles(latencies_s: Iterable[float]) -> dict[str, float | None]:
    ordered = sorted(latencies_s)
    if not ordered:
        return {"p50_ms": None, "p95_ms": None}
    return {
        "p50_ms": round(ordered[len(ordered) // 2] * 1000, 1),
        "p95_ms": round(ordered[min(len(ordered) - 1, len(ordered) * 95 // 100)] * 1000, 1),
    }
