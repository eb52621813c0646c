"""Releases: pointers in task.yaml say which version answers, and a lock file says what a released version compiles to.

Moving a pointer is the deploy and the rollback. A released version is immutable: whatever a model would see of it,
prompt, examples and schema, must still hash to what `prompts/lock.json` holds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from app.errors import ConfigurationError, Flaw
from app.tasks.dialects import model_schema
from app.tasks.prompt import compile_prompt
from app.tasks.spec import Versions
from app.tasks.task import Task, Version, digest_of

LOCK_FILE = "lock.json"
Lock = dict[str, dict[str, str]]
"""Task name → version → sha256 of what it compiles to."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A pointed-at version that is not what was released, or was never released."""

    task: str
    version: str
    message: str


def compiled_digest(task: Task, version: Version) -> str:
    """sha256 over everything a model sees of a version."""
    prompt = compile_prompt(task, version)
    return digest_of(prompt.prefix, prompt.rest, model_schema(task.spec))


def read_lock(root: Path) -> Lock:
    """The lock file beside the task folders; empty where there is none. Raises ConfigurationError."""
    path = root / LOCK_FILE
    if not path.exists():
        return {}
    try:
        lock: Lock = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        raise ConfigurationError([Flaw(LOCK_FILE, None, "", "is not valid JSON")]) from None
    return lock


def write_lock(root: Path, lock: Lock) -> None:
    """Write it sorted, so that two people's releases merge."""
    text = json.dumps(lock, ensure_ascii=False, indent=2, sort_keys=True)
    (root / LOCK_FILE).write_text(text + "\n", "utf-8")


def broken_releases(tasks: Mapping[str, Task], lock: Lock) -> list[Broken]:
    """Every pointed-at version that differs from its release."""
    found = []
    for name, task in tasks.items():
        for version in pointed(task.spec.versions):
            locked = lock.get(name, {}).get(version)
            if locked is None:
                found.append(Broken(name, version, "was never released; `chaeum promote` releases it"))
            elif locked != compiled_digest(task, task.versions[version]):
                found.append(Broken(name, version, "was edited after its release; make it a new version"))
    return found


def pointed(versions: Versions) -> list[str]:
    """Versions that a pointer names, each once."""
    canary = versions.canary.version if versions.canary else None
    return sorted({name for name in (versions.stable, canary, versions.shadow) if name is not None})


def released(task: Task, version: str, lock: Lock) -> Lock:
    """The lock with this version in it; raises ConfigurationError if another content was released under its name."""
    digest = compiled_digest(task, task.versions[version])
    locked = lock.get(task.name, {}).get(version)
    if locked not in (None, digest):
        flaw = Flaw(f"prompts/{task.name}/{version}.md", None, "", "was released with other content", "use a new name")
        raise ConfigurationError([flaw])
    return {**lock, task.name: {**lock.get(task.name, {}), version: digest}}


def move_pointers(task: Task, versions: Versions) -> None:
    """Rewrite `versions:` in task.yaml and nothing else: comments and order stay."""
    path = task.folder / "task.yaml"
    text = path.read_text("utf-8")
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    assert isinstance(node, yaml.MappingNode)
    value = next(below for key, below in node.value if key.value == "versions")
    end = text[: value.end_mark.index].rstrip()
    path.write_text(text[: value.start_mark.index] + _flow(versions) + text[len(end) :], "utf-8")


def _flow(versions: Versions) -> str:
    parts = [f"stable: {versions.stable}"]
    if versions.canary:
        parts.append(f"canary: {{version: {versions.canary.version}, percent: {versions.canary.percent:g}}}")
    if versions.shadow:
        parts.append(f"shadow: {versions.shadow}")
    return "{" + ", ".join(parts) + "}"
