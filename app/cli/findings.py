"""Findings of lint, printed for people, machines and pull requests."""

from __future__ import annotations

import json
from enum import StrEnum

from app.errors import ConfigurationError, Flaw
from app.tasks.lint.lint import BY_ID
from app.tasks.lint.rule import Finding
from app.tasks.release import Broken

Row = dict[str, str | int | None]


class Format(StrEnum):
    """How findings are printed."""

    text = "text"
    json = "json"
    github = "github"


def row(finding: Finding) -> Row:
    """A rule that is broken."""
    rule, found = finding.rule, finding.found
    return {
        "rule": rule.id,
        "severity": finding.severity,
        "file": found.file,
        "line": found.line,
        "message": found.message,
        "hint": rule.hint,
        "talk": rule.talk,
    }


def flaw_row(flaw: Flaw) -> Row:
    """A folder that does not load."""
    message = f"{flaw.field}: {flaw.message}" if flaw.field else flaw.message
    return _error("load", flaw.file, flaw.line, message, flaw.hint)


def release_row(broken: Broken) -> Row:
    """A released version that is not what was released."""
    return _error("lock", f"prompts/{broken.task}/{broken.version}.md", None, broken.message, "")


def _error(rule: str, file: str, line: int | None, message: str, hint: str) -> Row:
    return {"rule": rule, "severity": "error", "file": file, "line": line, "message": message, "hint": hint}


def show(rows: list[Row], form: Format) -> None:
    """Print them."""
    if form is Format.json:
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for one in rows:
        print(_github(one) if form is Format.github else _text(one))


def _github(one: Row) -> str:
    line = f",line={one['line']}" if one["line"] else ""
    return f"::{one['severity']} file={one['file']}{line},title={one['rule']}::{one['message']}"


def _text(one: Row) -> str:
    where = f"{one['file']}:{one['line']}" if one["line"] else str(one["file"])
    hint = f"\n    {one['hint']}" if one["hint"] else ""
    return f"{where}: {one['severity']} {one['rule']}: {one['message']}{hint}"


def explain(name: str) -> None:
    """What a rule asks for and why; raises ConfigurationError for one that is not there."""
    rule = BY_ID.get(name.upper())
    if rule is None:
        hint = f"known: {', '.join(BY_ID)}"
        raise ConfigurationError([Flaw("command line", None, "--explain", f"there is no rule {name}", hint)])
    print(f"{rule.id} {rule.title} ({rule.severity})\n  the talk: 「{rule.talk}」\n  to do:    {rule.hint}")
