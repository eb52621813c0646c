"""One process's providers, router and task before vendors that misbehave on request; no HTTP in front."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import date

from app.domain import Source
from app.korean.fold import fold
from app.korean.pii import find_private, mask
from app.output.settle import Settled, settle_reading, settle_text
from app.providers.base import Call, Provider, Repair, Usage
from app.providers.rules import Rules
from app.routing.breaker import Breaker, State
from app.routing.deadline import Deadline
from app.routing.observer import AttemptRecord, LaneKey
from app.routing.router import Routed, Router
from app.tasks.spec import ModelSpec
from app.tasks.task import Task

TEXT = "의자 팔아요"
PRIMARY, SECOND = "openai:gpt-5.4-mini-2026-03-17", "spare:small-1"
MODELS = f"""
models:
  - {{use: "{PRIMARY}", timeout_s: 1.2}}
  - {{use: "{SECOND}", timeout_s: 1.2, undated_ok: true}}
  - {{use: rules}}
deadline_s: 3
"""
PROMPT = """\
<role>글을 나눕니다.</role>
<examples/>
<post-{{ nonce }}>{{ text }}</post-{{ nonce }}>
<instructions>모르면 null입니다.</instructions>
"""


class Clock:
    """Real time plus what a test adds to it."""

    def __init__(self) -> None:
        self.added = 0.0

    def __call__(self) -> float:
        return time.monotonic() + self.added


class Watcher:
    """Remembers what the router told."""

    def __init__(self) -> None:
        self.records: list[AttemptRecord] = []
        self.opened_at: float | None = None
        self.why: list[str] = []
        self.alerts: list[str] = []

    def on_attempt(self, task: str, record: AttemptRecord) -> None:
        self.records.append(record)

    def on_breaker_change(self, lane: LaneKey, old: State, new: State, why: str) -> None:
        self.why.append(why)
        if new is State.OPEN and self.opened_at is None:
            self.opened_at = time.monotonic()

    def on_alert(self, lane: LaneKey, record: AttemptRecord) -> None:
        self.alerts.append(record.row)


class Pod:
    """Providers, router and task of one process, without HTTP in front."""

    def __init__(self, task: Task, providers: dict[tuple[str, str | None], Provider], **given: object) -> None:
        self.task = task
        self.providers = {**providers, ("rules", None): Rules()}
        self.clock = Clock()
        self.watcher = Watcher()
        self.usages: list[Usage | None] = []
        self.router = Router(self.clock, random.Random(11), self.watcher, **given)  # type: ignore[arg-type]

    async def ask(self, within_s: float = 3.0) -> Routed[Settled]:
        source = Source(TEXT, date(2026, 3, 2))
        masked = mask(folded := fold(TEXT), find_private(folded))

        async def attempt(model: ModelSpec, timeout_s: float, repair: Repair | None) -> Settled:
            provider = self.providers[model.provider, model.account]
            call = Call(self.task, self.task.stable, source, masked.text, model, timeout_s, "abc123", repair)
            completion = await provider.complete(call)
            self.usages.append(completion.usage)
            if completion.reading is not None:
                return settle_reading(self.task, source, completion.reading)
            return settle_text(self.task, source, masked, completion.text, {}, {}, salvage=repair is not None)

        plan = self.task.spec.models
        routed = await self.router.first(self.task, plan, attempt, Deadline.within(within_s, self.clock))
        assert self.task.result_validator.is_valid(routed.answer.result)
        return routed

    async def timed(self, within_s: float = 3.0) -> tuple[Routed[Settled], float]:
        began = time.perf_counter()
        return await self.ask(within_s), time.perf_counter() - began

    @property
    def breaker(self) -> Breaker:
        return self.router.lanes.of(self.task, self.task.spec.models[0]).lane.breaker

    @property
    def outcomes(self) -> list[str]:
        return [record.outcome for record in self.watcher.records if record.lane.provider == "openai"]


Pods = Callable[..., AbstractAsyncContextManager[Pod]]
