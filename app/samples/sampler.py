"""Which answers are kept: a share by hash of the text, the same on every pod and in every replay, and always what went
wrong. Choosing costs a hash; masking and writing happen behind the answer, one at a time, and are skipped when late."""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

import structlog

from app.domain import Answer, Json, Source
from app.samples.masking import PRIVATE, StillPrivate, marked, masked, strings, suspicious
from app.samples.store import Store
from app.tasks.rollout import fraction
from app.tasks.task import Task

log = structlog.get_logger("chaeum")
WAITING = 64
"""So many wait to be written; the next ones are dropped: a sample must not cost a client anything."""
PER_CLIENT = 120
"""Samples of one client in an hour: nobody fills the store alone."""
HOUR_S = 3600.0
MOST_BYTES = 64 * 1024
"""Of one sample."""
Reason = Literal["share", "repaired", "ungrounded_dropped", "degraded", "failed", "shadow", "corrected"]


@dataclass(frozen=True, slots=True)
class Offered:
    """An answer that may be kept. `answer` is None where there was none; `problem` then is the kind of error."""

    task: Task
    source: Source
    client: str
    answer: Answer | None
    problem: str = ""
    shadow: tuple[str, dict[str, Json] | None] | None = None
    """Version and result of a shadow run beside it; None as a result where it failed."""
    corrected: dict[str, Json] | None = None
    """The form as a person submitted it, where it differs from the answer."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What is written: no personal data. `marks` are offsets into the masked text; `words`, those of the evidence."""

    id: str
    at: float
    task: str
    client: str
    why: list[str]
    text: str
    input: dict[str, Json]
    result: dict[str, Json] | None
    words: dict[str, str]
    marks: dict[str, list[int]]
    warnings: list[str]
    version: str | None
    provider: str | None
    model: str | None
    problem: str
    shadow: dict[str, Json] | None
    corrected: dict[str, Json] | None
    outside: list[str]
    """Words of the corrected form that do not stand in the text: the person knew more than it says."""


def reasons(offered: Offered) -> list[Reason]:
    """Why this one is kept; empty for most."""
    if offered.corrected is not None:
        return ["corrected"]
    spec, answer = offered.task.spec.samples, offered.answer
    seen: set[str] = {"failed"} if answer is None else set()
    if answer is not None:
        seen |= {"degraded"} if answer.degraded else set()
        seen |= {"repaired"} if answer.repaired else set()
        seen |= {warning.code for warning in answer.warnings}
    found: list[Reason] = [one for one in spec.always if one in seen]
    if spec.rate > 0 and fraction(f"samples:{offered.task.name}", offered.source.text) < spec.rate:
        found.append("share")
    if offered.shadow is not None:
        found.append("shadow")
    return found


def sample_of(offered: Offered, why: list[Reason], now: float) -> Sample:
    """The sample without personal data. Raises StillPrivate."""
    answer, source = offered.answer, offered.source
    proofs = {pointer: one for pointer, one in (answer.evidence if answer else {}).items() if _told(pointer)}
    version, said = offered.shadow or (None, None)
    forms = (answer.result if answer else None, said, offered.corrected)
    quotes: dict[str, Json] = {pointer: one.quote for pointer, one in proofs.items()}
    text, inputs, (result, shadow, corrected, words) = masked(source.text, source.inputs, *forms, quotes)
    inputs["reference_date"] = source.reference_date.isoformat()
    return Sample(
        id=hashlib.sha256(f"{offered.task.name}\x1f{offered.client}\x1f{source.text}".encode()).hexdigest()[:24],
        at=now,
        task=offered.task.name,
        client=offered.client,
        why=list(why),
        text=text,
        input=inputs,
        result=result,
        words=words,
        marks=marked(source.text, forms, {pointer: one.span for pointer, one in proofs.items() if one.of == "text"}),
        warnings=[warning.code for warning in answer.warnings] if answer else [],
        version=answer.version if answer else None,
        provider=answer.provider if answer else None,
        model=answer.model if answer else None,
        problem=offered.problem,
        shadow={"version": version, "result": shadow} if offered.shadow is not None else None,
        corrected=corrected,
        outside=_outside(corrected, text),
    )


def _told(pointer: str) -> bool:
    return not pointer.startswith(f"/{PRIVATE}")


def _outside(corrected: dict[str, Json] | None, text: str) -> list[str]:
    """Hangul words of a form that the text does not hold; numbers and enum values follow from other words."""
    flat = "".join(text.split())
    words = {word for word in strings(list((corrected or {}).values())) if any("가" <= c <= "힣" for c in word)}
    return sorted(word for word in words if "".join(word.split()) not in flat)


@dataclass
class Sampler:
    """Keeps samples in a store. `dropped` counts what was not kept, by the reason."""

    store: Store
    now: Callable[[], float] = time.time
    dropped: Counter[str] = field(default_factory=Counter)
    written: int = 0

    def __post_init__(self) -> None:
        self._waiting: asyncio.Queue[tuple[Offered, list[Reason]]] = asyncio.Queue(WAITING)
        self._writer: asyncio.Task[None] | None = None
        self._hour, self._by_client = 0, Counter[str]()

    def offer(self, offered: Offered) -> None:
        """Keep it if it is to be kept; returns at once and raises nothing."""
        why = reasons(offered)
        if not why:
            return
        if not self._within_share(offered.client):
            self.dropped["client"] += 1
            return
        try:
            self._waiting.put_nowait((offered, why))
        except asyncio.QueueFull:
            self.dropped["late"] += 1
            return
        if self._writer is None or self._writer.done():
            self._writer = asyncio.ensure_future(self._write())

    async def aclose(self) -> None:
        """Write what waits, for a moment, then stop."""
        if self._writer is not None:
            await asyncio.wait({self._writer}, timeout=1.0)
            self._writer.cancel()
            await asyncio.gather(self._writer, return_exceptions=True)

    def _within_share(self, client: str) -> bool:
        hour = int(self.now() // HOUR_S)
        if hour != self._hour:
            self._hour, self._by_client = hour, Counter()
        self._by_client[client] += 1
        return self._by_client[client] <= PER_CLIENT

    async def _write(self) -> None:
        while not self._waiting.empty():
            offered, why = self._waiting.get_nowait()
            try:
                line = line_of(await asyncio.to_thread(sample_of, offered, why, self.now()))
                await self.store.add(offered.client, line)
                self.written += 1
            except StillPrivate:
                self.dropped["private"] += 1
            except TooLarge:
                self.dropped["large"] += 1
            except Exception as error:  # whatever the store's trouble is, answers go on
                self.dropped["store"] += 1
                if self.dropped["store"] == 1:
                    log.warning("samples cannot be kept", reason=type(error).__name__)


class TooLarge(Exception):
    """A sample beyond MOST_BYTES."""


def line_of(sample: Sample) -> bytes:
    """One line of JSON. Raises TooLarge, and StillPrivate if the finished line still holds personal data."""
    body: dict[str, Any] = asdict(sample)
    told = {
        key: value for key, value in body.items() if key in ("text", "input", "result", "words", "shadow", "corrected")
    }
    if suspicious({**told, "input": {k: v for k, v in sample.input.items() if k != "reference_date"}}):
        raise StillPrivate
    line = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    if len(line) > MOST_BYTES:
        raise TooLarge
    return line
