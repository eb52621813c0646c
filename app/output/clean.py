"""From words to values: the model copied, code computes, and where they differ code wins.

A normaliser of `korean/` turns the words into a value and says which part of them carries it. The reader's own reading
of the same place in the whole text knows more (a unit header, the pair around a number), so a number of the words that
differs from it gives way, with the warning `ambiguous`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from app.domain import Json, Leaf, Source, Span, Warn
from app.output.ground import Grounder, Hit


class Normalised(Protocol):
    """What a normaliser gives: a value, or a dict or list of values; the spans within the words that carry each leaf,
    by pointer below the value ("" for the value itself); and the codes of warnings."""

    @property
    def value(self) -> Json: ...
    @property
    def spans(self) -> Mapping[str, Span]: ...
    @property
    def warnings(self) -> Any: ...


Normaliser = Callable[[str, Mapping[str, Any], Source], Normalised]


@dataclass(slots=True)
class Cleaner:
    """Turns words that were found (or not) into leaves."""

    grounder: Grounder
    source: Source
    normalisers: Mapping[str, Normaliser]
    warnings: list[Warn]

    def leaf(self, name: str, words: str, siblings: Mapping[str, Any], pointer: str) -> Any:
        """The tree of leaves that `words` stand for, or None when they stand nowhere and nothing vouches for them."""
        hit = self.grounder.find(words, pointer)
        made = self.normalisers[name](words, siblings, self.source)
        if hit is None:
            return self._vouched(made.value, pointer)
        for code in made.warnings:
            self.warnings.append(Warn(code, pointer))
        return self._placed(made.value, made.spans, words, hit, pointer, "")

    def _placed(self, value: Json, spans: Mapping[str, Span], words: str, hit: Hit, pointer: str, below: str) -> Any:
        if isinstance(value, dict):
            return {
                name: self._placed(one, spans, words, hit, f"{pointer}/{name}", f"{below}/{name}")
                for name, one in value.items()
                if one is not None
            }
        if isinstance(value, list):
            return [
                self._placed(one, spans, words, hit, f"{pointer}/{index}", f"{below}/{index}")
                for index, one in enumerate(value)
            ]
        if value is None:
            return Leaf(None)
        inner = spans.get(below) or spans.get("")
        span = self.grounder.part(hit, words, inner.start, inner.end) if inner else hit.span
        return self._overruled(Leaf(value, span, hit.match), pointer)

    def _overruled(self, leaf: Leaf, pointer: str) -> Leaf:
        """Code's reading of the same place, where it gives another number."""
        if not _is_number(leaf.value) or leaf.span is None:
            return leaf
        for read in self.grounder.hints.of(pointer):
            span = read.span
            if span is None or not (span.start < leaf.span.end and leaf.span.start < span.end):
                continue
            if _is_number(read.value) and read.value != leaf.value:
                self.warnings.append(Warn("ambiguous", pointer))
                return read
            return leaf
        return leaf

    def _vouched(self, value: Json, pointer: str) -> Any:
        """Words that stand nowhere may still say what a scanner saw at some place: 500만원 for a 500 of the text."""
        if isinstance(value, dict):
            found = {name: self._vouched(one, f"{pointer}/{name}") for name, one in value.items() if one is not None}
            return found if found and all(one is not None for one in found.values()) else None
        if value is None or isinstance(value, list):
            return None
        for read in self.grounder.hints.of(pointer):
            if read.value == value and type(read.value) is type(value):
                return Leaf(value, read.span, "inferred")
        return None


def _is_number(value: Json) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
