"""The shape of a task's result as the scorer walks it: one node per field, compiled from task.yaml and metrics.yaml."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from app.domain import Json
from app.evals.comparators import Comparator, comparator
from app.evals.measures import Measures, Pairing
from app.readers.registry import COMPUTED
from app.tasks.spec import FieldSpec, TaskSpec

_TEXT, _OVERLAP = Comparator(), Pairing()
SAYS_SOMETHING = object()
"""What no value equals: the field has no value that means nothing."""


@dataclass(frozen=True, slots=True)
class Node:
    """One field. `silent` is the value that says the same as null; `path` has no positions of lists in it."""

    path: str
    kind: Literal["scalar", "scalars", "object", "objects"]
    comparator: Comparator = _TEXT
    members: Mapping[str, Node] = field(default_factory=dict)
    silent: Json = SAYS_SOMETHING
    if_given: bool = False
    critical: bool = False
    pairing: Pairing = _OVERLAP
    most: int | None = None
    acceptable: bool = False
    unproven: bool = False

    def every(self) -> Iterator[Node]:
        """This node and all below it."""
        yield self
        for member in self.members.values():
            yield from member.every()


def shape_of(spec: TaskSpec, measures: Measures) -> Node:
    """The root node: an object with every public field."""
    return Node("", "object", members=_members(spec, measures, spec.fields, "", critical=False, unproven=False))


def derived_fields(spec: TaskSpec) -> dict[str, str]:
    """Fields that code computes from the finished result, with the name of the computation."""
    return {name: one.source for name, one in spec.fields.items() if one.source is not None and one.source in COMPUTED}


def _members(
    spec: TaskSpec, measures: Measures, fields: Mapping[str, FieldSpec], above: str, *, critical: bool, unproven: bool
) -> dict[str, Node]:
    public = {name: one for name, one in fields.items() if one.role != "reasoning"}
    return {
        name: _node(spec, measures, one, f"{above}/{name}".lstrip("/"), critical=critical, unproven=unproven)
        for name, one in public.items()
    }


def _node(spec: TaskSpec, measures: Measures, one: FieldSpec, path: str, *, critical: bool, unproven: bool) -> Node:
    critical = critical or one.critical
    pairing = measures.lists.get(path, _OVERLAP)
    by_code = one.by == "code" and not str(one.source).startswith("pii.")
    unproven = unproven or one.ground == "no" or by_code or path in measures.unproven
    if one.fields:
        kind: Literal["object", "objects"] = "objects" if one.type == "list" else "object"
        members = _members(spec, measures, one.fields, path, critical=critical, unproven=unproven)
        most = spec.input[pairing.most].default if pairing.most in spec.input else None
        return Node(
            path, kind, members=members, critical=critical, pairing=pairing, most=most,
            if_given=_at_or_below(path, measures.if_given), unproven=unproven,
            acceptable=any(f"{path}/{key}" in measures.acceptable for key in pairing.keys),
        )  # fmt: skip
    return Node(
        path,
        "scalars" if one.type == "list" else "scalar",
        comparator(one, measures.fields.get(path)),
        silent=measures.silent.get(path, SAYS_SOMETHING if one.default is None else one.default),
        if_given=_at_or_below(path, measures.if_given),
        critical=critical,
        acceptable=path in measures.acceptable,
        unproven=unproven,
    )


def _at_or_below(path: str, named: list[str]) -> bool:
    return any(path == one or path.startswith(f"{one}/") for one in named)
