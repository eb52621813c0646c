"""Finished spans on their way to a collector: a bounded queue, one thread, and no waiting for anybody.

    take ─▶ queue (MOST_WAITING, then dropped and counted) ─▶ thread: ReadableSpan ─▶ OTLP or console

The SDK's own processor holds on to a dead collector for 30 s at shutdown and does not count what it drops, hence this
one: an export takes EXPORT_S at most, and `close` gives up after CLOSE_S.
"""

from __future__ import annotations

import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from urllib.parse import unquote

from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import ConsoleSpanExporter, SpanExporter, SpanExportResult
from opentelemetry.sdk.util.instrumentation import InstrumentationScope
from opentelemetry.trace import SpanContext, SpanKind, Status, StatusCode, TraceFlags

from app.telemetry import names
from app.telemetry.trace import Span, Trace

MOST_WAITING = 4096
BATCH = 512
EVERY_S = 1.0
EXPORT_S = 1.0
CLOSE_S = 2.5
_SAMPLED = TraceFlags(TraceFlags.SAMPLED)
_KINDS = {"server": SpanKind.SERVER, "client": SpanKind.CLIENT, "internal": SpanKind.INTERNAL}
_SCOPE = InstrumentationScope("chaeum")


class SpanQueue:
    """Hands spans to `exporter` from a thread of its own. Its counters only grow."""

    def __init__(self, exporter: SpanExporter, resource: Resource, clock: Callable[[], float] = time.monotonic) -> None:
        self.exported = self.failed = self.dropped = 0
        self._exporter = exporter
        self._resource = resource
        self._clock = clock
        self._waiting: deque[tuple[Trace, Span]] = deque()
        self._wake = threading.Event()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="spans", daemon=True)
        self._thread.start()

    def take(self, trace: Trace, spans: Sequence[Span]) -> None:
        """Queue the spans of a trace; those that find no room are dropped and counted. Never waits."""
        room = MOST_WAITING - len(self._waiting)
        self.dropped += max(0, len(spans) - room)
        self._waiting.extend((trace, one) for one in spans[: max(0, room)])
        if len(self._waiting) >= BATCH:
            self._wake.set()

    def close(self, within_s: float = CLOSE_S) -> None:
        """Export what is left, as far as that takes no longer than `within_s`."""
        self._closing = True
        self._wake.set()
        self._thread.join(within_s)

    def _run(self) -> None:
        while not self._closing:
            self._wake.wait(EVERY_S)
            self._wake.clear()
            self._drain(None)
        self._drain(self._clock() + CLOSE_S - EXPORT_S)
        self._exporter.shutdown()

    def _drain(self, until: float | None) -> None:
        while self._waiting:
            batch = [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]
            if until is not None and self._clock() > until:
                self.dropped += len(batch)
                continue
            self._export([_readable(trace, span, self._resource) for trace, span in batch])

    def _export(self, spans: list[ReadableSpan]) -> None:
        try:
            well = self._exporter.export(spans) is SpanExportResult.SUCCESS
        except Exception:  # an exporter's fault is never ours
            well = False
        if well:
            self.exported += len(spans)
        else:
            self.failed += len(spans)


def open_queue(kind: str, endpoint: str | None, headers: str | None, resource: Resource) -> SpanQueue | None:
    """The queue that `kind` (otlp, console, none) asks for; None where nobody collects."""
    if kind == "console":
        return SpanQueue(ConsoleSpanExporter(out=sys.stderr, formatter=_one_line), resource)
    if kind != "otlp" or endpoint is None:
        return None
    # Imported where it is used: it brings `requests` and protobuf along.
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    exporter = OTLPSpanExporter(signal_url(endpoint, "traces"), headers=parsed_headers(headers), timeout=EXPORT_S)
    return SpanQueue(exporter, resource)


def signal_url(endpoint: str, signal: str) -> str:
    """Where a signal goes below the one endpoint for all of them."""
    return f"{endpoint.rstrip('/')}/v1/{signal}"


def parsed_headers(headers: str | None) -> dict[str, str]:
    """`name=value,…`, percent-encoded, as OTEL_EXPORTER_OTLP_HEADERS has it."""
    pairs = (pair.partition("=") for pair in (headers or "").split(","))
    return {unquote(name).strip().lower(): unquote(value).strip() for name, _, value in pairs if name.strip()}


def _readable(trace: Trace, span: Span, resource: Resource) -> ReadableSpan:
    context = SpanContext(trace.id, span.id, is_remote=False, trace_flags=_SAMPLED)
    parent = None
    if span.parent is not None:
        remote = span.kind == "server"
        parent = SpanContext(trace.id, span.parent, is_remote=remote, trace_flags=_SAMPLED)
    attributes = span.attributes
    status = Status(StatusCode.UNSET)
    if span.error is not None:
        attributes = {**attributes, names.ERROR_TYPE: span.error}
        status = Status(StatusCode.ERROR)
    return ReadableSpan(
        span.name,
        context,
        parent,
        resource,
        attributes,
        kind=_KINDS[span.kind],
        status=status,
        start_time=span.began_ns,
        end_time=span.ended_ns or time.time_ns(),
        instrumentation_scope=_SCOPE,
    )


def _one_line(span: ReadableSpan) -> str:
    return str(span.to_json(indent=None)) + "\n"
