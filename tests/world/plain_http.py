"""Requests as a caller makes them, without a proxy. A new client reads every certificate of the machine, which takes
50 ms of CPU: they are read once here, and every request has a connection of its own all the same."""

from __future__ import annotations

import ssl
from typing import Any

import httpx2

_CERTIFICATES = ssl.create_default_context()


def client(**given: Any) -> httpx2.Client:
    """A client that keeps its connections."""
    return httpx2.Client(trust_env=False, verify=_CERTIFICATES, **given)


_ONCE = client(limits=httpx2.Limits(max_keepalive_connections=0))
get, post, request = _ONCE.get, _ONCE.post, _ONCE.request
