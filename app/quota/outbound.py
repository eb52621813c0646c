"""What our own calls may use of a provider account: one account serves many tasks, and none may take all of it.

    call ─ take `o:{account}:<task>` ─ refused ─▶ NoRoom: the next model, no breaker, the client never sees it
         └ granted ─▶ the provider ─▶ settled with the true usage

Batch calls are refused once four fifths are used, so that people who wait always find room.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from app.errors import NoRoom, Overloaded, TooSlow
from app.quota.limits import Allowance, Cost, Priority, account_limits
from app.quota.port import Quotas, Refused

T = TypeVar("T")
MOST_ALLOWANCES = 10_000


class Outbound:
    """The outgoing side of quotas, over the same counters as the incoming one."""

    def __init__(self, quotas: Quotas) -> None:
        self._quotas = quotas
        self._allowances: dict[tuple[object, ...], Allowance | None] = {}

    def allowance(
        self,
        account: str,
        task: str,
        tokens_per_minute: int | None,
        requests_per_minute: int | None,
        usd_per_day: float | None,
        priority: Priority,
    ) -> Allowance | None:
        """What `task` may use of `account`, or None when nothing is limited."""
        key = (account, task, tokens_per_minute, requests_per_minute, usd_per_day, priority)
        if key not in self._allowances:
            if len(self._allowances) >= MOST_ALLOWANCES:
                self._allowances.clear()
            limits = account_limits(tokens_per_minute, requests_per_minute, usd_per_day, priority)
            self._allowances[key] = Allowance(f"o:{{{account}}}:{task}", limits) if limits else None
        return self._allowances[key]

    async def call(
        self,
        allowance: Allowance | None,
        estimate: Cost,
        call: Callable[[], Awaitable[T]],
        spent: Callable[[T], Cost],
    ) -> T:
        """What `call` returns. Raises NoRoom instead of calling, and whatever the call raises."""
        if allowance is None:
            return await call()
        try:
            said = await self._quotas.take(allowance, estimate)
        except Overloaded:
            raise NoRoom("outbound limit cannot be checked") from None
        if isinstance(said, Refused):
            raise NoRoom(f"outbound limit {said.limit.name}")
        try:
            answer = await call()
        except TooSlow:
            await self._quotas.settle(said.held, estimate)  # the vendor may well have done the work
            raise
        except BaseException:
            await self._quotas.settle(said.held, Cost(1, 0, 0))
            raise
        await self._quotas.settle(said.held, spent(answer))
        return answer
