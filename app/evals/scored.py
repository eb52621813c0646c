"""One answer, scored in every way that is counted: leaves, gate, number of elements, evidence, leaks, rules of the field."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from app.domain import Json
from app.evals.asking import Outcome
from app.evals.cases import Case
from app.evals.comparators import digits, field_of, squash, tidy, walk
from app.evals.measures import Measures, read_measures
from app.evals.score_leaves import Leaves, Miss
from app.evals.shape import Node, derived_fields, shape_of
from app.evals.tally import Tally
from app.readers.registry import computed
from app.tasks.task import Task

LONG_NUMBER = 7
"""A number of so many digits is looked for whatever stands between them."""
SHORT_SECRET = 3
_NOT_DIGITS = re.compile(r"\D")
Part = tuple[int, int]
"""How many of how many."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A case, what came back, and what is right and wrong about it."""

    case: Case
    outcome: Outcome
    fields: Mapping[str, Tally]
    misses: tuple[Miss, ...]
    derived: Tally
    gate: Part
    counted: Part
    first: Part
    proof: Mapping[str, int]
    leaks: tuple[str, ...]
    violations: tuple[str, ...]
    echoes: int

    @property
    def exact(self) -> bool:
        """Nothing wrong, nothing missing."""
        return not self.misses


@dataclass(frozen=True)
class Scorer:
    """Judges answers of one task; holds what is compiled once."""

    task: Task
    measures: Measures

    @classmethod
    def of(cls, task: Task) -> Scorer:
        return cls(task, read_measures(task.folder))

    @cached_property
    def shape(self) -> Node:
        return shape_of(self.task.spec, self.measures)

    @cached_property
    def nodes(self) -> dict[str, Node]:
        return {node.path: node for node in self.shape.every()}

    @cached_property
    def derived(self) -> dict[str, str]:
        return derived_fields(self.task.spec)

    @cached_property
    def critical(self) -> frozenset[str]:
        return frozenset(path for path, node in self.nodes.items() if node.critical)

    @cached_property
    def copied(self) -> frozenset[str]:
        """Words of the examples that an answer about another text can only have from there."""
        found = set()
        for version in self.task.versions.values():
            for example in version.examples:
                text = squash(example.text)
                words = {squash(value) for _, value in walk(example.output) if isinstance(value, str)}
                found |= {word for word in words if len(word) >= SHORT_SECRET and word in text}
        return frozenset(found)

    def score(self, case: Case, outcome: Outcome) -> Scored:
        """Everything there is to say about one answer; a failure counts as an empty one."""
        result, evidence = outcome.result or {}, outcome.evidence
        # Derived fields have a line of their own and are in no sum: here they are empty on both sides.
        leaves = Leaves(case)
        silenced: dict[str, Json] = {name: [] for name in self.derived}
        leaves.node(self.shape, tidy({**case.expected, **silenced}), tidy({**result, **silenced}), "")
        return Scored(
            case,
            outcome,
            dict(leaves.fields),
            tuple(leaves.misses),
            self._derived(case, result),
            self._gate(case, result),
            self._counted(case, result),
            self._first(case, result),
            self._proof(case, result, evidence),
            tuple(leaks(case, result, evidence, outcome.warnings)),
            tuple(self._violations(case, result)),
            self._echoes(case, result),
        )

    # ---- one question each -----------------------------------------------------------------------------------------
    def _derived(self, case: Case, result: Mapping[str, Json]) -> Tally:
        summed = Tally()
        for name, source in self.derived.items():
            if any(word in one for one in case.dontcare for word in self.measures.derived.get(name, [])):
                continue
            unsure = {part for one in case.dontcare for part in one.split("/")[3:4]}
            wanted = set(case.expected.get(name, computed(source)(case.expected))) - unsure
            got = {one for one in result.get(name) or [] if isinstance(one, str)} - unsure
            hits = len(wanted & got)
            summed.add(Tally(tp=hits, tpp=hits, fp=len(got - wanted), fn=len(wanted - got)))
        return summed

    def _gate(self, case: Case, result: Mapping[str, Json]) -> Part:
        gate = self.task.spec.gate
        if gate is None or not self.measures.gated or case.skipped(f"/{gate[0]}"):
            return 0, 0
        return int(result.get(gate[0]) == case.expected.get(gate[0])), 1

    def _counted(self, case: Case, result: Mapping[str, Json]) -> Part:
        name = self.measures.counted
        if name is None or case.skipped(f"/{name}"):
            return 0, 0
        return int(len(case.expected.get(name) or []) == len(result.get(name) or [])), 1

    def _first(self, case: Case, result: Mapping[str, Json]) -> Part:
        right = whole = 0
        said = dict(walk(result))
        for path, keys in self.measures.first.items():
            outer, inner = path.split("/")
            for i, one in enumerate(case.expected.get(outer) or []):
                at = f"/{outer}/{i}/{inner}/0"
                unsure = any(at.startswith(pointer) or pointer.startswith(at) for pointer in case.dontcare)
                if one.get(inner) and not unsure:
                    whole += 1
                    right += all(one[inner][0].get(key) == said.get(f"{at}/{key}") for key in keys)
        return right, whole

    def _proof(self, case: Case, result: Any, evidence: Mapping[str, Any]) -> dict[str, int]:
        counts = {"leaves": 0, "valid": 0, "absent": 0, "invalid": 0}
        sources = {"text": case.text, **{k: v for k, v in case.input.items() if isinstance(v, str)}}
        for pointer, value in walk(result):
            node = self.nodes.get(field_of(pointer))
            if node is None or node.unproven or value == node.silent:
                continue
            counts["leaves"] += 1
            above, _, last = pointer.rpartition("/")
            found = evidence.get(pointer) or (evidence.get(above) if last.isdigit() else None)
            counts["valid" if found and _stands(found, sources) else "invalid" if found else "absent"] += 1
        return counts

    def _violations(self, case: Case, result: Mapping[str, Json]) -> Iterable[str]:
        path = self.measures.forbidden
        if path is None:
            return
        spec = self._spec_of(path)
        for pointer, value in walk(result):
            if field_of(pointer) != path:
                continue
            broken = spec is not None and spec.pattern is not None and not re.fullmatch(spec.pattern, str(value))
            if broken or any(word.casefold() in str(value).casefold() for word in case.forbidden):
                yield f"{case.id}: {value}"

    def _spec_of(self, path: str) -> Any:
        fields, found = self.task.spec.fields, None
        for part in path.split("/"):
            found = fields.get(part)
            fields = (found.fields if found else None) or {}
        return found

    def _echoes(self, case: Case, result: Any) -> int:
        text = squash(case.text)
        said = {squash(value) for _, value in walk(result) if isinstance(value, str)}
        return int(any(word in self.copied and word not in text for word in said))


