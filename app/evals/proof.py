"""Proof that a version may ship: a passing comparison of exactly what is being released, kept beside the lock.

A proof counts only for the content it was made with (the compiled hash), on the cases there are now, answered by a model
that reads the prompt: the embedded rules read none, and say nothing about one.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from app.errors import ConfigurationError, Flaw
from app.evals.cases import cases_of, data_set_hash
from app.evals.compare import Compared
from app.tasks import release
from app.tasks.task import Task

PROOFS_FILE = "proofs.json"
Proofs = dict[str, dict[str, dict[str, Any]]]
"""Task name → version → what was shown, or why nothing was."""


def read_proofs(root: Path) -> Proofs:
    """The proofs beside the task folders. Raises ConfigurationError."""
    path = root / PROOFS_FILE
    try:
        proofs: Proofs = json.loads(path.read_text("utf-8")) if path.exists() else {}
    except (OSError, ValueError):
        raise ConfigurationError([Flaw(PROOFS_FILE, None, "", "is not valid JSON")]) from None
    return proofs


def record(root: Path, task: Task, version: str, entry: dict[str, Any]) -> None:
    """Keep an entry, sorted, so that two people's proofs merge."""
    proofs = read_proofs(root)
    proofs.setdefault(task.name, {})[version] = entry
    text = json.dumps(proofs, ensure_ascii=False, indent=2, sort_keys=True)
    (root / PROOFS_FILE).write_text(text + "\n", "utf-8")


def entry_of(compared: Compared) -> dict[str, Any]:
    """What a comparison shows about its new side."""
    old, new = compared.subjects
    return {
        "passed": compared.passed,
        "compiled": new.get("compiled"),
        "against": {"version": old.get("version"), "compiled": old.get("compiled")},
        "use": new.get("use"),
        "data_set": new.get("data_set"),
        "documents": len(compared.pairs),
        "gates": [one.line() for one in compared.verdicts],
    }


def without(task: Task, version: str, reason: str, lock: release.Lock) -> dict[str, Any]:
    """An entry that says why there is no comparison. Raises ConfigurationError unless it is a first release."""
    others = sorted(set(lock.get(task.name, {})) - {version})
    if others:
        message = f"is for a first release; {others[-1]} was released and can be compared with"
        raise ConfigurationError([Flaw("command line", None, "--without-proof", message)])
    if not reason.strip():
        raise ConfigurationError([Flaw("command line", None, "--without-proof", "needs a reason")])
    return {"compiled": release.compiled_digest(task, task.versions[version]), "without_proof": reason.strip()}


def missing(root: Path, task: Task, version: str) -> str | None:
    """Why this version may not ship, or None if it may."""
    entry = read_proofs(root).get(task.name, {}).get(version)
    if entry is None:
        return "there is no comparison of it"
    if entry.get("compiled") != release.compiled_digest(task, task.versions[version]):
        return "the comparison was made with other content"
    if "without_proof" in entry:
        return None
    if not entry.get("passed"):
        return "its comparison did not pass"
    if entry.get("use") == "rules" and any(model.provider != "rules" for model in task.spec.models):
        return "it was compared with the embedded rules, which read no prompt"
    if entry.get("data_set") != data_set_hash(cases_of(task)):
        return "the evaluation cases have changed since"
    return None
