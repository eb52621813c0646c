"""The model's side of a task's one declaration: what a model is asked for, in each vendor's dialect of JSON Schema.

    TaskSpec ──model_schema──▶ neutral ──┬─▶ openai_schema   strict structured outputs
                                         ├─▶ gemini_schema   response_json_schema
                                         └─▶ as_instructions words in the prompt, for servers with JSON mode or nothing

Neutral: plain Draft 2020-12, used to judge what a model wrote. Fields `by: code` are absent. A field with `clean` is
asked as words under another name: the model copies, code computes. Objects are never nullable (Gemini loses the
properties of a nullable object and the model invents them); an object whose leaves are all null becomes null in code.
Every key is required, in the order of the declaration, because order is the order of generation.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from app.tasks.spec import TRI, FieldSpec, TaskSpec

Schema = dict[str, Any]
UNIT_SUFFIXES = ("_m2", "_krw", "_minutes", "_months", "_hours", "_days", "_km", "_kg")
WORDS_SHOWN = 3
MAX_WORD_CHARS = 12


# ---- names ---------------------------------------------------------------------------------------------------------
def model_name(name: str, field: FieldSpec) -> str:
    """What the field is called towards a model: `exclusive_m2` with a normaliser is asked as `exclusive_text`."""
    if field.clean is None:
        return name
    for suffix in UNIT_SUFFIXES:
        if name.endswith(suffix) and len(name) > len(suffix):
            return name.removesuffix(suffix) + "_text"
    return f"{name}_text"


def asked(fields: Mapping[str, FieldSpec]) -> dict[str, FieldSpec]:
    """The fields a model is asked for, by their public names; objects that code fills alone are left out."""
    return {name: field for name, field in fields.items() if _is_asked(field)}


def _is_asked(field: FieldSpec) -> bool:
    if field.by == "code":
        return False
    if field.clean is None and field.fields is not None:
        return any(_is_asked(below) for below in field.fields.values())
    return True


# ---- the neutral schema --------------------------------------------------------------------------------------------
def model_schema(spec: TaskSpec) -> Schema:
    """What a model's answer has to look like: reasoning first, then the gate, then the values.

    Raises ValueError when two fields of one object would get the same name.
    """
    return _object(spec.fields, "")


def _object(fields: Mapping[str, FieldSpec], about: str) -> Schema:
    properties: dict[str, Schema] = {}
    for name, field in asked(fields).items():
        shown = model_name(name, field)
        if shown in properties:
            raise ValueError(f"two fields would be asked as {shown}")
        properties[shown] = _field(field)
    schema: Schema = {"type": "object"}
    if about:
        schema["description"] = about
    return schema | {"properties": properties, "required": list(properties), "additionalProperties": False}


def _field(field: FieldSpec) -> Schema:
    if field.clean is not None:
        return _words(field)
    if field.type == "object":
        return _object(field.fields or {}, field.about)
    if field.type == "list":
        return _list(field)
    return _scalar(field, field.type, nullable=_may_be_null(field))


def _may_be_null(field: FieldSpec) -> bool:
    """A value the text does not give is null; reasoning and the gate always say something, unless null opens it."""
    return field.role == "value" or "null" in (field.opens or ())


def _words(field: FieldSpec) -> Schema:
    if field.type == "list":
        return _array({"type": "string"}, field)
    return _described({"type": ["string", "null"]}, field.about)


def _list(field: FieldSpec) -> Schema:
    if field.fields is not None:
        return _array(_object(field.fields, ""), field)
    items = _scalar(field, field.of or "string", nullable=False)
    about = items.pop("description", field.about)
    return _array(items, field) | ({"description": about} if about else {})


def _array(items: Schema, field: FieldSpec) -> Schema:
    schema = _described({"type": "array"}, field.about) | {"items": items}
    return schema | ({"maxItems": field.max} if field.max is not None else {})


def _scalar(field: FieldSpec, kind: str, *, nullable: bool) -> Schema:
    schema: Schema = {"type": "string" if kind in ("tri", "enum", "date") else kind}
    about = field.about
    if kind in ("tri", "enum"):
        schema["enum"] = list(TRI) if kind == "tri" else list(field.enum)
        about = " ".join(part for part in (about, _meanings(field)) if part)
    elif kind == "date":
        schema["format"] = "date"
    elif kind == "string":
        schema |= {"maxLength": field.max_chars} if field.max_chars else {}
        schema |= {"pattern": field.pattern} if field.pattern else {}
    elif kind in ("integer", "number"):
        bounds = {"minimum": field.minimum, "maximum": field.maximum}
        schema |= {name: bound for name, bound in bounds.items() if bound is not None}
    if nullable:
        schema["type"] = [schema["type"], "null"]
        if "enum" in schema:
            schema["enum"].append(None)
    return _described(schema, about)


def _described(schema: Schema, about: str) -> Schema:
    return schema | ({"description": about} if about else {})


def _meanings(field: FieldSpec) -> str:
    """A few Korean words for each value of an enum: `(villa=빌라·투룸, …)`; nothing where the words are only topics."""
    if not isinstance(field.words, dict) or field.type == "tri":
        return ""
    meanings = [
        f"{value}={'·'.join(_short(words))}"
        for value, words in field.words.items()
        if value in field.enum and _short(words)
    ]
    return f"({', '.join(meanings)})" if meanings else ""


def _short(words: list[str]) -> list[str]:
    return [word for word in words if len(word) <= MAX_WORD_CHARS][:WORDS_SHOWN]


# ---- vendors -------------------------------------------------------------------------------------------------------
OPENAI_DROPPED = frozenset({"minLength", "maxLength", "uniqueItems", "minProperties", "title"})
GEMINI_KEPT = frozenset(
    {"type", "format", "description", "enum", "items", "minItems", "maxItems", "minimum", "maximum", "anyOf"}
    | {"properties", "additionalProperties", "required", "propertyOrdering"}
)


def openai_schema(neutral: Schema) -> Schema:
    """Strict structured outputs: sources disagree about string lengths, so we check those ourselves."""
    return {key: _below(key, value, openai_schema) for key, value in neutral.items() if key not in OPENAI_DROPPED}


def gemini_schema(neutral: Schema) -> Schema:
    """`response_json_schema`: `anyOf` with null instead of a list of types, which older paths refuse; a string's
    format goes into words; no `maxItems` on lists within lists, which is "too complex" where it is large."""
    return _gemini(neutral, within_list=False)


def _gemini(schema: Schema, *, within_list: bool) -> Schema:
    kept = {key: value for key, value in schema.items() if key in GEMINI_KEPT}
    if kept["type"] == "object":
        below = {name: _gemini(one, within_list=within_list) for name, one in kept["properties"].items()}
        return kept | {"properties": below, "propertyOrdering": list(below)}
    if kept["type"] == "array":
        if within_list:
            kept.pop("maxItems", None)
        return kept | {"items": _gemini(kept["items"], within_list=True)}
    if "format" in kept:
        kept["description"] = f"{kept.get('description', '')} (format: {kept.pop('format')})".strip()
    if isinstance(kept["type"], list):
        return _any_of(kept)
    return kept


def _any_of(scalar: Schema) -> Schema:
    kind = next(one for one in scalar["type"] if one != "null")
    described = {"description": scalar["description"]} if "description" in scalar else {}
    bare = {key: value for key, value in scalar.items() if key != "description"} | {"type": kind}
    if "enum" in bare:
        bare["enum"] = [value for value in bare["enum"] if value is not None]
    return described | {"anyOf": [bare, {"type": "null"}]}


def _below(key: str, value: Any, convert: Any) -> Any:
    if key == "properties":
        return {name: convert(one) for name, one in value.items()}
    return convert(value) if key == "items" else value


def as_instructions(neutral: Schema) -> str:
    """The schema in words, for servers that only have JSON mode, or that ignore a schema without a word."""
    compact = json.dumps(openai_schema(neutral), ensure_ascii=False, separators=(",", ":"))
    return (
        "<output_format>\n"
        "JSON 객체 하나만 출력하세요. 코드 블록, 설명, 앞뒤 문장은 쓰지 마세요.\n"
        "아래 JSON Schema의 모든 칸을 이 순서대로 쓰고, 모르는 칸은 null 또는 []로 두세요.\n"
        f"{compact}\n"
        "</output_format>"
    )
