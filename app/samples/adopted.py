"""From a sample to an evaluation case: the shape of a row in `eval/*.jsonl`, and the one file that adopted rows go to.

`chaeum samples` and the review page share it, so that a case is the same whoever adopts it.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from app.domain import Json
from app.samples.masking import suspicious
from app.samples.rows import completed
from app.tasks.task import Task

ADOPTED = "adopted.jsonl"
_ONE_AT_A_TIME = threading.Lock()


class NotAdopted(Exception):
    """This row cannot become a case; the message is fit for people and holds nothing of the row."""


class AlreadyAdopted(NotAdopted):
    """A case of that id is there."""


def case_id(sample: Mapping[str, Any]) -> str:
    """The id that a sample has as a case; the split into dev and test goes by it."""
    return f"{_origin(sample)}-{sample['id']}"


def candidate(sample: Mapping[str, Any]) -> dict[str, Any]:
    """A sample in the shape of a case; `confirmed` is false until a person has looked at it."""
    return {
        "id": case_id(sample),
        "task": sample["task"],
        "text": sample["text"],
        "input": sample["input"],
        "expected": sample.get("corrected") or sample["result"] or {},
        "tags": sorted({*sample["why"], *sample["warnings"]}),
        "added_from": _origin(sample),
        "confirmed": False,
    }


def confirmed(
    sample: Mapping[str, Any], expected: Mapping[str, Json], labellers: Iterable[str], day: date
) -> dict[str, Any]:
    """A sample as a case that people vouch for, with where it came from."""
    return {
        **candidate(sample),
        "expected": dict(expected),
        "confirmed": True,
        "labeller": ", ".join(sorted(labellers)),
        "sample": sample["id"],
        "added": day.isoformat(),
    }


def flaw_of(task: Task, row: Mapping[str, Any]) -> str:
    """Why a row cannot become a case of the task; empty if it can."""
    kinds: Mapping[str, type] = {"id": str, "text": str, "expected": dict}
    if row.get("task") != task.name or not all(isinstance(row.get(name), kind) for name, kind in kinds.items()):
        return "is no row of this task"
    if not task.result_validator.is_valid(completed(task.spec.fields, row["expected"])):
        return "does not fit the schema of the task"
    if suspicious([row["text"], row["expected"]]):
        return "may hold personal data"
    return ""


def adopt(task: Task, row: Mapping[str, Any]) -> Path:
    """Append the row to the task's adopted cases. Raises NotAdopted, OSError.

    One line in one write: a reader sees all of it or nothing.
    """
    flaw = flaw_of(task, row)
    if flaw:
        raise NotAdopted(flaw)
    folder = task.folder / "eval"
    line = json.dumps(row, ensure_ascii=False).encode() + b"\n"
    with _ONE_AT_A_TIME:
        if row["id"] in ids_of(task):
            raise AlreadyAdopted("is a case already")
        folder.mkdir(exist_ok=True)
        handle = os.open(folder / ADOPTED, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            os.write(handle, line)
        finally:
            os.close(handle)
    return folder / ADOPTED


def ids_of(task: Task) -> set[str]:
    """The ids of the task's cases as they stand in its folder now."""
    lines = (line for path in sorted((task.folder / "eval").glob("*.jsonl")) for line in path.read_bytes().split(b"\n"))
    return {row["id"] for row in map(_row, lines) if row is not None}


def _row(line: bytes) -> dict[str, Any] | None:
    try:
        row = json.loads(line) if line.strip() else None
    except ValueError:
        return None
    return row if isinstance(row, dict) and "id" in row else None


def _origin(sample: Mapping[str, Any]) -> str:
    return "feedback" if sample.get("corrected") else "sample"
