"""A second call for a late model: who gets one, how rarely, and what is given back."""

from __future__ import annotations

import asyncio
import random

import pytest
from app.errors import Unreachable
from app.providers.base import Repair
from app.routing.breaker import State

from tests.world.scripted_models import ONE, TWO, World, after, hangs
from tests.world.virtual_time import now, run_virtually


def test_a_hedge_answers_for_a_late_model_and_the_late_one_counts_as_slow() -> None:
    """`hedge: always`: the second starts after the usual time of the first, and losers open the breaker of a model
    that never answers, within five requests."""

    async def story() -> None:
        world = World(hedge="always")
        for _ in range(100):
            await world.ask()
        world.behaviours[ONE] = hangs
        for turn in range(12):
            began = now()
            routed = await world.ask()
            assert (routed.answer, len(routed.attempts)) == (TWO, 2 if turn < 5 else 1)
            assert now() - began <= (0.3 if turn < 5 else 0.06)
        assert world.breaker().state is State.OPEN
        assert world.watcher.changes == [("openai", State.OPEN, "stall")]
        assert world.running[ONE] == 0

    run_virtually(story())


def test_hedges_are_rare() -> None:
    """A model with a long tail is hedged in about 5 % of the requests, not in every late one."""

    async def story() -> None:
        world = World(hedge="always")
        world.behaviours[ONE] = after(0.05)
        for _ in range(100):
            await world.ask()
        late = random.Random(2)

        async def tailed(timeout_s: float, repair: Repair | None) -> str:
            await asyncio.sleep(1.5 if late.random() < 0.3 else 0.05)
            return ""

        world.behaviours[ONE] = tailed
        for _ in range(400):
            await world.ask()
        hedges = sum(record.kind == "hedge" for record in world.watcher.records)
        assert 10 <= hedges <= 0.05 * 500 + 10

    run_virtually(story())


def test_a_client_that_leaves_takes_the_hedge_along() -> None:
    """Both calls of a hedged request are cancelled with it, and neither counts."""

    async def story() -> None:
        world = World(hedge="always")
        for _ in range(50):
            await world.ask()
        world.behaviours[ONE] = world.behaviours[TWO] = hangs
        request = asyncio.ensure_future(world.ask())
        await asyncio.sleep(0.5)
        assert (world.running[ONE], world.running[TWO]) == (1, 1)
        request.cancel()
        with pytest.raises(asyncio.CancelledError):
            await request
        assert (world.running[ONE], world.running[TWO]) == (0, 0)
        assert [one["in_flight"] for one in world.router.snapshot()] == [0, 0]

    run_virtually(story())


def test_a_hedge_whose_both_models_fail_ends_at_the_rules() -> None:
    """When the late model and its hedge both fail, the request goes on as if there had been no hedge."""

    async def story() -> None:
        world = World(hedge="always")
        for _ in range(50):
            await world.ask()

        async def dies_late(timeout_s: float, repair: Repair | None) -> str:
            await asyncio.sleep(0.6)
            raise Unreachable("eof")

        world.behaviours[ONE] = world.behaviours[TWO] = dies_late
        routed = await world.ask()
        assert (routed.answer, routed.degraded) == ("rules", True)

    run_virtually(story())


def test_on_stall_hedges_only_while_several_are_late() -> None:
    """One late call is no stall and is waited for; three at a time are, and get hedges."""

    async def story() -> None:
        world = World(hedge="on_stall")
        for _ in range(100):
            await world.ask()
        world.behaviours[ONE] = after(0.8)
        assert (await world.ask()).answer == ONE
        routed = await asyncio.gather(*(world.ask() for _ in range(4)))
        assert {one.answer for one in routed} == {TWO}

    run_virtually(story())
