"""Two scorers that disagree are worse than one: the figures here are those of the reference scorer, on the same answers."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from app.evals.asking import Outcome
from app.evals.cases import files_of, read_cases
from app.evals.figures import figures
from app.evals.scored import Scorer
from scripts import gold

from tests.gold import score

CATALOG, PIPELINE = gold.embedded()
SAME = ("micro", "critical", "fields", "missing_required", "tags")
RATES = (
    "exact_match",
    "hallucination_rate",
    "gate_accuracy",
    "count_accuracy",
    "first_deal_accuracy",
    "evidence_share",
)


def damaged(value: Any, rng: random.Random) -> Any:
    """The same answer with leaves lost, changed, doubled and moved: a scorer is only tested by wrong answers."""
    if isinstance(value, dict):
        return {key: damaged(below, rng) for key, below in value.items()}
    if isinstance(value, list):
        kept = [damaged(below, rng) for below in value if rng.random() > 0.15]
        if kept and rng.random() < 0.2:
            kept.append(kept[0])
        if rng.random() < 0.2:
            kept.reverse()
        return kept
    dice = rng.random()
    if dice < 0.1:
        return None
    if dice > 0.9 and value is not None:
        changed = {
            str: lambda: f"{value} 옆",
            bool: lambda: not value,
            int: lambda: value + 1,
            float: lambda: value * 1.005,
        }
        return changed[type(value)]()
    return value


@pytest.mark.parametrize("damage", [False, True], ids=["as answered", "damaged"])
@pytest.mark.parametrize("name", list(score.TASKS))
def test_figures_agree_with_the_reference_scorer(name: str, damage: bool) -> None:
    """Counts, precision, recall, F1 per field and tag, and every rate, to the last digit."""
    task, rng = CATALOG.get(name), random.Random(7)
    rows = gold.rows(CATALOG, name)
    answers = list(gold.answers(CATALOG, PIPELINE, rows))
    if damage:
        answers = [{**one, "result": damaged(one["result"], rng)} for one in answers]
    theirs = score.score_task(name, rows, {one["id"]: one for one in answers})
    scorer = Scorer.of(task)
    cases = {case.id: case for case in read_cases(files_of(task.folder), name, dated=False)}
    scored = [
        scorer.score(cases[one["id"]], Outcome(one["id"], one["result"], one["evidence"], one["warnings"]))
        for one in answers
    ]
    ours = figures(scorer, scored)
    for part in SAME:
        assert json.dumps(ours[part], sort_keys=True) == json.dumps(theirs[part], sort_keys=True), part
    assert {key: ours["rates"][key] for key in RATES} == {key: theirs[key] for key in RATES}
    assert sorted(ours["leaks"]) == sorted(theirs["leaks"])
    assert sorted(ours["violations"]) == sorted(theirs["violations"])
    assert len(ours["misses"]) == len(theirs["misses"])
    if damage:
        assert ours["micro"]["f1"] < 0.95
