"""`GET /tasks`: what may be asked, told so that a form can be built from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.tasks.catalog import Catalog
from app.tasks.spec import FieldSpec, TaskSpec
from app.tasks.task import Task

_TOLD = ("type", "of", "max", "unit", "ground", "role", "default", "usual", "max_chars", "critical")


def tasks(catalog: Catalog) -> dict[str, Any]:
    """Published tasks, and the names of those that are switched off."""
    return {
        "tasks": [describe(task) for task in catalog.tasks.values()],
        "disabled": catalog.disabled,
    }


def describe(task: Task) -> dict[str, Any]:
    """One task: where it is, what goes in, and every field that comes out."""
    spec: TaskSpec = task.spec
    return {
        "name": task.name,
        "path": f"/{task.name}",
        "title": spec.title,
        "about": spec.about,
        "version": task.stable.name,
        "models": [model.use for model in spec.models],
        "input": {name: given.model_dump(exclude_none=True) for name, given in spec.input.items()},
        "max_chars": spec.input["text"].max_chars,
        "fields": _fields(spec.fields),
    }


def _fields(fields: Mapping[str, FieldSpec]) -> list[dict[str, Any]]:
    return [_field(name, field) for name, field in fields.items() if field.role != "reasoning"]


def _field(name: str, field: FieldSpec) -> dict[str, Any]:
    told = field.model_dump(include=set(_TOLD), exclude_defaults=True)
    shown: dict[str, Any] = {"name": name, "about": field.about, **told}
    if field.enum:
        shown["enum"] = [{"value": value, "label": _label(field, value)} for value in field.enum]
    if field.fields:
        shown["fields"] = _fields(field.fields)
    return shown


def _label(field: FieldSpec, value: str) -> str:
    """The first Korean word for an enum value; the value itself where there is none."""
    words = field.words.get(value) if isinstance(field.words, dict) else None
    return words[0] if words else {"yes": "가능", "no": "불가", "ask": "문의"}.get(value, value)
