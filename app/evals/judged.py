"""What a judge says about the answers of one run: how many values are right, by field, as seen and corrected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

from app.evals.asking import Outcome
from app.evals.calibration import RIGHT, State, line
from app.evals.intervals import told
from app.evals.judge import Judge, paid, same_family
from app.evals.questions import Question
from app.evals.report import percent, spread
from app.evals.statistics import Share, independent, wilson
from app.evals.tally import ratio

ALL = "all"
FAMILY = "the judge is of the same vendor as what it judges: models prefer their own"


@dataclass(frozen=True, slots=True)
class Ruling:
    """One value and what the judge said; `verdict` is None where it said nothing usable."""

    question: Question
    verdict: str | None
    reason: str
    error: str | None

    def line(self) -> dict[str, Any]:
        return {
            "id": self.question.document,
            "pointer": self.question.pointer,
            "value": self.question.value,
            "verdict": self.verdict,
            "reason": self.reason,
            **({"error": self.error} if self.error else {}),
        }


def rulings(judge: Judge, asked: Sequence[Question], outcomes: Mapping[str, Outcome]) -> list[Ruling]:
    """The judge's word on every value; one that was not asked any more has the error `not asked`."""
    found = []
    for question in asked:
        outcome = outcomes.get(question.asked.id)
        error = "not asked" if outcome is None else outcome.error
        reason = outcome.reasoning if outcome is not None else ""
        found.append(Ruling(question, judge.verdict(outcome), reason, error))
    return found


def section(judge: Judge, said: Sequence[Ruling], outcomes: Mapping[str, Outcome], state: State, by: Any) -> Any:
    """The judged part of a report, plain JSON; `by` are the vendors whose answers were judged."""
    fields = sorted({one.question.path for one in said})
    lines = {path: _line(judge, [one for one in said if one.question.path == path], state) for path in fields}
    return {
        **subject(judge, outcomes, state, by),
        "fields": lines,
        ALL: _line(judge, said, state),
        "rulings": [one.line() for one in said],
    }


def subject(judge: Judge, outcomes: Mapping[str, Outcome], state: State, by: Iterable[str]) -> dict[str, Any]:
    """Who judged, with which prompt, whether that may be believed, and what it cost."""
    calibration = line(state.calibration) if state.calibration is not None else None
    return {
        "available": True,
        "task": judge.task.name,
        "version": judge.task.stable.name,
        "use": judge.model.use,
        "prompt": judge.prompt,
        "same_family": same_family(judge.model.use, by),
        "state": state.kind,
        "told": state.told,
        "calibration": calibration,
        **paid(outcomes.values()),
    }


def _line(judge: Judge, said: Sequence[Ruling], state: State) -> dict[str, Any]:
    """Counts and rates of some values. What the judge did not decide upon is in no rate."""
    verdicts = [one.verdict for one in said if one.verdict is not None]
    right, n = verdicts.count(RIGHT), len(verdicts)
    worth = independent(_by_document(said))
    corrected, ends = state.calibration.corrected(*worth) if state.calibration else (None, None)
    return {
        "values": len(said),
        **{level: verdicts.count(level) for level in judge.levels},
        "failed": len(said) - n,
        "observed": ratio(right, n),
        "observed_interval": told(wilson(*worth)),
        "corrected": corrected,
        "corrected_interval": told(ends),
    }


def _by_document(said: Sequence[Ruling]) -> list[Share]:
    """Of the values that the judge decided upon: how many are right, of how many, document by document."""
    right, decided = Counter[str](), Counter[str]()
    for one in said:
        decided[one.question.document] += one.verdict is not None
        right[one.question.document] += one.verdict == RIGHT
    return [(right[name], n) for name, n in decided.items() if n]


# ---- for a terminal --------------------------------------------------------------------------------------------------
def show(body: Mapping[str, Any], console: Console) -> None:
    """Print a judged section."""
    table = Table("field", "values", "right", "wrong", "unsure", "failed", "seen right", "corrected")
    for path, one in [*body["fields"].items(), (ALL, body[ALL])]:
        counts = [str(one[key]) for key in ("values", "right", "wrong", "unsure", "failed")]
        rates = [f"{percent(one[key])} {spread(one[f'{key}_interval'])}" for key in ("observed", "corrected")]
        table.add_row(path, *counts, *rates)
    table.title, table.title_justify = f"judged by {', '.join(body['answered_as']) or body['use']}", "left"
    console.print(table)
    show_subject(body, console)


def show_subject(body: Mapping[str, Any], console: Console) -> None:
    """Print who judged and what that is worth."""
    cost = f"${body['cost_usd']:.4f}" + (" and what is not known" if body["cost_unknown_for"] else "")
    console.print(f"judge: {body['told']}", markup=False, soft_wrap=True)
    console.print(f"judge: {body['asked']} questions, {body['kept']} of them kept from before, {cost}", markup=False)
    if body["same_family"]:
        console.print(f"judge: {FAMILY}", markup=False)
