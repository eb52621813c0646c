"""Whoever watches the service: the edge tells it of requests, the router of attempts, spans of vendor calls.

    begin ─▶ … ─▶ ended ─▶ trace closed, numbers counted, one line logged, the way remembered

Watching never changes what happens, waits for nothing and raises nothing.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Iterable, MutableMapping
from typing import Any, Protocol

import structlog

from app.telemetry import names, w3c
from app.telemetry.export import SpanQueue
from app.telemetry.figures import Figures
from app.telemetry.logs import frames, say_hit
from app.telemetry.metrics import Ended, Metrics
from app.telemetry.recent import Recent
from app.telemetry.trace import Span, Trace

Scope = MutableMapping[str, Any]
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"})
PROBES = "/healthz/"


class LaneKey(Protocol):
    """One model on one account."""

    @property
    def provider(self) -> str: ...
    @property
    def account(self) -> str | None: ...
    @property
    def model(self) -> str: ...


class Attempt(Protocol):
    """One attempt and how it ended."""

    @property
    def lane(self) -> LaneKey: ...
    @property
    def kind(self) -> str: ...
    @property
    def outcome(self) -> str: ...
    @property
    def row(self) -> str: ...
    @property
    def latency_s(self) -> float: ...
    @property
    def reason(self) -> str: ...


class Watch:
    """`share` of the requests without a vendor's call are exported, `log_share` of the good ones logged."""

    def __init__(
        self,
        metrics: Metrics,
        queue: SpanQueue | None,
        *,
        share: float = 0.05,
        log_share: float = 1.0,
        tells_vendors: bool = False,
        rng: random.Random | None = None,
    ) -> None:
        self.metrics = metrics
        self.recent = Recent()
        self.figures = Figures()
        self._queue = queue
        self._share = share
        self._log_share = log_share
        self._tells_vendors = tells_vendors
        self._rng = rng or random.Random()  # noqa: S311  a lot, no secret
        self._log = structlog.get_logger("chaeum")

    # ---- the edge --------------------------------------------------------------------------------------------------
    def begin(self, scope: Scope) -> None:
        """A request has arrived; its trace is the current one from here on."""
        state = scope["state"]
        collected = self._queue is not None
        trace = Trace(
            w3c.read(scope["headers"]) if b"traceparent" in state["fields"] else None,
            recording=collected,
            wanted=collected and self._rng.random() < self._share,
            tells_vendors=self._tells_vendors,
            sink=self._queue.take if self._queue is not None else None,
            heard=self._heard,
        )
        state["trace"], state["trace_id"] = trace, trace.hex
        state["entered"] = trace.enter()

    def ended(self, scope: Scope, status: int, seconds: float) -> None:
        """The request is over."""
        state = scope["state"]
        trace: Trace = state["trace"]
        trace.leave(state.pop("entered"))
        if status == 200 and state.get("cache") == "hit":
            self._hit(scope, trace, seconds)
            return
        facts, task = trace.facts, state.get("task")
        facts["cache"] = cache = state.get("cache", "none")
        facts["status"], facts["ms"] = status, round(seconds * 1000, 2)
        outcome = _outcome(state, status, facts)
        wait_s = provider_wait_s(trace) if "answered_by" in facts else None
        if wait_s is not None:
            facts["provider_ms"] = round(wait_s * 1000, 2)
            facts["overhead_ms"] = round((seconds - wait_s) * 1000, 2)
        self._close(scope, trace, status)
        self.metrics.request(Ended(task, outcome, cache, seconds, wait_s, facts))
        self._log_line(scope, status, outcome, facts)
        if task is not None:
            self.figures.request(self.metrics.task(task))
            self.recent.add(state["request_id"], trace)

    def _hit(self, scope: Scope, trace: Trace, seconds: float) -> None:
        """A cached answer is over: the same as any other request, but there are thousands of them a second."""
        state, facts, task = scope["state"], trace.facts, scope["state"]["task"]
        facts["cache"], facts["status"], facts["ms"] = "hit", 200, round(seconds * 1000, 2)
        self._close(scope, trace, 200)
        self.metrics.hit(task, seconds, facts)
        if self._log_share >= 1.0 or self._rng.random() < self._log_share:
            say_hit(state["request_id"], state["trace_id"], task, "ok", facts["ms"], _client(state))
        self.figures.request(task)
        self.recent.add(state["request_id"], trace)

    def fault(self, scope: Scope, error: BaseException) -> None:
        """Nobody expected this: where it was and what kind, without its message, which may quote a text."""
        scope["state"]["fault"] = {"kind": type(error).__name__, "frames": frames(error.__traceback__)}

    def _close(self, scope: Scope, trace: Trace, status: int) -> None:
        """The server span by the HTTP conventions. Who was let in may ask to be sampled; who was not may not."""
        state, root = scope["state"], trace.root
        if not trace.recording:
            trace.close()  # nobody will read what is said about it
            return
        task, method = state.get("task"), scope["method"] if scope["method"] in METHODS else "_OTHER"
        remote = trace.remote
        asked_for = remote is not None and remote.sampled and "question" in state
        if status >= 500 or asked_for or trace.facts.get("degraded"):
            trace.want()
        root.name = f"{method} /{task}" if task else method
        root.set(names.HTTP_METHOD, method)
        root.set(names.URL_SCHEME, scope.get("scheme", "http"))
        root.set(names.HTTP_STATUS, status)
        root.set(names.REQUEST_ID, state["request_id"])
        root.set(names.CACHE_STATE, state.get("cache"))
        root.set(names.DEGRADED, trace.facts.get("degraded"))
        if task:
            root.set(names.HTTP_ROUTE, f"/{task}")
            root.set(names.URL_PATH, f"/{task}")
        if status >= 500:
            root.failed(str(status))
        trace.close()

    def _log_line(self, scope: Scope, status: int, outcome: str, facts: dict[str, Any]) -> None:
        state = scope["state"]
        level = _level(scope, status)
        if level <= logging.INFO and self._log_share < 1.0 and self._rng.random() >= self._log_share:
            return
        by = facts.get("answered_by")
        said = {
            "request_id": state["request_id"],
            "trace_id": state["trace_id"],
            "method": scope["method"][:10],
            "task": state.get("task"),
            "status": status,
            "outcome": outcome,
            "ms": facts["ms"],
            "client": _client(state),
            "cache": state.get("cache"),
            "version": facts.get("version"),
            "by": f"{by[0]}:{by[1]}" if by else None,
            "degraded": facts.get("degraded"),
            "attempts": facts.get("attempts"),
            "provider_ms": facts.get("provider_ms"),
            "cost_usd": facts.get("cost_usd"),
            **state.get("fault", {}),
        }
        self._log.log(level, "request", **{name: value for name, value in said.items() if value is not None})

    def _heard(self, span: Span) -> None:
        if span.kind == "client":
            self.metrics.called(span)
        elif names.ECHOED in span.attributes:
            self.metrics.echoed(str(span.attributes[names.TASK]))

    # ---- the router ------------------------------------------------------------------------------------------------
    def on_attempt(self, task: str, record: Attempt) -> None:
        """An attempt ended."""
        lane = record.lane
        self.metrics.attempt(task, lane.provider, lane.model, record.kind, record.outcome, record.row)
        self.figures.attempt(lane.provider, lane.model, record.outcome, record.latency_s)

    def on_breaker_change(self, lane: LaneKey, old: str, new: str, why: str) -> None:
        """A breaker changed its state; one line per change."""
        self.metrics.breaker_changed(lane.provider, lane.model, str(new))
        self._log.warning(
            "breaker",
            provider=lane.provider,
            account=lane.account,
            model=lane.model,
            old=str(old),
            new=str(new),
            why=why,
        )

    def on_alert(self, lane: LaneKey, record: Attempt) -> None:
        """Somebody has to look: key, bill or model gone."""
        self.metrics.alert(lane.provider, lane.model, record.row)
        self._log.error(
            "alert",
            provider=lane.provider,
            account=lane.account,
            model=lane.model,
            row=record.row,
            reason=record.reason,
        )


