"""From a sparse tree of leaves to the full result of the declaration, with the proof of every leaf.

    sparse tree ──▶ every declared key: null, [] or its default ──▶ result
                └─▶ leaf with a span ──▶ evidence["/json/pointer"]

An object of which nothing is said is null; an element of a list of which nothing is said falls away, and the pointers
of later elements (and of warnings about them) move up. A closed gate empties everything it guards but `private`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.domain import Json, Leaf, Proof, Source, Warn
from app.output.proof import is_copied, match_of_reading
from app.output.secrecy import PRIVATE, Secrets, public_value
from app.tasks.spec import FieldSpec, TaskSpec


@dataclass(slots=True)
class Assembled:
    """A full result, the proofs of its leaves, what was warned on the way, and which pointers moved (old → new)."""

    result: dict[str, Json]
    evidence: dict[str, Proof]
    warnings: list[Warn]
    moved: dict[str, str | None]

    def place(self, pointer: str) -> str:
        """Where something that a reader said about `pointer` stands in the result."""
        head = pointer
        while head:
            if head in self.moved:
                new = self.moved[head]
                return self.place(head.rpartition("/")[0]) if new is None else new + pointer[len(head) :]
            head = head.rpartition("/")[0]
        return pointer


def assemble(spec: TaskSpec, source: Source, tree: Mapping[str, Any], secrets: Secrets) -> Assembled:
    """Fill in the declaration from `tree`; never raises for what a tree may hold."""
    work = _Work(source, secrets)
    closed = gate_is_closed(spec, tree)
    result: dict[str, Json] = {}
    for name, one in spec.fields.items():
        if one.role == "reasoning":
            continue
        guarded = closed and one.role != "gate" and name != PRIVATE and one.by != "code"
        node = None if guarded else tree.get(name)
        here = f"/{name}"
        value, _ = work.node(one, node, (here, here), copied=False, private=name == PRIVATE)
        result[name] = one.default if value is None and not guarded else value
    return Assembled(result, work.evidence, work.warnings, work.moved)


def gate_is_closed(spec: TaskSpec, tree: Mapping[str, Any]) -> bool:
    """Whether the gate's value is none of those with which the other fields may be filled."""
    gate = spec.gate
    if gate is None:
        return False
    node = tree.get(gate[0])
    return not gate[1].opened_by(node.value if isinstance(node, Leaf) else node)


Place = tuple[str, str]
"""A pointer as the tree counts, and as the result counts."""


@dataclass(slots=True)
class _Work:
    source: Source
    secrets: Secrets
    evidence: dict[str, Proof] = field(default_factory=dict)
    warnings: list[Warn] = field(default_factory=list)
    moved: dict[str, str | None] = field(default_factory=dict)

    def node(self, spec: FieldSpec, node: Any, at: Place, *, copied: bool, private: bool) -> tuple[Json, bool]:
        """The value of one field, and whether anything was said of it."""
        copied = is_copied(spec, copied)
        if spec.type == "list":
            items = self.items(spec, node, at, copied=copied, private=private)
            return items, bool(items)
        if spec.type == "object":
            said, members = self.members(spec.fields or {}, node, at, copied=copied, private=private)
            return (members, True) if said else (None, False)
        value = self.leaf(spec, node, at[1], copied=copied, private=private)
        return value, value is not None

    def members(
        self, fields: Mapping[str, FieldSpec], node: Any, at: Place, *, copied: bool, private: bool
    ) -> tuple[bool, dict[str, Json]]:
        """Every member of an object, and whether anything was said of any; a default alone says nothing."""
        node = _spread(node)
        given = node if isinstance(node, dict) else {}
        any_said = False
        members: dict[str, Json] = {}
        for name, spec in fields.items():
            if spec.role == "reasoning":
                continue
            below = (f"{at[0]}/{name}", f"{at[1]}/{name}")
            if name not in given:
                members[name] = spec.default if spec.type != "list" else []
                continue
            value, said = self.node(spec, given[name], below, copied=copied, private=private)
            any_said = any_said or said
            members[name] = spec.default if value is None else value
        return any_said, members

    def items(self, spec: FieldSpec, node: Any, at: Place, *, copied: bool, private: bool) -> list[Json]:
        """The elements of a list of which something is said, at most `max`."""
        out: list[Json] = []
        for index, item in enumerate(_elements(node)):
            old, new = f"{at[0]}/{index}", f"{at[1]}/{len(out)}"
            if spec.max is not None and len(out) >= spec.max:
                self.warnings.append(Warn(f"{at[1].rpartition('/')[2]}_truncated", at[1]))
                break
            said, value = self.element(spec, item, (old, new), copied=copied, private=private)
            if said and spec.of == "enum" and value in out:
                self.evidence.pop(new, None)
                said = False
            if said:
                out.append(value)
            if not said or old != new:
                self.moved[old] = new if said else None
        return out

    def element(self, spec: FieldSpec, item: Any, at: Place, *, copied: bool, private: bool) -> tuple[bool, Json]:
        if spec.fields is not None:
            return self.members(spec.fields, item, at, copied=copied, private=private)
        value = self.leaf(spec, item, at[1], copied=copied, private=private)
        return value is not None, value

    def leaf(self, spec: FieldSpec, node: Any, pointer: str, *, copied: bool, private: bool) -> Json:
        """One value; its proof goes into the evidence."""
        leaf: Leaf | None = node if isinstance(node, Leaf) else Leaf(node)
        if leaf is None or leaf.value is None:
            return None
        text = self.source.text if leaf.of == "text" else str(self.source.inputs.get(leaf.of) or "")
        if not private:
            leaf = public_value(leaf, text, self.secrets)
            if leaf is None:
                self.warnings.append(Warn("private_removed", pointer))
                return None
        span = leaf.span
        if span is not None and 0 <= span.start < span.end <= len(text):
            quote = text[span.start : span.end]
            match = match_of_reading(leaf, spec, copied, quote)
            self.evidence[pointer] = Proof(span, quote, match, leaf.of)
        return leaf.value


def _spread(node: Any) -> Any:
    """A leaf that holds a whole object: each member is carried by the same words."""
    if isinstance(node, Leaf) and isinstance(node.value, dict):
        return {name: Leaf(value, node.span, node.match, node.of) for name, value in node.value.items()}
    return node


def _elements(node: Any) -> list[Any]:
    if isinstance(node, Leaf):
        inner = node.value if isinstance(node.value, list) else [node.value]
        return [Leaf(value, node.span, node.match, node.of) for value in inner]
    if isinstance(node, (list, tuple)):
        return list(node)
    return [] if node is None else [node]
