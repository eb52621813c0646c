"""The admin port: metrics, providers, operator commands, and the liveness that a stuck loop cannot fake.

It runs in a thread with a loop of its own, on loopback by default, and never shares a port with the public.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.http.health import Health

START_TIMEOUT_S = 5.0


def build(health: Health, routes: list[Route]) -> Starlette:
    """The admin application: the probes and whatever else `main` hands in."""

    async def live(request: Request) -> Response:
        return JSONResponse({"live": health.live}, 200 if health.live else 503)

    async def ready(request: Request) -> Response:
        return JSONResponse(health.verbose(), 200 if health.ready else 503)

    return Starlette(routes=[Route("/healthz/live", live), Route("/healthz/ready", ready), *routes])


class AdminThread:
    """Serves `app` on its own thread until `stop`."""

    def __init__(self, app: Starlette, host: str, port: int) -> None:
        config = uvicorn.Config(app, host=host, port=port, log_config=None, access_log=False, server_header=False)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run, name="admin", daemon=True)
        self._failed = False

    def start(self, clock: Callable[[], float] = time.monotonic) -> bool:
        """True once it listens; False when the port could not be had."""
        self._thread.start()
        give_up = clock() + START_TIMEOUT_S
        while not self._server.started and not self._failed and clock() < give_up:
            time.sleep(0.01)
        return self._server.started

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(timeout=2.0)

    def _run(self) -> None:
        try:
            self._server.run()
        except (SystemExit, OSError):
            self._failed = True
