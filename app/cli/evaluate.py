"""`chaeum eval` and `chaeum export`: one run over the cases of a task. Exit code 1 when a gate fails, so that CI can ask; 2
where a judge was wanted and there is none."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import httpx2
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from app import main as composition
from app.cache.key import code_digest
from app.cli.author import Prompts, TaskName
from app.cli.in_process import KEPT, RUNS, find, in_process, model_of, names_rules, open_pipeline
from app.cli.judge import Bench, JudgeOption, judge_run, tell
from app.errors import ConfigurationError, Flaw
from app.evals import baseline, promptfoo
from app.evals.asking import Asker, Outcome, OverHttp, pinned
from app.evals.cases import Case, cases_of, data_set_hash
from app.evals.kept_answers import KeptAnswers
from app.evals.ledger import Ledger, Subject
from app.evals.questions import check
from app.evals.report import Report, report, score_all, show
from app.evals.run import Budget, run
from app.evals.scored import Scorer
from app.providers.accounts import ProviderSettings
from app.settings import Settings, read_settings
from app.tasks import release
from app.tasks.task import Task, digest_of

OWN_PLAN = "plan"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is evaluated on what: everything that the options name, found."""

    settings: Settings
    task: Task
    version: str
    use: str
    url: str | None
    cases: list[Case]
    subject: Subject


# ---- eval ------------------------------------------------------------------------------------------------------------
def evaluate(
    task: TaskName,
    use: Annotated[
        str, typer.Option(help="A model such as openai:gpt-…, `rules`, or `plan`: the task's list.")
    ] = "rules",
    version: Annotated[str | None, typer.Option(help="A prompt version; stable by default.")] = None,
    url: Annotated[str | None, typer.Option(help="Ask a running service (key in CHAEUM_API_KEY).")] = None,
    first: Annotated[int | None, typer.Option(help="Only the first N cases: a small batch first.", min=1)] = None,
    files: Annotated[list[Path] | None, typer.Option("--cases", help="Case files; the task's own by default.")] = None,
    split: Annotated[Literal["all", "dev", "test"], typer.Option(help="Part of the fixed split.")] = "all",
    at_once: Annotated[int, typer.Option(help="Cases at a time.", min=1, max=256)] = 8,
    max_usd: Annotated[float | None, typer.Option(help="Stop before this much is spent.", min=0)] = None,
    out: Annotated[Path | None, typer.Option(help="Run file; continued if it is there.")] = None,
    report_to: Annotated[Path | None, typer.Option("--json", help="Write the whole report.")] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Ask everything anew.")] = False,
    by_tag: Annotated[bool, typer.Option("--by-tag", help="Also a table by tag.")] = False,
    judge: JudgeOption = None,
    accept: Annotated[bool, typer.Option("--accept", help="Make this the accepted baseline of the rules.")] = False,
    prompts: Prompts = None,
) -> None:
    """Measure a task: every figure with its interval, and the gates of eval/metrics.yaml."""
    settings = read_settings(prompts_dir=prompts)
    chosen = _choose(settings, task, version, use, url, files, split)
    path = out or _run_file(chosen)
    if fresh:
        path.unlink(missing_ok=True)
    scorer, asked, budget = Scorer.of(chosen.task), chosen.cases[:first], Budget(max_usd)
    if judge is not None or scorer.measures.judge is not None:
        check(scorer)  # before anything is asked
    with Ledger(path, chosen.subject) as ledger:
        stopped = asyncio.run(_ask(chosen, asked, ledger, at_once, budget, fresh=fresh))
        outcomes = dict(ledger.done)
    found = report(scorer, chosen.subject, score_all(scorer, asked, outcomes))
    console = Console()
    show(found, console, by_tag=by_tag)
    can_judge = True
    if judge is not None:
        found.body["judge"] = judge_run(Bench(settings, judge, at_once, budget, fresh), scorer, found.scored)
        can_judge = tell(found.body["judge"], console)
    console.print(f"run file {path}", markup=False, soft_wrap=True)
    _keep(found, report_to, chosen, accept=accept)
    if stopped != "finished":
        print(f"stopped: {stopped}; {len(found.scored)} of {len(asked)} cases were asked", file=sys.stderr)
    raise typer.Exit(1 if not found.passed or stopped != "finished" else 0 if can_judge else 2)


