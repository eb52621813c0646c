"""How far reviewers agree, beyond what chance alone would bring.

    raw    the share of values on which two reviewers say the same
    kappa  (raw - chance) / (1 - chance); chance: both say what they usually say, each on their own (Cohen)

A value is judged right or not right: that one reviewer also wrote down what is right is no disagreement. With more than
two reviewers it is the mean over their pairs, each weighing as much as it has judged together. Kappa is None where
chance alone would agree always, as where everybody found everything right: then it says nothing. A judging model is held
against experts by the same figure (`app.evals.calibration`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

Ratings = Mapping[str, str]
"""What each reviewer says of one thing: reviewer → label."""
Table = Counter[tuple[str, str]]
"""(label of one reviewer, label of the other) → how often."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """`n` things were judged by two or more; `pairs` of reviewers judged something together."""

    n: int
    pairs: int
    raw: float | None
    kappa: float | None


def agreement(judged: Iterable[Ratings]) -> Agreement:
    """Agreement over things that were judged."""
    both: dict[tuple[str, str], Table] = {}
    n = 0
    for ratings in judged:
        n += len(ratings) > 1
        for one, other in combinations(sorted(ratings), 2):
            both.setdefault((one, other), Counter())[ratings[one], ratings[other]] += 1
    return Agreement(n, len(both), _mean(both.values(), _raw), _mean(both.values(), _kappa))


def cohen_kappa(table: Sequence[Sequence[int]]) -> float | None:
    """Agreement of two raters beyond chance; `table[i][j]` counts what one called i and the other j (Cohen 1960).

    None where nothing was rated, or where both always said the same one thing.
    """
    n, same = sum(map(sum, table)), sum(row[i] for i, row in enumerate(table))
    # In whole numbers as long as possible: 1 - chance is exactly 0 only there.
    chance = sum(sum(row) * sum(column) for row, column in zip(table, zip(*table, strict=True), strict=True))
    return None if chance == n * n else (same * n - chance) / (n * n - chance)


def _kappa(table: Table) -> float | None:
    labels = sorted({label for pair in table for label in pair})
    return cohen_kappa([[table[one, other] for other in labels] for one in labels])


def _raw(table: Table) -> float | None:
    return sum(times for (one, other), times in table.items() if one == other) / table.total()


def _mean(tables: Iterable[Table], measure: Callable[[Table], float | None]) -> float | None:
    known = [(value, table.total()) for table in tables if (value := measure(table)) is not None]
    return sum(value * weight for value, weight in known) / sum(weight for _, weight in known) if known else None
