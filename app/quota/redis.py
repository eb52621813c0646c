"""Exact counting over all pods: one script call per request, and the pod's own share while Redis is away.

take    EVALSHA take.lua ──Away──▶ LocalShare         the mode is in every answer's header and in a metric
settle  sent without waiting ──Away──▶ outbox ──here again──▶ sent, with the pod's debt; each carries its call id
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable

import structlog

from app.keyvalue.link import PREFIX, Away, Link, Part, pack
from app.keyvalue.wire import Refusal
from app.quota.call import CALL_LENGTH, new_call
from app.quota.limits import SEOUL_AHEAD_S, Allowance, Cost
from app.quota.local import LocalShare
from app.quota.memory import back_of
from app.quota.port import Granted, Held, Mode, Refused, Standing
from app.quota.script import Script

log = structlog.get_logger("chaeum")
MARKER_MS = 900_000
OUTBOX_MOST = 10_000
PACKED_MOST = 1000
Letter = tuple[tuple[bytes, ...], tuple[Part, ...], float]


class RedisQuotas:
    """Quotas on a shared link. `start` listens for the link's return; `aclose` waits for what is being sent."""

    def __init__(self, link: Link, pods: Callable[[], int] = lambda: 1, clock: Callable[[], float] = time.time) -> None:
        self._link = link
        self._clock = clock
        self._local = LocalShare(pods, clock)
        self._take, self._settle = Script("take"), Script("settle")
        self._outbox: deque[Letter] = deque(maxlen=OUTBOX_MOST)
        self._sending: set[asyncio.Task[None]] = set()
        self._refused = False
        self._packed: dict[tuple[Allowance, Cost | int], tuple[bytes, bytes]] = {}
        link.watch(self._link_changed)

    @property
    def mode(self) -> Mode:
        """Who counts now."""
        return "redis" if self._link.here and not self._refused else "local"

    async def take(self, allowance: Allowance, cost: Cost) -> Granted | Refused:
        call = new_call()
        head, tail = self._around_call(allowance, cost)
        try:
            [reply] = await self._link.ask_packed(b"%b%b%b" % (head, call.encode(), tail), 1)
            if type(reply) is Refusal:
                arguments = self.arguments(allowance, cost, call)
                reply = await self._take.checked(self._link, reply, allowance.keys, arguments)
        except Away as away:
            return self.away(allowance, cost, call, away)
        return self.said(allowance, cost, call, reply)

    def _around_call(self, allowance: Allowance, cost: Cost) -> tuple[bytes, bytes]:
        """What stands before and after the call's name in the packed command; it is the same for most calls."""
        known = (allowance, cost if allowance.settles else cost.requests)
        found = self._packed.get(known)
        if found is None:
            blank = "-" * CALL_LENGTH
            packed = pack(self._take.command(allowance.keys, self.arguments(allowance, cost, blank)))
            head, _, tail = packed.partition(blank.encode())
            if len(self._packed) >= PACKED_MOST:
                self._packed.clear()
            found = self._packed[known] = (head, tail)
        return found

    async def settle(self, held: Held, spent: Cost) -> None:
        self._end(held, spent, failed=False)

    async def give_back(self, held: Held) -> None:
        self._end(held, Cost(0, 0, 0), failed=True)

    def arguments(self, allowance: Allowance, cost: Cost, call: str) -> tuple[Part, ...]:
        """ARGV of take.lua."""
        flat: list[Part] = [call, SEOUL_AHEAD_S]
        for limit, (kind, a, b) in zip(allowance.limits, allowance.arguments, strict=True):
            flat += (kind, a, b, cost.of(limit.unit))
        return tuple(flat)

    def said(self, allowance: Allowance, cost: Cost, call: str, reply: list[int]) -> Granted | Refused:
        """What a reply of take.lua means."""
        if self._refused:
            self._refused = False
            log.info("quotas are counted over all pods again")
        if reply[0] == 0:
            return Refused(allowance.limits[reply[1] - 1], reply[2] / 1e6, "redis")
        pairs = zip(allowance.limits, reply[2::2], reply[3::2], strict=True)
        standings = tuple([Standing(limit, left, reset_us / 1e6) for limit, left, reset_us in pairs])
        return Granted(Held(call, allowance, cost, reply[1], "redis"), standings)

    def away(self, allowance: Allowance, cost: Cost, call: str, away: Away) -> Granted | Refused:
        """This pod's own answer."""
        if self._link.here and not self._refused and away.reason.startswith("script refused"):
            self._refused = True
            log.warning("quotas are counted for this pod's share only", reason=away.reason)
        return self._local.take(allowance, cost, call)

    def _end(self, held: Held, spent: Cost, *, failed: bool) -> None:
        if held.mode == "local" and self._local.settle(held, spent, failed=failed):
            return
        limits = held.allowance.limits
        backs = {i: back_of(limit, held.cost, spent, failed=failed) for i, limit in enumerate(limits)}
        at = held.at_us if held.mode == "redis" else 0
        self._send(held.allowance, held.id, at, {i: back for i, back in backs.items() if back})

    def _send(self, allowance: Allowance, call: str, at_us: int, backs: dict[int, int]) -> None:
        if not backs:
            return
        keys = (PREFIX + f"{allowance.tag}:done:{call}".encode(), *(allowance.keys[i] for i in backs))
        flat: list[Part] = [call, MARKER_MS, SEOUL_AHEAD_S, at_us]
        for i, back in backs.items():
            flat += (*allowance.arguments[i], back)
        self._post((keys, tuple(flat), self._clock() + MARKER_MS / 1000))

    def _post(self, letter: Letter) -> None:
        if not self._link.here:
            self._outbox.append(letter)
            return
        task = asyncio.create_task(self._deliver(letter))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    async def _deliver(self, letter: Letter) -> None:
        try:
            await self._settle.run(self._link, letter[0], letter[1])
        except Away:
            self._outbox.append(letter)

    def _link_changed(self, here: bool, _reason: str) -> None:
        if not here:
            return
        for allowance, owed in self._local.written_back():
            self._send(allowance, new_call(), 0, {i: -units for i, units in owed.items()})
        letters, self._outbox = self._outbox, deque(maxlen=OUTBOX_MOST)
        for letter in letters:
            # A marker that has run out protects no longer: better a unit too few than one charged twice.
            if letter[2] > self._clock():
                self._post(letter)

    async def aclose(self) -> None:
        """Wait for what is on its way."""
        await asyncio.gather(*self._sending, return_exceptions=True)
