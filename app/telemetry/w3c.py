"""W3C Trace Context: what a caller sends as `traceparent`, and what we say of ourselves.

Anything but exactly one well-formed header counts as none; its content never reaches a log. tracestate is not kept.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

_TRACEPARENT = re.compile(rb"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-[!-~]{0,200})?")
SAMPLED = 1


class Remote(NamedTuple):
    """The caller's span, which ours continues."""

    trace_id: int
    span_id: int
    sampled: bool


def read(headers: Sequence[tuple[bytes, bytes]]) -> Remote | None:
    """The caller's context in these ASGI headers, if there is exactly one and it is well-formed."""
    found = None
    for name, value in headers:
        if name == b"traceparent":
            if found is not None:
                return None
            found = value
    match = _TRACEPARENT.fullmatch(found) if found is not None else None
    if match is None or match[1] == b"ff" or (match[1] == b"00" and match[5] is not None):
        return None
    trace_id, span_id = int(match[2], 16), int(match[3], 16)
    return Remote(trace_id, span_id, bool(int(match[4], 16) & SAMPLED)) if trace_id and span_id else None


def write(trace_id: int, span_id: int, *, sampled: bool) -> str:
    """`traceparent`, and just as well `traceresponse`."""
    return f"00-{trace_id:032x}-{span_id:016x}-{int(sampled):02x}"
