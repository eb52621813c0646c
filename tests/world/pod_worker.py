"""One process among several that share a Redis: hammers quotas, or asks one question many times. Prints JSON.

python -m tests.world.pod_worker quota <url> <skew seconds> <seconds>
python -m tests.world.pod_worker flight <url> <questions> <made in seconds> [die]
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from pathlib import Path

from app.cache.directives import USUAL
from app.cache.kept import KeptAnswers, Made
from app.cache.redis import RedisStore
from app.cache.sealed import Sealer
from app.errors import ChaeumError
from app.keyvalue.address import connector
from app.keyvalue.link import Link
from app.quota.limits import Allowance, Cost, Limit
from app.quota.port import Granted
from app.quota.redis import RedisQuotas

CLIENTS = ("one", "two", "three")
WINDOW_S = 1.0
LIMITS = {
    "calendar": [Limit("day", "w", "requests", 300, 86_400)],
    "log": [Limit("log", "s", "requests", 50, WINDOW_S)],
    "tokens": [Limit("tokens", "w", "tokens", 50_000, 86_400), Limit("calls", "w", "requests", 10**6, 86_400)],
    "at-once": [Limit("at-once", "c", "concurrent", 5, 20)],
    "smooth": [Limit("smooth", "g", "requests", 50, WINDOW_S, burst=5)],
}
TOKENS = 73
USED_UP = ("calendar", "tokens", "at-once")
"""Asked until they are: how quick the machine is decides nothing."""


async def hammer(url: str, skew_s: float, seconds: float) -> dict[str, list[float]]:
    """When each call of each kind and client was let through: monotonic times around the decision."""
    link = Link(connector(url), timeout_s=2.0, changed=lambda here, reason: None)
    await link.start()
    quotas = RedisQuotas(link, clock=lambda: time.time() + skew_s)
    passed: dict[str, list[float]] = {}
    until = time.monotonic() + seconds

    async def one(kind: str, client: str) -> None:
        whose = Allowance(f"q:{{{kind}-{client}}}", LIMITS[kind])
        times = passed.setdefault(f"{kind} {client}", [])
        refused = False
        while time.monotonic() < until or (kind in USED_UP and not refused):
            said = await quotas.take(whose, Cost(tokens=TOKENS))
            refused = not isinstance(said, Granted)
            if isinstance(said, Granted):
                assert said.held.mode == "redis"
                times.append(time.monotonic())

    await asyncio.gather(*(one(kind, client) for kind in LIMITS for client in CLIENTS for _ in range(2)))
    await quotas.aclose()
    await link.aclose()
    return passed


async def ask(url: str, questions: int, takes_s: float, die: bool) -> dict[str, object]:
    """Ask one question many times at once. Making it is counted in Redis; `die` kills this process while making."""
    link = Link(connector(url), timeout_s=2.0, changed=lambda here, reason: None)
    await link.start()
    store = RedisStore(link)
    cache = KeptAnswers(store, Sealer(b"shared secret"), store)
    slowest = 0.0

    async def make() -> Made:
        await link.ask((b"INCR", b"chaeum:made"))
        if die:
            await asyncio.sleep(0.2)
            os._exit(9)
        await asyncio.sleep(takes_s)
        return Made(b"the answer")

    async def one() -> bool:
        nonlocal slowest
        began = time.monotonic()
        try:
            body, _ = await cache.make(b"k" * 32, make, 60, USUAL, stale=None, patience_s=5)
        except ChaeumError:
            return False
        slowest = max(slowest, time.monotonic() - began)
        return body == b"the answer"

    answered = sum(await asyncio.gather(*(one() for _ in range(questions))))
    await cache.flights.aclose()
    await link.aclose()
    return {"answered": answered, "slowest": slowest}


def main() -> None:
    what, url, *rest = sys.argv[1:]
    print("ready", flush=True)
    sys.stdin.readline()  # all begin together
    if what == "quota":
        print(json.dumps(asyncio.run(hammer(url, float(rest[0]), float(rest[1])))))
    else:
        print(json.dumps(asyncio.run(ask(url, int(rest[0]), float(rest[1]), rest[2:] == ["die"]))))


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    main()
