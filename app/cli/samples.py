"""`chaeum samples`: what was kept of production, for people; delete a client's; make candidates for gold."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

import typer

from app import main as composition
from app.cli.author import Prompts
from app.errors import ConfigurationError, Flaw
from app.evals.cases import cases_of
from app.samples.masking import suspicious
from app.samples.store import Store
from app.settings import read_settings
from app.shared_state import open_shared_state

commands = typer.Typer(
    no_args_is_help=True, help="Samples of answers, masked: list, forget, export.", rich_markup_mode=None
)
TaskOption = Annotated[str | None, typer.Option("--task", help="Only this task's.")]


@commands.command("list")
def list_samples(task: TaskOption = None) -> None:
    """Every sample as a line of JSON, oldest first."""
    for sample in asyncio.run(_read(task)):
        print(json.dumps(sample, ensure_ascii=False))


@commands.command("forget")
def forget(client: Annotated[str, typer.Argument(help="Name of the client whose samples are deleted.")]) -> None:
    """Delete everything that was kept of a client."""
    print(f"{asyncio.run(_forget(client))} samples of {client} are deleted")


@commands.command("export")
def export(task: Annotated[str, typer.Argument(help="A task, such as extract/meetup.")]) -> None:
    """Candidates for gold on standard output: masked text and what was answered, for a person to correct."""
    dropped = 0
    seen: set[str] = set()
    for sample in asyncio.run(_read(task)):
        row = candidate(sample)
        if suspicious({key: row[key] for key in ("text", "expected")}):
            dropped += 1  # the mask of today finds something that the mask of then did not
        elif row["id"] not in seen:
            seen.add(row["id"])
            print(json.dumps(row, ensure_ascii=False))
    if dropped:
        print(f"{dropped} samples are not exported: they may hold personal data", file=sys.stderr)


@commands.command("adopt")
def adopt(
    row_id: Annotated[str, typer.Argument(metavar="ID", help="Id of a candidate, as `export` prints it.")],
    reviewer: Annotated[str, typer.Option(help="Who looked at it and found every value right.")],
    prompts: Prompts = None,
) -> None:
    """Take a candidate that a person has confirmed into its task's evaluation set, with where it came from."""
    rows = {row["id"]: row for row in map(candidate, asyncio.run(_read(None)))}
    if row_id not in rows:
        raise ConfigurationError([Flaw("command line", None, "ID", "there is no such sample", "chaeum samples export")])
    row = {**rows[row_id], "confirmed": True, "labeller": reviewer}
    if suspicious({key: row[key] for key in ("text", "expected")}):
        raise ConfigurationError([Flaw("samples", None, row_id, "may hold personal data", "it cannot be adopted")])
    task = composition.open_catalog(read_settings(prompts_dir=prompts)).every[row["task"]]
    if any(case.id == row_id for case in cases_of(task)):
        raise ConfigurationError([Flaw(f"prompts/{task.name}/eval", None, row_id, "is a case already")])
    path = task.folder / "eval" / "adopted.jsonl"
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(row, ensure_ascii=False) + "\n")
    print(
        f"{row_id} is a case of {task.name} ({path.name}); accept the baseline anew: chaeum eval {task.name} --accept"
    )


def candidate(sample: dict[str, Any]) -> dict[str, Any]:
    """A sample in the shape of a case; `confirmed` is false until a person has looked at it."""
    corrected = sample.get("corrected")
    return {
        "id": f"{'feedback' if corrected else 'sample'}-{sample['id']}",
        "task": sample["task"],
        "text": sample["text"],
        "input": sample["input"],
        "expected": corrected or sample["result"] or {},
        "tags": sorted({*sample["why"], *sample["warnings"]}),
        "added_from": "feedback" if corrected else "sample",
        "confirmed": False,
    }


async def _read(task: str | None) -> list[dict[str, Any]]:
    async with _store() as store:
        return [sample async for sample in store.read() if task in (None, sample["task"])]


async def _forget(client: str) -> int:
    async with _store() as store:
        return await store.forget(client)


@asynccontextmanager
async def _store() -> AsyncIterator[Store]:
    """The store that the service with this environment uses."""
    settings = read_settings(host="127.0.0.1")
    shared = open_shared_state(settings)
    store = composition.open_samples(settings, shared)
    if store is None:
        raise ConfigurationError([Flaw("environment", None, "SAMPLES_DIR", "is not set", "or set REDIS_URL")])
    await shared.start()
    try:
        yield store
    finally:
        await shared.aclose()
