"""`chaeum judge`: what a judging model is worth; and how other commands come by a judge, or by the reason why not."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from app import main as composition
from app.cli.author import Prompts
from app.cli.in_process import KEPT, in_process, model_of, open_pipeline
from app.errors import ConfigurationError, Flaw
from app.evals import calibration, judged, pairs
from app.evals.asking import pinned
from app.evals.cases import Case, cases_of
from app.evals.compare import Compared
from app.evals.judge import RULES, Judge, Unavailable, fit, identity, paid
from app.evals.kept_answers import KeptAnswers
from app.evals.questions import check, duels, questions
from app.evals.run import Budget
from app.evals.scored import Scored, Scorer
from app.providers.accounts import ProviderSettings
from app.settings import Settings, read_settings
from app.tasks.spec import ModelSpec
from app.tasks.task import Task

AUTO = "auto"
JudgeOption = Annotated[
    str | None, typer.Option("--judge", help="Also let a model judge the free text: openai:…, gemini:…, or auto.")
]
commands = typer.Typer(no_args_is_help=True, help="Models that judge: calibrate them.", rich_markup_mode=None)


@dataclass(frozen=True, slots=True)
class Bench:
    """What a command says about its judge: the model's name or `auto`, and how it is asked."""

    settings: Settings
    use: str
    at_once: int = 8
    budget: Budget | None = None
    fresh: bool = False


# ---- judging what other commands have --------------------------------------------------------------------------------
def judge_run(bench: Bench, scorer: Scorer, scored: Sequence[Scored]) -> dict[str, Any]:
    """The judged section of a report; says why where nobody can judge. Raises ConfigurationError for wrong files."""
    judging = check(scorer)
    asked, by = questions(scorer, judging, scored), _vendors(scored)

    async def whole() -> dict[str, Any]:
        async with contextlib.AsyncExitStack() as stack:
            judge = _open(bench, judging.task, by, stack)
            outcomes, _ = await judge.ask([q.asked for q in asked], at_once=bench.at_once, budget=bench.budget)
            state = calibration.state_of(judge, cases_of(judge.task), paid(outcomes.values())["answered_as"])
            body: dict[str, Any] = judged.section(judge, judged.rulings(judge, asked, outcomes), outcomes, state, by)
            return body

    return _or_why_not(whole)


def judge_pairs(bench: Bench, scorer: Scorer, compared: Compared) -> dict[str, Any]:
    """The judged section of a comparison, likewise."""
    judging = check(scorer)
    found = duels(scorer, judging, compared.pairs)
    by = _vendors([one for pair in compared.pairs for one in pair])

    async def whole() -> dict[str, Any]:
        async with contextlib.AsyncExitStack() as stack:
            judge = _open(bench, judging.pair, by, stack)
            outcomes, _ = await judge.ask(pairs.asked(found), at_once=bench.at_once, budget=bench.budget)
            state = calibration.state_of(judge, cases_of(judge.task), paid(outcomes.values())["answered_as"])
            body: dict[str, Any] = pairs.section(judge, pairs.bouts(judge, found, outcomes), outcomes, state, by)
            return body

    return _or_why_not(whole)


def _or_why_not(whole: Any) -> dict[str, Any]:
    try:
        found: dict[str, Any] = asyncio.run(whole())
    except Unavailable as why:
        return {"available": False, "why": str(why)}
    return found


def tell(body: dict[str, Any], console: Console) -> bool:
    """Print a judged section; False, with the reason on standard error, where there was no judge."""
    if not body["available"]:
        print(f"judge: unavailable: {body['why']}", file=sys.stderr)
        return False
    (pairs if "bouts" in body else judged).show(body, console)
    return True


