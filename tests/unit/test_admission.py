"""The gate: who gets in, who is turned away, and how its width follows the event loop."""

from __future__ import annotations

import asyncio
import time
from contextlib import ExitStack

import pytest
from app.errors import Overloaded
from app.http.admission import CEILING, FLOOR, START, Gate, LoopLag


def fill(gate: Gate, stack: ExitStack, *, batch: bool = False) -> int:
    """Enter until refused; how many got in."""
    entered = 0
    while True:
        try:
            stack.enter_context(gate.admit(batch=batch))
        except Overloaded:
            return entered
        entered += 1


def run(gate: Gate, lag_s: float, seconds: float) -> None:
    """So long with so much lag, in 10 ms ticks."""
    for _ in range(round(seconds / 0.01)):
        gate.sample(lag_s, 0.01 + lag_s)


def test_a_full_gate_refuses_at_once_and_says_when_to_come_back() -> None:
    """503 with Retry-After: 1, in well under 5 ms."""
    gate = Gate()
    with ExitStack() as stack:
        assert fill(gate, stack) == START
        began = time.perf_counter()
        with pytest.raises(Overloaded) as error, gate.admit():
            pass
        assert time.perf_counter() - began < 0.005
        assert (error.value.status, error.value.retry_after_s) == (503, 1)
    assert gate.inside == 0


def test_batch_leaves_room_for_people_who_wait() -> None:
    """Batch gets seven tenths; interactive calls get the rest."""
    gate = Gate(limit=10)
    with ExitStack() as stack:
        assert fill(gate, stack, batch=True) == 7
        assert fill(gate, stack) == 3


def test_leaving_by_an_error_is_leaving() -> None:
    """A failed request frees its place."""
    gate = Gate(limit=1)
    for _ in range(5):
        with pytest.raises(ValueError), gate.admit():
            raise ValueError
    assert gate.inside == 0


def test_it_opens_quickly_while_the_loop_is_calm_and_it_is_needed() -> None:
    """From 24 to over a hundred within a second of demand, never beyond the ceiling."""
    gate = Gate()
    with ExitStack() as stack:
        for _ in range(10):
            fill(gate, stack)
            run(gate, 0.001, 0.1)
        assert gate.limit > 100
        for _ in range(50):
            fill(gate, stack)
            run(gate, 0.001, 0.1)
        assert gate.limit == CEILING


def test_it_opens_ahead_of_a_vendor_that_stalls() -> None:
    """Fifty a second arrive and none leaves; the loop is late in every other tenth of a second: nobody is refused."""
    gate = Gate()
    with ExitStack() as stack:
        for step in range(10):
            for _ in range(5):
                stack.enter_context(gate.admit())
            run(gate, 0.001 if step % 2 == 0 else 0.05, 0.1)
    assert gate.refused == 0


def test_it_does_not_open_for_nobody() -> None:
    """An idle process keeps its first width: what it could take has not been seen."""
    gate = Gate()
    run(gate, 0.001, 60)
    assert gate.limit == START


def test_it_does_not_open_while_the_loop_is_late() -> None:
    """Between 20 and 100 ms of lag it stays as it is, also when full."""
    gate = Gate()
    with ExitStack() as stack:
        fill(gate, stack)
        run(gate, 0.05, 10)
        assert gate.limit == START


def test_it_shrinks_by_a_quarter_for_each_late_second_down_to_a_floor() -> None:
    """A single late tick is nothing; a late second is."""
    gate = Gate(limit=100)
    gate.sample(0.5, 0.51)
    run(gate, 0.001, 1)
    assert gate.limit == 100
    run(gate, 0.2, 1.3 / 21)
    assert gate.limit == 75
    run(gate, 0.2, 5)
    assert gate.limit == FLOOR


def test_after_a_shrink_it_grows_by_one_a_second() -> None:
    """Carefully, so that it does not run into the same wall at once."""
    gate = Gate(limit=100)
    run(gate, 0.2, 1.3 / 21)
    with ExitStack() as stack:
        before = gate.limit
        for _ in range(100):
            fill(gate, stack)
            run(gate, 0.001, 0.1)
        assert before + 8 <= gate.limit <= before + 12


@pytest.mark.anyio
async def test_a_blocked_loop_is_seen() -> None:
    """The sampler measures what a blocking call does to everybody else."""
    gate = Gate()
    lag = LoopLag(gate)
    lag.start()
    await asyncio.sleep(0.03)
    time.sleep(0.3)  # noqa: ASYNC251  the bug that the sampler is there to see
    await asyncio.sleep(0.015)
    assert gate.lag_s > 0.1
    await lag.aclose()


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
