"""`GET /status.json`: what the status page shows. Names of models, how they fare, which tasks serve; nobody's texts.

Quotas are those of the key that asks, as they stood at its last call; without a key there are none to show.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from app.answering import Answering
from app.clients.registry import Registered
from app.errors import Problem
from app.quota.port import Standing
from app.routing.router import EMBEDDED, Router
from app.tasks.catalog import Catalog
from app.telemetry.figures import Figures

STATES = {"closed": "closed", "metrics_only": "closed", "half_open": "half_open", "open": "open", "forced_open": "off"}
"""A breaker's state → the page's word."""


@dataclass(frozen=True, slots=True)
class Status:
    """What the page asks for, over what the service has."""

    catalog: Catalog
    router: Router
    figures: Figures
    answering: Answering
    identify: Callable[[Sequence[tuple[bytes, bytes]]], Registered]
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def shown(self, headers: Sequence[tuple[bytes, bytes]]) -> dict[str, Any]:
        """The document, for whoever sent these headers."""
        return {
            "at": self.now().isoformat(timespec="seconds").replace("+00:00", "Z"),
            "providers": self._providers(),
            "quotas": [_quota(one) for one in self._standings(headers)],
            "tasks": self._tasks(),
        }

    def _providers(self) -> list[dict[str, Any]]:
        states = {(lane["provider"], lane["model"]): lane["state"] for lane in self.router.snapshot()}
        asked = [one for one in self.figures.known() if one[0] != EMBEDDED]
        return [
            {"name": provider, "model": model, "state": STATES[states.get((provider, model), "closed")]}
            | self.figures.of(provider, model)
            for provider, model in [*asked, (EMBEDDED, EMBEDDED)]
        ]

    def _standings(self, headers: Sequence[tuple[bytes, bytes]]) -> Sequence[Standing]:
        try:
            return self.answering.standings(self.identify(headers))
        except Problem:
            return ()

    def _tasks(self) -> list[dict[str, Any]]:
        served = [
            {
                "name": name,
                "version": task.stable.name,
                "canary": task.spec.versions.canary
                and task.spec.versions.canary.model_dump(include={"version", "percent"}),
                "enabled": True,
                "score": None,
                "requests": self.figures.tasks.get(name, 0),
            }
            for name, task in self.catalog.tasks.items()
        ]
        off = {"version": None, "canary": None, "enabled": False, "score": None, "requests": None}
        return served + [{"name": name, **off} for name in self.catalog.disabled]


def _quota(standing: Standing) -> dict[str, Any]:
    limit = standing.limit
    return {
        "name": limit.name,
        "limit": limit.most,
        "used": max(0, limit.most - standing.left),
        "window_s": limit.window_s,
        "resets_in_s": round(standing.reset_s),
    }
