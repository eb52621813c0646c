"""What an HTTP status of a vendor means for us: one table for all of them (RELIABILITY.md §3).

401, 403                        Misconfigured, 60 s     the key
402, 429 with a used-up account Misconfigured, 300 s    the bill
404, 410                        Misconfigured, 300 s    the model is gone
400 that is about the key       Misconfigured, 60 s     Gemini says it so
413, 400 about the length       BadCall, too long
400, 422, other 4xx             BadCall
400 about content policy        Refused
429                             Throttled, cooldown from Retry-After
408, 504 of a vendor's own wait TooSlow / Unreachable
3xx, 5xx                        Unreachable             redirects are never followed
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from app.errors import BadCall, Misconfigured, ProviderError, Refused, Throttled, TooSlow, Unreachable

KEY_S = 60.0
ACCOUNT_S = MODEL_S = 300.0
LONGEST_COOLDOWN_S = 60.0
_CODE = re.compile(r"[A-Za-z0-9_.\-]{1,64}")
_SECONDS = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,9})?")
_USED_UP = frozenset({"insufficient_quota", "billing_hard_limit_reached", "billing_not_active", "PerDay"})
_TOO_LONG = frozenset({"context_length_exceeded", "string_above_max_length", "request_too_large"})
_KEY = frozenset({"invalid_api_key", "API_KEY_INVALID", "API_KEY_EXPIRED", "FAILED_PRECONDITION"})
_POLICY = frozenset({"content_policy_violation", "content_filter", "invalid_prompt"})


def of_status(
    vendor: str,
    status: int,
    codes: frozenset[str],
    headers: Mapping[str, str],
    now: datetime,
    wait_s: float | None = None,
) -> ProviderError:
    """The ProviderError for `status`. `codes` are the vendor's own words for it; `wait_s` a wait named in the body."""
    said = sorted(code for code in codes if _CODE.fullmatch(code))[:3]
    reason = f"{vendor} answered {status}" + (f" ({', '.join(said)})" if said else "")
    if status in (401, 403) or (status == 400 and codes & _KEY):
        return Misconfigured(reason, status=status, opens_s=KEY_S)
    if status == 402 or (status == 429 and codes & _USED_UP):
        return Misconfigured(reason, status=status, opens_s=ACCOUNT_S)
    if status in (404, 410):
        return Misconfigured(reason, status=status, opens_s=MODEL_S)
    if status == 429:
        return Throttled(reason, status=status, opens_s=cooldown_s(headers, now, wait_s))
    if status == 408:
        return TooSlow(reason, status=status)
    if status == 409 or not 400 <= status < 500:
        return Unreachable(reason, status=status)
    if codes & _POLICY:
        return Refused(reason, status=status)
    return BadCall(reason, status=status, too_long=status == 413 or bool(codes & _TOO_LONG))


def cooldown_s(headers: Mapping[str, str], now: datetime, wait_s: float | None = None) -> float | None:
    """How long a 429 asks us to stay away, at most 60 s; None when it does not say so in a way that makes sense.

    `retry-after-ms`, then `Retry-After` in seconds or as a date, then `wait_s`.
    """
    milliseconds = _number(headers.get("retry-after-ms"))
    asked = milliseconds / 1000 if milliseconds is not None else _retry_after(headers.get("retry-after"), now)
    asked = wait_s if asked is None else asked
    if asked is None or not math.isfinite(asked) or asked < 0:
        return None
    return min(asked, LONGEST_COOLDOWN_S)


def _retry_after(value: str | None, now: datetime) -> float | None:
    seconds = _number(value)
    if seconds is not None or value is None:
        return seconds
    try:
        until = parsedate_to_datetime(value[:64])
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return (until.replace(tzinfo=until.tzinfo or UTC) - now).total_seconds()


def _number(value: str | None) -> float | None:
    """Plain digits only: no sign, no exponent, no NaN."""
    return float(value) if value and _SECONDS.fullmatch(value.strip()) else None
