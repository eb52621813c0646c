"""What has begun and must end in time: one look twice a second for all of them.

A timer for each would do it too. But nearly everything that a client sends is there before its timer has been made, and
making and cancelling one is a tenth of a cached answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

LOOK_EVERY_S = 0.5
K = TypeVar("K", bound=Hashable)


class Overdue(Generic[K]):
    """Tells `late` once of whatever has begun and not ended within `limit_s`, at most LOOK_EVERY_S later."""

    def __init__(self, limit_s: float, late: Callable[[K], None]) -> None:
        self._limit_s = limit_s
        self._late = late
        self._due: dict[K, float] = {}
        self._told: set[K] = set()
        self._looking: asyncio.AbstractEventLoop | None = None

    def begin(self, one: K, loop: asyncio.AbstractEventLoop) -> None:
        """From now on it has `limit_s`. Called in `loop`."""
        self._due[one] = loop.time() + self._limit_s
        if self._looking is not loop:
            self._looking = loop
            loop.call_later(LOOK_EVERY_S, self._look, loop)

    def end(self, one: K) -> None:
        """It has ended, or nobody waits for it any more."""
        self._due.pop(one, None)
        self._told.discard(one)

    def is_late(self, one: K) -> bool:
        """Whether `late` was told of it and it has not ended yet."""
        return one in self._told

    def __contains__(self, one: K) -> bool:
        return one in self._due

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        now = loop.time()
        for one in [one for one, due in self._due.items() if due <= now and one not in self._told]:
            self._told.add(one)
            self._late(one)
        if self._due:
            loop.call_later(LOOK_EVERY_S, self._look, loop)
        else:
            self._looking = None
