"""The last requests as they went, for `chaeum explain <request-id>` and `?debug=1`. Their texts are not in it.

Made answers and failures have a ring of their own, so that a burst of cached ones does not push them out.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from app.telemetry import names
from app.telemetry.trace import Span, Trace

MOST_MADE, MOST_OTHERS = 500, 250


class Recent:
    """By request id; the newer of two with the same id is found."""

    def __init__(self) -> None:
        self._made: OrderedDict[str, Trace] = OrderedDict()
        self._others: deque[tuple[str, Trace]] = deque(maxlen=MOST_OTHERS)

    def add(self, request_id: str, trace: Trace) -> None:
        """Remember a request."""
        if trace.facts.get("cache") == "hit":
            self._others.append((request_id, trace))
            return
        earlier = self._made.pop(request_id, None)
        self._made[request_id] = trace
        if earlier is None and len(self._made) > MOST_MADE:
            _, earlier = self._made.popitem(last=False)
        if earlier is not None:
            earlier.forget()

    def explain(self, request_id: str) -> dict[str, Any] | None:
        """The way of a request, ready to be shown as JSON; None when it is not remembered."""
        cached = (trace for one, trace in reversed(list(self._others)) if one == request_id)
        trace = self._made.get(request_id) or next(cached, None)
        return None if trace is None else way(trace)

    def ids(self) -> list[str]:
        """The newest request ids, newest first."""
        return [*reversed(list(self._made))][:50]


def way(trace: Trace) -> dict[str, Any]:
    """What is known of one request so far."""
    facts, root = trace.facts, trace.root
    spans = sorted(trace.spans, key=lambda span: span.began_ns)
    calls = {span.parent: span for span in spans if span.kind == "client"}
    beside = {span.id for span in spans if span.name == names.SHADOW}
    own = [span for span in spans if span.name == "attempt" and span.parent not in beside]
    attempts = [_attempt(span, calls.get(span.id), root) for span in own]
    return {
        "trace_id": trace.hex,
        "at": datetime.fromtimestamp(root.began_ns / 1e9, UTC).isoformat(timespec="milliseconds"),
        **{key: value for key, value in facts.items() if key not in ("answered_by", "warnings")},
        "answered_by": ":".join(facts["answered_by"]) if "answered_by" in facts else None,
        "warnings": list(facts.get("warnings", ())),
        "attempts": attempts,
        "repairs": sum(one["kind"] == "repair" for one in attempts),
        "cost_usd": _total(one.get("cost_usd") for one in attempts),
        "steps": [_step(span, root) for span in spans if span.name != "attempt" and span.kind == "internal"],
    }


def _attempt(attempt: Span, call: Span | None, root: Span) -> dict[str, Any]:
    said = attempt.attributes
    shown: dict[str, Any] = {
        "provider": said.get(names.VENDOR),
        "model": said.get(names.REQUEST_MODEL),
        "kind": said.get(names.ATTEMPT_KIND),
        "outcome": said.get(names.ATTEMPT_OUTCOME, attempt.error),
        "row": said.get(names.ATTEMPT_ROW),
        "reason": said.get(names.ATTEMPT_REASON),
        "breaker": said.get(names.BREAKER_STATE),
        "deadline_left_s": said.get(names.DEADLINE_LEFT_S),
        "timeout_s": said.get(names.ATTEMPT_TIMEOUT_S),
        **_times(attempt, root),
    }
    if call is not None:
        told = call.attributes
        shown["provider_ms"] = _times(call, root)["ms"]
        shown["cost_usd"] = told.get(names.COST_USD)
        shown["usage"] = {
            name.removeprefix("gen_ai.usage."): value
            for name, value in told.items()
            if name.startswith("gen_ai.usage.")
        }
        shown["answered_as"] = told.get(names.RESPONSE_MODEL)
        shown["finish"] = told.get(names.FINISH_REASONS)
    return shown


def _step(span: Span, root: Span) -> dict[str, Any]:
    said = {name.removeprefix("chaeum."): value for name, value in span.attributes.items() if name not in names.CONTENT}
    return {"step": span.name, **said, **({"error": span.error} if span.error else {}), **_times(span, root)}


def _times(span: Span, root: Span) -> dict[str, float]:
    ended = span.ended_ns or span.began_ns
    return {"after_ms": round((span.began_ns - root.began_ns) / 1e6, 2), "ms": round((ended - span.began_ns) / 1e6, 2)}


def _total(costs: Iterable[Any]) -> float | None:
    known = [cost for cost in costs if isinstance(cost, float | int)]
    return round(sum(known), 9) if known else None
