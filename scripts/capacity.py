"""What a request costs by the way it takes, and how many pods follow: `python -m scripts.capacity --out docs/capacity.md`.

CPU is what the kernel counted for the process, less what it uses when idle; a shared machine does not change it much,
while requests per second on it say little. So capacity is derived from CPU per request.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from tests.world.keyvalue import KeyValueServer, serving
from tests.world.service import Service, free_port, running

from scripts.bench_miss import OUTPUT, cpu_s, unlimited_prompts
from scripts.capacity_page import AD, Cost, page
from scripts.chaos.generator import Plan
from scripts.chaos.world import ROOT, http, until

RATE, SECONDS, ROUNDS = 40.0, 10.0, 3


def load(service: Service, marker: str, rate: float, seconds: float) -> list[float]:
    """Latencies in ms; every reply must be a 200."""
    plan = Plan(service.port, "/parse/real-estate", AD, [(rate, seconds)], marker=marker)
    command = [sys.executable, "-m", "scripts.chaos.generator"]
    done = subprocess.run(command, cwd=ROOT, input=json.dumps(asdict(plan)), capture_output=True, text=True, check=True)
    records = json.loads(done.stdout)["records"]
    assert all(one[2] == 200 and "d" not in one[3] for one in records), "not every reply was a good one"
    return sorted(one[1] for one in records)


def commands(redis: KeyValueServer | None) -> int:
    """What Redis has processed so far."""
    if redis is None:
        return 0
    told = redis.ask("INFO", "stats")
    assert isinstance(told, dict)
    return int(told["total_commands_processed"])


def measured(way: str, service: Service, redis: KeyValueServer | None, *, new: bool, rate: float) -> Cost:
    """The least of some rounds: what else runs on the machine can only add."""
    marks = iter(range(1000))
    load(service, f"w{next(marks)}-", rate, 3.0)
    load(service, "", rate, 1.0)
    pid = service.process.pid
    idle = _used(pid, redis, lambda: time.sleep(3))
    found: list[tuple[float, float, float]] = []
    for _ in range(ROUNDS):
        marker = f"r{next(marks)}-" if new else ""
        latencies: list[float] = []
        cpu, asked, took = _used(pid, redis, partial(_into, latencies, service, marker, rate))
        count = len(latencies)
        per_s = (idle[0] / idle[2], idle[1] / idle[2])
        found.append(
            (
                (cpu - per_s[0] * took) * 1000 / count,
                latencies[count // 2],
                (asked - per_s[1] * took) / count,
            )
        )
    best = min(found)
    return Cost(way, best[0], best[1], max(0.0, best[2]), service.rss_mib())


def _into(latencies: list[float], service: Service, marker: str, rate: float) -> None:
    latencies += load(service, marker, rate, SECONDS)


def _used(pid: int, redis: KeyValueServer | None, work: Callable[[], None]) -> tuple[float, float, float]:
    """CPU seconds, Redis commands and wall seconds of a piece of work."""
    cpu, asked, began = cpu_s(pid), commands(redis), time.monotonic()
    work()
    return cpu_s(pid) - cpu, commands(redis) - asked, time.monotonic() - began


@contextmanager
def vendor() -> Iterator[int]:
    """An upstream in a process of its own that answers in 60 ms; its port."""
    port = free_port()
    command = [sys.executable, "-m", "tests.world.upstream", "--port", str(port), "--content", OUTPUT]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        until(lambda: http("PUT", f"http://127.0.0.1:{port}/_set/v/ok-60")[0] == 200)
        yield port
    finally:
        process.kill()
        process.wait(5)


def ways() -> list[Cost]:
    """Every way a request may take."""
    with unlimited_prompts() as prompts, serving("redis") as redis, vendor() as port:
        alone = {"PROMPTS_DIR": prompts}
        shared = {**alone, "REDIS_URL": redis.url, "CACHE_SECRET": "of a measurement"}
        asked = {**shared, "OPENAI_API_KEY": "k", "OPENAI_BASE_URL": f"http://127.0.0.1:{port}/@v/v1"}
        plans: list[tuple[str, Mapping[str, str], KeyValueServer | None, bool, float]] = [
            ("embedded provider, no Redis", alone, None, True, RATE),
            ("embedded provider, Redis", shared, redis, True, RATE),
            ("a vendor answers, Redis", asked, redis, True, RATE),
            ("cache hit in the pod, Redis counts", shared, redis, False, 3 * RATE),
            ("cache hit from Redis", {**shared, "NEAR_CACHE_S": "0"}, redis, False, 3 * RATE),
        ]
        found = []
        for way, env, kv, new, rate in plans:
            with running(env=env) as service:
                found.append(measured(way, service, kv, new=new, rate=rate))
            print(found[-1], file=sys.stderr, flush=True)
        return found


def kept_bytes() -> float:
    """Memory of Redis per kept answer."""
    with unlimited_prompts() as prompts, serving("redis") as redis:
        env = {"PROMPTS_DIR": prompts, "REDIS_URL": redis.url, "CACHE_SECRET": "of a measurement"}
        with running(env=env) as service:
            load(service, "a-", RATE, 1.0)
            before = _memory(redis)
            load(service, "b-", RATE, 5.0)
            time.sleep(1)
            return (_memory(redis) - before) / (RATE * 5)


def _memory(redis: KeyValueServer) -> int:
    told = redis.ask("INFO", "memory")
    assert isinstance(told, dict)
    return int(told["used_memory_dataset"])


def main() -> int:
    """Measure and write."""
    given = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    given.add_argument("--out", type=Path, help="write the page there")
    asked = given.parse_args()
    cores = subprocess.run(["nproc"], capture_output=True, text=True, check=True).stdout.strip()
    by = f"`python -m scripts.capacity` on {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, Python {platform.python_version()}, {cores} shared cores"
    text = page(ways(), kept_bytes(), by, f"least of {ROUNDS} rounds of {SECONDS:.0f} s")
    if asked.out:
        asked.out.write_text(text, "utf-8")
    else:
        print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
