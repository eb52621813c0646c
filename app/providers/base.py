"""What every provider keeps: one call in, one completion out, or a ProviderError. Never a retry, a fallback, a cache.

A completion is either text that a model wrote, in the task's model schema, or a reading that the embedded provider
already tied to the words of the text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from app.domain import Reading, Source
from app.errors import Garbled
from app.tasks.spec import ModelSpec
from app.tasks.task import Task, Version


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the vendor counted them; None where it does not say. `cached_tokens` and `cache_write_tokens` are part
    of `input_tokens`, `reasoning_tokens` part of `output_tokens`."""

    input_tokens: int | None = None
    output_tokens: int | None = None
    cached_tokens: int | None = None
    reasoning_tokens: int | None = None
    cache_write_tokens: int | None = None


@dataclass(frozen=True, slots=True)
class Repair:
    """A second call to the same model about the errors of its first answer: (pointer, message) pairs, no values.

    An answer that was cut off has no errors: it needs room for more tokens, not a correction.
    """

    answer: str
    errors: tuple[tuple[str, str], ...]


class Mendable(Garbled):
    """An unusable answer that its own model may mend once: `repair` is what to send it.

    `repair` holds the model's words, so it is never logged; the message and the paths may be.
    """

    def __init__(self, reason: str, repair: Repair, *, paths: tuple[str, ...] = (), truncated: bool = False) -> None:
        super().__init__(reason, paths=paths, truncated=truncated)
        self.repair = repair


@dataclass(frozen=True, slots=True)
class Call:
    """One attempt: which task and version, on which masked text, by which model, for how long.

    `masked` is the text with personal data replaced by typed placeholders: the only text that may leave the process.
    """

    task: Task
    version: Version
    source: Source
    masked: str
    model: ModelSpec
    timeout_s: float
    nonce: str
    repair: Repair | None = None


@dataclass(frozen=True, slots=True)
class Completion:
    """What came back. Exactly one of `text` and `reading` is set; `model` is the one that really answered."""

    text: str | None = None
    reading: Reading | None = None
    model: str | None = None
    usage: Usage | None = None
    finish: str | None = None
    response_id: str | None = None


class Provider(Protocol):
    """One vendor account, or the embedded rules."""

    name: str

    async def complete(self, call: Call) -> Completion:
        """Answer or raise a ProviderError; bounded by `call.timeout_s` and by cancellation."""
        ...

    async def aclose(self) -> None:
        """Give connections back."""
        ...
