"""What the embedded reader saw in the same text: which of several places is meant, and what the words there come to.

A model and a reader may count listings and deals differently, so readings are found by field and by place, not by the
number in their pointer; the same counting is only preferred.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.domain import Leaf, Span

_INDEX = re.compile(r"/[0-9]++(?=/|$)")


def generic(pointer: str) -> str:
    """`/listings/0/deals/1/rent` without its counting: `/listings/*/deals/*/rent`."""
    return _INDEX.sub("/*", pointer)


def overlap(one: Span, other: Span) -> bool:
    """Whether two spans share a character."""
    return one.start < other.end and other.start < one.end


def around(spans: list[Span]) -> Span | None:
    """From the first to the last of some spans."""
    return Span(min(one.start for one in spans), max(one.end for one in spans)) if spans else None


@dataclass(slots=True)
class Hints:
    """The leaves of a reading that stand somewhere, by pointer."""

    leaves: Mapping[str, Leaf]
    _by_field: dict[str, list[tuple[str, Leaf]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for pointer, leaf in self.leaves.items():
            if leaf.span is not None:
                self._by_field.setdefault(generic(pointer), []).append((pointer, leaf))

    def of(self, pointer: str, *, of: str = "text") -> list[Leaf]:
        """The readings of this field, the one with the same counting first."""
        found = [one for one in self._by_field.get(generic(pointer), ()) if one[1].of == of]
        return [leaf for _, leaf in sorted(found, key=lambda one: one[0] != pointer)]

    def saying(self, pointer: str, value: object) -> Leaf | None:
        """A reading of this field with that very value, in the text or beside it."""
        found = self._by_field.get(generic(pointer), ())
        same = [one for one in found if one[1].value == value and type(one[1].value) is type(value)]
        return min(same, key=lambda one: one[0] != pointer)[1] if same else None

    def there(self, pointer: str, span: Span) -> list[Leaf]:
        """The readings of this field at that place."""
        return [leaf for leaf in self.of(pointer) if leaf.span is not None and overlap(leaf.span, span)]

    def object_there(self, pointer: str, members: Mapping[str, object], span: Span) -> dict[str, Leaf]:
        """The object read for this field of which a member stands at that place; empty if there is none."""
        found: dict[str, dict[str, Leaf]] = {}
        for name in members:
            for where, leaf in self._by_field.get(f"{generic(pointer)}/{name}", ()):
                if leaf.of == "text":
                    found.setdefault(where.rpartition("/")[0], {})[name] = leaf
        for base in sorted(found, key=lambda base: base != pointer):
            if any(leaf.span is not None and overlap(leaf.span, span) for leaf in found[base].values()):
                return found[base]
        return {}
