"""What runs beside the attempt that answers is in the request's trace too: a hedge and its loser, a shadow version."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.http.test_shadow import with_versions
from tests.world.collector import Seen
from tests.world.traced import House, chats, check_tree, named, traced_house


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    root = with_versions(tmp_path_factory.mktemp("beside"), "{stable: v1, shadow: v2}")
    hedged(root / "parse/real-estate/task.yaml")
    with traced_house(PROMPTS_DIR=str(root), OTEL_TRACES_SAMPLER_ARG="0") as house:
        yield house


def hedged(spec: Path) -> None:
    spec.write_text(spec.read_text("utf-8").replace("hedge: on_stall", "hedge: always"), "utf-8")


def whole(house: House, reply: httpx2.Response, calls: int) -> list[Seen]:
    """The trace of a reply once so many calls are in it: what runs beside comes after its request."""
    trace_id = reply.headers["x-trace-id"]
    house.collector.wait(lambda spans: len(chats([one for one in spans if one.trace_id == trace_id])) >= calls)
    time.sleep(1.2)  # whatever else there were would have come by now
    spans = [one for one in house.collector.spans if one.trace_id == trace_id]
    check_tree(spans)
    return spans


def test_a_shadow_is_a_branch_of_its_own(house: House) -> None:
    """The shadow's call is in the trace of the request that it shadows, under a span of that name, with its version."""
    house.mend()
    reply = house.ask()
    spans = whole(house, reply, 2)
    [task], [shadow] = named(spans, "task parse/real-estate"), named(spans, "shadow")
    below = {one.parent: one for one in named(spans, "attempt")}
    assert below.keys() == {task.span_id, shadow.span_id}
    assert shadow.parent == task.span_id
    versions = {chat.parent: chat.attributes["gen_ai.prompt.version"] for chat in chats(spans)}
    assert versions == {below[task.span_id].span_id: "v1", below[shadow.span_id].span_id: "v2"}


def test_a_hedge_and_its_loser_are_seen(house: House) -> None:
    """The late call is there, cancelled and lost, and the hedge that answered; the money is the hedge's."""
    house.mend()
    for _ in range(25):
        house.ask()
    house.vendors.set("first", "ok-2500")
    reply = next(one for one in (house.ask() for _ in range(8)) if one.json()["meta"]["provider"] == "gemini")
    house.vendors.set("first", "ok-0")
    spans = whole(house, reply, 2)
    [task] = named(spans, "task parse/real-estate")
    late, hedge = sorted(
        (one for one in named(spans, "attempt") if one.parent == task.span_id), key=lambda one: one.began_ns
    )
    calls = {chat.parent: chat for chat in chats(spans)}
    assert [one.attributes["chaeum.attempt.kind"] for one in (late, hedge)] == ["first", "hedge"]
    assert [one.attributes["chaeum.attempt.outcome"] for one in (late, hedge)] == ["lost", "answered"]
    assert (calls[late.span_id].error, calls[late.span_id].attributes["error.type"]) == (True, "cancelled")
    assert calls[hedge.span_id].attributes["chaeum.cost_usd"] == reply.json()["meta"]["cost_usd"]
