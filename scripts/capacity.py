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
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from app.clients.file import Entry, Quota
from tests.world.keyvalue import KeyValueServer, serving
from tests.world.service import Service, free_port, running

from scripts.bench_miss import OUTPUT, cpu_s, unlimited_prompts
from scripts.capacity_page import AD, Cost, page
from scripts.chaos.generator import Plan
from scripts.chaos.world import ROOT, http, registered, until

RATE, SECONDS, ROUNDS = 40.0, 10.0, 3
LIMITS = "limits: {per_client: 1000000/min, tokens_per_minute: {openai: 900000000}, usd_per_day: 90000}\n"
"""Every kind that the task's folder has, too far away to be met: they are counted as ever."""
QUOTA = Quota(requests=["1000/sec", "9000000/day"], tokens_per_day=9_000_000_000, usd_per_day=90_000)
"""As a client of the examples has it: a rate, a day's requests, tokens and money."""
LOGGED = Quota(requests=["900/min", "9000000/day"])
"""A rate that is kept as an exact log: the largest thing there is about a client."""


def load(service: Service, key: str, marker: str, rate: float, seconds: float) -> list[float]:
    """Latencies in ms; every reply must be a 200."""
    plan = Plan(service.port, "/parse/real-estate", AD, [(rate, seconds)], key=key, marker=marker)
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


def measured(way: str, service: Service, key: str, redis: KeyValueServer | None, *, new: bool, rate: float) -> Cost:
    """The least of some rounds: what else runs on the machine can only add."""
    marks = iter(range(1000))
    load(service, key, f"w{next(marks)}-", rate, 3.0)
    load(service, key, "", rate, 1.0)
    pid = service.process.pid
    idle = _used(pid, redis, lambda: time.sleep(3))
    found: list[tuple[float, float, float, float]] = []
    for _ in range(ROUNDS):
        marker = f"r{next(marks)}-" if new else ""
        latencies: list[float] = []
        used = _used(pid, redis, partial(_into, latencies, service, key, marker, rate))
        count = len(latencies)
        cpu, asked, kept_cpu = ((used[n] - idle[n] / idle[3] * used[3]) / count for n in range(3))
        found.append((cpu * 1000, latencies[count // 2], max(0.0, asked), max(0.0, kept_cpu * 1000)))
    return Cost(way, *min(found), service.rss_mib())


def _into(latencies: list[float], service: Service, key: str, marker: str, rate: float) -> None:
    latencies += load(service, key, marker, rate, SECONDS)


def _used(pid: int, redis: KeyValueServer | None, work: Callable[[], None]) -> tuple[float, float, float, float]:
    """CPU seconds of the process, Redis commands, CPU seconds of Redis, and wall seconds of a piece of work."""

    def now() -> tuple[float, float, float, float]:
        redis_cpu = 0.0 if redis is None or redis.process is None else cpu_s(redis.process.pid)
        return cpu_s(pid), commands(redis), redis_cpu, time.monotonic()

    before = now()
    work()
    after = now()
    return after[0] - before[0], after[1] - before[1], after[2] - before[2], after[3] - before[3]


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


@contextmanager
def limited(quota: Quota = QUOTA) -> Iterator[tuple[dict[str, str], str]]:
    """Settings under which every limit is counted and none is met, and the key of a client."""
    with unlimited_prompts(LIMITS) as prompts, tempfile.TemporaryDirectory() as folder:
        path, keys = registered(Path(folder), {"form": Entry(quota=quota)})
        yield {"PROMPTS_DIR": prompts, "CLIENTS_FILE": str(path)}, keys["form"]


def ways() -> list[Cost]:
    """Every way a request may take."""
    with limited() as (alone, key), serving("redis") as redis, vendor() as port:
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
                found.append(measured(way, service, key, kv, new=new, rate=rate))
            print(found[-1], file=sys.stderr, flush=True)
        return found


def kept_bytes() -> tuple[float, float]:
    """Memory of Redis per kept answer, and per logged request of a client."""
    with ExitStack() as stack:
        alone, key = stack.enter_context(limited(LOGGED))
        redis = stack.enter_context(serving("redis"))
        env = {**alone, "REDIS_URL": redis.url, "CACHE_SECRET": "of a measurement"}
        service = stack.enter_context(running(env=env))
        load(service, key, "a-", RATE, 1.0)
        before = _memory(redis)
        load(service, key, "b-", RATE, 5.0)
        time.sleep(1)
        return (_memory(redis) - before) / (RATE * 5), _counts(redis) / (RATE * 6)


def _memory(redis: KeyValueServer) -> int:
    told = redis.ask("INFO", "memory")
    assert isinstance(told, dict)
    return int(told["used_memory_dataset"])


def _counts(redis: KeyValueServer) -> float:
    keys = redis.ask("KEYS", "*q:{form}*")
    assert isinstance(keys, list)
    return float(sum(int(redis.ask("MEMORY", "USAGE", key)) for key in keys))  # type: ignore[call-overload]


def main() -> int:
    """Measure and write."""
    given = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    given.add_argument("--out", type=Path, help="write the page there")
    asked = given.parse_args()
    cores = subprocess.run(["nproc"], capture_output=True, text=True, check=True).stdout.strip()
    by = f"`python -m scripts.capacity` on {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, Python {platform.python_version()}, {cores} shared cores"
    text = page(ways(), *kept_bytes(), by, f"least of {ROUNDS} rounds of {SECONDS:.0f} s")
    if asked.out:
        asked.out.write_text(text, "utf-8")
    else:
        print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
