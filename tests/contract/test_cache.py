"""What every store of answers promises, over memory, Redis, Valkey, and the near one before a shared one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from app.cache.redis import NearStore, RedisStore, answer_key
from app.cache.store import Leases, MemoryStore, Store

from tests.contract.conftest import Links
from tests.world.keyvalue import KINDS

pytestmark = pytest.mark.anyio
KEY, OTHER = b"k" * 32, b"o" * 32


@pytest.fixture(params=["memory", *KINDS, "near"])
async def store(request: pytest.FixtureRequest, links: Links) -> AsyncIterator[Store]:
    if request.param == "memory":
        yield MemoryStore()
        return
    async with links(KINDS[0] if request.param == "near" else request.param) as link:
        far = RedisStore(link)
        yield NearStore(far, MemoryStore()) if request.param == "near" else far


@pytest.fixture(params=KINDS)
async def leases(request: pytest.FixtureRequest, links: Links) -> AsyncIterator[Leases]:
    async with links(request.param) as link:
        yield RedisStore(link)


async def test_what_was_put_is_there(store: Store) -> None:
    """Any bytes come back as they were."""
    value = bytes(range(256)) * 200
    await store.put(KEY, value, 60)
    assert await store.get(KEY) == value
    assert await store.get(OTHER) is None


async def test_what_was_deleted_is_gone(store: Store) -> None:
    """Deleting forgets, also twice."""
    await store.put(KEY, b"x", 60)
    await store.delete(KEY)
    await store.delete(KEY)
    assert await store.get(KEY) is None


async def test_values_run_out(store: Store) -> None:
    """After its time a value is a miss."""
    await store.put(KEY, b"x", 0.1)
    assert await store.get(KEY) == b"x"
    await asyncio.sleep(0.15)
    assert await store.get(KEY) is None


async def test_no_time_at_all_keeps_nothing(store: Store) -> None:
    """A value whose time has passed already is not kept."""
    await store.put(KEY, b"x", 0)
    assert await store.get(KEY) is None


async def test_the_last_one_wins(store: Store) -> None:
    """Putting again replaces."""
    await store.put(KEY, b"one", 60)
    await store.put(KEY, b"two", 60)
    assert await store.get(KEY) == b"two"


def test_memory_is_bounded_by_entries_and_bytes() -> None:
    """The least recently used answers go first; what was read stays longer."""
    store = MemoryStore(lambda: 0.0, entries=3, most_bytes=100)
    for name in (b"a", b"b", b"c"):
        store.lay(name, b"x" * 10, 60)
    store.at_hand(b"a")
    store.lay(b"d", b"x" * 10, 60)
    assert [store.at_hand(name) is not None for name in (b"a", b"b", b"c", b"d")] == [True, False, True, True]
    store.lay(b"e", b"x" * 90, 60)
    assert [store.at_hand(name) is not None for name in (b"a", b"c", b"d", b"e")] == [False, False, True, True]
    assert store.bytes == 100


async def test_one_leads_and_the_others_see_the_value(leases: Leases) -> None:
    """A lease is held by one; a value that lands is seen together with the refusal."""
    assert await leases.look_or_lead(KEY, b"one", 5) == (None, True)
    assert await leases.look_or_lead(KEY, b"two", 5) == (None, False)
    assert isinstance(leases, RedisStore)
    await leases.put(KEY, b"answer", 60)
    assert await leases.look_or_lead(KEY, b"two", 5) == (b"answer", False)


async def test_only_the_holder_releases(leases: Leases) -> None:
    """A late leader does not end the lease of its successor."""
    await leases.look_or_lead(KEY, b"one", 5)
    await leases.release(KEY, b"two")
    assert await leases.look_or_lead(KEY, b"two", 5) == (None, False)
    await leases.release(KEY, b"one")
    assert await leases.look_or_lead(KEY, b"two", 5) == (None, True)


async def test_a_lease_runs_out_unless_it_is_renewed(leases: Leases) -> None:
    """The lease of a dead leader comes free by itself."""
    await leases.look_or_lead(KEY, b"one", 0.1)
    await leases.renew(KEY, 0.3)
    await asyncio.sleep(0.15)
    assert await leases.look_or_lead(KEY, b"two", 5) == (None, False)
    await asyncio.sleep(0.2)
    assert await leases.look_or_lead(KEY, b"two", 5) == (None, True)


async def test_keys_carry_the_prefix_and_no_text(links: Links, servers: object) -> None:
    """An ACL can be written against one prefix."""
    assert answer_key(KEY) == b"chaeum:a:" + KEY.hex().encode()
