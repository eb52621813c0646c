"""What code knows of a text before any model has answered: each part computed once, and only if it is wanted."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from app.domain import Leaf, Source, leaves
from app.korean.fold import Folded, fold
from app.korean.pii import Masked, PrivateSpan, find_private, mask
from app.providers.rules import read
from app.readers.private import PERSONAL, read_private
from app.readers.registry import COMPUTED, computed
from app.tasks.task import Task

SENT_S = 0.01
"""By then a question has left for the vendor, and no vendor has answered yet."""


@dataclass(frozen=True)
class Known:
    """A text as the embedded rules and the scanners see it."""

    task: Task
    source: Source

    @cached_property
    def folded(self) -> Folded:
        return fold(self.source.text)

    @cached_property
    def private(self) -> list[PrivateSpan]:
        return find_private(self.folded)

    @cached_property
    def masked(self) -> Masked:
        """The only text that may leave the process."""
        kinds = set(self.task.spec.mask)
        return mask(self.folded, [one for one in self.private if one.kind in kinds])

    @cached_property
    def hints(self) -> dict[str, Leaf]:
        """The rules' own reading: which of several places is meant, and what a number must come to."""
        return dict(leaves(read(self.task, self.source).tree))

    @cached_property
    def codes(self) -> dict[str, Any]:
        """Values of the fields `by: code`, by the name they come `from`."""
        found = read_private(self.folded, self.private)
        return {
            **{source: found[name] for source, name in PERSONAL.items() if name in found},
            **{name: computed(name) for name in COMPUTED},
        }

    @contextlib.contextmanager
    def read_meanwhile(self) -> Iterator[None]:
        """While a block waits for a vendor, read: the answer is then settled in half the time, and in shorter steps."""
        reading = asyncio.get_running_loop().call_later(SENT_S, self._read)
        try:
            yield
        finally:
            reading.cancel()

    def _read(self) -> None:
        with contextlib.suppress(Exception):  # whatever it is, it is raised again where the hints are wanted
            _ = self.hints
