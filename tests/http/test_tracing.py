"""Traces as a real collector gets them: one tree per request, every attempt in it, by the published names."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import opentelemetry.semconv._incubating.attributes.gen_ai_attributes as packaged
import pytest
from opentelemetry.semconv.attributes import error_attributes, http_attributes, url_attributes

from tests.conftest import ROOT
from tests.world import plain_http
from tests.world.collector import Seen, collecting
from tests.world.service import running
from tests.world.traced import NUMBERS, House, chats, check_tree, named, traced_house

CONVENTIONS = json.loads((ROOT / "tests" / "tables" / "genai_conventions.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def whole() -> Iterator[House]:
    with traced_house(OTEL_EXPORTER_OTLP_HEADERS="x-tenant=chaeum%20test", OTEL_TRACES_SAMPLER_ARG="0") as house:
        yield house


@pytest.fixture
def house(whole: House) -> House:
    whole.mend()
    return whole


def test_one_request_is_one_tree(house: House) -> None:
    """server span → task → cache and attempt → chat, and the caller is told the trace's id."""
    reply, spans = house.traced()
    check_tree(spans)
    [server], [task], [chat] = (
        [one for one in spans if one.kind == "server"],
        named(spans, "task parse/real-estate"),
        chats(spans),
    )
    [attempt] = named(spans, "attempt")
    assert server.name == "POST /parse/real-estate"
    assert (task.parent, attempt.parent, chat.parent) == (server.span_id, task.span_id, attempt.span_id)
    assert [one.parent for one in named(spans, "cache")] == [task.span_id]
    assert reply.json()["meta"]["trace_id"] == reply.headers["x-trace-id"] == server.trace_id
    assert reply.headers["traceresponse"] == f"00-{server.trace_id}-{server.span_id}-01"
    assert server.resource["service.name"] == "chaeum"
    assert house.collector.headers[0]["x-tenant"] == "chaeum test"


def test_a_call_says_everything_by_the_published_names(house: House) -> None:
    """Attribute by attribute: name, type and value as the GenAI conventions want them, and our own beside them."""
    reply, spans = house.traced()
    meta, [chat] = reply.json()["meta"], chats(spans)
    said = chat.attributes
    usage = meta["usage"]
    expected = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": meta["model"],
        "gen_ai.request.max_tokens": said["gen_ai.request.max_tokens"],
        "gen_ai.request.reasoning.level": "none",
        "gen_ai.output.type": "json",
        "gen_ai.prompt.name": "parse/real-estate",
        "gen_ai.prompt.version": meta["version"],
        "gen_ai.response.model": meta["model"],
        "gen_ai.response.id": "resp_1",
        "gen_ai.response.finish_reasons": ["stop"],
        "gen_ai.usage.input_tokens": usage["input_tokens"],
        "gen_ai.usage.output_tokens": usage["output_tokens"],
        "gen_ai.usage.cache_read.input_tokens": usage["cached_tokens"],
        "gen_ai.usage.cache_write.input_tokens": 0,
        "gen_ai.usage.reasoning.output_tokens": usage["reasoning_tokens"],
        "server.address": "127.0.0.1",
        "server.port": int(house.vendors.url("").split(":")[2].partition("/")[0]),
        "chaeum.cost_usd": meta["cost_usd"],
        "chaeum.attempt.kind": "first",
        "chaeum.breaker.state": "closed",
        "chaeum.provider": "openai",
        "chaeum.deadline.left_s": said["chaeum.deadline.left_s"],
        "chaeum.task.digest": said["chaeum.task.digest"],
    }
    assert said == expected
    assert chat.name == f"chat {meta['model']}"
    assert 0 < said["chaeum.deadline.left_s"] <= 15
    assert not chat.error


