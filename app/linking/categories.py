"""The category words of Kakao and Naver ("음식점 > 카페 > 커피전문점") as the categories of TASKS.md.

The most exact word of the path that is known wins, so a bakery below 음식점 is a bakery.
"""

from __future__ import annotations

_WORDS = {
    "bakery": "제과 베이커리 떡 도넛",
    "cafe": "카페 커피 디저트 찻집",
    "bar": "술집 호프 주점 와인바 칵테일 포장마차 이자카야",
    "pet": "동물병원 애견 반려동물 동물",
    "pharmacy": "약국",
    "hospital": "병원 의원 치과 의료",
    "beauty": "미용 네일 피부관리 속눈썹 헤어",
    "fitness": "스포츠 헬스 필라테스 요가 체육관",
    "academy": "학원 교습 교육",
    "mart": "마트 편의점 슈퍼 정육 식료품",
    "lodging": "숙박 호텔 펜션 모텔 게스트하우스",
    "repair": "수리 정비 열쇠 자전거",
    "culture": "문화 영화 공방 서점 도서관 미술관",
    "restaurant": "음식점 한식 중식 일식 양식 분식 치킨 패스트푸드 식당",
    "shop": "쇼핑 판매 화장품 생활용품 안경 꽃 패션",
}
_CATEGORY_OF = {word: category for category, words in _WORDS.items() for word in words.split()}


def category_of(path: str) -> str | None:
    """The category a vendor's path means, None if no word of it is known."""
    for part in reversed(path.split(">")):
        for word, category in _CATEGORY_OF.items():
            if word in part:
                return category
    return None
