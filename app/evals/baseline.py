"""What the embedded rules were accepted with: `eval/baseline.json`. CI measures again, and a loss fails it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.evals.gates import figure

FILE = "baseline.json"
HELD = ("micro_f1", "critical_f1", "exact_match", "gate_accuracy", "evidence_share")
SLACK = 0.005
"""A share of leaves that may be lost without a word: rules that generalise better may miss one leaf in two hundred."""
DOCUMENT_SLACK = 0.025
"""The same for figures that count whole documents: one in forty."""
WHOLE = ("exact_match", "gate_accuracy")


def baseline_of(body: Mapping[str, Any]) -> dict[str, Any]:
    """What to hold on to of a run's report."""
    held = {name: value for name in HELD if (value := figure(body, name)) is not None}
    made_up = figure(body, "hallucination_rate") or 0.0
    return {
        "data_set": body["subject"]["data_set"],
        "documents": body["documents"],
        "at_least": {name: round(value, 6) for name, value in held.items()},
        "at_most": {"hallucination_rate": round(made_up, 6)},
    }


def read_baseline(folder: Path) -> dict[str, Any] | None:
    """The accepted baseline of a task folder, or None."""
    path = folder / "eval" / FILE
    found: dict[str, Any] | None = json.loads(path.read_text("utf-8")) if path.exists() else None
    return found


def accept(folder: Path, body: Mapping[str, Any]) -> Path:
    """Write the baseline of a run."""
    path = folder / "eval" / FILE
    path.write_text(json.dumps(baseline_of(body), indent=2, sort_keys=True) + "\n", "utf-8")
    return path


def losses(accepted: Mapping[str, Any], body: Mapping[str, Any]) -> list[str]:
    """What was lost against the baseline, in words; empty if nothing was. Small sets are judged by their points."""
    if accepted["data_set"] != body["subject"]["data_set"]:
        return ["the evaluation cases have changed: look at the figures and accept them anew (chaeum eval … --accept)"]
    found = []
    for name, floor in accepted["at_least"].items():
        seen = figure(body, name)
        slack = DOCUMENT_SLACK if name in WHOLE else SLACK
        if seen is None or seen < floor - slack - 1e-9:
            found.append(f"{name} was {floor:.4f} and is {seen if seen is None else round(seen, 4)}")
    for name, ceiling in accepted["at_most"].items():
        seen = figure(body, name) or 0.0
        if seen > ceiling + SLACK:
            found.append(f"{name} was {ceiling:.4f} and is {seen:.4f}")
    return found