def test_every_name_is_published(house: House) -> None:
    """Each gen_ai and http attribute that leaves is in the published list, with its type."""
    house.vendors.set("first", "s-500")
    _, failed = house.traced()
    _, well = house.traced()
    types = {"str": str, "int": int, "list": list}
    for span in [*failed, *well]:
        known = CONVENTIONS["attributes"] | CONVENTIONS["http"]
        for name, value in span.attributes.items():
            if not name.startswith("chaeum."):
                assert isinstance(value, types[known[name]]), (name, value)
        if span.kind == "client":
            assert set(CONVENTIONS["required"]) <= span.attributes.keys()


def test_the_list_is_the_packaged_one_and_what_is_newer() -> None:
    """Our list of names is OpenTelemetry's own package's, but for three names that are newer and say so."""
    theirs = {value for name, value in vars(packaged).items() if name.startswith("GEN_AI_") and isinstance(value, str)}
    ours = {name for name in CONVENTIONS["attributes"] if name.startswith("gen_ai.")}
    assert ours - theirs == set(CONVENTIONS["newer than the packaged list"])
    stable = {
        value
        for module in (error_attributes, http_attributes, url_attributes)
        for value in vars(module).values()
        if isinstance(value, str)
    }
    assert CONVENTIONS["http"].keys() <= stable


def test_the_server_span_by_the_http_conventions(house: House) -> None:
    """Method, route, status, and the path only because it is a route."""
    _, spans = house.traced(**{"X-Request-Id": "from-the-form-1"})
    [server] = [one for one in spans if one.kind == "server"]
    assert server.attributes == {
        "http.request.method": "POST",
        "http.route": "/parse/real-estate",
        "url.path": "/parse/real-estate",
        "url.scheme": "http",
        "http.response.status_code": 200,
        "chaeum.request.id": "from-the-form-1",
        "chaeum.cache": "miss",
        "chaeum.degraded": False,
    }


OUTCOMES = [
    ("s-500", "unreachable", "C3"),
    ("s-429:1", "throttled", "C4"),
    ("s-401", "misconfigured", "C6"),
    ("close", "unreachable", "C1"),
    ("html", "garbled", "C11"),
]


@pytest.mark.parametrize("behaviour, outcome, row", OUTCOMES)
def test_a_failed_attempt_is_a_span_of_its_own(house: House, behaviour: str, outcome: str, row: str) -> None:
    """The vendor that failed and the one that answered are both there, with their outcomes."""
    house.vendors.set("first", behaviour)
    reply, spans = house.traced()
    check_tree(spans)
    first, second = chats(spans)[0], chats(spans)[-1]
    assert reply.json()["meta"]["provider"] == "gemini"
    assert (first.error, first.attributes["error.type"]) == (True, outcome)
    assert (second.error, second.attributes["gen_ai.provider.name"]) == (False, "gcp.gemini")
    assert second.attributes["chaeum.attempt.kind"] == "next"
    ends = {one.attributes["chaeum.attempt.outcome"] for one in named(spans, "attempt")}
    assert ends == {outcome, "answered"}
    assert row in {one.attributes["chaeum.attempt.row"] for one in named(spans, "attempt")}


def test_a_repair_is_an_attempt(house: House) -> None:
    """An unusable answer and its repair are two calls of the same model in one trace; both cost money."""
    house.vendors.set("first", "wrongschema")
    _, spans = house.traced()
    first, repair = chats(spans)[:2]
    assert [first.attributes["chaeum.attempt.kind"], repair.attributes["chaeum.attempt.kind"]] == ["first", "repair"]
    assert first.attributes["gen_ai.request.model"] == repair.attributes["gen_ai.request.model"]
    assert first.attributes["chaeum.cost_usd"] > 0
    outcomes = [one.attributes["chaeum.attempt.outcome"] for one in named(spans, "attempt")]
    assert outcomes.count("garbled") >= 1
    assert not first.error, "the vendor answered; that the answer was unusable is the attempt's error"


def test_a_timeout_says_so(house: House) -> None:
    """A vendor that never answers: the call ends as a timeout, the attempt as too slow."""
    house.vendors.set("first", "hang")
    _, spans = house.traced(**{"X-Request-Timeout-Ms": "1500"})
    [first] = [one for one in chats(spans) if one.attributes["gen_ai.provider.name"] == "openai"]
    assert first.attributes["error.type"] == "timeout"
    assert {one.attributes["chaeum.attempt.outcome"] for one in named(spans, "attempt")} == {"too_slow", "answered"}


