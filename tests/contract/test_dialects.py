"""One declaration, every dialect: each compiled schema keeps to what its vendor publishes, for every task folder.

Subsets: OpenAI's "Supported schemas" of structured outputs (as collected in February 2026), Gemini's list of keywords
of `response_json_schema` (in google-genai's own docstring).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from app.tasks.dialects import (
    GEMINI_KEPT,
    as_instructions,
    gemini_schema,
    model_name,
    model_schema,
    openai_schema,
)
from app.tasks.spec import FieldSpec
from app.tasks.task import compile_schema
from google.genai import types

from tests.world.folders import made, tasks
from tests.world.vendor_wire import smallest

PROMPT = "<role>r</role><post-{{ nonce }}>{{ text }}</post-{{ nonce }}><instructions>i</instructions>"
EVERYTHING = made(
    PROMPT,
    fields={
        "why": {"type": "string", "role": "reasoning", "max_chars": 200},
        "kind": {"type": "enum", "role": "gate", "words": {"a": ["가"], "b": []}, "opens": ["a"]},
        "amount": {"type": "integer", "minimum": 1, "maximum": 9, "about": "금액"},
        "share": {"type": "number"},
        "day": {"type": "date", "about": "날"},
        "yes": {"type": "boolean"},
        "pets": {"type": "tri", "words": ["펫"]},
        "code": {"type": "string", "pattern": "^[A-Z]+$", "max_chars": 5},
        "copied_m2": {"type": "number", "clean": "area"},
        "tags": {"type": "list", "of": "string", "max": 3},
        "kinds": {"type": "list", "of": "enum", "words": {"x": ["엑스"], "y": ["와이"]}},
        "chosen": {"type": "list", "of": "enum", "clean": "options", "words": {"x": ["엑스"]}},
        "whole": {"type": "object", "clean": "floor", "fields": {"number": {"type": "integer"}}},
        "inner": {
            "type": "object",
            "fields": {"deep": {"type": "list", "max": 2, "fields": {"n": {"type": "integer"}}}},
        },
        "by_code": {"type": "string", "by": "code", "from": "pii.phone"},
        "all_code": {"type": "object", "fields": {"x": {"type": "string", "by": "code", "from": "pii.phone"}}},
    },
)
TASKS = {**tasks(), "test/everything": EVERYTHING}
every_task = pytest.mark.parametrize("task", TASKS.values(), ids=list(TASKS))


def nodes(schema: dict[str, Any], depth: int = 1) -> Iterator[tuple[dict[str, Any], int]]:
    """Every subschema with its nesting of objects."""
    yield schema, depth
    for below in schema.get("properties", {}).values():
        yield from nodes(below, depth + 1)
    if "items" in schema:
        yield from nodes(schema["items"], depth)
    for below in schema.get("anyOf", []):
        yield from nodes(below, depth)


# ---- neutral -------------------------------------------------------------------------------------------------------
def test_a_cleaned_field_is_asked_as_words() -> None:
    """Scalars and objects become one string, lists a list of strings, and the unit leaves the name."""
    asked = model_schema(EVERYTHING.spec)["properties"]
    assert asked["copied_text"] == {"type": ["string", "null"]}
    assert asked["whole_text"] == {"type": ["string", "null"]}
    assert asked["chosen_text"] == {"type": "array", "items": {"type": "string"}}
    assert "copied_m2" not in asked
    assert "by_code" not in asked
    assert "all_code" not in asked


@pytest.mark.parametrize(
    "name,wanted",
    [
        ("deposit", "deposit_text"),
        ("exclusive_m2", "exclusive_text"),
        ("fee_krw", "fee_text"),
        ("walk_minutes", "walk_text"),
        ("min_months", "min_text"),
        ("_m2", "_m2_text"),
    ],
)
def test_model_names(name: str, wanted: str) -> None:
    """A unit suffix falls away and `_text` is added; without a normaliser the name stays."""
    assert model_name(name, FieldSpec(type="integer", clean="x")) == wanted
    assert model_name(name, FieldSpec(type="integer")) == name


def test_two_fields_of_one_name_are_refused() -> None:
    """`size_m2` and `size` with normalisers would both be size_text."""
    fields = {name: {"type": "number", "clean": "area"} for name in ("size_m2", "size")}
    with pytest.raises(ValueError, match="size_text"):
        model_schema(made(PROMPT, fields=fields).spec)


@every_task
def test_order_is_the_order_of_the_declaration(task: Any) -> None:
    """Reasoning first, then the gate, then values; every key required, in the same order as the properties."""
    schema = model_schema(task.spec)
    first = next(iter(task.spec.fields.items()))
    if first[1].role == "reasoning":
        assert next(iter(schema["properties"])) == first[0]
    for node, _ in nodes(schema):
        if node["type"] == "object":
            assert node["required"] == list(node["properties"])
            assert node["additionalProperties"] is False


@every_task
def test_leaves_may_be_null_and_objects_may_not(task: Any) -> None:
    """A nullable object loses its properties at Gemini, and the model invents them."""
    for node, _ in nodes(model_schema(task.spec)):
        assert node["type"] not in (["object", "null"], ["array", "null"])


@every_task
def test_all_dialects_take_the_same_answers(task: Any) -> None:
    """The smallest answer of every dialect is valid under the neutral schema and under each other."""
    neutral = model_schema(task.spec)
    forms = [neutral, openai_schema(neutral), gemini_schema(neutral)]
    for one in forms:
        for other in forms:
            assert not list(compile_schema(other).iter_errors(smallest(one)))


# ---- OpenAI --------------------------------------------------------------------------------------------------------
OPENAI_KEYWORDS = {
    *("type", "description", "properties", "required", "additionalProperties", "items", "enum", "anyOf"),
    *("pattern", "format", "minimum", "maximum", "multipleOf", "minItems", "maxItems"),
}
OPENAI_FORMATS = {"date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid"}


@every_task
def test_openai_strict(task: Any) -> None:
    """Only keywords, types and formats of structured outputs; everything required, nothing added."""
    schema = openai_schema(model_schema(task.spec))
    assert schema["type"] == "object"
    for node, depth in nodes(schema):
        assert set(node) <= OPENAI_KEYWORDS
        assert depth <= 10
        kinds = node["type"] if isinstance(node["type"], list) else [node["type"]]
        assert set(kinds) <= {"string", "number", "boolean", "integer", "object", "array", "null"}
        assert node.get("format", "date") in OPENAI_FORMATS
        if "object" in kinds:
            assert node["additionalProperties"] is False
            assert node["required"] == list(node["properties"])
        if "array" in kinds:
            assert "type" in node["items"]


@every_task
def test_openai_limits(task: Any) -> None:
    """5,000 properties, 1,000 enum values, 120,000 characters of names and values, long enums ≤ 15,000."""
    found = [node for node, _ in nodes(openai_schema(model_schema(task.spec)))]
    names = [name for node in found for name in node.get("properties", {})]
    enums = [[str(value) for value in node["enum"]] for node in found if "enum" in node]
    assert len(names) <= 5000
    assert sum(map(len, enums)) <= 1000
    assert sum(map(len, names)) + sum(len(value) for enum in enums for value in enum) <= 120_000
    assert all(sum(map(len, enum)) <= 15_000 for enum in enums if len(enum) > 250)


# ---- Gemini --------------------------------------------------------------------------------------------------------
def test_the_keywords_we_keep_are_the_sdks() -> None:
    """What the SDK's own docstring lists as supported by `response_json_schema`."""
    published = types.GenerateContentConfig.model_fields["response_json_schema"].description or ""
    for keyword in GEMINI_KEPT - {"propertyOrdering"}:
        assert f"`{keyword}`" in published, keyword


