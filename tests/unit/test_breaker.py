"""The breaker on a clock that is handed in: when it opens, for how long, how it closes."""

from __future__ import annotations

import random

import pytest
from app.routing.breaker import Breaker, Permit, Policy, State


class Clock:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> Breaker:
    return Breaker(clock, random.Random(7), cold_s=0.3)


def admitted(breaker: Breaker) -> Permit:
    permit = breaker.permit(slow_s=1.0)
    assert permit is not None
    return permit


def fail(breaker: Breaker, times: int) -> None:
    for _ in range(times):
        admitted(breaker).fail()


def half_open(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 5)
    clock.now += breaker.open_s
    breaker.settle()
    assert breaker.state is State.HALF_OPEN


def probed(breaker: Breaker) -> Permit:
    permit = breaker.probe(1.0, 2.0)
    assert permit is not None
    return permit


def test_five_failures_in_a_row_open_it(breaker: Breaker) -> None:
    """Four failures in a row are bad luck, five open it and nobody passes."""
    fail(breaker, 4)
    assert breaker.state is State.CLOSED
    fail(breaker, 1)
    assert breaker.state is State.OPEN
    assert breaker.permit(1.0) is None


def test_a_success_ends_the_streak(breaker: Breaker) -> None:
    """Failures with successes between them are no streak."""
    for _ in range(3):
        for _ in range(6):
            admitted(breaker).succeed()
        fail(breaker, 4)
    assert breaker.state is State.CLOSED


def test_half_of_ten_calls_failing_opens_it(breaker: Breaker) -> None:
    """Every second call failing opens it at the tenth, although no two failed in a row."""
    states = []
    for turn in range(10):
        permit = admitted(breaker)
        permit.fail() if turn % 2 else permit.succeed()
        states.append(breaker.state)
    assert states == [State.CLOSED] * 9 + [State.OPEN]


def test_old_failures_are_forgotten(breaker: Breaker, clock: Clock) -> None:
    """Four failures of eleven seconds ago do not count with five of now."""
    for _ in range(4):
        admitted(breaker).fail()
        admitted(breaker).succeed()
    clock.now += 11
    for _ in range(4):
        admitted(breaker).fail()
        admitted(breaker).succeed()
    assert breaker.counts.calls == 8
    assert breaker.state is State.CLOSED


def test_four_of_five_calls_slow_open_it(breaker: Breaker, clock: Clock) -> None:
    """Answers that come, but come late, open it at 80 % of ten."""
    permits = [admitted(breaker) for _ in range(2)]
    for permit in permits:
        permit.succeed()
    for _ in range(8):
        permit = admitted(breaker)
        clock.now += 1.1
        permit.succeed()
        if breaker.state is State.OPEN:
            break
    assert breaker.state is State.OPEN


def test_calls_that_never_answer_are_a_stall(breaker: Breaker, clock: Clock) -> None:
    """Five calls older than 300 ms with no success since open it before any of them times out."""
    for _ in range(5):
        admitted(breaker)
    clock.now += 0.29
    assert breaker.permit(1.0) is not None
    clock.now += 0.02
    assert breaker.permit(1.0) is None
    assert breaker.state is State.OPEN


def test_a_success_since_means_no_stall(breaker: Breaker, clock: Clock) -> None:
    """Five old calls are no stall while others are being answered."""
    for _ in range(5):
        admitted(breaker)
    clock.now += 0.2
    admitted(breaker).succeed()
    clock.now += 0.2
    assert breaker.permit(1.0) is not None


def test_a_slow_model_may_be_slow(breaker: Breaker, clock: Clock) -> None:
    """A stall is four times the usual latency, so a model of one second is given four."""
    for _ in range(20):
        permit = admitted(breaker)
        clock.now += 0.9
        permit.succeed()
    for _ in range(5):
        admitted(breaker)
    clock.now += 2.0
    assert breaker.permit(1.0) is not None
    clock.now += 2.5
    assert breaker.permit(1.0) is None


def test_open_times_double_up_to_a_minute(breaker: Breaker, clock: Clock) -> None:
    """5, 10, 20, 40, 60, 60 seconds, each give or take a fifth."""
    fail(breaker, 5)
    for expected in (5, 10, 20, 40, 60, 60):
        assert 0.8 * expected <= breaker.open_s <= 1.2 * expected
        clock.now += breaker.open_s
        probed(breaker).fail()


def test_open_time_shrinks_after_minutes_closed(breaker: Breaker, clock: Clock) -> None:
    """Every minute closed forgives one opening."""
    half_open(breaker, clock)
    probed(breaker).fail()
    clock.now += breaker.open_s
    for _ in range(3):
        probed(breaker).succeed()
    assert breaker.state is State.CLOSED
    assert breaker.opens_in_a_row == 2
    clock.now += 125
    fail(breaker, 5)
    assert breaker.opens_in_a_row == 1


def test_three_good_probes_close_it(breaker: Breaker, clock: Clock) -> None:
    """Users are not admitted in half open; three probes at a time are, and three successes close it."""
    half_open(breaker, clock)
    assert breaker.permit(1.0) is None
    permits = [probed(breaker) for _ in range(3)]
    assert breaker.probe(1.0, 2.0) is None
    for permit in permits:
        assert breaker.state is State.HALF_OPEN
        permit.succeed()
    assert breaker.state is State.CLOSED


