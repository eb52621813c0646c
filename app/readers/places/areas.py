"""Region words: where the text says that something is.

동, 역, 읍, 구, 시 after at least one more syllable make a region, unless the word is an ordinary one (운동, 지역,
친구); quarters that people name without 동 (홍대, 전포) are listed, or are known because the client's `region`
is that quarter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.korean.eojeol import Eojeol
from app.korean.regions import QUARTERS
from app.readers.places.lexicon import Lexicon

_DONG = re.compile(r"[가-힣]{1,5}\d{0,2}(?:동|읍)|[가-힣]{2,6}\d가")
_STATION = re.compile(r"[가-힣A-Za-z]{2,8}역")
_QUARTER = re.compile(r"[가-힣]{2,4}(?:지구|신도시|단길|먹자골목|카페거리)")
_GU = re.compile(r"[가-힣]{2,4}구|[가-힣]{1,3}(?:시|군)")
_ISES = ("입니다", "이에요", "예요", "이구요", "이고", "이고요", "인데", "인데요", "이요")
_LEAVE = frozenset(
    [
        "에서",
        "에서는",
        "에서도",
        "에서만",
        "에선",
        "에",
        "의",
        "에는",
        "에도",
        "은",
        "는",
        "이",
        "가",
        "으로",
        "로",
        "쪽",
        "쪽에",
        "까지",
        *_ISES,
        "",
    ]
)


@dataclass(frozen=True, slots=True)
class Area:
    """A region word in the folded text; `index` is its place among the words."""

    text: str
    start: int
    end: int
    index: int


def find_areas(words: Sequence[Eojeol], lexicon: Lexicon, region: str | None) -> list[Area]:
    """All region words, particles left off."""
    home = _stem(region.split()[-1]) if region and region.split() else ""
    found = []
    for index, word in enumerate(words):
        for noun, particle in word.readings:
            if particle in _LEAVE and is_area(noun, lexicon, home):
                found.append(Area(noun, word.start, word.start + len(noun), index))
                break
    return found


def homes_of(areas: Sequence[Area], region: str | None) -> frozenset[str]:
    """The regions of a post as shops carry them in front of their name: 봉선동 → 봉선."""
    told = [*(area.text for area in areas), *(region or "").split()]
    return frozenset(stem for stem in map(_stem, told) if len(stem) >= 2) | QUARTERS


def is_area(noun: str, lexicon: Lexicon, home: str = "") -> bool:
    """Whether a bare noun is a region word."""
    if lexicon.has("quarters", noun) or (len(home) >= 2 and noun == home):
        return True
    if _QUARTER.fullmatch(noun):
        return not noun.endswith(lexicon.words("places_without_a_shop")) or noun.endswith(("골목", "거리"))
    if _STATION.fullmatch(noun):
        return noun[:-1] in QUARTERS or not noun.endswith(lexicon.words("not_station"))  # 서현역 is no 현역
    if len(noun) >= 3 and _DONG.fullmatch(noun):
        return not lexicon.has("not_dong", noun) and not noun.endswith(lexicon.words("not_dong_end"))
    if len(noun) >= 3 and _GU.fullmatch(noun):
        known = noun[:-1] in lexicon.sets.get("quarters", frozenset())
        return known or (noun.endswith("구") and not noun.endswith(lexicon.words("not_gu")))
    return False


def _stem(region: str) -> str:
    return region[:-1] if len(region) >= 3 and region[-1] in "동역읍구시군" else region
