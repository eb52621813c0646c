"""Every pattern of `app.output` on strings made to hurt it."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time

import app.output
import pytest

PATTERNS = [
    (f"{module.name}.{name}", value)
    for module in pkgutil.iter_modules(app.output.__path__)
    for name, value in vars(importlib.import_module(f"app.output.{module.name}")).items()
    if isinstance(value, re.Pattern)
]
PIECES = ("1", "1.", "1,", " ", ", ", "'", "\\", "\\'", "/0", "a.", "-", "e1", "N", "가 ")
HOSTILE = [piece * 40_000 + "!" for piece in PIECES]
ANCHORED = {
    "checks._TOKEN",
    "coerce._DECIMAL",
    "coerce._WHOLE",
    "lenient._NUMBER",
    "lenient._SCALAR",
    "lenient._SINGLE_QUOTED",
    "lenient._SPACE",
}
"""Only ever matched at one place, never searched for."""


@pytest.mark.parametrize("name, pattern", PATTERNS, ids=[name for name, _ in PATTERNS])
def test_patterns_are_linear(name: str, pattern: re.Pattern[str]) -> None:
    """Forty thousand repetitions of anything take well under a second, found or not."""
    for text in HOSTILE:
        began = time.process_time()
        pattern.match(text)
        pattern.fullmatch(text)
        if name not in ANCHORED:
            sum(1 for _ in pattern.finditer(text))
        assert time.process_time() - began < 3, (name, text[:4])


def test_there_are_patterns_to_test() -> None:
    """The list above is made by looking, so it must not come out empty."""
    assert {name for name, _ in PATTERNS} > ANCHORED
