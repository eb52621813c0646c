"""Where the server is: `redis://`, `rediss://`, `unix://` as redis-py reads them, and `redis+sentinel://`.

    redis+sentinel://[user:password@]host:26379,host:26379/<master name>[/<db>]

With sentinels the master is asked for at every connect, so a failover is followed by the next reconnect.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import unquote, urlsplit

from redis.asyncio.connection import Connection, parse_url
from redis.asyncio.sentinel import Sentinel
from redis.exceptions import RedisError

from app.errors import ConfigurationError, Flaw

SENTINEL_SCHEME = "redis+sentinel"
Connect = Callable[[], Awaitable[Connection]]


def connector(url: str) -> Connect:
    """A function that opens one authenticated connection; it has no time limit of its own, the caller sets one.

    Raises ConfigurationError for a URL that cannot be read. The URL is never part of a message: it holds a password.
    """
    try:
        if url.startswith(f"{SENTINEL_SCHEME}://"):
            return _by_sentinel(url)
        given: dict[str, Any] = dict(parse_url(url))
    except ValueError:
        hint = "redis://[user:password@]host:port/db, rediss://, unix:// or redis+sentinel://"
        raise ConfigurationError([Flaw("environment", None, "REDIS_URL", "is not a Redis address", hint)]) from None
    kind = given.pop("connection_class", Connection)
    return lambda: _open(kind(**_SHAPE, **given))


# RESP2 needs no HELLO, and no library name is announced: a connect costs one round trip less each.
_SHAPE: dict[str, Any] = {"protocol": 2, "driver_info": None, "socket_timeout": None, "socket_connect_timeout": None}


async def _open(connection: Connection) -> Connection:
    try:
        await connection.connect()  # type: ignore[no-untyped-call]
    except BaseException:
        await connection.disconnect(nowait=True)
        raise
    return connection


def _by_sentinel(url: str) -> Connect:
    parts = urlsplit(url)
    who, _, where = parts.netloc.rpartition("@")
    user, _, password = who.partition(":")
    master, _, db = parts.path.strip("/").partition("/")
    if not master:
        raise ValueError("a sentinel address names its master")
    nodes = [_node(text) for text in where.split(",")]
    given: dict[str, Any] = {
        "username": unquote(user) or None,
        "password": unquote(password) or None,
        "db": int(db or 0),
    }

    async def connect() -> Connection:
        host, port = await _master(nodes, master)
        return await _open(Connection(host=host, port=port, **given, **_SHAPE))

    return connect


def _node(text: str) -> tuple[str, int]:
    host, _, port = text.partition(":")
    if not host:
        raise ValueError("a sentinel needs a host")
    return host, int(port or 26379)


async def _master(nodes: list[tuple[str, int]], name: str) -> tuple[str, int]:
    """Asks all sentinels at once and believes the first: one that hangs must not use up the time."""
    asked = [asyncio.create_task(_ask(node, name)) for node in nodes]
    try:
        for answer in asyncio.as_completed(asked):
            try:
                return await answer
            except (RedisError, OSError):
                continue
        raise OSError("no sentinel knows the master")
    finally:
        for task in asked:
            task.cancel()
        await asyncio.gather(*asked, return_exceptions=True)


async def _ask(node: tuple[str, int], name: str) -> tuple[str, int]:
    limits = {"socket_timeout": 0.1, "socket_connect_timeout": 0.1}
    sentinel = Sentinel([node], sentinel_kwargs=limits)  # type: ignore[no-untyped-call]
    try:
        host, port = await sentinel.discover_master(name)
    finally:
        for client in sentinel.sentinels:
            await client.aclose()
    return str(host), int(port)
