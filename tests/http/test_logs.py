"""Logs: one bounded JSON line per request, nothing that a caller wrote, and nobody else's words."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import logging
import socket
import sys
import threading
import warnings
from collections.abc import Iterator
from itertools import count
from typing import Any

import httpx2
import pytest
import structlog
from app.http.edge import Edge, Receive, Scope, Send
from app.telemetry.lines import MOST_BYTES, line
from app.telemetry.logs import Foreign, configure_logs
from app.telemetry.observatory import Observatory
from hypothesis import given
from hypothesis import strategies as st

from tests.world import plain_http
from tests.world.numbers import observed
from tests.world.service import Service, running
from tests.world.upstream import Upstream

NUMBERS = count()
BIDI = "‪‫‬‭‮⁦⁧⁨⁩‎‏؜"
HOSTILE = f'\r\n{{"level":"error"}}\x1b[31m\x00\x07\x7f\x85\x9b{BIDI}  '


def lines(text: str) -> list[dict[str, Any]]:
    """The JSON lines of a log; the few others are for the person who started it."""
    return [json.loads(one) for one in text.splitlines() if one.startswith("{")]


# ---- one line ------------------------------------------------------------------------------------------------------
def test_nothing_invisible_gets_through() -> None:
    """S21: CR, LF, ANSI, NUL, DEL, C1 and bidi controls are escaped in keys and values."""
    written = line({"event": HOSTILE, HOSTILE: "x"})
    assert written.isascii()
    assert written.isprintable()
    assert json.loads(written) == {"event": HOSTILE, HOSTILE: "x"}


@given(
    st.dictionaries(
        st.text(max_size=200),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5000) | st.binary(max_size=9),
            lambda inner: st.lists(inner, max_size=30) | st.dictionaries(st.text(max_size=300), inner, max_size=30),
            max_leaves=30,
        ),
        max_size=60,
    )
)
def test_a_line_is_never_long_and_always_json(event: dict[str, Any]) -> None:
    """Whatever is logged, the line parses, is ASCII, and has at most 1 KB."""
    written = line(event)
    assert len(written) <= MOST_BYTES
    assert written.isascii()
    assert "\n" not in written
    json.loads(written)


def test_what_matters_survives_the_cut() -> None:
    """Of a line that is too long the ids and the status stay."""
    huge = {f"key{number}": "가" * 500 for number in range(50)}
    kept = json.loads(line({**huge, "event": "request", "request_id": "abc", "trace_id": "f" * 32, "status": 503}))
    assert kept == {"event": "request", "request_id": "abc", "trace_id": "f" * 32, "status": 503, "cut": True}


# ---- other people's loggers ----------------------------------------------------------------------------------------
@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Everything that is logged from here on; afterwards all is as it was."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    hooks = threading.excepthook, sys.unraisablehook
    out = io.StringIO()
    configure_logs("debug", out)
    yield out
    logging.captureWarnings(capture=False)
    threading.excepthook, sys.unraisablehook = hooks
    root.handlers[:] = before
    root.setLevel(level)
    structlog.reset_defaults()


SECRET = "010-4242-4242 서울시 강남구"


def test_sdks_cannot_log_bodies(written: io.StringIO) -> None:
    """At level debug the SDKs' own debug and info lines stay away; their warnings come without words."""
    for name in ("openai._base_client", "google_genai.models", "httpx2", "aiohttp.client", "asyncio", "somebody"):
        logger = logging.getLogger(name)
        logger.debug("Request options: %s", {"json_data": SECRET})
        logger.info(f"HTTP Request: GET https://x/?query={SECRET}")
        logger.warning(f"retrying {SECRET}")
        logger.error("failed: %r", ValueError(SECRET))
    told = lines(written.getvalue())
    assert [one["level"] for one in told] == ["warning", "error"] * 6
    assert SECRET not in json.dumps(told, ensure_ascii=False)
    assert {one["logger"] for one in told} >= {"openai._base_client", "httpx2"}
    assert all(one["where"].startswith("test_logs.py:") for one in told)


def test_nobody_fills_the_log(written: io.StringIO) -> None:
    """What comes from one place is told once a minute, with how much was missed; other places are heard meanwhile."""
    handler = next(one for one in logging.getLogger().handlers if isinstance(one, Foreign))
    for second in (0, 1, 30, 59, 60, 61):
        for place in (1, 2):
            record = logging.LogRecord("opentelemetry.exporter", logging.ERROR, "x.py", place, "Failed", (), None)
            record.created = 1_800_000_000.0 + second
            handler.handle(record)
    told = lines(written.getvalue())
    assert [(one["where"], one.get("missed")) for one in told] == [
        ("x.py:1", None),
        ("x.py:2", None),
        ("x.py:1", 3),
        ("x.py:2", 3),
    ]


