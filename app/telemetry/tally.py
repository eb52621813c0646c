"""Numbers of every request, counted by hand and handed to OpenTelemetry when somebody looks.

    record, add ─▶ a few integers ┄┄ collect ┄┄▶ the SDK's own data points ─▶ Prometheus, OTLP

The SDK takes 7 microseconds of CPU for a measurement, a whole cached answer 40. Names, units, labels and boundaries are
what the SDK's own instruments would have; nobody who reads the numbers can tell.
"""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from opentelemetry.exporter.prometheus import PrometheusMetricReader
from opentelemetry.metrics import CallbackOptions, Meter, Observation
from opentelemetry.sdk.metrics.export import (
    AggregationTemporality,
    Histogram,
    HistogramDataPoint,
    Metric,
    MetricsData,
    PeriodicExportingMetricReader,
)

Labels = tuple[tuple[str, str], ...]
"""Names and values, always in the same order: they are looked up as they are."""


@dataclass(slots=True)
class _Series:
    buckets: list[int]
    sum: float = 0.0
    least: float = float("inf")
    most: float = float("-inf")


class TalliedHistogram:
    """A histogram with fixed boundaries, cumulative since `clock_ns` at its making. One thread records, others look."""

    def __init__(
        self,
        name: str,
        unit: str,
        description: str,
        bounds: Sequence[float],
        clock_ns: Callable[[], int] = time.time_ns,
    ) -> None:
        self._about = (name, description, unit)
        self._bounds = tuple(float(bound) for bound in bounds)
        self._clock_ns = clock_ns
        self._began_ns = clock_ns()
        self._series: dict[Labels, _Series] = {}

    def record(self, value: float, labels: Labels) -> None:
        """Count one value. A bucket holds what is at most its bound, as the SDK's do."""
        series = self._series.get(labels)
        if series is None:
            series = self._series[labels] = _Series([0] * (len(self._bounds) + 1))
        series.buckets[bisect_left(self._bounds, value)] += 1
        series.sum += value
        if value < series.least:
            series.least = value
        if value > series.most:
            series.most = value

    def metric(self) -> Metric:
        """Everything so far, as the SDK would say it."""
        now = self._clock_ns()
        points = [self._point(key, series, now) for key, series in list(self._series.items())]
        return Metric(*self._about, data=Histogram(points, AggregationTemporality.CUMULATIVE))

    def _point(self, key: Labels, series: _Series, now_ns: int) -> HistogramDataPoint:
        buckets = list(series.buckets)
        return HistogramDataPoint(
            attributes=dict(key),
            start_time_unix_nano=self._began_ns,
            time_unix_nano=now_ns,
            count=sum(buckets),
            sum=series.sum,
            bucket_counts=buckets,
            explicit_bounds=self._bounds,
            min=series.least,
            max=series.most,
        )


class TalliedCounter:
    """A counter that grows by hand and is observed by the SDK."""

    def __init__(self, meter: Meter, name: str, description: str) -> None:
        self._numbers: dict[Labels, int] = {}
        meter.create_observable_counter(name, [self._observed], description=description)

    def add(self, number: int, labels: Labels) -> None:
        """Count."""
        self._numbers[labels] = self._numbers.get(labels, 0) + number

    def _observed(self, options: CallbackOptions) -> Iterable[Observation]:
        return [Observation(number, dict(key)) for key, number in list(self._numbers.items())]


@dataclass(slots=True)
class Tallied:
    """The histograms of this process that stand beside the SDK's."""

    histograms: list[TalliedHistogram] = field(default_factory=list)

    def histogram(self, name: str, unit: str, about: str, bounds: Sequence[float]) -> TalliedHistogram:
        """A new one."""
        made = TalliedHistogram(name, unit, about, bounds)
        self.histograms.append(made)
        return made

    def join(self, data: MetricsData | None) -> MetricsData | None:
        """What was collected, and these with it."""
        if data is None or not data.resource_metrics or not data.resource_metrics[0].scope_metrics:
            return data
        metrics = [one.metric() for one in self.histograms]
        metrics = [one for one in metrics if one.data.data_points]
        resource, *others = data.resource_metrics
        scope, *scopes = resource.scope_metrics
        scope = replace(scope, metrics=[*scope.metrics, *metrics])
        return replace(data, resource_metrics=[replace(resource, scope_metrics=[scope, *scopes]), *others])


class ExposedReader(PrometheusMetricReader):
    """Prometheus' reader, with the tallied numbers."""

    def __init__(self, tallied: Tallied, **given: Any) -> None:
        self._tallied = tallied
        super().__init__(**given)

    def _receive_metrics(self, metrics_data: MetricsData, timeout_millis: float = 10_000, **kwargs: Any) -> None:
        joined = self._tallied.join(metrics_data)
        if joined is not None:
            super()._receive_metrics(joined, timeout_millis, **kwargs)


class PushingReader(PeriodicExportingMetricReader):
    """The reader that exports by itself, with the tallied numbers."""

    def __init__(self, tallied: Tallied, *given: Any, **named: Any) -> None:
        self._tallied = tallied
        super().__init__(*given, **named)

    def _receive_metrics(self, metrics_data: MetricsData, timeout_millis: float = 10_000, **kwargs: Any) -> None:
        joined = self._tallied.join(metrics_data)
        if joined is not None:
            super()._receive_metrics(joined, timeout_millis, **kwargs)