async def _ask(
    chosen: Chosen, cases: Sequence[Case], ledger: Ledger, at_once: int, budget: Budget, *, fresh: bool
) -> str:
    """Ask what is not in the ledger, with a progress bar where somebody watches."""
    left = sum(case.id not in ledger.done for case in cases)
    async with contextlib.AsyncExitStack() as stack:
        asker = await _asker(chosen, stack, fresh=fresh)
        with _progress() as progress:
            bar = progress.add_task(chosen.task.name, total=len(cases), completed=len(cases) - left)

            def told(outcome: Outcome) -> None:
                progress.advance(bar)

            return await run(cases, asker, ledger, at_once=at_once, budget=budget, told=told)


async def _asker(chosen: Chosen, stack: contextlib.AsyncExitStack, *, fresh: bool) -> Asker:
    if chosen.url is not None:
        http = await stack.enter_async_context(httpx2.AsyncClient(timeout=60.0, trust_env=False))
        return OverHttp(http, chosen.url.rstrip("/"), chosen.task, os.environ.get("CHAEUM_API_KEY"))
    accounts = ProviderSettings() if chosen.use == "rules" else ProviderSettings.from_environ(os.environ)
    pipeline = open_pipeline(chosen.settings, accounts, stack)
    model = None if chosen.use == OWN_PLAN else model_of(chosen.task, chosen.use)
    task = pinned(chosen.task, chosen.version, model)
    if not pipeline.plan(task):
        raise ConfigurationError([Flaw("environment", None, "--use", f"no key is set for {chosen.use}")])
    asker = in_process(pipeline, task)
    if chosen.use == "rules" or fresh:
        return asker
    return KeptAnswers(asker, KEPT, digest_of(chosen.subject["code"], chosen.version, chosen.use))


def _keep(found: Report, report_to: Path | None, chosen: Chosen, *, accept: bool) -> None:
    if report_to is not None:
        report_to.parent.mkdir(parents=True, exist_ok=True)
        report_to.write_text(json.dumps(found.body, ensure_ascii=False, indent=1) + "\n", "utf-8")
    if accept:
        if chosen.use != "rules" or chosen.url or len(found.scored) != len(chosen.cases):
            message = "takes a whole run of the embedded rules in this process"
            raise ConfigurationError([Flaw("command line", None, "--accept", message)])
        print(f"accepted: {baseline.accept(chosen.task.folder, found.body)}")


# ---- export ----------------------------------------------------------------------------------------------------------
def export(
    form: Annotated[Literal["promptfoo"], typer.Argument(help="For which tool.")],
    task: TaskName,
    url: Annotated[str, typer.Option(help="The service that is asked.")] = "http://127.0.0.1:8000",
    prompts: Prompts = None,
) -> None:
    """The evaluation cases of a task for another tool, on standard output."""
    found = find(read_settings(prompts_dir=prompts), task)
    sys.stdout.write(promptfoo.export(Scorer.of(found), cases_of(found), url))


# ---- finding things --------------------------------------------------------------------------------------------------
def _choose(
    settings: Settings, name: str, version: str | None, use: str, url: str | None, files: list[Path] | None, split: str
) -> Chosen:
    task = find(settings, name)
    version = version or task.spec.versions.stable
    if version not in task.versions:
        raise ConfigurationError([Flaw("command line", None, "--version", f"there is no {version}")])
    if use == "rules" and url is None and task.spec.floor == "error" and not names_rules(task):
        raise ConfigurationError([Flaw("command line", None, "--use", f"the embedded rules do not answer {name}")])
    cases = cases_of(task, files)
    known = data_set_hash(cases)
    cases = [case for case in cases if split in ("all", case.split)]
    if not cases:
        raise ConfigurationError([Flaw(f"prompts/{name}/eval", None, "", "holds no cases of this task")])
    where: dict[str, Any] = {"url": url, "version": None, "use": None, "compiled": None, "code": None}
    if url is None:
        compiled = release.compiled_digest(task, task.versions[version])
        code = digest_of(code_digest(Path(composition.__file__).parent), task.versions[version].digest)
        where = {"url": None, "version": version, "use": use, "compiled": compiled, "code": code}
    subject = {"task": name, "data_set": known, **where}
    return Chosen(settings, task, version, use, url, cases, subject)


def _run_file(chosen: Chosen) -> Path:
    short = digest_of(dict(chosen.subject))[:12]
    use = "url" if chosen.url else chosen.use.replace(":", "-").replace("/", "-")
    return RUNS / chosen.task.name.replace("/", "-") / f"{chosen.version}-{use}-{short}.jsonl"


def _progress() -> Progress:
    """On standard error, and only where a person watches: figures go to standard output."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty(), transient=True)
