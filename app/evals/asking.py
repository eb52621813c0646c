"""How an answer is got: from a pipeline in this process, or from a service at an address. A failure is a value."""

from __future__ import annotations

import asyncio
import contextvars
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Protocol

import httpx2

from app.domain import ANONYMOUS, Answer, Client, Json, Source
from app.errors import ContentRefused, Problem
from app.evals.cases import Case
from app.pipeline import Pipeline, Request
from app.routing.breaker import State
from app.routing.observer import AttemptRecord, LaneKey
from app.tasks.spec import ModelSpec, Versions
from app.tasks.task import Task

MOST_WAITS = 5
LONGEST_WAIT_S = 15.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one case brought. `error` is None or what went wrong; `tries` are (kind, outcome) of every attempt."""

    id: str
    result: dict[str, Json] | None = None
    evidence: Mapping[str, Any] = field(default_factory=dict)
    warnings: list[Mapping[str, Any]] = field(default_factory=list)
    meta: Mapping[str, Any] = field(default_factory=dict)
    seconds: float = 0.0
    error: str | None = None
    tries: list[list[str]] = field(default_factory=list)
    kept: bool = False
    """It came from the store of earlier answers: nothing was asked or paid."""
    reasoning: str = ""
    """What the model wrote before it decided; in this process only, a service never shows it."""

    def line(self) -> str:
        """One line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def of_line(cls, line: str) -> Outcome:
        """The outcome of a line; raises ValueError, TypeError for anything else."""
        return cls(**json.loads(line))

    @property
    def cost_usd(self) -> float | None:
        """USD; nothing for the embedded rules, None where price or usage is not known."""
        if self.meta.get("provider") == "rules":
            return 0.0
        found = self.meta.get("cost_usd")
        return None if found is None else float(found)


class Asker(Protocol):
    """Answers cases. Never raises for a case that fails."""

    async def ask(self, case: Case) -> Outcome: ...

    def most_usd(self, case: Case) -> float | None:
        """The most that asking may cost, reserved before the call; None where no price is known."""
        ...


# ---- in this process -------------------------------------------------------------------------------------------------
_tries: contextvars.ContextVar[list[list[str]] | None] = contextvars.ContextVar("tries", default=None)


class Watching:
    """An observer that notes attempts with the case they belong to."""

    def on_attempt(self, task: str, record: AttemptRecord) -> None:
        noted = _tries.get()
        if noted is not None:
            noted.append([record.kind, "truncated" if "cut" in record.reason else record.outcome])

    def on_breaker_change(self, lane: LaneKey, old: State, new: State, why: str) -> None:
        """A report tells rates, not states."""

    def on_alert(self, lane: LaneKey, record: AttemptRecord) -> None:
        """The attempt itself is noted."""


def pinned(task: Task, version: str, use: ModelSpec | None, deadline_s: float | None = None) -> Task:
    """The task answered by one version and, if given, one model with nothing to stand in for it."""
    changes: dict[str, Any] = {"versions": Versions(stable=version), "cache_s": 0}
    if use is not None:
        changes |= {"models": [use], "hedge": "off"}
    if use is not None and use.provider != "rules":
        changes["floor"] = "error"
    if deadline_s is not None:
        changes["deadline_s"] = deadline_s
    return replace(task, spec=task.spec.model_copy(update=changes))


@dataclass(frozen=True)
class InProcess:
    """Asks a pipeline. `source_of` checks a body, `shown` gives an answer as the bytes that a client would get."""

    pipeline: Pipeline
    task: Task
    source_of: Callable[[Task, Mapping[str, Any]], Source]
    shown: Callable[[Answer], bytes]
    client: Client = ANONYMOUS

    async def ask(self, case: Case) -> Outcome:
        return await asyncio.create_task(self._ask(case))  # a context of its own for what is noted

    async def _ask(self, case: Case) -> Outcome:
        tries: list[list[str]] = []
        _tries.set(tries)
        began = time.perf_counter()
        try:
            body = {k: v for k, v in case.body.items() if k in self.task.spec.input or k == "reference_date"}
            source = self.source_of(self.task, body)
            asked = Request(self.task, source, self.client, began)
            answer = await self.pipeline.run(asked)
        except ContentRefused:
            return Outcome(case.id, seconds=time.perf_counter() - began, error="content-refused", tries=tries)
        except Problem as problem:
            return Outcome(case.id, seconds=time.perf_counter() - began, error=problem.slug, tries=tries)
        except Exception as broken:  # one bad case never ends a run: the failure is its outcome
            name = f"broke: {type(broken).__name__}"
            return Outcome(case.id, seconds=time.perf_counter() - began, error=name, tries=tries)
        seconds = time.perf_counter() - began
        shown = json.loads(b"{%b}" % self.shown(answer))
        meta = asked.meta(answer, case.id)
        outcome = Outcome(case.id, shown["result"], shown["evidence"], shown["warnings"], meta, seconds, None, tries)
        return replace(outcome, reasoning=answer.reasoning)

    def most_usd(self, case: Case) -> float | None:
        """The dearest model of the plan, and one repair."""
        costs = []
        for model in self.pipeline.plan(self.task):
            cost = self.pipeline.estimate(self.task.stable, model, len(case.text))
            if model.provider != "rules" and not cost.micro_usd:
                return None
            costs.append(cost.micro_usd / 1e6)
        return 2 * max(costs, default=0.0)


# ---- a running service -----------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class OverHttp:
    """Asks a service. A 429 is a quota, not an answer: it waits as told and asks again."""

    http: httpx2.AsyncClient
    url: str
    task: Task
    key: str | None = None
    sleep: Callable[[float], Any] = asyncio.sleep

    async def ask(self, case: Case) -> Outcome:
        headers = {"Cache-Control": "no-cache"} | ({"X-API-Key": self.key} if self.key else {})
        began = time.perf_counter()
        for attempt in range(MOST_WAITS + 1):
            try:
                response = await self.http.post(f"{self.url}/{self.task.name}", json=case.body, headers=headers)
            except httpx2.HTTPError as error:
                return Outcome(case.id, seconds=time.perf_counter() - began, error=f"http: {type(error).__name__}")
            if response.status_code != 429 or attempt == MOST_WAITS:
                return self._outcome(case, response, time.perf_counter() - began)
            wait = response.headers.get("Retry-After", "")
            await self.sleep(min(float(wait) if wait.isdigit() else 1.0, LONGEST_WAIT_S))
            began = time.perf_counter()
        raise AssertionError("unreachable")

    def _outcome(self, case: Case, response: httpx2.Response, seconds: float) -> Outcome:
        try:
            body = response.json()
            if response.status_code != 200:
                slug = str(body.get("type", "")).rpartition("/")[2]
                return Outcome(case.id, seconds=seconds, error=slug or f"http {response.status_code}")
            tries = [["first", "answered"]] * int(body["meta"].get("attempts") or 0)
            return Outcome(
                case.id, body["result"], body["evidence"], body["warnings"], body["meta"], seconds, None, tries
            )
        except (ValueError, KeyError, TypeError, AttributeError):
            return Outcome(case.id, seconds=seconds, error=f"http {response.status_code}: not an envelope")

    def most_usd(self, case: Case) -> float | None:
        """Unknown from outside: a spend limit needs the pipeline in this process."""
        return None
