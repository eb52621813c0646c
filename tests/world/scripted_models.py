"""A router over scripted models, in virtual time: what each does is a test's to say, and what was told is kept."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from app.providers.base import Repair
from app.routing.breaker import State
from app.routing.deadline import Deadline
from app.routing.observer import AttemptRecord, LaneKey
from app.routing.router import Routed, Router
from app.tasks.spec import ModelSpec, TaskSpec
from app.tasks.task import Task

from tests.world.virtual_time import now

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
