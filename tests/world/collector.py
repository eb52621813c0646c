"""An OpenTelemetry collector: a real OTLP/HTTP receiver that decodes what arrives, or misbehaves on request."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal

from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

KINDS = {1: "internal", 2: "server", 3: "client"}
Behaviour = Literal["ok", "hang", "s-503"]


@dataclass(frozen=True)
class Seen:
    """One span as it arrived; ids in hex, `parent` empty for a root, `error` whether its status says so."""

    trace_id: str
    span_id: str
    parent: str
    name: str
    kind: str
    began_ns: int
    ended_ns: int
    attributes: dict[str, Any]
    error: bool
    resource: dict[str, Any]


@dataclass
class Collector:
    """What was received so far. `bodies` are the raw bytes of every request."""

    url: str = ""
    behaviour: Behaviour = "ok"
    spans: list[Seen] = field(default_factory=list)
    metrics: set[str] = field(default_factory=set)
    bodies: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)

    def wait(self, enough: Callable[[list[Seen]], bool], timeout_s: float = 8.0) -> list[Seen]:
        """The spans as soon as they are `enough`; raises AssertionError when they never are."""
        give_up = time.monotonic() + timeout_s
        while not enough(self.spans):
            assert time.monotonic() < give_up, [(one.name, one.attributes) for one in self.spans]
            time.sleep(0.02)
        return list(self.spans)

    def trace(self, trace_id: str, timeout_s: float = 8.0) -> list[Seen]:
        """All spans of a trace, once its server span is there (which leaves last)."""
        self.wait(lambda spans: any(one.trace_id == trace_id and one.kind == "server" for one in spans), timeout_s)
        return [one for one in self.spans if one.trace_id == trace_id]

    def take(self, path: str, body: bytes) -> None:
        self.bodies.append(body)
        if path == "/v1/traces":
            request = ExportTraceServiceRequest.FromString(body)
            for group in request.resource_spans:
                resource = _plain(group.resource.attributes)
                self.spans += [_seen(span, resource) for scope in group.scope_spans for span in scope.spans]
        elif path == "/v1/metrics":
            told = ExportMetricsServiceRequest.FromString(body)
            groups = [scope for resource in told.resource_metrics for scope in resource.scope_metrics]
            self.metrics.update(metric.name for group in groups for metric in group.metrics)


@contextmanager
def collecting(behaviour: Behaviour = "ok") -> Iterator[Collector]:
    """A collector for the length of a block, on a free port."""
    collector = Collector(behaviour=behaviour)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            collector.headers.append({name.lower(): value for name, value in self.headers.items()})
            if collector.behaviour == "hang":
                collector.stopping.wait(30)
            elif collector.behaviour == "ok":
                collector.take(self.path, body)
            self.send_response(503 if collector.behaviour == "s-503" else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    collector.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield collector
    finally:
        collector.stopping.set()
        server.shutdown()
        server.server_close()
        thread.join(5)


def _seen(span: Any, resource: dict[str, Any]) -> Seen:
    return Seen(
        trace_id=span.trace_id.hex(),
        span_id=span.span_id.hex(),
        parent=span.parent_span_id.hex(),
        name=span.name,
        kind=KINDS.get(span.kind, "other"),
        began_ns=span.start_time_unix_nano,
        ended_ns=span.end_time_unix_nano,
        attributes=_plain(span.attributes),
        error=span.status.code == 2,
        resource=resource,
    )


def _plain(attributes: Any) -> dict[str, Any]:
    return {one.key: _value(one.value) for one in attributes}


def _value(value: Any) -> Any:
    kind = value.WhichOneof("value")
    if kind == "array_value":
        return [_value(one) for one in value.array_value.values]
    return getattr(value, kind) if kind else None
