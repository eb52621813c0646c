"""The pair grammar against its table: what is deposit and rent, and what only looks like it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from app.korean.fold import fold
from app.korean.pairs import find_pairs

TABLE = Path(__file__).parents[1] / "tables" / "price_pair_cases.jsonl"
CASES = [json.loads(line) for line in TABLE.read_text("utf-8").splitlines() if line.strip()]


@pytest.mark.parametrize("case", CASES, ids=[c["text"] for c in CASES])
def test_pairs_of_a_text(case: dict[str, Any]) -> None:
    """Each row: these pairs stand in this text, in this order, in won."""
    found = [
        {
            "deposit": pair.deposit.won("deposit")[0],
            "rent": pair.rent.won("rent")[0],
            "fee": pair.fee.won("fee")[0] if pair.fee else None,
        }
        for pair in find_pairs(fold(case["text"]).text)
    ]
    assert found == case["pairs"]


@pytest.mark.parametrize(
    "text",
    [
        "방/욕실 3/2",
        "[ 7 / 15 ]",
        "매매 3억1천, 12월 말 이사",
        "전용 84.97/59.94m²",
        "2026/03/15",
        "500/43명",
        "공급 112/85㎡",
    ],
)
def test_floors_counts_and_areas_are_no_pairs(text: str) -> None:
    """Two numbers with a joint between them are often something else."""
    assert find_pairs(text) == []


@pytest.mark.parametrize("text", ["500/43 분리형", "1000/60 개별난방", "원룸 2000/80 인덕션", "투룸 1000/70 3층"])
def test_a_word_behind_a_pair_does_not_undo_it(text: str) -> None:
    """분리형 begins like 분 and 인덕션 like 인, but neither counts anything."""
    assert len(find_pairs(text)) == 1


def test_a_rent_that_holds_the_fee_says_so() -> None:
    """월관 between the two numbers: the rent includes the maintenance fee."""
    assert [pair.includes_fee for pair in find_pairs("보300 월관62만, 500/40")] == [True, False]
