"""One row per scenario: what had to hold, what was seen."""

from __future__ import annotations

import platform
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from scripts.chaos.measure import Run


@dataclass(frozen=True)
class Size:
    """How much load for how long. `rounds`: interleaved pairs of a healthy and a faulty run."""

    rate: float = 100.0
    seconds: float = 30.0
    rounds: int = 3
    patience: float = 0.0
    """Seconds to wait before each pair, and each row, for others on the machine to be quiet."""


@dataclass
class Row:
    """One line of the table. `checks`: what must hold, in words → whether it did."""

    name: str
    what: str
    requests: int = 0
    failed: int = 0
    degraded: float = 0.0
    p50: float = 0.0
    p99: float = 0.0
    healthy_p99: float | None = None
    note: str = ""
    checks: dict[str, bool] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return bool(self.checks) and all(self.checks.values())

    def line(self) -> str:
        """As a row of a Markdown table."""
        healthy = "" if self.healthy_p99 is None else f"{self.healthy_p99:.0f}"
        held = "; ".join(f"{'✓' if good else '**✗**'} {what}" for what, good in self.checks.items())
        figures = f"{self.requests} | {self.failed} | {self.degraded:.1%} | {self.p50:.0f} | {self.p99:.0f} | {healthy}"
        return f"| {self.name} | {self.what} | {figures} | {held} | {self.note} |"


def row(name: str, what: str, runs: list[Run], healthy_p99: float | None = None, *allowed: int) -> Row:
    """The figures of some runs; the checks are added by the scenario."""
    middle = sorted(runs, key=lambda run: run.p99())[len(runs) // 2]
    return Row(
        name,
        what,
        requests=sum(len(run.records) for run in runs),
        failed=sum(run.failed(*allowed) for run in runs),
        degraded=sum(run.share("d", 0.0) for run in runs) / len(runs),
        p50=middle.quantile(0.5),
        p99=middle.p99(),
        healthy_p99=healthy_p99,
    )


HEAD = (
    "| | scenario | requests | failed | degraded | p50 ms | p99 ms | healthy p99 | must hold | seen |\n"
    "|---|---|---|---|---|---|---|---|---|---|"
)


def page(rows: Iterable[Row], command: str, size: Size) -> str:
    """The whole document."""
    listed = list(rows)
    cores = subprocess.run(["nproc"], capture_output=True, text=True, check=True).stdout.strip()
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout.strip()
    failed = [one.name for one in listed if not one.ok]
    return f"""# Chaos: what happens to callers when things break
Written by `{command}` on {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, commit {commit}, Python {platform.python_version()}, {cores} shared cores.
Two replicas behind HAProxy, a Redis, a vendor made of sockets that answers in 60 ms; {size.rate:.0f} requests a second in an open loop, every text a new one.
Latency counts from the intended start. p99 is the median of the seconds' p99, of the middle run of {size.rounds}; "healthy" is measured in the same
job, interleaved. A request has failed unless it is a 200 whose sampled body fits the published schema (or a 503 where the row says so).
The machine is shared: latencies are comparable within one table only.

{HEAD}
{chr(10).join(one.line() for one in listed)}

{"Every row holds." if not failed else "Rows that do not hold: " + ", ".join(failed) + "."}
"""
