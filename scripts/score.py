"""`make score`: how good the embedded provider is on the development gold, one line per task."""

from __future__ import annotations

import sys
from typing import Any

from rich.console import Console
from rich.table import Table
from tests.gold import score

from scripts import gold


def main(names: list[str]) -> int:
    """Print the table; with task names, only those, field by field."""
    catalog, pipeline = gold.embedded()
    table = Table("task", "texts", "micro-F1", "critical", "gate", "hallucination", "evidence", "leaks", "exact")
    for name in names or list(catalog.tasks):
        given = gold.rows(catalog, name)
        found = {one["id"]: one for one in gold.answers(catalog, pipeline, given)}
        report = score.score_task(name, given, found)
        table.add_row(name, *_row(report))
        if names:
            score.show(report, 10, False)
    Console(width=130).print(table)
    return 0


def _row(report: dict[str, Any]) -> list[str]:
    def percent(value: float | None) -> str:
        return "-" if value is None else f"{100 * value:.1f} %"

    figures = (report["micro"]["f1"], report["critical"]["f1"], report["gate_accuracy"])
    return [
        str(report["documents"]),
        *map(percent, figures),
        percent(report["hallucination_rate"]),
        percent(report["evidence_share"]),
        str(len(report["leaks"])),
        percent(report["exact_match"]),
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
