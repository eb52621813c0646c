"""R1 to R4, A4, A5 over a whole service at 100 requests a second: Redis stops, dies, hangs, and nobody fails.

The vendor is a loopback that takes 60 ms. Half of the questions were asked before, as in life. Each scenario is held
against a healthy run of the same job; the quick versions run with every change, the long ones with `make chaos`.
"""

from __future__ import annotations

import asyncio
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from app.clients import desk
from app.clients import file as clients_file
from app.clients.file import ClientsFile, Entry, Quota

from tests.world.keyvalue import KeyValueServer, serving
from tests.world.open_loop import OpenLoop, Result, cpu_s
from tests.world.service import Service, running
from tests.world.upstream import Upstream

PER_SECOND = 100
QUICK_PER_SECOND = 40
TASK = (
    "title: 시험\nowner: test\n"
    "input: {text: {max_chars: 500}}\n"
    "versions: {stable: v1}\n"
    "models: [{use: 'openai:gpt-test-2026-01-01', timeout_s: 3}, {use: rules}]\n"
    "limits: {tokens_per_minute: {openai: 100000000}}\n"
    "fields: {word: {type: string, about: 첫 낱말, ground: 'no'}}\n"
)


@dataclass
class World:
    """A service, its Redis, and a way to load it."""

    service: Service
    redis: KeyValueServer
    key: str

    def load(self, seconds: float, per_second: float = PER_SECOND) -> Result:
        run = secrets.token_hex(4)  # nothing of an earlier run is kept

        def body(n: int) -> dict[str, object]:
            return {"text": f"글 {run} {n if n % 2 else n % 20}"}

        loop = OpenLoop(self.service.port, "/extract/word", {"X-API-Key": self.key}, body)
        return asyncio.run(loop.run(seconds, per_second))

    def log_bytes(self) -> int:
        return sum(map(len, self.service.lines))

    def said(self, event: str) -> int:
        return self.service.log.count(f'"{event}"')


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    folder = tmp_path / "prompts" / "extract" / "word"
    folder.mkdir(parents=True)
    (folder / "task.yaml").write_text(TASK, "utf-8")
    (folder / "v1.md").write_text(
        "글의 낱말을 적는다.\n\n<post-{{ nonce }}>\n{{ text }}\n</post-{{ nonce }}>\n\n첫 낱말만 적는다.\n", "utf-8"
    )
    quota = Quota(requests=["1000/sec", "1000000/day"], tokens_per_day=10**9, concurrency=1000)
    file, key = desk.add(
        ClientsFile(), "load", now=datetime.now(UTC), random_bytes=secrets.token_bytes, entry=Entry(quota=quota)
    )
    clients_file.write(tmp_path / "clients.yaml", file)
    with serving() as server, Upstream() as vendor:
        env = {
            "CLIENTS_FILE": str(tmp_path / "clients.yaml"),
            "PROMPTS_DIR": str(tmp_path / "prompts"),
            "REDIS_URL": server.url,
            "CACHE_SECRET": "a secret of this test",
            "OPENAI_API_KEY": "sk-test",
            "OPENAI_BASE_URL": vendor.url("ok-60"),
        }
        with running(env=env) as service:
            yield World(service, server, key.secret)


@contextmanager
def meanwhile(*steps: tuple[float, Callable[[], object]]) -> Iterator[None]:
    """Do this and that, so many seconds after each other, beside the block."""
    stop = threading.Event()

    def run() -> None:
        for pause, step in steps:
            if stop.wait(pause):
                return
            step()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        thread.join(300)
        stop.set()


def test_quick_stop_and_kill(world: World) -> None:
    """Half a second of SIGSTOP, then kill -9 and a restart, at 40 requests a second: 0 failed, and Redis again after."""
    world.load(1, QUICK_PER_SECOND)
    steps = ((0.3, world.redis.freeze), (0.5, world.redis.thaw), (0.8, world.redis.kill), (0.4, world.redis.start))
    with meanwhile(*steps):
        result = world.load(2.6, QUICK_PER_SECOND)
    assert result.failed == 0, str(result)
    assert result.modes["local"] > 0
    time.sleep(0.5)
    assert set(world.load(0.3, QUICK_PER_SECOND).modes) == {"redis"}


@pytest.mark.chaos
@pytest.mark.timeout(120)
def test_r1_stopped_for_five_seconds(world: World) -> None:
    """SIGSTOP 5 s: 0 failed; the worst second's p99 at most 60 ms above the healthy one's."""
    healthy = world.load(10)
    with meanwhile((2.5, world.redis.freeze), (5, world.redis.thaw)):
        result = world.load(10)
    print(f"\nhealthy {healthy}\nstopped {result}")
    assert (healthy.failed, result.failed) == (0, 0)
    assert result.worst_second_p99() <= healthy.worst_second_p99() + 0.06
    assert world.said("redis is away") == 1


@pytest.mark.chaos
@pytest.mark.timeout(240)
def test_a4_paused_for_ninety_seconds(world: World) -> None:
    """CLIENT PAUSE ALL 90 s: 0 failed, p99 at most 60 ms more, RSS and CPU per request at most 1.2 times, little log."""
    world.load(10)
    cpu, rss, log = cpu_s(world.service.process.pid), world.service.rss_mib(), world.log_bytes()
    healthy = world.load(30)
    healthy_cpu = (cpu_s(world.service.process.pid) - cpu) / sum(healthy.statuses.values())
    cpu, log = cpu_s(world.service.process.pid), world.log_bytes()
    world.redis.ask("CLIENT", "PAUSE", 90_000, "ALL")
    result = world.load(90)
    requests = sum(result.statuses.values())
    paused_cpu = (cpu_s(world.service.process.pid) - cpu) / requests
    per_request = (world.log_bytes() - log) / requests
    print(f"\nhealthy {healthy}, {healthy_cpu * 1e6:.0f} us CPU, {rss:.0f} MiB")
    print(
        f"paused  {result}, {paused_cpu * 1e6:.0f} us CPU, {world.service.rss_mib():.0f} MiB, {per_request:.0f} B log"
    )
    assert (healthy.failed, result.failed) == (0, 0)
    assert result.quantile(0.99) <= healthy.quantile(0.99) + 0.06
    assert world.service.rss_mib() <= rss * 1.2
    assert paused_cpu <= healthy_cpu * 1.2
    assert per_request <= 1024
    assert world.said("redis is away") == 1


@pytest.mark.chaos
@pytest.mark.timeout(240)
def test_a5_killed_and_restarted_every_twenty_seconds(world: World) -> None:
    """kill -9 and restart every 20 s for two minutes: 0 failed; counted by Redis again within half a second."""
    world.load(5)
    cycle = ((16.0, world.redis.kill), (4.0, world.redis.start))
    with meanwhile(*cycle * 6):
        result = world.load(120)
    print(f"\n{result}")
    assert result.failed == 0
    assert world.said("redis is away") == 6
    time.sleep(0.5)
    assert set(world.load(1).modes) == {"redis"}
