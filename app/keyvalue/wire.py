"""One open connection, many askers: commands of a loop tick go out as one write, replies come back in order.

    ask ─▶ outbox ─ end of the tick ─▶ socket ─ data_received ─▶ the oldest waiting group
                                         └ watchdog: the oldest is over its time ⇒ the wire is lost, for everybody on it

A connection with one reply missing can never be trusted again (the next reply would be taken for it), so a timeout
closes it. A cancelled asker leaves its place in the queue: its reply is read and dropped.

redis-py connects, with all that belongs to it: TLS, passwords, databases, sentinels. Once it has shaken hands the bytes
are ours: its streams and tasks would cost more than everything else about a cached answer.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, cast

import hiredis
from redis.asyncio.connection import Connection

Reply = Any
"""bytes, int, None, a list of replies, or a `Refusal`."""
LATE_S = 0.02
MOST_WAITING = 10_000
_NOT_YET: Final = object()


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error reply: `code` is its first word (NOSCRIPT, OOM, READONLY, ERR …)."""

    code: str


class WireLost(Exception):
    """The connection is gone, and with it every answer still owed. `slow`: it was given up for taking too long."""

    def __init__(self, reason: str, *, slow: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.slow = slow


class WireFull(Exception):
    """More than MOST_WAITING groups wait for an answer already."""


@dataclass(slots=True, eq=False)
class _Group:
    answer: asyncio.Future[list[Reply]]
    missing: int
    due: float
    replies: list[Reply] = field(default_factory=list)


class Wire(asyncio.Protocol):
    """A connected redis-py connection, shared. `lost` is called once, when it cannot be used any more."""

    def __init__(self, connection: Connection, timeout_s: float, lost: Callable[[Wire], None]) -> None:
        self._connection = connection
        self.timeout_s = timeout_s
        self._lost = lost
        self._loop = asyncio.get_running_loop()
        self._outbox: list[bytes] = []
        self._waiting: deque[_Group] = deque()
        self._gone: WireLost | None = None
        self._watch: asyncio.TimerHandle | None = None
        self._replies = hiredis.Reader(
            replyError=_refusal,  # type: ignore[arg-type]  # it takes any value, not only exceptions
            notEnoughData=_NOT_YET,
        )
        self._transport = taken_over(connection, self)

    def ask(self, packed: bytes, replies: int) -> asyncio.Future[list[Reply]]:
        """Queue already packed commands; the future fails with WireLost. Raises WireLost or WireFull at once."""
        if self._gone is not None:
            raise WireLost(self._gone.reason, slow=self._gone.slow)
        if len(self._waiting) >= MOST_WAITING:
            raise WireFull
        group = _Group(self._loop.create_future(), replies, self._loop.time() + self.timeout_s)
        self._waiting.append(group)
        if not self._outbox:
            self._loop.call_soon(self._send)
        self._outbox.append(packed)
        if self._watch is None:
            self._watch = self._loop.call_at(group.due, self._look)
        return group.answer

    def _send(self) -> None:
        chunks, self._outbox = self._outbox, []
        if self._gone is None:
            self._transport.write(b"".join(chunks))

    def data_received(self, data: bytes) -> None:
        """Give every whole reply to the group that waits for it."""
        self._replies.feed(data)
        try:
            while (reply := self._replies.gets()) is not _NOT_YET:
                if not self._waiting:
                    return self._give_up(WireLost("unasked reply"))
                group = self._waiting[0]
                group.replies.append(reply)
                group.missing -= 1
                if not group.missing:
                    self._waiting.popleft()
                    if not group.answer.done():
                        group.answer.set_result(group.replies)
        except hiredis.HiredisError:
            self._give_up(WireLost("not a reply"))

    def connection_lost(self, exc: Exception | None) -> None:
        """The other side is gone."""
        self._give_up(WireLost(type(exc).__name__ if exc is not None else "closed by the server"))

    def _look(self) -> None:
        self._watch = None
        if not self._waiting:
            return
        now, due = self._loop.time(), self._waiting[0].due
        if now < due:
            self._watch = self._loop.call_at(due, self._look)
        elif now - due > LATE_S and self._waiting[0].due > 0:
            # Our own loop was busy: the reply may already be in the socket. A starved loop is not a dead server.
            self._waiting[0].due = 0.0
            self._watch = self._loop.call_later(self.timeout_s, self._look)
        else:
            self._give_up(WireLost("timeout", slow=True))

    def _give_up(self, why: WireLost) -> None:
        if self._gone is not None:
            return
        self._gone = why
        if self._watch is not None:
            self._watch.cancel()
        waiting, self._waiting = self._waiting, deque()
        for group in waiting:
            if not group.answer.done():
                group.answer.set_exception(WireLost(why.reason, slow=why.slow))
        self._lost(self)

    async def aclose(self) -> None:
        """Close the socket; whoever still waits gets WireLost."""
        self._give_up(WireLost("closed"))
        await self._connection.disconnect(nowait=True)


def taken_over(connection: Connection, protocol: asyncio.Protocol) -> asyncio.Transport:
    """From now on what arrives on this connection goes to `protocol`; its transport, for writing.

    redis-py offers no way to the transport but its private writer.
    """
    assert connection._writer is not None
    transport = cast("asyncio.Transport", connection._writer.transport)
    transport.set_protocol(protocol)
    return transport


def _refusal(said: str) -> Refusal:
    """An error reply, as hiredis is to give it: `said` is `WRONGTYPE Operation against …`."""
    return Refusal(said.split(" ", 1)[0] or "ERR")
