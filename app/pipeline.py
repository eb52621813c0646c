"""One request, from text to answer. Read this first.

    source ──▶ plan of models ──▶ router [ provider → settle: parse → ground → clean → validate ] ──▶ answer

Validation sits inside the router's attempt: a bad answer fails over like a dead vendor, but only a dead vendor trips
the breaker. The list of models is the retry plan, and nothing retries beneath it.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from app.domain import Answer, Client, Source, Warn
from app.errors import Problem, ProviderError
from app.linking.link import link_places
from app.linking.port import PlaceSearch
from app.output.beforehand import Known
from app.output.echo import echoed
from app.output.settle import Settled, settle_reading, settle_text
from app.providers.base import Call, Completion, Provider, Repair, Usage
from app.providers.traced import traced
from app.quota.estimate import tokens_in
from app.quota.limits import Cost
from app.quota.outbound import Outbound
from app.routing.deadline import Deadline
from app.routing.router import Router
from app.tasks.rollout import version_for
from app.tasks.spec import ModelSpec
from app.tasks.task import Task, Version
from app.telemetry import names
from app.telemetry.trace import current_span, span

Account = tuple[str, str | None]
"""Provider and account name of an entry of `models:`."""


class Pricing(Protocol):
    """USD for a call, or None where price or usage is not known."""

    def cost_usd(self, provider: str, model: str, usage: Usage | None) -> float | None: ...


@dataclass(frozen=True, slots=True)
class Request:
    """One question: which task, on what, for whom, and since when (`time.perf_counter`) the clock runs."""

    task: Task
    source: Source
    client: Client
    began: float
    timeout_s: float | None = None

    def meta(self, answer: Answer, request_id: str, cache: str = "off", trace_id: str | None = None) -> dict[str, Any]:
        """The `meta` of the envelope for this request."""
        return {
            "task": answer.task,
            "version": answer.version,
            "provider": answer.provider,
            "model": answer.model,
            "degraded": answer.degraded,
            "cache": cache,
            "attempts": answer.attempts,
            "latency_ms": round((time.perf_counter() - self.began) * 1000, 2),
            "usage": answer.usage,
            "cost_usd": answer.cost_usd,
            "request_id": request_id,
            "trace_id": trace_id,
        }


@dataclass(frozen=True, slots=True)
class Drafted:
    """What one attempt gives the router: a settled answer and the completion it came from."""

    settled: Settled
    completion: Completion
    version: Version


@dataclass
class Pipeline:
    """Answers requests. `providers` holds every configured account; the rules are always among them."""

    providers: Mapping[Account, Provider]
    router: Router
    pricing: Pricing
    places: PlaceSearch | None = None
    """Where the elements of a task's `link` list are looked up."""
    outbound: Outbound | None = None
    """What tasks may use of provider accounts; None limits nothing."""
    trace_content: bool = False
    """Whether spans hold the words of vendors' calls, masked."""
    _plans: WeakKeyDictionary[Task, tuple[ModelSpec, ...]] = field(default_factory=WeakKeyDictionary)

    answered: Callable[[Request, Answer], None] = lambda asked, answer: None
    """Told of every answer that a client gets; must not raise or wait."""
    failed: Callable[[Request, Problem], None] = lambda asked, problem: None
    """Told of every question that gets none; must not raise or wait."""

    async def run(self, asked: Request) -> Answer:
        """The answer for a client; raises a Problem when the task allows no degraded one."""
        try:
            answer = await self.by(asked, version_for(asked.task, asked.client.name))
        except Problem as problem:
            self.failed(asked, problem)
            raise
        self.answered(asked, answer)
        return answer

    async def by(self, asked: Request, version: Version) -> Answer:
        """The answer of one version."""
        plan = self.plan(asked.task)
        limit = min(asked.task.spec.deadline_s, asked.timeout_s or asked.task.spec.deadline_s)
        left = limit - (time.perf_counter() - asked.began)  # the clock runs since the first byte
        bill: list[float | None] = []
        attempt = _Attempt(self, asked, version, Known(asked.task, asked.source), bill)
        routed = await self.router.first(asked.task, plan, attempt, Deadline.within(left))
        drafted = routed.answer
        away = await self._link(asked, drafted.settled)
        usage, model = drafted.completion.usage, drafted.completion.model or routed.model.model
        return Answer(
            result=drafted.settled.result,
            evidence=drafted.settled.evidence,
            warnings=(*drafted.settled.warnings, *away),
            task=asked.task.name,
            version=version.name,
            provider=routed.model.provider,
            model=model,
            degraded=routed.degraded,
            attempts=len(routed.attempts),
            usage=_usage(usage),
            cost_usd=_total(bill),
            use=routed.model.use,
            repaired=any(one.kind == "repair" and one.outcome == "answered" for one in routed.attempts),
            reasoning=drafted.settled.reasoning,
        )

    async def _link(self, asked: Request, settled: Settled) -> list[Warn]:
        """Tie the task's `link` list to a place search; a search that is away costs the links, never the answer."""
        name = (asked.task.spec.link or "").strip("/")
        found = settled.result.get(name) if name else None
        if not found or self.places is None:
            return []
        with span("link"):
            return await link_places(found, asked.source, self.places)

    def estimate(self, version: Version, model: ModelSpec, characters: int) -> Cost:
        """The most that one call about so many characters may take; nothing for the embedded rules."""
        if model.provider == "rules":
            return Cost()
        usage = Usage(tokens_in(version, model, characters), model.max_output_tokens)
        usd = self.pricing.cost_usd(model.provider, model.model, usage) or 0.0
        return Cost(1, (usage.input_tokens or 0) + model.max_output_tokens, round(usd * 1e6))

    def spent(self, model: ModelSpec, completion: Completion, reserved: Cost) -> Cost:
        """What a call really took; what was reserved for it where the vendor does not say."""
        usage = completion.usage
        if usage is None or usage.input_tokens is None or usage.output_tokens is None:
            return reserved
        usd = self.pricing.cost_usd(model.provider, completion.model or model.model, usage)
        micro_usd = reserved.micro_usd if usd is None else round(usd * 1e6)
        return Cost(1, usage.input_tokens + usage.output_tokens, micro_usd)

    def plan(self, task: Task) -> tuple[ModelSpec, ...]:
        """The task's models that are configured here, in its order."""
        plan = self._plans.get(task)
        if plan is None:
            plan = tuple(model for model in task.spec.models if (model.provider, model.account) in self.providers)
            self._plans[task] = plan
        return plan