def test_exceptions_are_told_without_their_message(written: io.StringIO) -> None:
    """Kind and place of an exception, wherever it surfaced: a logger, a thread, a destructor, a warning."""
    try:
        raise ValueError(SECRET)
    except ValueError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application\n")
    threading.excepthook(threading.ExceptHookArgs((KeyError, KeyError(SECRET), None, None)))

    def fails() -> None:
        raise RuntimeError(SECRET)

    thread = threading.Thread(target=fails)
    thread.start()
    thread.join()
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(SECRET, stacklevel=1)
    told = lines(written.getvalue())
    assert [one.get("kind") for one in told] == ["ValueError", "KeyError", "RuntimeError", None]
    assert told[3]["logger"] == "py.warnings"
    assert told[0]["template"] == "Exception in ASGI application"
    assert told[0]["frames"][0].startswith("test_logs.py:")
    assert SECRET not in written.getvalue() + json.dumps(told, ensure_ascii=False)


# ---- a fault nobody expected -----------------------------------------------------------------------------------------
class Broken:
    """A lane that lets nobody in, and an application that fails on the caller's text."""

    def enter(self, scope: Scope) -> bool:
        return False

    def leave(self) -> None:
        """Nobody was in."""

    async def answered(self, scope: Scope, body: bytes, send: Send) -> bool:
        return False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        raise ValueError(scope["state"]["body"].decode())


@pytest.fixture
def observatory() -> Iterator[Observatory]:
    made, _ = observed()
    yield made
    made.close()


def test_a_fault_is_an_id_for_the_caller_and_a_place_for_us(written: io.StringIO, observatory: Observatory) -> None:
    """S23: the reply is problem+json with an id; one line at level error has that id, kind and place, and no text."""
    broken = Broken()

    async def ask() -> httpx2.Response:
        app: Any = Edge(broken, broken, observatory.watch, lambda: False)
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://a") as http:
            return await http.post("/x/y", content=SECRET.encode())

    reply = asyncio.run(ask())
    assert (reply.status_code, reply.headers["content-type"]) == (500, "application/problem+json")
    [told] = [one for one in lines(written.getvalue()) if one["event"] == "request"]
    assert (told["level"], told["kind"], told["outcome"]) == ("error", "ValueError", "internal")
    assert told["request_id"] == reply.json()["request_id"] == reply.headers["x-request-id"]
    assert "test_logs.py" in told["frames"][-1]
    assert SECRET not in written.getvalue() + reply.text


# ---- a real service ------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def vendors() -> Iterator[Upstream]:
    with Upstream() as upstream:
        upstream.set("first", "ok-0")
        yield upstream


@pytest.fixture(scope="module")
def service(vendors: Upstream) -> Iterator[Service]:
    env = {"OPENAI_API_KEY": "sk-first", "OPENAI_BASE_URL": vendors.url("@first"), "LOG_LEVEL": "debug"}
    with running(env=env) as started:
        yield started


def ask(service: Service, text: str | None = None, **headers: str) -> httpx2.Response:
    body = {"text": text or f"신림역 원룸 500/45 {next(NUMBERS)}"}
    return plain_http.post(f"{service.url}/parse/real-estate", json=body, headers=headers, timeout=20)


def since(service: Service, mark: int, wanted: int) -> list[dict[str, Any]]:
    """The request lines written after `mark`, once there are so many."""
    for _ in range(200):
        told = [one for one in lines("".join(service.lines[mark:])) if one["event"] == "request"]
        if len(told) >= wanted:
            return told
        threading.Event().wait(0.02)
    raise AssertionError("".join(service.lines[mark:]))


def test_one_line_per_request(service: Service) -> None:
    """Ids, task, status, outcome, time, who answered, what it cost; and the ids are those of the reply."""
    mark = len(service.lines)
    reply = ask(service)
    meta = reply.json()["meta"]
    [told] = since(service, mark, 1)
    assert told["request_id"] == meta["request_id"]
    assert told["trace_id"] == reply.headers["x-trace-id"]
    expected = {
        "level": "info",
        "method": "POST",
        "task": "parse/real-estate",
        "status": 200,
        "outcome": "ok",
        "cache": "miss",
        "by": f"openai:{meta['model']}",
        "version": "v1",
        "client": "anonymous",
        "attempts": 1,
        "degraded": False,
        "cost_usd": meta["cost_usd"],
    }
    assert expected.items() <= told.items()
    assert 0 < told["provider_ms"] <= told["ms"]


