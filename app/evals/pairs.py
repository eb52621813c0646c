"""Two versions' values side by side: which one is better, asked in both orders.

A judge that leans to the first place says "first" twice and means two different values: that is a tie, and counted as
`torn`. Only a win in both orders is a win. The sign test counts documents, by which version won more places of each:
places of one document hang together. Ties say nothing in it, and over fields its p is Holm's.
"""

from __future__ import annotations

from collections import Counter
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
from app.evals.statistics import holm, sign_test

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
    paths = sorted({one.duel.path for one in said})
    fields = {path: _line([one for one in said if one.duel.path == path]) for path in paths}
    adjusted = holm({path: line["sign_p"] for path, line in fields.items()})
    return {
        **subject(judge, outcomes, state, by),
        "fields": {path: {**line, "holm_p": adjusted[path]} for path, line in fields.items()},
        ALL: _line(said),
        "bouts": [one.line() for one in said],
    }


def _line(said: Sequence[Bout]) -> dict[str, Any]:
    """`torn`: the judge's word changed with the order."""
    count = {name: sum(one.winner == name for one in said) for name in ("new", "old", "tie", "torn", "failed")}
    return {"places": len(said), **count, "sign_p": sign_test(*documents_won(said))}


def documents_won(said: Iterable[Bout]) -> tuple[int, int]:
    """In how many documents the new version won more places than the old one, and the old one more than the new."""
    leads = Counter[str]()
    for one in said:
        leads[one.duel.document] += (one.winner == "new") - (one.winner == "old")
    return sum(lead > 0 for lead in leads.values()), sum(lead < 0 for lead in leads.values())


def show(body: Mapping[str, Any], console: Console) -> None:
    """Print a judged section of a comparison."""
    table = Table("field", "places", "new better", "old better", "tie", "torn", "failed", "p")
    for path, one in [*body["fields"].items(), (ALL, body[ALL])]:
        counts = [str(one[key]) for key in ("places", "new", "old", "tie", "torn", "failed")]
        table.add_row(path, *counts, f"{one.get('holm_p', one['sign_p']):.3f}")
    table.title, table.title_justify = f"judged in pairs by {', '.join(body['answered_as']) or body['use']}", "left"
    console.print(table)
    show_subject(body, console)
