"""The embedded provider never gets worse than what was promised, on the development gold of every task."""

from __future__ import annotations

from typing import Any

import pytest
from scripts import gold

from tests.gold import score

FLOORS: dict[str, dict[str, float]] = {
    "parse/real-estate": {"micro": 0.90, "critical": 0.93, "gate_accuracy": 0.95, "evidence_share": 1.0},
    "extract/listing": {"micro": 0.80, "evidence_share": 1.0},
    "extract/places": {"gate_accuracy": 0.90, "mention": 0.75, "evidence_share": 1.0},
    "suggest/hashtags": {"precision": 0.70},
    "extract/meetup": {"micro": 0.85, "evidence_share": 1.0},
}
CEILINGS = {"parse/real-estate": {"hallucination_rate": 0.02}}
CATALOG, PIPELINE = gold.embedded()


@pytest.fixture(scope="module", params=FLOORS)
def report(request: pytest.FixtureRequest) -> dict[str, Any]:
    """The scorer's report of one task."""
    name = request.param
    rows = gold.rows(CATALOG, name)
    answers = {answer["id"]: answer for answer in gold.answers(CATALOG, PIPELINE, rows)}
    found = score.score_task(name, rows, answers)
    fields = found["fields"]
    figures = {
        **{key: found[key] for key in ("gate_accuracy", "evidence_share", "hallucination_rate")},
        "micro": found["micro"]["f1"],
        "critical": found["critical"]["f1"],
        "mention": fields.get("places/mention", {}).get("f1"),
        "price": fields.get("items/price", {}).get("f1"),
        "precision": fields.get("hashtags/tag", {}).get("precision"),
    }
    return {**found, "figures": figures}


def test_quality_stays_above_its_floor(report: dict[str, Any]) -> None:
    """Every promised figure holds."""
    low = {k: (report["figures"][k], v) for k, v in FLOORS[report["task"]].items() if report["figures"][k] < v}
    high = {k: report["figures"][k] for k, v in CEILINGS.get(report["task"], {}).items() if report["figures"][k] > v}
    assert not low
    assert not high


def test_nothing_private_leaks_and_nothing_fails(report: dict[str, Any]) -> None:
    """No personal data outside `private`, no broken tag rule, no error."""
    assert not report["leaks"]
    assert not report["violations"]
    assert not report["errors"]
