"""The embedded rules never get worse than what was accepted: a change to a scanner cannot silently lose quality."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from app.evals import baseline
from app.evals.asking import Outcome
from app.evals.cases import cases_of, data_set_hash
from app.evals.report import Report, report, score_all
from app.evals.scored import Scorer
from app.tasks.task import Task
from scripts import gold

from tests.gold import score

CATALOG, PIPELINE = gold.embedded()


def measured(task: Task, *, lost: str | None = None) -> Report:
    """A whole run of the rules; `lost` is a field of the result that a broken scanner no longer finds."""
    rows = gold.rows(CATALOG, task.name)
    outcomes = {}
    for one in gold.answers(CATALOG, PIPELINE, rows):
        result = {key: (None if key == lost else value) for key, value in one["result"].items()}
        outcomes[one["id"]] = Outcome(one["id"], result, one["evidence"], one["warnings"], one["meta"], one["seconds"])
    cases, scorer = cases_of(task), Scorer.of(task)
    subject: dict[str, Any] = {"task": task.name, "data_set": data_set_hash(cases)}
    return report(scorer, subject, score_all(scorer, cases, outcomes))


@pytest.mark.parametrize("name", list(score.TASKS))
def test_the_rules_keep_what_was_accepted(name: str) -> None:
    """Every accepted figure holds; if it fails, mend the scanner, or accept with `chaeum eval <task> --accept`."""
    task = CATALOG.get(name)
    accepted = baseline.read_baseline(task.folder)
    assert accepted is not None
    found = measured(task)
    assert not baseline.losses(accepted, found.body)
    assert found.passed, [one.line() for one in found.verdicts if not one.passed]


def test_a_broken_scanner_fails_the_baseline() -> None:
    """The check can fail: a reader that no longer finds the topics, or the gate."""
    task = CATALOG.get("extract/meetup")
    accepted = baseline.read_baseline(task.folder)
    assert accepted is not None
    assert any("micro_f1" in loss for loss in baseline.losses(accepted, measured(task, lost="topics").body))
    assert any("gate_accuracy" in loss for loss in baseline.losses(accepted, measured(task, lost="is_meetup").body))


def test_new_cases_ask_for_a_new_baseline(tmp_path: Path) -> None:
    """A baseline over other cases says nothing about these."""
    task = CATALOG.get("extract/meetup")
    accepted = baseline.read_baseline(task.folder)
    assert accepted is not None
    assert "have changed" in baseline.losses({**accepted, "data_set": "other"}, measured(task).body)[0]
