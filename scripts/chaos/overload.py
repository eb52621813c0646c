"""Too much, unfair and hostile load: A8, A11, A13, U6."""

from __future__ import annotations

import selectors
import socket
import threading
import time
from dataclasses import replace

from scripts.bench_miss import TEXT
from scripts.chaos.measure import PATH, Run, drive
from scripts.chaos.report import Row, Size, row
from scripts.chaos.vendors import healthy
from scripts.chaos.watch import openings, use_of
from scripts.chaos.world import World, until

GATE = 16
"""MAX_IN_FLIGHT of a replica here: capacity is what the gate and the vendor's latency allow, not what this machine can."""
SLOW_MS = 800
"""Long enough that two cores have time for what the gate lets in: the gate is to be the limit, not the machine."""
SLOWLORIS, LEAVERS = 200, 200


def capacity(world: World) -> tuple[float, float]:
    """Requests a second that the gates let through, from how long one takes where there is room; and p99 there."""
    calm = drive(world, [(len(world.replicas) * GATE / (SLOW_MS / 1000) * 0.5, 6.0)])
    return len(world.replicas) * GATE / (calm.quantile(0.5) / 1000), calm.p99()


def overloaded(world: World, size: Size) -> Row:
    """A8, U3: three times the capacity, then half of it."""
    world.heal(f"ok-{SLOW_MS}")
    calm = 10.0
    (most, well), before = capacity(world), openings(world)
    run = drive(world, [(3 * most, size.seconds), (most / 2, calm)])
    during = [one for one in run.records if one[0] < size.seconds]
    good = sum(one[2] == 200 for one in during) / size.seconds
    shed = run.p99(0.0, size.seconds, status=503)
    late = [one[0] - size.seconds for one in run.records if one[0] >= size.seconds and one[2] != 200]
    what = f"3 × capacity ({most:.0f}/s: {GATE} at once a replica, vendor {SLOW_MS} ms) for {size.seconds:.0f} s"
    made = row("A8", what, [run], well, 503)
    made.p99 = run.quantile(0.99, 0.0, size.seconds)
    made.note = f"goodput {good:.0f}/s, {run.count(503)} × 503 with p99 {shed:.0f} ms, last 503 {max(late, default=0):.1f} s after"
    made.checks = {
        "only 200 and 503": made.failed == 0,
        "goodput ≥ 90 %": good >= 0.9 * most,
        "accepted p99 ≤ 6 s": made.p99 <= 6000,
        "shed p99 ≤ 20 ms": shed <= 20,
        "0 breaker openings": openings(world) == before,
        "none degraded": made.degraded == 0,
        "recovery ≤ 5 s": max(late, default=0.0) <= 5.0,
    }
    return made


def retry_storm(world: World, size: Size) -> Row:
    """U6: clients try three times more on 503, and the load falls."""
    world.heal(f"ok-{SLOW_MS}")
    most, well = capacity(world)
    run = drive(world, [(2 * most, 10.0), (most / 2, 15.0)], retries=3)
    late = [one[0] - 10.0 for one in run.records if one[0] >= 10.0 and (one[2] != 200 or "r" in one[3])]
    made = row("U6", f"retry storm: three retries on 503 at 2 × capacity ({most:.0f}/s)", [run], well, 503)
    made.note = f"{run.share('r'):.0%} of the answered had to retry; last trouble {max(late, default=0):.1f} s after the load fell"
    made.checks = {"only 200 and 503": made.failed == 0, "recovered ≤ 10 s": max(late, default=0.0) <= 10.0}
    return made


