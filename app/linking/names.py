"""Names of shops brought to one spelling, so that two ways to write one name compare as equal.

Spaces, punctuation, letter case and legal forms fall away; so does 의원 after a medical field, because people
write 물결소피부과 for 물결소피부과의원. Nothing here is ever shown: keys are for comparing only.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from app.korean.jamo import letters

_LEGAL = re.compile(r"\(주\)|주식회사|\(유\)|유한회사|\(사\)")
_NOISE = re.compile(r"[^0-9a-z가-힣ㄱ-ㅎㅏ-ㅣ]")
_SPELLINGS = (
    ("소아청소년과", "소아과"),
    ("정신건강의학과", "정신과"),
    ("산부인과의원", "산부인과"),
    ("휘트니스", "피트니스"),
    ("써브웨이", "서브웨이"),
    ("까페", "카페"),
    ("쎈터", "센터"),
    ("샾", "샵"),
    ("빠리", "파리"),
    ("헤어샵", "헤어"),
    ("베이커리카페", "베이커리"),
)
_NOT_A_BRANCH = ("전문점", "음식점", "편의점", "백화점", "면세점", "서점", "제과점", "안경점", "대리점", "할인점")
_FOOD_TYPES = "카페 커피 바 펍 이자카야 식당 베이커리 포차 주점"
_OTHER_TYPES = "책방 서점 호텔 펜션 미용실 헤어 네일 공방 스튜디오 약국 병원 의원 학원 킥복싱짐 헬스장 필라테스"
_TYPE_WORDS = frozenset(f"{_FOOD_TYPES} {_OTHER_TYPES}".split())
_SPACED_TYPE_FACTOR = 0.93


@lru_cache(maxsize=8192)
def key(name: str) -> str:
    """The spelling that is compared: NFKC, lower case, letters and digits only, common variants joined."""
    folded = _LEGAL.sub("", unicodedata.normalize("NFKC", name).casefold())
    bare = _NOISE.sub("", folded)
    for variant, usual in _SPELLINGS:
        bare = bare.replace(variant, usual)
    if bare.endswith("의원") and not bare.endswith("한의원") and len(bare) > 4:
        bare = bare[:-2]
    return bare


def split_branch(name: str) -> tuple[str, str | None]:
    """The name and the branch of 스타벅스 합정점; a name without a branch comes back whole."""
    head, _, last = name.strip().rpartition(" ")
    if head and len(last) >= 3 and last.endswith("점") and not last.endswith(_NOT_A_BRANCH):
        return head.strip(), last
    return name.strip(), None


def similarity(ours: str, theirs: str) -> float:
    """How alike two names are, 0 to 1: edit distance over jamo of their keys, 1 for equal keys."""
    best = _alike(key(ours), key(theirs))
    bare_ours, bare_theirs = _without_type(ours), _without_type(theirs)
    if (bare_ours, bare_theirs) != (ours, theirs):
        best = max(best, _SPACED_TYPE_FACTOR * _alike(key(bare_ours), key(bare_theirs)))
    return best


def _alike(ours: str, theirs: str) -> float:
    if not ours or not theirs:
        return 0.0
    return 1.0 if ours == theirs else float(Levenshtein.normalized_similarity(letters(ours), letters(theirs)))


def _without_type(name: str) -> str:
    """소요 for 카페 소요: a kind of shop that stands apart from the name is often left out."""
    words = name.split()
    if len(words) == 2 and words[0] in _TYPE_WORDS:
        return words[1]
    if len(words) == 2 and words[1] in _TYPE_WORDS:
        return words[0]
    return name
