"""Classes of wording that the third blind batch of second-hand posts showed to be missing, each with other words."""

from __future__ import annotations

import pytest

from tests.tasks.listing import result

INTENTS = {
    "가스렌지 린나이 2구짜리임니다   이만오천원   영주 번개시장 입구로 오세요": "sell",
    "찰옥수수예요. 나눔하려다 양이 많아 판매해요\n20개 한 망 : 1.2만": "sell",
    "스타벅스 텀블러 미개봉 두 개요 개당 8천\n수유역 1번출구": "sell",
    "탐론 렌즈\n후드는 만원이면 삽니다\n가격은 제안 주세요\n청량리": "sell",
    "유아 킥보드 찾습니다 2만원 이하로요": "buy",
    "3인용 가죽소파 드려요. 직접 빼가셔야 합니다\n의정부 호원동": "giveaway",
    "보험 상담 받아보실 분 커피 쿠폰 드려요": "other",
    "토요일에 이사 도와주실 분 찾아요 일당 8만원 침대 옮겨요": "other",
    "오동도 광장에서 프리마켓 합니다 안쓰는 물건 뭐든 좋아요 참가비 만원이에요": "other",
}


@pytest.mark.parametrize("text", INTENTS, ids=lambda text: text[:14])
def test_what_a_post_is_for(text: str) -> None:
    """Spoken prices sell, a giveaway thought of and dropped is a sale, help and markets are no deals."""
    assert result(text)["intent"] == INTENTS[text]


PRICES = {
    "22 / 에누리 물어보시면 답 안합니다": 220_000,
    "85 (구입가 160)": 850_000,
    "18 → 15 → 오늘까지만 12만": 120_000,
    "7만원\n구매 : 2024.05": 70_000,
    "5천원에서 만오천원 사이로 생각해요": None,
    "4.5에 무료배송으로 드릴게요": 45_000,
}


@pytest.mark.parametrize("words", PRICES)
def test_what_is_asked(words: str) -> None:
    """A number that opens its line, the last of a chain, no month and no range."""
    (item,) = result(f"위닉스 제습기 팔아요\n{words}")["items"]
    assert item.get("price") == PRICES[words]


DEFECTS = {
    "초점링 뻑뻑함": ["초점링 뻑뻑함"],
    "R2 버튼 안눌림": ["R2 버튼 안눌림"],
    "밑창 안 닳았어요": [],
    "알에 곰팡이 먼지 없고 깨끗": [],
    "기스 하나 없어요": [],
    "상자 분실": [],
}


@pytest.mark.parametrize("words", DEFECTS)
def test_what_is_damaged(words: str) -> None:
    """Damage told by what does not work; none where a row of damages, or one, is denied."""
    (item,) = result(f"위닉스 제습기 팔아요 3만원\n{words}")["items"]
    assert item.get("defects", []) == DEFECTS[words]


PLACES = {
    "구미 옥계동 1층이라 빼가시기 편해요": ["구미 옥계동"],
    "신중동역 앞에서요": ["신중동역"],
    "수유역 1번출구 저녁 8시 이후": ["수유역 1번출구"],
    "분당 오리역 아니면 죽전에서 만나요": ["분당 오리역", "죽전"],
    "구매처 : 명동 매장": [],
}


@pytest.mark.parametrize("words", PLACES)
def test_where_to_meet(words: str) -> None:
    """Floors, hours and 에서요 behind a place; no place where it was bought."""
    assert result(f"위닉스 제습기 팔아요 3만원\n{words}").get("meet_places", []) == PLACES[words]


def test_things_joined_behind_their_size() -> None:
    """Size, bracket and joiner between two things that have one price."""
    got = result("에이스침대 매트리스 슈퍼싱글 (프레임 X) + 이케아 행거 둘이 합쳐서 9만원")
    assert [(item.get("brand"), item["product_type"]) for item in got["items"]] == [
        ("에이스침대", "매트리스"),
        ("이케아", "행거"),
    ]
    assert got["bundle_price"] == 90_000


@pytest.mark.parametrize(
    ("words", "fake"),
    [("구찌st 벨트", True), ("나이키 첼시 홈 유니폼 레플리카", False), ("캘러웨이 로그ST 드라이버", False)],
)
def test_marks_of_a_fake(words: str, fake: bool) -> None:
    """ST behind a brand tells a fake; a model's ST and the fans' cut of a shirt do not."""
    assert ("counterfeit" in result(f"{words} 3만원에 팔아요").get("flags", [])) is fake


@pytest.mark.parametrize(("written", "brand"), [("스텐리 텀블러", "스탠리"), ("켈러웨이 드라이버", "캘러웨이")])
def test_names_one_vowel_off(written: str, brand: str) -> None:
    """Foreign names as people also write them give the name as people search it."""
    (item,) = result(f"{written} 3만원에 팔아요")["items"]
    assert item["brand"] == brand
