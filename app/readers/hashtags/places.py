"""The place of a post, for at most one place tag: 망원동 + 맛집, or a lake, a park, a stream by its name.

The text wins over the client's `region`. Addresses, apartments and units never become tags.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.korean.eojeol import Eojeol, readings
from app.readers.hashtags.lexicon import Lexicon

_DONG = re.compile(r"[가-힣]{2,4}동")
_STATION = re.compile(r"[가-힣]{2,6}역")
_STREAM = re.compile(r"[가-힣]{2,4}천")
_NOT_DONG = frozenset(
    "운동 활동 행동 감동 이동 노동 자동 아동 공동 냉동 출동 충동 소동 율동 우리동 옆동 앞동 봉사활동 유산소운동 체험활동 방과후활동 본동".split()
)
_NOT_STATION = frozenset(
    "지역 구역 전역 무역 통역 미역 방역 면역 번역 현역 마지막역 종착역 환승역 러브버그방역".split()
)
_NOT_STREAM = frozenset(
    "추천 인천 온천 실천 원천 부천 포천 이천 춘천 제천 사천 순천 과천 홍천 예천 합천 진천 영천 강추천 오천 육천 삼천 칠천 구천 팔천 수천 몇천 비추천".split()
)


@dataclass(frozen=True, slots=True)
class Where:
    """`stem` of the quarter (망원), its `dong` as people tag it (망원동), and places with a name of their own."""

    stem: str | None
    dong: str | None
    named: tuple[str, ...]


def find_where(words: Sequence[Eojeol], region: str | None, lexicon: Lexicon) -> Where:
    """The quarter and the named places of a text."""
    nouns = [noun for word in words for noun, _ in readings(word.text)]
    dong = next(
        (n for n in nouns if _DONG.fullmatch(n) and n not in _NOT_DONG and not n.endswith(("운동", "활동"))), None
    )
    station = next((n for n in nouns if _STATION.fullmatch(n) and n not in _NOT_STATION), None)
    named = tuple(dict.fromkeys(n for n in nouns if _is_named(n, lexicon)))
    if dong is None and station is None and region:
        last = region.split()[-1] if region.split() else ""
        dong = last if 2 <= len(last) <= 5 and re.fullmatch(r"[가-힣0-9]+", last) else None
    stem = dong[:-1] if dong and len(dong) >= 3 and dong.endswith("동") else dong or (station[:-1] if station else None)
    return Where(stem, dong or (f"{stem}동" if stem else None), named)


def _is_named(noun: str, lexicon: Lexicon) -> bool:
    if noun in lexicon.words("not_places"):
        return False
    if _STREAM.fullmatch(noun):
        return noun not in _NOT_STREAM
    return any(noun.endswith(end) and 2 <= len(noun) - len(end) <= 5 for end in lexicon.words("place_ends"))
