"""A shadow version runs beside the one that answers, on the same text, and is recorded; it never answers anybody.

At most `most` at once, skipped rather than queued: a shadow must not cost a client anything. It asks the same vendors
within the same outbound limits, so it is throttled before a client's call is. Its router is its own: a version whose
answers are no use must not put the model of the stable one to rest.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import zip_longest

from app.domain import Answer, Json
from app.errors import ChaeumError
from app.pipeline import Pipeline, Request
from app.telemetry import names
from app.telemetry.trace import span

MOST_AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class Compared:
    """A stable answer and the shadow's to the same question; `differing` are JSON pointers into the results.

    `shadow` is None where it failed; `reason` then is the kind of error.
    """

    asked: Request
    stable: Answer
    version: str
    shadow: Answer | None
    differing: tuple[str, ...] = ()
    reason: str = ""


@dataclass
class Shadow:
    """Runs the shadow versions of tasks on a pipeline of their own, which it closes.

    `record` is told how each run ended; it must not raise or wait.
    """

    pipeline: Pipeline
    record: Callable[[Compared], None]
    most: int = MOST_AT_ONCE
    _running: set[asyncio.Task[None]] = field(default_factory=set)

    def answered(self, asked: Request, answer: Answer) -> None:
        """Begin a shadow run for an answer, if its task has one and there is room."""
        name = asked.task.spec.versions.shadow
        if name is None or name == answer.version or answer.provider == "rules" or len(self._running) >= self.most:
            return  # the rules read no prompt: a version makes no difference to them
        run = asyncio.ensure_future(self._run(asked, answer, name))
        self._running.add(run)
        run.add_done_callback(self._running.discard)

    async def aclose(self) -> None:
        """Cancel what still runs."""
        waiting = list(self._running)
        for run in waiting:
            run.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        await self.pipeline.router.aclose()

    async def _run(self, asked: Request, stable: Answer, name: str) -> None:
        afresh = replace(asked, began=time.perf_counter(), timeout_s=None)
        try:
            with span(names.SHADOW, {names.VERSION: name}):
                shadow = await self.pipeline.by(afresh, asked.task.versions[name])
        except ChaeumError as error:
            self.record(Compared(asked, stable, name, None, reason=type(error).__name__))
            return
        self.record(Compared(asked, stable, name, shadow, tuple(differing(stable.result, shadow.result))))


def differing(one: Json, other: Json, pointer: str = "") -> Iterator[str]:
    """Pointers of the leaves that are not the same in two results."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in one.keys() | other.keys():
            yield from differing(one.get(key), other.get(key), f"{pointer}/{key}")
    elif isinstance(one, list) and isinstance(other, list):
        for index, (left, right) in enumerate(zip_longest(one, other)):
            yield from differing(left, right, f"{pointer}/{index}")
    elif one != other:
        yield pointer
