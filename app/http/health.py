"""Probes. Ready means: configured, started, not draining. Never Redis, never a vendor: their faults are not ours."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from app.tasks.catalog import Catalog

STALE_HEARTBEAT_S = 20.0


@dataclass
class Health:
    """The life of this process as the probes see it. `clock` is monotonic, in seconds."""

    catalog: Catalog
    clock: Callable[[], float] = time.monotonic
    started: bool = False
    draining: bool = False
    heartbeat: float = field(default=0.0)

    def beat(self) -> None:
        """Called by the event loop ten times a second; a loop that is stuck does not."""
        self.heartbeat = self.clock()

    @property
    def live(self) -> bool:
        return self.clock() - self.heartbeat < STALE_HEARTBEAT_S

    @property
    def ready(self) -> bool:
        return self.started and not self.draining

    def verbose(self) -> dict[str, Any]:
        """What an operator wants to know at a glance: which tasks serve, and why the others do not."""
        return {
            "ready": self.ready,
            "draining": self.draining,
            "tasks": {name: task.stable.name for name, task in self.catalog.tasks.items()},
            "disabled": {name: [str(flaw) for flaw in flaws] for name, flaws in self.catalog.broken.items()},
        }