def test_a_client_that_leaves_is_seen(house: House) -> None:
    """The call that was cancelled with its request is there, cancelled, and so is the request."""
    house.vendors.set("first", "hang")
    mine = "0af7651916cd43dd8448eb211c80319c"
    with pytest.raises(httpx2.ReadTimeout):
        plain_http.post(
            f"{house.service.url}/parse/real-estate",
            json={"text": f"홍대 투룸 {next(NUMBERS)}"},
            headers={"traceparent": f"00-{mine}-b7ad6b7169203331-01"},
            timeout=0.5,
        )
    spans = house.collector.trace(mine)
    [chat], [attempt] = chats(spans), named(spans, "attempt")
    assert chat.attributes["error.type"] == "cancelled"
    assert attempt.attributes["chaeum.attempt.outcome"] == "cancelled"
    assert [one.attributes["http.response.status_code"] for one in spans if one.kind == "server"] == [499]


def test_both_vendors_down(house: House) -> None:
    """Three attempts in one tree: two vendors and the rules."""
    house.vendors.set("first", "s-503")
    house.vendors.set("second", "s-503")
    reply, spans = house.traced()
    check_tree(spans)
    ends = {one.attributes["chaeum.attempt.kind"]: one.attributes for one in named(spans, "attempt")}
    assert sorted(ends) == ["first", "next", "rules"]
    assert (ends["rules"]["chaeum.attempt.outcome"], ends["rules"]["chaeum.attempt.row"]) == ("answered", "C0")
    assert reply.json()["meta"]["degraded"]


def test_a_trace_says_why_nobody_was_asked(house: House) -> None:
    """While breakers rest no vendor is called; the degraded answer is exported all the same, and says who rested."""
    house.vendors.set("first", "s-401")
    house.vendors.set("second", "s-401")
    house.ask()
    reply, spans = house.traced()
    assert reply.json()["meta"]["degraded"]
    assert not chats(spans)
    [task] = named(spans, "task parse/real-estate")
    assert [one.partition(": ")[::2] for one in task.attributes["chaeum.passed_over"]] == [
        ("openai:gpt-5.4-mini-2026-03-17", "breaker open"),
        ("gemini:gemini-3.5-flash-lite", "breaker open"),
    ]


def test_a_probe_is_in_the_trace_of_the_request_that_caused_it(house: House) -> None:
    """A half open vendor is probed in the background: the span comes after its request's, with its parents."""
    house.vendors.set("first", "s-500")
    for _ in range(5):
        house.ask()
    house.vendors.set("first", "ok-100")

    def probed() -> list[Seen]:
        return [one for one in house.collector.spans if one.attributes.get("chaeum.attempt.kind") == "probe"]

    give_up = time.monotonic() + 12
    while not any(one.kind == "client" for one in probed()):
        assert time.monotonic() < give_up
        house.ask()
        time.sleep(0.2)
    [probe, *_] = [one for one in probed() if one.kind == "client"]
    spans = house.collector.trace(probe.trace_id)
    check_tree(spans)
    assert probe.attributes["chaeum.breaker.state"] == "half_open"


def test_a_caller_s_trace_goes_on(house: House) -> None:
    """traceparent in: the same trace id, their span as our parent; nothing of it goes to a vendor."""
    parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    reply, spans = house.traced(traceparent=parent)
    [server] = [one for one in spans if one.kind == "server"]
    assert (server.trace_id, server.parent) == ("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7")
    assert reply.json()["meta"]["trace_id"] == server.trace_id
    assert not [seen for seen in house.vendors.seen if "traceparent" in {name.lower() for name in seen.headers}]


BROKEN = [
    "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
    "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
    "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
    "00-4bf92f3577b34da6a3ce929d0e0e4736",
    "x" * 10_000,
    "",
]


