"""The bytes of a request go past an SDK that would take them apart.

google-genai walks, copies and rebuilds a schema of some hundred nodes five times a call, a dozen times what sending it
costs. So it is given a sketch, which becomes address, headers, errors and the reading of the answer; the body that we
have as bytes takes the sketch's place below it, where what is sent is ours anyway (keys, bounds, origin).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import httpx2

_body: ContextVar[bytes | None] = ContextVar("body", default=None)


@contextmanager
def sending(body: bytes) -> Iterator[None]:
    """Requests made in this block, in this task, carry `body`."""
    token = _body.set(body)
    try:
        yield
    finally:
        _body.reset(token)


class WholeBody(httpx2.AsyncBaseTransport):
    """Stands before another transport and gives requests the body they are meant to have."""

    def __init__(self, inner: httpx2.AsyncBaseTransport) -> None:
        self._inner = inner

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        body = _body.get()
        if body is not None:
            headers = [(name, value) for name, value in request.headers.raw if name.lower() != b"content-length"]
            request = httpx2.Request(
                request.method, request.url, headers=headers, content=body, extensions=request.extensions
            )
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        await self._inner.aclose()
