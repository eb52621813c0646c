"""Rows R1 to R13 of the fault table: what Redis may do to us, and what must then be seen.

Each test drives what a request does to Redis (quota and cache in one go, a settlement afterwards) against a real
server, and counts what failed: nothing may ever raise, and nothing may take long.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from pathlib import Path

import pytest
import redis.exceptions
import structlog.testing
from app.cache.directives import USUAL
from app.keyvalue.address import connector
from app.keyvalue.link import Link
from app.quota.limits import Allowance, Cost, Limit
from app.quota.port import Granted
from app.quota.redis import RedisQuotas

from tests.faults.redis_pod import KEY, LOOSE, answer, pod, until
from tests.world.keyvalue import KINDS, KeyValueServer, serving
from tests.world.proxy import HalfOpen, Latency, Pass, proxied
from tests.world.service import free_port
from tests.world.tls import certificate

pytestmark = pytest.mark.anyio


async def test_r1_stopped(server: KeyValueServer) -> None:
    """SIGSTOP: local within three operations, nobody waits long, back within half a second."""
    async with pod(server.url) as one:
        await one.load(0.3)
        server.freeze()
        await one.load(1.0)
        assert one.modes[-1] == "local"
        slow = [took for _, took in one.took if took > 0.04]
        assert len(slow) <= 25, "only those who met the server before it was known to be away"
        assert max(took for _, took in one.took) < 0.35
        server.thaw()
        assert await until(lambda: one.link.here) < 0.5
        await one.request()
        assert one.modes[-1] == "redis"
        assert [here for _, here in one.changes] == [True, False, True]


async def test_over_tls(tmp_path: Path) -> None:
    """S34: the same over TLS; a server that nobody vouches for is not talked to."""
    port, pem = free_port(), str(certificate(tmp_path, "localhost", 30))
    files = ("--tls-cert-file", pem, "--tls-key-file", pem, "--tls-ca-cert-file", pem)
    with serving("redis", "--tls-port", str(port), *files, "--tls-auth-clients", "no"):
        url = f"rediss://localhost:{port}/0?ssl_check_hostname=false"
        async with pod(f"{url}&ssl_ca_certs={pem}") as one:
            await one.load(0.2)
            assert set(one.modes) == {"redis"}
        async with pod(url) as stranger:
            await stranger.request()
            assert stranger.modes == ["local"]


async def test_r1_three_operations_are_enough(server: KeyValueServer) -> None:
    """One request after the other against a stopped server: from the fourth on nobody waits at all."""
    async with pod(server.url) as one:
        server.freeze()
        for _ in range(8):
            await one.request()
        assert [took > 0.02 for _, took in one.took][3:] == [False] * 5
        server.thaw()


async def test_r2_killed_and_restarted_empty(server: KeyValueServer) -> None:
    """kill -9: a miss and local counting; recovered within half a second of the restart."""
    async with pod(server.url) as one:
        await one.load(0.3)
        server.kill()
        await one.load(0.7)
        assert one.modes[-1] == "local"
        server.start()
        assert await until(lambda: one.link.here) < 0.5
        await one.load(0.2)
        assert one.modes[-1] == "redis"


async def test_r3_paused_is_flat(server: KeyValueServer) -> None:
    """CLIENT PAUSE ALL: one line when it goes away, none per request, one when it is back."""
    with structlog.testing.capture_logs() as lines:
        link = Link(connector(server.url))
        await link.start()
        quotas = RedisQuotas(link)
        server.ask("CLIENT", "PAUSE", 1500, "ALL")
        began = time.monotonic()
        for _ in range(200):
            assert isinstance(await quotas.take(LOOSE, Cost()), Granted)
        assert time.monotonic() - began < 0.6
        await until(lambda: link.here, 3)
        await link.aclose()
    assert [line["event"] for line in lines] == ["redis is here", "redis is away", "redis is here"]


async def test_r4_slow_is_usable_and_shows_in_a_metric(server: KeyValueServer) -> None:
    """+30 ms per operation: still Redis' own counts, and the average round trip says so."""
    async with proxied(server.port) as proxy, pod(f"redis://127.0.0.1:{proxy.port}") as one:
        proxy.fault = Latency(0.030)
        await one.load(0.7)
        assert one.modes.count("redis") > 0.9 * len(one.modes)  # a starved machine may spend the time limit itself
        assert one.p99() < 4 * 0.030
        assert one.link.round_trip_s > 0.025


