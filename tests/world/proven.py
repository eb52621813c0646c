"""A proof as `chaeum compare --prove` leaves it, for tests that are about something else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app import main as composition
from app.evals import proof
from app.evals.cases import cases_of, data_set_hash
from app.settings import read_settings
from app.tasks import release


def prove(root: Path, name: str, version: str, **changed: Any) -> None:
    """A passing comparison of what the version is now; `changed` overrides what it says."""
    task = composition.open_catalog(read_settings({}, prompts_dir=root)).every[name]
    compiled = release.compiled_digest(task, task.versions[version])
    entry = {"passed": True, "compiled": compiled, "use": "openai:x", "data_set": data_set_hash(cases_of(task))}
    proof.record(root, task, version, entry | changed)


def missing(root: Path, name: str, version: str) -> str | None:
    """Why the version may not ship."""
    task = composition.open_catalog(read_settings({}, prompts_dir=root)).every[name]
    return proof.missing(root, task, version)
