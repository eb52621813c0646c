"""What a judge is worth: its verdicts against those of experts, kept beside the labels until something changes.

    kappa         agreement beyond chance, with its interval; below 0.6 nobody should lean on the judge
    sensitivity   of what experts call right, how much the judge calls right
    specificity   of what experts call wrong, how much the judge does not call right

`unsure` does not confirm a value: it counts as not right. A calibration holds for one model, one prompt and one set of
labels; when the model, the prompt, the labels, or the model that the vendor answers with change, it is stale.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from app.errors import ConfigurationError, Flaw
from app.evals.asking import Outcome
from app.evals.cases import Case, data_set_hash
from app.evals.judge import VERDICT, Judge
from app.evals.statistics import Interval, Share, corrected_interval, kappa_interval, rogan_gladen, wilson
from app.samples.agreement import cohen_kappa

FILE = "calibration.json"
ENOUGH_KAPPA = 0.6
ENOUGH_LABELS = 100
RIGHT = "right"
Kind = Literal["none", "stale", "poor", "good"]


@dataclass(frozen=True, slots=True)
class Calibration:
    """How one model with one prompt did on one set of labels. `table[i][j]`: experts said level i, the judge level j."""

    use: str
    answered_as: list[str]
    prompt: str
    labels: str
    levels: list[str]
    table: list[list[int]]
    failed: int
    made: str
    """Day of the calibration."""

    @property
    def judged(self) -> int:
        return sum(map(sum, self.table))

    @property
    def kappa(self) -> float | None:
        return cohen_kappa(self._decided)

    @property
    def kappa_interval(self) -> Interval | None:
        return kappa_interval(self._decided)

    @property
    def sensitivity(self) -> Share | None:
        """Of what is right, how much was called right; None for a judge that does not call things right."""
        return None if RIGHT not in self.levels else (self._decided[0][0], sum(self._decided[0]))

    @property
    def specificity(self) -> Share | None:
        return None if RIGHT not in self.levels else (self._decided[1][1], sum(self._decided[1]))

    @property
    def _decided(self) -> list[list[int]]:
        """The table by what counts: right or not right; for another judge its own levels."""
        if RIGHT not in self.levels:
            return self.table
        at = self.levels.index(RIGHT)
        rest = [i for i in range(len(self.levels)) if i != at]
        row = self.table[at]
        return [
            [row[at], sum(row[j] for j in rest)],
            [sum(self.table[i][at] for i in rest), sum(self.table[i][j] for i in rest for j in rest)],
        ]

    def corrected(self, right: float, n: float) -> tuple[float | None, Interval | None]:
        """A rate that this judge reported, corrected for its errors, with an interval that knows they are estimates."""
        if self.sensitivity is None or self.specificity is None or not n:
            return None, None
        shares = [part / whole if whole else 0.0 for part, whole in (self.sensitivity, self.specificity)]
        rate = rogan_gladen(right / n, *shares)
        return rate, None if rate is None else corrected_interval((right, n), self.sensitivity, self.specificity)


@dataclass(frozen=True, slots=True)
class State:
    """Whether a judge may be believed, in a word and in words. `calibration` only where it still holds."""

    kind: Kind
    told: str
    calibration: Calibration | None = None


def calibrated(judge: Judge, cases: Sequence[Case], outcomes: Mapping[str, Outcome], today: str) -> Calibration:
    """The judge's verdicts against the labels. Raises ConfigurationError for a label that is no verdict."""
    levels = list(judge.levels)
    table, failed = [[0] * len(levels) for _ in levels], 0
    for case in cases:
        label = case.expected.get(VERDICT)
        if label not in levels:
            raise ConfigurationError([Flaw("labels", None, case.id, f"{VERDICT} is none of {', '.join(levels)}")])
        said = judge.verdict(outcomes.get(case.id))
        if said is None:
            failed += 1
        else:
            table[levels.index(str(label))][levels.index(said)] += 1
    models = sorted({str(one.meta["model"]) for one in outcomes.values() if one.meta.get("model")})
    return Calibration(judge.model.use, models, judge.prompt, data_set_hash(cases), levels, table, failed, today)


# ---- kept beside the labels ------------------------------------------------------------------------------------------
def read(folder: Path) -> dict[str, Calibration]:
    """The calibrations of a judge folder, by model. Raises ConfigurationError."""
    path = folder / "eval" / FILE
    try:
        found = json.loads(path.read_text("utf-8")) if path.exists() else {}
        return {use: Calibration(**line) for use, line in found.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        raise ConfigurationError([Flaw(f"eval/{FILE}", None, "", "is not a file of calibrations")]) from None


def keep(folder: Path, calibration: Calibration) -> Path:
    """Write it beside the labels, sorted, so that two people's calibrations merge."""
    path = folder / "eval" / FILE
    every = {**read(folder), calibration.use: calibration}
    text = json.dumps({use: asdict(one) for use, one in every.items()}, ensure_ascii=False, indent=1, sort_keys=True)
    path.write_text(text + "\n", "utf-8")
    return path


def state_of(judge: Judge, labels: Sequence[Case], answered_as: Sequence[str]) -> State:
    """What is known about this judge today; `answered_as` are the models that the vendor answered with just now."""
    one = read(judge.task.folder).get(judge.model.use)
    command = f"chaeum judge calibrate {judge.task.name} --use {judge.model.use}"
    if one is None:
        return State("none", f"not calibrated: {command}")
    changed = {
        "the prompt": one.prompt != judge.prompt,
        "the labels": one.labels != data_set_hash(labels),
        "the model that answers": bool(answered_as) and not set(answered_as) <= set(one.answered_as),
    }
    if any(changed.values()):
        parts = " and ".join(name for name, holds in changed.items() if holds)
        return State("stale", f"stale: {parts} changed since {one.made}; {command}")
    poor = one.kappa is None or one.kappa < ENOUGH_KAPPA or one.judged < ENOUGH_LABELS
    return State("poor" if poor else "good", told(one), one)


def told(one: Calibration) -> str:
    """A calibration in one line."""
    if one.kappa is None:
        return f"kappa is not defined over {one.judged} labels: one side always said the same"
    spread = one.kappa_interval
    ends = f" [{spread.low:.2f}, {spread.high:.2f}]" if spread else ""
    sign = "≥" if one.kappa >= ENOUGH_KAPPA else "<"
    line = f"kappa {one.kappa:.2f}{ends} ({sign} {ENOUGH_KAPPA:g}) over {one.judged} labels"
    for name, share in (("sensitivity", one.sensitivity), ("specificity", one.specificity)):
        if share is not None and share[1]:
            line += f", {name} {share[0] / share[1]:.2f}"
    if one.judged < ENOUGH_LABELS:
        line += f"; fewer than {ENOUGH_LABELS} labels say little"
    return line


def line(one: Calibration) -> dict[str, Any]:
    """Plain JSON with the figures."""
    shares = {"sensitivity": one.sensitivity, "specificity": one.specificity}
    ends = one.kappa_interval
    return {
        **asdict(one),
        "kappa": one.kappa,
        "kappa_interval": [ends.low, ends.high] if ends else None,
        **{name: share[0] / share[1] if share and share[1] else None for name, share in shares.items()},
        **{f"{name}_interval": _ends(share) for name, share in shares.items()},
    }


def _ends(share: Share | None) -> list[float] | None:
    found = wilson(*share) if share else None
    return [found.low, found.high] if found else None
