"""`chaeum compare`: two runs over the same cases, document by document. Exit code 1 if the new one may be worse; 2 where a
judge was wanted and there is none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from app.cli.author import Prompts
from app.cli.in_process import find
from app.cli.judge import Bench, JudgeOption, judge_pairs, tell
from app.errors import ConfigurationError, Flaw
from app.evals import page, proof
from app.evals.cases import cases_of, data_set_hash
from app.evals.compare import Compared, compare
from app.evals.ledger import read_run
from app.evals.report import score_all
from app.evals.run import Budget
from app.evals.scored import Scorer
from app.settings import read_settings

RunFile = Annotated[Path, typer.Argument(help="A run file that `chaeum eval` wrote.", exists=True, dir_okay=False)]


def compare_runs(
    old: RunFile,
    new: RunFile,
    html: Annotated[Path | None, typer.Option(help="Write a page that needs nothing else.")] = None,
    report_to: Annotated[Path | None, typer.Option("--json", help="Write the comparison as JSON.")] = None,
    labels: Annotated[tuple[str, str] | None, typer.Option(help="What to call the two on the page.")] = None,
    files: Annotated[list[Path] | None, typer.Option("--cases", help="Case files; the task's own by default.")] = None,
    judge: JudgeOption = None,
    max_usd: Annotated[float | None, typer.Option(help="Stop the judge before this much is spent.", min=0)] = None,
    prove: Annotated[bool, typer.Option("--prove", help="Keep the outcome as proof for `chaeum promote`.")] = False,
    prompts: Prompts = None,
) -> None:
    """Compare two runs document by document; exit 1 if the new one may be worse."""
    settings = read_settings(prompts_dir=prompts)
    (subject_a, before), (subject_b, after) = read_run(old), read_run(new)
    if subject_a["task"] != subject_b["task"] or subject_a["data_set"] != subject_b["data_set"]:
        raise ConfigurationError([Flaw("command line", None, "RUNS", "are not about the same task and cases")])
    task = find(settings, subject_b["task"])
    scorer = Scorer.of(task)
    cases = cases_of(task, files)
    if data_set_hash(cases) != subject_b["data_set"]:
        raise ConfigurationError([Flaw("command line", None, "--cases", "are not the cases that were asked")])
    if labels is not None:
        subject_a, subject_b = {**subject_a, "label": labels[0]}, {**subject_b, "label": labels[1]}
    subjects = ({"label": None, **subject_a}, {"label": None, **subject_b})
    found = compare(scorer, subjects, score_all(scorer, cases, before), score_all(scorer, cases, after))
    judged = judge_pairs(Bench(settings, judge, budget=Budget(max_usd)), scorer, found) if judge is not None else None
    _write(scorer, found, html, report_to, judged)
    if prove:
        proof.record(settings.prompts_dir, task, str(subject_b["version"]), proof.entry_of(found))
    _tell(found)
    can_judge = judged is None or tell(judged, Console())
    raise typer.Exit(1 if not found.passed else 0 if can_judge else 2)


def _write(
    scorer: Scorer, found: Compared, html: Path | None, report_to: Path | None, judged: dict[str, Any] | None
) -> None:
    for path in (html, report_to):
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
    if html is not None:
        html.write_text(page.render(scorer, found, judged), "utf-8")
    if report_to is not None:
        body = found.body() | ({"judge": judged} if judged is not None else {})
        report_to.write_text(json.dumps(body, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _tell(found: Compared) -> None:
    for name, one in found.differences.items():
        if ":" not in name and one.delta is not None:
            interval = f" [{one.interval.low:+.4f}, {one.interval.high:+.4f}]" if one.interval else ""
            print(f"{name}: {one.old:.4f} → {one.new:.4f} ({one.delta:+.4f}{interval}, p {one.p:.3f})")
    only_old, only_new, p = found.documents
    print(f"whole documents: only old right {only_old}, only new right {only_new}, McNemar mid-p {p:.3f}")
    for verdict in found.verdicts:
        print(f"{'pass' if verdict.passed else 'FAIL'} {verdict.name} ({verdict.asked}; {verdict.decided_by})")
    if note := found.body()["note"]:
        print(f"note: {note}")
