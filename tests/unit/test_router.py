"""The router over scripted models, in virtual time: who answers, what is counted, what is given back."""

from __future__ import annotations

import asyncio
import random
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from app.errors import (
    BadCall,
    ContentRefused,
    Garbled,
    Misconfigured,
    NoProviderLeft,
    OutputRejected,
    Refused,
    Throttled,
    Unreachable,
)
from app.providers.base import Mendable, Repair
from app.routing.breaker import State
from app.routing.deadline import Deadline
from app.routing.observer import AttemptRecord, LaneKey
from app.routing.router import Routed, Router
from app.tasks.spec import ModelSpec, TaskSpec
from app.tasks.task import Task

from tests.world.virtual_time import now, run_virtually

Behaviour = Callable[[float, Repair | None], Awaitable[str]]
ONE, TWO = "openai:gpt-1-2026-01-01", "gemini:flash-1"


def task(**words: Any) -> Task:
    given = {
        "title": "t",
        "owner": "o",
        "input": {"text": {"max_chars": 100}},
        "versions": {"stable": "v1"},
        "models": [{"use": ONE, "timeout_s": 4}, {"use": TWO, "timeout_s": 4}, {"use": "rules"}],
        "fields": {"x": {"type": "string"}},
    }
    return Task("test/task", Path(), TaskSpec.model_validate({**given, **words}), {})


class Watcher:
    """Remembers what the router told."""

    def __init__(self) -> None:
        self.records: list[AttemptRecord] = []
        self.changes: list[tuple[str, State, str]] = []
        self.alerts: list[str] = []

    def on_attempt(self, task: str, record: AttemptRecord) -> None:
        self.records.append(record)

    def on_breaker_change(self, lane: LaneKey, old: State, new: State, why: str) -> None:
        self.changes.append((lane.provider, new, why))

    def on_alert(self, lane: LaneKey, record: AttemptRecord) -> None:
        self.alerts.append(record.row)


class World:
    """A router, a task and models that behave as a test scripts them. Calls are counted by model."""

    def __init__(self, *, in_flight: dict[str, int] | None = None, lag_s: float = 0.0, **words: Any) -> None:
        self.task = task(**words)
        self.watcher = Watcher()
        self.lag_s = lag_s
        self.router = Router(now, random.Random(5), self.watcher, lambda: self.lag_s, in_flight or {})
        self.behaviours: dict[str, Behaviour] = {ONE: answers, TWO: answers, "rules": answers}
        self.calls: dict[str, int] = {}
        self.running: dict[str, int] = {}
        self.most_running: dict[str, int] = {}

    async def attempt(self, model: ModelSpec, timeout_s: float, repair: Repair | None) -> str:
        name = model.use
        self.calls[name] = self.calls.get(name, 0) + 1
        self.running[name] = self.running.get(name, 0) + 1
        self.most_running[name] = max(self.most_running.get(name, 0), self.running[name])
        try:
            await self.behaviours[name](timeout_s, repair)
        finally:
            self.running[name] -= 1
        return name

    async def ask(self, within_s: float = 6.0) -> Routed[str]:
        return await self.router.first(self.task, self.task.spec.models, self.attempt, Deadline.within(within_s, now))

    def breaker(self, use: str = ONE) -> Any:
        return self.router.lanes.of(self.task, ModelSpec(use=use, timeout_s=4)).lane.breaker


async def answers(timeout_s: float, repair: Repair | None) -> str:
    await asyncio.sleep(0.05)
    return ""


async def hangs(timeout_s: float, repair: Repair | None) -> str:
    await asyncio.sleep(1e6)
    return ""


def after(seconds: float) -> Behaviour:
    async def behave(timeout_s: float, repair: Repair | None) -> str:
        await asyncio.sleep(seconds)
        return ""

    return behave


def raises(error: Exception) -> Behaviour:
    async def behave(timeout_s: float, repair: Repair | None) -> str:
        raise error

    return behave


def test_the_first_model_answers() -> None:
    """A healthy first model answers, in one attempt, and nobody else is asked."""

    async def story() -> None:
        world = World()
        routed = await world.ask()
        assert (routed.answer, len(routed.attempts), routed.degraded) == (ONE, 1, False)
        assert world.calls == {ONE: 1}

    run_virtually(story())


