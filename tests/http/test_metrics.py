"""Numbers: what is counted, under which names, and that nobody can make a series."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import date
from itertools import count

import httpx2
import pytest
from app.http import numbers
from app.http.admission import Gate
from app.main import open_catalog
from app.routing.router import Router
from app.settings import Settings, read_settings
from app.shared_state import open_shared_state
from app.telemetry import names
from app.telemetry.gauges import Reading, one_hot
from app.telemetry.metrics import MOST_WORDS, OTHER, Words
from app.telemetry.observatory import Observatory
from app.telemetry.trace import Span, Trace
from app.telemetry.watch import covered, provider_wait_s
from prometheus_client.parser import text_string_to_metric_families

from tests.world import plain_http
from tests.world.keyvalue import serving
from tests.world.numbers import happen, observed, series, settings
from tests.world.service import Service, running
from tests.world.upstream import Upstream

NUMBERS = count()
LISTED = {
    "chaeum_request_duration_seconds_count": {"task", "outcome", "cache"},
    "chaeum_request_overhead_seconds_count": {"task"},
    "chaeum_attempts_total": {"task", "provider", "model", "kind", "outcome", "row"},
    "chaeum_breaker_state": {"provider", "account", "model", "state"},
    "chaeum_breaker_changes_total": {"provider", "model", "to"},
    "chaeum_alerts_total": {"provider", "model", "row"},
    "chaeum_tokens_total": {"task", "provider", "model", "type"},
    "chaeum_cost_usd_total": {"task", "provider", "model"},
    "chaeum_cost_unknown_total": {"task", "provider", "model"},
    "chaeum_quota_decisions_total": {"decision", "mode"},
    "chaeum_quota_mode": {"mode"},
    "chaeum_requests_in_flight": set(),
    "chaeum_requests_in_flight_limit": set(),
    "chaeum_requests_shed_total": set(),
    "chaeum_event_loop_lag_seconds": set(),
    "chaeum_provider_in_flight": {"provider", "account", "model"},
    "chaeum_cache_flights": set(),
    "chaeum_quota_evictions_total": set(),
    "chaeum_redis_up": set(),
    "chaeum_redis_round_trip_seconds": set(),
    "chaeum_answers_total": {"task", "version", "provider", "model", "degraded"},
    "chaeum_values_total": {"task", "match"},
    "chaeum_warnings_total": {"task", "code"},
    "chaeum_example_echoes_total": {"task"},
    "chaeum_feedback_fields_total": {"task", "version", "provider", "field", "verdict"},
    "chaeum_feedback_forms_total": {"task", "version", "provider", "outcome"},
    "chaeum_model_drifts_total": {"task", "provider", "model"},
    "chaeum_model_retirement_days": {"provider", "model"},
    "chaeum_task_enabled": {"task"},
    "chaeum_spans_total": {"end"},
    "gen_ai_client_operation_duration_seconds_count": {
        "gen_ai_operation_name",
        "gen_ai_provider_name",
        "gen_ai_request_model",
    },
    "gen_ai_client_token_usage_count": {
        "gen_ai_operation_name",
        "gen_ai_provider_name",
        "gen_ai_request_model",
        "gen_ai_token_type",
    },
}


@pytest.fixture
def seen() -> Iterator[Observatory]:
    observatory, _ = observed()
    yield observatory
    observatory.close()


def test_the_whole_list_is_there(seen: Observatory) -> None:
    """Every number of the list, with exactly its labels; the only other ones are of the process."""
    found = series(seen)
    for name, labels in LISTED.items():
        assert name in found, name
        for given in found[name]:
            assert given.keys() - {"error_type"} == labels, name
    ours = {name for name in found if not name.startswith(("process_", "target_", "python_"))}
    bases = {name.removesuffix("_count").removesuffix("_total") for name in LISTED}
    for name in ours:
        base = name.removesuffix("_bucket").removesuffix("_sum").removesuffix("_count").removesuffix("_total")
        assert base.removesuffix("_created") in bases, name


def test_days_to_a_model_s_end(seen: Observatory) -> None:
    """A model that is switched off on the 31st has thirty days on the 1st."""
    found = text_string_to_metric_families(seen.exposition().decode())
    [days] = [one for one in found if one.name == "chaeum_model_retirement_days"]
    assert {sample.value for sample in days.samples} == {30.0}


def test_evictions_of_counts_are_told() -> None:
    """R13: how often Redis dropped what quotas need; without a Redis there is no such number."""
    cases: list[tuple[Settings, list[Reading]]] = [(settings(), [(3.0, {})]), (read_settings({}), [])]
    for given, told in cases:
        shared = open_shared_state(given)
        if shared.pods is not None:
            shared.pods.evictions = 3
        shown = {one.name: one for one in numbers.of(open_catalog(given), Router(), Gate(), shared, date.today)}
        assert list(shown["chaeum.quota.evictions"].look()) == told


def test_nobody_can_make_a_series(seen: Observatory) -> None:
    """10,000 hostile names of tasks, models, providers, versions and errors add a handful of series at most."""
    before = sum(map(len, series(seen).values()))
    for number in range(10_000):
        word = f"x{number}"
        happen_cheaply(seen, word, number)
    after = series(seen)
    grown = sum(map(len, after.values())) - before
    assert grown < 20 * MOST_WORDS
    models = {given["model"] for labels in after.values() for given in labels if "model" in given}
    assert OTHER in models
    assert not [model for model in models if model.startswith("x")]
    assert not [given for labels in after.values() for given in labels if given.get("task", "").startswith("x")]


def happen_cheaply(seen: Observatory, word: str, number: int) -> None:
    if number < 50:
        happen(seen, f"{word}/{secrets.token_hex(4)}", word, word, word)
    else:
        seen.watch.metrics.attempt(word, word, word, "first", word, word)


def test_words_are_capped() -> None:
    """A vocabulary tells so many words apart, refuses what is no word, and then says other."""
    words = Words()
    assert [words(f"w{number}") for number in range(MOST_WORDS)] == [f"w{number}" for number in range(MOST_WORDS)]
    assert words("one-more") == OTHER
    assert words("w3") == "w3"
    assert Words()("서울시 강남구 010-1234") == OTHER
    assert Words()("x" * 61) == OTHER


def test_a_state_has_one_series_per_possible_state() -> None:
    """Alerts can be written on `state="open"` without knowing what else there is."""
    assert [value for value, _ in one_hot("b", ("a", "b", "c"), {})] == [0.0, 1.0, 0.0]


@pytest.mark.parametrize(
    "intervals, length",
    [([], 0), ([(0, 10)], 10), ([(0, 10), (5, 20)], 20), ([(0, 10), (20, 30)], 20), ([(0, 30), (5, 10)], 30)],
)
def test_waiting_for_two_counts_once(intervals: list[tuple[int, int]], length: int) -> None:
    """Overhead is total minus the union of the waits, so that a hedge is not subtracted twice."""
    assert covered(intervals) == length


def test_background_probes_are_nobody_s_wait() -> None:
    """A probe runs beside the request; its time is not the request's."""
    trace = Trace()
    for kind, seconds in (("first", 1), ("probe", 5)):
        one = Span(trace, "chat", None, "client", {names.ATTEMPT_KIND: kind})
        one.ended_ns = one.began_ns + seconds * 10**9
        trace.spans.append(one)
    assert provider_wait_s(trace) == pytest.approx(1)


