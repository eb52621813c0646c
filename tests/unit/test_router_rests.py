"""When a model is left alone: stalls, pauses, breakers, orders; and how it comes back."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest
from app.errors import Garbled, Misconfigured, Throttled, Unreachable
from app.routing.breaker import State
from app.routing.deadline import Deadline
from app.tasks.task import Task

from tests.world.scripted_models import ONE, TWO, World, after, answers, hangs, raises
from tests.world.virtual_time import now, run_virtually


def test_a_stall_lets_everybody_go_at_once() -> None:
    """When calls stop being answered the breaker opens, and those that wait go on to the next model at once."""

    async def story() -> None:
        world = World()
        for _ in range(30):
            await world.ask()
        world.behaviours[ONE] = hangs
        began = now()
        slowest = 0.0

        async def one() -> None:
            nonlocal slowest
            mine = now()
            assert (await world.ask()).answer == TWO
            slowest = max(slowest, now() - mine)

        waiting = []
        while now() - began < 2.0:
            waiting.append(asyncio.ensure_future(one()))
            await asyncio.sleep(0.01)
        await asyncio.gather(*waiting)
        assert world.breaker().state is State.OPEN
        assert world.watcher.changes[0] == ("openai", State.OPEN, "stall")
        assert slowest < 0.5
        assert world.calls[ONE] < 30 + 45

    run_virtually(story())


def test_recovery_costs_no_client_anything() -> None:
    """After the open time probes run in the background, at most three at a time, until the vendor is back."""

    async def story() -> None:
        world = World()
        world.behaviours[ONE] = raises(Unreachable("vendor", status=500))
        for _ in range(5):
            await world.ask()
        before = world.calls[ONE]
        world.behaviours[ONE] = after(0.1)
        world.most_running.clear()
        await asyncio.sleep(world.breaker().open_s)
        for _ in range(100):
            began = now()
            routed = await world.ask()
            assert now() - began <= 0.11
            if routed.answer == ONE:
                break
        assert routed.answer == ONE
        assert world.most_running[ONE] <= 3
        assert world.calls[ONE] - before <= 5
        await world.router.aclose()

    run_virtually(story())


def test_a_hanging_probe_is_dropped_with_the_router() -> None:
    """Probes do not outlive the router."""

    async def story() -> None:
        world = World()
        world.behaviours[ONE] = raises(Unreachable("vendor", status=500))
        for _ in range(5):
            await world.ask()
        world.behaviours[ONE] = hangs
        await asyncio.sleep(world.breaker().open_s)
        await world.ask()
        assert world.running[ONE] == 1
        await world.router.aclose()
        assert world.running[ONE] == 0

    run_virtually(story())


def test_a_rate_limit_is_a_pause_not_a_failure() -> None:
    """A 429 with 30 seconds: not asked for 27 to 33 s, no waiting in the request, breaker closed."""

    async def story() -> None:
        world = World()
        world.behaviours[ONE] = raises(Throttled("rate limit", status=429, opens_s=30.0))
        began = now()
        assert (await world.ask()).answer == TWO
        assert now() - began < 0.06
        while now() - began < 26.9:
            await world.ask()
            await asyncio.sleep(0.5)
        assert world.calls[ONE] == 1
        assert world.breaker().state is State.CLOSED
        await asyncio.sleep(7)
        world.behaviours[ONE] = answers
        assert (await world.ask()).answer == ONE

    run_virtually(story())


@pytest.mark.parametrize(
    "error, seconds, row",
    [
        (Misconfigured("quota", status=429, opens_s=300.0), 300, "C5"),
        (Misconfigured("key", status=401, opens_s=60.0), 60, "C6"),
        (Misconfigured("model gone", status=404, opens_s=300.0), 300, "C7"),
    ],
)
def test_what_only_a_person_can_mend_is_asked_once(error: Misconfigured, seconds: int, row: str) -> None:
    """Key, quota or model gone: one call per period, an alert, and everybody is answered by the next model."""

    async def story() -> None:
        world = World()
        world.behaviours[ONE] = raises(error)
        began = now()
        while now() - began < 2 * seconds - 2:
            assert (await world.ask()).answer == TWO
            await asyncio.sleep(1)
        assert world.calls[ONE] <= 2
        assert world.watcher.alerts == [row] * world.calls[ONE]

    run_virtually(story())


def test_rubbish_is_not_repaired_and_rests_only_this_task() -> None:
    """HTML or an empty body goes straight on; half of twenty rest the model for this task, its breaker stays closed."""

    async def story() -> None:
        world = World()
        world.behaviours[ONE] = raises(Garbled("empty"))
        for _ in range(30):
            assert (await world.ask()).answer == TWO
        assert world.calls[ONE] == 20
        assert world.breaker().state is State.CLOSED
        other = Task("test/other", Path(), world.task.spec, {})
        routed = await world.router.first(other, other.spec.models, world.attempt, Deadline.within(6.0, now))
        assert routed.attempts[0].lane.provider == "openai"

    run_virtually(story())


def test_our_own_slowness_opens_nothing() -> None:
    """While the event loop is 200 ms late, timeouts are not held against the vendors."""

    async def story() -> None:
        world = World(lag_s=0.2)
        world.behaviours[ONE] = hangs
        for _ in range(8):
            await world.ask(within_s=2.0)
        assert world.breaker().state is State.CLOSED
        assert world.calls[ONE] == 8

    run_virtually(story())


def test_operators_switch_models_off_and_on() -> None:
    """Forced open: never asked. Reset: asked again. Metrics only: asked whatever happens."""

    async def story() -> None:
        world = World()
        provider, _, model = ONE.partition(":")
        assert world.router.order("force_open", provider, model) == [ONE]
        assert (await world.ask()).answer == TWO
        assert world.router.snapshot()[0]["state"] == "forced_open"
        world.router.order("metrics_only", provider)
        world.behaviours[ONE] = raises(Unreachable("vendor", status=500))
        for _ in range(10):
            await world.ask()
        assert world.calls[ONE] == 10
        world.router.order("reset", provider)
        assert world.breaker().state is State.CLOSED

    run_virtually(story())


async def _from_a_thread(world: World) -> list[str]:
    return await asyncio.to_thread(world.router.order, "force_open", "openai")


def test_orders_may_come_from_another_thread() -> None:
    """The admin port has a thread of its own; its order is carried out on the router's loop."""

    async def story() -> None:
        world = World()
        threads: list[str] = []
        await world.ask()
        world.breaker().on_change = lambda *change: threads.append(threading.current_thread().name)
        assert await _from_a_thread(world) == [ONE]
        assert threads == [threading.current_thread().name]
        assert (await world.ask()).answer == TWO

    with asyncio.Runner() as runner:
        runner.run(story())
