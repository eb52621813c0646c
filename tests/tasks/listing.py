"""Readings of second-hand posts, and what tests look at in them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from app.domain import Reading, Source, values
from app.readers.listing import read
from app.tasks.yaml12 import load_yaml

FOLDER = Path(__file__).parents[2] / "prompts" / "extract" / "listing"
RULES, _ = load_yaml(FOLDER / "rules.yaml", "rules.yaml")
DAY = date(2026, 3, 1)


def reading(text: str, title: str | None = None, day: date = DAY) -> Reading:
    return read(Source(text, day, {"title": title} if title else {}), RULES)


def result(text: str, title: str | None = None) -> dict[str, Any]:
    answer: dict[str, Any] = values(reading(text, title).tree)
    return answer


def item(text: str, title: str | None = None) -> dict[str, Any]:
    items: list[dict[str, Any]] = result(text, title)["items"]
    assert len(items) == 1, items
    return items[0]


def specs(thing: dict[str, Any]) -> dict[str, str]:
    return {spec["name"]: spec["value"] for spec in thing.get("specs", [])}