async def test_r5_random_resets(server: KeyValueServer) -> None:
    """A reset is answered by a new connection; reads are asked once more and notice nothing."""
    async with proxied(server.port) as proxy, pod(f"redis://127.0.0.1:{proxy.port}") as one:
        await one.store.put(KEY, b"x", 60)
        load = asyncio.create_task(one.load(1.0))
        for _ in range(8):
            await asyncio.sleep(0.1)
            proxy.reset()
        await load
        assert one.modes.count("redis") > 90
        assert one.p99() < 0.15


async def test_r5_reads_survive_a_reset(server: KeyValueServer) -> None:
    """What is asked at the very moment of a reset is answered all the same."""
    async with proxied(server.port) as proxy, pod(f"redis://127.0.0.1:{proxy.port}") as one:
        [_] = await one.link.ask((b"SET", b"chaeum:x", b"1"))
        for _ in range(20):
            proxy.reset()
            assert await one.link.ask((b"GET", b"chaeum:x"), again=True) == [b"1"]
        assert [here for _, here in one.changes] == [True]


async def test_r5_half_open_connections(server: KeyValueServer) -> None:
    """A connection over which nothing comes any more is given up in time, and counted as away."""
    async with proxied(server.port) as proxy, pod(f"redis://127.0.0.1:{proxy.port}") as one:
        proxy.fault = HalfOpen()
        await one.load(0.5)
        assert one.modes[-1] == "local"
        assert max(took for _, took in one.took) < 0.35
        proxy.fault = Pass()
        assert await until(lambda: one.link.here) < 0.6


async def test_r5_a_question_in_the_moment_of_reconnecting(server: KeyValueServer) -> None:
    """Quota and cache of one request wait for the same new connection; that it does not come cancels nobody."""
    async with proxied(server.port) as proxy, pod(f"redis://127.0.0.1:{proxy.port}") as one:
        proxy.fault = HalfOpen()
        proxy.reset()
        await asyncio.sleep(0.02)  # the wire is lost, and the next one will never answer
        await one.request()
        assert one.modes == ["local"]
        assert one.took[0][1] < 0.15


async def test_r6_no_more_connections(server: KeyValueServer) -> None:
    """One pod needs one connection; where the server has none left it is away, and no exception comes out."""
    server.ask("CONFIG", "SET", "maxclients", 2)
    async with pod(server.url) as one:
        for _ in range(20):
            await asyncio.gather(*(one.request() for _ in range(25)))
        assert one.modes.count("redis") > 0.9 * len(one.modes)
        async with pod(server.url) as two, pod(server.url) as three:
            await three.request()
            await two.request()
            assert three.modes == ["local"] or two.modes == ["local"]


async def test_r6_refused_connections() -> None:
    """Nothing listens: boot works, every call is local, and it costs nothing."""
    async with pod("redis://127.0.0.1:1") as one:
        began = time.monotonic()
        for _ in range(100):
            await one.request()
        assert time.monotonic() - began < 0.5
        assert set(one.modes) == {"local"}


async def test_r7_script_flushed(server: KeyValueServer) -> None:
    """NOSCRIPT is answered by EVAL; the count goes on where it was."""
    whose = Allowance("q:{exact}", [Limit("day", "w", "requests", 10, 86_400)])
    async with pod(server.url) as one, pod(server.url) as two:
        passed = 0
        for n in range(30):
            if n % 3 == 0:
                server.ask("SCRIPT", "FLUSH")
            passed += isinstance(await (one, two)[n % 2].quotas.take(whose, Cost()), Granted)
        assert passed == 10


ACL = ("on", ">pw", "~chaeum:*", "resetchannels", "-@all", "+@read", "+@write", "+@connection", "+eval", "+evalsha",
       "+time", "-keys", "-flushall", "-flushdb", "-script")  # fmt: skip


async def test_r7_and_s34_without_script_keys_flush_and_config(server: KeyValueServer) -> None:
    """Under an ACL that allows a prefix and no SCRIPT everything works, and the limit is exact over four pods."""
    server.ask("ACL", "SETUSER", "chaeum", *ACL)
    whose = Allowance("q:{acl}", [Limit("day", "w", "requests", 25, 86_400)])
    async with contextlib.AsyncExitStack() as stack:
        url = f"redis://chaeum:pw@127.0.0.1:{server.port}"
        pods = [await stack.enter_async_context(pod(url)) for _ in range(4)]
        said = await asyncio.gather(*(pods[n % 4].quotas.take(whose, Cost()) for n in range(100)))
        assert sum(isinstance(one, Granted) for one in said) == 25
        held = await pods[0].request()
        assert isinstance(held, Granted)
        body, state = await pods[0].answers.make(KEY, answer, 60, USUAL, stale=None, patience_s=1)
        await pods[0].answers.flights.aclose()
        assert (body, state) == (b"answer", "miss")
        kept = await pods[1].answers.look(KEY)
        assert kept is not None
        assert kept.body == b"answer"
        assert all(one.link.here for one in pods)


