"""What numbers from few documents are worth: intervals, tests, and how small a difference a set could have shown.

The unit is the document. Written by hand, checked against textbook values and by simulation (tests/evals).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.samples.agreement import cohen_kappa

Z95 = 1.959963984540054
Share = tuple[float, float]
"""How many of how many; no whole numbers where they are `independent` ones."""
SMALL_SET = 300
"""Below so many documents intervals are too wide for a gate: point estimates decide, and the report says so."""


@dataclass(frozen=True, slots=True)
class Interval:
    """The ends of a 95 % interval."""

    low: float
    high: float


def wilson(right: float, n: float, z: float = Z95) -> Interval | None:
    """Wilson's score interval of a share (Wilson 1927); None for nothing of nothing."""
    if n == 0:
        return None
    p, z2 = right / n, z * z
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = z / (1 + z2 / n) * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    return Interval(max(0.0, middle - half), min(1.0, middle + half))


def independent(documents: Sequence[Share]) -> Share:
    """The share over all documents, of as many as would be worth as much if no two came from one document.

    Values of one text are right and wrong together, so that many of them say less than their number (Kish's design
    effect, for a ratio). Where all documents are alike nothing is seen of that: then each counts once.
    """
    right, n = (sum(column) for column in zip(*documents, strict=True)) if documents else (0.0, 0.0)
    if n == 0:
        return 0.0, 0.0
    rate = right / n
    apart = sum((part - rate * whole) ** 2 for part, whole in documents)
    worth = min(n, n * n * rate * (1 - rate) / apart) if apart else min(n, float(len(documents)))
    return rate * worth, worth


def mcnemar_mid_p(only_old: int, only_new: int) -> float:
    """Two-sided mid-p of McNemar's test over the discordant documents (Fagerland, Lydersen, Laake 2013)."""
    n, k = only_old + only_new, min(only_old, only_new)
    if n == 0:
        return 1.0
    if only_old == only_new:
        return 1.0 - 0.5 * _binomial(n, k)
    return min(1.0, 2 * sum(_binomial(n, x) for x in range(k + 1)) - _binomial(n, k))


def holm(p_values: Mapping[str, float]) -> dict[str, float]:
    """Adjusted p-values: many fields looked at, the chance of one false alarm stays what it was (Holm 1979)."""
    adjusted, highest, m = {}, 0.0, len(p_values)
    for rank, name in enumerate(sorted(p_values, key=lambda name: p_values[name])):
        highest = max(highest, min(1.0, (m - rank) * p_values[name]))
        adjusted[name] = highest
    return adjusted


def rogan_gladen(observed: float, sensitivity: float, specificity: float) -> float | None:
    """A rate that an imperfect judge reported, corrected (Rogan, Gladen 1978); None where the judge is no better than
    chance."""
    skill = sensitivity + specificity - 1
    return min(1.0, max(0.0, (observed + specificity - 1) / skill)) if skill > 0 else None


def kappa_interval(table: Sequence[Sequence[int]], z: float = Z95) -> Interval | None:
    """Interval of Cohen's kappa by its large-sample error (Fleiss, Cohen, Everitt 1969); None where kappa is none."""
    kappa, n, levels = cohen_kappa(table), sum(map(sum, table)), range(len(table))
    if kappa is None:
        return None
    rows = [sum(row) / n for row in table]
    columns = [sum(row[j] for row in table) / n for j in levels]
    chance = sum(row * column for row, column in zip(rows, columns, strict=True))
    agree = sum(table[i][i] / n * (1 - (rows[i] + columns[i]) * (1 - kappa)) ** 2 for i in levels)
    cross = sum(table[i][j] / n * (columns[i] + rows[j]) ** 2 for i in levels for j in levels if i != j)
    variance = agree + (1 - kappa) ** 2 * cross - (kappa - chance * (1 - kappa)) ** 2
    half = z * math.sqrt(max(0.0, variance) / n) / (1 - chance)
    return Interval(max(-1.0, kappa - half), min(1.0, kappa + half))


