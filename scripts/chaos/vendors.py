"""Vendors that fail under load: A1, A2, A3 and recovery (P1, P2, P18, P19, P25)."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median

from scripts.chaos.measure import Run, drive
from scripts.chaos.report import Row, Size, row
from scripts.chaos.watch import Openings, calm, hedges, openings
from scripts.chaos.world import HEALTHY, World

LEAD_S = 3.0
"""Healthy load before the fault, so that the replicas know how quick their vendors are."""
STALL_MS, STALLED = 300.0, 5
"""When a vendor that answers nothing is left: so many calls are that old. A replica has them only after as many more
requests have come, so the first one waits for those, too (RELIABILITY.md's stall; at 50/s between two replicas that is 200 ms)."""


def healthy(world: World, size: Size) -> Run:
    """A run with everything well."""
    world.heal()
    return drive(world, [(size.rate, size.seconds)])


def interleaved(world: World, size: Size, faulty: Callable[[], Run]) -> tuple[list[Run], float]:
    """Pairs of a healthy and a faulty run; the faulty ones, and the healthy runs' p99."""
    well, ill = [], []
    for _ in range(size.rounds):
        calm(size.patience)
        well.append(healthy(world, size))
        ill.append(faulty())
    return ill, median(run.p99() for run in well)


def primary_fails(world: World, size: Size) -> Row:
    """A1: the first vendor answers 500 to everything."""
    called: list[float] = []
    opened: list[int] = []

    def faulty() -> Run:
        world.heal()
        before = openings(world)

        def fault() -> None:
            world.vendor("primary", "s-500")
            world.forget()

        run = drive(world, [(size.rate, LEAD_S + 2 * size.seconds)], fault, LEAD_S)
        called.append(world.seen("primary"))
        opened.append(int(openings(world) - before))
        return run

    runs, p99 = interleaved(world, size, faulty)
    made = row("A1", "primary answers 500", runs, p99)
    most = max(calls - (5 * len(world.replicas) + 3 * times) for calls, times in zip(called, opened, strict=True))
    made.note = f"{called} calls of the primary, {opened} openings"
    made.checks = {
        "0 failed": made.failed == 0,
        "p99 ≤ healthy + 25": made.p99 <= p99 + 25,
        "primary ≤ 5 a pod + 3 an opening": most <= 0,
        "none degraded": made.degraded == 0,
    }
    return made


def primary_hangs(world: World, size: Size) -> Row:
    """A2, P25: the first vendor accepts and never answers."""
    slowest: list[float] = []
    hedged: list[float] = []

    def faulty() -> Run:
        world.heal()
        watch, before = Openings(world), hedges(world)

        def fault() -> None:
            world.vendor("primary", "hang")
            watch.start()

        run = drive(world, [(size.rate, LEAD_S + size.seconds)], fault, LEAD_S)
        watch.stop()
        slowest.append(watch.slowest)
        hedged.append((hedges(world) - before) / len(run.records))
        return run

    runs, p99 = interleaved(world, size, faulty)
    made = row("A2", "primary hangs", runs, p99)
    stall = STALL_MS + STALLED * 1000 * len(world.replicas) / size.rate
    first = median(run.quantile(0.99, 0.0, 2.0) for run in runs)
    made.note = (
        f"breakers open after {', '.join(f'{one:.1f}' for one in slowest)} s; first 2 s p99 {first:.0f} ms; "
        f"hedges {', '.join(f'{one:.1%}' for one in hedged)}"
    )
    made.checks = {
        "0 failed": made.failed == 0,
        "every breaker open ≤ 2 s": max(slowest) <= 2.0,
        "hedges ≤ 5 %": max(hedged) <= 0.05,
        "p99 after 2 s ≤ healthy + 25": made.p99 <= p99 + 25,
        f"first 2 s p99 ≤ stall ({stall:.0f}) + healthy + 100": first <= stall + p99 + 100,
    }
    return made


def all_vendors_down(world: World, size: Size) -> Row:
    """A3, P19: one vendor answers 500, the other hangs; the rules answer."""
    world.heal()

    def fault() -> None:
        world.vendor("primary", "s-500")
        world.vendor("second", "s-500")

    run = drive(world, [(size.rate, LEAD_S + size.seconds)], fault, LEAD_S)
    made = row("A3", "both vendors answer 500", [run])
    late = run.p99(3.0)
    made.p99, share = late, run.share("d", 3.0)
    made.degraded = share
    made.checks = {
        "0 failed": made.failed == 0,
        "all flagged degraded from second 3": share == 1.0,
        "p99 ≤ 50 from second 3": late <= 50,
    }
    return made


def vendors_hang(world: World, size: Size) -> Row:
    """P20: both vendors hang; every reply within the deadline."""
    world.heal()

    def fault() -> None:
        world.vendor("primary", "hang")
        world.vendor("second", "hang")

    run = drive(world, [(size.rate, LEAD_S + size.seconds)], fault, LEAD_S)
    made = row("P20", "both vendors hang", [run], None, 503)
    slowest = run.quantile(1.0)
    made.note = f"slowest {slowest:.0f} ms, {run.count(503)} × 503"
    made.checks = {"0 failed": made.failed == 0, "every reply within 6 s": slowest <= 6000}
    return made


def recovery(world: World, size: Size) -> Row:
    """P18: the primary comes back after an outage and is used again."""
    world.heal()
    down = 10.0

    def fault() -> None:
        import time

        world.vendor("primary", "s-500")
        time.sleep(down)
        world.vendor("primary", HEALTHY)
        world.forget()

    run = drive(world, [(size.rate, LEAD_S + down + max(20.0, size.seconds))], fault, LEAD_S)
    back = world.seen("primary")
    made = row("P18", f"primary down for {down:.0f} s, then back", [run])
    made.note = f"{back:.0f} calls of the primary after its return"
    made.checks = {
        "0 failed": made.failed == 0,
        "none degraded": made.degraded == 0,
        "in use again": back >= size.rate * 5,
    }
    return made
