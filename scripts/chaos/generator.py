"""Open-loop load: arrivals are fixed beforehand, and latency counts from when a request should have started.

Run as `python -m scripts.chaos.generator`: a plan as JSON on stdin, records as JSON on stdout. Raw sockets and uvloop,
so that the generator is not what is measured.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from dataclasses import dataclass, field
from typing import Any

import uvloop

PATIENCE_S = 20.0
KEPT_BODIES = 200
Record = tuple[float, float, int, str]
"""Intended start (s after the beginning), latency (ms), status (0: no reply), flags: d degraded, l local quota, r retried."""


@dataclass(frozen=True)
class Plan:
    """What to send. `phases` are (requests per second, seconds); `marker` makes every text a new one."""

    port: int
    path: str
    text: str
    phases: list[tuple[float, float]]
    key: str = ""
    marker: str = ""
    retries: int = 0
    starts_at: float = 0.0
    """`time.time()` of the beginning; 0 means at once."""


class Connection(asyncio.Protocol):
    """One keep-alive connection with at most one request on it."""

    def __init__(self) -> None:
        self.reply: asyncio.Future[tuple[int, bytes, bytes]] | None = None
        self.open = True
        self._buffer = b""
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, mark, body = self._buffer.partition(b"\r\n\r\n")
        if not mark:
            return
        lower = head.lower()
        at = lower.find(b"content-length:")
        if at < 0 or len(body) < int(lower[at + 15 :].split(b"\r\n", 1)[0]):
            return
        self._buffer = b""
        if b"connection: close" in lower:
            self.open = False
        if self.reply is not None and not self.reply.done():
            self.reply.set_result((int(head[9:12]), lower, body))

    def connection_lost(self, error: Exception | None) -> None:
        self.open = False
        if self.reply is not None and not self.reply.done():
            self.reply.set_exception(error or ConnectionResetError("closed without a reply"))


@dataclass
class Load:
    """One run of a plan."""

    plan: Plan
    records: list[Record] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)
    _idle: list[Connection] = field(default_factory=list)

    def times(self) -> list[float]:
        """Every intended start."""
        found, begin = [], 0.0
        for rate, seconds in self.plan.phases:
            found += [begin + n / rate for n in range(int(rate * seconds))]
            begin += seconds
        return found

    async def run(self) -> None:
        """Send everything, wait for every reply."""
        loop, tasks = asyncio.get_running_loop(), []
        wait = max(0.0, self.plan.starts_at - time.time()) if self.plan.starts_at else 0.0
        zero = loop.time() + wait
        for number, due in enumerate(self.times()):
            if (late := zero + due - loop.time()) > 0:
                await asyncio.sleep(late)
            tasks.append(loop.create_task(self._one(number, due, zero)))
        await asyncio.gather(*tasks)

    async def _one(self, number: int, due: float, zero: float) -> None:
        loop = asyncio.get_running_loop()
        request, flags, status, tries = self._request(number), "", 0, 0
        while True:
            status, head, body = await self._exchange(request)
            if status != 503 or tries >= self.plan.retries:
                break
            tries += 1
            await asyncio.sleep(_retry_after(head))
        flags += "d" if b'"degraded":true' in body else ""
        flags += "l" if b"x-quota-mode: local" in head else ""
        flags += "r" if tries else ""
        self.records.append((round(due, 4), round((loop.time() - zero - due) * 1000, 2), status, flags))
        if status == 200 and number % 20 == 0 and len(self.bodies) < KEPT_BODIES:
            self.bodies.append(body.decode())

    async def _exchange(self, request: bytes) -> tuple[int, bytes, bytes]:
        try:
            async with asyncio.timeout(PATIENCE_S):
                connection = await self._connection()
                connection.reply = asyncio.get_running_loop().create_future()
                assert connection.transport is not None
                connection.transport.write(request)
                got = await connection.reply
        except (OSError, TimeoutError):
            return 0, b"", b""
        if connection.open:
            self._idle.append(connection)
        return got

    async def _connection(self) -> Connection:
        while self._idle:
            connection = self._idle.pop()
            if connection.open:
                return connection
        loop = asyncio.get_running_loop()
        _, made = await loop.create_connection(Connection, "127.0.0.1", self.plan.port)
        return made

    def _request(self, number: int) -> bytes:
        text = f"{self.plan.text} {self.plan.marker}{number}" if self.plan.marker else self.plan.text
        body = json.dumps({"text": text}, ensure_ascii=False).encode()
        key = f"X-API-Key: {self.plan.key}\r\n" if self.plan.key else ""
        head = f"POST {self.plan.path} HTTP/1.1\r\nHost: chaos\r\nContent-Type: application/json\r\n{key}"
        return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def _retry_after(head: bytes) -> float:
    value = head.partition(b"retry-after:")[2].split(b"\r\n", 1)[0].strip()
    return float(value) if value.isdigit() else 1.0


def main() -> None:
    """Read the plan, run it, write what happened."""
    given: dict[str, Any] = json.load(sys.stdin)
    given["phases"] = [tuple(phase) for phase in given["phases"]]
    load = Load(Plan(**given))
    uvloop.run(load.run())
    json.dump({"records": load.records, "bodies": load.bodies}, sys.stdout)


if __name__ == "__main__":
    main()
