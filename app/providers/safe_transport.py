"""What every byte to and from a vendor passes: one origin, no compression, a bounded body, the key added last.

    guard                       why
    origin pinned               a redirect or a wrong base URL never sees the key (P15, S18)
    identity encoding           a gzip bomb of 400 MB cost a bare SDK 881 MB (P13)
    1 MiB counted               100 MB of answer cost 304 MB (P13)
    key added here              the SDK never holds it, a rotated file works at the next request (F3)

`SafeTransport` sits under google-genai, on httpx2; `app.providers.aiohttp_transport` has the same guards on aiohttp.
Time is bounded by one `asyncio.timeout` around the whole attempt, because timeouts down here are per read (P3).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import httpx2

from app.errors import Garbled, Misconfigured, NoRoom, ProviderError, TooSlow, Unreachable
from app.providers.secret import Secret
from app.telemetry import names
from app.telemetry.trace import current_span, outgoing

MAX_BODY_BYTES = 1 << 20
KEY_REFUSED_S = 60.0
PLACEHOLDER_KEY = "added-by-the-transport"
_HEADER_SAFE = re.compile(r"[\x21-\x7e]{1,4096}")


class Unsafe(httpx2.RequestError):
    """The answer is compressed or too long; nothing more of it was read."""


class NoKey(httpx2.RequestError):
    """The account's key file is away, empty, or no key."""


class WrongOrigin(httpx2.RequestError):
    """Something asked this transport to talk to another host."""


@dataclass(frozen=True, slots=True)
class Guard:
    """The rules of one account. `scheme` stands before the key in `header` ("Bearer ")."""

    origin: httpx2.URL
    secret: Secret | None
    header: str = "authorization"
    scheme: str = "Bearer "
    dropped: tuple[str, ...] = ()
    max_bytes: int = MAX_BODY_BYTES

    def outgoing(self, request: httpx2.Request) -> None:
        """Check and complete a request; raises NoKey or WrongOrigin, before anything is sent."""
        _, host, port = _origin(self.origin)
        current_span().set(names.SERVER_ADDRESS, host)
        current_span().set(names.SERVER_PORT, port)
        if _origin(request.url) != _origin(self.origin):
            raise WrongOrigin("another origin was asked for", request=request)
        for name in (self.header, *self.dropped):
            request.headers.pop(name, None)
        if self.secret is not None:
            key = self.secret.read()
            if key is None or not _HEADER_SAFE.fullmatch(key):
                raise NoKey("there is no usable key", request=request)
            request.headers[self.header] = self.scheme + key
        request.headers["accept-encoding"] = "identity"
        if (context := outgoing()) is not None:
            request.headers["traceparent"] = context

    def incoming(self, request: httpx2.Request, encoding: str | None, length: str | None) -> None:
        """Look at the head of an answer before its body; raises Unsafe."""
        if (encoding or "identity").strip().lower() != "identity":
            raise Unsafe("the answer is compressed, which was not asked for", request=request)
        if length is not None and length.isdigit() and int(length[:12]) > self.max_bytes:
            raise self.too_long(request)

    def too_long(self, request: httpx2.Request) -> Unsafe:
        return Unsafe(f"the answer is longer than {self.max_bytes} bytes", request=request)


def _origin(url: httpx2.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port or {"https": 443, "http": 80}.get(url.scheme)


class SafeTransport(httpx2.AsyncHTTPTransport):
    """httpx2's own transport with the guards; no proxies from the environment, no retries.

    google-genai sends its one timeout with every request, for connecting too; `connect_s` is what holds.
    """

    def __init__(self, guard: Guard, *, connect_s: float, max_connections: int = 200, **kwargs: Any) -> None:
        limits = httpx2.Limits(max_connections=max_connections, max_keepalive_connections=100, keepalive_expiry=30.0)
        super().__init__(trust_env=False, limits=limits, retries=0, **kwargs)
        self._guard = guard
        self._connect_s = connect_s

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        self._guard.outgoing(request)
        request.extensions["timeout"] = {**request.extensions.get("timeout", {}), "connect": self._connect_s}
        response = await self._head(request)
        try:
            headers = response.headers
            self._guard.incoming(request, headers.get("content-encoding"), headers.get("content-length"))
            body = await self._bounded(request, response)
        finally:
            await response.aclose()
        return httpx2.Response(response.status_code, headers=response.headers, content=body, request=request)

    async def _head(self, request: httpx2.Request) -> httpx2.Response:
        """The answer's head; once more where a kept connection had been closed before anything came back (C1)."""
        opened: set[str] = set()

        async def trace(event: str, info: Any) -> None:
            if event.startswith("connection.connect"):
                opened.add(event)

        request.extensions["trace"] = trace
        try:
            return await super().handle_async_request(request)
        except (httpx2.RemoteProtocolError, httpx2.ReadError, httpx2.WriteError):
            if opened:
                raise
        return await super().handle_async_request(request)

    async def _bounded(self, request: httpx2.Request, response: httpx2.Response) -> bytes:
        body = bytearray()
        async for chunk in response.aiter_raw():
            body += chunk
            if len(body) > self._guard.max_bytes:
                raise self._guard.too_long(request)
        return bytes(body)


def client(transport: httpx2.AsyncBaseTransport, connect_s: float) -> httpx2.AsyncClient:
    """The HTTP client that an SDK is given: follows nothing, trusts no environment."""
    timeout = httpx2.Timeout(60.0, connect=connect_s)
    return httpx2.AsyncClient(transport=transport, timeout=timeout, follow_redirects=False, trust_env=False)


def of_transport(error: BaseException) -> ProviderError:
    """The name of whatever went wrong below HTTP.

    Unsafe                              Garbled
    NoKey, WrongOrigin                  Misconfigured, 60 s
    connect timeout, refused, DNS, TLS  Unreachable
    reset, EOF, not HTTP                Unreachable
    silence                             TooSlow
    """
    if isinstance(error, Unsafe):
        return Garbled(str(error))
    if isinstance(error, NoKey | WrongOrigin):
        return Misconfigured(str(error), opens_s=KEY_REFUSED_S)
    if isinstance(error, httpx2.PoolTimeout):
        return NoRoom("every connection to the vendor is in use")
    if isinstance(error, httpx2.ConnectTimeout | httpx2.ConnectError):
        return Unreachable("no connection")
    if isinstance(error, httpx2.TimeoutException | TimeoutError):
        return TooSlow("no answer in time")
    return Unreachable(f"the connection broke ({type(error).__name__})")
