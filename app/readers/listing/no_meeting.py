"""Places of a post where nobody meets: where a show is played, where something costs so much; and stores where one may."""

from __future__ import annotations

import re

from app.readers.listing.post import Post

_VENUE = re.compile(
    r"(?:vip|[rsabc]석)(?![가-힣a-z])|\d연석|(?<!\d)\d{1,2}열(?!\s?전)|[a-z0-9]{1,3}\s?구역|블[록럭]|막공|낮공|밤공"
)
"""A line of seats names where the show is played."""
_NOT_THERE = re.compile(r"[은는이가]?\s?(?:아니(?!면|어)|아님|말고|에서는\s?(?:안|못|힘들|어려)|은\s?(?:안|못))")
"""공주역 아니고 대전역: the place is refused."""
_SHOP_PRICE = re.compile(
    r"(?:에서|에|에선)?\s(?:[가-힣]{1,6}\s){0,2}(?:\d[\d,.]{0,9}\s?(?:만|천)?\s?원?|[만천]\s?원|[일이삼사오육칠팔구]천\s?원)\s?"
    r"(?:이면|면|에|주고|정도에?|쯤에?)\s?(?:팝|파는|판매|팔[아고던]|삽|사[요고실면던]|살\s|산|샀|구[매입할하해])"
)
"""공식몰에서 8천원이면 삽니다: where something costs so much."""
STORES = (
    "백화점",
    "마트",
    "몰",
    "아울렛",
    "홈플러스",
    "코스트코",
    "이케아",
    "스타필드",
    "롯데월드",
    "신세계",
    "다이소",
    "스타벅스",
    "스벅",
    "맥도날드",
    "맥날",
    "투썸",
    "파리바게뜨",
    "올리브영",
    "씨유",
    "세븐일레븐",
    "롯데시네마",
    "메가박스",
    "버거킹",
    "롯데리아",
    "코스코",
    "트레이더스",
    "하이마트",
)


def elsewhere(post: Post, end: int, line: tuple[int, int]) -> bool:
    """Whether the words around a place in `line` that ends at `end` make it a venue or a shop with its price."""
    if _NOT_THERE.match(post.low, end, line[1]):
        return True
    return _VENUE.search(post.low, *line) is not None or _SHOP_PRICE.match(post.low, end, line[1]) is not None
