"""CPU per request on the miss path, against a bare FastAPI endpoint with the official SDK, in one run.

Both processes ask the same upstream (0 ms) for the same form with the same prompt and get the same answer; rounds are
interleaved; CPU is what the kernel counted for each process. Scanners and grounding, which the bare endpoint does not
do at all, are measured in this process and shown on a line of their own.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import aiohttp
from app.domain import Source
from app.output.beforehand import Known
from app.output.settle import settle_text
from app.tasks.task import Task
from tests.world import service as world
from tests.world.upstream import Upstream

from scripts import gold

REQUESTS, AT_ONCE, ROUNDS = 300, 4, 3
TEXT = (
    "서울 관악구 신림동 원룸 놓습니다. 신림역 도보 5분 거리이고 보증금 500에 월세 45, 관리비 5만원(수도, 인터넷 포함)입니다. "
    "3층/5층, 전용 8평 남향이라 해가 잘 들어요. 엘리베이터 있고 주차는 어렵습니다. 에어컨, 냉장고, 세탁기, 옷장 있습니다. "
    "3월 중순부터 입주 가능하고 날짜는 협의됩니다. 반려동물은 죄송해요. 전입신고 가능, 전세대출은 안 됩니다. "
)
OUTPUT = (
    '{"analysis":"원룸 하나.","intent":"offer","listings":[{"advertiser":null,"property_type":"one_room","layout":[],'
    '"rooms_text":"원룸","bathrooms_text":null,"living_rooms_text":null,"deals":[{"type":"monthly","deposit_text":"500",'
    '"rent_text":"45","price_text":null,"rent_period":null,"negotiable":null,"rent_includes_maintenance":null}],'
    '"maintenance":{"status":"fixed","amount_text":"5만원","included_text":["수도","인터넷"],"excluded_text":[]},'
    '"area":{"exclusive_text":"8평","supply_text":null,"contract_text":null,"land_text":null,"total_floor_text":null,'
    '"actual_text":null},"floor_text":"3층/5층","elevator":true,"direction_text":"남향","direction_basis":null,'
    '"move_in_text":"3월 중순부터","approval_date_text":null,"parking":{"available":"no","spots_text":null,'
    '"fee_text":null},"heating":null,"options_text":["에어컨","냉장고"],"full_option":null,"security_text":[],'
    '"pets":"no","jeonse_loan":"no","lh":null,"guarantee_insurance":null,"move_in_registration":"yes","mortgage":null,'
    '"violating_building":null,"address_text":"서울 관악구 신림동","stations":[{"name_text":"신림역","line":null,'
    '"walk_text":"도보 5분"}],"tenant_conditions":[],"lease_text":null,"premium":{"status":null,"amount_text":null},'
    '"status":null}],"private":{"names":[]}}'
)


def cpu_s(pid: int) -> float:
    """CPU seconds that the kernel counted for a process."""
    with Path(f"/proc/{pid}/stat").open() as stat:
        fields = stat.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def load(url: str, start: int, count: int) -> None:
    """`count` different texts, `AT_ONCE` at a time; every answer must be a 200."""
    async with aiohttp.ClientSession() as session:
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(number: int) -> None:
            async with gate, session.post(url, json={"text": f"{TEXT}매물 {number}"}) as reply:
                answer = await reply.json()
                assert reply.status == 200, answer
                assert answer.get("meta", {}).get("provider", "openai") == "openai", "the vendor did not answer"

        await asyncio.gather(*(one(start + number) for number in range(count)))


def per_request_ms(pid: int, url: str, start: int, count: int = REQUESTS) -> float:
    before = cpu_s(pid)
    asyncio.run(load(url, start, count))
    return (cpu_s(pid) - before) / count * 1000


@contextmanager
def unlimited_prompts(limits: str = "") -> Iterator[str]:
    """The task folders without the limits that a benchmark would meet, or with the line `limits` in their place."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "prompts"
        shutil.copytree("prompts", root)
        spec = root / "parse/real-estate/task.yaml"
        lines = spec.read_text("utf-8").splitlines(keepends=True)
        spec.write_text("".join(limits if line.startswith("limits:") else line for line in lines), "utf-8")
        yield str(root)


def scanners_ms(task: Task, start: int, count: int = REQUESTS) -> float:
    """Masking, the reader's hints, grounding, cleaning and validation of one such answer, in this process."""
    began = time.process_time()
    for number in range(count):
        source = Source(f"{TEXT}매물 {start + number}", date(2026, 3, 2))
        known = Known(task, source)
        settle_text(task, source, known.masked, OUTPUT, known.hints, known.codes)
    return (time.process_time() - began) / count * 1000


def main() -> None:
    """Print both systems' CPU per request, the ratio, and the scanners' own line."""
    ours: list[float] = []
    bare: list[float] = []
    scanning: list[float] = []
    task = gold.embedded()[0].get("parse/real-estate")
    with Upstream(content=OUTPUT) as upstream, Upstream(content=OUTPUT) as other:
        env = {"OPENAI_API_KEY": "k", "OPENAI_BASE_URL": upstream.url("ok-0"), "LOG_LEVEL": "warning"}
        port = world.free_port()
        command = [sys.executable, "-m", "uvicorn", "scripts.bare_endpoint:app", "--port", str(port)]
        quiet = {**os.environ, "OPENAI_BASE_URL": other.url("ok-0")}
        peer = subprocess.Popen([*command, "--log-level", "error", "--no-access-log"], env=quiet)
        try:
            with unlimited_prompts() as folder, world.running("--prompts", folder, env=env) as service:
                url, peer_url = f"{service.url}/parse/real-estate", f"http://127.0.0.1:{port}/ask"
                time.sleep(4)
                for address in (url, peer_url):
                    asyncio.run(load(address, 10_000_000, 60))
                for turn in range(ROUNDS):
                    start = (turn + 1) * 1_000_000
                    bare.append(per_request_ms(peer.pid, peer_url, start))
                    ours.append(per_request_ms(service.process.pid, url, start))
                    scanning.append(scanners_ms(task, start))
        finally:
            peer.terminate()
            peer.wait()
    own = statistics.median(ours)
    peer_ms = statistics.median(bare)
    scanners = statistics.median(scanning)
    print("\nmiss path, openai, upstream 0 ms, one worker (CPU per request, median of", ROUNDS, "rounds)")
    print(f"  bare FastAPI + openai parse()        {peer_ms:6.2f} ms")
    print(f"  chaeum, everything on                {own:6.2f} ms   {own / peer_ms:.2f} of bare")
    print(f"    of it scanners and grounding       {scanners:6.2f} ms   budget 3 ms")
    print(f"    without them                       {own - scanners:6.2f} ms   {(own - scanners) / peer_ms:.2f} of bare")


if __name__ == "__main__":
    main()
