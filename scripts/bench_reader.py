"""CPU of the embedded provider on real-estate ads: 500 characters ≤ 3 ms, 6,000 ≤ 15 ms, growth linear.

Everything from source to settled answer counts; loading tasks and imports do not. CPU time, not wall time, best of
several rounds: what the code needs, whatever else the machine is doing.
"""

from __future__ import annotations

import time
from datetime import date

from app.domain import Source
from app.output.settle import settle_reading
from app.providers.rules import read
from app.tasks.task import Task

from scripts import gold

SIZES = (250, 500, 1000, 2000, 4000, 6000)
BUDGET_MS = {500: 3.0, 6000: 15.0}
ROUNDS = 15


def ad(size: int, catalog_rows: list[gold.Row]) -> str:
    """A text of exactly `size` characters made of whole ads: what a paste of several listings looks like."""
    texts = [row["text"] for row in catalog_rows if len(row["text"]) > 150]
    joined = "\n\n".join(texts[i % len(texts)] for i in range(size // 100 + 2))
    return joined[:size]


def cpu_ms(task: Task, text: str) -> float:
    """The best of several rounds, in milliseconds of CPU."""
    best = float("inf")
    for number in range(ROUNDS):
        source = Source(
            f"{text[:-1]}{number}", date(2026, 3, 2)
        )  # a new text each time: what is remembered does not help
        began = time.process_time()
        settle_reading(task, source, read(task, source))
        best = min(best, time.process_time() - began)
    return best * 1000


def main() -> None:
    """Print one line per size."""
    catalog, _ = gold.embedded()
    rows = gold.rows(catalog, "parse/real-estate")
    task = catalog.get("parse/real-estate")
    print("\nembedded provider, parse/real-estate (CPU, best of", ROUNDS, "rounds)")
    for size in SIZES:
        used = cpu_ms(task, ad(size, rows))
        budget = f"budget {BUDGET_MS[size]:g} ms" if size in BUDGET_MS else ""
        print(f"  {size:>5} characters  {used:6.2f} ms   {used / size * 1000:5.2f} µs a character   {budget}")
    ads = [row["text"] for row in rows]
    total = sum(cpu_ms(task, text) for text in ads)
    characters = sum(map(len, ads))
    print(f"  {len(ads)} gold ads, {characters / len(ads):.0f} characters on average: {total / len(ads):.2f} ms each")


if __name__ == "__main__":
    main()
