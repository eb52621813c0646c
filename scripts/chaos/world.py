"""Everything that runs: the vendor made of sockets, Redis, the replicas and HAProxy, each a process of its own."""

from __future__ import annotations

import contextlib
import json
import re
import secrets
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.clients import desk
from app.clients import file as clients_file
from app.clients.file import ClientsFile, Entry, Quota
from tests.world.keyvalue import KeyValueServer, serving
from tests.world.service import environment, free_port

from scripts.bench_miss import OUTPUT, unlimited_prompts
from scripts.chaos.balancer import configuration

ROOT = Path(__file__).resolve().parent.parent.parent
CLIENTS = {
    "load": Entry(quota=Quota(requests=["90000000/day"])),
    "victim": Entry(quota=Quota(requests=["90000000/day"])),
}
HEALTHY = "ok-60"
_OPEN = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


def http(method: str, url: str, timeout: float = 5.0) -> tuple[int, bytes]:
    """One request by a tool of the operator; status 0 where nobody answers."""
    try:
        with _OPEN(urllib.request.Request(url, method=method), timeout=timeout) as reply:
            return reply.status, reply.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()
    except OSError:
        return 0, b""


def until(condition: Any, seconds: float = 30.0, every: float = 0.05) -> float:
    """Seconds until it held; raises TimeoutError."""
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > seconds:
            raise TimeoutError("it never came")
        time.sleep(every)
    return time.monotonic() - began


