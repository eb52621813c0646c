"""What the admin port shows of the service as it is now, and the closed sets of names that numbers may carry."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from typing import Any

from app.http.admission import Gate
from app.providers import lifecycle
from app.routing.breaker import State
from app.routing.router import Router
from app.shared_state import SharedState
from app.tasks.catalog import Catalog
from app.telemetry.gauges import Gauge, Reading, one_hot

QUOTA_MODES = ("redis", "local", "memory")


class ClosedNames:
    """Tasks and models of the catalog as it is now: nothing a caller or a vendor says becomes a label."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._of: Mapping[str, Any] | None = None
        self._models: frozenset[tuple[str, str]] = frozenset()

    @property
    def tasks(self) -> Collection[str]:
        return self._catalog.every.keys()

    @property
    def models(self) -> Collection[tuple[str, str]]:
        every = self._catalog.every
        if every is not self._of:  # a reload swaps the whole mapping
            self._of = every
            self._models = frozenset((m.provider, m.model) for task in every.values() for m in task.spec.models)
        return self._models


def of(
    catalog: Catalog,
    router: Router,
    gate: Gate,
    shared: SharedState,
    today: Callable[[], date],
    ends_on: Callable[[str], date | None] = lifecycle.ends_on,
) -> Iterable[Gauge]:
    """Everything that can be looked at. `ends_on` knows the day a model is switched off."""
    names = ClosedNames(catalog)
    yield Gauge("chaeum.requests.in_flight", "Requests in the house.", lambda: [(float(gate.inside), {})])
    yield Gauge("chaeum.requests.in_flight.limit", "How many may be.", lambda: [(float(gate.limit), {})])
    yield Gauge("chaeum.requests.shed", "Refused at the full gate.", lambda: [(float(gate.refused), {})], grows=True)
    yield Gauge("chaeum.event_loop.lag", "How late the loop runs.", lambda: [(gate.lag_s, {})], unit="s")
    yield Gauge("chaeum.breaker.state", "1 for the state a model's breaker is in.", lambda: _breakers(router, names))
    yield Gauge("chaeum.provider.in_flight", "Calls under way.", lambda: _in_flight(router, names))
    yield Gauge("chaeum.quota.mode", "Who counts quotas now.", lambda: one_hot(shared.mode, QUOTA_MODES, {}, "mode"))
    yield Gauge("chaeum.cache.flights", "Answers being made now.", lambda: [(float(shared.cache.flights.flying), {})])
    yield Gauge("chaeum.redis.up", "1 while Redis is here; absent without one.", lambda: _redis_up(shared))
    yield Gauge("chaeum.redis.round_trip", "Average of late.", lambda: _round_trip(shared), unit="s")
    yield Gauge(
        "chaeum.quota.evictions", "Times Redis evicted what quotas need.", lambda: _evictions(shared), grows=True
    )
    yield Gauge(
        "chaeum.model.retirement.days", "Days until a model is switched off.", lambda: _days(names, today, ends_on)
    )
    yield Gauge(
        "chaeum.task.enabled", "1 for a task that serves, 0 for one whose folder is broken.", lambda: _tasks(catalog)
    )


def _breakers(router: Router, names: ClosedNames) -> Iterable[Reading]:
    for lane in _known(router, names):
        yield from one_hot(lane["state"], State, _labels(lane))


def _in_flight(router: Router, names: ClosedNames) -> Iterable[Reading]:
    return [(float(lane["in_flight"]), _labels(lane)) for lane in _known(router, names)]


def _known(router: Router, names: ClosedNames) -> list[dict[str, Any]]:
    """Lanes of configured models; an operator may name any, and each gets a lane."""
    return [lane for lane in router.snapshot() if (lane["provider"], lane["model"]) in names.models]


def _labels(lane: Mapping[str, Any]) -> dict[str, str]:
    return {"provider": lane["provider"], "account": lane["account"] or "", "model": lane["model"]}


def _redis_up(shared: SharedState) -> Iterable[Reading]:
    return [] if shared.link is None else [(float(shared.link.here), {})]


def _round_trip(shared: SharedState) -> Iterable[Reading]:
    return [] if shared.link is None else [(shared.link.round_trip_s, {})]


def _evictions(shared: SharedState) -> Iterable[Reading]:
    return [] if shared.pods is None else [(float(shared.pods.evictions), {})]


def _days(names: ClosedNames, today: Callable[[], date], ends_on: Callable[[str], date | None]) -> Iterable[Reading]:
    for provider, model in sorted(names.models):
        end = ends_on(model)
        if end is not None:
            yield float((end - today()).days), {"provider": provider, "model": model}


def _tasks(catalog: Catalog) -> Iterable[Reading]:
    return [(0.0 if name in catalog.broken else 1.0, {"task": name}) for name in {*catalog.every, *catalog.broken}]
