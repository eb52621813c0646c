"""The cache that requests meet: freshness, sealing, stale answers, and one call for many."""

from __future__ import annotations

import asyncio
import random

import pytest
from app.cache.directives import USUAL, Directives, parse
from app.cache.kept import STALE_S, KeptAnswers, Made
from app.cache.sealed import MAX_BYTES, Kept, Sealer
from app.cache.store import MemoryStore
from app.errors import InvalidInput, NoProviderLeft

pytestmark = pytest.mark.anyio
KEY = b"k" * 32
GOOD = Made(b'"good"')


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Clock:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


class World:
    """A cache on a clock of the test's, and a model that answers what the test says."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.store = MemoryStore(self.clock)
        self.cache = KeptAnswers(self.store, Sealer(b"secret"), clock=self.clock, rng=random.Random(1))
        self.calls = 0
        self.says: Made | Exception = GOOD

    async def make(self) -> Made:
        self.calls += 1
        await asyncio.sleep(0)
        if isinstance(self.says, Exception):
            raise self.says
        return self.says

    async def ask(self, wanted: Directives = USUAL, ttl_s: float = 100) -> tuple[bytes, str]:
        kept = await self.cache.look(KEY)
        if self.cache.fresh(kept, wanted):
            assert kept is not None
            return kept.body, "hit"
        said = await self.cache.make(KEY, self.make, ttl_s, wanted, stale=kept, patience_s=1)
        await self.cache.flights.aclose()
        return said


async def test_second_time_is_a_hit_until_it_runs_out() -> None:
    """Fresh for its time, with a jitter of a tenth."""
    world = World()
    assert await world.ask() == (b'"good"', "miss")
    assert await world.ask() == (b'"good"', "hit")
    world.clock.now += 89
    assert (await world.ask())[1] == "hit"
    world.clock.now += 22
    assert (await world.ask())[1] == "miss"
    assert world.calls == 2


@pytest.mark.parametrize("degraded, longest", [(True, 30), (False, 110)])
async def test_degraded_answers_live_half_a_minute(degraded: bool, longest: float) -> None:
    """Whatever the task says, a fallback's answer is asked anew after 30 seconds."""
    world = World()
    world.says = Made(b"x", degraded=degraded)
    await world.ask()
    kept = await world.cache.look(KEY)
    assert kept is not None
    assert kept.fresh_until - world.clock.now <= longest
    assert (kept.stale_until > kept.fresh_until) != degraded


async def test_a_fallbacks_answer_is_kept_under_its_own_model_too() -> None:
    """Those who mean to ask that model get it for its full time."""
    world = World()
    world.says = Made(b"x", brief=True, under=b"u" * 32)
    await world.ask()
    own = await world.cache.look(b"u" * 32)
    assert own is not None
    assert own.fresh_until - world.clock.now > 80


@pytest.mark.parametrize("trouble", [NoProviderLeft("nobody"), Made(b"fallback", degraded=True)])
async def test_a_stale_answer_is_better_than_none(trouble: Made | Exception) -> None:
    """When all models fail, or only the fallback answers, the old answer of the right model is sent, for a day."""
    world = World()
    await world.ask()
    world.clock.now += 1000
    world.says = trouble
    assert await world.ask() == (b'"good"', "hit")
    calls = world.calls
    assert await world.ask() == (b'"good"', "hit")
    assert world.calls == calls, "a revived answer spares the dead vendor for a moment"
    world.clock.now += STALE_S + 1000
    if isinstance(trouble, Exception):
        with pytest.raises(NoProviderLeft):
            await world.ask()
    else:
        assert (await world.ask())[0] == b"fallback"


async def test_errors_are_never_kept_and_the_callers_fault_is_told() -> None:
    """A 4xx goes through although a stale answer is there; nothing of an error is stored."""
    world = World()
    world.says = NoProviderLeft("nobody")
    with pytest.raises(NoProviderLeft):
        await world.ask()
    assert world.store.bytes == 0
    world.says = GOOD
    await world.ask()
    world.clock.now += 1000
    world.says = InvalidInput("no")
    with pytest.raises(InvalidInput):
        await world.ask()


@pytest.mark.parametrize(
    "header, reads, writes, max_age",
    [
        (None, True, True, None),
        ("", True, True, None),
        ("no-store", False, False, None),
        ("No-Cache", False, True, None),
        ("max-age=0", True, True, 0),
        ("max-age=60, no-transform", True, True, 60),
        ('max-age="60"', True, True, 60),
        ("max-age=soon", True, True, 0),
        ("max-age", True, True, 0),
        ("only-if-cached, x=y", True, True, None),
        ("no-cache, no-store", False, False, None),
        ("," * 5000, True, True, None),
    ],
)
def test_cache_control_is_honoured(header: str | None, reads: bool, writes: bool, max_age: float | None) -> None:
    """no-store, no-cache and max-age mean what the RFC says; the rest is ignored."""
    assert parse(header) == Directives(reads, writes, max_age)


