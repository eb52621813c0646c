"""One GET to a place search, bounded in time and size, whose every failure is a SearchAway.

A total timeout as well as httpx's own: a server that drips one byte a second never trips a read timeout.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import httpx2

from app.linking.port import SearchAway

MAX_BYTES = 512 * 1024


async def get_object(
    client: httpx2.AsyncClient,
    source: str,
    url: str,
    params: Mapping[str, str | int | float],
    headers: Mapping[str, str],
    timeout_s: float,
) -> dict[str, Any]:
    """The JSON object that `url` answers with. Raises SearchAway for everything else."""
    try:
        async with asyncio.timeout(timeout_s):
            body = await _body(client, source, url, params, headers)
    except (TimeoutError, httpx2.TimeoutException):
        raise SearchAway(source, "timeout") from None
    except (httpx2.HTTPError, httpx2.StreamError):
        raise SearchAway(source, "refused") from None
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        raise SearchAway(source, "garbled") from None
    if not isinstance(answer, dict):
        raise SearchAway(source, "garbled")
    return answer


async def _body(
    client: httpx2.AsyncClient,
    source: str,
    url: str,
    params: Mapping[str, str | int | float],
    headers: Mapping[str, str],
) -> bytes:
    async with client.stream("GET", url, params=dict(params), headers=dict(headers)) as response:
        if response.status_code != 200:
            raise SearchAway(source, _meaning(response.status_code))
        body = bytearray()
        async for chunk in response.aiter_bytes():
            body += chunk
            if len(body) > MAX_BYTES:
                raise SearchAway(source, "garbled")
        return bytes(body)


def _meaning(status: int) -> str:
    if status == 429:
        return "throttled"
    return "denied" if status in (401, 403) else "status"
