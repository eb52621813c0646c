"""Numbers counted by hand are what the SDK's own instruments would have shown."""

from __future__ import annotations

import random
from typing import Any

from app.telemetry.tally import ExposedReader, PushingReader, Tallied, TalliedCounter
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import MetricExporter, MetricExportResult, MetricsData
from prometheus_client import CollectorRegistry, generate_latest

BOUNDS = (0.001, 0.01, 0.1, 1.0)


def shown(tallied: bool) -> str:
    """The exposition of the same values, by hand or by the SDK."""
    registry, ours, rng = CollectorRegistry(), Tallied(), random.Random(3)
    provider = MeterProvider([ExposedReader(ours, scope_info_enabled=False, registry=registry)])
    meter = provider.get_meter("test")
    if tallied:
        histogram: Any = ours.histogram("took", "s", "Seconds.", BOUNDS)
        counter: Any = TalliedCounter(meter, "asked", "Questions.")
    else:
        histogram = meter.create_histogram("took", "s", "Seconds.", explicit_bucket_boundaries_advisory=list(BOUNDS))
        counter = meter.create_counter("asked", description="Questions.")
    meter.create_counter("other").add(1)
    said = tuple if tallied else dict
    for n in range(200):
        value = [*BOUNDS, rng.random(), rng.random() * 5][n % 6]
        histogram.record(value, said([("task", f"t{n % 3}"), ("cache", "hit")]))
        counter.add(1, said([("task", f"t{n % 3}")]))
    text = generate_latest(registry).decode()
    provider.shutdown()
    return "\n".join(sorted(line for line in text.splitlines() if "created" not in line))


def test_prometheus_sees_no_difference() -> None:
    """Names, units, labels, buckets, sums: to the letter."""
    assert shown(tallied=True) == shown(tallied=False)
    assert 'took_seconds_bucket{cache="hit",le="0.01",task="t0"}' in shown(tallied=True)


class Collected(MetricExporter):
    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def export(self, metrics_data: MetricsData, timeout_millis: float = 10_000, **kwargs: Any) -> MetricExportResult:
        for resource in metrics_data.resource_metrics:
            for scope in resource.scope_metrics:
                self.names += [metric.name for metric in scope.metrics]
        return MetricExportResult.SUCCESS

    def force_flush(self, timeout_millis: float = 10_000) -> bool:
        return True

    def shutdown(self, timeout_millis: float = 30_000, **kwargs: Any) -> None:
        return None


def test_they_are_pushed_with_the_others() -> None:
    """OTLP gets them in the same export."""
    exporter, tallied = Collected(), Tallied()
    provider = MeterProvider([PushingReader(tallied, exporter)], shutdown_on_exit=False)
    provider.get_meter("test").create_counter("other").add(1)
    histogram = tallied.histogram("took", "s", "Seconds.", BOUNDS)
    tallied.histogram("never", "s", "Seconds.", BOUNDS)
    histogram.record(0.5, (("task", "x"),))
    provider.force_flush()
    assert exporter.names == ["other", "took"]
    provider.shutdown()
