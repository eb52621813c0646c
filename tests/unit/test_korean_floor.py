"""Floors against their table, and what only looks like a floor."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from app.korean.floor import find_floors, read_floor

TABLE = Path(__file__).parents[1] / "tables" / "floor_cases.jsonl"
CASES = [json.loads(line) for line in TABLE.read_text("utf-8").splitlines() if line.strip()]


@pytest.mark.parametrize("case", CASES, ids=[c["text"] for c in CASES])
def test_words_of_a_floor(case: dict[str, Any]) -> None:
    """Each row: number, total and kind that these words say."""
    floor = read_floor(case["text"])
    said = (floor.number, floor.total, floor.kind) if floor else (None, None, None)
    assert said == (case["number"], case["total"], case["kind"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("반지하 아님, 1층인데 2층 높이", (1, None, "ground")),
        ("탑층(5층)", (5, None, "top")),
        ("오층 중에 사층이에요", (4, 5, None)),
        ("총 8세대 5층 건물 중 2층", (2, 5, None)),
        ("18층(총 20층)", (18, 20, None)),
        ("지하1층 지상4층", (None, 4, None)),
        ("1~2층 전체", (None, None, "whole")),
    ],
)
def test_floors_in_sentences(text: str, said: tuple[int | None, int | None, str | None]) -> None:
    """Negations, number words and totals that stand apart."""
    floor = read_floor(text)
    assert floor is not None
    assert (floor.number, floor.total, floor.kind) == said


@pytest.mark.parametrize(
    "text",
    [
        "층고 8m",
        "층간소음 없음",
        "지하철 5분",
        "지하주차장",
        "1층에 편의점",
        "12/27 이후",
        "B01호",
        "2층버스",
        "10층 이상",
    ],
)
def test_what_is_no_floor(text: str) -> None:
    """Heights, noise, trains, cars and shops downstairs."""
    assert find_floors(text) == []


def test_each_part_knows_its_place() -> None:
    """The evidence of the number is the number, not the whole phrase."""
    text = "해당층 3/5층"
    floor = read_floor(text)
    assert floor is not None
    assert {name: text[a:b] for name, (a, b) in floor.places.items()} == {"number": "3", "total": "5"}
