"""slowapi in front of the routes that need no key: the pages, the documents, the problem pages. Never the probes.

It is used for what it does well: a count in this process, by peer address. N pods allow N times as much, and behind a
proxy the peer is right only with uvicorn's --forwarded-allow-ips: a guard, not a contract. Client quotas are
`app.quota`. Its measured holes, and what closes them here:

    storage is synchronous              memory only, which never waits
    limits are kept under the name      every guarded group gets a name of its own
    a limit counts each path apart      one scope per group, so that made-up paths make no new counts
    an empty key means no limit         the key is never empty
    its 429 is not problem+json         our own handler
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import Depends, Request
from slowapi import Limiter
from slowapi.errors import RateLimitExceeded

from app.errors import QuotaExceeded

USUAL = "600/minute"
FILES = "6000/minute"  # one page is about forty files, and one address may be a whole office


def peer(request: Request) -> str:
    """The address a request comes from, never empty."""
    return (request.client and request.client.host) or "unknown"


class Guard:
    """Limits by peer address. One per application."""

    def __init__(self, rate: str = USUAL) -> None:
        self._rate = rate
        self._limiter = Limiter(key_func=peer, storage_uri="memory://", strategy="moving-window")
        self._names: set[str] = set()
        # One line with an address for every refusal would let anybody fill the log.
        logging.getLogger("slowapi").setLevel(logging.ERROR)

    def of(self, group: str, rate: str | None = None) -> Any:
        """A dependency for the routes of one group, which share one count per peer; it raises QuotaExceeded."""
        if group in self._names:
            raise ValueError(f"two guarded groups are called {group}")
        self._names.add(group)

        async def counted(request: Request) -> None:
            """Nothing to do: being called is the point."""

        counted.__name__ = counted.__qualname__ = f"guarded_{group}"
        limit = self._limiter.shared_limit(rate or self._rate, scope=group)
        limited: Callable[..., Awaitable[None]] = limit(counted)

        async def guarded(request: Request) -> None:
            # Several groups may guard one request; slowapi would count only the first.
            request.state._rate_limiting_complete = False
            try:
                await limited(request=request)
            except RateLimitExceeded:
                raise QuotaExceeded("Too many requests from your address; wait a minute.", retry_after_s=60) from None

        return Depends(guarded)
