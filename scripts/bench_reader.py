"""CPU of the embedded provider: a real-estate ad of 500 characters ≤ 3 ms, 6,000 ≤ 15 ms, growth linear; and the others.

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

ADS = "parse/real-estate"
SIZES = (250, 500, 1000, 2000, 4000, 6000)
BUDGET_MS = {500: 3.0, 6000: 15.0}
ROUNDS = 15


def paste(size: int, texts: list[str]) -> str:
    """A text of exactly `size` characters made of whole posts: what a paste of several looks like."""
    long = [text for text in texts if len(text) > 150] or texts
    joined = "\n\n".join(long[i % len(long)] for i in range(size // min(map(len, long)) + 2))
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


def by_size(task: Task, texts: list[str]) -> None:
    """One line per size."""
    print(f"\nembedded provider, {task.name} (CPU, best of {ROUNDS} rounds)")
    for size in SIZES:
        used = cpu_ms(task, paste(size, texts))
        budget = f"budget {BUDGET_MS[size]:g} ms" if size in BUDGET_MS else ""
        print(f"  {size:>5} characters  {used:6.2f} ms   {used / size * 1000:5.2f} µs a character   {budget}")


def main() -> None:
    """The ads by size; a paste of 500 characters and the gold posts of every task."""
    catalog, _ = gold.embedded()
    posts = {name: [row["text"] for row in gold.rows(catalog, name)] for name in catalog.tasks}
    by_size(catalog.get(ADS), posts[ADS])
    print("\nevery task: 500 characters, and the gold posts")
    for name, texts in posts.items():
        task = catalog.get(name)
        each = sum(cpu_ms(task, text) for text in texts) / len(texts)
        average = sum(map(len, texts)) / len(texts)
        print(
            f"  {name:<18} {cpu_ms(task, paste(500, texts)):6.2f} ms   {len(texts)} of {average:.0f} characters: {each:.2f} ms each"
        )


if __name__ == "__main__":
    main()
