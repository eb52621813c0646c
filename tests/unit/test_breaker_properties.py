"""Whatever happens in whatever order, the breaker keeps its promises."""

from __future__ import annotations

import random

from app.routing.breaker import Breaker, Permit, State
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule


class BreakerMachine(RuleBasedStateMachine):
    """Calls come, end, are cancelled or never heard of again, while time passes and operators meddle."""

    permits = Bundle("permits")

    def __init__(self) -> None:
        super().__init__()
        self.now = 50.0
        self.opened_until = 0.0
        self.counted = 0
        self.breaker = Breaker(lambda: self.now, random.Random(3), cold_s=0.3, on_change=self.changed)

    def changed(self, old: State, new: State, why: str) -> None:
        self.counted = 0
        if new is State.OPEN:
            self.opened_until = self.now + 0.8 * 5.0

    @rule(target=permits, slow_s=st.sampled_from([0.5, 5.0]))
    def ask(self, slow_s: float) -> Permit | None:
        permit = self.breaker.permit(slow_s)
        if permit is not None:
            assert self.breaker.state in (State.CLOSED, State.METRICS_ONLY)
            assert self.breaker.cooling_s == 0
        return permit

    @rule(target=permits)
    def probe(self) -> Permit | None:
        before = self.breaker.state
        permit = self.breaker.probe(1.0, 2.0)
        if permit is not None:
            assert self.breaker.state is State.HALF_OPEN
            assert before is not State.FORCED_OPEN
            assert self.now >= self.opened_until, "OPEN let a probe pass before its time"
        return permit

    @rule(permit=consumes(permits), end=st.sampled_from(["succeed", "fail", "lag", "release", "forget", "hard"]))
    def end(self, permit: Permit | None, end: str) -> None:
        if permit is None or end == "forget":
            return
        fresh = permit.generation == self.breaker.generation
        generation = self.breaker.generation
        if fresh and end in ("succeed", "fail", "lag"):
            self.counted += 1
        if end == "hard":
            permit.open_hard(60.0, "key")
        else:
            getattr(permit, end)()
        if not fresh:
            assert self.breaker.generation == generation, "a stale result changed the state"

    @rule(seconds=st.sampled_from([0.05, 0.4, 2.0, 7.0, 61.0, 300.0]))
    def wait(self, seconds: float) -> None:
        before = self.breaker.counts.calls
        self.now += seconds
        self.counted = self.breaker.counts.calls
        assert self.counted <= before

    @rule(seconds=st.sampled_from([0.0, 3.0, 1e9]))
    def throttle(self, seconds: float) -> None:
        left = self.breaker.cooling_s
        self.breaker.cool_down(seconds)
        assert left <= self.breaker.cooling_s <= 66

    @rule(order=st.sampled_from(["force_open", "metrics_only", "reset"]))
    def operate(self, order: str) -> None:
        getattr(self.breaker, order)()

    @invariant()
    def probes_are_few(self) -> None:
        if self.breaker.state is State.HALF_OPEN:
            assert self.breaker.in_flight <= 3

    @invariant()
    def forced_open_admits_nothing(self) -> None:
        if self.breaker.state is State.FORCED_OPEN:
            assert self.breaker.permit(1.0) is None
            assert self.breaker.probe(1.0, 1.0) is None

    @invariant()
    def buckets_hold_what_was_recorded(self) -> None:
        assert self.breaker.counts.calls == self.counted

    @invariant()
    def counts_are_sane(self) -> None:
        counts = self.breaker.counts
        assert 0 <= counts.failures <= counts.calls
        assert 0 <= counts.slow <= counts.calls

    def teardown(self) -> None:
        """After all that, a healthy vendor can still get it closed."""
        if self.breaker.state in (State.FORCED_OPEN, State.METRICS_ONLY):
            self.breaker.reset()
        for _ in range(40):
            self.now += 61
            self.breaker.settle()
            if self.breaker.state is State.CLOSED:
                return
            permit = self.breaker.probe(1.0, 2.0)
            if permit is not None:
                permit.succeed()
        raise AssertionError("it never closes again")


TestBreakerMachine = BreakerMachine.TestCase
TestBreakerMachine.settings = settings(max_examples=120, stateful_step_count=40, deadline=None, derandomize=True)
