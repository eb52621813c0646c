"""Worked examples as a model sees them: written sparsely in examples.yaml, shown with every null filled in."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from app.errors import ConfigurationError, Flaw
from app.tasks.dialects import Schema, model_schema
from app.tasks.fence import neutralise
from app.tasks.spec import Example, TaskSpec
from app.tasks.task import compile_schema


def shown(examples: Iterable[Example], spec: TaskSpec, file: str) -> str:
    """The examples as one XML section, valid under the model's schema; raises ConfigurationError naming the example."""
    schema = model_schema(spec)
    return "<examples>\n" + "\n".join(_one(example, schema, file) for example in examples) + "\n</examples>"


def _one(example: Example, schema: Schema, file: str) -> str:
    output = filled(example.output, schema)
    errors = list(compile_schema(schema).iter_errors(output))
    if errors:
        flaws = [
            Flaw(file, None, f"{example.id}.{'.'.join(map(str, error.instance_path))}", error.message[:200])
            for error in errors[:10]
        ]
        raise ConfigurationError(flaws)
    written = json.dumps(output, ensure_ascii=False, separators=(",", ":"))
    given = "".join(f"<{name}>{neutralise(_said(value))}</{name}>\n" for name, value in example.input.items())
    return f"<example>\n<post>{neutralise(example.text.strip())}</post>\n{given}<output>{written}</output>\n</example>"


def _said(value: str | list[str]) -> str:
    return value if isinstance(value, str) else ", ".join(value)


def filled(value: Any, schema: Schema) -> Any:
    """`value` with every key of the schema, in its order: null, [] or an object of those. Unknown keys stay last."""
    if schema["type"] == "object" and isinstance(value, dict):
        known = {name: filled(value.get(name, _empty(below)), below) for name, below in schema["properties"].items()}
        return known | {name: given for name, given in value.items() if name not in known}
    if schema["type"] == "array" and isinstance(value, list):
        return [filled(one, schema["items"]) for one in value]
    return value


def _empty(schema: Schema) -> Any:
    return {"object": {}, "array": []}.get(schema["type"]) if isinstance(schema["type"], str) else None
