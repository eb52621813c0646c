"""A vendor's fault is never the client's failure: a whole service, two vendors made of sockets, the real SDKs."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import httpx2
import pytest

from tests.world import plain_http
from tests.world.service import Service, running
from tests.world.upstream import Upstream

TEXT = "신림역 도보 5분 원룸 보증금 500 월세 45 관리비 5만, 문의 010-9876-1234"
NUMBERS = count()


@pytest.fixture(scope="module")
def vendors() -> Iterator[Upstream]:
    with Upstream() as upstream:
        yield upstream


@pytest.fixture(scope="module")
def service(vendors: Upstream) -> Iterator[Service]:
    env = {
        "OPENAI_API_KEY": "sk-first",
        "OPENAI_BASE_URL": vendors.url("@first"),
        "GEMINI_API_KEY": "g-second",
        "GEMINI_BASE_URL": vendors.url("@second", "gemini"),
    }
    vendors.set("first", "ok-0")
    vendors.set("second", "ok-0")
    with running(env=env) as started:
        yield started


@pytest.fixture(autouse=True)
def healthy(service: Service, vendors: Upstream) -> None:
    """Every test begins with two healthy vendors and closed breakers."""
    vendors.set("first", "ok-0")
    vendors.set("second", "ok-0")
    for provider in ("openai", "gemini"):
        plain_http.post(f"{service.admin_url}/providers/order?do=reset&provider={provider}")
    vendors.forget()


def ask(service: Service, **headers: str) -> httpx2.Response:
    """A text that no cache has seen."""
    body = {"text": f"{TEXT} 매물 {next(NUMBERS)}"}
    return plain_http.post(f"{service.url}/parse/real-estate", json=body, headers=headers, timeout=20)


def test_the_first_choice_answers(service: Service, vendors: Upstream) -> None:
    """With a key the task's first model answers, and meta says which, at what cost."""
    meta = ask(service).json()["meta"]
    assert (meta["provider"], meta["degraded"], meta["attempts"]) == ("openai", False, 1)
    assert meta["usage"]["input_tokens"] > 0
    assert meta["cost_usd"] > 0


def test_no_personal_data_leaves_the_process(service: Service, vendors: Upstream) -> None:
    """The vendor sees a placeholder; the client gets the phone back under `private`."""
    answer = ask(service).json()
    assert answer["result"]["private"]["phones"] == ["010-9876-1234"]
    sent = "".join(str(seen.body) for seen in vendors.seen)
    assert "9876" not in sent
    assert "PHONE_1" in sent


@pytest.mark.parametrize("fault", ["s-500", "s-401", "s-404", "s-429:30", "close", "html", "empty", "trunc", "nulls"])
def test_the_second_takes_over(service: Service, vendors: Upstream, fault: str) -> None:
    """Whatever the first does, the second answers; nothing of it reaches the client."""
    vendors.set("first", fault)
    reply = ask(service)
    assert reply.status_code == 200
    assert reply.json()["meta"]["provider"] == "gemini"
    assert reply.json()["meta"]["degraded"] is False


def test_both_down_the_rules_answer_at_once(service: Service, vendors: Upstream) -> None:
    """P19: always 200, flagged, and quick once the breakers know."""
    vendors.set("first", "s-500")
    vendors.set("second", "s-500")
    for _ in range(8):
        assert ask(service).status_code == 200
    replies = [ask(service) for _ in range(20)]
    assert {reply.json()["meta"]["provider"] for reply in replies} == {"rules"}
    assert all(reply.json()["meta"]["degraded"] for reply in replies)
    assert replies[0].json()["result"]["listings"][0]["deals"][0]["deposit"] == 5_000_000
    states = plain_http.get(f"{service.admin_url}/providers").json()["providers"]
    assert {one["state"] for one in states} == {"open"}


def test_both_hanging_stay_within_the_deadline(service: Service, vendors: Upstream) -> None:
    """P20: a client's own patience lowers the deadline, and the rules answer inside it."""
    vendors.set("first", "hang")
    vendors.set("second", "hang")
    began = time.monotonic()
    reply = ask(service, **{"X-Request-Timeout-Ms": "1200"})
    assert reply.status_code == 200
    assert reply.json()["meta"]["degraded"] is True
    assert time.monotonic() - began < 2.5


def test_a_client_that_leaves_cancels_the_call(service: Service, vendors: Upstream) -> None:
    """U1: the upstream connection closes soon after the client hung up."""
    vendors.set("first", "hang")
    with pytest.raises(httpx2.ReadTimeout):
        plain_http.post(f"{service.url}/parse/real-estate", json={"text": f"{TEXT} {next(NUMBERS)}"}, timeout=0.5)
    give_up = time.monotonic() + 3
    while vendors.tally("@first").gone == 0 and time.monotonic() < give_up:
        time.sleep(0.02)
    assert vendors.tally("@first").gone >= 1


def test_a_storm_of_requests_fails_none(service: Service, vendors: Upstream) -> None:
    """The first vendor flips between fine and failing; 200 requests, 0 failures."""
    vendors.set("first", "flaky")
    with ThreadPoolExecutor(3) as pool:  # below what a starved machine's gate still lets in
        replies = list(pool.map(lambda _: ask(service), range(200)))
    assert {reply.status_code for reply in replies} == {200}


def test_an_answer_that_was_no_use_is_billed_too(service: Service, vendors: Upstream) -> None:
    """The first vendor's answer breaks the schema but was paid for: the cost is that of both calls."""
    plain = ask(service).json()["meta"]
    vendors.set("first", "wrongschema")
    both = ask(service).json()["meta"]
    assert both["provider"] == "gemini"
    vendors.set("first", "s-500")
    second_alone = ask(service).json()["meta"]
    assert both["cost_usd"] > second_alone["cost_usd"] > 0
    assert plain["cost_usd"] > 0
