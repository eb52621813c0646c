"""The public side of a task's one declaration: JSON Schema of the answer, the envelope and the request.

    FieldSpec ──▶ result schema ──▶ envelope (OpenAPI response)
    InputSpec ──▶ request schema (OpenAPI request, validation)

The schemas that vendors see are another dialect of the same declaration: `app.tasks.dialects`.
Draft 2020-12. Every key of an object is required and may be null, absent lists are `[]`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.tasks.spec import TRI, FieldSpec, InputSpec, TaskSpec

Schema = dict[str, Any]
_SCALARS = {"string": "string", "integer": "integer", "number": "number", "boolean": "boolean", "date": "string"}
MATCHES = ["exact", "normalized", "fuzzy", "inferred"]


def result_schema(spec: TaskSpec) -> Schema:
    """Schema of `result`: what the client gets, without reasoning."""
    return {**_object(spec.fields), "title": f"{spec.title}: result"}


def field_schema(field: FieldSpec) -> Schema:
    """Schema of one public field; a value that the text does not give is null."""
    schema = _bare(field)
    if field.about:
        schema["description"] = field.about
    return schema


def _bare(field: FieldSpec) -> Schema:
    if field.type == "list":
        return _list(field)
    if field.type == "object":
        return {**_object(field.fields or {}), "type": ["object", "null"]}
    return _nullable(_scalar(field, field.type))


def _list(field: FieldSpec) -> Schema:
    if field.fields is not None:
        items: Schema = _object(field.fields)
    else:
        items = _scalar(field, field.of or "string")
    schema: Schema = {"type": "array", "items": items}
    if field.max is not None:
        schema["maxItems"] = field.max
    if field.of == "enum":
        schema["uniqueItems"] = True
    return schema


def _object(fields: Mapping[str, FieldSpec]) -> Schema:
    public = {name: field for name, field in fields.items() if field.role != "reasoning"}
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(public),
        "properties": {name: field_schema(field) for name, field in public.items()},
    }


def _scalar(field: FieldSpec, kind: str) -> Schema:
    if kind == "tri":
        return {"type": "string", "enum": list(TRI)}
    if kind == "enum":
        return {"type": "string", "enum": list(field.enum)}
    schema: Schema = {"type": _SCALARS[kind]}
    if kind == "date":
        schema["format"] = "date"
    if kind in ("integer", "number"):
        schema["minimum"] = field.minimum if field.minimum is not None else 0
        if field.maximum is not None:
            schema["maximum"] = field.maximum
    if kind == "string":
        schema |= {k: v for k, v in (("maxLength", field.max_chars), ("pattern", field.pattern)) if v is not None}
    if field.unit:
        schema["x-unit"] = field.unit
    return schema


def _nullable(schema: Schema) -> Schema:
    nullable = {**schema, "type": [schema["type"], "null"]}
    if "enum" in schema:
        nullable["enum"] = [*schema["enum"], None]
    return nullable


# ---- the whole answer ----------------------------------------------------------------------------------------------
def answer_schema(spec: TaskSpec) -> Schema:
    """Schema of the envelope: result, evidence, warnings, meta."""
    return {
        "type": "object",
        "required": ["result", "evidence", "warnings", "meta"],
        "properties": {
            "result": result_schema(spec),
            "evidence": {
                "type": "object",
                "description": "JSON pointer into result → the words that carry the value.",
                "additionalProperties": _EVIDENCE,
            },
            "warnings": {"type": "array", "items": _WARNING},
            "meta": _META,
        },
    }


_EVIDENCE: Schema = {
    "type": "object",
    "required": ["start", "end", "quote", "match"],
    "properties": {
        "start": {"type": "integer", "minimum": 0, "description": "First code point in the text as sent."},
        "end": {"type": "integer", "minimum": 1, "description": "One past the last code point."},
        "quote": {"type": "string", "description": "text[start:end]"},
        "match": {"type": "string", "enum": MATCHES},
        "in": {"type": "string", "description": "Name of the input, where it is not the text (title)."},
    },
}
_WARNING: Schema = {
    "type": "object",
    "required": ["code", "path", "message"],
    "properties": {"code": {"type": "string"}, "path": {"type": "string"}, "message": {"type": "string"}},
}


def _or_null(kind: str) -> Schema:
    return {"type": [kind, "null"]}


_META: Schema = {
    "type": "object",
    "required": ["task", "version", "provider", "model", "degraded", "cache", "attempts", "latency_ms", "request_id"],
    "properties": {
        "task": {"type": "string"},
        "version": {"type": "string"},
        "provider": {"type": "string"},
        "model": {"type": "string"},
        "degraded": {"type": "boolean", "description": "A fallback answered instead of the first choice."},
        "cache": {"type": "string", "enum": ["hit", "miss", "shared", "off"]},
        "attempts": {"type": "integer", "minimum": 0},
        "latency_ms": {"type": "number", "minimum": 0},
        "usage": {
            "type": ["object", "null"],
            "properties": {
                name: _or_null("integer")
                for name in ("input_tokens", "output_tokens", "cached_tokens", "reasoning_tokens")
            },
        },
        "cost_usd": {**_or_null("number"), "description": "null where price or usage is not known, never 0."},
        "request_id": {"type": "string"},
        "trace_id": _or_null("string"),
    },
}


# ---- the request ---------------------------------------------------------------------------------------------------
def request_schema(spec: TaskSpec) -> Schema:
    """Schema of the request body; unknown fields are refused."""
    required = [name for name, given in spec.input.items() if name == "text" or given.required]
    return {
        "type": "object",
        "additionalProperties": False,
        "required": required,
        "properties": {name: _input(name, given, spec) for name, given in spec.input.items()},
    }


def _input(name: str, given: InputSpec, spec: TaskSpec) -> Schema:
    if name == "reference_date":
        given = given.model_copy(update={"type": "date"})
    schema = _input_shape(given, spec)
    if name == "text":
        schema["minLength"] = 1
    if given.about:
        schema["description"] = given.about
    if given.default is not None:
        schema["default"] = given.default
    if given.example is not None:
        schema["examples"] = [given.example]
    return schema


def _input_shape(given: InputSpec, spec: TaskSpec) -> Schema:
    if given.like is not None:
        return _sparse(_element(spec, given.like))
    if given.type == "list":
        items: Schema = {"type": "string", "minLength": 1}
        if given.max_chars:
            items["maxLength"] = given.max_chars
        return {"type": "array", "items": items, **({"maxItems": given.max} if given.max else {})}
    if given.type == "object":
        fields = given.fields or {}
        return {
            "type": "object",
            "additionalProperties": False,
            "required": [name for name, below in fields.items() if below.required],
            "properties": {name: _input_shape(below, spec) for name, below in fields.items()},
        }
    schema: Schema = {"type": _SCALARS[given.type]}
    if given.type == "date":
        schema["format"] = "date"
    bounds = (("maxLength", given.max_chars), ("minimum", given.minimum), ("maximum", given.maximum))
    return {**schema, **{k: v for k, v in bounds if v is not None}}


def _element(spec: TaskSpec, pointer: str) -> Schema:
    """Schema of one element of the output list at `pointer`, such as `/listings`."""
    schema = result_schema(spec)
    for key in pointer.strip("/").split("/"):
        schema = schema["properties"][key]
        schema = schema.get("items", schema)
    return schema


def _sparse(schema: Schema) -> Schema:
    """The same shape with nothing required, at every depth."""
    loose = {k: v for k, v in schema.items() if k != "required"}
    if "properties" in loose:
        loose["properties"] = {k: _sparse(v) for k, v in loose["properties"].items()}
    if "items" in loose:
        loose["items"] = _sparse(loose["items"])
    return loose
