"""The first good answer of a list of models, within one deadline. The list is the retry plan.

    for each model: time left? breaker, quality, bulkhead, budget? ─▶ attempt ─▶ answer
                      └ no: next model (half open: probe it in the background)  └ error: next model, or one repair
    at last the rules, which no breaker gates: a vendor's fault is never the client's failure

Nothing here sleeps, and no model is asked twice but for one repair of an unusable answer. Cancelling `first` cancels
the call upstream and gives every permit back.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar

from app.errors import ContentRefused, NoProviderLeft, OutputRejected, ProviderError
from app.providers.base import Mendable, Repair
from app.routing.attempt import Attempt, Ticket, run, tell
from app.routing.breaker import State
from app.routing.deadline import SHORTEST_S, Clock, Deadline
from app.routing.hedge import Hedging
from app.routing.lanes import Lanes, TaskLane
from app.routing.observer import AttemptRecord, Kind, LaneKey, Observer, Unwatched
from app.routing.outcomes import consequence
from app.tasks.spec import ModelSpec
from app.tasks.task import Task
from app.telemetry import names
from app.telemetry.trace import current_span, span

T = TypeVar("T")
EMBEDDED = "rules"
MOST_ATTEMPTS = 3
_ORDER_S = 2.0
_EMBEDDED = {names.VENDOR: EMBEDDED, names.REQUEST_MODEL: EMBEDDED, names.ATTEMPT_KIND: "rules"}
Order = Literal["force_open", "metrics_only", "reset"]


@dataclass(frozen=True, slots=True)
class Routed(Generic[T]):
    """The answer, the model that gave it, and everything that was tried. `degraded`: the rules stood in for a model."""

    answer: T
    model: ModelSpec
    attempts: tuple[AttemptRecord, ...]
    degraded: bool


@dataclass
class Router:
    """Shared by all requests of a process. `loop_lag` says how late the event loop runs (seconds); `in_flight` holds
    ceilings of calls at a time by provider."""

    clock: Clock = time.monotonic
    rng: random.Random = field(default_factory=random.Random)
    observer: Observer = field(default_factory=Unwatched)
    loop_lag: Clock = lambda: 0.0
    in_flight: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.lanes = Lanes(self.clock, self.rng, self.observer, self.in_flight)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._background: set[asyncio.Future[Any]] = set()

    async def first(self, task: Task, plan: Sequence[ModelSpec], attempt: Attempt[T], deadline: Deadline) -> Routed[T]:
        """The first good answer.

        Raises ContentRefused when a model refuses and the task passes that on, NoProviderLeft or OutputRejected when
        the task allows no degraded answer.
        """
        self._loop = asyncio.get_running_loop()
        return await _Walk(self, task, plan, attempt, deadline).run()

    def snapshot(self) -> list[dict[str, Any]]:
        """The state of every model asked so far, ready to be shown as JSON."""
        return self.lanes.snapshot()

    def order(self, order: Order, provider: str, model: str | None = None, account: str | None = None) -> list[str]:
        """Carry out an operator's order on a model, or on all models of a provider; the lanes it reached.

        May be called from any thread: the admin port has one of its own.
        """
        loop = self._loop
        if loop is None or not loop.is_running() or loop is _running_loop():
            return self._carry_out(order, provider, model, account)

        async def there() -> list[str]:
            return self._carry_out(order, provider, model, account)

        return asyncio.run_coroutine_threadsafe(there(), loop).result(_ORDER_S)

    def _carry_out(self, order: Order, provider: str, model: str | None, account: str | None) -> list[str]:
        reached = self.lanes.matching(provider, model, account)
        for lane in reached:
            getattr(lane.breaker, order)()
        return [str(lane.key) for lane in reached]

    def key_changed(self, provider: str, account: str | None) -> None:
        """The account has a new key: whatever was open is closed, so that it is tried at once. An operator's order
        stays."""
        for lane in self.lanes.of_account(provider, account):
            if lane.breaker.state in (State.OPEN, State.HALF_OPEN):
                lane.breaker.reset()

    def mind(self, work: asyncio.Future[Any]) -> None:
        """Hold on to something that runs by itself until it ends or `aclose` comes; its outcome is told elsewhere."""
        self._background.add(work)
        work.add_done_callback(self._let_go)

    def _let_go(self, work: asyncio.Future[Any]) -> None:
        self._background.discard(work)
        if not work.cancelled():
            work.exception()

    async def aclose(self) -> None:
        """Cancel the probes that still run."""
        waiting = list(self._background)
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)


class _Walk(Generic[T]):
    """One request's way along its plan."""

    def __init__(
        self, router: Router, task: Task, plan: Sequence[ModelSpec], attempt: Attempt[T], deadline: Deadline
    ) -> None:
        self.router = router
        self.task = task
        self.attempt = attempt
        self.deadline = deadline
        self.remote = [model for model in plan if model.provider != EMBEDDED]
        self.embedded = next((model for model in plan if model.provider == EMBEDDED), None)
        self.records: list[AttemptRecord] = []
        self.started = 0
        self.most = MOST_ATTEMPTS
        self.next = 0
        self.passed: list[str] = []
        self.garbled = False
        """Whether the last answer was unusable. The error itself is not kept: with its traceback it would keep this walk,
        answers and all, until one of the rare collections."""

    async def run(self) -> Routed[T]:
        """Model by model, then the rules."""
        hedging = self.hedging()
        while (ticket := self.admit("next" if self.started else "first")) is not None:
            try:
                if hedging is not None:
                    answer, model = await hedging.ask(ticket)
                else:
                    answer, model = await self.ask(ticket), ticket.model
                return self.routed(answer, model)
            except ProviderError as error:
                self.go_on_after(error)
        return await self.last_resort()

    def hedging(self) -> Hedging | None:
        """How this request is hedged, if its task says so and there is somebody to hedge with."""
        mode, router = self.task.spec.hedge, self.router
        if mode == "off" or len(self.remote) < 2:
            return None
        return Hedging(self, mode, router.lanes.hedges(self.task), router.loop_lag, router.mind)

    def upcoming(self) -> TaskLane | None:
        """What is known of the next model of the plan."""
        return self.router.lanes.of(self.task, self.remote[self.next]) if self.next < len(self.remote) else None

    # ---- one model -------------------------------------------------------------------------------------------------
    def admit(self, kind: Kind) -> Ticket | None:
        """A ticket for the next model of the plan that may be asked; None when there is none."""
        while self.next < len(self.remote) and self.started < self.most:
            model = self.remote[self.next]
            left = len(self.remote) - self.next
            self.next += 1
            on = self.router.lanes.of(self.task, model)
            if kind != "first" and not on.lane.budget.take():
                self.pass_over(model, "no budget for another attempt")
                return None  # helping a provider that mostly fails makes it worse; the rules are there
            timeout_s = self.time_for(on, left, model)
            if not timeout_s:
                self.pass_over(model, "no time left")
            elif (ticket := self.ticket(on, model, timeout_s, kind)) is not None:
                return ticket
        return None

    def time_for(self, on: TaskLane, models_left: int, model: ModelSpec) -> float:
        """Seconds for an attempt, or 0 if that is too little to be worth it."""
        share = self.deadline.share(models_left, model.timeout_s)
        return share if share >= max(SHORTEST_S, on.lane.breaker.p50.value or 0.0) else 0.0

    def ticket(self, on: TaskLane, model: ModelSpec, timeout_s: float, kind: Kind) -> Ticket | None:
        """Everything an attempt has to hold, or None; a half open lane is probed on the way."""
        if on.quality.out_s or on.bad_calls.out_s:
            self.pass_over(model, "rests after unusable answers" if on.quality.out_s else "rests after refusing calls")
            return None
        permit = on.lane.breaker.permit(_slow_s(model))
        if permit is None:
            self.pass_over(model, f"breaker {on.lane.breaker.state}")
            self.probe(on, model)
            return None
        if not on.enter():
            permit.release()
            self.pass_over(model, "no room")
            self.note(on, kind, "no_room")
            return None
        self.started += 1
        return Ticket(on, model, permit, timeout_s, kind, self.deadline.remaining_s)

    def probe(self, on: TaskLane, model: ModelSpec) -> None:
        """Try a half open lane with this request in the background, while the request itself goes on at once."""
        permit = on.lane.breaker.probe(_slow_s(model), model.timeout_s)
        if permit is None:
            return
        if not on.enter():
            permit.release()
            return
        ticket = Ticket(on, model, permit, model.timeout_s, "probe", self.deadline.remaining_s)
        self.router.mind(asyncio.ensure_future(self.go(ticket, None)))

    async def ask(self, ticket: Ticket) -> T:
        """The model's answer, mended once if it was unusable, could be mended and there is time."""
        try:
            return await self.go(ticket, None)
        except Mendable as error:
            again = self.repair(ticket)
            if again is None:
                raise
            return await self.go(again, error.repair)

    def repair(self, ticket: Ticket) -> Ticket | None:
        """A ticket for the one second call to the same model."""
        if self.started >= self.most:
            return None
        timeout_s = self.time_for(ticket.on, len(self.remote) - self.next + 1, ticket.model)
        if not timeout_s or not ticket.on.lane.budget.take():
            return None
        return self.ticket(ticket.on, ticket.model, timeout_s, "repair")

    async def go(self, ticket: Ticket, repair: Repair | None) -> T:
        """Run one attempt and keep its record."""
        return await run(ticket, self.attempt, repair, self.noted, self.router.loop_lag)

    # ---- between models --------------------------------------------------------------------------------------------
    def go_on_after(self, error: ProviderError) -> None:
        """Raise if the request ends here; else remember how far it may still go."""
        self.garbled = error.quality
        then = consequence(error)
        if not then.goes_on and self.task.spec.on_refusal != "next":
            raise ContentRefused("the provider declined to process this text") from None
        if then.once:
            self.most = min(self.most, self.started + 1)

    async def last_resort(self) -> Routed[T]:
        """The rules; or, where the task wants no degraded answer, the error that says why."""
        degraded = bool(self.remote)
        if self.embedded is None or (degraded and self.task.spec.floor == "error"):
            raise self.nobody()
        began = self.router.clock()
        left_s = max(self.deadline.remaining_s, 0.0)
        try:
            with span("attempt", {**_EMBEDDED, names.DEADLINE_LEFT_S: round(left_s, 3)}) as seen:
                answer = await self.attempt(self.embedded, left_s, None)
                seen.set(names.ATTEMPT_OUTCOME, "answered")
                seen.set(names.ATTEMPT_ROW, "C0")
        except ProviderError as error:
            self.garbled = error.quality
            raise self.nobody() from None
        key = LaneKey(EMBEDDED, None, EMBEDDED)
        self.noted(AttemptRecord(key, "rules", "answered", "C0", self.router.clock() - began, 0.0))
        return self.routed(answer, self.embedded, degraded=degraded)

    def nobody(self) -> NoProviderLeft | OutputRejected:
        """Why there is no answer: somebody answered badly, or nobody answered."""
        if self.garbled:
            return OutputRejected("no provider gave a usable answer")
        breakers = [self.router.lanes.of(self.task, model).lane.breaker for model in self.remote]
        soonest = min((max(one.open_s, one.cooling_s) for one in breakers), default=0.0)
        return NoProviderLeft("no provider could answer in time", retry_after_s=max(1.0, soonest))

    # ---- telling ---------------------------------------------------------------------------------------------------
    def routed(self, answer: T, model: ModelSpec, *, degraded: bool = False) -> Routed[T]:
        return Routed(answer, model, tuple(one for one in self.records if one.kind != "probe"), degraded)

    def noted(self, record: AttemptRecord) -> None:
        self.records.append(record)
        tell(self.router.observer, self.task.name, record)

    def pass_over(self, model: ModelSpec, why: str) -> None:
        """Say on the request's span that a model was not asked: a trace without its attempt would not tell why."""
        self.passed.append(f"{model.provider}:{model.model}: {why}")
        current_span().set(names.PASSED_OVER, tuple(self.passed))

    def note(self, on: TaskLane, kind: Kind, outcome: str) -> None:
        """Tell of a model that was passed over for our own reasons; it does not count as an attempt."""
        tell(self.router.observer, self.task.name, AttemptRecord(on.lane.key, kind, outcome, "C13", 0.0, 0.0))


def _slow_s(model: ModelSpec) -> float:
    """Above this a call is slow: twice the latency a model should keep, which is a quarter of its limit."""
    return model.timeout_s / 2


def _running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
