"""A coroutine that has begun before it is awaited: two questions of one task leave in the same pipeline.

asyncio's tasks could do it too, at five times the price, and begin a turn of the loop later.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Generator
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Started(Generic[T]):
    """Runs `work` up to its first wait. Await it once, in the same task; or `close` it.

    Until then the task waits elsewhere: `work` must not cancel the running task to be woken, as `asyncio.timeout` does.
    """

    __slots__ = ("_done", "_error", "_value", "_waits_for", "_work")

    def __init__(self, work: Coroutine[Any, Any, T]) -> None:
        self._work = work
        self._done = False
        self._value: T | None = None
        self._error: Exception | None = None
        self._waits_for: Any = None
        try:
            self._waits_for = work.send(None)
        except StopIteration as ended:
            self._done, self._value = True, ended.value
        except Exception as error:
            self._done, self._error = True, error  # whoever awaits it gets it

    def __await__(self) -> Generator[Any, Any, T]:
        if self._error is not None:
            raise self._error
        if self._done:
            return self._value  # type: ignore[return-value]  # it ended with one
        waits_for = self._waits_for
        while True:
            try:
                sent = yield waits_for
            except BaseException as error:
                step = _thrown(self._work, error)
            else:
                step = _sent(self._work, sent)
            ended, waits_for = step
            if ended:
                return waits_for  # type: ignore[no-any-return]

    def close(self) -> None:
        """It is not wanted any more, nor is what it waits for: an error that nobody hears of would be logged."""
        if isinstance(self._waits_for, asyncio.Future):
            self._waits_for.cancel()
        self._work.close()


def _sent(work: Coroutine[Any, Any, Any], value: Any) -> tuple[bool, Any]:
    """One step on: whether it ended, and with what; or what it waits for now."""
    try:
        return False, work.send(value)
    except StopIteration as ended:
        return True, ended.value


def _thrown(work: Coroutine[Any, Any, Any], error: BaseException) -> tuple[bool, Any]:
    try:
        return False, work.throw(error)
    except StopIteration as ended:
        return True, ended.value
