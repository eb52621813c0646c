"""`chaeum try`: read a text with the embedded provider and see every field with the words that prove it."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from app import main as composition
from app.domain import ANONYMOUS, Answer, Json, Proof
from app.errors import Problem
from app.http import strict_json, validation
from app.http.envelope import content, envelope
from app.pipeline import Request
from app.settings import read_settings


def try_out(
    task: Annotated[str, typer.Argument(help="A task, such as parse/real-estate.")],
    file: Annotated[typer.FileBinaryRead, typer.Argument(help="The text; standard input by default.")] = "-",  # type: ignore[assignment]
    reference_date: Annotated[str | None, typer.Option("--date", help="Day that anchors relative dates.")] = None,
    inputs: Annotated[str, typer.Option("--inputs", help="Other inputs, as a JSON object.")] = "{}",
    as_json: Annotated[bool, typer.Option("--json", help="The whole answer as JSON, for machines.")] = False,
    private: Annotated[bool, typer.Option("--private", help="Show personal data instead of dots.")] = False,
    prompts: Annotated[Path | None, typer.Option("--prompts", help="Folder that holds the task folders.")] = None,
) -> None:
    """Read a text with the embedded provider: chaeum try parse/real-estate < ad.txt"""
    settings = read_settings(prompts_dir=prompts)
    catalog = composition.open_catalog(settings)
    body: dict[str, Any] = {"text": _text(file)}
    try:
        body |= strict_json.loads(inputs.encode())
        if reference_date is not None:
            body["reference_date"] = reference_date
        found = catalog.get(task)
        source = validation.source_of(found, body, composition.today_in_seoul())
        asked = Request(found, source, ANONYMOUS, began=time.perf_counter())
        answer = asyncio.run(composition.embedded_pipeline(settings).run(asked))
    except Problem as problem:
        print(f"error: {problem.detail}", file=sys.stderr)
        for complaint in problem.complaints:
            print(f"  {complaint.pointer or '/'}: {complaint.message}", file=sys.stderr)
        raise typer.Exit(1) from None
    if as_json:
        shown = json.loads(envelope(content(answer), asked.meta(answer, request_id="try")))
        print(json.dumps(shown, ensure_ascii=False, indent=2))
    else:
        _print(answer, show_private=private)


def _text(file: typer.FileBinaryRead) -> str:
    try:
        return file.read().decode("utf-8")
    except UnicodeDecodeError:
        print("error: the text is not UTF-8", file=sys.stderr)
        raise typer.Exit(1) from None


def _print(answer: Answer, *, show_private: bool) -> None:
    console = Console()
    table = Table("field", "value", "because the text says", "match", title=answer.task, title_justify="left")
    for pointer, value in _leaves(answer.result):
        proof = answer.evidence.get(pointer)
        hidden = pointer.startswith("/private/") and not show_private
        shown = ("•••", "•••") if hidden else (_value(value), _because(proof))
        table.add_row(pointer, *shown, proof.match if proof else "")
    console.print(table)
    for warning in answer.warnings:
        console.print(f"warning {warning.code} at {warning.path}: {warning.message}", markup=False)


def _because(proof: Proof | None) -> str:
    """The quoted words and where they stand."""
    if proof is None:
        return ""
    quote = proof.quote.replace("\n", "⏎")
    return f"「{quote}」 {proof.span.start}–{proof.span.end}"


def _leaves(value: Json, pointer: str = "") -> list[tuple[str, Json]]:
    """Every value the answer holds, with its pointer."""
    if isinstance(value, dict):
        return [leaf for key, below in value.items() for leaf in _leaves(below, f"{pointer}/{key}")]
    if isinstance(value, list):
        return [leaf for index, below in enumerate(value) for leaf in _leaves(below, f"{pointer}/{index}")]
    return [] if value is None else [(pointer, value)]


def _value(value: Json) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}" if isinstance(value, int) else str(value)
