"""Ask every case once, some at a time, within a budget; what was asked before a stop is not asked again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from app.errors import ConfigurationError, Flaw
from app.evals.asking import Asker, Outcome
from app.evals.cases import Case

Stopped = Literal["finished", "spend limit"]


class Book(Protocol):
    """Where outcomes go, and those that are there already."""

    @property
    def done(self) -> Mapping[str, Outcome]: ...

    def add(self, outcome: Outcome) -> None: ...


@dataclass
class Budget:
    """USD that a run may spend. What a call may cost at most is reserved before it and settled after it."""

    limit_usd: float | None
    spent_usd: float = 0.0
    _reserved_usd: float = 0.0

    def take(self, most_usd: float | None) -> bool:
        """Reserve for one call; False where the limit could be passed. Raises ConfigurationError for unknown prices."""
        if self.limit_usd is None:
            return True
        if most_usd is None:
            message = "cannot be kept: what a call costs is not known here"
            raise ConfigurationError([Flaw("command line", None, "--max-usd", message, "leave it out, or pin a model")])
        if self.spent_usd + self._reserved_usd + most_usd > self.limit_usd + 1e-12:
            return False
        self._reserved_usd += most_usd
        return True

    def settle(self, most_usd: float | None, outcome: Outcome) -> None:
        """What it really cost; the most where that is not known and a model was asked."""
        if most_usd is not None and self.limit_usd is not None:
            self._reserved_usd -= most_usd
        if not outcome.kept:
            self.spent_usd += outcome.cost_usd if outcome.cost_usd is not None else (most_usd or 0.0)


async def run(
    cases: Sequence[Case],
    asker: Asker,
    ledger: Book,
    *,
    at_once: int = 8,
    budget: Budget | None = None,
    told: Callable[[Outcome], None] = lambda outcome: None,
) -> Stopped:
    """Fill the ledger. `told` hears of every outcome as it comes. Cancelling leaves what is already there.

    Raises ConfigurationError for a budget that cannot be kept.
    """
    budget = budget or Budget(None)
    waiting = iter([case for case in cases if case.id not in ledger.done])
    state = _State(asker, ledger, budget, told)
    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(at_once):
                group.create_task(state.work(waiting))
    except ExceptionGroup as group_:
        # Every worker that met the same wrong option says so; one of them is enough, and anything else is a bug.
        wrong, rest = group_.split(ConfigurationError)
        if wrong is None or rest is not None:
            raise
        raise ConfigurationError(_flaws(wrong)[:1]) from None
    return "spend limit" if state.short else "finished"


def _flaws(group: ExceptionGroup[ConfigurationError]) -> list[Flaw]:
    flaws: list[Flaw] = []
    for one in group.exceptions:
        flaws += one.flaws if isinstance(one, ConfigurationError) else _flaws(one)
    return flaws


@dataclass
class _State:
    asker: Asker
    ledger: Book
    budget: Budget
    told: Callable[[Outcome], None]
    short: bool = False

    async def work(self, waiting: Iterator[Case]) -> None:
        """One of the workers: the next case, until there is none or no money for it."""
        for case in waiting:
            most = self.asker.most_usd(case) if self.budget.limit_usd is not None else None
            if not self.budget.take(most):
                self.short = True
                return
            outcome = await self.asker.ask(case)
            self.budget.settle(most, outcome)
            self.ledger.add(outcome)
            self.told(outcome)
