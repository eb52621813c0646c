"""Load with fixed arrivals: a slow answer never makes the next question wait, and latency counts from when it was due.

Raw asyncio, one connection per question in flight, kept alive: the load generator must not be what is measured.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Result:
    """What came of a run. `latencies_s` are pairs of (seconds into the run, seconds taken)."""

    statuses: Counter[int] = field(default_factory=Counter)
    latencies_s: list[tuple[float, float]] = field(default_factory=list)
    modes: Counter[str] = field(default_factory=Counter)

    def quantile(self, q: float) -> float:
        taken = sorted(one for _, one in self.latencies_s)
        return taken[min(len(taken) - 1, int(len(taken) * q))]

    def worst_second_p99(self) -> float:
        """The largest p99 of any second."""
        seconds: dict[int, list[float]] = {}
        for at, taken in self.latencies_s:
            seconds.setdefault(int(at), []).append(taken)
        return max(sorted(one)[min(len(one) - 1, int(len(one) * 0.99))] for one in seconds.values())

    @property
    def failed(self) -> int:
        """Everything that is not a 200."""
        return sum(count for status, count in self.statuses.items() if status != 200)

    def __str__(self) -> str:
        p50, p99 = self.quantile(0.5) * 1000, self.quantile(0.99) * 1000
        total = sum(self.statuses.values())
        return f"{total} requests, {self.failed} failed, p50 {p50:.0f} ms, p99 {p99:.0f} ms, modes {dict(self.modes)}"


class OpenLoop:
    """`body` makes the JSON of the n-th question."""

    def __init__(self, port: int, path: str, headers: dict[str, str], body: Callable[[int], dict[str, object]]) -> None:
        self._port = port
        self._body = body
        self._head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" + "".join(
            f"{name}: {value}\r\n" for name, value in headers.items()
        )
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
        self._n = 0

    async def run(self, seconds: float, per_second: float) -> Result:
        """So many a second, for so long."""
        result, tasks, loop = Result(), [], asyncio.get_running_loop()
        began = loop.time()
        for n in range(int(seconds * per_second)):
            due = began + n / per_second
            await asyncio.sleep(due - loop.time())
            tasks.append(asyncio.create_task(self._one(due, due - began, result)))
        await asyncio.gather(*tasks)
        for _, writer in self._idle:
            writer.close()
        self._idle.clear()
        return result

    async def _one(self, due: float, at: float, result: Result) -> None:
        self._n += 1
        payload = json.dumps(self._body(self._n), ensure_ascii=False).encode()
        try:
            async with asyncio.timeout(20):
                reader, writer = self._idle.pop() if self._idle else await self._connect()
                writer.write(f"{self._head}Content-Length: {len(payload)}\r\n\r\n".encode() + payload)
                status, headers = await self._answer(reader)
            self._idle.append((reader, writer))
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            status, headers = 0, {}
        result.statuses[status] += 1
        result.latencies_s.append((at, asyncio.get_running_loop().time() - due))
        if mode := headers.get("x-quota-mode"):
            result.modes[mode] += 1

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self._port)

    async def _answer(self, reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:-2])}
        await reader.readexactly(int(headers["content-length"]))
        return int(head[0].split()[1]), headers


def cpu_s(pid: int) -> float:
    """CPU seconds of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
