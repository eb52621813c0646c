"""Two versions' values side by side: which one is better, asked in both orders.

A judge that leans to the first place says "first" twice and means two different values: that is a tie, and counted as
`torn`. Only a win in both orders is a win. Ties say nothing in the sign test.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from rich.console import Console
from rich.table import Table

from app.evals.asking import Outcome
from app.evals.calibration import State
from app.evals.judge import Judge
from app.evals.judged import show_subject, subject
from app.evals.questions import Duel
from app.evals.statistics import sign_test

FIRST, SECOND, TIE = "first", "second", "tie"
ALL = "all"
Winner = Literal["new", "old", "tie", "torn", "failed"]


@dataclass(frozen=True, slots=True)
class Bout:
    """One place and who won it; `reasons` as the judge gave them, old first and new first."""

    duel: Duel
    winner: Winner
    reasons: tuple[str, str]

    def line(self) -> dict[str, Any]:
        return {
            "id": self.duel.document,
            "pointer": self.duel.pointer,
            "field": self.duel.path,
            "old": self.duel.old,
            "new": self.duel.new,
            "winner": self.winner,
            "reasons": list(self.reasons),
        }


def asked(duels: Iterable[Duel]) -> list[Any]:
    """Every question of every duel, both orders."""
    return [case for duel in duels for case in (duel.old_first, duel.new_first)]


def bouts(judge: Judge, duels: Sequence[Duel], outcomes: Mapping[str, Outcome]) -> list[Bout]:
    """Who won each."""
    found = []
    for duel in duels:
        forth, back = outcomes.get(duel.old_first.id), outcomes.get(duel.new_first.id)
        winner = _winner(judge.verdict(forth), judge.verdict(back))
        found.append(Bout(duel, winner, (forth.reasoning if forth else "", back.reasoning if back else "")))
    return found


def _winner(old_first: str | None, new_first: str | None) -> Winner:
    if old_first is None or new_first is None:
        return "failed"
    by_order = ({FIRST: "old", SECOND: "new"}.get(old_first), {FIRST: "new", SECOND: "old"}.get(new_first))
    if by_order == ("new", "new"):
        return "new"
    if by_order == ("old", "old"):
        return "old"
    return "tie" if by_order == (None, None) else "torn"


def section(judge: Judge, said: Sequence[Bout], outcomes: Mapping[str, Outcome], state: State, by: Any) -> Any:
    """The judged part of a comparison, plain JSON."""
    fields = sorted({one.duel.path for one in said})
    return {
        **subject(judge, outcomes, state, by),
        "fields": {path: _line([one for one in said if one.duel.path == path]) for path in fields},
        ALL: _line(said),
        "bouts": [one.line() for one in said],
    }


def _line(said: Sequence[Bout]) -> dict[str, Any]:
    """`torn`: the judge's word changed with the order."""
    count = {name: sum(one.winner == name for one in said) for name in ("new", "old", "tie", "torn", "failed")}
    return {"places": len(said), **count, "sign_p": sign_test(count["new"], count["old"])}


def show(body: Mapping[str, Any], console: Console) -> None:
    """Print a judged section of a comparison."""
    table = Table("field", "places", "new better", "old better", "tie", "torn", "failed", "sign test p")
    for path, one in [*body["fields"].items(), (ALL, body[ALL])]:
        counts = [str(one[key]) for key in ("places", "new", "old", "tie", "torn", "failed")]
        table.add_row(path, *counts, f"{one['sign_p']:.3f}")
    table.title, table.title_justify = f"judged in pairs by {', '.join(body['answered_as']) or body['use']}", "left"
    console.print(table)
    show_subject(body, console)
