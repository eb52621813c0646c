"""What every keeper of quotas promises: all or nothing, exactly, and what is not used comes back once.

take ──▶ Granted(held, standings) ──▶ settle(held, spent)      used: tokens and money as they really were
      └▶ Refused(limit, wait)         └▶ give_back(held)        nothing of it was used, as with a failure of ours
"""

from __future__ import annotations

import math
from typing import Literal, NamedTuple, Protocol

from app.quota.limits import Allowance, Cost, Limit

Mode = Literal["redis", "local", "memory"]
"""Who counted: all pods together, this pod for its share, or this process alone because there is no Redis."""


class Standing(NamedTuple):
    """What is left of a limit, and in how many seconds all of it is there again."""

    limit: Limit
    left: int
    reset_s: float


class Held(NamedTuple):
    """A reservation. `at_us` is when it was taken on the counter's own clock; `outage` numbers local ones."""

    id: str
    allowance: Allowance
    cost: Cost
    at_us: int
    mode: Mode
    outage: int = 0


class Granted(NamedTuple):
    """The call may go on."""

    held: Held
    standings: tuple[Standing, ...]


class Refused(NamedTuple):
    """A limit of the caller's own is used up; nothing was counted."""

    limit: Limit
    wait_s: float
    mode: Mode


class Quotas(Protocol):
    """One keeper of counts."""

    @property
    def mode(self) -> Mode:
        """Who counts now."""
        ...

    async def take(self, allowance: Allowance, cost: Cost) -> Granted | Refused:
        """Count `cost` against every limit of `allowance`, or nothing at all.

        Raises Overloaded where a limit says `deny` and nobody can count: never a 429 for our own trouble.
        """
        ...

    async def settle(self, held: Held, spent: Cost) -> None:
        """What was reserved beyond `spent` comes back, what was spent beyond it is charged; leases end. Idempotent."""
        ...

    async def give_back(self, held: Held) -> None:
        """As if the call had never been. Idempotent."""
        ...

    async def aclose(self) -> None:
        """Let what is on its way arrive."""
        ...


def most_binding(standings: tuple[Standing, ...]) -> Standing | None:
    """The limit of which the smallest part is left; leases have no reset and are never shown."""
    tightest, part = None, math.inf
    for standing in standings:
        limit = standing.limit
        if limit.kind != "c" and standing.left / limit.most < part:
            tightest, part = standing, standing.left / limit.most
    return tightest
