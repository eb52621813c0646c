"""Nouns in a name's stretch that are not the thing itself: extras, spares and wrappings."""

from __future__ import annotations

import re

from app.readers.listing.nouns import Noun
from app.readers.listing.post import Post
from app.readers.listing.vocabulary import Hit

_WRAPPINGS = frozenset(("박스", "상자", "케이스", "파우치"))
_JOINER = re.compile(r"(?:에|이?랑|하고|[와과])\s|\s?[+,]\s?")
_ALONG = re.compile(r"(?:도|까지)?\s?(?:다\s)?(?:포함|같이|함께|증정|드[려림릴립]|얹어|끼워)")
_ABSENT = re.compile(
    r"(?:\s?(?:한|두|세|\d{1,2})\s?(?:개|장|쪽|권|짝))?[은는이가도]?\s?(?:분실|누락|잃어버|빠[졌진]|아니[고라구에예]|아닙|아닌|말고요)"
)
_SPARE = re.compile(r"\s?(?:여분|추가)\s?(?:\d{1,2}\s?개|하나)?\s?(?:도\s)?(?:더\s)?(?:있|포함|드[려림릴립])")


def comes_along(post: Post, start: int, noun: Noun) -> bool:
    """Whether a joiner stands before a noun and 포함, 같이 behind it: an extra, not the thing."""
    if _SPARE.match(post.low, noun.end):
        return True
    if "+" in post.low[start : noun.start]:
        return True  # EOS M50 + 15-45 렌즈
    joined = _JOINER.search(post.low, start, noun.start)
    return joined is not None and _ALONG.match(post.low, noun.end) is not None


def absent(post: Post, noun: Noun) -> bool:
    """피규어 한 개 분실, 그랜드피아노는 아니고: what is lost, or what the thing is not."""
    return _ABSENT.match(post.low, noun.end) is not None


def wraps(post: Post, brand: Hit, noun: Noun) -> bool:
    """Whether a noun is only the wrapping of what the brand alone tells."""
    word = post.low[noun.start : noun.end]
    return word in _WRAPPINGS and brand.data in post.vocabulary.brand_types
