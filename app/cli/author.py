"""Commands for whoever writes tasks: new, lint, diff, promote, rollback."""

from __future__ import annotations

import difflib
import sys
from pathlib import Path
from typing import Annotated

import typer

from app import main as composition
from app.cli import findings
from app.cli.findings import Format
from app.errors import ConfigurationError, Flaw
from app.evals import proof
from app.settings import read_settings
from app.tasks import release, scaffold
from app.tasks.catalog import Catalog
from app.tasks.lint.lint import lint
from app.tasks.spec import Canary, Versions
from app.tasks.task import Task

Prompts = Annotated[Path | None, typer.Option("--prompts", help="Folder that holds the task folders.")]
TaskName = Annotated[str, typer.Argument(help="A task, such as parse/real-estate.")]
VersionName = Annotated[str, typer.Argument(help="A version, such as v2.")]


def new(
    name: Annotated[str, typer.Argument(help="verb/name of the new task: classify/post")], prompts: Prompts = None
) -> None:
    """Make a task folder that loads, lints clean and answers at once; edit it from there."""
    settings = read_settings(prompts_dir=prompts)
    folder = scaffold.make(settings.prompts_dir, name)
    catalog = composition.open_catalog(settings)
    lock = release.read_lock(settings.prompts_dir)
    release.write_lock(settings.prompts_dir, release.released(catalog.every[name], "v1", lock))
    print(f"made {folder}; try it:  echo '…' | chaeum try {name}")


def lint_folders(
    tasks: Annotated[list[str] | None, typer.Argument(help="Tasks to look at; all by default.")] = None,
    form: Annotated[Format, typer.Option("--format", help="How to print findings.")] = Format.text,
    explain: Annotated[str | None, typer.Option(help="Tell about one rule, such as P7, and stop.")] = None,
    prompts: Prompts = None,
) -> None:
    """Check task folders against the prompt know-how; exit 1 on errors."""
    if explain is not None:
        findings.explain(explain)
        return
    settings = read_settings(prompts_dir=prompts, tolerate_broken_tasks=True)
    catalog = composition.open_catalog(settings)
    chosen = [_task(catalog, name) for name in tasks] if tasks else list(catalog.every.values())
    rows = [findings.row(finding) for finding in lint(chosen, composition.today_in_seoul(), composition.model_news)]
    rows += [findings.flaw_row(flaw) for flaw in catalog.flaws]
    lock = release.read_lock(settings.prompts_dir)
    for broken in release.broken_releases({task.name: task for task in chosen}, lock):
        rows.append(findings.release_row(broken))
    findings.show(rows, form)
    errors = sum(row["severity"] == "error" for row in rows)
    if form is Format.text:
        print(f"{len(chosen)} tasks, {errors} errors, {len(rows) - errors} warnings")
    raise typer.Exit(1 if errors else 0)


def diff(task: TaskName, old: VersionName, new: VersionName, prompts: Prompts = None) -> None:
    """What changed between two versions of a prompt; exit 1 if anything did."""
    found = _task(composition.open_catalog(read_settings(prompts_dir=prompts)), task)
    before, after = (_version(found, name).splitlines(keepends=True) for name in (old, new))
    lines = list(difflib.unified_diff(before, after, f"{task}/{old}.md", f"{task}/{new}.md"))
    sys.stdout.writelines(lines)
    raise typer.Exit(1 if lines else 0)


def promote(
    task: TaskName,
    version: VersionName,
    percent: Annotated[float | None, typer.Option(help="Answer only this share of clients (canary).")] = None,
    shadow: Annotated[bool, typer.Option("--shadow", help="Run beside the stable version, never answer.")] = False,
    without_proof: Annotated[str | None, typer.Option(help="Why a first release has no comparison; kept.")] = None,
    prompts: Prompts = None,
) -> None:
    """Release a version and point at it: stable by default, canary with --percent, shadow with --shadow.

    A version that answers needs a passing comparison of exactly this content (`chaeum compare … --prove`).
    """
    settings = read_settings(prompts_dir=prompts)
    found = _task(composition.open_catalog(settings), task)
    _version(found, version)
    if not shadow:
        _proven(settings.prompts_dir, found, version, without_proof)
    now = found.spec.versions
    if shadow:
        after = Versions(stable=now.stable, canary=now.canary, shadow=version)
    elif percent is not None:
        after = Versions(stable=now.stable, canary=Canary(version=version, percent=percent), shadow=now.shadow)
    else:
        after = Versions(stable=version, shadow=now.shadow)
    release.write_lock(settings.prompts_dir, release.released(found, version, release.read_lock(settings.prompts_dir)))
    release.move_pointers(found, after)
    print(f"{task}: {_told(now)} → {_told(after)}")


def _proven(root: Path, task: Task, version: str, without_proof: str | None) -> None:
    """Raises ConfigurationError for a version that nobody has shown to be as good as the one before."""
    if without_proof is not None:
        proof.record(root, task, version, proof.without(task, version, without_proof, release.read_lock(root)))
    why = proof.missing(root, task, version)
    if why is not None:
        hint = "chaeum eval both versions, then chaeum compare OLD NEW --prove"
        raise ConfigurationError([Flaw(f"prompts/{task.name}", None, version, f"has no proof: {why}", hint)])


def rollback(task: TaskName, version: VersionName, prompts: Prompts = None) -> None:
    """Point stable back at a released version and end canary and shadow."""
    settings = read_settings(prompts_dir=prompts)
    found = _task(composition.open_catalog(settings), task)
    _version(found, version)
    if version not in release.read_lock(settings.prompts_dir).get(task, {}):
        raise ConfigurationError([Flaw(f"prompts/{task}", None, version, "was never released")])
    release.move_pointers(found, Versions(stable=version))
    print(f"{task}: {_told(found.spec.versions)} → stable {version}")


# ---- finding things --------------------------------------------------------------------------------------------------
def _task(catalog: Catalog, name: str) -> Task:
    if name not in catalog.every:
        raise ConfigurationError([Flaw("command line", None, "TASK", f"there is no {name}", "see `chaeum tasks`")])
    return catalog.every[name]


def _version(task: Task, name: str) -> str:
    if name not in task.versions:
        hint = f"there are {', '.join(task.versions)}"
        raise ConfigurationError([Flaw(f"prompts/{task.name}", None, name, "there is no such version", hint)])
    return task.versions[name].prompt


def _told(versions: Versions) -> str:
    parts = [f"stable {versions.stable}"]
    if versions.canary:
        parts.append(f"canary {versions.canary.version} {versions.canary.percent:g} %")
    if versions.shadow:
        parts.append(f"shadow {versions.shadow}")
    return ", ".join(parts)
