"""The tasks that can be asked right now; swapped as a whole on reload, so a request sees one state or the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from app.errors import ConfigurationError, Flaw, TaskDisabled, UnknownTask
from app.tasks.load import Loaded, Vocabulary, load_all
from app.tasks.task import Task


class Catalog:
    """Task folders below `root`. A folder that breaks on reload keeps its last good task and says so."""

    def __init__(self, root: Path, vocabulary: Vocabulary, *, tolerate_broken: bool = False) -> None:
        """Raises ConfigurationError for broken folders, unless they are tolerated."""
        self.root = root
        self._vocabulary = vocabulary
        self._now = load_all(root, vocabulary)
        if self._now.flaws and not tolerate_broken:
            raise ConfigurationError(self._now.flaws)
        if not self._now.tasks and not tolerate_broken:
            raise ConfigurationError([Flaw(str(root), None, "", "holds no task folder", "set PROMPTS_DIR")])

    @property
    def tasks(self) -> Mapping[str, Task]:
        """Published tasks by name, in the order of their names."""
        return {name: task for name, task in self._now.tasks.items() if task.spec.publish}

    @property
    def every(self) -> Mapping[str, Task]:
        """All tasks, also those without an endpoint."""
        return self._now.tasks

    @property
    def broken(self) -> Mapping[str, list[Flaw]]:
        """What is wrong with the folders that do not load."""
        return self._now.broken

    @property
    def disabled(self) -> list[str]:
        """Names whose endpoint is switched off: broken, with no earlier state, and meant to have one."""
        return sorted(self._now.broken.keys() - self._now.tasks.keys() - self._now.unpublished)

    @property
    def flaws(self) -> list[Flaw]:
        """Everything that is wrong with any folder."""
        return self._now.flaws

    def get(self, name: str) -> Task:
        """The published task of that name; raises UnknownTask or TaskDisabled."""
        task = self._now.tasks.get(name)
        if task is not None and task.spec.publish:
            return task
        if name in self.disabled:
            raise TaskDisabled(f"{name} is switched off until its folder is mended")
        raise UnknownTask("there is no such task; GET /tasks lists them")

    def reload(self) -> Loaded:
        """Read every folder again; tasks whose folder broke stay as they were. Returns what is served now."""
        try:
            fresh = load_all(self.root, self._vocabulary)
        except ConfigurationError:  # the whole folder is away for a moment, as while a mount is swapped
            return self._now
        kept = {name: self._now.tasks[name] for name in fresh.broken if name in self._now.tasks}
        self._now = replace(fresh, tasks=dict(sorted({**fresh.tasks, **kept}.items())))
        return self._now
