"""What a run was: counts and latencies, and what must hold of them."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import jsonschema_rs
from app.tasks.catalog import Catalog

from scripts.bench_miss import TEXT, cpu_s
from scripts.chaos.generator import Plan, Record
from scripts.chaos.world import ROOT, World

PATH = "/parse/real-estate"
_runs = iter(range(1_000_000))


@dataclass
class Run:
    """The records of one run and what the replicas used meanwhile. `faulty_from`: seconds into it."""

    records: list[Record]
    bodies: list[str]
    cpu_ms: float = 0.0
    """Of both replicas, per request."""
    log_bytes: float = 0.0
    """Per request."""
    faulty_from: float = 0.0
    notes: dict[str, float] = field(default_factory=dict)

    def of(self, begin: float = 0.0, end: float = 1e9) -> list[Record]:
        """Records that should have started in [begin, end) seconds after the fault."""
        return [one for one in self.records if begin <= one[0] - self.faulty_from < end]

    def failed(self, *allowed: int) -> int:
        """Replies that were neither 200 nor an allowed status, and sampled bodies that break the schema."""
        return sum(one[2] not in (200, *allowed) for one in self.records) + self.invalid()

    def invalid(self) -> int:
        """Sampled answers that the task's published schema refuses."""
        return sum(not _validator().is_valid(json.loads(body)["result"]) for body in self.bodies)

    def count(self, status: int) -> int:
        return sum(one[2] == status for one in self.records)

    def share(self, flag: str, begin: float = -1e9, end: float = 1e9) -> float:
        """Share of the 200s that carry a flag."""
        good = [one for one in self.of(begin, end) if one[2] == 200]
        return sum(flag in one[3] for one in good) / max(1, len(good))

    def quantile(self, q: float, begin: float = -1e9, end: float = 1e9, status: int = 200) -> float:
        """Latency in ms over all such replies."""
        found = sorted(one[1] for one in self.of(begin, end) if one[2] == status)
        return found[min(len(found) - 1, int(len(found) * q))] if found else 0.0

    def p99(self, begin: float = 2.0, end: float = 1e9, status: int = 200) -> float:
        """The median of the seconds' p99: one stalled second of a shared machine does not decide."""
        seconds: dict[int, list[float]] = defaultdict(list)
        for due, latency, got, _ in self.of(begin, end):
            if got == status:
                seconds[int(due)].append(latency)
        tops = [sorted(one)[min(len(one) - 1, int(len(one) * 0.99))] for one in seconds.values()]
        return statistics.median(tops) if tops else 0.0


_cached: list[jsonschema_rs.Validator] = []


def _validator() -> jsonschema_rs.Validator:
    if not _cached:
        from app.main import vocabulary

        _cached.append(Catalog(ROOT / "prompts", vocabulary()).get(PATH[1:]).result_validator)
    return _cached[0]


def drive(
    world: World,
    phases: Sequence[tuple[float, float]],
    fault: Callable[[], None] | None = None,
    after: float = 0.0,
    *,
    client: str = "load",
    door: int | None = None,
    retries: int = 0,
) -> Run:
    """Load for the length of the phases; `fault` is called `after` seconds into it, on a thread of its own."""
    began = time.time() + 1.5
    plan = Plan(
        port=door or world.plain,
        path=PATH,
        text=TEXT,
        phases=list(phases),
        key=world.keys[client],
        marker=f"{os.getpid()}-{next(_runs)}-",
        retries=retries,
        starts_at=began,
    )
    pids = [one.pid for one in world.replicas]
    cpu, logged = sum(map(_cpu, pids)), _log_bytes(world)
    process = subprocess.Popen(
        [sys.executable, "-m", "scripts.chaos.generator"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    breaker: threading.Thread | None = None
    if fault is not None:
        breaker = threading.Thread(target=_at, args=(began + after, fault), daemon=True)
        breaker.start()
    out, _ = process.communicate(json.dumps(asdict(plan)).encode(), timeout=sum(s for _, s in phases) + 90)
    if breaker is not None:
        breaker.join(120)
    said = json.loads(out)
    records: list[Record] = [(r[0], r[1], r[2], r[3]) for r in said["records"]]
    same = pids == [one.pid for one in world.replicas]
    used = (sum(map(_cpu, pids)) - cpu) * 1000 / max(1, len(records)) if same else 0.0
    written = (_log_bytes(world) - logged) / max(1, len(records))
    return Run(records, said["bodies"], used, written, after if fault else 0.0)


def _at(when: float, fault: Callable[[], None]) -> None:
    time.sleep(max(0.0, when - time.time()))
    fault()


def _cpu(pid: int) -> float:
    return cpu_s(pid) if Path(f"/proc/{pid}/stat").exists() else 0.0


def _log_bytes(world: World) -> int:
    return sum(one.log.stat().st_size for one in world.replicas)


def rss_mib(pid: int) -> float:
    """Resident memory of a process, in MiB."""
    status = Path(f"/proc/{pid}/status").read_text("utf-8")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024
