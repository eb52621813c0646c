"""The money grammar against its table, and what a scan must leave alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from app.korean.fold import fold
from app.korean.money import find_amounts, read_money

TABLE = Path(__file__).parents[1] / "tables" / "money_cases.jsonl"
CASES = [json.loads(line) for line in TABLE.read_text("utf-8").splitlines() if line.strip()]


@pytest.mark.parametrize("case", CASES, ids=[f"{c['role']}:{c['text']}" for c in CASES])
def test_words_in_a_role_are_won(case: dict[str, Any]) -> None:
    """Each row: these words, standing as this role, are this many won and carry this warning."""
    money = read_money(fold(case["text"]).text, case["role"])
    assert money is not None
    assert (money.won, money.warning) == (case["won"], case["warning"])


@pytest.mark.parametrize(
    "text",
    ["이천시 백석동", "구월동 일산 오산", "삼성역 사당역", "천안 불당동", "만촌동", "일원동"],
)
def test_places_made_of_number_words_are_no_amounts(text: str) -> None:
    """이천, 백석, 구월 and their like are places, not numbers."""
    assert find_amounts(text) == []


@pytest.mark.parametrize(
    ("words", "won"),
    [
        ("만오천원", 15_000),
        ("만5천원", 15_000),
        ("3만5", 35_000),
        ("15마넌", 150_000),
        ("85.000원", 85_000),
        ("1.200.000원", 1_200_000),
        ("12만 9,000", 129_000),
        ("주차 1대 무료", 0),
        ("주차 2대 월 5만원", 50_000),
    ],
)
def test_fees_as_people_write_them(words: str, won: int) -> None:
    """만오천원 has no number before 만, a point may part thousands, and what is counted is no amount."""
    money = read_money(words, "fee")
    assert money is not None
    assert (money.won, money.warning) == (won, None)


@pytest.mark.parametrize("words", ["관리비 3만5층", "관리비 3만2인"])
def test_a_counted_number_behind_a_fee_is_no_part_of_it(words: str) -> None:
    """3만5 is 35,000, but the 5 of 3만5층 is a floor."""
    money = read_money(words, "fee")
    assert money is not None
    assert money.won == 30_000


def test_a_price_with_eok_ends_at_its_four_digit_group() -> None:
    """A page copy glues the price per area to the price: 5억 9,000 and then 5,582만원/3.3㎡."""
    text = "5억 9,0005,582만원/3.3㎡"
    first = find_amounts(text)[0]
    assert (text[first.start : first.end], first.won("price")) == ("5억 9,000", (590_000_000, None))


def test_a_unit_header_scales_bare_numbers_only() -> None:
    """[단위: 천원] makes 50,000 fifty million won, but 2억 stays 2억."""
    bare, written = read_money("50,000", "deposit", 1000), read_money("2억", "deposit", 1000)
    assert bare is not None
    assert bare.won == 50_000_000
    assert written is not None
    assert written.won == 200_000_000
