"""Every number that the service can show, each with a value: what dashboards and alerts may be written on."""

from __future__ import annotations

from datetime import date

from app.http import numbers
from app.http.admission import Gate
from app.http.numbers import ClosedNames
from app.main import open_catalog
from app.routing.observer import AttemptRecord, LaneKey
from app.routing.router import Router
from app.settings import Settings, read_settings
from app.shared_state import open_shared_state
from app.tasks.catalog import Catalog
from app.telemetry import names
from app.telemetry.metrics import Ended
from app.telemetry.observatory import Observatory, open_observatory
from app.telemetry.trace import Span, Trace
from prometheus_client.parser import text_string_to_metric_families

TODAY, END = date(2026, 1, 1), date(2026, 1, 31)
FACTS = {
    "quota": "granted",
    "quota_mode": "memory",
    "answered_by": ("rules", "rules"),
    "degraded": True,
    "version": "v1",
    "evidence": {"exact": 3, "normalized": 1, "fuzzy": 1, "inferred": 1, "dropped": 1},
    "warnings": ["ambiguous"],
}


def settings(**given: str) -> Settings:
    return read_settings({}, redis_url="redis://127.0.0.1:1/0", cache_secret="x", **given)


def observed(catalog: Catalog | None = None) -> tuple[Observatory, Catalog]:
    """An observatory over the shipped tasks in which everything has happened once; nothing is connected."""
    given = settings(otel_traces_exporter="console")
    catalog = catalog or open_catalog(given)
    observatory = open_observatory(given, ClosedNames(catalog), "0")
    router = Router(observer=observatory.watch)
    observatory.add(numbers.of(catalog, router, Gate(), open_shared_state(given), lambda: TODAY, lambda model: END))
    for task in catalog.every.values():
        for model in task.spec.models:
            if model.provider != "rules":
                router.lanes.of(task, model)
            happen(observatory, task.name, model.provider, model.model)
    return observatory, catalog


def happen(observatory: Observatory, task: str, provider: str, model: str, word: str = "garbled") -> None:
    """One request with everything that is counted."""
    watch, key = observatory.watch, LaneKey(provider, None, model)
    metrics = watch.metrics
    for kind, outcome in (("first", word), ("repair", "answered"), ("next", "answered")):
        watch.on_attempt(task, AttemptRecord(key, kind, outcome, "C11", 0.1, 1.0))  # type: ignore[arg-type]
    metrics.breaker_changed(provider, model, "open")
    metrics.alert(provider, model, "C6")
    for outcome in ("ok", "degraded", "internal", "no-provider-left", "output-rejected", "overloaded"):
        metrics.request(Ended(task, outcome, "miss", 0.2, 0.1, FACTS))
    metrics.answered(task, FACTS)
    metrics.request(Ended(task, "ok", "hit", 0.001, None, {}))
    metrics.echoed(task)
    metrics.feedback(task, "v1", provider, [("kind", verdict, 1) for verdict in ("changed", "cleared", "added")])
    metrics.feedback(task, "v1", provider, [("kind", "accepted", 1)])
    trace = Trace()
    for error, cost in ((None, 0.001), (None, None), (word, None)):
        said = {names.VENDOR: provider, names.REQUEST_MODEL: model, names.PROMPT_NAME: task, names.DRIFTED: True}
        tokens = dict.fromkeys((names.INPUT_TOKENS, names.OUTPUT_TOKENS, names.CACHED_TOKENS), 7)
        one = Span(trace, "chat", None, "client", {**said, **tokens, names.REASONING_TOKENS: 3})
        one.set(names.COST_USD, cost)
        one.error = error
        one.ended_ns = one.began_ns + 1
        metrics.called(one)


def series(observatory: Observatory) -> dict[str, list[dict[str, str]]]:
    """Sample name → its label sets, from the exposition itself."""
    found: dict[str, list[dict[str, str]]] = {}
    for family in text_string_to_metric_families(observatory.exposition().decode()):
        for sample in family.samples:
            found.setdefault(sample.name, []).append(sample.labels)
    return found
