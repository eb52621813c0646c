"""Which noun is the thing, how many things there are, and what a price of the past, a place or a complaint is not."""

from __future__ import annotations

import pytest

from tests.tasks.listing import result

THINGS = {
    "미싱 팝니다. 부라더 GS2700이에요\n쿠션이랑 앞치마 몇 개 만들었네요\n12만원에 내놓습니다": ["미싱"],
    "유모차 팝니다 스토케 요요2 프레임 화이트에 시트는 토프예요\n23만원": ["유모차"],
    "중고나라에서 산 전동드릴 팝니다 디월트 18V 배터리 2개 풀셋\n22만 직거래": ["전동드릴"],
    "책상 바꾸면서 정리해요. 이케아 미케 화이트고 긁힘 있어요ㅠ 같이 쓰던 의자는 멀쩡해요\n둘 다 합해서 5만원": [
        "책상",
        "의자",
    ],
    "컴퓨터책상 의자 모니터받침대 다 해서 6만원이에요": ["컴퓨터책상", "의자", "모니터받침대"],
    "남아 120이에요\n패딩 2벌, 기모바지 4개, 골지티 3장 전부 해서 3만원": ["패딩", "기모바지", "골지티"],
    "행거 5천 / 전자레인지 2만 / 서랍장 만원\n주방매트는 무료로 드려요\n광명 철산역": [
        "행거",
        "전자레인지",
        "서랍장",
        "주방매트",
    ],
    "캠핑용품 보내요. 콜맨 버너 5만원, 헬리녹스 체어원 7만원, 랜턴은 그냥 드려요": ["버너", "캠핑의자", "랜턴"],
    "뮤지컬 웃는남자 R석 2장 양도해요\n장당 11만원에 드려요 모바일로 보내드립니다": ["티켓"],
}


@pytest.mark.parametrize("text", THINGS, ids=lambda text: text[:16])
def test_the_things_of_a_post(text: str) -> None:
    """The noun of the sale, not what was made with it; every thing of a row, told apart or given besides."""
    assert [item["product_type"] for item in result(text)["items"]] == THINGS[text]


PRICES = {
    "처음 30에 올렸다가 27로 내렸는데도 연락이 없네요.. 25에 가져가세요": 250_000,
    "7만원에 올렸는데 안 팔려서 5.5로 내려요": 55_000,
    "4만에서 3만2천으로 내려요": 32_000,
}


@pytest.mark.parametrize("text", PRICES)
def test_the_price_of_today(text: str) -> None:
    """What was asked before it was lowered is no price, and a range rises."""
    assert result(f"스메그 토스터기 팝니다\n{text}")["items"][0]["price"] == PRICES[text]


def test_a_size_behind_all_is_no_price_of_all() -> None:
    """둘 다 235 says what size they are."""
    assert result("구두랑 부츠 내놔요 둘 다 235\n세트로 3만원에 드려요")["bundle_price"] == 30_000


FLAWS = {
    "팬소음 약간 있음": ["팬소음"],
    "건반 두 개 안 눌림": ["건반 두 개 안 눌림"],
    "단추 하나 없음": ["단추 하나 없음"],
}


@pytest.mark.parametrize("text", FLAWS)
def test_parts_that_are_damaged(text: str) -> None:
    """A part of one syllable, a part with its number, a part that is gone."""
    assert result(f"다이슨 선풍기 5만원\n{text}")["items"][0]["defects"] == FLAWS[text]


OTHERS = (
    "세탁기에서 냄새가 나는데 수리비가 7만원이라네요 비싼 거 아닌가요?",
    "에어컨 청소 싹 해드립니다 벽걸이 6만 스탠드 11만\n7년차라 믿고 맡기셔도 돼요 예약은 채팅 주세요",
)


@pytest.mark.parametrize("text", OTHERS, ids=lambda text: text[:14])
def test_troubles_and_services_are_no_sale(text: str) -> None:
    """Money is named, but nothing changes hands."""
    assert result(text)["intent"] == "other"


PLACES = {
    "홍대입구나 합정에서 볼 수 있어요": ["홍대입구", "합정"],
    "고성 회화면 쪽으로 오세요": ["고성 회화면"],
    "공주역 아니고 대전 유성 홈플러스에서 봬요": ["대전 유성 홈플러스"],
    "성수역 3번출구에서 실물 보고 결정하세요": ["성수역 3번출구"],
}


@pytest.mark.parametrize("text", PLACES)
def test_where_one_meets(text: str) -> None:
    """A station without its last letter, a county that sounds like a word, and not the place that is refused."""
    assert result(f"다이슨 청소기 15만\n{text}")["meet_places"] == PLACES[text]


def test_one_way_alone() -> None:
    """편의점택배로만 보내요: a parcel's fee names no second way."""
    said = result("레깅스 2만원\n만나서 거래는 어렵고 편의점택배로만 보내요 (택배비 2,300원 별도)")
    assert said["trade_methods"] == ["convenience_store"]
