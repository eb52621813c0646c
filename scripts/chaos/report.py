"""One row per scenario: what had to hold, what was seen."""

from __future__ import annotations

import platform
import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

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

    def line(self, run: str = "") -> str:
        """As a row of a Markdown table; `run` says when and of what."""
        healthy = "" if self.healthy_p99 is None else f"{self.healthy_p99:.0f}"
        held = "; ".join(f"{'✓' if good else '**✗**'} {what}" for what, good in self.checks.items())
        figures = f"{self.requests} | {self.failed} | {self.degraded:.1%} | {self.p50:.0f} | {self.p99:.0f} | {healthy}"
        return f"| {self.name} | {self.what} | {figures} | {held} | {self.note} | {run} |"


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
    "| | scenario | requests | failed | degraded | p50 ms | p99 ms | healthy p99 | must hold | seen | run |\n"
    "|---|---|---|---|---|---|---|---|---|---|---|"
)
_LINE = re.compile(r"^\| (?P<name>[A-Z]\d+\w?) \| .*\|$", re.M)


def write(path: Path, rows: Iterable[Row], rate: float) -> None:
    """Put the rows into the document at `path`; those that did not run this time stay as they are."""
    run = f"{datetime.now(UTC):%m-%d} {_said('git', 'rev-parse', '--short', 'HEAD')} {rate:.0f}/s"
    kept = path.read_text("utf-8") if path.exists() else ""
    lines = {**_lines(kept), **_lines("\n".join(one.line(run) for one in rows))}
    path.write_text(_page([lines[name] for name in sorted(lines, key=_by_number)]), "utf-8")


def _lines(text: str) -> dict[str, str]:
    return {found["name"]: found[0] for found in _LINE.finditer(text)}


def _by_number(name: str) -> tuple[str, int, str]:
    return name[0], int(re.sub(r"\D", "", name)), name


def _said(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def _page(lines: list[str]) -> str:
    broken = [line.split("|")[1].strip() for line in lines if "✗" in line]
    return f"""# Chaos: what happens to callers when things break
Written by `make chaos` and `make soak`, Python {platform.python_version()}, {_said("nproc")} shared cores. The last column says of which day and
commit a row is, and how many requests a second were sent. Two replicas behind HAProxy, a Redis, a vendor made of sockets that answers in 60 ms;
an open loop, every text a new one. Latency counts from the intended start. p99 is the median of the seconds' p99, of the middle run of several.
"healthy" is the p99 of a run in the same job with nothing broken: interleaved with the row (A1, A2, A11), just before it (A4, A8, A13, U6), or
at the start of the job. A8 and U6 have a gate and a vendor of their own, which A8's title names. A12's clock starts after twenty seconds of three
times the load with both vendors hanging: the allocator keeps what a peak took, and what grows after it is a leak. A request has failed unless it is a 200 whose
sampled body fits the published schema (or a 503 where the row says so). The machine is shared: latencies are comparable within one row only.

{HEAD}
{chr(10).join(lines)}

{"Every row holds." if not broken else "Rows that do not hold: " + ", ".join(broken) + "."}
"""
