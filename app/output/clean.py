"""From words to values: the model copied, code computes, and where they differ code wins.

    words ─normaliser─▶ value with the part of the words that carries each leaf
                        │ the reader read another number at that place: the reader's, and the warning `ambiguous`
                        │ the words alone say nothing (무료, a bare 2 of 2/4층): the reader's, read in its context
                        └ the words stand nowhere: the reader's, if it read the very same value somewhere

The reader saw the whole text: a unit header, the pair around a number, the 만기 behind a date.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain import Json, Leaf, Source, Span, Warn
from app.korean.normalise import Normalised, Normaliser
from app.output.ground import Grounder, Hit
from app.output.hints import around
from app.tasks.spec import FieldSpec


@dataclass(slots=True)
class Cleaner:
    """Turns words into leaves, over one text."""

    grounder: Grounder
    source: Source
    normalisers: Mapping[str, Normaliser]
    warnings: list[Warn]

    def leaves(self, spec: FieldSpec, words: str, siblings: Mapping[str, Any], pointer: str) -> Any:
        """The tree of leaves that `words` stand for; None when they stand nowhere and nothing vouches for them.

        Words that stand there but say nothing (문의) are a leaf of null; a list field may get several leaves.
        """
        hit = self.grounder.find(words, pointer)
        made = self.normalisers[spec.clean or ""](words, siblings, self.source)
        if hit is None:
            return self._vouched(made.value, pointer)
        if spec.type == "object":
            return self._object(spec, made, words, hit, pointer)
        if spec.type == "list":
            return self._list(made, words, hit, pointer)
        return self._scalar(made, words, hit, pointer)

    def _scalar(self, made: Normalised, words: str, hit: Hit, pointer: str) -> Leaf:
        if made.value is None and (there := self.grounder.hints.there(pointer, hit.span)):
            return _as_copied(there[0], hit)
        self.warnings += [Warn(code, pointer) for code in made.warnings]
        if made.value is None:
            return Leaf(None)
        mine = Leaf(made.value, self._span(made, words, hit, ""), hit.match)
        there = self.grounder.hints.there(pointer, mine.span or hit.span)
        if there and _differ(mine.value, there[0].value):
            self.warnings.append(Warn("ambiguous", pointer))
            return _as_copied(there[0], hit)
        return mine

    def _list(self, made: Normalised, words: str, hit: Hit, pointer: str) -> list[Leaf]:
        values = made.value or []
        if values:
            spans = [self._span(made, words, hit, f"/{index}") for index in range(len(values))]
            return [Leaf(value, span, hit.match) for value, span in zip(values, spans, strict=True)]
        return [_as_copied(leaf, hit) for leaf in self.grounder.hints.there(pointer, hit.span)] or [Leaf(None)]

    def _object(self, spec: FieldSpec, made: Normalised, words: str, hit: Hit, pointer: str) -> dict[str, Leaf] | Leaf:
        value = made.value or {}
        mine = {
            name: Leaf(one, self._span(made, words, hit, f"/{name}"), hit.match)
            for name, one in value.items()
            if one is not None
        }
        there = self.grounder.hints.object_there(pointer, spec.fields or {}, hit.span)
        read = {name: _as_copied(leaf, hit) for name, leaf in there.items()}
        if not mine or (read and _covers(read, mine)):
            self._tell_differences(mine, read, pointer)
            return read or Leaf(None)
        inside = {name: leaf for name, leaf in read.items() if leaf.span is not None and _within(leaf.span, hit.span)}
        return {**inside, **mine}

    def _tell_differences(self, mine: Mapping[str, Leaf], read: Mapping[str, Leaf], pointer: str) -> None:
        for name in mine.keys() & read.keys():
            if _differ(mine[name].value, read[name].value):
                self.warnings.append(Warn("ambiguous", f"{pointer}/{name}"))

    def _span(self, made: Normalised, words: str, hit: Hit, below: str) -> Span:
        inner = made.spans.get(below)
        return self.grounder.part(hit, words, inner.start, inner.end) if inner else hit.span

    def _vouched(self, value: Json, pointer: str) -> Any:
        """Words that stand nowhere may still say what a scanner saw at some place: 500만원 for a 500 of the text."""
        if isinstance(value, dict):
            found = {name: self._vouched(one, f"{pointer}/{name}") for name, one in value.items() if one is not None}
            return found if found and all(one is not None for one in found.values()) else None
        if isinstance(value, list):
            leaves = [self._vouched(one, pointer) for one in value]
            return leaves if leaves and all(one is not None for one in leaves) else None
        read = self.grounder.hints.saying(pointer, value) if value is not None else None
        return Leaf(value, read.span, "inferred", read.of) if read else None


def _as_copied(read: Leaf, hit: Hit) -> Leaf:
    """The reader's value of words that the model copied too."""
    inside = read.span is not None and _within(read.span, hit.span)
    return Leaf(read.value, read.span, hit.match) if inside else read


def _differ(mine: Json, read: Json) -> bool:
    """Two numbers that are not the same."""
    return all(isinstance(one, (int, float)) and not isinstance(one, bool) for one in (mine, read)) and mine != read


def _covers(read: Mapping[str, Leaf], mine: Mapping[str, Leaf]) -> bool:
    """Whether the reader's words reach at least as far as the model's."""
    theirs = around([leaf.span for leaf in read.values() if leaf.span])
    ours = around([leaf.span for leaf in mine.values() if leaf.span])
    return theirs is not None and ours is not None and _within(ours, theirs)


def _within(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end