def corrected_interval(seen: Share, sensitivity: Share, specificity: Share, z: float = Z95) -> Interval | None:
    """Interval of a corrected rate, with what is not known of the judge in it (Lang, Reiczigel 2014).

    None for nothing seen, and where the judge is no better than chance.
    """
    (right, n), hit, miss = seen, _laplace(sensitivity), _laplace(specificity)
    skill = hit.share + miss.share - 1
    if n == 0 or skill <= 0:
        return None
    rate = (right + z * z / 2) / (n + z * z)
    true = (rate + miss.share - 1) / skill
    hit_error, miss_error = (one.share * (1 - one.share) / one.n for one in (hit, miss))
    middle = true + 2 * z * z * (true * hit_error - (1 - true) * miss_error)
    spread = rate * (1 - rate) / (n + z * z) + true**2 * hit_error + (1 - true) ** 2 * miss_error
    half = z * math.sqrt(spread) / skill
    return Interval(min(1.0, max(0.0, middle - half)), max(0.0, min(1.0, middle + half)))


def sign_test(wins: int, losses: int) -> float:
    """Two-sided exact p of as many wins and losses where both are as likely; ties say nothing (Dixon, Mood 1946)."""
    n, k = wins + losses, min(wins, losses)
    return min(1.0, 2 * sum(_binomial(n, x) for x in range(k + 1))) if n else 1.0


def rule_of_three(n: int) -> float:
    """No error among n: at most this share, with 95 % confidence."""
    return min(1.0, 3 / n)


# ---- how small a difference could have been seen ------------------------------------------------------------------
def power(n: int, discordant: float, delta: float, alpha: float = 0.05) -> float:
    """Chance that McNemar's mid-p finds a true difference `delta`, when a share `discordant` of n documents differs."""
    lean = (discordant + delta) / (2 * discordant)
    spread = 5 * math.sqrt(n * discordant * (1 - discordant)) + 5
    low, high = max(0, int(n * discordant - spread)), min(n, int(n * discordant + spread) + 1)
    return sum(_binomial(n, m, discordant) * _rejects(m, lean, alpha) for m in range(low, high + 1))


def minimum_detectable(n: int, discordant: float, wanted: float = 0.8) -> float | None:
    """The smallest true difference found with 80 % power, to half a percentage point; None if even the largest is not.

    No difference can be larger than the share of documents on which the two disagree.
    """
    steps = int(discordant * 200 + 1e-9)
    return first_that(range(1, steps + 1), lambda step: power(n, discordant, step / 200) >= wanted)


def first_that(steps: range, holds: Callable[[int], bool]) -> float | None:
    """By bisection, as a share: power only grows with the difference."""
    if not steps or not holds(steps[-1]):
        return None
    low, high = 0, len(steps) - 1
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(steps[middle]) else (middle + 1, high)
    return steps[low] / 200


class _Smoothed(NamedTuple):
    share: float
    n: float


def _laplace(one: Share) -> _Smoothed:
    """A share with one right and one wrong added: nothing that was seen a few times is certain."""
    return _Smoothed((one[0] + 1) / (one[1] + 2), one[1] + 2)


def _rejects(m: int, lean: float, alpha: float) -> float:
    """Chance that m discordant documents are called a difference, when each leans one way with chance `lean`."""
    critical, below = -1, 0.0
    for k in range((m + 1) // 2):
        at = _binomial(m, k)
        if 2 * (below + at) - at > alpha:
            break
        critical, below = k, below + at
    return sum(_binomial(m, x, lean) + _binomial(m, x, 1 - lean) for x in range(critical + 1))


def _binomial(n: int, k: int, p: float = 0.5) -> float:
    """P(X = k) for X ~ Bin(n, p)."""
    if p in (0.0, 1.0):
        return float(k == n * p)
    log = math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
    return math.exp(log + k * math.log(p) + (n - k) * math.log1p(-p))
