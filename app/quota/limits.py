"""What is limited: the words of clients and task folders turned into limits that any counter can keep.

    20/sec      GCRA: smooth, with a burst        at most burst + W/T in any window W
    600/min     exact log                         never more than 600 in any minute
    20000/day   calendar window (Asia/Seoul)      exactly 20000 a day; tokens and money too
    8 at once   leases                            a holder that dies gives back when its lease ends

A rate above LOG_MOST per window is kept by GCRA with a tenth of it as burst: a log of that size costs too much.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple, Protocol, get_args

Kind = Literal["g", "w", "s", "c"]
Unit = Literal["requests", "tokens", "micro_usd", "concurrent"]
WhenAway = Literal["local_share", "allow", "deny"]
"""What happens to a limit while Redis is away: the pod's share of it, nothing, or no call at all."""
Priority = Literal["interactive", "batch"]

SEOUL_AHEAD_S = 9 * 3600
PERIODS_S = {"sec": 1, "min": 60, "hour": 3600, "day": 86_400}
LOG_MOST = 1000
FORMAT = 2
"""Of what take.lua keeps, and the end of every key: in a rolling update pods of two formats do not misread each other."""
LEASE_S = 20.0
"""Longer than the longest deadline; only the leases of dead processes ever last that long."""
BATCH_SHARE = 0.8
_RATE = re.compile(r"([1-9][0-9]{0,8})/(sec|min|hour|day)")


PART: dict[Unit, int] = {"requests": 0, "concurrent": 0, "tokens": 1, "micro_usd": 2}
"""Where a cost has the units of a limit."""


