"""The judge: a task like any other, answered by one model of one vendor through the ordinary pipeline.

It only judges where no comparator can. A question that failed is a failure value, never the end of a run; a question
that was asked before, of the same model with the same prompt, costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from app.errors import ConfigurationError, Flaw
from app.evals.asking import Asker, Outcome
from app.evals.cases import Case
from app.evals.run import Budget, Stopped, run
from app.tasks import release
from app.tasks.spec import ModelSpec
from app.tasks.task import Task, digest_of

VERDICT = "verdict"
RULES = "the embedded rules read no question and cannot judge"


class Unavailable(Exception):
    """Nobody can judge here, and why. The rest of an evaluation goes on."""


@dataclass
class Sheet:
    """What a judge said in this run, by question; the store of kept answers is what lasts."""

    done: dict[str, Outcome] = field(default_factory=dict)

    def add(self, outcome: Outcome) -> None:
        self.done[outcome.id] = outcome


@dataclass(frozen=True)
class Judge:
    """A judge task, the model that answers it, and how it is asked."""

    task: Task
    model: ModelSpec
    asker: Asker

    @property
    def prompt(self) -> str:
        """sha256 of everything the model sees of the task."""
        return release.compiled_digest(self.task, self.task.stable)

    @cached_property
    def levels(self) -> tuple[str, ...]:
        """What a verdict may be."""
        return self.task.spec.fields[VERDICT].enum

    async def ask(
        self,
        cases: Iterable[Case],
        *,
        at_once: int = 8,
        budget: Budget | None = None,
        told: Callable[[Outcome], None] = lambda outcome: None,
    ) -> tuple[Mapping[str, Outcome], Stopped]:
        """What the judge says to every question, each asked once; a question is missing where the money ran out."""
        sheet, once = Sheet(), {case.id: case for case in cases}
        stopped = await run(list(once.values()), self.asker, sheet, at_once=at_once, budget=budget, told=told)
        return sheet.done, stopped

    def verdict(self, outcome: Outcome | None) -> str | None:
        """The verdict, or None where there is none: the question failed, or was not asked."""
        said = (outcome.result or {}).get(VERDICT) if outcome is not None and outcome.error is None else None
        return said if isinstance(said, str) and said in self.levels else None


def identity(task: Task, model: ModelSpec) -> str:
    """What shapes a verdict besides its question: under this, and the question, it is kept."""
    return digest_of("judge", release.compiled_digest(task, task.stable), model.model_dump(mode="json"))


def fit(task: Task) -> Task:
    """The task, if it can judge. Raises ConfigurationError: a judge has no endpoint, no rules, and a verdict."""
    spec, shown = task.spec, f"prompts/{task.name}/task.yaml"
    wrong = {
        "publish": (spec.publish, "a judge has no endpoint: `publish: false`"),
        "floor": (spec.floor != "error", "nothing may stand in for a judge: `floor: error`"),
        "models": (any(model.use == "rules" for model in spec.models), RULES),
        f"fields.{VERDICT}": (VERDICT not in spec.fields or not spec.fields[VERDICT].enum, "a judge gives a verdict"),
    }
    flaws = [Flaw(shown, None, name, message) for name, (holds, message) in wrong.items() if holds]
    if flaws:
        raise ConfigurationError(flaws)
    return task


def paid(outcomes: Iterable[Outcome]) -> dict[str, Any]:
    """Who answered, what it cost now, and how many verdicts were kept from before."""
    every = list(outcomes)
    costs = [one.cost_usd for one in every if not one.kept and one.error is None]
    known = [cost for cost in costs if cost is not None]
    return {
        "answered_as": sorted({str(one.meta["model"]) for one in every if one.meta.get("model")}),
        "asked": len(every),
        "kept": sum(one.kept for one in every),
        "cost_usd": round(sum(known), 9),
        "cost_unknown_for": len(costs) - len(known),
    }


def same_family(judge: str, answered_by: Iterable[str]) -> bool:
    """Whether the judge's vendor also gave answers that it judges; models of one house like their own."""
    return judge.partition(":")[0] in set(answered_by)
