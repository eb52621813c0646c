"""Pins: aliases are refused, undated ids need a word, ends are warned of 90 days ahead."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from app.providers import lifecycle
from app.providers.lifecycle import drifted, ends_on, findings
from app.tasks.spec import ModelSpec
from scripts.seed_lifecycle import seeded

from tests.world.folders import tasks

DAY = date(2026, 11, 24)


def told(use: str, today: date = DAY, *, undated_ok: bool = False) -> list[tuple[str, str]]:
    return [(one.severity, one.message) for one in findings(ModelSpec(use=use, undated_ok=undated_ok), today)]


@pytest.mark.parametrize(
    "use",
    [
        "openai:gpt-5.4-mini",
        "openai:gpt-4o",
        "openai:chatgpt-4o-latest",
        "openai:gpt-5-chat-latest",
        "gemini:gemini-flash-latest",
        "gemini:gemini-3-pro-preview",
    ],
)
def test_aliases_are_refused_whatever_is_said(use: str) -> None:
    """A name that points somewhere else tomorrow is no pin, not even with undated_ok."""
    assert told(use)[0][0] == "error"
    assert "alias" in told(use, undated_ok=True)[0][1]


def test_an_undated_id_needs_a_word() -> None:
    """Ids without any dated sibling are accepted when the task says so."""
    assert told("gemini:gemini-3.5-flash-lite") == [
        ("error", "has no date; say `undated_ok: true` if that is accepted")
    ]
    assert told("gemini:gemini-3.5-flash-lite", undated_ok=True) == []
    assert told("openai:gpt-6-luna", undated_ok=True) == []


@pytest.mark.parametrize("use", ["openai:gpt-5.4-mini-2026-03-17", "openai:gpt-5.5-2026-04-23", "vllm:qwen3-latest"])
def test_good_pins(use: str) -> None:
    """A dated id, and whatever a server of one's own calls its models."""
    assert told(use) == []


def test_an_end_is_told_ninety_days_ahead() -> None:
    """Silent before, a warning within 90 days, an error after."""
    use, end = "openai:gpt-5.4-nano-2026-03-17", date(2027, 4, 1)
    assert ends_on("gpt-5.4-nano-2026-03-17") == end
    assert told(use, end - timedelta(days=91)) == []
    assert told(use, end - timedelta(days=90)) == [("warning", "will be switched off on 2027-04-01, in 90 days")]
    assert told(use, end) == [("warning", "will be switched off on 2027-04-01, in 0 days")]
    assert told(use, end + timedelta(days=1)) == [("error", "was switched off on 2027-04-01")]


def test_the_facts_are_what_the_sdk_says() -> None:
    """lifecycle.json is the script's output for the locked SDK: a new SDK's dates fail here until they are taken."""
    written = json.loads(Path(lifecycle.__file__).with_name("lifecycle.json").read_text("utf-8"))
    assert written == seeded()


def test_known_dates_of_the_sdk_are_read() -> None:
    """Spot checks against the SDK's docstring: the script has not lost half of it."""
    ends = seeded()["ends"]
    assert ends["o3"] == "2026-12-11"
    assert ends["gpt-4.1"] == "2027-01-14"
    assert ends["gpt-5.1"] == "2027-04-01"
    assert ends["gpt-4o-2024-05-13"] == "2026-10-23"


def test_the_models_of_our_tasks_are_pinned_and_alive() -> None:
    """Nothing in prompts/ points at an alias or at a model that has ended."""
    for task in tasks().values():
        for model in task.spec.models:
            assert [one for one in findings(model, DAY) if one.severity == "error"] == []


@pytest.mark.parametrize(
    "asked,served,moved",
    [
        ("gpt-5.4-mini-2026-03-17", "gpt-5.4-mini-2026-03-17", False),
        ("gpt-6-luna", "gpt-6-luna-2026-12-01", False),
        ("gpt-5.4-mini-2026-03-17", "gpt-5.4-mini-2026-09-01", True),
        ("gemini-3.5-flash-lite", "models/gemini-3.5-flash-lite", False),
        ("gemini-3.5-flash-lite", "gemini-3.8-flash", True),
        ("gpt-6-luna", None, False),
    ],
)
def test_drift(asked: str, served: str | None, moved: bool) -> None:
    """Another model than the asked one answered."""
    assert drifted(asked, served) is moved
