"""Connections that rest as long as a balancer lets them, and are used again (U5)."""

from __future__ import annotations

import asyncio
import json
import time

from scripts.bench_miss import TEXT
from scripts.chaos.measure import PATH, Run
from scripts.chaos.report import Row, Size, row
from scripts.chaos.world import World

CONNECTIONS = 400
RESTS_S = (60.0, 74.0)
"""From the usual balancer's idle limit to just under what this service promises."""


def reused(world: World, size: Size) -> Row:
    """U5: every connection is used, rests, and is used again, on both replicas."""
    world.heal()
    records = asyncio.run(_all(world))
    made = row("U5", f"{CONNECTIONS} idle connections used again", [Run(records, [])])
    made.note = f"after {RESTS_S[0]:.0f}–{RESTS_S[1]:.0f} s of rest"
    made.checks = {"0 failed": made.failed == 0, "every one was used again": made.requests == CONNECTIONS}
    return made


async def _all(world: World) -> list[tuple[float, float, int, str]]:
    step = (RESTS_S[1] - RESTS_S[0]) / (CONNECTIONS - 1)
    return await asyncio.gather(*(_one(world, number, RESTS_S[0] + step * number) for number in range(CONNECTIONS)))


async def _one(world: World, number: int, rest_s: float) -> tuple[float, float, int, str]:
    """When, how long and with which status the second request was answered; 0 where the connection was gone."""
    await asyncio.sleep(number * 0.01)
    reader, writer = await asyncio.open_connection("127.0.0.1", world.replicas[number % 2].port)
    try:
        assert await _ask(world, reader, writer) == 200
        await asyncio.sleep(rest_s)
        began = time.perf_counter()
        status = await _ask(world, reader, writer)
        return rest_s, (time.perf_counter() - began) * 1000, status, ""
    except (OSError, EOFError):
        return rest_s, 0.0, 0, ""
    finally:
        writer.close()


async def _ask(world: World, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> int:
    body = json.dumps({"text": f"{TEXT} 쉬는 연결"}, ensure_ascii=False).encode()
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: idle\r\nContent-Type: application/json\r\nX-API-Key: {world.keys['load']}\r\n"
    )
    writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
    reply = await reader.readuntil(b"\r\n\r\n")
    length = reply.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0]
    await reader.readexactly(int(length))
    return int(reply[9:12])
