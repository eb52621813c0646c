"""Looks at the replicas while a run goes on: when breakers open, how memory and connections move."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from scripts.chaos.measure import rss_mib
from scripts.chaos.world import Replica, World


@dataclass
class Openings:
    """When a provider's breaker was first seen open in each replica, in seconds after `start`.

    It looks no longer once all are open: looking must not be the load.
    """

    world: World
    provider: str = "openai"
    first: dict[int, float] = field(default_factory=dict)
    _stop: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to look; call it when the fault begins."""
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join(5)

    @property
    def slowest(self) -> float:
        """Seconds until the last replica's breaker was open; infinite where one never was."""
        return max(self.first.values()) if len(self.first) == len(self.world.replicas) else float("inf")

    def _look(self) -> None:
        began = time.monotonic()
        while not self._stop.wait(0.1) and len(self.first) < len(self.world.replicas):
            for number, replica in enumerate(self.world.replicas):
                if self._state(replica) != "closed":
                    self.first.setdefault(number, time.monotonic() - began)

    def _state(self, replica: Replica) -> str:
        return next((one["state"] for one in replica.providers() if one["provider"] == self.provider), "closed")


@dataclass
class Lag:
    """How late the replicas' loops were at most, as they say it themselves, over a block."""

    world: World
    most_ms: float = 0.0
    _stop: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def __enter__(self) -> Lag:
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join(5)

    def _look(self) -> None:
        while not self._stop.wait(0.5):
            seen = [one.counted("chaeum_event_loop_lag_seconds") for one in self.world.replicas]
            self.most_ms = max(self.most_ms, *(1000 * one for one in seen))


@dataclass(frozen=True)
class Use:
    """What a replica holds now."""

    rss_mib: float
    files: int
    sockets: int


def use_of(replica: Replica) -> Use:
    """Memory, open files and sockets of a replica."""
    listed = [path for path in Path(f"/proc/{replica.pid}/fd").iterdir() if path.is_symlink()]
    links = [_target(path) for path in listed]
    return Use(rss_mib(replica.pid), len(links), sum(link.startswith("socket:") for link in links))


def _target(path: Path) -> str:
    try:
        return str(path.readlink())
    except OSError:
        return ""


def hedges(world: World) -> float:
    """Attempts that were started because another one stalled, over both replicas."""
    return sum(one.counted("chaeum_attempts_total", kind="hedge") for one in world.replicas)


def openings(world: World) -> float:
    """How often breakers have opened since the replicas started, over both."""
    return sum(one.counted("chaeum_breaker_changes_total", to="open") for one in world.replicas)


def under_way(world: World) -> float:
    """Requests, answers being made and calls of vendors that the replicas have not finished."""
    names = ("chaeum_requests_in_flight", "chaeum_cache_flights", "chaeum_provider_in_flight")
    return sum(one.counted(name) for one in world.replicas for name in names)


def redis_told(world: World) -> list[list[str]]:
    """What each replica's log says of Redis, in order: `here` and `away`."""
    return [re.findall(r"redis is (here|away)", one.log.read_text("utf-8")) for one in world.replicas]


def sum_of(world: World, look: Callable[[Replica], float]) -> float:
    """A number of both replicas together."""
    return sum(map(look, world.replicas))


def calm(patience_s: float, idle: float = 0.75) -> float:
    """Wait until the machine has been that idle for three seconds, at most so long; how idle it was at last."""
    give_up = time.monotonic() + patience_s
    while True:
        before = _ticks()
        time.sleep(3.0)
        after = _ticks()
        share = (after[0] - before[0]) / max(1, after[1] - before[1])
        if share >= idle or time.monotonic() > give_up:
            return share


def _ticks() -> tuple[int, int]:
    """Idle and all CPU ticks of the machine so far."""
    fields = [int(one) for one in Path("/proc/stat").read_text("utf-8").split("\n", 1)[0].split()[1:9]]
    return fields[3] + fields[4], sum(fields)
