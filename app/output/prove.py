"""Walk a coerced answer along its declaration and tie every value to the text: a tree of leaves, as a reader gives.

    clean ─▶ words, placed and turned into values         string ─▶ words, placed
    enum, yes and no, number ─▶ located                    reasoning ─▶ gone

Copied words come first in each object, because what they say of its place helps to locate the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.domain import Json, Leaf, Span, Warn, leaves
from app.korean.fold import fold
from app.korean.masking import PLACEHOLDER
from app.output.clean import Cleaner
from app.output.coerce import Fault
from app.output.ground import Grounder
from app.output.hints import around
from app.output.located import locate
from app.output.secrecy import PRIVATE
from app.tasks.spec import FieldSpec

_UNPROVEN = "does not stand in the text; copy its words exactly, or say null"


@dataclass(slots=True)
class Prover:
    """Proves one answer. `faults` collects what stands nowhere in the text."""

    grounder: Grounder
    cleaner: Cleaner
    beside: Mapping[str, Grounder] = field(default_factory=dict)
    """Other inputs that words may come from, by name."""
    faults: list[Fault] = field(default_factory=list)

    def object(
        self, fields: Mapping[str, FieldSpec], given: Mapping[str, Json], at: str, *, critical: bool = False
    ) -> dict[str, Any]:
        """The leaves of one object."""
        out: dict[str, Any] = {}
        todo = [(name, fields[name]) for name in given if name in fields and fields[name].role != "reasoning"]
        for name, spec in todo:
            if not _is_judged(spec):
                found = self.field(spec, given[name], f"{at}/{name}", given, critical=critical or spec.critical)
                if found is not None:
                    out[name] = found
        near = around([leaf.span for _, leaf in leaves(out) if leaf.span is not None and leaf.of == "text"])
        for name, spec in todo:
            if _is_judged(spec):
                out[name] = self.judged(spec, given[name], f"{at}/{name}", near)
        return out

    def field(self, spec: FieldSpec, value: Json, at: str, siblings: Mapping[str, Json], *, critical: bool) -> Any:
        """The leaves of one copied field, or of what stands below it."""
        if spec.type == "list":
            return self.items(spec, value, at, siblings, critical=critical)
        if spec.type == "object" and spec.clean is None:
            return self.object(spec.fields or {}, value, at, critical=critical)
        return self.words(spec, value, at, siblings, critical=critical)

    def items(
        self, spec: FieldSpec, value: Json, at: str, siblings: Mapping[str, Json], *, critical: bool
    ) -> list[Any]:
        """The elements of a list; one that is proven nowhere leaves no gap."""
        out: list[Any] = []
        for item in value:
            here = f"{at}/{len(out)}"
            if spec.fields is not None:
                found: Any = self.object(spec.fields, item, here, critical=critical)
            else:
                found = self.words(spec, item, here, siblings, critical=critical)
            if isinstance(found, list):
                out += found
            elif found is not None:
                out.append(found)
        return out

    def judged(self, spec: FieldSpec, value: Json, at: str, near: Span | None) -> Any:
        """Values that no words were copied for."""
        if spec.type == "list":
            return [locate(self.grounder, spec, one, f"{at}/{index}", near) for index, one in enumerate(value)]
        return locate(self.grounder, spec, value, at, near)

    def words(self, spec: FieldSpec, value: str, at: str, siblings: Mapping[str, Json], *, critical: bool) -> Any:
        """One value that was copied as words."""
        private = at.startswith(f"/{PRIVATE}/")
        words = value if private else _public(value)
        if not words:
            return None
        if spec.clean is not None:
            found = self.cleaner.leaves(spec, words, siblings, at)
        else:
            found = self.copied(spec, words, at, private=private)
        if found is None:
            self.faults.append(Fault(at, _UNPROVEN, critical, "ungrounded_dropped"))
        return found

    def copied(self, spec: FieldSpec, words: str, at: str, *, private: bool) -> Leaf | None:
        """A string and its place. `located` strings may stand for what is written otherwise, `ground: no` for all."""
        if spec.ground == "no":
            return Leaf(words)
        hit = self.grounder.find(words, at, private=private)
        if hit is None:
            return self.elsewhere(words, at) or (Leaf(words) if spec.ground == "located" else None)
        if private:
            words = self.grounder.masked.restore(words)
        elif hit.match == "fuzzy":
            words = fold(self.grounder.words_at(hit.span)).text  # the text's own words, not the model's slip
        return Leaf(words, hit.span, hit.match)

    def elsewhere(self, words: str, at: str) -> Leaf | None:
        """Words that stand in the title, or for what is written otherwise (나이키 for Nike) where a reader saw it."""
        for name, grounder in self.beside.items():
            if hit := grounder.find(words, at):
                return Leaf(words, hit.span, hit.match, name)
        read = self.grounder.hints.saying(at, words)
        return Leaf(words, read.span, "inferred", read.of) if read else None


def _is_judged(spec: FieldSpec) -> bool:
    """Whether a field is a value the model gives outright, not words and not something that holds fields."""
    return spec.clean is None and spec.fields is None and (spec.of or spec.type) not in ("string", "date")


def _public(words: str) -> str:
    """What is left of copied words without placeholders for personal data: the longest piece."""
    if "[" not in words:
        return words
    return max((piece.strip() for piece in PLACEHOLDER.split(words)), key=len)


def drop(faults: list[Fault]) -> list[Warn]:
    """The warnings that faults leave when their values are dropped."""
    return [Warn(one.code, one.pointer) for one in faults]
