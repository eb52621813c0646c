"""How many pieces one item holds: 종량제봉투 7장, 총 38권, 의자 두 개."""

from __future__ import annotations

import re

from app.domain import Leaf
from app.readers.listing.amounts import Quoted
from app.readers.listing.names import Name
from app.readers.listing.post import Post

_COUNTER = (
    r"(?:개|장|권|벌|켤레|대|병|매|입|점|마리|세트|셋트|봉|포|통|자루|쌍|짝|박스|팩|캔|조|연석|족|묶음"
    r"|알|정|송이|그루|포기|포트|화분|p|피스|ea)"
)
_WORDS = {"한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9, "열": 10}
_PIECES = re.compile(
    rf"(?<![\d.~가-힣a-z\-])(?:[총전]\s?)?(?:(?P<n>\d{{1,3}})|(?P<w>한|두|세|네|다섯|여섯|일곱|여덟|아홉|열))"
    rf"\s?{_COUNTER}(?!\d|월|급|째|도\s|도로|짜리|당|용|중|인|씩|단|만|입(?!니))"
)
_TOTAL = re.compile(rf"총\s?(?P<n>\d{{1,3}})(?P<w>)\s?{_COUNTER}")
_SEATS = re.compile(r"(?<![\d.])(?P<n>\d{1,2})(?P<w>)\s?(?:매|장|연석|자리|명)(?!당)")
_SELLS = re.compile(
    r"판매|팝니|팔|남[아았]|다\s?해서|일괄|나눔|드[려림]|양도|삽니|필요|구매|구입|원[해합]|있[어습음]|정리|내놓|이[요고]|요(?![가-힣])|입니"
    r"|처분|보내|구해|구합|세트"
)


_LOST = re.compile(r"[은는이가]?\s?(?:분실|누락|없|빠[졌진]|안\s|깨|고장|중에?\s)")
_OF_PART = re.compile(r"(?:잎|새순|꽃대|바퀴|서랍|다리|버튼|포켓|주머니|지퍼|단추|건반)\s?$")
"""잎 4장 of one plant."""
_ALONG = re.compile(r"(?:도|까지)?\s?(?:다\s)?(?:포함|증정|같이|함께|덤|끼워|얹어|추가|여분)")


def quantity(post: Post, name: Name, price: Quoted | None) -> Leaf | None:
    """Pieces of the one thing: a written total, a count right behind its noun, or one that the price speaks of."""
    if total := _TOTAL.search(post.low):
        return _leaf(post, total)
    if name.noun and name.noun.kind == "ticket" and (seats := _SEATS.search(post.low)):
        return _leaf(post, seats)
    if name.noun:
        named = max(name.noun.end, name.model[1] if name.model else 0)
        stop = min(post.line(named)[1], named + 14)
        found = _PIECES.search(post.low, named, stop)
        other = found and any(hit.data == "part" for hit in post.of("product", named, found.start()))
        if found and not other and not _broken(post.low[named : found.start()]):
            return None if _LOST.match(post.low, found.end()) else _leaf(post, found)
    for match in _PIECES.finditer(post.low):
        clause = post.clause(match.start())
        extras = post.of("accessories", clause[0], match.start())
        if any(not post.low.startswith("당", hit.end) for hit in extras):
            continue
        sold = _SELLS.search(post.low, match.end(), min(clause[1], match.end() + 10))
        priced = (
            price is not None
            and 0 <= price.start - match.end() <= 8
            and "\n" not in post.low[match.end() : price.start]
        )
        if _LOST.match(post.low, match.end()) or _OF_PART.search(post.low, max(0, match.start() - 6), match.start()):
            continue  # 피규어 한 개 분실
        if _ALONG.match(post.low, match.end()) or post.low.endswith(("여분 ", "추가 "), 0, match.start()):
            continue  # 칫솔모 2개 포함, 스트랩 여분 2개
        if sold or priced:
            return _leaf(post, match)
    return None


def _broken(gap: str) -> bool:
    """Other nouns or clauses between the thing and the count make it a count of something else."""
    return any(c in gap for c in ",/(.\n") or len(gap.split()) > 3


def _leaf(post: Post, match: re.Match[str]) -> Leaf:
    count = int(match["n"]) if match["n"] else _WORDS[match["w"]]
    return post.leaf(max(1, count), match.start(), match.end())
