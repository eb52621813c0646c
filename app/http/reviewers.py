"""Who may review: a key with `reviewer: true`; without a clients file whoever sits at this machine, and nobody else.

A service on loopback without keys belongs to whoever runs it. What reaches it from elsewhere all the same (a proxy in
front, a web page that points a name of its own at 127.0.0.1) says so in its headers, and is refused.
"""

from __future__ import annotations

from app.clients.registry import Registered
from app.errors import NotAllowed
from app.http.edge import Headers
from app.http.lane import Identify
from app.settings import is_loopback

_FORWARDED = frozenset({b"forwarded", b"x-forwarded-for", b"x-forwarded-host", b"x-real-ip", b"via"})


def reviewer(identify: Identify, headers: Headers) -> Registered:
    """The reviewer whose request this is. Raises Unauthenticated, NotAllowed."""
    who = identify(headers)
    if not who.client.reviewer:
        raise NotAllowed("This key may not review. `chaeum clients add NAME --reviewer` makes one that may.")
    if not who.named and not _from_here(headers):
        raise NotAllowed("Without a clients file only this machine may review.")
    return who


def _from_here(headers: Headers) -> bool:
    hosts = [value.decode("latin-1") for name, value in headers if name == b"host"]
    return len(hosts) == 1 and is_loopback(_name(hosts[0])) and not any(name in _FORWARDED for name, _ in headers)


def _name(host: str) -> str:
    """A Host header without its port: `[::1]:8000` → `::1`."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.rpartition(":")[0] if host.count(":") == 1 else host
