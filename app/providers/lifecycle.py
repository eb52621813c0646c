"""How long a pinned model lives: aliases are refused, missing dates have to be accepted, and ends are known ahead.

    "production에서는 반드시 모델 지정해야 한다", "모델 수명주기가 짧다" (the talk)

The facts stand in lifecycle.json, which names its sources; `scripts/seed_lifecycle.py` reads them anew from the SDK.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from app.tasks.spec import ModelSpec

WARN_DAYS = 90
_DATED = re.compile(r"-(20[0-9]{2}-[01][0-9]-[0-3][0-9])$")
_ALIAS = re.compile(r"(?:^|-)latest$|-latest-|-preview(?:$|-(?![0-9]))|^chatgpt-")
Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a pin: an error refuses to start, a warning is told."""

    severity: Severity
    model: str
    message: str


@dataclass(frozen=True, slots=True)
class _Facts:
    dated: dict[str, str]
    """Alias → its newest dated id, per the SDK."""
    ends: dict[str, date]
    """Model → the day it is switched off."""
    source: str


@cache
def _facts() -> _Facts:
    raw = json.loads(Path(__file__).with_name("lifecycle.json").read_text("utf-8"))
    ends = {model: date.fromisoformat(day) for model, day in raw["ends"].items()}
    return _Facts(raw["dated"], ends, raw["source"])


def findings(model: ModelSpec, today: date) -> Iterator[Finding]:
    """What is wrong with a pin on `today`. Only vendors we know are judged; a server of one's own names as it likes."""
    if model.provider not in ("openai", "gemini"):
        return
    name, facts = model.model, _facts()
    sibling = facts.dated.get(name)
    if sibling is not None:
        yield Finding("error", model.use, f"is an alias that moves; pin {sibling}")
    elif _ALIAS.search(name):
        yield Finding("error", model.use, "is an alias that moves; pin a stable id")
    elif not _DATED.search(name) and not model.undated_ok:
        yield Finding("error", model.use, "has no date; say `undated_ok: true` if that is accepted")
    yield from _ending(model, facts.ends.get(name), today)


def _ending(model: ModelSpec, end: date | None, today: date) -> Iterator[Finding]:
    if end is None:
        return
    left = (end - today).days
    if left < 0:
        yield Finding("error", model.use, f"was switched off on {end}")
    elif left <= WARN_DAYS:
        yield Finding("warning", model.use, f"will be switched off on {end}, in {left} days")


def ends_on(model: str) -> date | None:
    """The day a model is switched off, as far as its vendor has said."""
    return _facts().ends.get(model)


def drifted(asked: str, served: str | None) -> bool:
    """Whether another model answered than was asked for; a dated id of the asked one is the same model."""
    if served is None:
        return False
    served = served.removeprefix("models/")
    return served != asked and _DATED.sub("", served) != asked
