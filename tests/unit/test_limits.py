"""From the words of a clients file and a task folder to limits, and to what the headers say of them."""

from __future__ import annotations

import pytest
from app.clients.file import Quota
from app.quota.headers import quota_headers
from app.quota.limits import Allowance, Cost, Limit, client_limits, rate, task_limits
from app.quota.port import Granted, Held, Refused, Standing


@pytest.mark.parametrize(
    "text, kind, most, window_s, burst",
    [
        ("20/sec", "g", 20, 1, 20),
        ("60/min", "s", 60, 60, 6),
        ("1000/hour", "s", 1000, 3600, 100),
        ("5000/min", "g", 5000, 60, 500),
        ("20000/day", "w", 20_000, 86_400, 2000),
    ],
)
def test_a_rate_becomes_the_limit_that_keeps_it(text: str, kind: str, most: int, window_s: int, burst: int) -> None:
    """Seconds are smoothed, minutes and hours exact, days calendar; long logs give way to GCRA with a tenth as burst."""
    limit = rate(text, "x")
    assert (limit.kind, limit.most, limit.window_s, limit.burst) == (kind, most, window_s, burst)


@pytest.mark.parametrize("text", ["", "60", "0/min", "60/week", "60 /min", "-1/sec", "1e3/min", "60/min/min"])
def test_other_words_are_refused(text: str) -> None:
    """A typo is an error, never no limit."""
    with pytest.raises(ValueError):
        rate(text, "x")


def test_everything_a_client_may_be_limited_in() -> None:
    """Requests, tokens, money and calls at a time, each with the client's policy for when Redis is away."""
    quota = Quota(
        requests=["20/sec", "100/day"], burst=5, tokens_per_day=9, usd_per_day=1.5, concurrency=3,
        when_redis_is_away="deny",
    )  # fmt: skip
    limits = client_limits(quota)
    assert [(one.name, one.unit, one.most) for one in limits] == [
        ("20-per-sec", "requests", 20),
        ("100-per-day", "requests", 100),
        ("tokens-day", "tokens", 9),
        ("cost-day", "micro_usd", 1_500_000),
        ("at-once", "concurrent", 3),
    ]
    assert limits[0].burst == 5
    assert {one.away for one in limits} == {"deny"}


def test_no_wishes_no_limits() -> None:
    """A client without quotas is only limited by the tasks."""
    assert client_limits(Quota()) == []
    assert task_limits("parse/x", None) == []
    assert task_limits("parse/x", "60/min")[0].name == "parse/x"


def test_two_limits_of_one_name_are_a_mistake() -> None:
    """They would share a count."""
    with pytest.raises(ValueError, match="share a name"):
        Allowance("q:{x}", [rate("60/min", "a"), rate("5/sec", "a")])


def test_a_share_is_never_nothing() -> None:
    """A limit smaller than the number of pods leaves one for each."""
    assert Limit("x", "w", "requests", 3, 60).share(10).most == 1


def test_headers_name_every_policy_and_the_tightest_state() -> None:
    """Leases are left out; units other than requests are named."""
    limits = client_limits(Quota(requests=["10/min", "100/day"], tokens_per_day=500, concurrency=2))
    allowance = Allowance("q:{x}", limits)
    standings = tuple(Standing(*one) for one in zip(limits, (4, 30, 400, 0), (60.0, 1000.0, 1000.0, 20.0), strict=True))
    held = Held("id", allowance, Cost(), 0, "redis")
    assert dict(quota_headers(Granted(held, standings), allowance)) == {
        b"ratelimit-policy": b'"10-per-min";q=10;w=60, "100-per-day";q=100;w=86400, '
        b'"tokens-day";q=500;w=86400;qu="tokens"',
        b"ratelimit": b'"100-per-day";r=30;t=1000',
        b"x-quota-mode": b"redis",
    }
    assert dict(quota_headers(Refused(limits[0], 12.2, "local"), allowance))[b"ratelimit"] == b'"10-per-min";r=0;t=13'
