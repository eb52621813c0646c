"""`python -m scripts.chaos`: the scenarios, one table out. Exit 1 where a row does not hold."""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from scripts.chaos import hostile, idle, lifecycle, overload, redis_faults, vendors
from scripts.chaos.report import HEAD, Row, Size, write
from scripts.chaos.suites import SUITES, suite
from scripts.chaos.watch import calm
from scripts.chaos.world import World, standing

Scenario = Callable[[World, Size], Row]
SCENARIOS: dict[str, Scenario] = {
    "A1": vendors.primary_fails,
    "A2": vendors.primary_hangs,
    "A3": vendors.all_vendors_down,
    "P20": vendors.vendors_hang,
    "P18": vendors.recovery,
    "A4": redis_faults.paused,
    "A5": redis_faults.killed,
    "L1": lifecycle.terminated,
    "A6": lifecycle.rolling_restart,
    "L3": partial(lifecycle.killed, retrying=False),
    "L3r": partial(lifecycle.killed, retrying=True),
    "L11": lifecycle.starved,
    "U5": idle.reused,
    "A11": overload.noisy_neighbour,
    "A13": overload.hostile_connections,
    "A10": hostile.fuzzed,  # last: after such texts the vendor's answers rest for a while
}
GATED: dict[str, Scenario] = {"A8": overload.overloaded, "U6": overload.retry_storm}
"""In a world whose replicas take few requests at a time."""
UNTIMED = {"A10", "U5"}
"""Rows whose latencies are not those of the usual request."""
QUICK = ("A1", "A2", "A3", "L1", "L3r", "A8")


def run(names: list[str], size: Size) -> list[Row]:
    """The rows, in the order of the tables above; a world that breaks is a row that does not hold."""
    rows: list[Row] = []
    for table, env in ((SCENARIOS, {}), (GATED, {"MAX_IN_FLIGHT": str(overload.GATE)})):
        if wanted := [name for name in table if name in names]:
            with standing(env, size.rate) as world:
                well = vendors.healthy(world, size).p99() if table is SCENARIOS else None
                for name in wanted:
                    calm(size.patience)
                    rows.append(_shown(partial(table[name], world, size), name, well))
                    for line in world.faults():
                        print(f"  {name}: {line}", file=sys.stderr, flush=True)
    rows += [_shown(partial(suite, name), name) for name in SUITES if name in names]
    return rows


def _shown(scenario: Callable[[], Row], name: str, well: float | None = None) -> Row:
    """Run it and print it; `well` is the healthy run of this job, for rows that measure none beside themselves."""
    began = time.monotonic()
    try:
        made = scenario()
    except (TimeoutError, OSError, ValueError, AssertionError) as error:
        made = Row(name, "did not come to an end", note=f"{type(error).__name__}: {error}", checks={"it runs": False})
    if made.healthy_p99 is None and name not in UNTIMED:
        made.healthy_p99 = well
    print(f"{made.line()}  ({time.monotonic() - began:.0f} s)", flush=True)
    return made


def main() -> int:
    """Read the arguments, run, print and write."""
    every = [*SCENARIOS, *GATED, *SUITES]
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--rate", type=float, default=100.0, help="requests a second")
    given.add_argument("--seconds", type=float, default=30.0, help="length of a run")
    given.add_argument("--rounds", type=int, default=3, help="interleaved pairs")
    given.add_argument("--only", default=",".join(every), help="names, e.g. A1,A2")
    given.add_argument("--patience", type=float, default=0.0, help="seconds to wait for a quiet machine, each time")
    given.add_argument("--quick", action="store_true", help="under four minutes: 60/s, 10 s, one pair, the main rows")
    given.add_argument("--out", type=Path, help="put the rows into the table there, too")
    asked = given.parse_args()
    names = list(QUICK) if asked.quick else asked.only.split(",")
    size = Size(60.0, 10.0, 1) if asked.quick else Size(asked.rate, asked.seconds, asked.rounds, asked.patience)
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(143))  # so that what was started ends, too
    print(HEAD, flush=True)
    rows = run(names, size)
    if asked.out:
        write(asked.out, rows, size.rate)
    return 0 if all(one.ok for one in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
