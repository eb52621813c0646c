"""One request with everything around the pipeline: its quota, the cache, the flight, and the bill at the end.

    look   quota and cache in one round trip ──▶ a fresh answer: done
    make   flight ─▶ pipeline ─▶ keep             └─ none: make one, or wait for whoever is making it
    bill   what was reserved and not used is given back; a failure of ours costs nothing

Answers travel as bytes from here on: they are written once and every reader gets the same, with a `meta` of its own.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from app.cache.directives import Directives
from app.cache.kept import KeptAnswers, Made, State
from app.cache.key import Keys
from app.cache.sealed import Kept
from app.clients.registry import Registered
from app.domain import Answer, Source
from app.errors import Problem, QuotaExceeded
from app.keyvalue.started import Started
from app.linking.link import AWAY
from app.pipeline import Pipeline, Request
from app.quota.headers import quota_headers
from app.quota.limits import Allowance, Cost, client_limits, task_limits
from app.quota.port import Granted, Mode, Quotas, Refused, Standing
from app.tasks.rollout import version_for
from app.tasks.task import Task
from app.telemetry import names
from app.telemetry.trace import fact, record, recording, span

LAST_MOMENT_S = 0.5
"""So much of the deadline is kept for an answer of our own when another pod's does not come."""
MOST_STANDINGS = 10_000
Headers = list[tuple[bytes, bytes]]
_AT_HAND = {names.CACHE_FOUND: "at hand"}


