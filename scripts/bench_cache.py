"""Cache hits against a bare FastAPI endpoint, in one run: throughput and CPU per request, interleaved rounds.

    bare      FastAPI, pydantic in and out, no key, no quota, no cache, no log
    memory    our whole service: key, quota, cache in process
    near      the same with Redis: quota there, the answer also kept in process (the default)
    redis     the same, quota and answer from Redis in every request (NEAR_CACHE_S=0)

Every server is pinned to one core, the load (wrk) and Redis to another. Exits 1 when `redis` is below 1.0 times bare,
or `memory` below 1.2 times, by CPU per request: on a shared machine wall time says little.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx2
from app.clients import desk
from app.clients import file as clients_file
from app.clients.file import ClientsFile, Entry, Quota
from tests.conftest import ROOT
from tests.world.keyvalue import serving
from tests.world.service import environment, free_port, running

ROUNDS, SECONDS, CONNECTIONS = 3, 3, 16
GOALS = {"redis": 1.0, "near": 1.0, "memory": 1.2}
TEXT = (
    "[신림동] 신림역 도보 5분 풀옵션 원룸 월세 500/45 관리비 5만(수도, 인터넷 포함). 3층, 전용 7평, 남향, 엘베 있음. "
    "즉시 입주 가능하고 반려동물은 협의. 세탁기 냉장고 에어컨 인덕션 책상 옷장 있어요. 전세대출 가능, 주차 불가."
)


@dataclass
class Contestant:
    """A server under load."""

    name: str
    pid: int
    url: str
    key: str = ""
    per_second: list[float] = field(default_factory=list)
    cpu_us: list[float] = field(default_factory=list)

    def round(self, script: Path) -> None:
        """Load for SECONDS; what it answered and what CPU it took."""
        before = cpu_s(self.pid)
        command = ["taskset", "-c", "1", "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "-s", str(script), self.url]
        env = {**os.environ, "API_KEY": self.key}
        told = subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout
        requests = int(re.search(r"(\d+) requests in", told)[1])  # type: ignore[index]
        refused = re.search(r"Non-2xx or 3xx responses: (\d+)", told)
        # On a machine that is busy elsewhere the gate does its work; a few refusals do not change the picture.
        assert refused is None or int(refused[1]) < requests * 0.02, told
        self.per_second.append(requests / SECONDS)
        self.cpu_us.append((cpu_s(self.pid) - before) / requests * 1e6)


def cpu_s(pid: int) -> float:
    """CPU seconds of a process so far, user and system."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def wrk_script(folder: Path) -> Path:
    body = json.dumps({"text": TEXT, "reference_date": "2026-03-02"}, ensure_ascii=False)
    path = folder / "post.lua"
    path.write_text(
        'wrk.method = "POST"\n'
        f"wrk.body = [==[{body}]==]\n"
        'wrk.headers["Content-Type"] = "application/json"\n'
        'local key = os.getenv("API_KEY")\n'
        'if key ~= "" then wrk.headers["X-API-Key"] = key end\n'
    )
    return path


@contextmanager
def bare() -> Iterator[Contestant]:
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "scripts.bare_fastapi", str(port)])
    try:
        url = f"http://127.0.0.1:{port}"
        for _ in range(200):
            try:
                httpx2.get(url, trust_env=False)
                break
            except httpx2.ConnectError:
                time.sleep(0.05)
        yield Contestant("bare", process.pid, f"{url}/parse")
    finally:
        process.terminate()
        process.wait()


def generous_prompts(folder: Path) -> Path:
    """The shipped task folders with a limit per client that a benchmark does not reach, but still counts against."""
    copy = folder / "prompts"
    shutil.copytree(ROOT / "prompts", copy)
    spec = copy / "parse" / "real-estate" / "task.yaml"
    spec.write_text(re.sub(r"per_client: \d+/min", "per_client: 9999999/day", spec.read_text("utf-8")), "utf-8")
    return copy


@contextmanager
def ours(name: str, folder: Path, key: str, redis_url: str | None) -> Iterator[Contestant]:
    env = {
        "CLIENTS_FILE": str(folder / "clients.yaml"),
        "PROMPTS_DIR": str(folder / "prompts"),
        "CACHE_SECRET": "a secret of this run",
        "ADMIN_PORT": "0",
    }
    if redis_url is not None:
        env["REDIS_URL"] = redis_url
    if name == "redis":
        env["NEAR_CACHE_S"] = "0"
    with running(env=environment(env)) as service:
        url = f"{service.url}/parse/real-estate"
        for _ in range(2):
            reply = httpx2.post(
                url,
                content=json.dumps({"text": TEXT, "reference_date": "2026-03-02"}, ensure_ascii=False).encode(),
                headers={"X-API-Key": key, "Content-Type": "application/json"},
                timeout=30,
                trust_env=False,
            )
            time.sleep(0.2)
        assert reply.json()["meta"]["cache"] == "hit", reply.text
        yield Contestant(name, service.process.pid, url, key)


def main() -> int:
    if not (shutil.which("wrk") and shutil.which("taskset")):
        print("needs wrk and taskset: apt-get install wrk util-linux", file=sys.stderr)
        return 2
    os.sched_setaffinity(0, {1})  # also for whoever reads the servers' logs
    quota = Quota(requests=["100000/sec", "100000000/day"])
    file, key = desk.add(
        ClientsFile(), "bench", now=datetime.now(UTC), random_bytes=secrets.token_bytes, entry=Entry(quota=quota)
    )
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        clients = Path(folder) / "clients.yaml"
        clients_file.write(clients, file)
        generous_prompts(Path(folder))
        server = stack.enter_context(serving())
        all_of_them = [stack.enter_context(bare())]
        for name, url in (("memory", None), ("near", server.url), ("redis", server.url)):
            all_of_them.append(stack.enter_context(ours(name, Path(folder), key.secret, url)))
        for one in all_of_them:
            subprocess.run(["taskset", "-acp", "0", str(one.pid)], stdout=subprocess.DEVNULL, check=True)
        assert server.process is not None
        subprocess.run(["taskset", "-acp", "1", str(server.process.pid)], stdout=subprocess.DEVNULL, check=True)
        script = wrk_script(Path(folder))
        for _ in range(ROUNDS):
            for one in all_of_them:
                one.round(script)
    return report(all_of_them)


def report(contestants: list[Contestant]) -> int:
    base = statistics.median(contestants[0].cpu_us)
    rps = statistics.median(contestants[0].per_second)
    print(f"{'':8} {'req/s':>8} {'against bare':>13} {'CPU us':>8} {'against bare':>13}")
    failed = False
    for one in contestants:
        cpu, per_second = statistics.median(one.cpu_us), statistics.median(one.per_second)
        goal = GOALS.get(one.name, 0.0)
        failed |= base / cpu < goal
        print(
            f"{one.name:8} {per_second:8.0f} {per_second / rps:12.2f}x {cpu:8.0f} {base / cpu:12.2f}x  goal {goal:.1f}x"
        )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
