"""Compatible servers: what they can really do is found out by asking, and no client waits for it."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from app.errors import BadCall, Misconfigured, ProviderError, Unreachable
from app.providers.compatible import Compatible
from app.providers.ladder import Ladder

from tests.world.folders import call
from tests.world.upstream import Upstream
from tests.world.vendors import provider, run

VIOLET = '{"k7": "violet", "n": 41}'


class Server:
    """A server that enforces so much: what it answers to a chat body."""

    def __init__(self, can: str) -> None:
        self.can = can
        self.asked: list[str] = []

    async def __call__(self, body: dict[str, Any]) -> str:
        kind = body.get("response_format", {}).get("type", "prompt")
        self.asked.append(kind)
        answers = {
            "everything": VIOLET if kind == "json_schema" else '{"hello": 1}',
            "ignores": '{"greeting": "hello"}' if kind == "json_object" else "Hello there!",
            "refuses": "Hello" if kind == "prompt" else BadCall("no response_format"),
            "nothing": "Hello there!",
            "missing": Misconfigured("no endpoint", status=404),
            "away": Unreachable("away"),
        }
        answer = answers[self.can]
        if isinstance(answer, ProviderError):
            raise answer
        return str(answer)


@pytest.mark.parametrize(
    "can,rung,questions",
    [
        ("everything", "json_schema", 1),
        ("ignores", "json_object", 2),
        ("refuses", "prompt", 2),
        ("nothing", "prompt", 2),
        ("missing", "prompt", 2),
    ],
)
def test_the_highest_rung_that_holds(can: str, rung: str, questions: int) -> None:
    """A schema that is accepted and ignored does not count; the answer is asked for once and kept."""

    async def found() -> tuple[str, str, int]:
        server = Server(can)
        ladder = Ladder(server)
        first = ladder.rung("m")
        await ladder.settled()
        kept = ladder.rung("m")
        await ladder.settled()
        return first, kept, len(server.asked)

    assert run(found) == ("prompt", rung, questions)


def test_a_server_that_is_away_is_asked_again_later() -> None:
    """Not before half a minute, and meanwhile the prompt alone does."""
    now = [0.0]

    async def found() -> list[str]:
        server = Server("away")
        ladder = Ladder(server, clock=lambda: now[0])
        seen = []
        for moment in (0.0, 1.0, 29.0, 30.1):
            now[0] = moment
            if moment > 30:
                server.can = "everything"
            ladder.rung("m")
            await ladder.settled()
            seen.append(ladder.rung("m"))
        return seen

    assert run(found) == ["prompt", "prompt", "prompt", "json_schema"]


def test_a_refused_body_goes_one_rung_down_for_a_while() -> None:
    """The tiny schema passed, the real one does not: stay below for ten minutes, then ask again."""
    now = [0.0]

    async def found() -> list[str]:
        ladder = Ladder(Server("everything"), clock=lambda: now[0])
        ladder.rung("m")
        await ladder.settled()
        ladder.down("m", "json_schema")
        seen = [ladder.rung("m")]
        now[0] = 601.0
        ladder.rung("m")
        await ladder.settled()
        return [*seen, ladder.rung("m")]

    assert run(found) == ["json_object", "json_schema"]


def test_a_configured_rung_is_not_asked_for() -> None:
    """Where somebody knows the server, nothing is probed and nothing moves."""

    async def found() -> tuple[str, str, int]:
        server = Server("nothing")
        ladder = Ladder(server, fixed="json_object")
        before = ladder.rung("m")
        ladder.down("m", "json_object")
        return before, ladder.rung("m"), len(server.asked)

    assert run(found) == ("json_object", "json_object", 0)


@pytest.mark.parametrize("rung", ["json_schema", "json_object", "prompt"])
def test_the_body_of_each_rung(rung: Any) -> None:
    """The schema stands in response_format or in the prompt, never in neither."""

    async def shown() -> dict[str, Any]:
        one: Compatible = provider("chat", "http://127.0.0.1:1/v1", rung=rung)
        body = one.body(call("chat:qwen3"))
        await one.aclose()
        return body

    body = run(shown)
    kind = body.get("response_format", {}).get("type")
    assert kind == {"json_schema": "json_schema", "json_object": "json_object", "prompt": None}[rung]
    assert ("<output_format>" in body["messages"][0]["content"]) is (rung != "json_schema")
    assert "deposit_text" in json.dumps(body)


def test_nobody_waits_for_a_probe() -> None:
    """A server that hangs on the probe answers the first call all the same; closing ends the probe."""
    with Upstream() as world:

        async def first() -> str | None:
            one: Compatible = provider("chat", world.url("@server"), rung=None)
            world.set("server", "ok-0")
            done = await one.complete(call("chat:qwen3"))
            await one.ladder.settled()
            assert one.ladder.rung("qwen3") == "json_schema"
            world.set("server", "hang")
            other: Compatible = provider("chat", world.url("@other"), rung=None)
            world.set("other", "hang")
            waiting = asyncio.create_task(other.complete(call("chat:qwen3", timeout_s=0.3)))
            with pytest.raises(ProviderError):
                await waiting
            await asyncio.wait_for(other.aclose(), 1)
            await one.aclose()
            return done.text

        assert json.loads(run(first) or "") == {}