class Looked(NamedTuple):
    """What one round trip found: the quota's verdict and what is kept. `fresh` answers need nothing more."""

    granted: Granted | None
    kept: Kept | None
    fresh: bool
    headers: Headers


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as bytes, where it came from, and what it took if it was made for this request."""

    body: bytes
    state: State
    answer: Answer | None


class Answering:
    """`render` turns an answer into the bytes that are kept and sent; `made` is told the task and the facts of each."""

    def __init__(
        self,
        pipeline: Pipeline,
        quotas: Quotas,
        cache: KeptAnswers,
        keys: Keys,
        render: Callable[[Answer], bytes],
        made: Callable[[str, Mapping[str, Any]], None] = lambda task, facts: None,
    ) -> None:
        self.pipeline = pipeline
        self.quotas = quotas
        self.cache = cache
        self._keys = keys
        self._render = render
        self._made = made
        self._standings: dict[str, tuple[Standing, ...]] = {}
        self._allowances: dict[tuple[Registered, Task], Allowance | None] = {}
        """A task that is loaded anew is another one, and so is a client whose entry was read again."""

    def key_of(self, task: Task, source: Source, who: Registered) -> bytes:
        """The identity of the answer that the first configured model is meant to give."""
        return self._key(task, source, who, self.pipeline.plan(task)[0].use)

    def _key(self, task: Task, source: Source, who: Registered, use: str) -> bytes:
        return self._keys.of(task, version_for(task, who.client.name), use, source, who.client)

    async def kept(self, who: Registered, task: Task, source: Source) -> Kept | None:
        """The client's answer to a question that it asked, whichever model gave it; None if none is kept any more."""
        for model in self.pipeline.plan(task):
            kept = await self.cache.look(self._key(task, source, who, model.use))
            if kept is not None:
                return kept
        return None

    async def look(self, who: Registered, task: Task, key: bytes, size: int, wanted: Directives) -> Looked:
        """Quota and cache together, for a body of `size` bytes. Raises Exhausted."""
        cached = task.spec.cache_s > 0 and wanted.read
        kept = self.cache.at_hand(key) if cached else None
        if kept is not None and self.cache.fresh(kept, wanted):
            if recording():
                with span("cache", _AT_HAND):
                    pass  # nothing was waited for; the trace says so all the same
            granted, headers = await self.take(who, task, Cost())
            return Looked(granted, kept, True, headers)
        # Begun before the quota is asked and awaited after it: both leave in the same pipeline.
        looking = self._begin_to_look(key) if cached else None
        try:
            granted, headers = await self.take(who, task, self._estimate(who, task, size))
        except BaseException:
            if isinstance(looking, Started):
                looking.close()
            elif looking is not None:
                looking.cancel()
            raise
        kept = await looking if looking is not None else None
        return Looked(granted, kept, self.cache.fresh(kept, wanted), headers)

    def _begin_to_look(self, key: bytes) -> Started[Kept | None] | asyncio.Task[Kept | None]:
        """A span wants a context of its own, and with it a task; without one nothing is cheaper than no task."""
        return asyncio.create_task(self._look(key)) if recording() else Started(self.cache.look(key))

    async def _look(self, key: bytes) -> Kept | None:
        with span("cache") as seen:
            kept = await self.cache.look(key)
            seen.set(names.CACHE_FOUND, "none" if kept is None else "kept")
            return kept

    async def take(self, who: Registered, task: Task, cost: Cost) -> tuple[Granted | None, Headers]:
        """The client's quota for one call, where it has any. Raises Exhausted."""
        allowance = self._allowance(who, task)
        if allowance is None:
            return None, []
        if recording():
            with span("quota") as seen:
                said = await self.quotas.take(allowance, cost)
                decision, mode = _verdict(said)
                seen.set(names.QUOTA_DECISION, decision)
                seen.set(names.QUOTA_MODE, mode)
        else:
            said = await self.quotas.take(allowance, cost)
            decision, mode = _verdict(said)
        fact(quota=decision, quota_mode=mode)
        headers = quota_headers(said, allowance)
        if isinstance(said, Refused):
            raise Exhausted(said, headers)
        if who.client.name not in self._standings and len(self._standings) >= MOST_STANDINGS:
            self._standings.clear()
        self._standings[who.client.name] = said.standings
        return said, headers

    def standings(self, who: Registered) -> tuple[Standing, ...]:
        """What was left of a client's limits at its last call here; leases have nothing to show."""
        return tuple(one for one in self._standings.get(who.client.name, ()) if one.limit.kind != "c")

    async def charge(self, who: Registered, task: Task) -> None:
        """Count a request that no answer is made for: feedback, a verdict, an unusable body. Raises Exhausted."""
        granted, _ = await self.take(who, task, Cost())
        await self._nothing_spent(granted)

    async def hit(self, looked: Looked) -> None:
        """A kept answer was sent: tokens and money come back, the request stays counted."""
        await self._nothing_spent(looked.granted)

    async def _nothing_spent(self, granted: Granted | None) -> None:
        """Whatever was reserved comes back, and the place among the calls at once."""
        if granted is not None and granted.held.allowance.settles:
            await self.quotas.settle(granted.held, Cost())

    async def make(self, asked: Request, who: Registered, looked: Looked, key: bytes, wanted: Directives) -> Given:
        """A new answer, a flight's, or the stale one. Raises a Problem; the quota is settled in every case."""
        record()
        held = looked.granted.held if looked.granted is not None else None
        mine: list[Answer] = []
        try:
            body, state = await self.cache.make(
                key,
                lambda: self._produce(asked, who, mine),
                asked.task.spec.cache_s,
                wanted,
                stale=looked.kept,
                patience_s=self._left_s(asked) - LAST_MOMENT_S,
            )
        except Problem as problem:
            if held is not None:
                await (self.quotas.give_back(held) if problem.status >= 500 else self.quotas.settle(held, held.cost))
            raise
        except BaseException:
            if held is not None:
                await self.quotas.settle(held, Cost())  # the client left: its request counts, no tokens do
            raise
        answer = mine[0] if mine and state in ("miss", "off") else None
        if held is not None:
            await self.quotas.settle(held, Cost() if answer is None else spent(answer, held.cost))
        return Given(body, state, answer)

    async def _produce(self, asked: Request, who: Registered, mine: list[Answer]) -> Made:
        answer = await self.pipeline.run(replace(asked, timeout_s=self._left_s(asked)))
        mine.append(answer)
        facts = facts_of(answer)
        fact(**facts)  # of whoever asked first, if it is still there: it may have left the others to wait
        self._made(answer.task, facts)
        meant = self.pipeline.plan(asked.task)[0].use
        other = answer.use != meant
        under = self._key(asked.task, asked.source, who, answer.use) if other and not answer.degraded else None
        # A place search that was away leaves an answer without its links: not one to keep for a day.
        unlinked = any(warning.code == AWAY for warning in answer.warnings)
        under = None if unlinked else under
        return Made(self._render(answer), answer.degraded, brief=other or unlinked, under=under)

    def _estimate(self, who: Registered, task: Task, size: int) -> Cost:
        """Tokens and money are reserved where something limits them; a Korean character is two bytes or more."""
        if self._allowance(who, task) is None:
            return Cost()
        return self.pipeline.estimate(version_for(task, who.client.name), self.pipeline.plan(task)[0], size // 2)

    def _left_s(self, asked: Request) -> float:
        limit = min(asked.task.spec.deadline_s, asked.timeout_s or asked.task.spec.deadline_s)
        return max(0.05, limit - (time.perf_counter() - asked.began))

    def _allowance(self, who: Registered, task: Task) -> Allowance | None:
        key = (who, task)
        if key not in self._allowances:
            if len(self._allowances) > 10_000:
                self._allowances.clear()
            limits = client_limits(who.quota)
            limits += task_limits(task.name, task.spec.limits.per_client) if who.named else []
            self._allowances[key] = Allowance(f"q:{{{who.client.name}}}", limits) if limits else None
        return self._allowances[key]


def facts_of(answer: Answer) -> dict[str, Any]:
    """What the log, the metrics and `explain` may know of an answer: no value of it, only how many stand in the text."""
    evidence = Counter(proof.match for proof in answer.evidence.values())
    codes = [warning.code for warning in answer.warnings]
    provider, _, model = answer.use.partition(":")
    return {
        "version": answer.version,
        "answered_by": (provider, model or provider),
        "degraded": answer.degraded,
        "attempts": answer.attempts,
        "cost_usd": answer.cost_usd,
        "evidence": {**evidence, "dropped": codes.count("ungrounded_dropped")},
        "warnings": codes,
    }


def _verdict(said: Granted | Refused) -> tuple[str, Mode]:
    return ("refused", said.mode) if isinstance(said, Refused) else ("granted", said.held.mode)


class Exhausted(QuotaExceeded):
    """A limit of the client's own, with the headers that say which."""

    def __init__(self, refused: Refused, headers: Headers) -> None:
        super().__init__(f"The limit {refused.limit.name} is used up.", retry_after_s=refused.wait_s)
        self.headers = headers


def spent(answer: Answer, reserved: Cost) -> Cost:
    """What an answer really took; where the vendor does not say, what was reserved for it."""
    usage = answer.usage or {}
    tokens_in, tokens_out = usage.get("input_tokens"), usage.get("output_tokens")
    if answer.degraded or answer.use == "rules":
        return Cost()
    tokens = reserved.tokens if tokens_in is None or tokens_out is None else tokens_in + tokens_out
    micro_usd = reserved.micro_usd if answer.cost_usd is None else round(answer.cost_usd * 1e6)
    return Cost(1, tokens, micro_usd)
