"""uvicorn's protocol, with a limit on how long a request's head may take, and replies that leave in one write.

uvicorn waits for ever for the rest of a half-sent head, so that a few hundred clients who send a byte now and then
hold as many connections. The body has its own limit (`edge`), and so has an idle connection (keep-alive).
"""

from __future__ import annotations

import asyncio
from typing import cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from app.http.gathered import Gathered
from app.http.overdue import Overdue

HEAD_DEADLINE_S = 10.0


class Connection(HttpToolsProtocol):
    """Closes a connection whose first bytes, or the rest of a head that has begun, do not come in time."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(cast("asyncio.Transport", Gathered(transport, self.loop)))
        _heads.begin(self, self.loop)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        if self not in _heads:
            _heads.begin(self, self.loop)

    def on_headers_complete(self) -> None:
        _heads.end(self)
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        _heads.end(self)
        super().connection_lost(exc)


def _close(connection: Connection) -> None:
    if not connection.transport.is_closing():
        connection.transport.close()


_heads = Overdue[Connection](HEAD_DEADLINE_S, _close)
