"""What the page asks of the service is what the service answers."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

from tests.e2e.conftest import FIXTURES
from tests.world.service import Service

KINDS = {"string", "integer", "number", "boolean", "tri", "enum", "date", "object", "list"}


def told(service: Service) -> list[dict[str, Any]]:
    with urllib.request.urlopen(f"{service.url}/tasks", timeout=10) as reply:
        return list(json.load(reply)["tasks"])


def test_the_answer_has_the_shape_of_the_example(service: Service) -> None:
    """Every key of the example in docs/page.md stands in the real answer, at the same place, with the same type."""
    example = json.loads((FIXTURES / "tasks.example.json").read_text(encoding="utf-8"))["tasks"][0]
    real = next(task for task in told(service) if task["name"] == example["name"])
    assert {name for name in example if name not in real} == set()
    assert set(example["input"]) <= set(real["input"])
    unlike = []

    def compare(wanted: list[dict[str, Any]], given: list[dict[str, Any]], path: str) -> None:
        by_name = {field["name"]: field for field in given}
        for field in wanted:
            found = by_name.get(field["name"], {})
            if (field["type"], field.get("of"), field.get("unit")) != tuple(map(found.get, ("type", "of", "unit"))):
                unlike.append(f"{path}/{field['name']}")
            compare(field.get("fields", []), found.get("fields", []), f"{path}/{field['name']}")

    compare(example["fields"], real["fields"], "")
    assert unlike == []


def test_every_field_can_be_drawn(service: Service) -> None:
    """Types are known, enums have values with labels, objects and lists say what is in them."""

    def walk(fields: list[dict[str, Any]]) -> None:
        for field in fields:
            assert field["type"] in KINDS
            if "enum" in (field["type"], field.get("of")):
                assert all(set(entry) == {"value", "label"} for entry in field["enum"])
            if field["type"] == "object":
                assert field["fields"]
            if field["type"] == "list":
                assert field.get("fields") or field.get("of")
            walk(field.get("fields", []))

    for task in told(service):
        assert task["input"]["text"]["max_chars"] > 0
        walk(task["fields"])
