"""A run's answers on disk: one JSON line each, only ever appended, so that a run that was killed goes on where it was.

The first line says what was asked of whom; a run is only continued if that is still the same. A last line that was cut
in the middle never counts: its case is asked again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from app.errors import ConfigurationError, Flaw
from app.evals.asking import Outcome

Subject = Mapping[str, Any]
"""Task, version, model, hashes of data set, prompt and code: everything that shapes an answer."""


@dataclass
class Ledger:
    """Opened for one run; `done` holds the outcomes of earlier starts by case id."""

    path: Path
    subject: Subject
    done: dict[str, Outcome] = field(default_factory=dict)
    _file: BinaryIO | None = None

    def __enter__(self) -> Self:
        """Read what is there, cut off a torn line, and open for appending. Raises ConfigurationError for another run's
        file."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        content = self.path.read_bytes() if self.path.exists() else b""
        whole = content[: content.rfind(b"\n") + 1]
        if whole:
            subject, self.done = parse(whole, self.path.name)
            if dict(subject) != dict(self.subject):
                hint = "say another --out, or delete it"
                raise ConfigurationError([Flaw(self.path.name, 1, "", "holds another run's answers", hint)])
        if len(whole) != len(content):
            os.truncate(self.path, len(whole))
        self._file = self.path.open("ab", buffering=0)
        if not whole:
            self._append(json.dumps({"subject": dict(self.subject)}, ensure_ascii=False, sort_keys=True))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, outcome: Outcome) -> None:
        """Keep an outcome; one write, so that a line is there or is not."""
        if outcome.id in self.done:
            raise ValueError(f"{outcome.id} is kept already")
        self.done[outcome.id] = outcome
        self._append(outcome.line())

    def _append(self, line: str) -> None:
        assert self._file is not None
        self._file.write(line.encode() + b"\n")


def read_run(path: Path) -> tuple[Subject, dict[str, Outcome]]:
    """A finished run's subject and outcomes. Raises ConfigurationError."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ConfigurationError([Flaw(path.name, None, "", f"cannot be read: {error.strerror}")]) from None
    return parse(content[: content.rfind(b"\n") + 1], path.name)


def parse(content: bytes, name: str) -> tuple[Subject, dict[str, Outcome]]:
    """Subject and outcomes of whole lines. Raises ConfigurationError with the line."""
    done: dict[str, Outcome] = {}
    subject: Subject = {}
    for number, line in enumerate(content.decode("utf-8", "replace").split("\n"), 1):
        try:
            if number == 1:
                subject = json.loads(line)["subject"]
            elif line:
                outcome = Outcome.of_line(line)
                done.setdefault(outcome.id, outcome)
        except (ValueError, TypeError, KeyError):
            raise ConfigurationError([Flaw(name, number, "", "is not a line of an evaluation run")]) from None
    return subject, done
