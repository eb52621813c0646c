"""Everything that watches, opened from the settings and closed in bounded time.

OTEL_EXPORTER_OTLP_ENDPOINT   spans and metrics go there by OTLP over HTTP
OTEL_TRACES_EXPORTER=console  spans are written to stderr
neither                       numbers for the admin port, the log, and the last requests; no span leaves
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass

from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import MetricReader
from opentelemetry.sdk.resources import Resource
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.process_collector import ProcessCollector

from app.settings import Settings
from app.telemetry import gauges
from app.telemetry.export import CLOSE_S, EXPORT_S, SpanQueue, open_queue, parsed_headers, signal_url
from app.telemetry.gauges import Gauge
from app.telemetry.metrics import Closed, Metrics
from app.telemetry.tally import ExposedReader, PushingReader, Tallied
from app.telemetry.watch import Watch

EXPOSITION_TYPE = "text/plain; version=0.0.4; charset=utf-8"
EVERY_MS = 15_000.0


@dataclass(frozen=True, slots=True)
class Observatory:
    """What is open. `watch` is told, `exposition` shows the numbers, `close` ends it."""

    watch: Watch
    registry: CollectorRegistry
    meters: MeterProvider
    queue: SpanQueue | None

    def exposition(self) -> bytes:
        """All numbers in Prometheus' text format. Runs in the admin thread."""
        return generate_latest(self.registry)

    def add(self, given: Iterable[Gauge]) -> None:
        """Also show these."""
        gauges.observe(self.meters.get_meter("chaeum"), given)

    def close(self) -> None:
        """Export what is left; at most CLOSE_S, whatever the collector does."""
        ending = threading.Thread(target=self._close_meters, name="metrics", daemon=True)
        ending.start()
        if self.queue is not None:
            self.queue.close()
        ending.join(CLOSE_S)

    def _close_meters(self) -> None:
        self.meters.shutdown(timeout_millis=CLOSE_S * 1000)


def open_observatory(settings: Settings, closed: Closed, version: str) -> Observatory:
    """Open what the settings ask for; nothing is connected to yet."""
    resource = Resource.create({"service.name": settings.otel_service_name, "service.version": version})
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    headers = settings.otel_exporter_otlp_headers
    secret = headers.get_secret_value() if headers is not None else None
    tallied = Tallied()
    readers: list[MetricReader] = [ExposedReader(tallied, scope_info_enabled=False, registry=registry)]
    if settings.otel_exporter_otlp_endpoint is not None and settings.otel_metrics_exporter == "otlp":
        readers.append(_pushing(settings.otel_exporter_otlp_endpoint, secret, tallied))
    # Its own handler at exit would wait for a dead collector once more.
    meters = MeterProvider(readers, resource, shutdown_on_exit=False)
    queue = open_queue(settings.traces_to, settings.otel_exporter_otlp_endpoint, secret, resource)
    watch = Watch(
        Metrics(meters.get_meter("chaeum"), closed, tallied),
        queue,
        share=settings.otel_traces_sampler_arg,
        log_share=settings.log_sample,
        tells_vendors=settings.trace_vendors,
    )
    observatory = Observatory(watch, registry, meters, queue)
    if queue is not None:
        observatory.add(_spans(queue))
    return observatory


def _pushing(endpoint: str, headers: str | None, tallied: Tallied) -> MetricReader:
    from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter

    exporter = OTLPMetricExporter(signal_url(endpoint, "metrics"), headers=parsed_headers(headers), timeout=EXPORT_S)
    return PushingReader(tallied, exporter, export_interval_millis=EVERY_MS, export_timeout_millis=EXPORT_S * 1000)


def _spans(queue: SpanQueue) -> list[Gauge]:
    def look() -> list[gauges.Reading]:
        ends = {"exported": queue.exported, "failed": queue.failed, "dropped": queue.dropped}
        return [(float(number), {"end": end}) for end, number in ends.items()]

    return [Gauge("chaeum.spans", "Spans by what became of them.", look, unit="{span}", grows=True)]
