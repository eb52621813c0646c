"""Region words compared by their stems: 합정, 합정역 and 합정동 mean one quarter.

No 구 is invented from a 동 and no coordinates are guessed; two regions agree when the most exact word of the
one stands among the words of the other.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache

from app.linking.port import Place, Point

_WORD = re.compile(r"[0-9A-Za-z가-힣]+")
_NUMBERED = re.compile(r"\d+(?:가|동)$")
_SUFFIXES = ("특별자치시", "특별자치도", "특별시", "광역시", "입구역", *"역동읍면리구시군도점")
_SHORT_SIDO = {f"{front}{side}": f"{front[0]}{side}" for front in ("경상", "전라", "충청") for side in "북남"}
_EARTH_KM = 6371.0


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """합정역, 합정동 → 합정; 효자동3가 → 효자; 역삼1동 → 역삼. A word of two letters keeps its last one (중구)."""
    bare = _NUMBERED.sub("", word)
    for suffix in _SUFFIXES:
        if bare.endswith(suffix) and len(bare) - len(suffix) >= 2:
            bare = bare[: -len(suffix)]
            break
    bare = bare.rstrip("0123456789") or bare
    return _SHORT_SIDO.get(bare, bare)


def stems(region: str) -> list[str]:
    """The stems of a region as written, widest first: "제주 이도이동" → ["제주", "이도이"]."""
    return [stem(word) for word in _WORD.findall(region)]


def stems_of(place: Place) -> frozenset[str]:
    """Every region stem that an entry's address, dong and branch give."""
    words = " ".join(part for part in (place.address, place.dong) if part)
    return frozenset(stems(words))


def agrees(region: str, place: Place) -> bool:
    """Whether the most exact word of `region` names where `place` is, and no wider word names another province."""
    wanted = stems(region)
    if not wanted:
        return False
    if wanted[-1] in stems_of(place):
        return True
    return bool(place.branch) and len(wanted[-1]) >= 2 and stem(str(place.branch)).startswith(wanted[-1])


def distance_km(here: Point, place: Place) -> float | None:
    """Great-circle distance; None for an entry without a position."""
    if place.lat is None or place.lng is None:
        return None
    lat1, lat2 = math.radians(here.lat), math.radians(place.lat)
    dlat, dlng = lat2 - lat1, math.radians(place.lng - here.lng)
    half = math.sin(dlat / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(dlng / 2) ** 2
    return 2 * _EARTH_KM * math.asin(math.sqrt(min(1.0, half)))
