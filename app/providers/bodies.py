"""Request bodies: compiled once per version and model, filled with the post per request.

A vendor says how its body looks as a plain document with marks in it; everything else is the same for all of them.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.providers.base import Call, Repair
from app.tasks.dialects import Schema, model_schema
from app.tasks.prompt import Prompt, compile_prompt, repair_request
from app.tasks.spec import ModelSpec
from app.tasks.splice import RESERVED, Splice
from app.tasks.task import Task, Version

MAX_KEPT = 512
MAX_OUTPUT_TOKENS = 32_000
Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shape:
    """What a body is made of: everything but the post. `prompt.rest` holds marks for the slots."""

    task: Task
    version: Version
    model: ModelSpec
    prompt: Prompt
    schema: Schema
    repair: Repair | None = None

    @property
    def max_tokens(self) -> int:
        """The model's limit; twice that after an answer that was cut off."""
        cut_off = self.repair is not None and not self.repair.errors
        return min(self.model.max_output_tokens * (2 if cut_off else 1), MAX_OUTPUT_TOKENS)

    @property
    def turns(self) -> tuple[tuple[str, str], ...]:
        """What was said after the first answer: ("assistant", answer), ("user", errors). Empty for a first call."""
        if self.repair is None or not self.repair.errors:
            return ()
        answer = RESERVED.sub("", self.repair.answer)
        return (("assistant", answer), ("user", RESERVED.sub("", repair_request(self.repair.errors))))


@dataclass(frozen=True, slots=True)
class _Compiled:
    shape: Shape
    splice: Splice


class Bodies:
    """The bodies of one provider; `build` turns a shape into its document. Compiling costs some milliseconds, once."""

    def __init__(self, build: Callable[[Shape], Document]) -> None:
        self._build = build
        self._kept: dict[tuple[str, str, str, ModelSpec], _Compiled] = {}

    def payload(self, call: Call) -> bytes:
        """The exact bytes to send; raises ConfigurationError for a prompt that does not compile."""
        compiled = self._compiled(call)
        values = compiled.shape.prompt.values(call.masked, call.nonce, call.source)
        if call.repair is None:
            return compiled.splice.filled(values)
        first = compiled.shape
        shape = Shape(first.task, first.version, first.model, first.prompt, first.schema, call.repair)
        return Splice.of(self._build(shape)).filled(values)

    def document(self, call: Call) -> Document:
        """The same as a document, for `render` and for SDK methods that take parts of it."""
        document: Document = json.loads(self.payload(call))
        return document

    def clear(self) -> None:
        """Forget everything: something that `build` looks at has changed."""
        self._kept.clear()

    def _compiled(self, call: Call) -> _Compiled:
        key = (call.task.name, call.version.name, call.version.digest, call.model)
        kept = self._kept.get(key)
        if kept is None:
            if len(self._kept) >= MAX_KEPT:
                self._kept.clear()
            prompt = compile_prompt(call.task, call.version, with_examples=call.model.examples)
            shape = Shape(call.task, call.version, call.model, prompt, model_schema(call.task.spec))
            kept = self._kept[key] = _Compiled(shape, Splice.of(self._build(shape)))
        return kept


def schema_name(task: str) -> str:
    """A task's name as vendors accept it: `^[A-Za-z0-9_-]{1,64}$`."""
    return task.replace("/", "_")[:64]
