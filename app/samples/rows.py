"""A form as a reviewer sees it: one row per value, in the order of the declaration.

A list of single values is one row. A list of objects has the rows of its elements, and those of one more that is empty,
where something that was missed can be written down. Code's own fields, reasoning and `private` are nobody's to judge.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from app.domain import Json
from app.tasks.spec import FieldSpec

MOST_ROWS = 2_000
"""Of one sample; what is beyond is not shown and never becomes a case."""
PRIVATE = "private"
_POSITION = re.compile(r"/[0-9]+(?=/|$)")
_INDEX = re.compile(r"0|[1-9][0-9]{0,3}")


class Row(NamedTuple):
    """One value: where it stands in the form, and how it is declared."""

    pointer: str
    spec: FieldSpec


def rows_of(fields: Mapping[str, FieldSpec], *forms: Json, pointer: str = "") -> Iterator[Row]:
    """The rows of these forms together."""
    for name, spec in fields.items():
        if not judged(name, spec):
            continue
        at, below = f"{pointer}/{name}", [_member(form, name) for form in forms]
        if spec.type == "list" and spec.fields:
            for index in range(_elements(spec, below)):
                yield from rows_of(spec.fields, *(_element(one, index) for one in below), pointer=f"{at}/{index}")
        elif spec.fields:
            yield from rows_of(spec.fields, *below, pointer=at)
        else:
            yield Row(at, spec)


def judged(name: str, spec: FieldSpec) -> bool:
    """Whether people judge this field."""
    return spec.role != "reasoning" and spec.by != "code" and name != PRIVATE


def fits(fields: Mapping[str, FieldSpec], pointer: str) -> bool:
    """Whether a form may have a row there, however many elements it has. Only from such pointers a form is built."""
    root, *parts = pointer.split("/")
    return root == "" and _leads_to_a_row(fields, parts)


def value_at(form: Json, pointer: str) -> Json:
    """The value at a pointer of `rows_of`, or None."""
    for part in pointer.split("/")[1:]:
        form = _element(form, int(part)) if part.isdigit() else _member(form, part)
    return form


def path_of(pointer: str) -> str:
    """The field without positions: `/listings/0/rooms` → `listings/rooms`."""
    return _POSITION.sub("", pointer).lstrip("/")


def empty(value: Json) -> bool:
    """Whether a value says nothing."""
    return value is None or value in ("", [], {})


def form_of(values: Mapping[str, Json]) -> dict[str, Json]:
    """The sparse form that holds these values, at pointers that fit; elements that hold nothing are gone."""
    tree: dict[str, Any] = {}
    for pointer, value in values.items():
        if empty(value):
            continue
        *above, last = pointer.split("/")[1:]
        at = tree
        for part in above:
            at = at.setdefault(part, {})
        at[last] = value
    return {name: _with_lists(below) for name, below in tree.items()}


def completed(fields: Mapping[str, FieldSpec], form: Json) -> dict[str, Json]:
    """The form with every public key, as an answer has them: what its schema can check."""
    whole: dict[str, Json] = {}
    for name, spec in fields.items():
        if spec.role == "reasoning":
            continue
        value = _member(form, name)
        if spec.type == "list":
            given = value if isinstance(value, list) else []
            whole[name] = [completed(spec.fields, one) for one in given] if spec.fields else given
        else:
            whole[name] = completed(spec.fields, value) if spec.fields and isinstance(value, dict) else value
    return whole


def _leads_to_a_row(fields: Mapping[str, FieldSpec], parts: Sequence[str]) -> bool:
    name, *below = parts or [""]
    spec = fields.get(name)
    if spec is None or not judged(name, spec):
        return False
    if not spec.fields:
        return not below
    if spec.type != "list":
        return _leads_to_a_row(spec.fields, below)
    return bool(below) and _INDEX.fullmatch(below[0]) is not None and _leads_to_a_row(spec.fields, below[1:])


def _with_lists(tree: Any) -> Any:
    """Members by position become lists again, in their order."""
    if not isinstance(tree, dict):
        return tree
    if tree and all(name.isdigit() for name in tree):
        return [_with_lists(tree[name]) for name in sorted(tree, key=int)]
    return {name: _with_lists(below) for name, below in tree.items()}


def _elements(spec: FieldSpec, lists: Sequence[Json]) -> int:
    longest = max((len(one) for one in lists if isinstance(one, list)), default=0)
    return min(longest + 1, spec.max or MOST_ROWS)


def _member(form: Json, name: str) -> Json:
    return form.get(name) if isinstance(form, dict) else None


def _element(form: Json, index: int) -> Json:
    return form[index] if isinstance(form, list) and index < len(form) else None
