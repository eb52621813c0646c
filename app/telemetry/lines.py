"""One event as one line of JSON: ASCII only, at most MOST_BYTES, whatever was put into it.

ASCII escapes leave no control and no bidi character through, so that a line can neither forge another one nor turn a
terminal around. What does not fit is shortened; ids and status stay.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

MOST_BYTES = 1000
SHORT, SHORTER = 160, 48
FEW = 6
KEPT = ("timestamp", "level", "event", "logger", "request_id", "trace_id", "task", "status", "outcome", "kind")
"""What is left of a line that cannot be made to fit otherwise."""


def line(event: Mapping[str, Any]) -> str:
    """The event, without the line break."""
    written = _dumps(event)
    if len(written) > MOST_BYTES:
        written = _dumps({**_clipped(event, SHORT), "cut": True})
    if len(written) > MOST_BYTES:
        written = _dumps({**_clipped({key: event[key] for key in KEPT if key in event}, SHORTER), "cut": True})
    return written


def _dumps(event: Mapping[str, Any]) -> str:
    written = json.dumps(event, ensure_ascii=True, separators=(",", ":"), default=_unknown)
    return written.replace("\x7f", "\\u007f")


def _unknown(value: Any) -> str:
    """What has no JSON is named, never shown: its repr may hold anything."""
    return f"<{type(value).__name__}>"


def _clipped(value: Any, most: int) -> Any:
    """Strings of at most `most` escaped characters, lists of a few."""
    if isinstance(value, str):
        while len(json.dumps(value)) > most:
            value = value[: max(1, len(value) * 2 // 3)]
        return value
    if isinstance(value, Mapping):
        return {_clipped(str(key), SHORTER): _clipped(below, most) for key, below in list(value.items())[:40]}
    if isinstance(value, list | tuple):
        return [_clipped(below, SHORTER) for below in value[:FEW]]
    return value
