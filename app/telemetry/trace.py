"""One request as a tree of spans, recorded cheaply; whether anybody gets it is decided when it is known what it was.

    begin ─ server span ─▶ span("task …") ─▶ span("quota"), span("cache"), span("attempt") ─▶ span("chat …")
    close ─▶ kept (a vendor was called, somebody asked for it, or the lot fell on it) ─▶ sink

Deciding at the end is what lets every call of a vendor be traced while cached answers cost nothing. Spans that end after
their request did (a probe, work that others wait for) follow it to the sink, parents included.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar, Token
from types import TracebackType
from typing import Any, Final, Literal, Self

from app.telemetry.w3c import Remote, write

Kind = Literal["server", "client", "internal"]
Value = str | int | float | bool | Sequence[str]
MOST_SPANS = 64
_bits = random.SystemRandom().getrandbits
_random: Final = random.Random(_bits(128))  # noqa: S311  ids have to be unlike, not secret
_current: ContextVar[Span | None] = ContextVar("span", default=None)


class Span:
    """One piece of work. A context manager: what is opened inside it becomes its child, an exception its error."""

    __slots__ = ("_token", "attributes", "began_ns", "ended_ns", "error", "id", "kind", "name", "parent", "trace")

    def __init__(self, trace: Trace, name: str, parent: int | None, kind: Kind, attributes: dict[str, Value]) -> None:
        self.trace = trace
        self.name = name
        self.id = _random.getrandbits(64) or 1
        self.parent = parent
        self.kind = kind
        self.attributes = attributes
        self.error: str | None = None
        self.began_ns = time.time_ns()
        self.ended_ns = 0
        self._token: Token[Span | None] | None = None

    def set(self, name: str, value: Value | None) -> None:
        """Say something about it; None says nothing."""
        if value is not None:
            self.attributes[name] = value

    def failed(self, error_type: str) -> None:
        """It did not do what it was to do; `error_type` is one of few words."""
        self.error = error_type

    def __enter__(self) -> Self:
        self._token = _current.set(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if kind is not None and self.error is None:
            self.error = error_type(kind)
        if self._token is not None:
            _current.reset(self._token)
            self._token = None
        self.end()

    def end(self) -> None:
        self.ended_ns = time.time_ns()
        self.trace.ended(self)


def error_type(kind: type[BaseException]) -> str:
    """One of few words for an exception. Never its message, which may quote somebody."""
    if issubclass(kind, asyncio.CancelledError):
        return "cancelled"
    return getattr(kind, "outcome", None) or getattr(kind, "slug", None) or kind.__name__


class _Nothing:
    """What nobody records."""

    __slots__ = ("attributes",)

    def __init__(self) -> None:
        self.attributes: Mapping[str, Value] = {}

    def set(self, name: str, value: Value | None) -> None:
        """Nothing."""

    def failed(self, error_type: str) -> None:
        """Nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Nothing."""


NOTHING: Final = _Nothing()
Seen = Span | _Nothing
"""What `span` gives: a span, or what stands for one that nobody records."""
Sink = Callable[["Trace", Sequence[Span]], None]
Heard = Callable[[Span], None]


class Trace:
    """One request. `recording`: spans are kept in memory; `wanted`: they go to the sink at the end."""

    __slots__ = (
        "_heard",
        "_sink",
        "closed",
        "facts",
        "id",
        "recording",
        "remote",
        "root",
        "spans",
        "tells_vendors",
        "wanted",
    )

    def __init__(
        self,
        remote: Remote | None = None,
        *,
        recording: bool = True,
        wanted: bool = False,
        tells_vendors: bool = False,
        sink: Sink | None = None,
        heard: Heard | None = None,
    ) -> None:
        """`heard` is told of every span that ends, `sink` gets those of a wanted trace. `tells_vendors`: calls carry it
        on."""
        self.remote = remote
        self.id = remote.trace_id if remote is not None else _random.getrandbits(128) or 1
        self.recording = recording
        self.wanted = wanted
        self.tells_vendors = tells_vendors
        self.closed = False
        self.facts: dict[str, Any] = {}
        self.spans: list[Span] = []
        self._sink = sink
        self._heard = heard
        self.root = Span(self, "request", remote.span_id if remote is not None else None, "server", {})

    @property
    def hex(self) -> str:
        """The id as W3C writes it."""
        return f"{self.id:032x}"

    @property
    def response(self) -> str:
        """`traceresponse`: our own span, for the caller's trace."""
        return write(self.id, self.root.id, sampled=self.wanted)

    def enter(self) -> Token[Span | None]:
        """Make its root the current span of this context."""
        return _current.set(self.root)

    def leave(self, token: Token[Span | None]) -> None:
        _current.reset(token)

    def want(self) -> None:
        """From now on it is to be exported, however it ends."""
        if not self.wanted:
            self.wanted = True
            if self.closed:
                self._give(self.spans)

    def ended(self, span: Span) -> None:
        if self._heard is not None:
            self._heard(span)
        if len(self.spans) < MOST_SPANS:
            self.spans.append(span)
            if self.closed and self.wanted:
                self._give([span])

    def close(self) -> None:
        """The request is over: its root ends, and what was recorded goes where it is wanted."""
        self.root.ended_ns = time.time_ns()
        self.spans.append(self.root)
        self.closed = True
        if not self.recording:
            # Nobody opens spans below it; and without the circle it is gone with its last reader, not with a collection.
            self.root.trace = NOBODYS
        if self.wanted:
            self._give(self.spans)

    def forget(self) -> None:
        """Nobody will look at it any more: without circles it goes now, not with one of the rare collections of what has
        grown old. Whoever has got its spans keeps them."""
        self.spans = []
        self.root.trace = NOBODYS

    def _give(self, spans: Sequence[Span]) -> None:
        if self._sink is not None:
            self._sink(self, spans)


