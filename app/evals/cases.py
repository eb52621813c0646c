"""Evaluation cases: a text, what was sent with it, and what the answer must hold.

One JSON object a line. `expected` is sparse: what it leaves out must be null, `[]` or absent. `dontcare` holds pointers
(a prefix covers what is below it) that are not judged.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from app.domain import Json
from app.errors import ConfigurationError, Flaw
from app.tasks.rollout import fraction
from app.tasks.task import Task, digest_of

REFERENCE_DAY = "2026-03-10"
"""The day of cases that name none: a rerun next year must ask the same question."""
DEV_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class Case:
    """One row of an evaluation set. `secrets` are strings that may stand nowhere outside `private`."""

    id: str
    task: str
    text: str
    expected: dict[str, Json]
    input: Mapping[str, Json] = field(default_factory=dict)
    dontcare: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    acceptable: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    source: str = "seed"
    """Where the case came from: seed, or feedback, review."""

    def skipped(self, pointer: str) -> bool:
        """Whether `pointer` is not to be judged."""
        return any(pointer == one or pointer.startswith(one + "/") for one in self.dontcare)

    @property
    def body(self) -> dict[str, Json]:
        """What is asked: the request body."""
        return {"text": self.text, **self.input}

    @property
    def split(self) -> Literal["dev", "test"]:
        """Which side of the fixed split the case is on, by a hash of its id."""
        return "dev" if fraction("eval-split", self.id) < DEV_SHARE else "test"


def cases_of(task: Task, files: Iterable[Path] | None = None) -> list[Case]:
    """The cases of a task, its own by default, on a day of their own where the task asks for one."""
    dated = "reference_date" in task.spec.input
    return read_cases(files or files_of(task.folder), task.name, dated=dated)


def read_cases(files: Iterable[Path], task: str, *, dated: bool = False) -> list[Case]:
    """Every case of `task` in these files, in order. `dated` adds the reference day where none is named.

    Raises ConfigurationError with file and line.
    """
    cases: list[Case] = []
    seen: set[str] = set()
    for path in files:
        for number, line in enumerate(path.read_text("utf-8").split("\n"), 1):
            if line.strip() and (case := _case(line, path.name, number, dated=dated)).task == task:
                if case.id in seen:
                    raise ConfigurationError([Flaw(path.name, number, "id", f"{case.id} stands twice")])
                seen.add(case.id)
                cases.append(case)
    return cases


def files_of(folder: Path) -> list[Path]:
    """The case files of a task folder."""
    return sorted((folder / "eval").glob("*.jsonl"))


def data_set_hash(cases: Iterable[Case]) -> str:
    """sha256 over everything that is asked and expected, whatever the order."""
    each = [digest_of(c.id, c.body, c.expected, c.dontcare, c.acceptable, c.forbidden, c.secrets) for c in cases]
    return hashlib.sha256("".join(sorted(each)).encode()).hexdigest()


def _case(line: str, name: str, number: int, *, dated: bool) -> Case:
    try:
        row: dict[str, Any] = json.loads(line)
        given = dict(row.get("input") or {})
        if dated:
            given.setdefault("reference_date", REFERENCE_DAY)
        lists = {key: tuple(row.get(key) or ()) for key in ("dontcare", "tags", "acceptable", "forbidden", "secrets")}
        source = str(row.get("added_from") or row.get("source") or "seed")
        return Case(row["id"], row["task"], row["text"], row["expected"], given, source=source, **lists)
    except (ValueError, KeyError, TypeError, AttributeError):
        hint = "one JSON object with id, task, text, expected"
        raise ConfigurationError([Flaw(name, number, "", "is not an evaluation case", hint)]) from None
