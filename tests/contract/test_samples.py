"""What every keeper of samples keeps: bounded in size and age, and a client's are deleted when asked."""

from __future__ import annotations

import asyncio
import json
import stat
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from app.keyvalue.address import connector
from app.keyvalue.link import Link
from app.samples.store import Files, Store, Stream

from tests.conftest import ROOT
from tests.world.keyvalue import KeyValueServer

NOW = time.time()
"""The server has a clock of its own: ages are told from now."""
Work = Callable[[Store], Awaitable[Any]]


class Clock:
    now = NOW

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="module")
def server() -> Any:
    one = KeyValueServer().start()
    yield one
    one.stop()


@pytest.fixture(params=["files", "stream"])
def use(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[Work, Clock], Any]:
    """Run work on a fresh store of either kind, bounded to about 100 samples and one day."""
    if request.param == "files":
        return lambda work, clock: asyncio.run(
            work(Files(tmp_path / "samples", now=clock, keep_s=86_400, most_bytes=20_000))
        )
    server: KeyValueServer = request.getfixturevalue("server")
    server.ask("FLUSHALL")

    async def with_link(work: Work, clock: Clock) -> Any:
        link = Link(connector(server.url))
        await link.start()
        try:
            return await work(Stream(link, now=clock, keep_s=86_400, most=100))
        finally:
            await link.aclose()

    return lambda work, clock: asyncio.run(with_link(work, clock))


def line(client: str, at: float, text: str = "글") -> bytes:
    return json.dumps({"task": "t/t", "client": client, "at": at, "text": text}, ensure_ascii=False).encode()


async def every(store: Store) -> list[dict[str, Any]]:
    return [one async for one in store.read()]


def test_what_is_added_is_read_in_order(use: Callable[[Work, Clock], Any]) -> None:
    """Oldest first, whole."""
    clock = Clock()

    async def work(store: Store) -> list[str]:
        for number in range(5):
            await store.add("form", line("form", clock() + number, f"글 {number}"))
        return [one["text"] for one in await every(store)]

    assert use(work, clock) == [f"글 {n}" for n in range(5)]


def test_a_client_is_forgotten_and_nobody_else(use: Callable[[Work, Clock], Any]) -> None:
    """Everything of one client goes, the rest stays."""
    clock = Clock()

    async def work(store: Store) -> tuple[int, list[str]]:
        for number in range(300):
            await store.add("ab"[number % 2], line("ab"[number % 2], clock(), str(number)))
        before = sum(one["client"] == "a" for one in await every(store))
        gone = await store.forget("a")
        assert gone == before > 0
        return await store.forget("a"), sorted({one["client"] for one in await every(store)})

    assert use(work, clock) == (0, ["b"])


def test_old_samples_are_gone(use: Callable[[Work, Clock], Any]) -> None:
    """What is a day and an hour old nobody reads."""

    async def work(store: Store) -> list[str]:
        await store.add("form", line("form", NOW - 90_000, "old"))
        await store.add("form", line("form", NOW - 80_000, "new"))
        return [one["text"] for one in await every(store)]

    assert use(work, Clock()) == ["new"]


def test_old_files_are_deleted(tmp_path: Path) -> None:
    """Not only unread: gone from the disk."""
    clock = Clock()
    store = Files(tmp_path, now=clock, keep_s=86_400)
    asyncio.run(store.add("form", line("form", clock(), "old")))
    clock.now += 95_000
    asyncio.run(store.add("form", line("form", clock(), "new")))
    assert [b"old" in path.read_bytes() for path in tmp_path.glob("*.jsonl")] == [False]


def test_an_old_stream_is_trimmed(server: KeyValueServer) -> None:
    """The server holds nothing that is past its time, once there is more than a node of it."""
    server.ask("FLUSHALL")
    clock = Clock()

    async def work() -> None:
        link = Link(connector(server.url))
        await link.start()
        store = Stream(link, now=clock, keep_s=86_400)
        for number in range(500):
            await store.add("form", line("form", clock(), str(number)))
        clock.now += 95_000
        await store.add("form", line("form", clock(), "last"))
        await link.aclose()

    asyncio.run(work())
    assert int(str(server.ask("XLEN", "chaeum:samples"))) <= 110


def test_the_store_stays_small(use: Callable[[Work, Clock], Any]) -> None:
    """A thousand samples over ten hours: the oldest make room."""
    clock = Clock()

    async def work(store: Store) -> list[int]:
        for number in range(1000):
            clock.now = NOW + number * 36
            await store.add("form", line("form", clock(), str(number)))
        return [int(one["text"]) for one in await every(store)]

    kept = use(work, clock)
    assert 20 <= len(kept) <= 300
    assert kept[-1] == 999
    assert kept == sorted(kept)


def test_files_belong_to_their_owner_and_torn_lines_count_for_nothing(tmp_path: Path) -> None:
    """0600 in a folder of 0700; half a line of a killed process is skipped."""
    store = Files(tmp_path / "samples", now=Clock())
    asyncio.run(store.add("form", line("form", NOW)))
    (path,) = (tmp_path / "samples").glob("*.jsonl")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    with path.open("ab") as file:
        file.write(b'{"task": "t/t", "cli')
    assert len(asyncio.run(every(store))) == 1


WRITER = """
import asyncio, sys
from pathlib import Path
from app.samples.store import Files
store = Files(Path(sys.argv[1]))
async def write():
    for n in range(300):
        for client in ("leaves", "stays"):
            await store.add(client, b'{"at":%d,"client":"%s","task":"t","text":"%d"}' % (float(sys.argv[2]), client.encode(), n))
asyncio.run(write())
"""


def test_forgetting_beside_another_process_that_writes_loses_nothing(tmp_path: Path) -> None:
    """`chaeum samples forget` is a process of its own: what the service adds at that instant stays."""
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), str(NOW)], cwd=ROOT)
    store = Files(tmp_path)
    while writer.poll() is None:
        asyncio.run(store.forget("leaves"))
    asyncio.run(store.forget("leaves"))
    assert writer.returncode == 0
    assert [one["text"] for one in asyncio.run(every(store))] == [str(n) for n in range(300)]
