"""The router over scripted models: who answers, in what time, and what is counted."""

from __future__ import annotations

import asyncio

import pytest
from app.errors import BadCall, ContentRefused, Garbled, NoProviderLeft, OutputRejected, Refused, Throttled, Unreachable
from app.providers.base import Mendable, Repair
from app.routing.breaker import State

from tests.world.scripted_models import ONE, TWO, World, after, answers, hangs, raises
from tests.world.virtual_time import now, run_virtually


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
