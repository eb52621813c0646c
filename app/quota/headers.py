"""RateLimit-Policy and RateLimit (draft-ietf-httpapi-ratelimit-headers), and X-Quota-Mode.

Retry-After comes with the problem. Leases are not shown: they are neither a rate nor do they have a reset.
"""

from __future__ import annotations

import math

from app.quota.limits import Allowance
from app.quota.port import Granted, Refused, most_binding


def quota_headers(decision: Granted | Refused, allowance: Allowance) -> list[tuple[bytes, bytes]]:
    """The headers of an answer, in lower case as ASGI wants them."""
    headers = [(b"ratelimit-policy", allowance.policy)] if allowance.policy else []
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
