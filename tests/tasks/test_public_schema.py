"""The task folders declare exactly the public contract that the gold schemas spell out."""

from __future__ import annotations

import json
from typing import Any

import pytest
from app.main import open_catalog
from app.settings import read_settings

from tests.conftest import ROOT

NAMES = {
    "parse/real-estate": "real-estate",
    "extract/listing": "listing",
    "extract/places": "places",
    "suggest/hashtags": "hashtags",
    "extract/meetup": "meetup",
}
CATALOG = open_catalog(read_settings({}))


def shape(schema: dict[str, Any]) -> Any:
    """Names, types and enum values, without descriptions and bounds."""
    if "properties" in schema:
        return {name: shape(below) for name, below in schema["properties"].items()}
    if "items" in schema:
        return [shape(schema["items"])]
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return sorted(set(kinds) - {"null"}), sorted(v for v in schema.get("enum", []) if v is not None)


@pytest.mark.parametrize("name", NAMES)
def test_the_result_has_the_contracts_shape(name: str) -> None:
    """Every field, type and enum value of the contract, and no other."""
    wanted = json.loads((ROOT / f"tests/gold/schemas/{NAMES[name]}.schema.json").read_text("utf-8"))
    assert shape(CATALOG.get(name).result_schema) == shape(wanted)


def test_every_task_of_the_contract_is_a_folder() -> None:
    """Five tasks, five folders, nothing broken."""
    assert list(CATALOG.tasks) == sorted(NAMES)
    assert not CATALOG.broken
