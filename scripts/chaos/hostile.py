"""A10, I2: ten thousand bodies that nobody would write, seeded, and the replicas that read them."""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter

import aiohttp

from scripts.bench_miss import TEXT
from scripts.chaos.measure import PATH
from scripts.chaos.report import Row, Size
from scripts.chaos.watch import Lag, use_of
from scripts.chaos.world import ROOT, World

BODIES, AT_ONCE, SEED = 10_000, 8, 20261122
_SPLICES = [
    "\\ud800",
    "\\u0000",
    '"',
    "{",
    "[" * 50,
    "1e999",
    "NaN",
    "9" * 400,
    "\u202e",
    "\u200b",
    "억",
    "만",
    "/",
    "\U000e0041",
]


def bodies(count: int, seed: int) -> list[bytes]:
    """Real posts, cut, doubled, spliced and bent in their bytes."""
    rng = random.Random(seed)
    lines = (ROOT / "prompts/parse/real-estate/eval/dev.jsonl").read_text("utf-8").splitlines()
    posts = [TEXT, *(json.loads(line)["text"] for line in lines)]
    return [_bent(rng, json.dumps({"text": rng.choice(posts)}, ensure_ascii=rng.random() < 0.5)) for _ in range(count)]


def _bent(rng: random.Random, body: str) -> bytes:
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(body) + 1)
        kind = rng.randrange(5)
        if kind == 0:
            body = body[:at] + rng.choice(_SPLICES) + body[at:]
        elif kind == 1:
            body = body[:at] + body[at + rng.randint(1, 20) :]
        elif kind == 2:
            body = body[:at] + body[at : at + 80] * rng.randint(2, 30) + body[at:]
        elif kind == 3 and body:
            body = body[:at] + chr(rng.randrange(0x20, 0x3000)) + body[at + 1 :]
    raw = bytearray(body.encode("utf-8", "surrogatepass"))
    if raw and rng.random() < 0.2:
        raw[rng.randrange(len(raw))] = rng.randrange(256)
    return bytes(raw[:120_000])


async def _sent(world: World, given: list[bytes]) -> tuple[Counter[int], int]:
    counted: Counter[int] = Counter()
    headers = {"Content-Type": "application/json", "X-API-Key": world.keys["load"]}
    queue, longest = iter(given), 0

    async def client(session: aiohttp.ClientSession) -> None:
        nonlocal longest
        for body in queue:
            async with session.post(f"http://127.0.0.1:{world.plain}{PATH}", data=body, headers=headers) as reply:
                told = await reply.read()
                counted[reply.status] += 1
                longest = max(longest, len(told)) if reply.status >= 400 else longest

    async with aiohttp.ClientSession() as session:
        await asyncio.gather(*(client(session) for _ in range(AT_ONCE)))
    return counted, longest


def fuzzed(world: World, size: Size) -> Row:
    """Statuses, memory, log: no 5xx, no traceback, nothing that grows."""
    world.heal("ok-0")
    count = BODIES if size.rounds > 1 else BODIES // 5
    given = bodies(count, SEED)
    asyncio.run(_sent(world, given[: count // 5]))  # what is compiled and cached on first use is no drift
    before = [use_of(one).rss_mib for one in world.replicas]
    with Lag(world) as lag:
        counted, longest = asyncio.run(_sent(world, given[count // 5 :]))
    grown = max(use_of(one).rss_mib - was for one, was in zip(world.replicas, before, strict=True))
    faults = sum(one.log.read_text("utf-8").count('"event":"fault"') for one in world.replicas)
    made = Row("A10", f"{count:,} bent bodies (seed {SEED})", requests=count)
    made.failed = sum(number for status, number in counted.items() if status >= 500)
    made.note = f"{dict(sorted(counted.items()))}, longest error {longest} B, RSS + {grown:.1f} MiB, loop lag ≤ {lag.most_ms:.0f} ms"
    made.checks = {
        "0 × 5xx": made.failed == 0,
        "no fault in the log": faults == 0,
        "errors ≤ 4 KiB": longest <= 4096,
        "RSS drift < 20 MB": grown < 20,
        "loop lag < 100 ms": 0 < lag.most_ms < 100,
    }
    return made
