"""Fields `by: code`: no model ever sees them. Code fills them from what it found in the text, or from the result."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from app.domain import Json
from app.tasks.spec import FieldSpec, TaskSpec

Codes = Mapping[str, Any]
"""`from:` name → a leaf, a list of leaves or a plain value; or a function of the finished result that computes it."""


def codes_of(spec: TaskSpec, tree: Mapping[str, Any]) -> dict[str, Any]:
    """What the embedded reader found for the `by: code` fields of this text, by their `from:` name."""
    return dict(_found(spec.fields, tree))


def _found(fields: Mapping[str, FieldSpec], tree: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, field in fields.items():
        node = tree.get(name)
        if field.by == "code" and field.source is not None and node is not None:
            yield field.source, node
        elif field.type == "object" and isinstance(node, dict):
            yield from _found(field.fields or {}, node)


def fill_leaves(spec: TaskSpec, tree: dict[str, Any], codes: Codes) -> dict[str, Any]:
    """`tree` with every `by: code` field that it leaves out and `codes` holds a value for. `tree` itself is kept."""
    return _fill(spec.fields, tree, codes) if codes else tree


def _fill(fields: Mapping[str, FieldSpec], tree: dict[str, Any], codes: Codes) -> dict[str, Any]:
    out = tree
    for name, field in fields.items():
        value = tree.get(name)
        if field.by == "code":
            given = codes.get(field.source or "")
            value = given if value is None and not callable(given) else value
        elif field.type == "object" and (value is None or isinstance(value, dict)):
            value = _fill(field.fields or {}, value or {}, codes) or None
        if value is not None and value is not tree.get(name):
            out = {**out, name: value}
    return out


def fill_values(spec: TaskSpec, result: dict[str, Json], codes: Codes) -> None:
    """Compute in place the top-level `by: code` fields that follow from the rest of the result."""
    for name, field in spec.fields.items():
        compute = codes.get(field.source or "") if field.by == "code" else None
        if callable(compute) and not result.get(name):
            computed: Callable[[Mapping[str, Json]], Json] = compute
            result[name] = computed(result)
