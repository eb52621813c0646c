"""The real task folders without the rest of the program: every name that lives in code is taken on trust."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from app.domain import Source
from app.korean.lexicon import LEXICON
from app.providers.base import Call, Repair
from app.tasks.load import Vocabulary, load_all
from app.tasks.spec import ModelSpec, TaskSpec
from app.tasks.task import Task, Version, digest_of

PROMPTS = Path(__file__).resolve().parent.parent.parent / "prompts"
DAY = date(2026, 3, 2)
AD = "신림역 5분 원룸 500/45/5, 3월 중순 협의"


class _Anything:
    """Knows every name."""

    def __contains__(self, name: object) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


@cache
def tasks() -> dict[str, Task]:
    """Every folder of prompts/ that loads, by its name; that all of them do is what `chaeum check` is for."""
    return load_all(PROMPTS, Vocabulary(_Anything(), _Anything(), _Anything(), LEXICON)).tasks


def made(prompt: str, examples: tuple[Any, ...] = (), **spec: Any) -> Task:
    """A task that stands in no folder; `spec` are the words of its task.yaml."""
    words = {
        "title": "시험",
        "owner": "tests",
        "input": {"text": {"max_chars": 1000}},
        "versions": {"stable": "v1"},
        "models": [{"use": "rules"}],
        **spec,
    }
    checked = TaskSpec.model_validate(words)
    version = Version("v1", prompt, examples, digest_of(words, prompt))
    return Task("test/made", PROMPTS, checked, {"v1": version})


def call(
    model: str = "openai:gpt-5.4-mini-2026-03-17",
    text: str = AD,
    *,
    task: Task | None = None,
    timeout_s: float = 3.0,
    repair: Repair | None = None,
    **spec: Any,
) -> Call:
    """One attempt at parse/real-estate, or at `task`; `spec` are further words of the model's entry."""
    task = task or tasks()["parse/real-estate"]
    chosen = ModelSpec(use=model, **({"max_output_tokens": 4500, "undated_ok": True} | spec))
    return Call(task, task.stable, Source(text, DAY), text, chosen, timeout_s, "n0nce123", repair)
