"""Answers of models from earlier runs, by everything that shapes them: asking the same again costs nothing."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

from app.evals.asking import Asker, Outcome
from app.evals.cases import Case
from app.tasks.task import digest_of


@dataclass(frozen=True)
class KeptAnswers:
    """An asker that looks into a folder first. `identity` is the digest of prompt, model and code."""

    asker: Asker
    folder: Path
    identity: str

    async def ask(self, case: Case) -> Outcome:
        found = self._found(case)
        if found is not None:
            return found
        outcome = await self.asker.ask(case)
        if outcome.error is None and not outcome.meta.get("degraded"):
            self._keep(case, outcome)
        return outcome

    def most_usd(self, case: Case) -> float | None:
        return 0.0 if self._path(case).exists() else self.asker.most_usd(case)

    def _found(self, case: Case) -> Outcome | None:
        try:
            outcome = Outcome.of_line(self._path(case).read_text("utf-8"))
        except (OSError, ValueError, TypeError):
            return None  # not there, or half written by a run that was killed
        return replace(outcome, id=case.id, kept=True)

    def _keep(self, case: Case, outcome: Outcome) -> None:
        path = self._path(case)
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_suffix(f".{os.getpid()}")
        beside.write_text(outcome.line(), "utf-8")
        beside.replace(path)

    def _path(self, case: Case) -> Path:
        name = digest_of(self.identity, case.task, case.body)
        return self.folder / name[:2] / f"{name}.json"
