"""How far the words of a meeting place reach: the region in front, what it stands beside, the name of a venue."""

from __future__ import annotations

import re

from app.korean.regions import QUARTERS, SHORT_SIGUNGU, SIDO_FORMS
from app.readers.meetup.place_patterns import (
    BESIDE,
    BRANCH,
    CHAIN,
    LEFT,
    NAMED,
    NAMED_KINDS,
    NOT_LEFT,
    PART_OF_PLACE,
    SIGHT_BEFORE,
    SPOT,
    WORD,
)


def narrowed(text: str, start: int, end: int) -> int:
    """Drop words on the left that are no part of a place's name."""
    words = list(WORD.finditer(text, start, end))
    first = len(words) - 1
    while first > 0 and not NOT_LEFT.search(words[first - 1][0]):
        first -= 1
    return words[first].start()


def with_left(text: str, start: int) -> int:
    """Up to two words on the left that belong to the place: 대구 강창교 구장, 판교 스타트업캠퍼스 라운지."""
    for count in range(4):
        left = LEFT.search(text, max(0, start - 12), start)
        if left is None or NOT_LEFT.search(left["word"]):
            break
        if count >= 2 and not PART_OF_PLACE.search(left["word"]) and left["word"] not in SHORT_SIGUNGU:
            break
        start = left.start("word")
    return start


def with_region(text: str, start: int) -> int:
    """The region or sight in front of a name belongs to it: 통영 욕지도, 광교산 약수터 앞."""
    left = LEFT.search(text, max(0, start - 12), start)
    belongs = left is not None and (is_region(left["word"]) or SIGHT_BEFORE.search(left["word"]) is not None)
    return left.start("word") if left and belongs else start


def end_of_spot(text: str, spot: re.Match[str]) -> int:
    """With what stands beside it (시민의숲 옆 공유주방), the name of a venue (카페 온도), the branch of a chain."""
    beside = (
        SPOT.match(text, spot.end() + 1)
        if BESIDE.search(spot[0]) and text[spot.end() : spot.end() + 1] == " "
        else None
    )
    if beside and not NOT_LEFT.search(beside[0]):
        return beside.end()
    branch = BRANCH.match(text, spot.end()) if CHAIN.search(spot["core"]) else None
    if branch and (is_region(branch["name"]) or branch["name"].endswith("점")):
        return branch.end()
    named = NAMED.match(text, spot.end()) if spot["core"].endswith(NAMED_KINDS) else None
    return named.end() if named else spot.end()


def is_region(word: str) -> bool:
    return word in SHORT_SIGUNGU or word in SIDO_FORMS or word in QUARTERS
