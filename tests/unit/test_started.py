"""Work that begins before it is awaited ends as if it had been awaited at once."""

from __future__ import annotations

import asyncio

import pytest
from app.keyvalue.started import Started

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def test_it_begins_at_once_and_its_value_comes_when_awaited() -> None:
    """The first step runs in the constructor; several waits follow."""
    steps: list[str] = []
    ready = asyncio.get_running_loop().create_future()

    async def work() -> int:
        steps.append("begun")
        number: int = await ready
        await asyncio.sleep(0)
        await asyncio.sleep(0.001)
        return number + 1

    started = Started(work())
    assert steps == ["begun"]
    ready.set_result(41)
    await asyncio.sleep(0)
    assert await started == 42


async def test_work_that_never_waits_is_done_already() -> None:
    """No future is involved."""

    async def work() -> str:
        return "done"

    assert await Started(work()) == "done"


async def test_errors_reach_whoever_awaits() -> None:
    """Also those of the first step, and those that waiting raises."""

    async def at_once() -> None:
        raise KeyError("first")

    async def later() -> None:
        await asyncio.sleep(0)
        raise KeyError("second")

    for work in (at_once(), later()):
        started = Started(work)
        with pytest.raises(KeyError):
            await started


async def test_cancelling_the_task_cancels_the_work() -> None:
    """The work sees CancelledError where it waits, and may clean up."""
    cleaned = []

    async def work() -> None:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            cleaned.append(True)
            raise

    async def both() -> None:
        await Started(work())

    task = asyncio.create_task(both())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert cleaned == [True]


async def test_what_is_not_wanted_can_be_closed() -> None:
    """No warning about a coroutine that was never awaited, and its cleaning up is done."""
    cleaned = []

    async def work() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            cleaned.append(True)

    Started(work()).close()
    assert cleaned == [True]


async def test_what_is_closed_waits_for_nothing() -> None:
    """What it waited for is cancelled, so that its failing later is no error which nobody has heard of."""
    answer: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def work() -> None:
        await answer

    Started(work()).close()
    assert answer.cancelled()
