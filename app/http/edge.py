"""The outermost layer: what every request meets before, and every reply after, the framework.

Header and body are bounded while they arrive, a client that leaves cancels its work, every reply carries a request id
and the security headers, and whatever nobody caught becomes a problem with an id and nothing else. Pure ASGI, because
a BaseHTTPMiddleware never sees the client leave.
"""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Protocol

from app.errors import ChaeumError, InputTooLong, Internal, InvalidInput, Problem, UnsupportedMedia
from app.http import problems
from app.http.overdue import Overdue
from app.telemetry import names
from app.telemetry.trace import NOTHING, recording, span

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]
Whole = Callable[[int, Headers, bytes], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]
Uploads = Overdue[asyncio.Task[Any]]
"""Tasks that wait for a body."""

MAX_BODY_BYTES = 128 * 1024
MAX_HEADERS = 64
MAX_HEADER_BYTES = 16 * 1024
BODY_DEADLINE_S = 10.0
_random_bits = random.Random(random.SystemRandom().getrandbits(128)).getrandbits  # noqa: S311  unlike, not secret
_REQUEST_ID = re.compile(rb"[A-Za-z0-9-]{1,64}")
NOSNIFF = (b"x-content-type-options", b"nosniff")
SECURITY_HEADERS = [
    NOSNIFF,
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
]


class Watch(Protocol):
    """Told when a request arrives, when it is over, and of a fault nobody expected."""

    def begin(self, scope: Scope) -> None: ...

    def ended(self, scope: Scope, status: int, seconds: float) -> None: ...

    def fault(self, scope: Scope, error: BaseException) -> None: ...


class Lane(Protocol):
    """Lets questions in, and answers those whose answer is kept before the framework sees them."""

    def enter(self, scope: Scope) -> bool: ...

    def leave(self) -> None: ...

    async def answered(self, scope: Scope, body: bytes, reply: Whole) -> bool: ...


class ClientGone(ChaeumError):
    """The client left; there is nobody to answer."""


class Edge:
    """ASGI application around `app`; `draining` tells whether keep-alive connections should close."""

    def __init__(self, app: Asgi, lane: Lane, watch: Watch, draining: Callable[[], bool]) -> None:
        self._app = app
        self._lane = lane
        self._watch = watch
        self._draining = draining
        self._uploads = Uploads(BODY_DEADLINE_S, _cancel)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        state["began"] = time.perf_counter()
        state["fields"] = dict(scope["headers"])
        state["request_id"] = _request_id(scope)
        self._watch.begin(scope)
        reply = _Reply(scope, send, self._draining)
        try:
            await self._answer(scope, receive, reply)
        except ClientGone:
            reply.status = 499
        except Problem as problem:
            await reply.problem(problem)
        except Exception as error:  # the last resort: an id for the caller, the rest for the log
            self._watch.fault(scope, error)
            await reply.problem(Internal("something went wrong here; quote the request id when you report it"))
        finally:
            self._watch.ended(scope, reply.status, time.perf_counter() - state["began"])

    async def _answer(self, scope: Scope, receive: Receive, reply: _Reply) -> None:
        refused = _refuse_headers(scope)
        if refused is not None:
            status, slug, detail = refused
            await reply.refuse(status, slug, detail)
            return
        if scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self._app(scope, receive, reply.send)
            return
        scope["state"]["body"] = body = await _read_body(scope, receive, self._uploads)
        if not self._lane.enter(scope):
            await self._while_client_stays(scope, body, receive, reply)
            return
        task = scope["state"]["task"]
        try:
            with span(f"task {task}", {names.TASK: task}) if recording() else NOTHING:
                if not await self._lane.answered(scope, body, reply.whole):
                    await self._while_client_stays(scope, body, receive, reply)
        finally:
            self._lane.leave()

    async def _while_client_stays(self, scope: Scope, body: bytes, receive: Receive, reply: _Reply) -> None:
        """Run the application; the moment the client leaves, cancel it and with it the call upstream."""
        work = asyncio.ensure_future(self._app(scope, _replay(body), reply.send))
        gone = asyncio.ensure_future(receive())
        try:
            await asyncio.wait({work, gone}, return_when=asyncio.FIRST_COMPLETED)
            if not work.done() and not reply.started:
                work.cancel()
                await asyncio.wait({work})
                raise ClientGone
            await work
        finally:
            gone.cancel()
            work.cancel()


