"""Everything that may go wrong, in three trees; class attributes carry the policy, so nobody asks for names.

    ChaeumError
    ├── ConfigurationError        refuses to start; names file, line, field and a way out
    ├── Problem                   what a caller sees: problem+json (RFC 9457), type /problems/<slug>
    │   ├── InvalidInput          422  the body does not fit the task
    │   ├── InputTooLong          413  more text or bytes than the task takes
    │   ├── UnsupportedMedia      415  not plain JSON
    │   ├── Unauthenticated       401  no key, or not one of ours
    │   ├── NotAllowed            403  a good key without this right
    │   ├── UnknownTask           404  no such endpoint
    │   ├── WrongMethod           405  the endpoint is there, the method is not
    │   ├── QuotaExceeded         429  the client's own limit; Retry-After
    │   ├── ContentRefused        422  a provider refused the text and the task passes that on
    │   ├── OutputRejected        502  a provider answered, but never usably
    │   ├── TaskDisabled          503  its folder is broken; the others go on
    │   ├── NoProviderLeft        503  nobody could answer and the task allows no degraded answer; Retry-After
    │   ├── Overloaded            503  our own trouble; Retry-After
    │   └── Internal              500  an id only
    └── ProviderError             what a provider may raise; the router reads the attributes
        ├── Unreachable           fails over, counts against the breaker        (C1, C3)
        ├── TooSlow               fails over, counts, also as slow               (C2)
        ├── Misconfigured         fails over, opens the breaker hard, alerts     (C5, C6, C7)
        ├── Throttled             fails over, cools down, no failure             (C4)
        ├── Garbled               fails over, counts in the quality window       (C11)
        ├── BadCall               one try elsewhere, no breaker                  (C8, C9)
        ├── Refused               the task's `on_refusal` decides                (C10)
        └── NoRoom                fails over, not recorded: our own limit        (C13)

No message ever holds a caller's text, a key or a stack trace. C-numbers are the outcome classes of the router's table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar


class ChaeumError(Exception):
    """Base of everything this program raises on purpose."""


# ---- configuration -------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing wrong with a configuration file: where it stands and what to do about it."""

    file: str
    line: int | None
    field: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        what = f"{self.field}: {self.message}" if self.field else self.message
        return f"{where}: {what}" + (f" ({self.hint})" if self.hint else "")


class ConfigurationError(ChaeumError):
    """The configuration cannot be used; `flaws` lists everything that is wrong at once."""

    def __init__(self, flaws: list[Flaw]) -> None:
        super().__init__("\n".join(map(str, flaws)))
        self.flaws = flaws


# ---- what a caller sees --------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing wrong with a request: a JSON pointer into the body and a sentence without any of its content."""

    pointer: str
    message: str


class Problem(ChaeumError):
    """An answer that is an error: rendered as application/problem+json by `app.http.problems`."""

    status: ClassVar[int] = 500
    slug: ClassVar[str] = "internal"
    title: ClassVar[str] = "Internal error"

    def __init__(
        self, detail: str, *, complaints: tuple[Complaint, ...] = (), retry_after_s: float | None = None
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.complaints = complaints
        self.retry_after_s = retry_after_s


class InvalidInput(Problem):
    status, slug, title = 422, "invalid-input", "The request does not fit the task"


class InputTooLong(Problem):
    status, slug, title = 413, "input-too-long", "The request is longer than the task takes"


class UnsupportedMedia(Problem):
    status, slug, title = 415, "unsupported-media-type", "Only uncompressed application/json is read"


class Unauthenticated(Problem):
    status, slug, title = 401, "unauthenticated", "A valid API key is needed"


class NotAllowed(Problem):
    status, slug, title = 403, "not-allowed", "This key may not do that"


class UnknownTask(Problem):
    status, slug, title = 404, "unknown-task", "There is nothing at this address"


class WrongMethod(Problem):
    status, slug, title = 405, "method-not-allowed", "This address takes another method"


class QuotaExceeded(Problem):
    status, slug, title = 429, "quota-exceeded", "This client's quota is used up"


class ContentRefused(Problem):
    status, slug, title = 422, "content-refused", "A provider refused this text"


class OutputRejected(Problem):
    status, slug, title = 502, "output-rejected", "No usable answer came back"


class TaskDisabled(Problem):
    status, slug, title = 503, "task-disabled", "This task is switched off"


class NoProviderLeft(Problem):
    status, slug, title = 503, "no-provider-left", "Nobody could answer in time"


class Overloaded(Problem):
    status, slug, title = 503, "overloaded", "The service is busy"


class Internal(Problem):
    status, slug, title = 500, "internal", "Internal error"


# ---- what a provider may raise -------------------------------------------------------------------------------------
class ProviderError(ChaeumError):
    """A provider could not answer. The attributes are the router's whole knowledge of why.

    `fails_over`: another model may still answer. `counts`: a failure in the breaker's window. `slow`: also a slow call.
    `quality`: counts in the (provider, model, task) window.
    `usage`: what the vendor billed for the answer that was no use, where it says.
    `opens`: take the pair out of use at once, for `opens_s`. `cools`: leave it alone for `opens_s` without calling it
    broken. `once`: only one other model is tried.
    """

    fails_over: ClassVar[bool] = True
    opens: ClassVar[bool] = False
    cools: ClassVar[bool] = False
    once: ClassVar[bool] = False
    counts: ClassVar[bool] = False
    slow: ClassVar[bool] = False
    quality: ClassVar[bool] = False
    outcome: ClassVar[str] = "error"

    def __init__(self, reason: str, *, status: int | None = None, opens_s: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status
        self.opens_s = opens_s
        self.usage: Any = None


class Unreachable(ProviderError):
    counts = True
    outcome = "unreachable"


class TooSlow(ProviderError):
    counts = True
    slow = True
    outcome = "too_slow"


class Misconfigured(ProviderError):
    counts = True
    opens = True
    outcome = "misconfigured"


class Throttled(ProviderError):
    """`opens_s` is the cooldown, already clamped to 60 s."""

    cools = True
    outcome = "throttled"


class Garbled(ProviderError):
    """An unusable 200. `paths` are JSON pointers of what was wrong; `truncated` asks for more tokens, not a repair."""

    quality = True
    outcome = "garbled"

    def __init__(self, reason: str, *, paths: tuple[str, ...] = (), truncated: bool = False) -> None:
        super().__init__(reason)
        self.paths = paths
        self.truncated = truncated


class BadCall(ProviderError):
    """The vendor says our request is wrong. `too_long`: the model's window is smaller than the text."""

    once = True
    outcome = "bad_call"

    def __init__(self, reason: str, *, status: int | None = None, too_long: bool = False) -> None:
        super().__init__(reason, status=status)
        self.too_long = too_long


class Refused(ProviderError):
    fails_over = False
    outcome = "refused"


class NoRoom(ProviderError):
    outcome = "no_room"