# ---- a real service ------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def busy() -> Iterator[Service]:
    """A service that has seen good answers, cached ones, failures, bad bodies and made-up addresses."""
    with Upstream() as vendors, serving() as redis:
        env = {
            "OPENAI_API_KEY": "sk-first",
            "OPENAI_BASE_URL": vendors.url("@first"),
            "GEMINI_API_KEY": "g-second",
            "GEMINI_BASE_URL": vendors.url("ok-30", "gemini"),
            "REDIS_URL": redis.url,
            "CACHE_SECRET": "a secret of this test",
        }
        vendors.set("first", "ok-30")
        with running(env=env) as service:
            with plain_http.client(base_url=service.url, timeout=10) as http:
                exercise(http, vendors)
            yield service


def exercise(http: httpx2.Client, vendors: Upstream) -> None:
    for behaviour in ("ok-30", "s-500", "wrongschema", "wrongmodel", "s-401"):
        vendors.set("first", behaviour)
        body = {"text": f"신림역 원룸 500/45 {next(NUMBERS)}"}
        for _ in range(2):
            http.post("/parse/real-estate", json=body)
    http.post("/parse/real-estate", json={"txt": 1})
    for name in ("a/b", "parse/../etc", "x" * 200, "서울/김"):
        http.post(f"/{name}", json={"text": "x"}, headers={"X-API-Key": secrets.token_hex(8)})
        http.get(f"/{name}")