@dataclass(frozen=True, slots=True)
class _Attempt:
    """One attempt, as the router calls it: provider → settle. Raises a ProviderError."""

    pipeline: Pipeline
    asked: Request
    version: Version
    known: Known
    bill: list[float | None]
    """USD of every call that was answered, usable or not; None for one whose price or usage is not known."""

    async def __call__(self, model: ModelSpec, timeout_s: float, repair: Repair | None) -> Drafted:
        provider = self.pipeline.providers[model.provider, model.account]
        task, source, known = self.asked.task, self.asked.source, self.known
        current_span().set(names.TASK, task.name)
        masked = "" if provider.name == "rules" else known.masked.text
        call = Call(task, self.version, source, masked, model, timeout_s, secrets.token_hex(4), repair)
        try:
            completion = await self._complete(provider, call)
        except ProviderError as error:
            if error.usage is not None:
                self._bill(model, model.model, error.usage)
            raise
        if model.provider != "rules":
            self._bill(model, completion.model or model.model, completion.usage)
        if completion.reading is not None:
            settled = settle_reading(task, source, completion.reading)
        else:
            if echoed(self.version, completion.text or "", masked):
                current_span().set(names.ECHOED, True)
            salvage = repair is not None
            settled = settle_text(
                task, source, known.masked, completion.text, known.hints, known.codes, salvage=salvage
            )
        return Drafted(settled, completion, self.version)

    def _bill(self, model: ModelSpec, served: str, usage: Usage | None) -> None:
        self.bill.append(self.pipeline.pricing.cost_usd(model.provider, served, usage))

    async def _ask(self, provider: Provider, call: Call) -> Completion:
        """The provider itself; a vendor's call is traced, the embedded rules are part of their attempt."""
        if call.model.provider == "rules":
            return await provider.complete(call)
        with self.known.read_meanwhile():
            return await traced(provider, call, self.pipeline.pricing, content=self.pipeline.trace_content)

    async def _complete(self, provider: Provider, call: Call) -> Completion:
        """The provider's completion, within what the task may use of the account. Raises NoRoom where it may not."""
        pipeline, limits, model = self.pipeline, call.task.spec.limits, call.model
        account, vendor = model.account or model.provider, model.provider
        if pipeline.outbound is None or model.provider == "rules":
            return await self._ask(provider, call)
        allowance = pipeline.outbound.allowance(
            account,
            call.task.name,
            limits.tokens_per_minute.get(account, limits.tokens_per_minute.get(vendor)),
            limits.requests_per_minute.get(account, limits.requests_per_minute.get(vendor)),
            limits.usd_per_day,
            "batch" if self.asked.client.batch else "interactive",
        )
        reserved = pipeline.estimate(self.version, model, len(call.masked))
        return await pipeline.outbound.call(
            allowance, reserved, lambda: self._ask(provider, call), lambda done: pipeline.spent(model, done, reserved)
        )


def _total(bill: list[float | None]) -> float | None:
    """What the request cost; None where it cost nothing that is known, and where any part is not known."""
    known = [usd for usd in bill if usd is not None]
    return round(sum(known), 9) if known and len(known) == len(bill) else None


def _usage(usage: Usage | None) -> dict[str, int | None] | None:
    if usage is None:
        return None
    return {
        "input_tokens": usage.input_tokens,
        "output_tokens": usage.output_tokens,
        "cached_tokens": usage.cached_tokens,
        "reasoning_tokens": usage.reasoning_tokens,
    }