class _Reply:
    """What goes back: adds the headers every reply has, and remembers the status."""

    def __init__(self, scope: Scope, send: Send, draining: Callable[[], bool]) -> None:
        self._scope = scope
        self._send = send
        self._draining = draining
        self.status = 0
        self.started = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            self.status = message["status"]
            message["headers"] = [*message.get("headers", ()), *SECURITY_HEADERS, *self._own()]
        await self._send(message)

    async def whole(self, status: int, headers: Headers, body: bytes) -> None:
        """A reply in one piece, for those that are many: data for programs, so without what is said to pages only."""
        self.started, self.status = True, status
        begin = {"type": "http.response.start", "status": status, "headers": [*headers, NOSNIFF, *self._own()]}
        await self._send(begin)
        await self._send({"type": "http.response.body", "body": body})

    def _own(self) -> Headers:
        """What every reply carries: quota, ids, and when we leave that the connection ends."""
        state = self._scope["state"]
        headers = [
            *state.get("headers", ()),
            (b"x-request-id", state["request_id"].encode()),
            (b"x-trace-id", state["trace_id"].encode()),
            (b"traceresponse", state["trace"].response.encode()),
        ]
        if self._draining():
            headers.append((b"connection", b"close"))
        return headers

    async def problem(self, problem: Problem) -> None:
        if self.started:
            return
        self._scope["state"]["slug"] = problem.slug
        status, body, headers = problems.render(problem, self._scope["state"]["request_id"])
        await self._whole(status, body, [(k.lower().encode(), v.encode()) for k, v in headers.items()])

    async def refuse(self, status: int, slug: str, detail: str) -> None:
        """Refuse what is not proper HTTP; the connection closes, since its framing cannot be trusted."""
        self._scope["state"]["slug"] = slug
        body = problems.body(status, slug, detail, self._scope["state"]["request_id"])
        await self._whole(status, body, [(b"connection", b"close")])

    async def _whole(self, status: int, body: bytes, headers: list[tuple[bytes, bytes]]) -> None:
        fixed = [
            (b"content-type", problems.MEDIA_TYPE.encode()),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"no-store"),
        ]
        if status == 413:
            fixed.append((b"connection", b"close"))  # the rest of the body is still on its way
        await self.send({"type": "http.response.start", "status": status, "headers": fixed + headers})
        await self.send({"type": "http.response.body", "body": body})


def _request_id(scope: Scope) -> str:
    """The caller's own id where it is harmless, else a new one."""
    given = scope["state"]["fields"].get(b"x-request-id")
    if given is not None and _REQUEST_ID.fullmatch(given):
        return str(given, "ascii")
    return f"{_random_bits(128):032x}"


def _refuse_headers(scope: Scope) -> tuple[int, str, str] | None:
    headers: list[tuple[bytes, bytes]] = scope["headers"]
    fields: dict[bytes, bytes] = scope["state"]["fields"]
    twice = len(fields) < len(headers)
    names, values = zip(*headers, strict=True) if twice else (fields.keys(), fields.values())
    together = b"".join(values)
    if len(headers) > MAX_HEADERS or len(together) + sum(map(len, names)) > MAX_HEADER_BYTES:
        return 431, "header-too-large", f"at most {MAX_HEADERS} headers and {MAX_HEADER_BYTES // 1024} KiB of them"
    if scope["http_version"] == "1.1" and (b"host" not in fields or (twice and list(names).count(b"host") > 1)):
        return 400, "bad-request", "exactly one Host header is needed"
    if b"transfer-encoding" in fields and (scope["http_version"] == "1.0" or b"content-length" in fields):
        return 400, "bad-request", "the length of the body is ambiguous"
    if b"\x00" in together or b"\n" in together or b"\r" in together:
        return 400, "bad-request", "a header holds control characters"
    return None


async def _read_body(scope: Scope, receive: Receive, uploads: Uploads) -> bytes:
    headers: dict[bytes, bytes] = scope["state"]["fields"]
    encoding = headers.get(b"content-encoding")
    if encoding is not None and encoding.strip().lower() not in (b"identity", b""):
        raise UnsupportedMedia("send the body without Content-Encoding")
    length = headers.get(b"content-length", b"0")
    if not length.isdigit() or int(length) > MAX_BODY_BYTES:
        raise InputTooLong(f"a body may have {MAX_BODY_BYTES // 1024} KiB")
    task = asyncio.current_task()
    assert task is not None
    uploads.begin(task, task.get_loop())
    try:
        return await _whole_body(receive)
    except asyncio.CancelledError:
        if uploads.is_late(task) and task.uncancel() == 0:
            scope["state"]["headers"] = [(b"connection", b"close")]  # the rest may still come
            raise InvalidInput("the body did not arrive in time") from None
        raise
    finally:
        uploads.end(task)


def _cancel(task: asyncio.Task[Any]) -> None:
    task.cancel()


async def _whole_body(receive: Receive) -> bytes:
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > MAX_BODY_BYTES:
            raise InputTooLong(f"a body may have {MAX_BODY_BYTES // 1024} KiB")
        chunks.append(chunk)
        if not message.get("more_body", False):
            return b"".join(chunks)


def _replay(body: bytes) -> Receive:
    """A `receive` that gives the body once and then waits for ever: leaving is this layer's business."""
    sent = False

    async def receive() -> Message:
        nonlocal sent
        if sent:
            await asyncio.Event().wait()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive
