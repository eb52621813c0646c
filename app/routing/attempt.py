"""One attempt: inside its time, holding its permits, its outcome reported once. Whatever happens, everything is given
back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from app.errors import ProviderError, TooSlow
from app.providers.base import Repair
from app.routing.breaker import Permit
from app.routing.lanes import TaskLane
from app.routing.observer import AttemptRecord, Kind, Observer
from app.routing.outcomes import LAGGING_S, Consequence, consequence
from app.tasks.spec import ModelSpec
from app.telemetry import names
from app.telemetry.trace import NOTHING, Seen, Value, span

T = TypeVar("T")
Attempt = Callable[[ModelSpec, float, Repair | None], Awaitable[T]]
"""Ask a model, within so many seconds, and settle its answer; or raise a ProviderError. With a Repair it is the second
call, about what was wrong with the first. May run twice at a time: for a hedge, or for a probe in the background."""


class Broke(ProviderError):
    """Our own code failed on an answer: the request goes on, nobody's breaker hears of it, the observer does."""

    outcome = "broke"


@dataclass(slots=True)
class Ticket:
    """What an attempt holds: a permit of the breaker and a place in the bulkhead, for one model and some time."""

    on: TaskLane
    model: ModelSpec
    permit: Permit
    timeout_s: float
    kind: Kind
    left_s: float = 0.0
    """What was left of the request's deadline."""
    ended: bool = False
    """Its outcome was told."""
    seen: Seen = NOTHING
    """Its span."""

    def lose(self, usual_s: float, done: Callable[[AttemptRecord], None]) -> None:
        """Another model answered first; to be cancelled. Slow if it had its own usual time: a vendor that hangs while
        hedges answer would otherwise never open."""
        if self.ended:
            return
        self.ended = True
        age_s = self.permit.age_s
        if age_s >= usual_s:
            self.permit.lag()
        else:
            self.permit.release()
        self.tell(_record(self, "lost", "C12b" if age_s >= usual_s else "C12", age_s), done)

    def tell(self, record: AttemptRecord, done: Callable[[AttemptRecord], None]) -> None:
        """Pass its record on, and into its span."""
        self.seen.set(names.ATTEMPT_OUTCOME, record.outcome)
        self.seen.set(names.ATTEMPT_ROW, record.row)
        self.seen.set(names.ATTEMPT_REASON, record.reason or None)
        done(record)


async def run(
    ticket: Ticket, attempt: Attempt[T], repair: Repair | None, done: Callable[[AttemptRecord], None], lag: Lag
) -> T:
    """The model's settled answer; raises ProviderError, with everything reported and given back."""
    with span("attempt", _about(ticket)) as ticket.seen:
        return await _in_time(ticket, attempt, repair, lambda record: ticket.tell(record, done), lag)


async def _in_time(
    ticket: Ticket, attempt: Attempt[T], repair: Repair | None, done: Callable[[AttemptRecord], None], lag: Lag
) -> T:
    lane, clock = ticket.on.lane, ticket.permit.breaker.clock
    started = clock()
    timeout = asyncio.timeout(ticket.timeout_s)
    try:
        async with timeout:
            lane.running[timeout] = started
            answer = await attempt(ticket.model, ticket.timeout_s, repair)
    except asyncio.CancelledError:
        if not ticket.ended:
            ticket.permit.release()  # the client left: that says nothing about the vendor
            done(_record(ticket, "cancelled", "C12", clock() - started))
        raise
    except Exception as caught:
        # No name for what is raised: a frame that holds its own error is a circle, with the whole request in it.
        raise _failed(ticket, _named(_bare(caught)), clock() - started, done, lag) from None
    finally:
        ticket.ended = True
        lane.running.pop(timeout, None)
        ticket.on.leave()
        del timeout  # it knows the task, which will know the error, which knows this frame
    _answered(ticket, lag())
    done(_record(ticket, "answered", "C0", clock() - started))
    return answer


Lag = Callable[[], float]
"""How late the event loop runs, in seconds."""


def _about(ticket: Ticket) -> dict[str, Value | None]:
    key = ticket.on.lane.key
    return {
        names.VENDOR: key.provider,
        names.REQUEST_MODEL: key.model,
        names.ACCOUNT: key.account,
        names.ATTEMPT_KIND: ticket.kind,
        names.ATTEMPT_TIMEOUT_S: round(ticket.timeout_s, 3),
        names.DEADLINE_LEFT_S: round(ticket.left_s, 3),
        names.BREAKER_STATE: str(ticket.permit.breaker.state),
    }


def _named(caught: Exception) -> ProviderError:
    if isinstance(caught, ProviderError):
        return caught
    if isinstance(caught, TimeoutError):
        return TooSlow("no answer in its time")
    return Broke(type(caught).__name__)


def _bare(caught: Exception) -> Exception:
    """Without what led to it: those tracebacks hold frames, and the frames the task that is to hold the error."""
    caught.__cause__ = caught.__context__ = None
    return caught.with_traceback(None)


def _failed(
    ticket: Ticket, error: ProviderError, latency_s: float, done: Callable[[AttemptRecord], None], lag: Lag
) -> ProviderError:
    """Report a failed attempt and keep its record; the error, to be raised."""
    then = consequence(error, loop_lag_s=lag())
    _report(ticket, then, error)
    done(_record(ticket, error.outcome, then.row, latency_s, error.reason, error.status))
    return error


def _answered(ticket: Ticket, lag_s: float) -> None:
    ticket.on.quality.usable()
    ticket.on.lane.budget.succeeded()
    if lag_s > LAGGING_S:
        ticket.permit.release()  # it answered; how fast, we cannot say
    else:
        ticket.permit.succeed()


def _report(ticket: Ticket, then: Consequence, error: ProviderError) -> None:
    permit, on = ticket.permit, ticket.on
    if then.effect in ("failure", "slow_failure"):
        permit.fail(slow=then.effect == "slow_failure")
        on.lane.budget.failed()
    elif then.effect == "open":
        permit.open_hard(then.open_s, error.outcome)
        on.lane.budget.failed()
    elif then.effect == "quality":
        permit.succeed()  # the vendor is alive; what it says is another matter
        on.quality.garbled()
    else:
        permit.release()
        if then.effect == "cooldown":
            on.lane.breaker.cool_down(then.open_s)
        elif then.effect == "bad_call":
            on.bad_calls.refused()


def _record(
    ticket: Ticket, outcome: str, row: str, latency_s: float, reason: str = "", status: int | None = None
) -> AttemptRecord:
    return AttemptRecord(
        ticket.on.lane.key, ticket.kind, outcome, row, latency_s, ticket.timeout_s, reason=reason, status=status
    )


def tell(observer: Observer, task: str, record: AttemptRecord) -> None:
    """Pass a record on, and raise the alarm for what only a person can mend."""
    observer.on_attempt(task, record)
    if record.row in ("C5", "C6", "C7"):
        observer.on_alert(record.lane, record)