def scraped(service: Service) -> dict[str, list[tuple[dict[str, str], float]]]:
    reply = plain_http.get(f"{service.admin_url}/metrics")
    assert reply.headers["content-type"].startswith("text/plain; version=0.0.4")
    found: dict[str, list[tuple[dict[str, str], float]]] = {}
    for family in text_string_to_metric_families(reply.text):
        for sample in family.samples:
            found.setdefault(sample.name, []).append((sample.labels, sample.value))
    return found


def total(found: dict[str, list[tuple[dict[str, str], float]]], name: str, **labels: str) -> float:
    return sum(value for given, value in found.get(name, []) if labels.items() <= given.items())


def test_requests_by_outcome_and_cache(busy: Service) -> None:
    """Five answers were made and five came from the cache; the bad body has its slug."""
    found = scraped(busy)
    name = "chaeum_request_duration_seconds_count"
    assert total(found, name, task="parse/real-estate", outcome="ok", cache="miss") == 5
    assert total(found, name, task="parse/real-estate", outcome="ok", cache="hit") == 5
    assert total(found, name, task="parse/real-estate", outcome="invalid-input") == 1
    assert total(found, name, task=OTHER, outcome="unknown-task") >= 4


def test_overhead_is_without_the_vendor(busy: Service) -> None:
    """Vendors took 30 ms or more per answer, all together more than 150; none of that is overhead."""
    found = scraped(busy)
    assert total(found, "chaeum_request_overhead_seconds_count") == 5
    waited = total(found, "chaeum_request_duration_seconds_sum", cache="miss")
    assert waited - total(found, "chaeum_request_overhead_seconds_sum") >= 5 * 0.030


def test_attempts_tokens_and_money(busy: Service) -> None:
    """Outcome classes by name, a repair, tokens of every kind, and cost also for answers nobody could use."""
    found = scraped(busy)
    outcomes = {given["outcome"] for given, _ in found["chaeum_attempts_total"]}
    assert {"answered", "unreachable", "garbled", "misconfigured"} <= outcomes
    assert total(found, "chaeum_attempts_total", kind="repair") >= 1
    assert {given["type"] for given, _ in found["chaeum_tokens_total"]} == {"input", "output", "cached", "reasoning"}
    answered = total(found, "gen_ai_client_operation_duration_seconds_count") - total(
        found, "chaeum_attempts_total", outcome="unreachable"
    )
    assert answered >= 5
    assert total(found, "chaeum_cost_usd_total") > 0
    assert total(found, "chaeum_alerts_total", row="C6") == 1
    assert total(found, "chaeum_model_drifts_total") >= 1


def test_the_house_itself(busy: Service) -> None:
    """Nothing in flight, Redis here, nobody lagging, a breaker for each model, and the tasks that serve."""
    found = scraped(busy)
    assert total(found, "chaeum_requests_in_flight") == 0
    assert total(found, "chaeum_redis_up") == 1
    assert total(found, "chaeum_redis_round_trip_seconds") > 0
    assert total(found, "chaeum_quota_mode", mode="redis") == 1
    assert found["chaeum_quota_evictions_total"] == [({}, 0)]
    assert total(found, "chaeum_breaker_state", provider="openai") == 1
    assert total(found, "chaeum_breaker_state", provider="openai", state="open") == 1
    assert total(found, "chaeum_task_enabled") >= 5


def test_metrics_stay_off_the_public_port(busy: Service) -> None:
    """S24: numbers and recent requests are on the admin port only, which listens on loopback unless told otherwise."""
    for path in ("/metrics", "/requests", "/providers"):
        assert plain_http.get(busy.url + path).status_code == 404
        assert plain_http.get(busy.admin_url + path).status_code == 200


def test_the_status_page_s_figures(busy: Service) -> None:
    """status.json has the page's shape, filled: providers with state and latencies, tasks with their requests."""
    shown = plain_http.get(busy.url + "/status.json").json()
    by_name = {one["name"]: one for one in shown["providers"]}
    assert by_name["openai"]["state"] == "open"
    assert by_name["openai"]["errors"] >= 2
    assert by_name["gemini"]["p50_ms"] >= 30
    assert sum(point["requests"] for point in by_name["openai"]["recent"]) == by_name["openai"]["requests"]
    tasks = {one["name"]: one for one in shown["tasks"]}
    assert tasks["parse/real-estate"]["requests"] == 11
    assert shown["quotas"] == []