def test_the_line_names_whose_question_it_was(service: Service) -> None:
    """Also where no answer was made for it: a kept answer, an unusable body."""
    text, mark = f"신림역 원룸 500/45 {next(NUMBERS)}", len(service.lines)
    ask(service, text)
    ask(service, text)
    plain_http.post(f"{service.url}/parse/real-estate", json={"txt": 1})
    told = since(service, mark, 3)
    assert [one["outcome"] for one in told] == ["ok", "ok", "invalid-input"]
    assert [one.get("client") for one in told] == ["anonymous"] * 3


def test_hostile_input_makes_no_line(service: Service) -> None:
    """S21, S22: what a caller puts into text, address, headers and ids never shows, and forges nothing."""
    mark = len(service.lines)
    ask(service, f"원룸 {HOSTILE} 500/45 {next(NUMBERS)}".replace("\x00", ""))
    ask(service, **{"X-Request-Id": "a b{}", "User-Agent": "red-agent"})
    ask(service, **{"X-Request-Id": "x" * 65})
    plain_http.get(f"{service.url}/%0d%0a%7b%22level%22%3a%22error%22%7d")
    told = since(service, mark, 4)
    text = "".join(service.lines[mark:])
    assert len(told) == 4
    assert [one["level"] for one in told] == ["info"] * 4
    assert text.isascii()
    assert "red-agent" not in text
    assert "a b{}" not in text
    assert "x" * 65 not in text
    assert "%22level" not in text


IDS = {
    "a megabyte": b"x" * 1_000_000,
    "a header behind it": b"a\r\nX-Evil: 1",
    "a reply behind it": b"a\r\n\r\nHTTP/1.1 200 OK\r\nX-Evil: 1",
    "a bare line feed": b"a\nX-Evil: 1",
    "a null": b"a\x00X-Evil",
    "escapes": b"a%0d%0aX-Evil:%201",
}


@pytest.mark.parametrize("given", IDS.values(), ids=list(IDS))
def test_a_request_id_forges_nothing(service: Service, given: bytes) -> None:
    """S22: byte for byte on the wire; neither the reply's head nor any line of the log holds what was smuggled."""
    mark, body = len(service.lines), b'{"text": "\xec\x9b\x90\xeb\xa3\xb8"}'
    head = b"POST /parse/real-estate HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\n"
    request = head + b"Content-Length: %d\r\nX-Request-Id: %s\r\n\r\n" % (len(body), given) + body
    with socket.create_connection(("127.0.0.1", service.port), timeout=5) as wire:
        reply = b""
        with contextlib.suppress(ConnectionError):
            wire.sendall(request)
            while piece := wire.recv(65536):
                reply += piece
    assert b"evil" not in reply.lower()
    plain_http.get(f"{service.url}/tasks", headers={"X-Request-Id": "the-end"})
    since(service, mark, 1)
    for _ in range(200):
        if "the-end" in "".join(service.lines[mark:]):
            break
        threading.Event().wait(0.02)
    written = service.lines[mark:]
    assert not [one for one in written if "evil" in one.lower() or len(one) > MOST_BYTES + 1]
    assert all(json.loads(one) for one in written)


@pytest.mark.parametrize("behaviour", ["s-500", "html", "close", "s-401", "wrongschema", "garbage"])
def test_faults_do_not_flood(service: Service, vendors: Upstream, behaviour: str) -> None:
    """PEERS 3 and 4: a vendor that fails forty times costs at most 1 KB of log per request, no line longer than that."""
    plain_http.post(f"{service.admin_url}/providers/order?do=reset&provider=openai")
    vendors.set("first", behaviour)
    mark = len(service.lines)
    for _ in range(40):
        ask(service)
    told = since(service, mark, 40)
    vendors.set("first", "ok-0")
    written = service.lines[mark:]
    assert len(told) == 40
    assert max(map(len, written)) <= MOST_BYTES + 1
    assert sum(map(len, written)) <= 40 * 1000


def test_probes_are_quiet() -> None:
    """At level info a probe every second writes nothing, at debug it does; a share of 0 leaves only what went wrong."""
    with running(env={"LOG_LEVEL": "info", "LOG_SAMPLE": "0"}) as service:
        for _ in range(3):
            plain_http.get(f"{service.url}/healthz/ready")
            assert ask(service).status_code == 200
        plain_http.post(f"{service.url}/parse/real-estate", content=b"{")
    assert lines(service.log) == []