@every_task
def test_gemini(task: Any) -> None:
    """Only kept keywords; null by anyOf, never by a list of types or inside an enum; objects ordered twice alike."""
    for node, _ in nodes(gemini_schema(model_schema(task.spec))):
        assert set(node) <= GEMINI_KEPT
        if "anyOf" in node:
            assert {"type": "null"} in node["anyOf"]
            assert set(node) <= {"anyOf", "description"}
            continue
        assert isinstance(node["type"], str)
        assert None not in node.get("enum", [])
        if node["type"] == "string":
            assert "format" not in node
        if node["type"] == "object":
            assert node["propertyOrdering"] == node["required"] == list(node["properties"])


def test_gemini_says_formats_in_words_and_bounds_only_outer_lists() -> None:
    """`format` on strings is dropped silently there, and a large maxItems inside a list is too complex."""
    schema = gemini_schema(model_schema(EVERYTHING.spec))["properties"]
    assert schema["day"]["description"] == "날 (format: date)"
    assert schema["tags"]["maxItems"] == 3
    listings = gemini_schema(model_schema(tasks()["parse/real-estate"].spec))["properties"]["listings"]
    assert listings["maxItems"] == 10
    assert "maxItems" not in listings["items"]["properties"]["deals"]


# ---- words ---------------------------------------------------------------------------------------------------------
@every_task
def test_instructions_hold_the_schema(task: Any) -> None:
    """For servers without a schema mode: a sentence about JSON and the schema itself, on one line."""
    words = as_instructions(model_schema(task.spec))
    assert "JSON" in words
    held = next(json.loads(line) for line in words.splitlines() if line.startswith("{"))
    assert held == openai_schema(model_schema(task.spec))


def test_an_enum_says_what_its_values_mean() -> None:
    """A few short Korean words stand beside each value; long phrases and long lists are cut."""
    words = {"a": ["가", "나", "다", "라"], "b": ["아주 길고 긴 말이라 모델에게 보이지 않음"], "c": []}
    fields = {"x": {"type": "enum", "words": words, "about": "종류"}}
    asked = model_schema(made(PROMPT, fields=fields).spec)["properties"]["x"]
    assert asked["description"] == "종류 (a=가·나·다)"
    assert asked["enum"] == ["a", "b", "c", None]