class Cost(NamedTuple):
    """What one call takes, or took. `requests` is 1, or 0 for what was never asked."""

    requests: int = 1
    tokens: int = 0
    micro_usd: int = 0

    def of(self, unit: Unit) -> int:
        """The part that a limit of this unit counts; a call at a time is one while it counts as a request."""
        return self[PART[unit]]


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` units per `window_s`; `name` is what headers and metrics call it, and the end of its key."""

    name: str
    kind: Kind
    unit: Unit
    most: int
    window_s: float
    burst: int = 1
    away: WhenAway = "local_share"

    def share(self, pods: int) -> Limit:
        """This limit divided among so many pods, never less than one."""
        return replace(self, most=max(1, self.most // pods), burst=max(1, self.burst // pods))

    def argument(self) -> tuple[float, float]:
        """a and b of take.lua."""
        if self.kind == "g":
            interval_us = self.window_s * 1e6 / self.most
            return interval_us, interval_us * (self.burst - 1)
        if self.kind == "w":
            return self.most, self.window_s
        return self.most, self.window_s * 1e6


class Row(NamedTuple):
    """A limit as a counter reads it: what kind, which part of a cost, a and b of take.lua."""

    limit: Limit
    kind: Kind
    part: int
    a: float
    b: float

    @classmethod
    def of(cls, limit: Limit) -> Row:
        return cls(limit, limit.kind, PART[limit.unit], *limit.argument())


class Allowance:
    """The limits of one caller that stand under one tag, compiled once. Compared by identity.

    `settles`: a call has to be settled, as it reserves more than a request. `policy` is the header that tells of it.
    `tag` names whose they are: `q:{form}` a client, `o:{openai}:parse/real-estate` a task on a provider account.
    """

    __slots__ = ("arguments", "keys", "limits", "policy", "rows", "settles", "tag")

    def __init__(self, tag: str, limits: Sequence[Limit]) -> None:
        names = [limit.name for limit in limits]
        if len(set(names)) != len(names):
            raise ValueError(f"two limits of {tag} share a name")
        self.tag = tag
        self.limits = tuple(limits)
        self.keys = tuple(f"chaeum:{tag}:{limit.name}:{FORMAT}".encode() for limit in limits)
        self.rows = tuple(zip(self.keys, map(Row.of, limits), strict=True))
        self.settles = any(limit.unit != "requests" for limit in limits)
        self.policy = ", ".join(_policy(limit) for limit in limits if limit.kind != "c").encode()
        self.arguments = tuple(
            (limit.kind.encode(), *(f"{number:.6f}".rstrip("0").rstrip(".").encode() for number in limit.argument()))
            for limit in limits
        )


def _policy(limit: Limit) -> str:
    """One item of RateLimit-Policy."""
    unit = "" if limit.unit == "requests" else f';qu="{limit.unit.replace("_", "-")}"'
    return f'"{limit.name}";q={limit.most};w={math.ceil(limit.window_s)}{unit}'


class Wishes(Protocol):
    """What a client's entry says about its limits."""

    @property
    def requests(self) -> Sequence[str]: ...
    @property
    def burst(self) -> int | None: ...
    @property
    def tokens_per_day(self) -> int | None: ...
    @property
    def usd_per_day(self) -> float | None: ...
    @property
    def concurrency(self) -> int | None: ...
    @property
    def when_redis_is_away(self) -> WhenAway: ...


def rate(text: str, name: str, *, burst: int | None = None, away: WhenAway = "local_share") -> Limit:
    """`60/min` as a limit on requests. Raises ValueError for anything else."""
    match = _RATE.fullmatch(text)
    if not match:
        raise ValueError("a rate is written as 60/min, with sec, min, hour or day")
    most, window_s = int(match[1]), PERIODS_S[match[2]]
    kind: Kind = "w" if match[2] == "day" else "g" if match[2] == "sec" or most > LOG_MOST else "s"
    usual = most if match[2] == "sec" else most // 10
    return Limit(name, kind, "requests", most, window_s, max(1, burst or usual), away)


def client_limits(wishes: Wishes) -> list[Limit]:
    """Everything a client's entry limits, over all tasks."""
    away = wishes.when_redis_is_away
    limits = [rate(text, text.replace("/", "-per-"), burst=wishes.burst, away=away) for text in wishes.requests]
    return limits + _money(wishes.tokens_per_day, wishes.usd_per_day, away) + _at_once(wishes.concurrency, away)


def task_limits(task: str, per_client: str | None) -> list[Limit]:
    """What a task's folder lets each client do; the name carries the task, so it stands beside the client's own."""
    return [] if per_client is None else [rate(per_client, task)]


def account_limits(
    tokens_per_minute: int | None,
    requests_per_minute: int | None,
    usd_per_day: float | None,
    priority: Priority = "interactive",
) -> list[Limit]:
    """What one task may use of a provider account; batch work leaves a fifth of it to people who wait.

    Batch and interactive calls share the counters: batch is refused once four fifths are used, by whomever.
    """
    share = BATCH_SHARE if priority == "batch" else 1.0
    limits = []
    if requests_per_minute:
        limits.append(Limit("requests-min", "w", "requests", max(1, int(requests_per_minute * share)), 60))
    if tokens_per_minute:
        limits.append(Limit("tokens-min", "w", "tokens", max(1, int(tokens_per_minute * share)), 60))
    return limits + _money(None, usd_per_day and usd_per_day * share, "local_share")


def _money(tokens_per_day: int | None, usd_per_day: float | None, away: WhenAway) -> list[Limit]:
    limits = []
    if tokens_per_day:
        limits.append(Limit("tokens-day", "w", "tokens", tokens_per_day, PERIODS_S["day"], away=away))
    if usd_per_day:
        limits.append(Limit("cost-day", "w", "micro_usd", round(usd_per_day * 1e6), PERIODS_S["day"], away=away))
    return limits


def _at_once(concurrency: int | None, away: WhenAway) -> list[Limit]:
    return [Limit("at-once", "c", "concurrent", concurrency, LEASE_S, away=away)] if concurrency else []


WHEN_AWAY: tuple[str, ...] = get_args(WhenAway)
