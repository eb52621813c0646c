"""Rows R10 to R13: what is stored, shared between pods, evicted, and written back after an outage."""

from __future__ import annotations

import asyncio

import pytest
import structlog.testing
from app.cache.directives import USUAL
from app.cache.kept import Made
from app.cache.redis import answer_key
from app.cache.sealed import Kept, Sealer
from app.errors import Overloaded
from app.quota.limits import Allowance, Cost, Limit
from app.quota.pods import Pods
from app.quota.port import Granted

from tests.faults.redis_pod import KEY, pod, until
from tests.world.keyvalue import KeyValueServer, serving

pytestmark = pytest.mark.anyio


async def test_r10_corrupted_values(server: KeyValueServer) -> None:
    """Garbage, a foreign seal, an old format: one new answer, and the value is replaced."""
    async with pod(server.url) as one:
        name = answer_key(KEY).decode()
        foreign = Sealer(b"foreign")
        for poison in (
            b"garbage",
            b"",
            b"\x00" * 5000,
            foreign.seal(KEY, Kept(0, 2e9, 2e9, b"evil")),
            b"\x02" + b"x" * 100,
        ):
            assert poison is not None
            server.ask("SET", name, poison)  # type: ignore[arg-type]
            assert await one.answers.look(KEY) is None
            assert server.ask("EXISTS", name) == 0
        server.ask("DEL", name)
        server.ask("RPUSH", name, "a list")
        assert await one.answers.look(KEY) is None


async def test_r11_two_pods_make_one_call() -> None:
    """A hundred identical questions to two pods: one makes the answer, ninety-nine share it."""
    with serving() as server:
        async with pod(server.url) as one, pod(server.url) as two:
            calls = 0

            async def slow() -> Made:
                nonlocal calls
                calls += 1
                await asyncio.sleep(0.1)
                return Made(b"answer")

            said = await asyncio.gather(
                *(p.answers.make(KEY, slow, 60, USUAL, stale=None, patience_s=2) for p in (one, two) * 50)
            )
            assert calls == 1
            assert {body for body, _ in said} == {b"answer"}
            assert [state for _, state in said].count("miss") == 1


async def test_r13_answers_go_before_counts() -> None:
    """Under volatile-ttl what runs out first is evicted first: every kind of count outlives answers of a day."""
    with serving("valkey", "--maxmemory", "4mb", "--maxmemory-policy", "volatile-ttl") as server:
        kinds = [
            Limit("rate", "g", "requests", 100, 60, burst=100),
            Limit("minute", "s", "requests", 100, 60),
            Limit("day", "w", "requests", 1000, 86_400),
        ]
        whose = Allowance("q:{full}", kinds)
        async with pod(server.url) as one:
            for _ in range(5):
                await one.quotas.take(whose, Cost())
            for n in range(400):
                await one.store.put(n.to_bytes(32, "big"), b"x" * 30_000, 86_400)
            said = await one.quotas.take(whose, Cost())
            assert isinstance(said, Granted)
            lefts = [standing.left for standing in said.standings]
            assert (lefts[1:], lefts[0] <= 96) == ([94, 994], True), "no count was evicted"
            assert int(str(server.ask("INFO", "stats")).split("'evicted_keys': ")[1].split(",")[0]) > 0


async def test_counts_made_in_an_outage_are_written_back(server: KeyValueServer) -> None:
    """After recovery Redis knows of the calls that this pod let through meanwhile, and of their settlements."""
    limits = [Limit("day", "w", "requests", 100, 86_400), Limit("tok", "w", "tokens", 10_000, 86_400)]
    whose = Allowance("q:{back}", limits)
    async with pod(server.url) as one:
        held = await one.quotas.take(whose, Cost(tokens=1000))
        server.freeze()
        for _ in range(4):
            await one.request()
        local = [await one.quotas.take(whose, Cost(tokens=1000)) for _ in range(3)]
        assert isinstance(held, Granted)
        assert all(isinstance(said, Granted) and said.held.mode == "local" for said in local)
        await one.quotas.settle(held.held, Cost(tokens=10))
        await one.quotas.settle(local[0].held, Cost(tokens=20))  # type: ignore[union-attr]
        server.thaw()
        await until(lambda: one.link.here)
        await one.quotas.settle(local[1].held, Cost(tokens=30))  # type: ignore[union-attr]
        await one.quotas.aclose()
        assert int(server.ask("GET", "chaeum:q:{back}:day:2").partition(b":")[2]) == 4  # type: ignore[attr-defined]
        assert int(server.ask("GET", "chaeum:q:{back}:tok:2").partition(b":")[2]) == 1060  # type: ignore[attr-defined]


async def test_the_local_share_is_a_part_of_the_limit(server: KeyValueServer) -> None:
    """With four pods each lets a quarter pass while Redis is away; `allow` and `deny` do what they say."""
    limits = {away: Limit("day", "w", "requests", 40, 86_400, away=away) for away in ("local_share", "allow", "deny")}
    async with pod("redis://127.0.0.1:1", pods=4) as one:
        whose = Allowance("q:{share}", [limits["local_share"]])
        share = [await one.quotas.take(whose, Cost()) for _ in range(30)]
        assert sum(isinstance(said, Granted) for said in share) == 10
        free = [await one.quotas.take(Allowance("q:{free}", [limits["allow"]]), Cost()) for _ in range(60)]
        assert all(isinstance(said, Granted) for said in free)
        with pytest.raises(Overloaded):
            await one.quotas.take(Allowance("q:{deny}", [limits["deny"]]), Cost())


async def test_pods_know_how_many_they_are(server: KeyValueServer) -> None:
    """Every living pod counts once; before anything was seen the setting counts, and an outage changes nothing."""
    async with pod(server.url) as one, pod(server.url) as two:
        first, second = Pods(one.link, 7), Pods(two.link, 7)
        assert first.count == 7
        for who in (first, second, first):
            await who.beat()
        assert (first.count, second.count) == (2, 2)
        server.kill()
        await until(lambda: not one.link.here or one.quotas.mode == "local")
        await first.beat()
        assert first.count == 2


async def test_r13_the_eviction_of_counts_is_an_alarm(server: KeyValueServer) -> None:
    """A key that was to stay for a day is gone although Redis never was: counted, and logged once for each time."""
    async with pod(server.url) as one:
        pods = Pods(one.link, 1)
        await pods.beat()
        await pods.beat()
        assert pods.evictions == 0
        server.ask("DEL", "chaeum:canary")
        with structlog.testing.capture_logs() as lines:
            await pods.beat()
            await pods.beat()
        assert pods.evictions == 1
        assert [line["event"] for line in lines] == ["redis evicts keys that quotas need"]


async def test_r13_a_restart_is_no_eviction(server: KeyValueServer) -> None:
    """An empty server after a restart has evicted nothing."""
    async with pod(server.url) as one:
        pods = Pods(one.link, 1)
        await pods.beat()
        server.kill()
        for _ in range(4):
            await one.request()
        assert not one.link.here
        server.start()
        await until(lambda: one.link.here)
        await pods.beat()
        assert pods.evictions == 0
