"""The embedded provider: no key, no network, always last in the plan and never away.

A task folder names a registered reader in rules.yaml; without one the generic reader serves it, from the labels and
words of its own declaration. Readings carry their spans, so nothing has to be searched for again.
"""

from __future__ import annotations

from datetime import date

from app.domain import Reading, Source
from app.providers import generic
from app.providers.base import Call, Completion
from app.readers.registry import reader
from app.tasks.task import Task


class Rules:
    """Reads a text in this process, in milliseconds."""

    name = "rules"

    async def complete(self, call: Call) -> Completion:
        """A reading; never fails for a text that was admitted."""
        return Completion(reading=read(call.task, call.source), model="rules", finish="stop")

    async def aclose(self) -> None:
        """Nothing to give back."""


def read(task: Task, source: Source) -> Reading:
    """What the rules make of `source`: also the typed spans with which a model's words are placed."""
    if task.reader is None:
        return generic.read(task.spec, source, task.rules)
    return reader(task.reader)(source, task.rules)


def warm(task: Task) -> None:
    """Load the task's reader and its words now, so that no client waits for it."""
    text = str(task.spec.input["text"].example or "글")
    read(task, Source(text, date(2000, 1, 1), {}))