def leaks(case: Case, result: Mapping[str, Json], evidence: Mapping[str, Any], warnings: Any) -> Iterable[str]:
    """Where personal data of the gold, or a secret of the row, stands outside `private`."""
    private = case.expected.get("private") or {}
    words = {squash(one) for one in (private.get("unit"), private.get("door_code"), *case.secrets) if one}
    numbers = {digits(one) for key in ("phones", "accounts") for one in private.get(key) or []}
    numbers |= {digits(word) for word in words if len(_NOT_DIGITS.sub("", word)) >= 8}
    open_part = {key: value for key, value in result.items() if key != "private"}
    quotes = {key: one.get("quote") for key, one in evidence.items() if not key.startswith("/private")}
    for place, part in (("result", open_part), ("evidence", quotes), ("warnings", warnings)):
        for pointer, value in walk(part):
            if isinstance(value, str) and _holds(value, numbers, words):
                yield f"{case.id}: {place}{pointer}"


def _holds(value: str, numbers: Iterable[str], words: Iterable[str]) -> bool:
    flat = squash(value)
    plain, disguised = _NOT_DIGITS.sub("", flat), digits(value)
    if any(len(n) >= LONG_NUMBER and (n in plain or n in disguised) for n in numbers):
        return True
    return any(len(word) >= SHORT_SECRET and word in flat for word in words)


def _stands(found: Mapping[str, Any], sources: Mapping[str, str]) -> bool:
    try:
        text, start, end = sources[found.get("in", "text")], found["start"], found["end"]
        return bool(0 <= start < end <= len(text) and text[start:end] == found["quote"])
    except (KeyError, TypeError):
        return False
