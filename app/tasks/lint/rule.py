"""What a rule is, what it looks at, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal, Protocol

from app.tasks.prompt import Section, sections
from app.tasks.spec import ModelSpec
from app.tasks.task import Task, Version
from app.tasks.yaml12 import Lines, load_yaml, read_text

Severity = Literal["error", "warning"]


class Lifecycle(Protocol):
    """What is known of a vendor's models: handed in, since vendors live above this floor."""

    def __call__(self, model: ModelSpec, today: date) -> Iterator[tuple[Severity, str]]:
        """What is wrong with pinning a model."""
        ...


@dataclass(frozen=True)
class Subject:
    """One version of one task folder, read for linting."""

    task: Task
    version: Version
    today: date
    lifecycle: Lifecycle

    @property
    def shown(self) -> str:
        """Path of the folder as messages name it."""
        return f"prompts/{self.task.name}"

    @property
    def prompt_file(self) -> str:
        return f"{self.shown}/{self.version.name}.md"

    @cached_property
    def sections(self) -> list[Section]:
        return sections(self.version.prompt)

    @cached_property
    def lines(self) -> Lines:
        """Line of every value of task.yaml."""
        return load_yaml(self.task.folder / "task.yaml", f"{self.shown}/task.yaml")[1]

    @cached_property
    def cases(self) -> list[str]:
        """Lines of the evaluation set."""
        files = sorted((self.task.folder / "eval").glob("*.jsonl"))
        return [line for file in files for line in read_text(file, file.name).splitlines() if line.strip()]

    def body(self, name: str) -> str:
        """Body of the section of that name, or nothing."""
        return next((section.body for section in self.sections if section.name == name), "")

    def prompt_line(self, words: str) -> int | None:
        """Line of the prompt file on which `words` stand first."""
        at = self.version.prompt.find(words)
        return None if at < 0 else self.version.line + self.version.prompt.count("\n", 0, at)

    def spec_line(self, *path: str) -> int | None:
        """Line of a value of task.yaml, or of the nearest thing around it."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return None


@dataclass(frozen=True, slots=True)
class Found:
    """One violation: where, what, and if not the rule's own severity, how bad."""

    file: str
    line: int | None
    message: str
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One piece of prompt know-how."""

    id: str
    title: str
    talk: str
    severity: Severity
    hint: str
    check: Callable[[Subject], Iterator[Found]]


@dataclass(frozen=True, slots=True)
class Finding:
    """A violation with the rule it breaks: what is printed."""

    rule: Rule
    found: Found

    @property
    def severity(self) -> Severity:
        return self.found.severity or self.rule.severity

    @property
    def where(self) -> str:
        return f"{self.found.file}:{self.found.line}" if self.found.line else self.found.file
