"""Numbers that are looked at when somebody asks: what is open, how full, how late. Nothing is kept for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from opentelemetry.metrics import CallbackOptions, Meter, Observation

Reading = tuple[float, Mapping[str, str]]
Look = Callable[[], Iterable[Reading]]


@dataclass(frozen=True, slots=True)
class Gauge:
    """One number with its labels. `grows`: it only ever grows, as a counter does."""

    name: str
    about: str
    look: Look
    unit: str = "1"
    grows: bool = False


def observe(meter: Meter, gauges: Iterable[Gauge]) -> None:
    """Make them visible."""
    for gauge in gauges:
        make = meter.create_observable_counter if gauge.grows else meter.create_observable_gauge
        make(gauge.name, [_callback(gauge.look)], unit=gauge.unit, description=gauge.about)


def one_hot(value: str, among: Iterable[str], labels: Mapping[str, str], name: str = "state") -> Iterable[Reading]:
    """A state as one series per possible state, 1 for the one that holds: alerts can be written on it."""
    return [(1.0 if word == value else 0.0, {**labels, name: word}) for word in among]


def _callback(look: Look) -> Callable[[CallbackOptions], Iterable[Observation]]:
    def read(options: CallbackOptions) -> Iterable[Observation]:
        return [Observation(value, dict[str, Any](labels)) for value, labels in look()]

    return read
