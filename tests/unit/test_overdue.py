"""What has begun and does not end in time is told of once; what ends is not."""

from __future__ import annotations

import asyncio

from app.http.overdue import LOOK_EVERY_S, Overdue

from tests.world.virtual_time import run_virtually


def test_only_what_is_late_is_told_of_and_once() -> None:
    """Ten seconds, looked at twice a second; a second look tells nobody again."""
    told: list[tuple[str, float]] = []

    async def story() -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        waiting = Overdue[str](10.0, lambda one: told.append((one, loop.time() - began)))
        waiting.begin("slow", loop)
        waiting.begin("quick", loop)
        waiting.end("quick")
        await asyncio.sleep(5)
        waiting.begin("later", loop)
        assert "slow" in waiting
        assert not waiting.is_late("slow")
        await asyncio.sleep(8)
        assert waiting.is_late("slow")
        waiting.end("slow")
        assert not waiting.is_late("slow")
        await asyncio.sleep(5)

    run_virtually(story())
    assert [one for one, _ in told] == ["slow", "later"]
    assert 10 <= told[0][1] <= 10 + LOOK_EVERY_S
    assert 15 <= told[1][1] <= 15 + LOOK_EVERY_S


def test_it_rests_when_nothing_waits_and_wakes_again() -> None:
    """Nothing is scheduled while nothing has begun."""
    told: list[str] = []

    async def story() -> None:
        loop = asyncio.get_running_loop()
        waiting = Overdue[str](1.0, told.append)
        waiting.begin("one", loop)
        waiting.end("one")
        await asyncio.sleep(60)
        waiting.begin("two", loop)
        await asyncio.sleep(2)

    run_virtually(story())
    assert told == ["two"]
