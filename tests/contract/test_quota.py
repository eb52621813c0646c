"""What every keeper of quotas promises, over memory, Redis and Valkey."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
from app.quota.limits import Allowance, Cost, Kind, Limit, Unit
from app.quota.memory import MemoryQuotas
from app.quota.port import Granted, Quotas, Refused
from app.quota.redis import RedisQuotas

from tests.contract.conftest import Links
from tests.world.keyvalue import KINDS

pytestmark = pytest.mark.anyio
ONE = Cost()


@pytest.fixture(params=["memory", *KINDS])
async def quotas(request: pytest.FixtureRequest, links: Links) -> AsyncIterator[Quotas]:
    if request.param == "memory":
        yield MemoryQuotas()
        return
    async with links(request.param) as link:
        kept = RedisQuotas(link)
        yield kept
        await kept.aclose()


def limit(kind: Kind, most: int, window_s: float = 3600, unit: Unit = "requests", burst: int = 1) -> Limit:
    counted = "concurrent" if kind == "c" else unit
    return Limit(f"{kind}-{unit}", kind, counted, most, window_s, burst)


def allowance(*limits: Limit) -> Allowance:
    return Allowance("q:{someone}", limits)


async def accepted(quotas: Quotas, whose: Allowance, calls: int, cost: Cost = ONE) -> int:
    said = [await quotas.take(whose, cost) for _ in range(calls)]
    return sum(isinstance(one, Granted) for one in said)


async def settled(quotas: Quotas) -> None:
    if isinstance(quotas, RedisQuotas):
        await quotas.aclose()


@pytest.mark.parametrize("kind", ["s", "w", "c"])
async def test_exactly_the_limit_passes(quotas: Quotas, kind: Kind) -> None:
    """Of 30 calls against a limit of 7, seven pass."""
    assert await accepted(quotas, allowance(limit(kind, 7)), 30) == 7


async def test_a_smoothed_rate_lets_its_burst_pass_at_once(quotas: Quotas) -> None:
    """GCRA admits the burst and then one per interval; an hour's interval does not pass in a test."""
    assert await accepted(quotas, allowance(limit("g", 10, 36_000, burst=4)), 30) == 4


async def test_at_once_means_exactly_one_gets_the_last_unit(quotas: Quotas) -> None:
    """A hundred concurrent calls on the last unit of a budget: exactly one passes."""
    whose = allowance(limit("w", 500, unit="tokens"))
    assert isinstance(await quotas.take(whose, Cost(tokens=427)), Granted)
    said = await asyncio.gather(*(quotas.take(whose, Cost(tokens=73)) for _ in range(100)))
    assert sum(isinstance(one, Granted) for one in said) == 1


async def test_nothing_is_counted_when_one_limit_refuses(quotas: Quotas) -> None:
    """Refusals by one limit leave the others untouched."""
    small, large = limit("c", 1), limit("w", 3)
    first = await quotas.take(allowance(small, large), Cost())
    assert isinstance(first, Granted)
    assert await accepted(quotas, allowance(small, large), 20) == 0
    assert await accepted(quotas, allowance(large), 20) == 2


async def test_the_longest_wait_is_named(quotas: Quotas) -> None:
    """With two limits used up, the answer names the one that takes longest."""
    whose = allowance(limit("c", 1), limit("s", 1, 1800))
    await quotas.take(whose, Cost())
    said = await quotas.take(whose, Cost())
    assert isinstance(said, Refused)
    assert said.limit.name == "s-requests"
    assert 1790 < said.wait_s <= 1800


async def test_tokens_are_settled_with_the_true_usage(quotas: Quotas) -> None:
    """1000 reserved and 100 used leave 900 for the next call."""
    whose = allowance(limit("w", 1000, unit="tokens"))
    held = await quotas.take(whose, Cost(tokens=1000))
    assert isinstance(held, Granted)
    await quotas.settle(held.held, Cost(tokens=100))
    await settled(quotas)
    assert await accepted(quotas, whose, 1, Cost(tokens=901)) == 0
    assert await accepted(quotas, whose, 1, Cost(tokens=900)) == 1


