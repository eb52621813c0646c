"""What a trace holds when its words are asked for, what vendors are told then, and what `explain` makes of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.world import plain_http
from tests.world.traced import House, chats, traced_house


@pytest.fixture(scope="module")
def whole() -> Iterator[House]:
    with traced_house(OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT="true", TRACE_VENDORS="1") as house:
        yield house


@pytest.fixture
def house(whole: House) -> House:
    whole.mend()
    return whole


def test_content_is_opt_in_and_masked(house: House) -> None:
    """Asked for, the call's words are there in the conventions' shape, without the phone number; unasked they are not."""
    _, spans = house.traced()
    [chat] = chats(spans)
    [asked] = json.loads(chat.attributes["gen_ai.input.messages"])
    [answered] = json.loads(chat.attributes["gen_ai.output.messages"])
    assert asked["role"] == "user"
    assert "신림역" in asked["parts"][0]["content"]
    assert "6789" not in json.dumps([asked, answered], ensure_ascii=False)
    assert (answered["role"], answered["finish_reason"]) == ("assistant", "stop")
    recent = plain_http.get(f"{house.service.admin_url}/requests").json()["requests"][0]
    way = plain_http.get(f"{house.service.admin_url}/requests/{recent}").text
    assert "신림역" not in way


def test_escapes_hide_nothing(house: House) -> None:
    """S20: a model that writes its JSON with escapes is masked like one that does not."""
    said = {"listings": [{"deals": [{"deposit": "공일공-1234-5678\n010-2222\t3333 끝"}]}]}
    house.vendors.content = json.dumps(said, ensure_ascii=True)
    _, spans = house.traced()
    house.vendors.content = None
    for chat in chats(spans):
        [answered] = json.loads(chat.attributes["gen_ai.output.messages"])
        content = answered["parts"][0]["content"]
        assert content.endswith('[PHONE_1]\n[PHONE_2] 끝"}]}]}'), content


def test_vendors_are_told_when_asked_for(house: House) -> None:
    """TRACE_VENDORS: the call carries our trace on, with the chat span as parent."""
    house.vendors.forget()
    _, spans = house.traced()
    [chat] = chats(spans)
    [seen] = house.vendors.seen
    headers: dict[str, Any] = {name.lower(): value for name, value in seen.headers.items()}
    assert headers["traceparent"] == f"00-{chat.trace_id}-{chat.span_id}-01"


Explain = Callable[[str], dict[str, Any]]


@pytest.fixture
def explain(house: House) -> Explain:
    return lambda request_id: plain_http.get(f"{house.service.admin_url}/requests/{request_id}").json()


def test_explain_shows_one_request_s_way(house: House, explain: Explain) -> None:
    """Versions, key digest, attempts with times and outcome, grounding, cost; and no words of the text."""
    house.vendors.set("first", "s-500")
    meta = house.ask().json()["meta"]
    way = explain(meta["request_id"])
    assert [(one["provider"], one["outcome"]) for one in way["attempts"]] == [
        ("openai", "unreachable"),
        ("gemini", "answered"),
    ]
    assert all(one["ms"] >= 0 and one["deadline_left_s"] > 0 for one in way["attempts"])
    assert way["cost_usd"] == meta["cost_usd"]
    assert (way["version"], way["status"], way["repairs"]) == (meta["version"], 200, 0)
    assert len(way["key"]) == 16
    assert "exact" in way["evidence"] or "normalized" in way["evidence"] or way["evidence"] == {"dropped": 0}
    assert "신림" not in json.dumps(way, ensure_ascii=False)


def test_debug_for_whoever_runs_it(house: House) -> None:
    """On loopback without a clients file ?debug=1 puts the same beside the answer; without it nothing is added."""
    shown = house.ask("/parse/real-estate?debug=1").json()
    assert [one["outcome"] for one in shown["debug"]["attempts"]] == ["answered"]
    assert shown["debug"]["trace_id"] == shown["meta"]["trace_id"]
    assert "debug" not in house.ask().json()
    assert "debug" not in house.ask("/parse/real-estate?xdebug=1").json()
