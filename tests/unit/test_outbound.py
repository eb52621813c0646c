"""What our own calls may use of a provider account: one pipeline's overrun stops at its own limit."""

from __future__ import annotations

import asyncio

import pytest
from app.errors import Garbled, NoRoom, TooSlow
from app.quota.limits import Allowance, Cost, Priority
from app.quota.memory import MemoryQuotas
from app.quota.outbound import Outbound

pytestmark = pytest.mark.anyio
RESERVED = Cost(1, 100, 50)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class World:
    def __init__(self) -> None:
        self.now = 1_000_000.0
        self.outbound = Outbound(MemoryQuotas(lambda: self.now))
        self.calls = 0

    def allowance(self, task: str = "parse/one", priority: Priority = "interactive", tokens: int = 1000) -> Allowance:
        found = self.outbound.allowance("openai", task, tokens, None, None, priority)
        assert found is not None
        return found

    async def call(self, allowance: Allowance, used: int | Exception = 100) -> str:
        async def answer() -> int:
            self.calls += 1
            if isinstance(used, Exception):
                raise used
            return used

        try:
            await self.outbound.call(allowance, RESERVED, answer, lambda tokens: Cost(1, tokens, 0))
        except NoRoom:
            return "no room"
        except (Garbled, TooSlow):
            return "failed"
        return "ok"

    async def passed(self, allowance: Allowance, times: int, used: int | Exception = 100) -> int:
        said = [await self.call(allowance, used) for _ in range(times)]
        return len(said) - said.count("no room")


async def test_a_task_stops_at_its_own_limit_and_the_others_go_on() -> None:
    """One account, many pipelines: ten calls' worth for each."""
    world = World()
    assert await world.passed(world.allowance("parse/one"), 30) == 10
    assert await world.passed(world.allowance("parse/two"), 30) == 10
    assert world.calls == 20


async def test_a_new_minute_is_a_new_budget() -> None:
    """Limits per minute begin anew with the minute."""
    world = World()
    assert await world.passed(world.allowance(), 30) == 10
    world.now += 60
    assert await world.passed(world.allowance(), 30) == 10


async def test_batch_leaves_a_fifth_to_people_who_wait() -> None:
    """Batch is refused at four fifths; interactive calls get the rest, on the same counter."""
    world = World()
    assert await world.passed(world.allowance(priority="batch"), 30) == 8
    assert await world.passed(world.allowance(), 30) == 2


async def test_the_true_usage_is_what_counts() -> None:
    """Calls that used a fifth of what was reserved let five times as many through."""
    world = World()
    assert await world.passed(world.allowance(), 100, used=20) == 46


async def test_a_failed_call_gives_its_tokens_back_and_a_slow_one_does_not() -> None:
    """After a bad answer's error nothing is known to be used; a vendor that was too slow may have done the work."""
    world = World()
    assert await world.passed(world.allowance(), 50, used=Garbled("empty")) == 50
    assert await world.passed(world.allowance(), 50, used=TooSlow("late")) == 10


async def test_a_cancelled_call_gives_its_tokens_back() -> None:
    """A storm of clients that leave does not use up the account."""
    world = World()
    allowance = world.allowance()

    async def hang() -> int:
        await asyncio.sleep(60)
        return 0

    for _ in range(30):
        call = asyncio.create_task(world.outbound.call(allowance, RESERVED, hang, lambda tokens: Cost(1, tokens, 0)))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
    assert await world.passed(allowance, 30) == 10


async def test_nothing_limited_is_nothing_counted() -> None:
    """A task without limits calls straight through."""
    assert World().outbound.allowance("openai", "parse/one", None, None, None, "interactive") is None