async def test_using_more_than_reserved_is_charged(quotas: Quotas) -> None:
    """An estimate that was too low is corrected upwards."""
    whose = allowance(limit("w", 1000, unit="micro_usd"))
    held = await quotas.take(whose, Cost(micro_usd=100))
    assert isinstance(held, Granted)
    await quotas.settle(held.held, Cost(micro_usd=700))
    await settled(quotas)
    assert await accepted(quotas, whose, 1, Cost(micro_usd=301)) == 0
    assert await accepted(quotas, whose, 1, Cost(micro_usd=300)) == 1


async def test_settling_twice_is_settling_once(quotas: Quotas) -> None:
    """A repeated settlement, as after a lost reply, changes nothing."""
    whose = allowance(limit("w", 1000, unit="tokens"))
    await quotas.take(whose, Cost(tokens=500))
    held = await quotas.take(whose, Cost(tokens=500))
    assert isinstance(held, Granted)
    for _ in range(3):
        await quotas.settle(held.held, Cost(tokens=0))
    await settled(quotas)
    assert await accepted(quotas, whose, 3, Cost(tokens=500)) == 1


@pytest.mark.parametrize("kind", ["s", "w", "c", "g"])
async def test_a_failed_call_gives_everything_back(quotas: Quotas, kind: Kind) -> None:
    """After a storm of failed calls the full limit is free again."""
    whose = allowance(limit(kind, 5, 36_000, burst=5))
    for _ in range(20):
        held = await quotas.take(whose, Cost())
        assert isinstance(held, Granted)
        await quotas.give_back(held.held)
        await settled(quotas)
    assert await accepted(quotas, whose, 20) == 5


async def test_requests_stay_counted_when_a_call_is_settled(quotas: Quotas) -> None:
    """Settling returns tokens and ends the lease, and keeps the request."""
    whose = allowance(limit("w", 2), limit("c", 1))
    for _ in range(2):
        held = await quotas.take(whose, Cost())
        assert isinstance(held, Granted)
        await quotas.settle(held.held, Cost())
        await settled(quotas)
    assert await accepted(quotas, whose, 5) == 0


async def test_leases_of_the_dead_come_free(quotas: Quotas) -> None:
    """A holder that never settles is forgotten when its lease ends."""
    whose = allowance(limit("c", 2, 0.2))
    assert await accepted(quotas, whose, 5) == 2
    await asyncio.sleep(0.25)
    assert await accepted(quotas, whose, 5) == 2


async def test_a_log_never_admits_more_than_its_limit_in_any_window(quotas: Quotas) -> None:
    """Sliding over half a second of hammering, no window holds more than the limit."""
    whose = allowance(limit("s", 10, 0.2))
    times = []
    began = time.monotonic()
    while (now := time.monotonic()) - began < 0.5:
        if isinstance(await quotas.take(whose, Cost()), Granted):
            times.append((now, time.monotonic()))
        await asyncio.sleep(0.001)
    # `sent` of the first and `answered` of the eleventh: the server counted both between those.
    assert all(later[1] - first[0] > 0.2 for first, later in zip(times, times[10:], strict=False))
    assert len(times) > 10


async def test_what_is_left_and_when_it_is_full_again_is_told(quotas: Quotas) -> None:
    """Standings carry the remainder of every limit and the time to its reset."""
    said = await quotas.take(allowance(limit("w", 10, 86_400), limit("s", 5, 60)), Cost())
    assert isinstance(said, Granted)
    assert [s.left for s in said.standings] == [9, 4]
    assert 0 < said.standings[0].reset_s <= 86_400
    assert said.standings[1].reset_s == pytest.approx(60, abs=0.1)


async def test_limits_of_one_client_leave_others_alone(quotas: Quotas) -> None:
    """Two tags never share a count."""
    one, other = (Allowance(f"q:{{{name}}}", [limit("w", 3)]) for name in ("one", "other"))
    assert await accepted(quotas, one, 9) == 3
    assert await accepted(quotas, other, 9) == 3


async def test_a_free_call_passes_a_full_budget(quotas: Quotas) -> None:
    """A cache hit costs no tokens and is not refused for want of them."""
    whose = allowance(limit("w", 100, unit="tokens"))
    assert await accepted(quotas, whose, 1, Cost(tokens=100)) == 1
    assert await accepted(quotas, whose, 3, Cost(tokens=0)) == 3