def provider_wait_s(trace: Trace) -> float:
    """Seconds in which the request waited for some provider; two at once count once, background probes not at all."""
    asked = [
        (span.began_ns, span.ended_ns)
        for span in trace.spans
        if span.kind == "client" and span.attributes.get(names.ATTEMPT_KIND) != "probe"
    ]
    return covered(asked) / 1e9


def covered(intervals: Iterable[tuple[int, int]]) -> int:
    """The length of the union of intervals."""
    total = reached = 0
    for start, end in sorted(intervals):
        total += max(0, end - max(start, reached))
        reached = max(reached, end)
    return total


def _client(state: MutableMapping[str, Any]) -> str | None:
    """Whose question it is, also where no answer was made: refused by a quota, unusable, kept."""
    question = state.get("question")
    return question[1].client.name if question is not None else None


def _outcome(state: MutableMapping[str, Any], status: int, facts: dict[str, Any]) -> str:
    """One of few words: a problem's slug, or how well it went."""
    if status in (0, 499):
        return "client-gone"
    if slug := state.get("slug"):
        return str(slug)
    if status >= 400:
        return "refused"
    return "degraded" if facts.get("degraded") else "ok"


def _level(scope: Scope, status: int) -> int:
    if "fault" in scope["state"]:
        return logging.ERROR
    if status >= 500:
        return logging.WARNING
    return logging.DEBUG if scope["path"].startswith(PROBES) else logging.INFO