class _Nobodys(Trace):
    """What a closed request that was not recorded leaves behind for work that outlives it."""

    __slots__ = ()

    def ended(self, span: Span) -> None:
        """Nothing."""


NOBODYS: Final = _Nobodys(recording=False)


# ---- what the floors above use -------------------------------------------------------------------------------------
def span(name: str, attributes: Mapping[str, Value | None] | None = None, kind: Kind = "internal") -> Seen:
    """A new child of the current span; nothing where no request is recorded."""
    parent = _current.get()
    if parent is None or not parent.trace.recording:
        return NOTHING
    given = {key: value for key, value in attributes.items() if value is not None} if attributes else {}
    return Span(parent.trace, name, parent.id, kind, given)


def current_span() -> Seen:
    """The span that the caller stands in."""
    found = _current.get()
    return NOTHING if found is None or not found.trace.recording else found


def current_trace() -> Trace | None:
    """The request that the caller works for."""
    found = _current.get()
    return None if found is None else found.trace


def recording() -> bool:
    """Whether anybody keeps the spans of the current request; opening them costs too much where thousands are asked."""
    found = _current.get()
    return found is not None and found.trace.recording


def fact(**facts: Any) -> None:
    """State something about the current request; for the log line, the metrics and `explain`. Never text of users."""
    found = _current.get()
    if found is not None:
        found.trace.facts.update(facts)


def record() -> None:
    """From here on record the current request: an answer is being made for it."""
    found = _current.get()
    if found is not None and found.trace is not NOBODYS:
        found.trace.recording = True


def want() -> None:
    """The current request is to be exported."""
    found = _current.get()
    if found is not None and found.trace is not NOBODYS:
        found.trace.want()


def outgoing() -> str | None:
    """The `traceparent` for a call made now; None where others are not told."""
    found = _current.get()
    if found is None or not found.trace.tells_vendors:
        return None
    return write(found.trace.id, found.id, sampled=found.trace.wanted)
