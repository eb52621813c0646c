"""Old against new over the same documents: what changed, whether it could be chance, and whether the new one may ship."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.errors import ConfigurationError, Flaw
from app.evals.figures import figures
from app.evals.gates import Verdict, not_inferior
from app.evals.intervals import Difference, differences, told
from app.evals.report import note
from app.evals.scored import Scored, Scorer
from app.evals.statistics import holm, mcnemar_mid_p, minimum_detectable


@dataclass(frozen=True, slots=True)
class FieldTest:
    """One field, right or wrong per document: how many documents only one of the two got right, and what that says."""

    path: str
    only_old: int
    only_new: int
    p: float
    holm_p: float
    difference: Difference


@dataclass(frozen=True, slots=True)
class Compared:
    """Two runs over the same documents. `changed` are pairs whose answers differ in what is judged."""

    subjects: tuple[Mapping[str, Any], Mapping[str, Any]]
    pairs: Sequence[tuple[Scored, Scored]]
    figures: tuple[dict[str, Any], dict[str, Any]]
    differences: Mapping[str, Difference]
    fields: Sequence[FieldTest]
    documents: tuple[int, int, float]
    """Documents that only the old, only the new got right as a whole, and McNemar's mid-p."""
    verdicts: Sequence[Verdict]

    @property
    def passed(self) -> bool:
        return all(one.passed for one in self.verdicts)

    @property
    def changed(self) -> list[tuple[Scored, Scored]]:
        """Documents that are answered differently, the greatest change first."""
        found = [(a, b) for a, b in self.pairs if a.outcome.result != b.outcome.result]
        return sorted(found, key=lambda pair: (-abs(_wrong(pair[1]) - _wrong(pair[0])), pair[0].case.id))

    @property
    def discordant(self) -> float:
        """The share of documents on which exactly one of the two is right."""
        return (self.documents[0] + self.documents[1]) / max(1, len(self.pairs))

    @property
    def could_have_shown(self) -> float | None:
        """The smallest difference this set finds with 80 % power, at the discordance that was seen (1 % at least)."""
        return minimum_detectable(len(self.pairs), max(0.01, self.discordant))

    def body(self) -> dict[str, Any]:
        """Plain JSON."""
        only_old, only_new, p = self.documents
        return {
            "old": {"subject": dict(self.subjects[0]), **_short(self.figures[0])},
            "new": {"subject": dict(self.subjects[1]), **_short(self.figures[1])},
            "documents": len(self.pairs),
            "passed": self.passed,
            "gates": [one.line() for one in self.verdicts],
            "differences": {name: _line(one) for name, one in self.differences.items() if ":" not in name},
            "whole_documents": {"only_old_right": only_old, "only_new_right": only_new, "mcnemar_mid_p": p},
            "fields": [_field_line(one) for one in self.fields],
            "smallest_difference_found": self.could_have_shown,
            "note": note(len(self.pairs)),
            "changed": [pair[0].case.id for pair in self.changed],
        }


def compare(scorer: Scorer, subjects: tuple[Any, Any], old: Sequence[Scored], new: Sequence[Scored]) -> Compared:
    """Compare two runs over the documents that both have. Raises ConfigurationError where there is none."""
    known = {one.case.id: one for one in new}
    pairs = [(one, known[one.case.id]) for one in old if one.case.id in known]
    if not pairs:
        raise ConfigurationError([Flaw("command line", None, "RUNS", "have no document in common")])
    before, after = [a for a, _ in pairs], [b for _, b in pairs]
    found = differences(before, after, scorer.critical)
    only_old = sum(a.exact and not b.exact for a, b in pairs)
    only_new = sum(b.exact and not a.exact for a, b in pairs)
    return Compared(
        subjects,
        pairs,
        (figures(scorer, before), figures(scorer, after)),
        found,
        _fields(pairs, found),
        (only_old, only_new, mcnemar_mid_p(only_old, only_new)),
        not_inferior(scorer.measures.compare, found, len(pairs)),
    )


def _fields(pairs: Sequence[tuple[Scored, Scored]], found: Mapping[str, Difference]) -> list[FieldTest]:
    """Every field that somebody got wrong somewhere, the most certain change first."""
    counts: dict[str, tuple[int, int]] = {}
    for path in sorted({path for pair in pairs for one in pair for path in one.fields}):
        sides = [[path not in one.fields or one.fields[path].right for one in pair] for pair in pairs]
        counts[path] = sum(a and not b for a, b in sides), sum(b and not a for a, b in sides)
    tested = {path: mcnemar_mid_p(*both) for path, both in counts.items() if any(both)}
    adjusted = holm(tested)
    rows = [FieldTest(path, *counts[path], tested[path], adjusted[path], found[f"field:{path}"]) for path in tested]
    return sorted(rows, key=lambda one: (one.p, one.path))


def _wrong(one: Scored) -> int:
    return sum(tally.fp + tally.fn for tally in one.fields.values())


def _short(body: Mapping[str, Any]) -> dict[str, Any]:
    kept = ("documents", "micro", "critical", "macro_f1", "rates", "latency_s", "usage")
    return {key: body[key] for key in kept}


def _line(one: Difference) -> dict[str, Any]:
    return {"old": one.old, "new": one.new, "delta": one.delta, "interval": told(one.interval), "bootstrap_p": one.p}


def _field_line(one: FieldTest) -> dict[str, Any]:
    return {
        "field": one.path,
        "only_old_right": one.only_old,
        "only_new_right": one.only_new,
        "mcnemar_mid_p": one.p,
        "holm_p": one.holm_p,
        **_line(one.difference),
    }
