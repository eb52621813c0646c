"""Counts of one field in one document or in many, and the figures that follow from them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from typing import Any


@dataclass(slots=True)
class Tally:
    """Counts of leaves.

    `tp` counts for recall, `tpp` for precision (also what is acceptable without being required); `null` leaves that the
    gold leaves empty, `made_up` those of them that the answer fills; `omitted` required leaves the answer leaves empty.
    """

    tp: int = 0
    tpp: int = 0
    fp: int = 0
    fn: int = 0
    null: int = 0
    made_up: int = 0
    omitted: int = 0

    def add(self, other: Tally) -> None:
        self.tp += other.tp
        self.tpp += other.tpp
        self.fp += other.fp
        self.fn += other.fn
        self.null += other.null
        self.made_up += other.made_up
        self.omitted += other.omitted

    @property
    def right(self) -> bool:
        """Nothing wrong and nothing missing."""
        return not (self.fp or self.fn)

    @property
    def judged(self) -> bool:
        """Whether there was anything to be right or wrong about."""
        return bool(self.tp or self.tpp or self.fp or self.fn)

    def line(self) -> dict[str, Any]:
        """Precision, recall and F1 with the counts, as a report shows them."""
        counts = {"tp": self.tp, "fp": self.fp, "fn": self.fn}
        p, r = ratio(self.tpp, self.tpp + self.fp), ratio(self.tp, self.tp + self.fn)
        return {"precision": p, "recall": r, "f1": f1(self.tp, self.tpp, self.fp, self.fn), **counts}

    def counts(self) -> Sequence[int]:
        """All seven, in the order of the declaration."""
        return astuple(self)


def ratio(part: float, whole: float) -> float | None:
    """None where there is nothing to divide by: never 0, never 1."""
    return part / whole if whole else None


def f1(tp: int, tpp: int, fp: int, fn: int) -> float | None:
    """Harmonic mean of precision and recall; None if neither is defined, 0 if nothing is right."""
    p, r = ratio(tpp, tpp + fp), ratio(tp, tp + fn)
    if p is None and r is None:
        return None
    return 2 * p * r / (p + r) if p and r else 0.0


def total(tallies: Iterable[Tally]) -> Tally:
    """Their sum."""
    summed = Tally()
    for one in tallies:
        summed.add(one)
    return summed
