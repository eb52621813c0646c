"""On the admin port: `GET /metrics` for Prometheus, and the way of a recent request.

GET /requests           the newest request ids
GET /requests/<id>      what `chaeum explain <id>` shows
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.telemetry.observatory import EXPOSITION_TYPE, Observatory


def routes(observatory: Observatory) -> list[Route]:
    """The admin routes that show what was seen."""

    def metrics(request: Request) -> Response:  # not async: it runs in a worker thread of the admin port
        return Response(observatory.exposition(), headers={"Content-Type": EXPOSITION_TYPE})

    async def recent(request: Request) -> Response:
        return JSONResponse({"requests": observatory.watch.recent.ids()})

    async def explain(request: Request) -> Response:
        way = observatory.watch.recent.explain(request.path_params["id"])
        return JSONResponse({"error": "no request of that id is remembered"}, 404) if way is None else JSONResponse(way)

    return [Route("/metrics", metrics), Route("/requests", recent), Route("/requests/{id}", explain)]
