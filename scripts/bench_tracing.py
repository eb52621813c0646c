"""What tracing costs: CPU per request of two services that differ in nothing but a collector, in turns, in one run.

    hits       a cached answer             5 % of them are exported, as by default
    embedded   an answer of the rules      5 %
    vendor     a call of a vendor          all of them

Exits 1 when tracing costs more than 0.15 ms CPU for a hit or an embedded answer, or 0.6 ms for a vendor's call. The CPU
of the export is counted: every round ends when the queue is empty.
"""

from __future__ import annotations

import http.client
import json
import re
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Literal

from tests.conftest import ROOT
from tests.world.collector import collecting
from tests.world.service import Service, running
from tests.world.upstream import Upstream

from scripts.bench_cache import cpu_s

Way = Literal["hits", "embedded", "vendor"]
REQUESTS: dict[Way, int] = {"hits": 4000, "embedded": 1000, "vendor": 800}
GOALS_MS: dict[Way, float] = {"hits": 0.15, "embedded": 0.15, "vendor": 0.6}
ROUNDS, THREADS, DRAINED_S = 5, 4, 1.6
PATH = "/extract/listing"
TEXT = "아이폰 15 프로 256 62만원에 팝니다, 배터리 91%, 강남역 2번 출구 직거래, 네고 안 돼요"
NUMBERS = count()


@dataclass
class Pair:
    """The same service twice: nobody collects, somebody does. CPU in ms per request, a figure a round."""

    way: Way
    off: Service
    on: Service
    cpu_ms: dict[str, list[float]] = field(default_factory=lambda: {"off": [], "on": []})

    def round(self) -> None:
        for name, service in (("off", self.off), ("on", self.on)):
            before = cpu_s(service.process.pid)
            load(service, self.way, REQUESTS[self.way])
            time.sleep(DRAINED_S)
            spent = cpu_s(service.process.pid) - before
            self.cpu_ms[name].append(spent / REQUESTS[self.way] * 1000)

    @property
    def costs_ms(self) -> float:
        """The median over the rounds of what a round with tracing cost more than the one beside it."""
        pairs = zip(self.cpu_ms["off"], self.cpu_ms["on"], strict=True)
        return statistics.median(on - off for off, on in pairs)


def load(service: Service, way: Way, requests: int) -> None:
    """So many requests over a few connections; raises when one fails or is answered by somebody else."""
    wanted = {"hits": '"cache":"hit"', "embedded": '"provider":"rules"', "vendor": '"provider":"openai"'}[way].encode()
    failed: list[bytes] = []

    def ask() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=20)
        for _ in range(requests // THREADS):
            connection.request("POST", PATH, body(way), {"Content-Type": "application/json"})
            reply = connection.getresponse().read()
            if wanted not in reply:
                failed.append(reply)
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise SystemExit(f"{len(failed)} of {requests} answers are not {way}: {failed[0][:300]!r}")


def body(way: Way) -> bytes:
    text = TEXT if way == "hits" else f"{TEXT} {next(NUMBERS)}"
    return json.dumps({"text": text, "reference_date": "2026-03-02"}, ensure_ascii=False).encode()


def prompts(folder: Path) -> Path:
    """The shipped task without its limits, which would end a benchmark after a second."""
    copy = folder / "prompts" / "extract" / "listing"
    shutil.copytree(ROOT / "prompts" / "extract" / "listing", copy)
    spec = copy / "task.yaml"
    spec.write_text(re.sub(r"(?m)^limits:.*\n", "", spec.read_text("utf-8")), "utf-8")
    return folder / "prompts"


def pairs(stack: ExitStack) -> Iterator[Pair]:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    vendor, collector = stack.enter_context(Upstream()), stack.enter_context(collecting())
    shared = {"PROMPTS_DIR": str(prompts(folder)), "LOG_LEVEL": "warning"}
    keys = {"OPENAI_API_KEY": "sk-bench", "OPENAI_BASE_URL": vendor.url("ok-0")}
    told = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url}
    for way in REQUESTS:
        env = {**shared, **keys} if way == "vendor" else shared
        off, on = (stack.enter_context(running(env={**env, **more})) for more in ({}, told))
        pair = Pair(way, off, on)
        if way == "hits":
            for service in (off, on):
                connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=20)
                connection.request("POST", PATH, body("hits"), {"Content-Type": "application/json"})
                connection.getresponse().read()
                connection.close()
        for service in (off, on):
            load(service, way, THREADS * 50)
        yield pair


def main() -> int:
    """Print the table; the exit code says whether every goal was met."""
    print("CPU ms per request    off      on    tracing costs    at most")
    missed = 0
    with ExitStack() as stack:
        for pair in pairs(stack):
            for _ in range(ROUNDS):
                pair.round()
            off, on = (statistics.median(pair.cpu_ms[name]) for name in ("off", "on"))
            goal = GOALS_MS[pair.way]
            missed += pair.costs_ms > goal
            print(f"{pair.way:18} {off:7.3f} {on:7.3f} {pair.costs_ms:13.3f} {goal:12.2f}", flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
