"""How the program is seen: one JSON line per request, and one per fault. Never a caller's text.

Control and bidi characters cannot get through: every line is JSON with ASCII escapes.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog

from app.telemetry.line_writer import LineWriter

Scope = MutableMapping[str, Any]


def configure_logs(level: str, stream: TextIO | None = None) -> None:
    """JSON lines on `stream` (default: stderr) from `level` on."""
    numbers = {"debug": 10, "info": 20, "warning": 30, "error": 40}
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(numbers[level]),
        logger_factory=structlog.WriteLoggerFactory(LineWriter(stream or sys.stderr)),  # type: ignore[arg-type]
        cache_logger_on_first_use=True,
    )


class RequestLog:
    """Writes what the edge tells it."""

    def __init__(self) -> None:
        self._log = structlog.get_logger("chaeum")

    def request(self, scope: Scope, status: int, seconds: float) -> None:
        """One line: id, which task (never the raw path of an unknown address), outcome and time."""
        state = scope["state"]
        self._log.info(
            "request",
            request_id=state["request_id"],
            method=scope["method"][:10],
            task=state.get("task"),
            status=status,
            ms=round(seconds * 1000, 2),
        )

    def fault(self, scope: Scope, error: BaseException) -> None:
        """Where it happened and what kind of error, without its message, which may quote a text."""
        frames = traceback.extract_tb(error.__traceback__)[-6:]
        where = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames]
        self._log.error("fault", request_id=scope["state"]["request_id"], kind=type(error).__name__, where=where)