async def test_no_store_neither_reads_nor_writes() -> None:
    """The answer is new and leaves no trace; `meta.cache` is off."""
    world = World()
    await world.ask()
    world.says = Made(b"new")
    assert await world.ask(parse("no-store")) == (b"new", "off")
    assert await world.ask() == (b'"good"', "hit")


async def test_no_cache_asks_anew_and_keeps() -> None:
    """The new answer replaces the kept one."""
    world = World()
    await world.ask()
    world.says = Made(b"new")
    assert await world.ask(parse("no-cache")) == (b"new", "miss")
    assert await world.ask() == (b"new", "hit")


async def test_max_age_bounds_the_age() -> None:
    """An answer older than the client wants is made anew."""
    world = World()
    await world.ask()
    world.clock.now += 10
    assert (await world.ask(parse("max-age=20")))[1] == "hit"
    assert (await world.ask(parse("max-age=9")))[1] == "miss"


async def test_a_task_without_cache_keeps_nothing() -> None:
    """`cache_s: 0` is off, flights included."""
    world = World()
    assert (await world.ask(ttl_s=0))[1] == "off"
    assert world.store.bytes == 0


@pytest.mark.parametrize(
    "damage",
    [
        lambda sealed: b"",
        lambda sealed: b"garbage",
        lambda sealed: b"\x02" + sealed[1:],
        lambda sealed: sealed[:-1],
        lambda sealed: sealed[:40] + bytes([sealed[40] ^ 1]) + sealed[41:],
        lambda sealed: Sealer(b"another secret").seal(KEY, Kept(0, 2e9, 2e9, b"evil")),
        lambda sealed: Sealer(b"secret").seal(b"j" * 32, Kept(0, 2e9, 2e9, b"of another key")),
    ],
)
async def test_what_does_not_open_is_a_miss_and_deleted(damage: object) -> None:
    """Garbage, an old format, a flipped bit, a foreign secret, another key's value."""
    world = World()
    await world.ask()
    sealed = world.store.at_hand(KEY)
    assert sealed is not None
    world.store.lay(KEY, damage(sealed), 60)  # type: ignore[operator]
    assert await world.cache.look(KEY) is None
    assert world.store.at_hand(KEY) is None
    assert await world.ask() == (b'"good"', "miss")
    assert world.calls == 2


async def test_nothing_of_an_answer_stands_in_the_store_in_clear() -> None:
    """Not the body, not a piece of it."""
    world = World()
    world.says = Made("전화 010-1234-5678 김실장".encode())
    await world.ask()
    sealed = world.store.at_hand(KEY)
    assert sealed is not None
    assert b"010-1234" not in sealed
    assert "김실장".encode() not in sealed


async def test_too_large_is_answered_and_not_kept() -> None:
    """Above 64 KiB nothing is stored, and the answer is sent all the same."""
    world = World()
    world.says = Made(b"x" * (MAX_BYTES + 1))
    assert len((await world.ask())[0]) == MAX_BYTES + 1
    assert world.store.bytes == 0


async def test_many_identical_questions_make_one_call() -> None:
    """The first makes it; the others share it."""
    world = World()
    said = await asyncio.gather(*(world.ask() for _ in range(100)))
    assert world.calls == 1
    assert sorted(state for _, state in said) == ["miss"] + ["shared"] * 99


async def test_an_error_reaches_every_waiter_without_growing() -> None:
    """All get it, and no waiter's frames are added to the next one's."""
    world = World()
    world.says = NoProviderLeft("nobody")
    said = await asyncio.gather(*(world.ask() for _ in range(50)), return_exceptions=True)
    assert world.calls == 1
    assert all(isinstance(one, NoProviderLeft) for one in said)
    frames, frame = 0, world.says.__traceback__
    while frame is not None:
        frames, frame = frames + 1, frame.tb_next
    assert frames < 10


async def test_a_leader_that_leaves_takes_nobody_with_it() -> None:
    """The first asker is cancelled; the call goes on for the others and is cancelled with the last of them."""
    cancelled = asyncio.Event()
    calls = 0

    async def slow() -> Made:
        nonlocal calls
        calls += 1
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            cancelled.set()
            raise
        return GOOD

    world = World()
    world.make = slow  # type: ignore[method-assign]
    first, second = asyncio.create_task(world.ask()), asyncio.create_task(world.ask())
    await asyncio.sleep(0.01)
    first.cancel()
    await asyncio.sleep(0.01)
    assert not cancelled.is_set()
    assert calls == 1
    second.cancel()
    await asyncio.wait_for(cancelled.wait(), 1)
    assert world.cache.flights.flying == 0
