"""Rules about proof and release: an evaluation exists, and a released version is never edited."""

from __future__ import annotations

from collections.abc import Iterator

from app.tasks.lint.rule import Found, Rule, Subject

FEWEST_CASES, ENOUGH_CASES = 30, 100


def _evaluated(subject: Subject) -> Iterator[Found]:
    count = len(subject.cases)
    where = f"{subject.shown}/eval"
    if count < FEWEST_CASES:
        yield Found(where, None, f"{count} evaluation cases; at least {FEWEST_CASES} are needed")
    elif count < ENOUGH_CASES:
        yield Found(where, None, f"{count} evaluation cases find only disasters; {ENOUGH_CASES} are better", "warning")


RULES = (
    Rule(
        "P18",
        "evaluation exists",
        "측정 가능해야 하고 · 100 ~ 1000여 개 · 중요한 edge case 포함",
        "error",
        "add cases to eval/*.jsonl: id, text, input, expected, tags",
        _evaluated,
    ),
)
