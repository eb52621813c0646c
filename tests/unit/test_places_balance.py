"""When praise and blame make `mixed`, and which posts only repeat what others say."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from app.domain import Source
from app.readers.places.read import read

RULES: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parents[2] / "prompts" / "extract" / "places" / "rules.yaml").read_text("utf-8")
)


def _read(text: str) -> dict[str, Any]:
    return dict(read(Source(text, date(2026, 3, 2), {}), RULES).tree)


@pytest.mark.parametrize(
    ("said", "sentiment"),
    [
        ("김치찌개는 얼큰하고 맛있다. 대신 계란말이는 짜고 식어서 나왔다", "mixed"),
        ("사장님은 다정하신데 방이 너무 좁고 곰팡이가 있어요", "mixed"),
        ("음식은 맛있어요. 다만 주차장이 없어요", "mixed"),
        ("좀 비싸지만 재료가 신선하고 맛있어서 자주 가요", "positive"),
        ("의자가 딱딱한 게 흠이지만 커피 향이 좋고 사장님이 다정하세요", "positive"),
        ("고기가 신선하고 반찬도 깔끔해요. 자리가 좁아요. 사장님 친절하세요", "positive"),
        ("국물이 깊고 맛있어요. 집이 멀어서 자주 못 가는 게 아쉬워요", "positive"),
        ("귀찮은 기색 하나 없이 세 번이나 다시 해주셨어요", "positive"),
        ("속초해변은 예뻤는데 방이 더럽고 냄새나고 최악이었어요", "negative"),
    ],
)
def test_mixed_sets_blame_against_praise(said: str, sentiment: str) -> None:
    """Praise, a turn and blame are mixed; without that order the stronger side wins; regrets and scenery do not count."""
    assert _read(f"상도동 도담식당 다녀왔어요. {said}")["places"][0]["sentiment"].value == sentiment


@pytest.mark.parametrize(
    ("text", "reviews"),
    [
        ("봉명동 나래카페 아시는 분 계세요?ㅎㅎ 여기 진짜 조용하고 커피도 맛있어요", True),
        ("상도동 도담식당 맛있다는 소문 듣고 갔는데 진짜 국물이 끝내줘요. 다음엔 냉면도 먹어볼 거예요", True),
        ("매번 지나만 다니다가 드디어 상도동 도담식당 들어가봤어요 반찬이 정갈하고 좋네요", True),
        ("상도동 도담식당 아시는 분? 여기 몇 시까지 하나요", False),
        ("상도동 도담식당 그렇게 친절하다던데 저는 아직 못 가봤어요. 이번 주말에 가볼 거예요", False),
        ("연남제과 소금빵 대박이라면서요? 항상 품절이라 한 번도 못 먹어봤네요ㅠ 내일은 꼭 사볼게요", False),
        ("봉명동 미소치과 다니시는 분 계신가요? 여기 원장님 괜찮다던데 임플란트 하려구요", False),
    ],
)
def test_hearsay_is_no_review(text: str, reviews: bool) -> None:
    """What others say and what one plans tell of no visit; who opens with a question and goes on to tell does."""
    assert _read(text)["is_review"].value is reviews


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("오후 3시, 전포동 모노. 라떼가 고소했다.\n밤에는 해운대 바다. 파도가 좋았다", ["모노"]),
        ("늦은 밤에는 서교동 고요새. 위스키 한 잔이 완벽했다.", ["고요새"]),
        ("점심은 연남동 소녹, 면이 쫄깃했다.\n저녁엔 망원동 산책. 바람이 좋았다.", ["소녹"]),
        ("해 뜰 무렵 속초 바닷가. 추웠다.\n아침은 교동 할매순두부. 뜨끈하고 고소했다", ["할매순두부"]),
    ],
)
def test_a_diary_notes_when_and_where(text: str, names: list[str]) -> None:
    """A time, a region and an unknown word without a verb is a stop; what is done in a region is none."""
    assert [place["name"].value for place in _read(text)["places"]] == names
