"""Where log lines come from and go to: structlog for our own, the standard library's for everybody else's.

    our code ─ structlog ───────────────────────┐
    uvicorn, SDKs ─ logging ─▶ Foreign ─────────┴▶ line() ─▶ stderr
    threads, destructors ─ last words ──────────┘

Of other people's records only what cannot hold a text is shown: who, where, how bad. SDKs log bodies at debug, clients
log addresses with queries in them, exceptions quote what they choked on.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping, MutableMapping
from datetime import UTC, datetime
from functools import lru_cache
from types import TracebackType
from typing import Any, TextIO

import structlog

from app.telemetry.line_writer import LineWriter
from app.telemetry.lines import line
from app.telemetry.trace import current_trace

LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40}
PLAIN = ("uvicorn", "opentelemetry")
"""Loggers whose message templates are known to be sentences; their arguments are left out all the same."""
MOST_FRAMES = 6
QUIET_S = 60.0
"""A place in other people's code that has spoken is not heard for so long: a dead collector would fill the log."""


def configure_logs(level: str, stream: TextIO | None = None) -> None:
    """JSON lines on `stream` (default: stderr) from `level` on. Others never get below warning: see the module."""
    out = LineWriter(stream or sys.stderr)
    _direct.to = out if LEVELS[level] <= logging.INFO else None
    structlog.configure(
        processors=[structlog.processors.add_log_level, _stamped, _traced, _rendered],
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS[level]),
        logger_factory=structlog.WriteLoggerFactory(out),  # type: ignore[arg-type]
        cache_logger_on_first_use=True,
    )
    handler = Foreign(stream or sys.stderr)
    handler.setLevel(max(LEVELS[level], logging.WARNING))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "openai", "google_genai", "httpx2", "httpcore2"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
        logger.setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)
    threading.excepthook = _thread_died
    sys.unraisablehook = _nobody_caught


class _Direct:
    """Where lines go that are written by hand; None where the level leaves them out."""

    to: LineWriter | None = None


_direct = _Direct()


def say_hit(request_id: str, trace_id: str, task: str, outcome: str, ms: float, client: str | None) -> None:
    """The line of a cached answer, of which there are thousands a second: written by hand, as structlog would.

    Every word is ours or was checked: ids are letters, digits and hyphens, names of tasks and clients too.
    """
    if _direct.to is not None:
        whose = f'"client": "{client}", ' if client is not None else ""
        _direct.to.write(
            f'{{"timestamp": "{_now()}", "level": "info", "event": "request", "request_id": "{request_id}", '
            f'"trace_id": "{trace_id}", "method": "POST", "task": "{task}", "status": 200, "outcome": "{outcome}", '
            f'"ms": {ms}, {whose}"cache": "hit"}}\n'
        )
        _direct.to.flush()


class Foreign(logging.Handler):
    """Writes other people's records without their words, and of those from one place one in QUIET_S."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__()
        self._stream = stream
        self._said: dict[tuple[object, ...], tuple[float, int]] = {}
        """Logger, place and kind of error → when it was heard last, and how often it has spoken since."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            place = (record.name, record.pathname, record.lineno, record.exc_info and record.exc_info[0])
            heard, missed = self._said.get(place, (-QUIET_S, 0))
            if record.created - heard < QUIET_S:
                self._said[place] = (heard, missed + 1)
                return
            self._said[place] = (record.created, 0)
            self._stream.write(line({**described(record), **({"missed": missed} if missed else {})}) + "\n")
        except Exception:
            # A closed stderr must not take a request along.
            self.handleError(record)

    def handleError(self, record: logging.LogRecord) -> None:
        """Nothing: the standard one prints the record's arguments."""


def described(record: logging.LogRecord) -> dict[str, Any]:
    """What may be shown of a record."""
    shown: dict[str, Any] = {
        "timestamp": _now(),
        "level": record.levelname.lower(),
        "event": "foreign",
        "logger": record.name,
        "where": f"{record.filename}:{record.lineno}",
    }
    if record.name.partition(".")[0] in PLAIN and isinstance(record.msg, str):
        shown["template"] = record.msg.strip()[:200]
    if record.exc_info and record.exc_info[0] is not None:
        shown["kind"] = record.exc_info[0].__name__
        shown["frames"] = frames(record.exc_info[2])
    return shown


def frames(trace: TracebackType | None) -> list[str]:
    """Where it happened: the innermost frames, without values."""
    told = traceback.extract_tb(trace)[-MOST_FRAMES:]
    return [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in told]


def last_word(event: str, kind: type[BaseException] | None, trace: TracebackType | None) -> None:
    """Tell of an exception that reached nobody, without its message."""
    told = kind.__name__ if kind is not None else "?"
    structlog.get_logger("chaeum").error(event, kind=told, frames=frames(trace))


def _thread_died(args: threading.ExceptHookArgs) -> None:
    if args.exc_type is not SystemExit:
        last_word("a thread died", args.exc_type, args.exc_traceback)


def _nobody_caught(args: Any) -> None:
    last_word("nobody caught this", args.exc_type, args.exc_traceback)


# ---- structlog's processors ----------------------------------------------------------------------------------------
def _stamped(logger: Any, method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    return {"timestamp": _now(), **event}


def _traced(logger: Any, method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    if "trace_id" not in event and (trace := current_trace()) is not None:
        event["trace_id"] = trace.hex
    return event


def _rendered(logger: Any, method: str, event: MutableMapping[str, Any]) -> str:
    return line(event)


def _now(clock: Callable[[], float] = time.time) -> str:
    now = clock()
    second = int(now)
    return f"{_second(second)}.{int((now - second) * 1000):03d}Z"


@lru_cache(maxsize=2)
def _second(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%S")
