"""Redis that freezes and dies under load: A4, A5 (R1–R3)."""

from __future__ import annotations

import time
from itertools import pairwise

from scripts.chaos.measure import Run, drive
from scripts.chaos.report import Row, Size, row
from scripts.chaos.vendors import LEAD_S, healthy
from scripts.chaos.watch import redis_told, sum_of, use_of
from scripts.chaos.world import World, until


def paused(world: World, size: Size) -> Row:
    """A4: CLIENT PAUSE ALL for three times the usual run; numbers against a healthy run before it."""
    well = healthy(world, size)
    before = sum_of(world, lambda one: use_of(one).rss_mib)
    length = 3 * size.seconds

    def fault() -> None:
        world.redis.ask("CLIENT", "PAUSE", int(length * 1000), "ALL")

    run = drive(world, [(size.rate, LEAD_S + length)], fault, LEAD_S)
    world.redis.kill()  # a paused server takes no command that would end the pause
    world.redis.start()
    after = sum_of(world, lambda one: use_of(one).rss_mib)
    until(lambda: all(told[-1] == "here" for told in redis_told(world)), 10)
    made = row("A4", f"CLIENT PAUSE ALL {length:.0f} s", [run], well.p99())
    made.note = (
        f"RSS × {after / before:.2f}, CPU × {run.cpu_ms / well.cpu_ms:.2f}, log {run.log_bytes:.0f} B a request, "
        f"local quota {run.share('l', 1.0):.0%}"
    )
    made.checks = {
        "0 failed": made.failed == 0,
        "p99 ≤ healthy + 60": made.p99 <= well.p99() + 60,
        "RSS ≤ 1.2 ×": after <= 1.2 * before,
        "CPU ≤ 1.2 ×": run.cpu_ms <= 1.2 * well.cpu_ms,
        "log ≤ 1 KB a request": run.log_bytes <= 1024,
        "one line a change of state": all(one != two for told in redis_told(world) for one, two in pairwise(told)),
    }
    return made


def killed(world: World, size: Size) -> Row:
    """A5: kill -9, back empty five seconds later, over and over."""
    world.heal()
    times = max(2, int(4 * size.seconds / 20))
    back: list[float] = []

    def fault() -> None:
        began = time.time()
        for number in range(times):
            time.sleep(max(0.0, began + 20 * number - time.time()))
            world.redis.kill()
            time.sleep(5)
            world.redis.start()
            back.append(time.time() - began)

    run = drive(world, [(size.rate, LEAD_S + 20.0 * times)], fault, LEAD_S)
    gaps = [_still_local(run, at) for at in back]
    made = row("A5", f"Redis kill -9 and restart × {times}", [run])
    made.note = f"counted in common again {', '.join(f'{one:.2f}' for one in gaps)} s after each start"
    made.checks = {"0 failed": made.failed == 0, "common quota again ≤ 0.5 s": max(gaps) <= 0.5}
    return made


def _still_local(run: Run, back: float) -> float:
    """Seconds after Redis is back during which requests that started were still counted by a pod alone."""
    late = [one[0] - run.faulty_from - back for one in run.of(back, back + 10) if "l" in one[3]]
    return max(late, default=0.0)