def test_a_dead_vendor_is_left_for_the_next_model() -> None:
    """500s cost nothing but the call; after five of them the breaker is open and the first model is left alone."""

    async def story() -> None:
        world = World()
        world.behaviours[ONE] = raises(Unreachable("vendor", status=500))
        for _ in range(20):
            routed = await world.ask()
            assert (routed.answer, routed.degraded) == (TWO, False)
        assert world.calls[ONE] == 5
        assert world.watcher.changes == [("openai", State.OPEN, "streak")]

    run_virtually(story())


def test_when_every_vendor_is_down_the_rules_answer() -> None:
    """Both vendors dead: degraded, but answered, and soon without asking them at all."""

    async def story() -> None:
        world = World()
        world.behaviours[ONE] = world.behaviours[TWO] = raises(Unreachable("vendor", status=503))
        routed = await world.ask()
        assert (routed.answer, routed.degraded, len(routed.attempts)) == ("rules", True, 3)
        for _ in range(10):
            routed = await world.ask()
        assert [one.kind for one in routed.attempts] == ["rules"]

    run_virtually(story())


def test_rules_alone_are_not_degraded() -> None:
    """Where nothing else is configured the rules are the first choice."""

    async def story() -> None:
        world = World(models=[{"use": "rules"}])
        routed = await world.ask()
        assert (routed.answer, routed.degraded) == ("rules", False)

    run_virtually(story())


def test_a_hanging_vendor_takes_half_of_the_time() -> None:
    """One lonely request waits its share for a silent model and is then answered by the next."""

    async def story() -> None:
        world = World()
        world.behaviours[ONE] = hangs
        began = now()
        routed = await world.ask(within_s=2.15)
        assert routed.answer == TWO
        assert now() - began == pytest.approx(1.05, abs=0.02)
        assert routed.attempts[0].outcome == "too_slow"

    run_virtually(story())


def test_when_both_hang_the_answer_still_comes_in_time() -> None:
    """Two silent vendors: the rules answer within the deadline."""

    async def story() -> None:
        world = World()
        world.behaviours[ONE] = world.behaviours[TWO] = hangs
        world.behaviours["rules"] = after(0.02)
        began = now()
        routed = await world.ask(within_s=3.0)
        assert routed.degraded
        assert now() - began <= 3.0

    run_virtually(story())


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


def test_a_refusal_ends_the_request() -> None:
    """By default a refusal is passed on, and no other model is asked."""

    async def story() -> None:
        world = World()
        world.behaviours[ONE] = raises(Refused("safety"))
        with pytest.raises(ContentRefused):
            await world.ask()
        assert TWO not in world.calls
        assert world.breaker().state is State.CLOSED

    run_virtually(story())


def test_a_refusal_may_go_to_one_other_model() -> None:
    """With `on_refusal: next` one other model is asked, then the rules."""

    async def story() -> None:
        third = "compatible:m-1"
        world = World(on_refusal="next", models=[{"use": u} for u in (ONE, TWO, third, "rules")])
        world.behaviours |= {ONE: raises(Refused("spii")), TWO: raises(Refused("spii")), third: answers}
        routed = await world.ask()
        assert (routed.answer, routed.degraded) == ("rules", True)
        assert third not in world.calls

    run_virtually(story())


def test_our_own_bad_request_is_tried_once_elsewhere() -> None:
    """A 400 goes to one other model; six in a minute rest the pair for a minute, and the breaker hears nothing."""

    async def story() -> None:
        world = World()
        world.behaviours[ONE] = raises(BadCall("schema", status=400))
        for _ in range(20):
            assert (await world.ask()).answer == TWO
        assert world.calls[ONE] == 6
        assert world.breaker().state is State.CLOSED

    run_virtually(story())


def test_a_bad_answer_is_repaired_once() -> None:
    """An answer that can be mended goes back to its model once, with what was wrong."""

    async def story() -> None:
        world = World()
        seen: list[Repair | None] = []
        mend = Repair("{}", (("/x", "must not be null"),))

        async def behave(timeout_s: float, repair: Repair | None) -> str:
            seen.append(repair)
            if repair is None:
                raise Mendable("unproven", mend, paths=("/x",))
            return ""

        world.behaviours[ONE] = behave
        routed = await world.ask()
        assert (routed.answer, [one.kind for one in routed.attempts]) == (ONE, ["first", "repair"])
        assert seen == [None, mend]

    run_virtually(story())


def test_a_repair_that_fails_goes_to_the_next_model() -> None:
    """Two unusable answers of one model are enough; three attempts are the most for a request."""

    async def story() -> None:
        world = World()
        world.behaviours[ONE] = world.behaviours[TWO] = raises(Mendable("unproven", Repair("{}", ()), truncated=True))
        routed = await world.ask()
        assert routed.degraded
        assert [one.kind for one in routed.attempts] == ["first", "repair", "next", "rules"]

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


