"""`GET /providers` on the admin port, and the operator's orders to a breaker.

POST /providers/order?do=force_open&provider=openai[&model=…][&account=…]      also metrics_only, reset
"""

from __future__ import annotations

from typing import get_args

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.routing.router import Order, Router


def routes(router: Router) -> list[Route]:
    """The admin routes over one router."""

    async def show(request: Request) -> Response:
        return JSONResponse({"providers": router.snapshot()})

    async def order(request: Request) -> Response:
        asked = request.query_params
        do, provider = asked.get("do", ""), asked.get("provider", "")
        if do not in get_args(Order) or not provider:
            known = ", ".join(get_args(Order))
            return JSONResponse({"error": f"say do={known} and provider=…"}, 422)
        reached = router.order(do, provider, asked.get("model"), asked.get("account"))  # type: ignore[arg-type]
        return JSONResponse({"done": do, "on": reached}, 200 if reached else 404)

    return [Route("/providers", show), Route("/providers/order", order, methods=["POST"])]
