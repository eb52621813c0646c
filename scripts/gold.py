"""The development gold of the task folders, answered by the embedded provider in this process."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app import main as composition
from app.domain import ANONYMOUS
from app.http import validation
from app.http.envelope import content, envelope
from app.pipeline import Pipeline, Request
from app.settings import read_settings
from app.tasks.catalog import Catalog

Row = dict[str, Any]


def rows(catalog: Catalog, name: str) -> list[Row]:
    """The gold rows in a task's folder."""
    files = sorted((catalog.get(name).folder / "eval").glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines() if line.strip()]


def answers(catalog: Catalog, pipeline: Pipeline, given: list[Row]) -> Iterator[Row]:
    """One scorer line per row: {"id", "result", "evidence", "warnings", "seconds"}."""
    for row in given:
        began = time.perf_counter()
        task = catalog.get(row["task"])
        body = {"text": row["text"], **row["input"]}
        source = validation.source_of(task, body, composition.today_in_seoul())
        asked = Request(task, source, ANONYMOUS, began)
        answer = asyncio.run(pipeline.run(asked))
        shown = json.loads(envelope(content(answer), asked.meta(answer, "gold")))
        yield {"id": row["id"], "seconds": time.perf_counter() - began, **shown}


def embedded() -> tuple[Catalog, Pipeline]:
    """The repository's own tasks with the rules alone."""
    settings = read_settings({}, prompts_dir=Path("prompts").resolve())
    return composition.open_catalog(settings), composition.embedded_pipeline(settings)