def noisy_neighbour(world: World, size: Size) -> Row:
    """A11, U4: one client at fifty times its quota beside another."""
    world.heal()
    calm, loud, refused = [], [], 0
    for _ in range(size.rounds):
        calm.append(drive(world, [(20.0, size.seconds / 2)], client="victim"))
        victim, neighbour = _beside(world, size.seconds / 2)
        loud.append(victim)
        refused += neighbour.count(429)
    before = sorted(run.p99(0.0) for run in calm)[size.rounds // 2]
    made = row("A11", f"a neighbour at 50 × its quota ({50 * world.noisy}/s)", loud, before)
    made.p99 = sorted(run.p99(0.0) for run in loud)[size.rounds // 2]
    made.note = f"{refused} × 429 for the neighbour"
    made.checks = {"0 of the victim's refused": made.failed == 0, "p99 ≤ + 10 %": made.p99 <= 1.1 * before}
    return made


def _beside(world: World, seconds: float) -> tuple[Run, Run]:
    """The victim's run while its neighbour sends, and the neighbour's."""
    noise: list[Run] = []
    beside = threading.Thread(
        target=lambda: noise.append(drive(world, [(50.0 * world.noisy, seconds + 2)], client="noisy")), daemon=True
    )
    beside.start()
    time.sleep(1.0)
    victim = drive(world, [(20.0, seconds)], client="victim")
    beside.join(120)
    return victim, noise[0]


def hostile_connections(world: World, size: Size) -> Row:
    """A13, U1, U2: 200 clients that never finish a request and 200 that leave, past the balancer."""
    size = replace(size, seconds=max(20.0, size.seconds))
    well = healthy(world, size)
    world.heal()
    before = [use_of(one).sockets for one in world.replicas]
    closed: list[float] = []
    attack = threading.Thread(target=lambda: closed.extend(_attack(world)), daemon=True)
    run = drive(world, [(size.rate, size.seconds)], attack.start, 3.0)
    attack.join(60)
    until(lambda: world.seen("primary", "in_flight") == 0, 10)
    leaked = world.seen("primary", "in_flight")
    time.sleep(1)
    after = [use_of(one).sockets for one in world.replicas]
    made = row("A13", f"{SLOWLORIS} slowloris + {LEAVERS} clients that leave", [run], well.p99())
    made.note = f"the last slow connection closed after {max(closed, default=0):.1f} s, {len(closed)} of them; sockets {before} → {after}"
    made.checks = {
        "0 failed": made.failed == 0,
        "p99 ≤ healthy + 25": made.p99 <= well.p99() + 25,
        "slow ones closed ≤ 11 s": len(closed) == SLOWLORIS and max(closed) <= 11,
        "no call of a vendor left": leaked == 0,
        "no socket left": all(late <= early + 10 for early, late in zip(before, after, strict=True)),
    }
    return made


def _attack(world: World) -> list[float]:
    """Open the slow connections, send and leave with the others; seconds until each slow one was closed."""
    key = world.keys["load"]
    head = f"POST {PATH} HTTP/1.1\r\nHost: a\r\nX-API-Key: {key}\r\nContent-Type: application/json\r\n"
    slow = [_connected(world, number) for number in range(SLOWLORIS)]
    for number, one in enumerate(slow):
        one.sendall((head if number % 2 else f"{head}Content-Length: 500\r\n\r\n{{").encode())
    for number in range(LEAVERS):
        body = f'{{"text": "{TEXT} {number} {time.time()}"}}'.encode()
        with _connected(world, number) as leaving:
            leaving.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
            time.sleep(0.02)
    return _closed(slow, time.monotonic() - 0.02 * LEAVERS)


def _connected(world: World, number: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", world.replicas[number % 2].port), 5)


def _closed(slow: list[socket.socket], began: float) -> list[float]:
    """Watch them all at once; whatever is still open after 30 s is not in the list."""
    took: list[float] = []
    with selectors.DefaultSelector() as open_ones:
        for one in slow:
            open_ones.register(one, selectors.EVENT_READ)
        while open_ones.get_map() and time.monotonic() - began < 30:
            for ready, _ in open_ones.select(0.5):
                if not _more(ready.fileobj):
                    took.append(time.monotonic() - began)
                    open_ones.unregister(ready.fileobj)
    for one in slow:
        one.close()
    return took


def _more(one: object) -> bool:
    try:
        return bool(one.recv(65_536))  # type: ignore[attr-defined]
    except OSError:
        return False
