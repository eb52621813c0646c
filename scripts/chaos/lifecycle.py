"""Replicas that come and go under load, or get too little of a core: A6, L1, L2, L3, L11."""

from __future__ import annotations

import signal
import time
from contextlib import ExitStack

from scripts.chaos.measure import Run, drive
from scripts.chaos.report import Row, Size, row
from scripts.chaos.throttle import throttled
from scripts.chaos.vendors import LEAD_S
from scripts.chaos.watch import openings
from scripts.chaos.world import World, until

CYCLE_S = 14.0
"""Drain, exit, start and join of one replica, with room for a busy machine."""
STARVED = 0.25


def rolling_restart(world: World, size: Size) -> Row:
    """A6, L2: both replicas, one after the other, three times."""
    world.heal()
    codes: list[int] = []
    slowest: list[float] = []

    def fault() -> None:
        for _ in range(3):
            for replica in world.replicas:
                began = time.monotonic()
                codes.append(replica.stop())
                replica.start()
                until(lambda: len(world.up()) == 2)
                slowest.append(time.monotonic() - began)

    length = max(6 * CYCLE_S, 5200 / size.rate)
    run = drive(world, [(size.rate, LEAD_S + length)], fault, LEAD_S)
    made = row("A6", "rolling restart of both × 3", [run])
    made.note = f"exit codes {sorted(set(codes))}, slowest restart {max(slowest):.1f} s"
    made.checks = {
        "0 failed": made.failed == 0,
        "≥ 5,000 requests": made.requests >= 5000,
        "six clean exits": codes == [0] * 6,
    }
    return made


def terminated(world: World, size: Size) -> Row:
    """L1: SIGTERM to one of two."""
    world.heal()
    codes: list[int] = []
    run = drive(
        world, [(size.rate, max(18.0, 1850 / size.rate))], lambda: codes.append(world.replicas[0].stop()), LEAD_S
    )
    world.replicas[0].start()
    made = row("L1", "SIGTERM to one of two", [run])
    made.checks = {
        "0 failed": made.failed == 0,
        "≥ 1,800 requests": made.requests >= 1800,
        "exit code 0": codes == [0],
    }
    return made


def killed(world: World, size: Size, *, retrying: bool) -> Row:
    """L3: kill -9 of one of two, through a balancer as it is and through one that tries once more."""
    world.heal()
    run = drive(
        world,
        [(size.rate, 15.0)],
        lambda: world.replicas[0].send(signal.SIGKILL),
        5.0,
        door=world.retrying if retrying else world.plain,
    )
    world.replicas[0].stop(signal.SIGKILL)
    world.replicas[0].start()
    flying = _in_flight(run)
    made = row("L3r" if retrying else "L3", f"kill -9, {'one retry at' if retrying else 'plain'} balancer", [run])
    made.note = f"{flying} in flight at that instant"
    made.checks = {"0 failed": made.failed == 0} if retrying else {"failed ≤ in flight": made.failed <= flying}
    return made


def starved(world: World, size: Size) -> Row:
    """L11: a quarter of a core for each replica, and more load than that carries."""
    world.heal()
    before = openings(world)
    with ExitStack() as limits:
        for replica in world.replicas:
            limits.enter_context(throttled(replica.pid, STARVED))
        run = drive(world, [(2 * size.rate, size.seconds)])
    made = row("L11", f"CPU throttled to {STARVED:.0%} of a core each, {2 * size.rate:.0f}/s", [run], None, 503)
    made.p99 = run.quantile(0.99)
    made.note = f"{run.count(200)} answered, {run.count(503)} × 503"
    made.checks = {
        "only 200 and 503": made.failed == 0,
        "it sheds": run.count(503) > 0,
        "accepted p99 ≤ 6 s": made.p99 <= 6000,
        "0 breaker openings": openings(world) == before,
        "none degraded": made.degraded == 0,
    }
    return made


def _in_flight(run: Run) -> int:
    """Requests that had started and not ended when the fault came, 30 ms of doubt included."""
    at = run.faulty_from
    return sum(one[0] <= at + 0.03 and one[0] + one[1] / 1000 >= at - 0.03 for one in run.records)