@pytest.mark.parametrize("header", BROKEN, ids=lambda header: header[:60] or "empty")
def test_a_broken_context_counts_as_none(house: House, header: str) -> None:
    """S22: what is not a well-formed traceparent starts a trace of our own."""
    reply = house.ask(traceparent=header)
    assert reply.status_code == 200
    assert "4bf92f3577b34da6a3ce929d0e0e4736" not in reply.headers["x-trace-id"].lower()


@pytest.mark.parametrize("state", ["", "x=(((,,,", "a=b," * 200, "congo=t61rcWkgMzE"])
def test_tracestate_is_nobody_s_business(house: House, state: str) -> None:
    """Well-formed or not, it changes nothing, goes nowhere and is not kept; the trace goes on by its traceparent."""
    mine = f"{next(NUMBERS) + 1:032x}"
    reply, spans = house.traced(traceparent=f"00-{mine}-00f067aa0ba902b7-01", tracestate=state)
    assert reply.json()["meta"]["trace_id"] == mine
    assert "tracestate" not in reply.headers
    assert not [seen for seen in house.vendors.seen if "tracestate" in {name.lower() for name in seen.headers}]
    assert not [one for one in spans if state and state[:20] in str(one.attributes)]


REFUSED = [
    ("POST", "/parse/real-estate", 415, {}),
    ("POST", "/parse/real-estate", 422, {"json": {"txt": 1}}),
    ("POST", "/parse/real-estate", 413, {"content": b"x" * 200_000}),
    ("POST", "/parse/unheard", 404, {"json": {}}),
    ("GET", "/parse/real-estate", 405, {}),
]


@pytest.mark.parametrize("method, path, status, given", REFUSED, ids=[str(case[2]) for case in REFUSED])
def test_errors_carry_the_trace_too(house: House, method: str, path: str, status: int, given: dict[str, Any]) -> None:
    """Whoever is refused can quote the trace: both headers are there, on the caller's own trace."""
    mine = f"{next(NUMBERS) + 1:032x}"
    headers = {"traceparent": f"00-{mine}-00f067aa0ba902b7-00"}
    reply = plain_http.request(method, house.service.url + path, headers=headers, **given)
    assert reply.status_code == status
    assert reply.headers["x-trace-id"] == mine
    assert reply.headers["traceresponse"].startswith(f"00-{mine}-")


def test_what_needs_no_vendor_is_sampled(house: House) -> None:
    """With a share of 0 a cached answer leaves no span, unless its caller's trace is sampled."""
    text = "강남역 오피스텔 월세 1000/80 문의 없음"
    house.ask(text=text)
    quiet = house.ask(text=text)
    assert quiet.json()["meta"]["cache"] == "hit"
    parent = "00-5bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    house.ask(text=text, traceparent=parent)
    spans = house.collector.trace("5bf92f3577b34da6a3ce929d0e0e4736")
    check_tree(spans)
    assert [one.attributes["chaeum.cache.found"] for one in named(spans, "cache")] == ["at hand"]
    assert not [one for one in house.collector.spans if one.trace_id == quiet.headers["x-trace-id"]]


def test_metrics_go_the_same_way(whole: House) -> None:
    """OTLP carries the numbers too, at the latest when the service stops."""
    with collecting() as collector:
        env = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url}
        with running(env=env) as service:
            plain_http.post(f"{service.url}/parse/real-estate", json={"text": "원룸 500/45"})
        assert {"chaeum.request.duration", "chaeum.attempts", "chaeum.breaker.state"} - collector.metrics == {
            "chaeum.breaker.state"
        }, "no vendor was asked, so no breaker has a state"


def test_parents_stay_intact_under_load(house: House) -> None:
    """PEERS 30: 200 requests at once, and every trace arrives whole."""
    house.vendors.set("first", "ok-20")
    ids: list[str] = []

    def one(_: int) -> str:
        return house.ask().headers["x-trace-id"]

    with ThreadPoolExecutor(16) as pool:
        ids = list(pool.map(one, range(200)))
    assert len(set(ids)) == 200
    for trace_id in ids:
        check_tree(house.collector.trace(trace_id))
