"""What must hold before something ships: the gates of metrics.yaml over one run, and non-inferiority over two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.errors import ConfigurationError, Flaw
from app.evals.intervals import Difference
from app.evals.measures import Comparison, Gate
from app.evals.statistics import SMALL_SET, Interval


@dataclass(frozen=True, slots=True)
class Verdict:
    """One gate: what was asked, what was seen, and how it was decided."""

    name: str
    passed: bool
    seen: float | None
    asked: str
    decided_by: str

    def line(self) -> dict[str, Any]:
        return {
            "gate": self.name,
            "passed": self.passed,
            "seen": self.seen,
            "asked": self.asked,
            "decided_by": self.decided_by,
        }


def check(gates: Mapping[str, Gate], report: Mapping[str, Any], spread: Mapping[str, Interval | None]) -> list[Verdict]:
    """Every gate over a run's figures. A figure that is not defined (no such leaves) passes nothing and fails nothing.

    Raises ConfigurationError for a gate that names no figure.
    """
    small = report["documents"] < SMALL_SET
    return [_check(name, gate, figure(report, name), spread.get(name), small=small) for name, gate in gates.items()]


def figure(report: Mapping[str, Any], name: str) -> float | None:
    """A figure by the name that gates use: a rate, `micro_f1`, `leaks`, or `field:<path>`."""
    named: dict[str, Any] = {
        **report["rates"],
        "micro_f1": report["micro"]["f1"],
        "critical_f1": report["critical"]["f1"],
        "macro_f1": report["macro_f1"],
        "leaks": len(report["leaks"]),
        "violations": len(report["violations"]),
        "usd_per_million_posts": report["usage"]["usd_per_million_posts"],
        **{f"field:{path}": line["f1"] for path, line in report["fields"].items()},
    }
    if name not in named:
        raise ConfigurationError([Flaw("metrics.yaml", None, f"gates.{name}", "is no figure of an evaluation")])
    found: float | None = named[name]
    return found


def not_inferior(wanted: Comparison, found: Mapping[str, Difference], documents: int) -> list[Verdict]:
    """The new one is not worse by more than `min_delta`: the interval's lower end, or the point for a small set."""
    small = documents < SMALL_SET
    verdicts = []
    for name in wanted.figures:
        one = found[name]
        low = one.delta if small or one.interval is None else one.interval.low
        passed = low is not None and low >= wanted.min_delta - 1e-12
        # Nothing to get wrong on either side is no loss; a figure that the new one no longer has is.
        passed = passed or (one.old is None and one.new is None)
        asked = f"new − old ≥ {wanted.min_delta:+.3f}"
        verdicts.append(Verdict(name, passed, low, asked, _decided(small or one.interval is None, "lower")))
    return verdicts


def _check(name: str, gate: Gate, seen: float | None, spread: Interval | None, *, small: bool) -> Verdict:
    point = gate.ci is None or small or spread is None
    if not point and spread is not None:
        seen = spread.low if gate.ci == "lower" else spread.high
    low, high = gate.min, gate.max
    passed = seen is None or ((low is None or seen >= low) and (high is None or seen <= high))
    asked = " and ".join([*([f"≥ {low:g}"] if low is not None else []), *([f"≤ {high:g}"] if high is not None else [])])
    return Verdict(name, passed, seen, asked, _decided(point and gate.ci is not None, gate.ci))


def _decided(point: bool, end: str | None) -> str:
    if end is None:
        return "point"
    return f"point (fewer than {SMALL_SET} documents)" if point else f"{end} end of the 95 % interval"
