"""The language of `checks:`: what it means, and what it refuses."""

from __future__ import annotations

import time
from typing import Any

import pytest
from app.output.checks import check_expression, compiled, failed_checks
from app.tasks.spec import Check

ELEMENT = {
    "a": 3,
    "b": 2.5,
    "s": "fixed",
    "none": None,
    "yes": True,
    "list": [1, 2],
    "empty": [],
    "in": {"n": -1, "s": "x"},
}


@pytest.mark.parametrize(
    "expression, holds",
    [
        ("a == 3", True),
        ("a > b", True),
        ("a <= 2", False),
        ("in.n == -1", True),
        ("in.n < 0 and in.s == 'x'", True),
        ('s == "fixed" or a == 9', True),
        ("not yes", False),
        ("not (a == 3 and b > 9)", True),
        ("none == null", True),
        ("none > 1", False),
        ("missing.deep == null", True),
        ("missing < 5 or missing >= 5", False),
        ("empty == []", True),
        ("list != []", True),
        ("len(list) == 2", True),
        ("len(none) == 0", True),
        ("yes == true", True),
        ("yes == 1", False),
        ("s < 3", False),
        ("a == 1 or a == 2 or a == 3", True),
        ("a == 3 and not none == 1", True),
    ],
)
def test_what_an_expression_means(expression: str, holds: bool) -> None:
    """Comparisons, and, or, not, len, dotted paths; null is neither smaller nor larger than anything."""
    assert bool(compiled(expression)(ELEMENT)) is holds
    assert check_expression(expression) is None


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "a ==",
        "== 3",
        "a = 3",
        "a == 3 b",
        "(a == 3",
        "a == 3)",
        "len(3) == 1",
        "len(a",
        "a.b.",
        "__import__('os').system('x')",
        "a == `x`",
        "a; b",
        "a == 'x",
        "and",
        "a == not b",
        "(" * 100 + "a" + ")" * 100,
        "not " * 100 + "a",
    ],
)
def test_what_is_refused(expression: str) -> None:
    """Anything else is refused when the folder loads, with a reason."""
    assert check_expression(expression)


def test_warnings_point_where_the_check_says() -> None:
    """Over a list, one warning per element for which it holds; lists within lists too."""
    result: dict[str, Any] = {"l": [{"m": [{"x": 1}, {"x": 5}]}, {"m": [{"x": 7}], "y": None}]}
    inner = Check(warn="ambiguous", when="x > 2", over="/l/m", path="x")
    outer = Check(warn="ambiguous", when="len(m) == 1", over="l")
    whole = Check(warn="ambiguous", when="len(l) == 2")
    assert [one.path for one in failed_checks([inner, outer, whole], result)] == [
        "/l/0/m/1/x",
        "/l/1/m/0/x",
        "/l/1",
        "",
    ]


@pytest.mark.parametrize("expression", [" " * 500, "a." * 250, "'" * 499, "1" * 500, "[" + " " * 498, "-" * 500])
def test_hostile_expressions_are_judged_quickly(expression: str) -> None:
    """The tokeniser is linear."""
    began = time.perf_counter()
    check_expression(expression)
    assert time.perf_counter() - began < 0.2
