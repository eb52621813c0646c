"""uvicorn, taught to leave quietly.

uvicorn closes its listener the instant SIGTERM arrives, while a load balancer still sends requests for a moment. So
the first signal only starts the drain: readiness turns false and connections close after their reply; the listener
goes on for `drain_s`, and then requests in flight get as long as the longest deadline.
"""

from __future__ import annotations

import asyncio
import gc
import signal
import socket
from collections.abc import Callable, Coroutine
from types import FrameType
from typing import Any

import uvicorn

from app.http.connection import Connection
from app.http.edge import Asgi
from app.http.health import Health

KEEP_ALIVE_S = 75
"""Longer than a load balancer keeps idle connections, or its next request meets a closing one."""
SLACK_S = 2.0


class DrainingServer(uvicorn.Server):
    """A server whose first SIGTERM drains, whose first SIGINT (a person) finishes, and whose second signal stops."""

    def __init__(
        self,
        config: uvicorn.Config,
        health: Health,
        drain_s: float,
        *,
        announce: Callable[[int], None],
        background: Callable[[], Coroutine[Any, Any, None]],
        aclose: Callable[[], Coroutine[Any, Any, None]],
    ) -> None:
        """`background` runs while it serves, `aclose` once nothing is in flight any more."""
        super().__init__(config)
        self._health = health
        self._drain_s = drain_s
        self._announce = announce
        self._background = background
        self._aclose = aclose
        self._beside: asyncio.Task[None] | None = None
        self._leave_at: float | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start listening, and tell where."""
        await super().startup(sockets)
        if not self.should_exit:
            self._health.beat()
            self._health.started = True
            gc.collect()
            gc.freeze()  # what was loaded at start never becomes garbage: do not walk it at every collection
            gc.set_threshold(5_000, 10, 10)  # a request leaves no cycles behind; looking for them is a tenth of a hit
            self._beside = asyncio.create_task(self._background())
            self._announce(self.servers[0].sockets[0].getsockname()[1])

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Wait for what is in flight, then give everything back."""
        beating = asyncio.create_task(self._beat_on())
        await super().shutdown(sockets)
        if self._beside is not None:
            self._beside.cancel()
        await self._aclose()
        beating.cancel()

    async def _beat_on(self) -> None:
        """uvicorn ticks no more once it shuts down: a loop that waits for the last request is not stuck."""
        while True:
            self._health.beat()
            await asyncio.sleep(0.1)

    async def on_tick(self, counter: int) -> bool:
        """uvicorn calls this ten times a second; a loop that is stuck does not, and its heartbeat grows old."""
        self._health.beat()
        drained = self._leave_at is not None and self._health.clock() >= self._leave_at
        return await super().on_tick(counter) or drained

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Not recorded as uvicorn does, which would raise the signal again after a clean stop."""
        if self._health.draining:
            self.should_exit = True
            self.force_exit = sig == signal.SIGINT
            return
        self._health.draining = True
        self._leave_at = self._health.clock() + (self._drain_s if sig == signal.SIGTERM else 0.0)


def configure(
    app: Asgi, host: str, port: int, *, longest_deadline_s: float, forwarded_allow_ips: str
) -> uvicorn.Config:
    """uvicorn as measured to be safe: httptools refuses ambiguous framing, uvloop, no version header."""
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        http=Connection,
        loop="uvloop",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=int(longest_deadline_s + SLACK_S),
        forwarded_allow_ips=forwarded_allow_ips,
    )
