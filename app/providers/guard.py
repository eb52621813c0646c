"""What every byte to and from a vendor passes: one origin, no compression, a bounded body, the key added last.

    guard                       why
    origin pinned               a redirect or a wrong base URL never sees the key (P15, S18)
    identity encoding           a gzip bomb of 400 MB cost a bare SDK 881 MB (P13)
    1 MiB counted               100 MB of answer cost 304 MB (P13)
    key added here              the SDK never holds it, a rotated file works at the next request (F3)

`app.providers.aiohttp_transport` carries it out, under both SDKs. Time is bounded by one `asyncio.timeout` around the
whole attempt, because timeouts down here are per read (P3).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

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
