"""Warn of values outside the range that the declaration calls usual: often a wrong unit, sometimes simply unusual."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.domain import Json, Warn
from app.tasks.spec import FieldSpec


def unusual(fields: Mapping[str, FieldSpec], values: Json, pointer: str = "") -> Iterator[Warn]:
    """`value_unusual` for every number below `values` outside its field's `usual` range. Zero is a statement of its
    own (무보증, 무료) and never unusual."""
    if not isinstance(values, dict):
        return
    for name, spec in fields.items():
        value = values.get(name)
        here = f"{pointer}/{name}"
        if spec.type == "list" and spec.fields is not None:
            for index, item in enumerate(value or ()):
                yield from unusual(spec.fields, item, f"{here}/{index}")
        elif spec.type == "object":
            yield from unusual(spec.fields or {}, value, here)
        elif spec.usual is not None and isinstance(value, (int, float)) and value:
            low, high = spec.usual
            if not low <= value <= high:
                yield Warn("value_unusual", here)
