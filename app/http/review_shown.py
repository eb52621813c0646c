"""What a reviewer is shown, as JSON: the queue, one sample, what became of a verdict, and how far reviewers agree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain import Json
from app.errors import InvalidInput
from app.samples.agreement import Agreement
from app.samples.review import Board, Item, Outcome, outcome
from app.samples.rows import form_of, value_at
from app.samples.verdict import Verdict, filled, proposal, rows_to_judge
from app.tasks.task import Task

FIRST_WORDS = 80
_FACTS = ("task", "at", "why", "warnings", "version", "provider", "model", "problem")


def summary(item: Item) -> dict[str, Any]:
    """One line of the queue. Whose sample it was is nobody's business here."""
    sample = item.sample
    return {
        "id": item.id,
        "task": sample["task"],
        "at": sample["at"],
        "why": sample["why"],
        "edited": bool(sample.get("corrected")),
        "begins": " ".join(sample["text"].split())[:FIRST_WORDS],
    }


def whole(task: Task, board: Board, item: Item, me: str) -> dict[str, Any]:
    """Everything about one sample; what others said of it only once `me` has said something."""
    sample, said = item.sample, board.said_of(item)
    mine = said.get(me)
    shadow = sample.get("shadow") or {}
    return {
        "id": item.id,
        "seen": item.seen,
        **{name: sample.get(name) for name in _FACTS},
        "text": sample["text"],
        "input": sample["input"],
        "marks": sample.get("marks") or {},
        "edited": bool(sample.get("corrected")),
        "shadow_version": shadow.get("version"),
        "rows": _rows(task, sample, shadow.get("result"), mine),
        "mine": _words(mine) if mine is not None else None,
        **(after(outcome(task, item, said), said, me) if mine is not None else {}),
    }


def after(comes_to: Outcome, said: Mapping[str, Verdict], me: str) -> dict[str, Any]:
    """What one may know after having judged."""
    others = [{"reviewer": name, **_words(verdict)} for name, verdict in sorted(said.items()) if name != me]
    return {"state": comes_to.state, "others": others}


def figures(told: Mapping[str, Mapping[str, Agreement]]) -> list[dict[str, Any]]:
    """Agreement by task, the fields on which reviewers agree least first."""
    return [
        {
            "task": task,
            **_figure(fields[""]),
            "fields": [{"field": name, **_figure(one)} for name, one in _worst(fields)],
        }
        for task, fields in sorted(told.items())
    ]


def cursor_of(item: Item) -> str:
    """A place in the queue that stays one while the queue changes."""
    rank, at, name = item.place
    return f"{rank}_{-at!r}_{name}"


def place_of(cursor: str) -> tuple[int, float, str]:
    """The place that a cursor names. Raises InvalidInput."""
    rank, _, rest = cursor.partition("_")
    at, _, name = rest.partition("_")
    try:
        return int(rank), -float(at), name
    except ValueError:
        raise InvalidInput("the cursor is none of ours") from None


def _rows(task: Task, sample: Mapping[str, Any], shadow: Json, mine: Verdict | None) -> list[dict[str, Any]]:
    """Every row, with what the answer and a shadow said where that is something else. Empty ones are for what is missing."""
    form, words = proposal(sample), sample.get("words") or {}
    added = form_of(mine.values) if mine is not None else None
    shown = []
    for pointer, _ in rows_to_judge(task, sample, shadow, added):
        value = value_at(form, pointer)
        row: dict[str, Any] = {"pointer": pointer, "value": value, "filled": filled(sample, pointer)}
        if sample.get("corrected") and value_at(sample.get("result"), pointer) != value:
            row["answered"] = value_at(sample.get("result"), pointer)
        if shadow is not None and value_at(shadow, pointer) != value:
            row["shadow"] = value_at(shadow, pointer)
        if pointer in words:
            row["words"] = words[pointer]
        shown.append(row)
    return shown


def _words(verdict: Verdict) -> dict[str, Any]:
    return {"fields": dict(verdict.fields), "values": dict(verdict.values)}


def _figure(one: Agreement) -> dict[str, Any]:
    return {"n": one.n, "pairs": one.pairs, "raw": one.raw, "kappa": one.kappa}


def _worst(fields: Mapping[str, Agreement]) -> list[tuple[str, Agreement]]:
    named = [(name, one) for name, one in fields.items() if name]
    return sorted(named, key=lambda pair: (pair[1].raw if pair[1].raw is not None else 1.0, -pair[1].n, pair[0]))
