"""Run the rules over task folders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from app.tasks.lint import example_rules, prompt_rules, release_rules, spec_rules
from app.tasks.lint.rule import Finding, Lifecycle, Rule, Subject
from app.tasks.task import Task

RULES: tuple[Rule, ...] = tuple(
    sorted(
        (*prompt_rules.RULES, *spec_rules.RULES, *example_rules.RULES, *release_rules.RULES),
        key=lambda rule: int(rule.id[1:]),
    )
)
BY_ID = {rule.id: rule for rule in RULES}


def lint(tasks: Iterable[Task], today: date, lifecycle: Lifecycle) -> list[Finding]:
    """Every finding in every version that a pointer names, worst first within a task."""
    findings = [finding for task in tasks for finding in _task(task, today, lifecycle)]
    return sorted(findings, key=lambda f: (f.found.file.rpartition("/")[0], f.severity, int(f.rule.id[1:])))


def _task(task: Task, today: date, lifecycle: Lifecycle) -> Iterator[Finding]:
    pointers = task.spec.versions
    names = {pointers.stable, pointers.shadow, pointers.canary.version if pointers.canary else None}
    seen = set()
    for name in sorted(name for name in names if name is not None):
        subject = Subject(task, task.versions[name], today, lifecycle)
        for rule in RULES:
            for found in rule.check(subject):
                key = (rule.id, found.file, found.line, found.message)
                if key not in seen:
                    seen.add(key)
                    yield Finding(rule, found)
