"""The shared link: here, or away and saying so at once.

    HERE ──an operation fails; 3 in a row, or the server says it cannot──▶ AWAY
    AWAY ──a probe every 250 ms connects and may write──▶ HERE

While AWAY no caller waits. A broken connection alone is not AWAY: it is opened again, reads are asked once more.
The probe writes, because a server that is read-only, full or still loading answers PING all the same.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Coroutine
from typing import Any

import hiredis
import structlog
from redis.exceptions import RedisError

from app.keyvalue.address import Connect
from app.keyvalue.wire import Refusal, Reply, Wire, WireFull, WireLost

log = structlog.get_logger("chaeum")
PREFIX = b"chaeum:"
"""Every key begins with it, so that an ACL can say so."""
TIMEOUT_S = 0.05
CONNECT_S = 0.2
PROBE_EVERY_S = 0.25
ERRORS_TO_AWAY = 3
CANNOT_SERVE = frozenset(
    {"OOM", "READONLY", "LOADING", "MOVED", "ASK", "TRYAGAIN", "CLUSTERDOWN", "MASTERDOWN", "MISCONF", "BUSY"}
    | {"NOAUTH", "NOREPLICAS"}
)
"""Error replies by which the server says that it cannot do its work, whatever we ask."""
Part = bytes | str | int
pack: Callable[[tuple[Part, ...]], bytes] = hiredis.pack_command  # type: ignore[assignment]  # its stub takes 1-tuples


class Away(Exception):
    """The server did not answer, or said that it cannot. `maybe`: the command may have been carried out anyway."""

    def __init__(self, reason: str, *, maybe: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.maybe = maybe


def said(here: bool, reason: str) -> None:
    """The one log line per change of state."""
    if here:
        log.info("redis is here")
    else:
        log.warning("redis is away", reason=reason)


class Link:
    """Ask the server; see the module. `changed(here, reason)` is called at each change of state."""

    def __init__(
        self,
        connect: Connect,
        *,
        timeout_s: float = TIMEOUT_S,
        probe_every_s: float = PROBE_EVERY_S,
        changed: Callable[[bool, str], None] = said,
        rng: random.Random | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._connect = connect
        self._timeout_s = timeout_s
        self._probe_every_s = probe_every_s
        self._clock = clock
        self._rng = rng or random.Random()  # noqa: S311  spreads probes, no secret
        self._watchers = [changed]
        self._wire: Wire | None = None
        self._away: str | None = "not started"
        self._errors = 0
        self._connecting: asyncio.Task[None] | None = None
        self._prober: asyncio.Task[None] | None = None
        self._closing: set[asyncio.Task[None]] = set()
        self._closed = False
        self.round_trip_s = 0.0
        """Moving average of what a call takes, for a metric: a slow server is still in use."""

    @property
    def here(self) -> bool:
        """Whether callers reach the server now."""
        return self._away is None

    def watch(self, changed: Callable[[bool, str], None]) -> None:
        """Also tell this one about changes of state."""
        self._watchers.append(changed)

    async def start(self) -> None:
        """Connect, or go on without: a server that is away never keeps the service from starting."""
        try:
            await self._open()
        except WireLost as lost:
            self._go_away(lost.reason)

    async def aclose(self) -> None:
        """Stop probing and close the connection."""
        self._closed = True
        self._away = "closed"
        for task in (self._prober, self._connecting):
            if task is not None:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
        wire, self._wire = self._wire, None
        if wire is not None:
            await wire.aclose()
        await asyncio.gather(*self._closing, return_exceptions=True)

    def ask(self, *commands: tuple[Part, ...], again: bool = False) -> Coroutine[Any, Any, list[Reply]]:
        """One round trip: a reply per command, error replies as `Refusal`.

        `again`: the commands do no harm when carried out twice, so a broken connection is answered by one more try.
        Raises Away, at once while the server is known to be away.
        """
        return self.ask_packed(b"".join(map(pack, commands)), len(commands), again=again)

    async def ask_packed(self, packed: bytes, number: int, *, again: bool = False) -> list[Reply]:
        """`ask` for so many commands that are packed already."""
        if self._away is not None:
            raise Away(self._away)
        began = self._clock()
        try:
            wire = self._wire or await self._reconnected()
            try:
                replies = await wire.ask(packed, number)
            except WireLost as lost:
                if lost.slow or not again or self._away is not None:
                    raise
                replies = await (await self._reconnected()).ask(packed, number)
        except WireFull:
            raise Away("too many waiting") from None
        except WireLost as lost:
            self._failed(lost.reason)
            raise Away(lost.reason, maybe=True) from None
        for reply in replies:
            if type(reply) is Refusal and reply.code in CANNOT_SERVE:
                self._go_away(reply.code)
                raise Away(reply.code)
        self._errors = 0
        self.round_trip_s += (self._clock() - began - self.round_trip_s) / 16
        return replies

    async def _reconnected(self) -> Wire:
        """The wire that one shared attempt opens, within the time of one call."""
        if self._wire is None:
            # No `asyncio.timeout`: it would cancel the task that runs now, and a question that has `Started` does not
            # wait where its task waits. Whoever stood there got a CancelledError that nobody had asked for.
            done, _ = await asyncio.wait({self._reopening()}, timeout=self._timeout_s)
            if not done:
                raise WireLost("timeout", slow=True)
        if self._wire is None:
            raise WireLost(self._away or "away")
        return self._wire

    async def _open(self) -> None:
        """Connect and prove that the server lets us write. Raises WireLost."""
        try:
            async with asyncio.timeout(CONNECT_S):
                connection = await self._connect()
        except TimeoutError:
            raise WireLost("connect timeout", slow=True) from None
        except (RedisError, OSError) as error:
            raise WireLost(type(error).__name__) from None
        wire = Wire(connection, max(self._timeout_s, CONNECT_S), self._wire_lost)
        try:
            probe = pack((b"SET", PREFIX + b"probe", b"1", b"PX", b"10000"))
            [reply] = await wire.ask(probe, 1)
        except BaseException:
            self._close(wire)
            raise
        if isinstance(reply, Refusal):
            self._close(wire)
            raise WireLost(reply.code)
        wire.timeout_s = self._timeout_s
        if self._closed or self._wire is not None:
            self._close(wire)
        else:
            self._wire, self._errors = wire, 0
            self._change(None)

    def _wire_lost(self, wire: Wire) -> None:
        if wire is self._wire:
            self._wire = None
            self._close(wire)
            self._reopening()

    def _reopening(self) -> asyncio.Task[None]:
        """The attempt to connect again that is under way, or a new one; all callers wait for the same."""
        if self._connecting is None or self._connecting.done():
            self._connecting = asyncio.create_task(self._reopen())
            self._connecting.add_done_callback(_seen)
        return self._connecting

    async def _reopen(self) -> None:
        try:
            await self._open()
        except WireLost as lost:
            # A connection lost and none to be had is no accident; nobody has to ask to find out.
            self._go_away(lost.reason)
            raise

    def _close(self, wire: Wire) -> None:
        task = asyncio.create_task(wire.aclose())
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    def _failed(self, reason: str) -> None:
        self._errors += 1
        if self._errors >= ERRORS_TO_AWAY:
            self._go_away(reason)

    def _go_away(self, reason: str) -> None:
        if self._closed:
            return
        self._change(reason)
        wire, self._wire = self._wire, None
        if wire is not None:
            self._close(wire)
        if self._prober is None or self._prober.done():
            self._prober = asyncio.create_task(self._probe())

    async def _probe(self) -> None:
        while True:
            try:
                return await self._open()
            except WireLost:
                # Pods that lost the server together must not come back together.
                await asyncio.sleep(self._probe_every_s * self._rng.uniform(0.8, 1.0))

    def _change(self, away: str | None) -> None:
        before, self._away = self._away, away
        if (before is None) != (away is None) or before == "not started":
            for changed in self._watchers:
                changed(away is None, away or "")


def _seen(task: asyncio.Task[None]) -> None:
    """Takes the exception of an attempt nobody waits for any more."""
    if not task.cancelled():
        task.exception()
