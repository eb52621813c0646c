"""What follows from each way an attempt can end: the table of RELIABILITY.md §3, in one place.

    class            breaker              same model again      next model
    C0  answered     success              –                     –
    C1  connect      failure              no                    yes
    C2  time         failure and slow     no                    yes
    C3  5xx          failure              no                    yes
    C4  429          cooldown             no                    yes
    C5–C7 key, quota, model gone          open hard, alert      yes
    C8  our bad call no, own window       no                    once
    C9  too long     no                   no                    once
    C10 refusal      no                   no                    once, if the task says `on_refusal: next`
    C11 unusable     quality window       one repair            yes
    C13 our own      not recorded         no                    yes

A cancelled call (C12) never gets here: its permit is released. A hedge that lost after its time (C12b) is recorded as
slow by the router. The error's attributes decide, never its name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.errors import ProviderError

Effect = Literal["success", "failure", "slow_failure", "cooldown", "open", "bad_call", "quality", "none"]
_DEFAULT_OPEN_S = 60.0
_DEFAULT_COOLDOWN_S = 5.0
LAGGING_S = 0.100
"""With the event loop this late, time says nothing about a vendor (C13)."""


@dataclass(frozen=True, slots=True)
class Consequence:
    """One row: its class, what the breaker learns, and where the request goes on."""

    row: str
    effect: Effect
    open_s: float = 0.0
    goes_on: bool = True
    once: bool = False
    alert: bool = False


def consequence(error: ProviderError, *, loop_lag_s: float = 0.0) -> Consequence:
    """The row of the table for what a provider raised."""
    if error.quality:
        return Consequence("C11", "quality")
    if not error.fails_over:
        return Consequence("C10", "none", goes_on=False, once=True)
    if error.once:
        too_long = bool(getattr(error, "too_long", False))
        return Consequence("C9" if too_long else "C8", "none" if too_long else "bad_call", once=True)
    if error.cools:
        return Consequence("C4", "cooldown", open_s=_seconds(error, _DEFAULT_COOLDOWN_S))
    if not error.counts:
        return Consequence("C13", "none")
    return _of_the_vendor(error, loop_lag_s)


def _of_the_vendor(error: ProviderError, loop_lag_s: float) -> Consequence:
    """The rows that count against the vendor, unless we were too late ourselves to judge its time."""
    if error.opens:
        return Consequence(_hard_row(error.status), "open", open_s=_seconds(error, _DEFAULT_OPEN_S), alert=True)
    if error.status is None and loop_lag_s > LAGGING_S:
        return Consequence("C13", "none")
    if error.slow:
        return Consequence("C2", "slow_failure")
    return Consequence("C1" if error.status is None else "C3", "failure")


def _hard_row(status: int | None) -> str:
    return {401: "C6", 403: "C6", 404: "C7", 410: "C7"}.get(status or 0, "C5")


def _seconds(error: ProviderError, default: float) -> float:
    return default if error.opens_s is None else error.opens_s
