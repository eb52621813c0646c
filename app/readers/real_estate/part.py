"""A part of the text, as the readers of single fields get it: where to look, and what was found there before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.domain import Leaf, Warn
from app.korean.maintenance import Maintenance, find_maintenance
from app.readers.real_estate.scan import Scan

Place = tuple[int, int]


@dataclass(slots=True)
class Part:
    """A part of the text that is read for one listing, with all that its readers need."""

    scan: Scan
    places: list[Place]
    reference: date
    transfer: bool = False
    known: Mapping[str, Any] = field(default_factory=dict)
    header_type: str | None = None
    warnings: list[Warn] = field(default_factory=list)
    fees: list[Maintenance] | None = None
    memory: dict[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The canvas text."""
        return self.scan.canvas.text

    def maintenance(self) -> list[Maintenance]:
        """What each place says of the maintenance fee, read once."""
        if self.fees is None:
            found = (find_maintenance(self.text, a, b, self.scan.amounts) for a, b in self.places)
            self.fees = [fee for fee in found if fee is not None]
        return self.fees

    def once(self, name: str, read: Callable[[Part], Any]) -> Any:
        """What `read` makes of this part, computed at the first asking: many listings share one header."""
        if name not in self.memory:
            self.memory[name] = read(self)
        return self.memory[name]

    def leaf(self, value: Any, start: int, end: int) -> Leaf:
        """A value with the raw span of the words that carry it."""
        return Leaf(value, self.scan.canvas.span(start, end))

    def warn(self, code: str, path: str) -> None:
        """A warning at a path relative to the listing."""
        self.warnings.append(Warn(code, path))
