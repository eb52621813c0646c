"""Posts written for this project, apart from the gold, keep the quality that the meetup reader has reached on them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from app.domain import Source, leaves, values
from app.readers.meetup import read

from tests.gold import score

_ROOT = Path(__file__).parents[2]
_ROWS: list[dict[str, Any]] = [
    json.loads(line) for line in (_ROOT / "tests" / "tables" / "meetup_cases.jsonl").read_text("utf-8").splitlines()
]
_RULES: dict[str, Any] = yaml.safe_load((_ROOT / "prompts" / "extract" / "meetup" / "rules.yaml").read_text("utf-8"))


def answer(row: dict[str, Any]) -> dict[str, Any]:
    """What the reader alone makes of a row, in the shape the scorer reads."""
    tree = read(Source(row["text"], date.fromisoformat(row["input"]["reference_date"])), _RULES).tree
    proofs = {
        pointer: {"start": leaf.span.start, "end": leaf.span.end, "quote": row["text"][leaf.span.start : leaf.span.end]}
        for pointer, leaf in leaves(tree)
        if leaf.span is not None
    }
    return {"id": row["id"], "result": values(tree), "evidence": proofs}


def test_the_reader_keeps_its_quality_on_texts_of_our_own() -> None:
    """Ninety-five of a hundred leaves are right, the gate errs on one post in thirty at most, nothing leaks."""
    report = score.score_task("extract/meetup", _ROWS, {row["id"]: answer(row) for row in _ROWS})
    assert report["micro"]["f1"] >= 0.95
    assert report["gate_accuracy"] >= 0.96
    assert report["evidence_share"] == 1.0
    assert report["leaks"] == []
