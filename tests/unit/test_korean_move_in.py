"""Move-in times against their table, and out of sentences."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from app.korean.dates import find_dates
from app.korean.move_in import MoveIn, find_move_in, read_move_in

TABLE = Path(__file__).parents[1] / "tables" / "movein_cases.jsonl"
CASES = [json.loads(line) for line in TABLE.read_text("utf-8").splitlines() if line.strip()]
SPRING = date(2026, 3, 1)


def said(found: MoveIn | None) -> tuple[str | None, str | None, str | None, bool | None]:
    """A move-in time as the tables write it."""
    if found is None:
        return None, None, None, None
    first, last = (day.isoformat() if day else None for day in (found.earliest, found.latest))
    return found.kind, first, last, found.negotiable or None


@pytest.mark.parametrize("case", CASES, ids=[c["text"] for c in CASES])
def test_words_of_a_move_in_time(case: dict[str, Any]) -> None:
    """Each row: what these words say on this reference day."""
    found = read_move_in(case["text"], date.fromisoformat(case["reference_date"]))
    assert said(found) == (case["kind"], case["earliest"], case["latest"], case["negotiable"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("현 세입자 8/30 만기, 이사 협의", ("from", "2026-08-30", None, True)),
        ("8월말 ~ 9월초 입주", ("window", "2026-08-21", "2026-09-10", None)),
        ("6월 중순~말 입주", ("window", "2026-06-11", "2026-06-30", None)),
        ("입주는 협의인데 6월 전엔 안돼요", ("from", "2026-06-01", None, True)),
        ("입주는 구월 십일 이후면 언제든", ("from", "2026-09-10", None, None)),
        ("3월 말에 저희가 나가서 4월 1일부터 입주하실 수 있어요", ("from", "2026-04-01", None, None)),
        ("5월 10일 이후 입주 가능하고 주차는 협의해야 돼요", ("from", "2026-05-10", None, None)),
        ("사용승인 2014년 9월 / 즉시입주", ("immediate", "2026-03-01", None, None)),
        ("7. 25년 11월말 이후 입점", ("from", "2025-11-21", None, None)),
    ],
)
def test_a_move_in_time_in_a_sentence(text: str, expected: tuple[str, str, str | None, bool | None]) -> None:
    """Agreement, leaving tenants, spans, spoken numbers; other dates and list numbers beside it."""
    assert said(find_move_in(text, SPRING)) == expected


@pytest.mark.parametrize("text", ["2010.10.12 준공", "확인매물 26.09.14.", "원룸 500/45", "허위매물 즉시 신고"])
def test_other_dates_are_no_move_in_time(text: str) -> None:
    """Approval dates and dates of the page itself."""
    assert find_move_in(text, SPRING) is None


@pytest.mark.parametrize("text", ["2/30", "13월", "2026.13.01", "59.9㎡", "3/5층"])
def test_impossible_dates_are_none(text: str) -> None:
    """A day that does not exist is no date, and neither is an area or a floor."""
    assert find_dates(text, SPRING) == []
