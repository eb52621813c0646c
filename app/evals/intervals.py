"""Intervals of one run's figures, and paired differences of two: Wilson for shares, bootstrap over documents for F1."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from app.evals.resample import Statistic, distributions, percentile_interval, two_sided_p
from app.evals.scored import Scored
from app.evals.statistics import Interval, wilson
from app.evals.tally import Tally, f1, ratio, total

WIDTH = 7
"""Counts of one Tally."""
PER_DOCUMENT = {
    "exact_match": "exact",
    "gate_accuracy": "gate",
    "count_accuracy": "counted",
    "first_deal_accuracy": "first",
}
"""Figures that are a share of documents (or of their parts), and where a scored document holds them."""


@dataclass(frozen=True, slots=True)
class Lanes:
    """Where the counts of each figure stand in a document's row: micro, critical, then every field."""

    critical: frozenset[str]
    fields: tuple[str, ...]

    @classmethod
    def of(cls, critical: frozenset[str], *runs: Iterable[Scored]) -> Lanes:
        return cls(critical, tuple(sorted({path for run in runs for one in run for path in one.fields})))

    @property
    def width(self) -> int:
        return WIDTH * (2 + len(self.fields))

    def row(self, one: Scored) -> list[int]:
        """The counts of one document."""
        micro = total(one.fields.values())
        critical = total(tally for path, tally in one.fields.items() if path in self.critical)
        each = [one.fields.get(path, _NOTHING) for path in self.fields]
        return [int(count) for tally in (micro, critical, *each) for count in tally.counts()]

    def statistics(self, at: int = 0) -> dict[str, Statistic]:
        """Figures by name, read from a summed row that begins at `at`."""
        found: dict[str, Statistic] = {
            "micro_f1": _f1_at(at),
            "critical_f1": _f1_at(at + WIDTH),
            "hallucination_rate": _ratio_at(at + 5, at + 4),
            "omission_rate": _omission_at(at),
        }
        return found | {f"field:{path}": _f1_at(at + WIDTH * (2 + i)) for i, path in enumerate(self.fields)}


@dataclass(frozen=True, slots=True)
class Difference:
    """New minus old of one figure over the same documents."""

    old: float | None
    new: float | None
    delta: float | None
    interval: Interval | None
    p: float


def intervals(scored: Sequence[Scored], critical: frozenset[str]) -> dict[str, Interval | None]:
    """The 95 % interval of every figure of a run."""
    lanes = Lanes.of(critical, scored)
    spread = distributions([lanes.row(one) for one in scored], lanes.statistics())
    found = {name: percentile_interval(values) for name, values in spread.items()}
    return found | {name: _share(scored, part) for name, part in PER_DOCUMENT.items()}


def differences(old: Sequence[Scored], new: Sequence[Scored], critical: frozenset[str]) -> dict[str, Difference]:
    """Paired over documents: both runs hold the same cases in the same order."""
    lanes = Lanes.of(critical, old, new)
    pairs = zip(old, new, strict=True)
    rows = [[*lanes.row(a), *lanes.row(b), int(a.exact), int(b.exact), 1] for a, b in pairs]
    end = 2 * lanes.width
    before = {**lanes.statistics(), "exact_match": _ratio_at(end, end + 2)}
    after = {**lanes.statistics(lanes.width), "exact_match": _ratio_at(end + 1, end + 2)}
    spread = distributions(rows, {name: _minus(after[name], before[name]) for name in before})
    whole = [sum(column) for column in zip(*rows, strict=True)] if rows else [0] * (end + 3)
    return {name: _difference(before[name](whole), after[name](whole), spread[name]) for name in before}


def told(interval: Interval | None) -> list[float] | None:
    """An interval as JSON."""
    return None if interval is None else [interval.low, interval.high]


# ---- pieces ----------------------------------------------------------------------------------------------------------
_NOTHING = Tally()


def _difference(old: float | None, new: float | None, spread: Sequence[float]) -> Difference:
    delta = None if old is None or new is None else new - old
    return Difference(old, new, delta, percentile_interval(spread), two_sided_p(spread))


def _share(scored: Sequence[Scored], part: str) -> Interval | None:
    if part == "exact":
        return wilson(sum(one.exact for one in scored), len(scored))
    pairs: list[Any] = [getattr(one, part) for one in scored]
    return wilson(sum(right for right, _ in pairs), sum(whole for _, whole in pairs))


def _f1_at(at: int) -> Statistic:
    return lambda row: f1(row[at], row[at + 1], row[at + 2], row[at + 3])


def _ratio_at(part: int, whole: int) -> Statistic:
    return lambda row: ratio(row[part], row[whole])


def _omission_at(at: int) -> Statistic:
    return lambda row: ratio(row[at + 6], row[at] + row[at + 3])


def _minus(new: Statistic, old: Statistic) -> Statistic:
    def difference(row: Sequence[int]) -> float | None:
        before, after = old(row), new(row)
        return None if before is None or after is None else after - before

    return difference
