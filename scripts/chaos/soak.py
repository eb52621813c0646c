"""`make soak` (A12): half an hour of load with a random fault every twenty seconds, from a seed.

The load goes through the balancer's retrying door, since kill -9 is among the faults. The first replica lives
through all of it, and its memory, files and sockets are watched; the second is the one that is killed.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import linear_regression

from scripts.chaos.measure import drive
from scripts.chaos.report import HEAD, Row, row, write
from scripts.chaos.watch import Use, under_way, use_of
from scripts.chaos.world import HEALTHY, World, standing, until

EVERY_S, LASTS_S = 20.0, 10.0
PEAK_S = 20.0
ILL = (
    "s-500",
    "s-503",
    "hang",
    "drip-100",
    "rst",
    "eof",
    "garbage",
    "empty",
    "trunc",
    "nulls",
    "flaky",
    "ok-3000",
    "s-429:5",
)


@dataclass
class Monkey:
    """Breaks one thing at a time and mends it again."""

    world: World
    rng: random.Random
    seconds: float
    done: list[str] = field(default_factory=list)

    def run(self) -> None:
        """A fault every twenty seconds until the time is over."""
        end = time.monotonic() + self.seconds
        while time.monotonic() + EVERY_S <= end:
            began = time.monotonic()
            name, fault = self.rng.choice(self._faults())
            self.done.append(name)
            print(f"  {len(self.done):3} {name}", file=sys.stderr, flush=True)
            fault()
            time.sleep(max(0.0, began + EVERY_S - time.monotonic()))

    def _faults(self) -> list[tuple[str, Callable[[], None]]]:
        vendor, ill = self.rng.choice(("primary", "second")), self.rng.choice(ILL)
        return [
            (f"{vendor} {ill}", lambda: self._vendor(vendor, ill)),
            (f"both {ill}", lambda: self._both(ill)),
            ("redis frozen", self._freeze),
            ("redis killed", self._kill_redis),
            ("replica SIGTERM", lambda: self._replica(signal.SIGTERM)),
            ("replica kill -9", lambda: self._replica(signal.SIGKILL)),
        ]

    def _vendor(self, name: str, ill: str) -> None:
        self.world.vendor(name, ill)
        time.sleep(LASTS_S)
        self.world.vendor(name, HEALTHY)

    def _both(self, ill: str) -> None:
        self.world.vendor("second", ill)
        self._vendor("primary", ill)
        self.world.vendor("second", HEALTHY)

    def _freeze(self) -> None:
        self.world.redis.freeze()
        time.sleep(LASTS_S)
        self.world.redis.thaw()

    def _kill_redis(self) -> None:
        self.world.redis.kill()
        time.sleep(LASTS_S / 2)
        self.world.redis.start()

    def _replica(self, number: signal.Signals) -> None:
        self.world.replicas[1].stop(number)
        self.world.replicas[1].start()


def _sampled(world: World, stop: threading.Event, into: list[tuple[float, Use]]) -> None:
    began = time.monotonic()
    while not stop.wait(5.0):
        into.append((time.monotonic() - began, use_of(world.replicas[0])))


def _peak(world: World, rate: float) -> None:
    """More requests in flight than any later fault brings, before the clock starts.

    The allocator keeps the pages that a peak took. They are no leak, and which fault brings the highest one is chance;
    what still grows once they are there is one.
    """

    def hang() -> None:
        world.vendor("primary", "hang")
        world.vendor("second", "hang")

    drive(world, [(3 * rate, PEAK_S)], hang, 1.0, door=world.retrying)
    world.heal()


def soak(world: World, rate: float, seconds: float, seed: int) -> Row:
    """Run it."""
    _peak(world, rate)
    monkey = Monkey(world, random.Random(seed), seconds)
    samples: list[tuple[float, Use]] = []
    stop = threading.Event()
    watcher = threading.Thread(target=_sampled, args=(world, stop, samples), daemon=True)
    watcher.start()
    run = drive(world, [(rate, seconds + LASTS_S)], monkey.run, 3.0, door=world.retrying)
    stop.set()
    watcher.join(10)
    for at, use in samples[:: max(1, len(samples) // 60)]:
        print(f"  {at / 60:5.1f} min  {use.rss_mib:.1f} MiB", file=sys.stderr, flush=True)
    warm = [one for one in samples if one[0] > min(300.0, seconds / 3)]
    slope = linear_regression([at for at, _ in warm], [use.rss_mib for _, use in warm]).slope * 600
    files, sockets = [use.files for _, use in warm], [use.sockets for _, use in warm]
    with suppress(TimeoutError):  # half an hour is not thrown away: the check below says it
        until(lambda: under_way(world) == 0, 10)
    made = row("A12", f"soak {seconds / 60:.0f} min, seed {seed}, {len(monkey.done)} faults", [run])
    made.note = (
        f"RSS {slope:+.2f} MiB per 10 min, open files {files[0]} → {files[-1]} (most {max(files)}), "
        f"sockets {sockets[0]} → {sockets[-1]}, {under_way(world):.0f} requests or calls left"
    )
    made.checks = {
        "0 failed": made.failed == 0,
        "RSS < 1 MB per 10 min": slope < 1.0,
        "files and sockets flat": files[-1] <= files[0] + 20 and sockets[-1] <= sockets[0] + 20,
        "nothing left under way": under_way(world) == 0,
    }
    return made


def main() -> int:
    """Read the arguments and run."""
    given = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    given.add_argument("--rate", type=float, default=60.0, help="requests a second; 60 %% of what the machine can")
    given.add_argument("--minutes", type=float, default=30.0)
    given.add_argument("--seed", type=int, default=20261122)
    given.add_argument("--out", type=Path, help="put the row into the table there, too")
    asked = given.parse_args()
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(143))
    with standing() as world:
        made = soak(world, asked.rate, asked.minutes * 60, asked.seed)
    print(f"{HEAD}\n{made.line()}", flush=True)
    if asked.out:
        write(asked.out, [made], asked.rate)
    return 0 if made.ok else 1


if __name__ == "__main__":
    sys.exit(main())