def test_a_slow_probe_opens_it_again(breaker: Breaker, clock: Clock) -> None:
    """A vendor that answers its probe late has not recovered."""
    half_open(breaker, clock)
    permit = probed(breaker)
    clock.now += 1.5
    permit.succeed()
    assert breaker.state is State.OPEN


def test_a_probe_that_never_reports_counts_as_failed(breaker: Breaker, clock: Clock) -> None:
    """The lease runs out after the attempt's time and a second, so half open never sticks."""
    half_open(breaker, clock)
    probed(breaker)
    clock.now += 2.9
    breaker.settle()
    assert breaker.state is State.HALF_OPEN
    clock.now += 0.2
    breaker.settle()
    assert breaker.state is State.OPEN


def test_cancelled_probes_do_not_stick(breaker: Breaker, clock: Clock) -> None:
    """A hundred released probes later it can still be probed and closed."""
    half_open(breaker, clock)
    for _ in range(100):
        probed(breaker).release()
    for _ in range(3):
        probed(breaker).succeed()
    assert breaker.state is State.CLOSED


def test_what_left_before_the_change_says_nothing(breaker: Breaker, clock: Clock) -> None:
    """Failures of calls admitted before it opened do not count after it closed again."""
    old = [admitted(breaker) for _ in range(20)]
    half_open(breaker, clock)
    for _ in range(3):
        probed(breaker).succeed()
    for permit in old:
        permit.fail()
    assert breaker.state is State.CLOSED
    assert breaker.counts.calls == 0


def test_a_cooldown_is_no_failure(breaker: Breaker, clock: Clock) -> None:
    """After a 429 nobody passes for its time, the state stays closed, and a shorter one does not shorten it."""
    permit = admitted(breaker)
    permit.release()
    breaker.cool_down(30)
    breaker.cool_down(1)
    assert breaker.state is State.CLOSED
    assert breaker.permit(1.0) is None
    assert 27 <= breaker.cooling_s <= 33
    clock.now += 33.1
    assert breaker.permit(1.0) is not None


def test_a_cooldown_is_at_most_a_minute(breaker: Breaker) -> None:
    """A vendor that asks for thirty years gets sixty seconds."""
    breaker.cool_down(1e9)
    assert breaker.cooling_s <= 66
    breaker.cool_down(-1)
    assert breaker.cooling_s >= 54


def test_a_hard_opening_is_probed_by_one(breaker: Breaker, clock: Clock) -> None:
    """A rejected key opens it for its whole time; then a single probe asks whether it works again."""
    first, second = admitted(breaker), admitted(breaker)
    first.open_hard(60, "misconfigured")
    second.open_hard(60, "misconfigured")
    assert breaker.opens_in_a_row == 1
    clock.now += 59.9
    assert breaker.permit(1.0) is None
    assert breaker.probe(1.0, 1.0) is None
    clock.now += 0.2
    probe = probed(breaker)
    assert breaker.probe(1.0, 1.0) is None
    probe.succeed()
    for _ in range(2):
        probed(breaker).succeed()
    assert breaker.state is State.CLOSED


def test_losers_of_a_hedge_open_it_as_slow(breaker: Breaker) -> None:
    """Five calls in a row that never answered in their time open it, although none failed and all was well before."""
    for _ in range(100):
        admitted(breaker).succeed()
    for _ in range(5):
        admitted(breaker).lag()
    assert breaker.state is State.OPEN


def test_forced_open_admits_nothing_until_reset(breaker: Breaker, clock: Clock) -> None:
    """An operator's word outlasts any time."""
    breaker.force_open()
    clock.now += 10_000
    assert breaker.permit(1.0) is None
    assert breaker.probe(1.0, 1.0) is None
    breaker.reset()
    assert breaker.permit(1.0) is not None


def test_metrics_only_counts_and_never_opens(breaker: Breaker) -> None:
    """In shadow mode fifty failures are counted and everybody passes."""
    breaker.metrics_only()
    fail(breaker, 50)
    assert breaker.state is State.METRICS_ONLY
    assert breaker.counts.failures == 50


def test_a_warning_from_another_pod_shortens_the_streak(breaker: Breaker, clock: Clock) -> None:
    """While another pod's breaker is open two failures are enough here."""
    breaker.warn(5)
    fail(breaker, 2)
    assert breaker.state is State.OPEN


def test_changes_are_told(clock: Clock) -> None:
    """Whoever watches hears from where, to where and why."""
    heard: list[tuple[State, State, str]] = []
    breaker = Breaker(clock, random.Random(1), on_change=lambda *change: heard.append(change))
    fail(breaker, 5)
    clock.now += 10
    breaker.settle()
    assert heard == [(State.CLOSED, State.OPEN, "streak"), (State.OPEN, State.HALF_OPEN, "time")]


def test_policy_can_be_handed_in(clock: Clock) -> None:
    """A stricter policy opens sooner."""
    breaker = Breaker(clock, random.Random(1), policy=Policy(streak=1))
    fail(breaker, 1)
    assert breaker.state is State.OPEN