async def test_r7_scripts_refused_altogether(server: KeyValueServer) -> None:
    """Where EVAL is forbidden too, quotas fall to the local share, said once; the cache goes on."""
    server.ask("ACL", "SETUSER", "chaeum", *ACL, "-eval", "-evalsha")
    async with pod(f"redis://chaeum:pw@127.0.0.1:{server.port}") as one:
        with structlog.testing.capture_logs() as lines:
            for _ in range(5):
                await one.request()
        assert set(one.modes) == {"local"}
        assert one.quotas.mode == "local"
        assert one.link.here
        assert [line["event"] for line in lines] == ["quotas are counted for this pod's share only"]


async def test_wrong_password(server: KeyValueServer) -> None:
    """A rejected login is Redis away: requests go on."""
    server.ask("CONFIG", "SET", "requirepass", "right")
    async with pod(f"redis://:wrong-password@127.0.0.1:{server.port}") as one:
        await one.request()
        assert one.modes == ["local"]


async def test_r8_out_of_memory() -> None:
    """maxmemory reached under noeviction: away, and not here again before it can write."""
    with serving("valkey", "--maxmemory", "3mb", "--maxmemory-policy", "noeviction") as server:
        async with pod(server.url) as one:
            await one.request()
            assert one.modes == ["redis"]
            server.ask("CONFIG", "SET", "maxmemory", 100_000)  # less than it holds: no write, however small
            await one.load(0.6)
            assert one.modes[-1] == "local"
            assert len(one.changes) == 2, "no flapping while it answers PING and cannot write"
            server.ask("CONFIG", "SET", "maxmemory", "100mb")
            assert await until(lambda: one.link.here) < 0.5


async def test_r8_read_only(server: KeyValueServer) -> None:
    """A master that became a replica: away until it is a master again."""
    with serving() as master:
        async with pod(server.url) as one:
            await one.request()
            server.ask("REPLICAOF", "127.0.0.1", master.port)
            await one.load(0.5)
            assert one.modes[-1] == "local"
            assert len(one.changes) == 2
            server.ask("REPLICAOF", "NO", "ONE")
            assert await until(lambda: one.link.here) < 0.6


async def test_r8_loading(server: KeyValueServer) -> None:
    """A server that still reads its data back says LOADING to everything: away until it has."""
    server.ask("EVAL", "for i=1,800 do redis.call('SET','key'..i,i) end return 1", 0)
    server.ask("SAVE")
    async with pod(server.url) as one:
        server.kill()
        server.arguments = ("--key-load-delay", "2000", "--loading-process-events-interval-bytes", "1024")
        server.start()
        await one.load(0.3)
        assert one.modes[-1] == "local"
        with pytest.raises(redis.exceptions.BusyLoadingError):
            server.ask("GET", "key1")
        assert await until(lambda: one.link.here, 4) < 4
        await one.request()
        assert one.modes[-1] == "redis"


async def test_r8_cluster_without_its_slots() -> None:
    """CLUSTERDOWN and MOVED are away, from the start."""
    with serving(KINDS[0], "--cluster-enabled", "yes", "--cluster-port", str(free_port())) as server:
        async with pod(server.url) as one:
            await one.request()
            assert one.modes == ["local"]


async def test_r8_busy(server: KeyValueServer) -> None:
    """While a script of somebody else's runs too long the server says BUSY: away."""
    async with pod(server.url) as one:
        server.ask("CONFIG", "SET", "busy-reply-threshold", 1)
        script = asyncio.create_task(asyncio.to_thread(_busy, server))
        await asyncio.sleep(0.1)
        await one.load(0.3)
        assert one.modes[-1] == "local"
        await script
        assert await until(lambda: one.link.here, 3) < 3


def _busy(server: KeyValueServer) -> None:
    """A script of another application that runs too long: the server answers BUSY meanwhile."""
    server.ask("EVAL", "local t=redis.call('TIME')[1]+1; while tonumber(redis.call('TIME')[1])<=t do end return 1", 0)