@dataclass
class Replica:
    """One process of the service on fixed ports; its log goes to a file."""

    port: int
    admin: int
    env: Mapping[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it is ready."""
        with self.log.open("ab") as log:
            command = [sys.executable, "-m", "app.cli", "serve"]
            env = environment({**self.env, "PORT": str(self.port), "ADMIN_PORT": str(self.admin)})
            self.process = subprocess.Popen(command, cwd=ROOT, env=env, stderr=log, stdout=log)
        until(lambda: http("GET", f"http://127.0.0.1:{self.port}/healthz/ready")[0] == 200)

    def send(self, number: signal.Signals) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Signal and wait; the exit code."""
        self.send(number)
        assert self.process is not None
        return self.process.wait(40)

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def providers(self) -> list[dict[str, Any]]:
        """The router's view of every model, or nothing while it is away."""
        status, body = http("GET", f"http://127.0.0.1:{self.admin}/providers", 1.0)
        return list(json.loads(body)["providers"]) if status == 200 else []

    def counted(self, metric: str, **labels: str) -> float:
        """The sum of a metric's series that carry those labels."""
        status, body = http("GET", f"http://127.0.0.1:{self.admin}/metrics")
        wanted = [f'{name}="{value}"' for name, value in labels.items()]
        lines = body.decode().splitlines() if status == 200 else []
        return sum(
            float(line.rpartition(" ")[2])
            for line in lines
            if re.match(rf"{metric}[{{ ]", line) and all(word in line for word in wanted)
        )


@dataclass
class World:
    """The whole of it. `plain` and `retrying` are HAProxy's two doors."""

    upstream: int
    redis: KeyValueServer
    replicas: list[Replica]
    keys: dict[str, str]
    plain: int
    retrying: int
    stats: Path
    noisy: int
    """Requests a second that the noisy client may send."""
    told: int = 0
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def vendor(self, name: str, behaviour: str) -> None:
        """From now on `primary` or `second` behaves so."""
        http("PUT", f"http://127.0.0.1:{self.upstream}/_set/{name}/{behaviour}")

    def seen(self, name: str, what: str = "requests") -> float:
        """What a vendor counted since `forget`."""
        tallies = json.loads(http("GET", f"http://127.0.0.1:{self.upstream}/_seen")[1])
        return float(tallies.get(f"@{name}", {}).get(what, 0))

    def faults(self) -> list[str]:
        """What nobody expected, from the replicas' logs, since the last time this was asked."""
        lines = [line for one in self.replicas for line in one.log.read_text("utf-8").splitlines()]
        found = [line for line in lines if '"event":"fault"' in line or "Traceback" in line]
        fresh, self.told = found[self.told :], len(found)
        return fresh

    def forget(self) -> None:
        http("GET", f"http://127.0.0.1:{self.upstream}/_forget")

    def heal(self, behaviour: str = HEALTHY) -> None:
        """Vendors well, breakers closed, both replicas in the balancer."""
        for name in ("primary", "second"):
            self.vendor(name, behaviour)
        until(lambda: len(self.up()) == 2)
        for replica in self.replicas:
            for provider in ("openai", "gemini"):
                http("POST", f"http://127.0.0.1:{replica.admin}/providers/order?do=reset&provider={provider}")
        self.forget()

    def up(self) -> list[str]:
        """The servers that the balancer sends to."""
        import socket

        with socket.socket(socket.AF_UNIX) as s, contextlib.suppress(OSError):
            s.connect(str(self.stats))
            s.sendall(b"show stat\n")
            told = b"".join(iter(lambda: s.recv(65_536), b"")).decode()
            rows = [line.split(",") for line in told.splitlines() if line.startswith("plain,r")]
            return [row[1] for row in rows if row[17].startswith("UP") and "/" not in row[17]]
        return []


@contextmanager
def standing(env: Mapping[str, str] | None = None, rate: float = 100.0) -> Iterator[World]:
    """A world for the length of a block, on a machine that is to carry `rate` requests a second."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="chaos-")))
        redis = stack.enter_context(serving("redis"))
        prompts = stack.enter_context(unlimited_prompts())
        noisy = max(1, round(rate / 25))
        path, keys = registered(folder, {**CLIENTS, "noisy": Entry(quota=Quota(requests=[f"{noisy}/sec"]))})
        upstream = free_port()
        common = {
            "CLIENTS_FILE": str(path),
            "PROMPTS_DIR": prompts,
            "REDIS_URL": redis.url,
            "CACHE_SECRET": "of one chaos run",
            "OPENAI_API_KEY": "k",
            "OPENAI_BASE_URL": f"http://127.0.0.1:{upstream}/@primary/v1",
            "GEMINI_API_KEY": "k",
            "GEMINI_BASE_URL": f"http://127.0.0.1:{upstream}/@second",
            "DRAIN_S": "3",
            **(env or {}),
        }
        replicas = [Replica(free_port(), free_port(), common, folder / f"r{n}.log") for n in range(2)]
        world = World(upstream, redis, replicas, keys, free_port(), free_port(), folder / "haproxy.sock", noisy)
        stack.callback(_end, world)
        command = [sys.executable, "-m", "tests.world.upstream", "--port", str(upstream), "--content", OUTPUT]
        world.processes.append(subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL))
        until(lambda: http("GET", f"http://127.0.0.1:{upstream}/_seen")[0] == 200)
        for replica in replicas:
            replica.start()
        config = folder / "haproxy.cfg"
        config.write_text(
            configuration(world.plain, world.retrying, [one.port for one in replicas], str(world.stats)), "utf-8"
        )
        world.processes.append(
            subprocess.Popen(["haproxy", "-f", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        )
        world.heal()
        yield world


def registered(folder: Path, every: Mapping[str, Entry]) -> tuple[Path, dict[str, str]]:
    """A clients file with these clients, and each one's key."""
    path, file, keys = folder / "clients.yaml", ClientsFile(), {}
    for name, entry in every.items():
        file, key = desk.add(file, name, now=datetime.now(UTC), random_bytes=secrets.token_bytes, entry=entry)
        keys[name] = key.secret
    clients_file.write(path, file)
    return path, keys


def _end(world: World) -> None:
    owned = [*(one.process for one in world.replicas if one.process), *world.processes]
    for process in owned:
        if process.poll() is None:
            process.send_signal(signal.SIGCONT)
            process.kill()
        process.wait(5)
