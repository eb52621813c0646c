"""No regular expression on user text can go super-linear: every compiled pattern of the scanners and readers is fed
hostile strings, and its cost may only grow with their length."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from collections.abc import Iterator
from types import ModuleType

import app.korean
import app.readers
import pytest

LENGTH = 20_000
QUICK_S = 0.05
MOST_GROWTH = 3.2
"""Twice the text may cost at most this many times as much: 2 is linear, 4 would be quadratic."""

HOSTILE = {
    "digits": "1" * LENGTH,
    "spaces": " " * LENGTH,
    "commas": "1," * (LENGTH // 2),
    "units": "억천" * (LENGTH // 2),
    "number words": "일이삼천백십만" * (LENGTH // 7),
    "syllables": "가" * LENGTH,
    "parentheses": "(" * LENGTH,
    "lines": "\n" * LENGTH,
    "tabs": "가\t" * (LENGTH // 2),
    "prices": "보증금 500/45 관리비 5만(" * (LENGTH // 16),
    "facts": "주차 관리비 입주 협의 전세 " * (LENGTH // 15),
    "phones": "010-" * (LENGTH // 4),
    "walls": "\x01 " * (LENGTH // 2),
}


def modules() -> Iterator[ModuleType]:
    """Every module of the two packages whose patterns meet user text."""
    for package in (app.korean, app.readers):
        for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            yield importlib.import_module(found.name)


def patterns_in(value: object, depth: int = 0) -> Iterator[re.Pattern[str]]:
    """The patterns in a module's attribute: itself, in collections, in attributes of our own objects."""
    if isinstance(value, re.Pattern):
        if isinstance(value.pattern, str):
            yield value
    elif depth < 3 and isinstance(value, (tuple, list, set, frozenset)):
        for one in value:
            yield from patterns_in(one, depth + 1)
    elif depth < 3 and isinstance(value, dict):
        for one in value.values():
            yield from patterns_in(one, depth + 1)
    elif type(value).__module__.startswith("app.") and hasattr(value, "__dict__"):
        yield from patterns_in(vars(value), depth + 1)


def collected() -> dict[str, re.Pattern[str]]:
    """Each distinct pattern under the name it has first."""
    found: dict[str, re.Pattern[str]] = {}
    for module in modules():
        for name, value in vars(module).items():
            for index, pattern in enumerate(patterns_in(value)):
                if pattern not in found.values():
                    found[f"{module.__name__}.{name}[{index}]"] = pattern
    return found


PATTERNS = collected()


def cost(pattern: re.Pattern[str], text: str) -> float:
    """CPU seconds of finding everything in `text`; the better of two runs."""
    times = []
    for _ in range(2):
        began = time.process_time()
        for _ in pattern.finditer(text):
            pass
        times.append(time.process_time() - began)
        if times[-1] < QUICK_S:
            break
    return min(times)


def test_there_are_patterns_to_feed() -> None:
    """The collection sees the scanners; an empty one would prove nothing."""
    assert len(PATTERNS) > 150


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_a_pattern_grows_no_faster_than_its_text(name: str) -> None:
    """Every hostile string is either quick, or twice as long a one costs about twice as much."""
    pattern = PATTERNS[name]
    for kind, text in HOSTILE.items():
        whole = cost(pattern, text)
        if whole < QUICK_S:
            continue
        half = cost(pattern, text[: LENGTH // 2])
        assert whole <= MOST_GROWTH * half + QUICK_S, f"{kind}: {half:.3f} s for half, {whole:.3f} s for the whole"
        assert whole < 1.5, f"{kind}: {whole:.3f} s"
