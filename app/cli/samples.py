"""`chaeum samples`: what was kept of production, for people; delete a client's; make candidates for gold, and cases."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from app import main as composition
from app.cli.author import Prompts
from app.errors import ConfigurationError, Flaw
from app.samples.adopted import AlreadyAdopted, NotAdopted, adopt, candidate, confirmed
from app.samples.agreement import Agreement
from app.samples.masking import suspicious
from app.samples.review import Board, Desk, agreements, outcome
from app.samples.shelf import Shelf
from app.sampling import open_samples
from app.settings import read_settings
from app.shared_state import open_shared_state
from app.tasks.catalog import Catalog

commands = typer.Typer(
    no_args_is_help=True, help="Samples of answers, masked: list, forget, export, adopt.", rich_markup_mode=None
)
TaskOption = Annotated[str | None, typer.Option("--task", help="Only this task's.")]
Row = dict[str, Any]


@commands.command("list")
def list_samples(task: TaskOption = None) -> None:
    """Every sample as a line of JSON, oldest first."""
    for sample in asyncio.run(_read(task)):
        print(json.dumps(sample, ensure_ascii=False))


@commands.command("forget")
def forget(client: Annotated[str, typer.Argument(help="Name of the client whose samples are deleted.")]) -> None:
    """Delete everything that was kept of a client, and what reviewers said of it."""
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
        print(f"{dropped} were left out: they may still hold personal data", file=sys.stderr)


@commands.command("adopt")
def adopt_rows(
    row_id: Annotated[str | None, typer.Argument(metavar="ID", help="A candidate, as `export` prints it.")] = None,
    reviewer: Annotated[str, typer.Option(help="With ID: who looked at it and found every value right.")] = "",
    reviewed: Annotated[bool, typer.Option("--reviewed", help="What reviewers confirmed on /review.")] = False,
    file: Annotated[Path | None, typer.Option("--from", help="What was downloaded from /review.")] = None,
    task: TaskOption = None,
    prompts: Prompts = None,
) -> None:
    """Take what people have confirmed into the evaluation set of its task, with where it came from."""
    if [row_id is not None, reviewed, file is not None].count(True) != 1 or bool(row_id) != bool(reviewer):
        raise ConfigurationError([Flaw("command line", None, "", "say ID with --reviewer, --reviewed, or --from FILE")])
    catalog = composition.open_catalog(read_settings(prompts_dir=prompts))
    if row_id is not None:
        _adopt(catalog, _named(row_id, reviewer))
        return
    rows = _downloaded(file) if file is not None else _confirmed(catalog, asyncio.run(_board()))
    for row in rows:
        if task in (None, row.get("task")):
            _adopt(catalog, row, tolerant=True)


@commands.command("agreement")
def agreement(task: TaskOption = None, prompts: Prompts = None) -> None:
    """How far reviewers agree, by task and field: the share of equal verdicts, and kappa."""
    catalog = composition.open_catalog(read_settings(prompts_dir=prompts))
    told = agreements(asyncio.run(_board()), [task] if task else catalog.every)
    table = Table("task", "field", "n", "agree", "kappa")
    for name, fields in sorted(told.items()):
        for field, one in sorted(fields.items()):
            table.add_row(name, field or "(all)", *_figures(one))
    Console().print(table)


def _figures(one: Agreement) -> Iterator[str]:
    yield str(one.n)
    for value in (one.raw, one.kappa):
        yield "-" if value is None else f"{value:.3f}"


# ---- rows that are to be cases ---------------------------------------------------------------------------------------
def _adopt(catalog: Catalog, row: Row, *, tolerant: bool = False) -> None:
    """Append one row and say so. What is a case already, or cannot be one, ends the command unless there are others."""
    name = str(row.get("task"))
    if name not in catalog.every:
        raise ConfigurationError([Flaw("samples", None, str(row.get("id")), "there is no such task here")])
    try:
        path = adopt(catalog.every[name], row)
    except NotAdopted as error:
        flaw = Flaw(f"prompts/{name}/eval", None, row["id"], str(error))
        if not tolerant:
            raise ConfigurationError([flaw]) from None
        if not isinstance(error, AlreadyAdopted):
            print(f"left out: {flaw}", file=sys.stderr)
        return
    print(f"{row['id']} is a case of {name} ({path.name}); accept the baseline anew: chaeum eval {name} --accept")


def _named(row_id: str, reviewer: str) -> Row:
    """The candidate of that id, as somebody vouches for it."""
    samples = {candidate(sample)["id"]: sample for sample in asyncio.run(_read(None))}
    if row_id not in samples:
        raise ConfigurationError([Flaw("command line", None, "ID", "there is no such sample", "chaeum samples export")])
    return confirmed(samples[row_id], candidate(samples[row_id])["expected"], [reviewer], _today())


def _confirmed(catalog: Catalog, board: Board) -> Iterator[Row]:
    for item in board.items.values():
        task, said = catalog.every.get(item.sample["task"]), board.said_of(item)
        form = outcome(task, item, said).form if task is not None else None
        if form is not None:
            yield confirmed(item.sample, form, said, _today())


def _downloaded(path: Path) -> Iterator[Row]:
    try:
        lines = path.read_text("utf-8").split("\n")
        for row in (json.loads(line) for line in lines if line.strip()):
            if not isinstance(row, dict) or "id" not in row:
                raise ValueError
            yield row
    except (OSError, ValueError):
        raise ConfigurationError([Flaw(path.name, None, "", "holds no cases", "one JSON object a line")]) from None


def _today() -> date:
    return composition.today_in_seoul()


# ---- what is kept ----------------------------------------------------------------------------------------------------
async def _read(task: str | None) -> list[Row]:
    async with _shelf() as shelf:
        return [sample async for sample in shelf.samples.read() if task in (None, sample["task"])]


async def _board() -> Board:
    async with _shelf() as shelf:
        return await Desk(shelf).board()


async def _forget(client: str) -> int:
    async with _shelf() as shelf:
        return await shelf.forget(client)


@asynccontextmanager
async def _shelf() -> AsyncIterator[Shelf]:
    """What the service with this environment keeps."""
    settings = read_settings(host="127.0.0.1")
    shared = open_shared_state(settings)
    shelf = open_samples(settings, shared)
    if shelf is None:
        raise ConfigurationError([Flaw("environment", None, "SAMPLES_DIR", "is not set", "or set REDIS_URL")])
    await shared.start()
    try:
        yield shelf
    finally:
        await shared.aclose()
