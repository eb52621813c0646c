"""RateLimit-Policy and RateLimit (draft-ietf-httpapi-ratelimit-headers), and X-Quota-Mode.

Retry-After comes with the problem. Leases are not shown: they are neither a rate nor do they have a reset.
"""

from __future__ import annotations

import math
from functools import lru_cache

from app.quota.limits import Allowance, Limit
from app.quota.port import Granted, Refused, most_binding


def quota_headers(decision: Granted | Refused, allowance: Allowance) -> list[tuple[bytes, bytes]]:
    """The headers of an answer, in lower case as ASGI wants them."""
    headers = []
    if policy := _policy(allowance.limits):
        headers.append((b"ratelimit-policy", policy))
    if isinstance(decision, Refused):
        wait = max(1, math.ceil(decision.wait_s))
        headers.append((b"ratelimit", f'"{decision.limit.name}";r=0;t={wait}'.encode()))
        headers.append((b"x-quota-mode", decision.mode.encode()))
        return headers
    if tightest := most_binding(decision.standings):
        reset = math.ceil(tightest.reset_s)
        headers.append((b"ratelimit", f'"{tightest.limit.name}";r={tightest.left};t={reset}'.encode()))
    headers.append((b"x-quota-mode", decision.held.mode.encode()))
    return headers


@lru_cache(maxsize=4096)
def _policy(limits: tuple[Limit, ...]) -> bytes:
    return ", ".join(_described(limit) for limit in limits if limit.kind != "c").encode()


def _described(limit: Limit) -> str:
    unit = "" if limit.unit == "requests" else f';qu="{limit.unit.replace("_", "-")}"'
    return f'"{limit.name}";q={limit.most};w={math.ceil(limit.window_s)}{unit}'
