"""The guards on aiohttp, under both SDKs' httpx2 clients: a third of httpx2's CPU per call, at any number of calls.

The openai SDK brings a bridge of its own to aiohttp, but that one calls a reset connection a connect *timeout*, follows
no guard, and reads without a bound. Here the whole bounded body is read before an SDK sees the answer.

One thing is done twice: a request on a kept connection that the vendor had just closed, before any byte came back, goes
out once more (RELIABILITY.md §3, C1). aiohttp does so by itself, but not for POST.
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import aiohttp
import httpx2
from yarl import URL

from app.providers.guard import Guard

KEEP_ALIVE_S = 30.0
_ERRORS: Mapping[type[Exception], type[httpx2.TransportError]] = {
    aiohttp.ConnectionTimeoutError: httpx2.ConnectTimeout,
    aiohttp.SocketTimeoutError: httpx2.ReadTimeout,
    aiohttp.ServerTimeoutError: httpx2.ReadTimeout,
    aiohttp.ClientConnectorError: httpx2.ConnectError,
    aiohttp.ServerDisconnectedError: httpx2.RemoteProtocolError,
    aiohttp.ClientOSError: httpx2.ReadError,
    aiohttp.ClientPayloadError: httpx2.RemoteProtocolError,
    aiohttp.ClientResponseError: httpx2.RemoteProtocolError,
    aiohttp.ClientError: httpx2.ReadError,
    TimeoutError: httpx2.ReadTimeout,
    OSError: httpx2.ReadError,
}
"""aiohttp's classes and what httpx2 calls the same thing; the first that fits."""


class AiohttpTransport(httpx2.AsyncBaseTransport):
    """One session per event loop, opened at the first request."""

    def __init__(
        self, guard: Guard, *, connect_s: float, max_connections: int = 1000, tls: ssl.SSLContext | None = None
    ) -> None:
        self._guard = guard
        self._timeout = aiohttp.ClientTimeout(total=None, sock_connect=connect_s)
        self._max_connections = max_connections
        self._tls = tls
        self._session: aiohttp.ClientSession | None = None

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """The answer; raises an httpx2.RequestError. aiohttp's own is its cause, without the traceback: a stream knows its
        error and the frames that read it, and would keep the body until a collection."""
        self._guard.outgoing(request)
        kept: set[str] = set()
        try:
            return await self._once(request, kept)
        except (aiohttp.ClientError, OSError) as error:
            if not kept or not isinstance(error, aiohttp.ServerDisconnectedError | ConnectionError):
                raise _named(error, request) from error.with_traceback(None)
        try:
            return await self._once(request, set())
        except (aiohttp.ClientError, OSError) as error:
            raise _named(error, request) from error.with_traceback(None)

    async def _once(self, request: httpx2.Request, kept: set[str]) -> httpx2.Response:
        """Send it; `kept` is filled when a connection was used again and nothing has come back yet."""
        async with self._open().request(
            request.method,
            URL(str(request.url), encoded=True),
            headers=request.headers,
            data=request.content or None,
            allow_redirects=False,
            timeout=self._timeout,
            trace_request_ctx=kept,
        ) as answer:
            kept.clear()
            body = await self._bounded(request, answer)
        return httpx2.Response(answer.status, headers=answer.raw_headers, content=body, request=request)

    async def _bounded(self, request: httpx2.Request, answer: aiohttp.ClientResponse) -> bytes:
        body = bytearray()
        try:
            headers = answer.headers
            self._guard.incoming(request, headers.get("content-encoding"), headers.get("content-length"))
            async for chunk in answer.content.iter_any():
                body += chunk
                if len(body) > self._guard.max_bytes:
                    raise self._guard.too_long(request)
        except httpx2.RequestError:
            answer.close()
            raise
        return bytes(body)

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(
                limit=self._max_connections, keepalive_timeout=KEEP_ALIVE_S, ssl=self._tls if self._tls else True
            )
            self._session = aiohttp.ClientSession(
                connector=connector,
                auto_decompress=False,
                trust_env=False,
                cookie_jar=aiohttp.DummyCookieJar(),
                skip_auto_headers=("User-Agent", "Accept"),
                trace_configs=[_tracing()],
            )
        return self._session

    async def aclose(self) -> None:
        if self._session is not None:
            session, self._session = self._session, None
            await session.close()


def _tracing() -> aiohttp.TraceConfig:
    async def used_again(session: aiohttp.ClientSession, context: SimpleNamespace, params: Any) -> None:
        context.trace_request_ctx.add("kept")

    config = aiohttp.TraceConfig()
    config.on_connection_reuseconn.append(used_again)
    return config


def _named(error: Exception, request: httpx2.Request) -> httpx2.TransportError:
    for theirs, ours in _ERRORS.items():
        if isinstance(error, theirs):
            return ours(type(error).__name__, request=request)
    return httpx2.ReadError(type(error).__name__, request=request)