# ---- calibrate -------------------------------------------------------------------------------------------------------
@commands.command("calibrate")
def calibrate(
    task: Annotated[str, typer.Argument(help="A judge's task folder.")] = "judge/fields",
    use: Annotated[str, typer.Option(help="The model: openai:…, gemini:…, or auto: the first with a key.")] = AUTO,
    at_once: Annotated[int, typer.Option(help="Questions at a time.", min=1, max=256)] = 8,
    max_usd: Annotated[float | None, typer.Option(help="Stop before this much is spent.", min=0)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The figures as JSON.")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Ask everything anew.")] = False,
    prompts: Prompts = None,
) -> None:
    """Hold a judge against expert labels (eval/labels.jsonl) and keep what came out beside them; exit 1 below 0.6."""
    bench = Bench(read_settings(prompts_dir=prompts), use, at_once, Budget(max_usd), fresh)
    try:
        found, path, stopped = asyncio.run(_calibrate(bench, task))
    except Unavailable as why:
        raise ConfigurationError([Flaw("judge", None, "", f"unavailable: {why}")]) from None
    if stopped is not None:
        print(f"stopped: {stopped}; nothing is kept", file=sys.stderr)
        raise typer.Exit(1)
    if as_json:
        print(json.dumps(calibration.line(found), ensure_ascii=False, indent=1))
    else:
        _show(found, path)
    raise typer.Exit(0 if (found.kappa or 0) >= calibration.ENOUGH_KAPPA else 1)


async def _calibrate(bench: Bench, name: str) -> tuple[calibration.Calibration, Path | None, str | None]:
    async with contextlib.AsyncExitStack() as stack:
        judge = _open(bench, name, (), stack)
        labels: list[Case] = cases_of(judge.task)
        if not labels:
            raise ConfigurationError([Flaw(f"prompts/{name}/eval", None, "", "holds no labels of this judge")])
        outcomes, stopped = await judge.ask(labels, at_once=bench.at_once, budget=bench.budget)
        found = calibration.calibrated(judge, labels, outcomes, composition.today_in_seoul().isoformat())
        if stopped != "finished":
            return found, None, stopped
        if not found.judged:
            raise Unavailable(f"{judge.model.use} gave no usable verdict on any of {len(labels)} labels")
        return found, calibration.keep(judge.task.folder, found), None


def _show(found: calibration.Calibration, path: Path | None) -> None:
    console = Console()
    title = f"{found.use}, answered as {', '.join(found.answered_as)}"
    table = Table("experts ↓ judge →", *found.levels, title=title, title_justify="left")
    for level, row in zip(found.levels, found.table, strict=True):
        if any(row):
            table.add_row(level, *map(str, row))
    console.print(table)
    console.print(calibration.told(found), markup=False, soft_wrap=True)
    if found.failed:
        console.print(f"{found.failed} questions got no usable verdict and count nowhere", markup=False)
    console.print(f"kept in {path}", markup=False, soft_wrap=True)


# ---- finding a judge -------------------------------------------------------------------------------------------------
def _open(bench: Bench, name: str, by: Collection[str], stack: contextlib.AsyncExitStack) -> Judge:
    """The judge of that folder. Raises Unavailable where no model can be asked."""
    every = composition.open_catalog(bench.settings).every
    if name not in every:
        raise ConfigurationError([Flaw(f"prompts/{name}", None, "", "there is no such judge")])
    task = fit(every[name])
    pipeline = open_pipeline(bench.settings, ProviderSettings.from_environ(os.environ), stack)
    vendors = {provider for provider, _ in pipeline.providers} - {"rules"}
    model = _model(task, bench.use, vendors, by)
    pinned_task = pinned(task, task.spec.versions.stable, model)
    if not pipeline.plan(pinned_task):
        raise Unavailable(f"no key is set for {model.use} (see `chaeum check`)")
    asker = in_process(pipeline, pinned_task)
    kept = asker if bench.fresh else KeptAnswers(asker, KEPT, identity(task, model))
    return Judge(task, model, kept)


def _model(task: Task, use: str, vendors: Collection[str], by: Collection[str]) -> ModelSpec:
    """The model that is named; for `auto` one with a key, of another vendor than what it judges if there is one."""
    if use == "rules":
        raise Unavailable(RULES)
    if use != AUTO:
        try:
            return model_of(task, use)
        except ValidationError:
            hint = "openai:…, gemini:…, or auto"
            raise ConfigurationError([Flaw("command line", None, "--judge", f"{use} names no model", hint)]) from None
    able = [model for model in task.spec.models if model.provider in vendors]
    if not able:
        wanted = " or ".join(sorted({model.provider for model in task.spec.models}))
        raise Unavailable(f"no vendor key is set ({wanted}), and {RULES}")
    return next((model for model in able if model.provider not in by), able[0])


def _vendors(scored: Sequence[Scored]) -> set[str]:
    """Whose answers are judged."""
    return {str(one.outcome.meta.get("provider")) for one in scored if one.outcome.meta.get("provider")}
