"""One run as a report: JSON for machines, tables for a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

from app.evals.asking import Outcome
from app.evals.cases import Case
from app.evals.figures import figures
from app.evals.gates import Verdict, check
from app.evals.intervals import intervals, told
from app.evals.scored import Scored, Scorer
from app.evals.statistics import SMALL_SET, minimum_detectable

WORST = 10


@dataclass(frozen=True, slots=True)
class Report:
    """Everything about one run. `body` is plain JSON."""

    subject: Mapping[str, Any]
    scored: Sequence[Scored]
    verdicts: Sequence[Verdict]
    body: dict[str, Any]

    @property
    def passed(self) -> bool:
        return all(one.passed for one in self.verdicts)


def score_all(scorer: Scorer, cases: Sequence[Case], outcomes: Mapping[str, Outcome]) -> list[Scored]:
    """Every case that has an outcome, in the order of the cases."""
    return [scorer.score(case, outcomes[case.id]) for case in cases if case.id in outcomes]


def report(scorer: Scorer, subject: Mapping[str, Any], scored: Sequence[Scored]) -> Report:
    """The figures with their intervals, the gates, and the ten worst documents."""
    found = figures(scorer, scored)
    spread = intervals(scored, scorer.critical)
    verdicts = check(scorer.measures.gates, found, spread)
    body = {
        "subject": dict(subject),
        **found,
        "intervals": {name: told(one) for name, one in spread.items()},
        "gates": [one.line() for one in verdicts],
        "passed": all(one.passed for one in verdicts),
        "smallest_difference_found": {f"{d:.0%}": minimum_detectable(len(scored), d) for d in (0.05, 0.1, 0.2, 0.3)},
        "note": note(len(scored)),
        "worst": [worst(one) for one in sorted(scored, key=_badness, reverse=True)[:WORST] if one.misses],
    }
    return Report(subject, scored, verdicts, body)


def note(documents: int) -> str:
    """What a set of this size cannot say."""
    if documents >= SMALL_SET:
        return ""
    seen = minimum_detectable(documents, 0.1)
    told = f"differences of {100 * seen:.1f} points and more" if seen else "no difference"
    return f"{documents} documents find only disasters: where one in ten differs, {told} (80 % power)."


def worst(one: Scored) -> dict[str, Any]:
    """A document with its text, what was expected and what came."""
    misses = [{"pointer": m.pointer, "gold": m.gold, "said": m.said} for m in one.misses]
    return {"id": one.case.id, "text": one.case.text, "error": one.outcome.error, "misses": misses}


def _badness(one: Scored) -> int:
    return sum(tally.fp + tally.fn for tally in one.fields.values())


# ---- for a terminal --------------------------------------------------------------------------------------------------
def show(report: Report, console: Console, *, by_tag: bool = False) -> None:
    """Print it."""
    body = report.body
    table = Table("field", "P", "R", "F1", "95 %", "TP", "FP", "FN", title=_title(report), title_justify="left")
    for path, line in body["fields"].items():
        table.add_row(path, *_line(line, body["intervals"].get(f"field:{path}")))
    table.add_section()
    table.add_row("CRITICAL", *_line(body["critical"], body["intervals"]["critical_f1"]))
    table.add_row("MICRO", *_line(body["micro"], body["intervals"]["micro_f1"]))
    console.print(table)
    if by_tag:
        tags = Table("tag", "P", "R", "F1", "95 %", "TP", "FP", "FN")
        for tag, line in body["tags"].items():
            tags.add_row(tag, *_line(line, None))
        console.print(tags)
    _show_rates(body, console)
    for verdict in report.verdicts:
        mark = "[green]pass[/]" if verdict.passed else "[red]FAIL[/]"
        console.print(f"  {mark} {verdict.name} {percent(verdict.seen)} ({verdict.asked}; {verdict.decided_by})")
    if body["note"]:
        console.print(f"note: {body['note']}", markup=False)


def _show_rates(body: Mapping[str, Any], console: Console) -> None:
    rates = Table("rate", "", "95 %", show_header=False, box=None)
    for name, value in body["rates"].items():
        if value is not None:
            rates.add_row(name, percent(value), spread(body["intervals"].get(name)))
    console.print(rates)
    seconds, usage = body["latency_s"], body["usage"]
    if seconds:
        console.print(f"latency p50 {1000 * seconds['p50']:.1f} ms, p95 {1000 * seconds['p95']:.1f} ms")
    dear = usage["usd_per_million_posts"]
    cost = "unknown" if dear is None else f"${dear:,.2f} per million posts"
    console.print(f"tokens {usage['input_tokens']:,} in, {usage['output_tokens']:,} out; cost {cost}")
    for key in ("leaks", "violations", "errors"):
        if body[key]:
            console.print(f"{key}: {len(body[key])}, such as {body[key][0]}", markup=False)


def _title(report: Report) -> str:
    subject = report.subject
    who = subject.get("url") or f"{subject.get('version')} by {subject.get('use')}"
    return f"{subject.get('task')}: {len(report.scored)} documents, {who}"


def _line(line: Mapping[str, Any], interval: Any) -> list[str]:
    shares = [percent(line[key]) for key in ("precision", "recall", "f1")]
    return [*shares, spread(interval), *(str(line[key]) for key in ("tp", "fp", "fn"))]


def percent(value: float | None) -> str:
    """A share as people read it; counts stay counts."""
    if value is None:
        return "-"
    return f"{100 * value:.1f} %" if isinstance(value, float) and -1 <= value <= 1 else f"{value:g}"


def spread(interval: Any) -> str:
    """An interval in percent."""
    return "" if not interval else f"{100 * interval[0]:.1f}–{100 * interval[1]:.1f}"