def test_our_own_crash_fails_over_and_is_seen() -> None:
    """An unexpected exception while settling an answer is not the client's problem, nor the vendor's."""

    async def story() -> None:
        world = World()
        world.behaviours[ONE] = raises(KeyError("oops"))
        for _ in range(8):
            assert (await world.ask()).answer == TWO
        assert world.breaker().state is State.CLOSED
        broke = world.watcher.records[0]
        assert (broke.outcome, broke.reason) == ("broke", "KeyError")

    run_virtually(story())


def test_no_degraded_answer_where_none_is_wanted() -> None:
    """With `floor: error` dead vendors are a 503 with a time to come back, bad answers a 502."""

    async def story() -> None:
        world = World(floor="error")
        world.behaviours[ONE] = world.behaviours[TWO] = raises(Throttled("rate limit", status=429, opens_s=20.0))
        with pytest.raises(NoProviderLeft) as caught:
            await world.ask()
        assert caught.value.retry_after_s is not None
        assert 1 <= caught.value.retry_after_s <= 22
        world = World(floor="error")
        world.behaviours[ONE] = world.behaviours[TWO] = raises(Garbled("empty"))
        with pytest.raises(OutputRejected):
            await world.ask()

    run_virtually(story())


def test_a_client_that_leaves_takes_its_call_along() -> None:
    """Cancelling the request cancels the call upstream, gives the places back and counts against nobody."""

    async def story() -> None:
        world = World()
        world.behaviours[ONE] = hangs
        for _ in range(30):
            request = asyncio.ensure_future(world.ask())
            await asyncio.sleep(0.01)
            request.cancel()
            with pytest.raises(asyncio.CancelledError):
                await request
        assert world.running[ONE] == 0
        assert world.breaker().state is State.CLOSED
        assert world.breaker().in_flight == 0
        assert world.router.snapshot()[0]["in_flight"] == 0
        assert {record.outcome for record in world.watcher.records} == {"cancelled"}

    run_virtually(story())


def test_a_full_bulkhead_sheds_to_the_rules() -> None:
    """The second model never gets more than its ceiling; who finds it full is answered by the rules."""

    async def story() -> None:
        world = World(in_flight={"gemini": 5})
        world.behaviours[ONE] = raises(Unreachable("refused"))
        world.behaviours[TWO] = after(0.5)
        routed = await asyncio.gather(*(world.ask() for _ in range(40)))
        assert world.most_running[TWO] <= 5
        assert sorted({one.answer for one in routed}) == sorted({TWO, "rules"})
        assert world.breaker(TWO).state is State.CLOSED

    run_virtually(story())


def test_the_tasks_own_ceiling_holds_too() -> None:
    """`limits.concurrency` bounds what one task may have in flight at one provider."""

    async def story() -> None:
        world = World(limits={"concurrency": 3})
        world.behaviours[ONE] = world.behaviours[TWO] = after(0.2)
        await asyncio.gather(*(world.ask() for _ in range(20)))
        assert world.most_running[ONE] <= 3
        assert world.most_running[TWO] <= 3

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


def test_too_little_time_skips_to_the_rules() -> None:
    """With 400 ms left no model is worth asking."""

    async def story() -> None:
        world = World()
        routed = await world.ask(within_s=0.4)
        assert (routed.answer, world.calls) == ("rules", {"rules": 1})

    run_virtually(story())


def test_a_model_slower_than_the_time_left_is_skipped() -> None:
    """A model that usually takes two seconds is not asked when only one is left."""

    async def story() -> None:
        world = World()
        world.behaviours[ONE] = after(1.9)
        for _ in range(5):
            assert (await world.ask()).answer == ONE
        assert (await world.ask(within_s=2.2)).answer == TWO

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


def test_an_empty_budget_skips_to_the_rules() -> None:
    """When the second model mostly fails too, helping it with more calls stops: one a second, no more."""

    async def story() -> None:
        world = World()
        for use in (ONE, TWO):
            world.breaker(use).metrics_only()
        world.behaviours[ONE] = world.behaviours[TWO] = raises(Unreachable("vendor", status=500))
        for _ in range(400):
            await world.ask()
            await asyncio.sleep(0.01)
        assert world.calls[ONE] == 400
        assert 50 <= world.calls[TWO] <= 50 + 26  # the first fifty, and one a second of the 24 s this takes

    run_virtually(story())


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
