"""Names in a post that can be trusted: product nouns, brands and model words with sound edges.

A list word inside another word is no hit: 자라 in 남자라서, 컵 in 컵홀더. A noun keeps the compound it ends
(접이식테이블, 무쇠냄비) and loses the particle behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from app.readers.listing.post import Post
from app.readers.listing.vocabulary import Hit

_ENDING = re.compile(
    r"(?:[을를이가은는도만에의와과랑로들류여](?![가-힣])|이랑|하고|으로|에서|입니|이에|예요|에요|이[요고구며]|임|[인]데|[요구][요]?(?![가-힣])"
    r"|팝니|팔|판매|구[해합매입]|삽니|나눔|드[려립림]|정리|[세셋]트|양도|교환|무료|처분|급[처매]|필요|있|없|포함|이라|라고|고요|구요|네요|라서|인데요|거든|고(?![가-힣])|내놓|내놔|찾|일괄|전부|같이|싸게|저렴"
    r"|대여|기기|[은는도만을를][가-힣]{0,2}\s|각|총|한개|두개|새[거것상]|중고|미개봉|원해|종류|매입|미사용|추천|제품|전용|단품|본체|신품|부속|세트)"
)
_SHORT_ENDING = re.compile(
    r"(?:[을를이은는도만와과랑](?![가-힣])|이랑|하고|입니|이에|예요|이[요고]|팝니|팔|판매|나눔|드[려립림])"
)
_SHOP = re.compile(r"\s?(?:앞|옆|뒤|근처|매장|건너편|맞은편)|\s?[가-힣]{0,4}점(?:\s|$|에서|앞|근처)")
_COUNTER = re.compile(r"박스|상자|세트|팩|병|캔|봉|봉지|통|컵|포트|화분|자루|필름|칩|권|장|벌")
_NUMERAL = re.compile(r"\d$|(?<![가-힣])(?:한|두|세|네|다섯|여섯|열|몇)\s?$")
_SET = re.compile(r"[세셋]트(?=$|[^가-힣]|[을를이가은는도만에로]|입니|예요|이에|하고|팝|팔|판매)")
_WHOLE_WORDS = frozenset(("도록",))
"""Nouns that end other words too: 닳도록."""
_HANGUL = re.compile(r"[가-힣]")
_CODE_AFTER = re.compile(r"\s[a-z]{2,6}[\s\-]?\d|\s[a-z]{2,5}\s")
_NEXT_WORD = re.compile(r"\s{1,2}([가-힣a-z0-9]{1,8})(?![가-힣a-z0-9])")
_MEASURE = re.compile(
    r"(?:꺼|거|제품|\s제품)?\s\d{1,4}(?:\.\d)?(?:행정|볼트|v|w|와트|cc|인치|리터|l|kg|마력|단)(?![a-z])"
)
_MEASURES = frozenset("구단칸인")
_ADVERBS = frozenset(("자주", "무인양품", "브라운", "시스템", "스틸", "COS", "나우"))
_BRAND_TAIL = re.compile(
    r"(?:[은는이가의꺼거](?![가-힣])|에서|제품|정품|꺼|브랜드|입니다|이에요|예요|중고|st|구해|삽니|팝니)"
)


class Noun(NamedTuple):
    """A product noun as written, and its kind (the group of rules.yaml it stands in)."""

    start: int
    end: int
    kind: str


def nouns(post: Post, start: int, end: int) -> Iterator[Noun]:
    """Product nouns of a stretch with their compounds; overlapping a brand or model name they are part of that."""
    taken = [(h.start, h.end) for h in (*brands(post, start, end), *models(post, start, end))]
    for hit in post.of("product", start, end):
        if any(a < hit.end and hit.start < b for a, b in taken):
            continue
        if _COUNTER.fullmatch(post.low, hit.start, hit.end) and _NUMERAL.search(
            post.low, max(start, hit.start - 4), hit.start
        ):
            continue  # 2박스, 세 상자
        begin = _compound_start(post, hit, taken, start)
        if begin is not None and _ends_well(post.low, hit):
            yield Noun(_spaced_start(post, begin, hit.end, start), _set_end(post.low, hit.end, end), hit.data)


def _set_end(low: str, at: int, end: int) -> int:
    """냄비세트 is the compound, as 냄비 is."""
    found = _SET.match(low, at, end)
    return found.end() if found else at


def _spaced_start(post: Post, begin: int, end: int, floor: int) -> int:
    """배드민턴 라켓 is the listed 배드민턴라켓 written apart; a modifier (사무용 의자) stays outside."""
    first = post.low.rfind(" ", floor, max(floor, begin - 1)) + 1 or floor
    before = post.low[first : begin - 1]
    apart = begin > floor and post.low[begin - 1] == " " and before.isalpha()
    if apart and before + post.low[begin:end] in post.vocabulary.kinds and not post.vocabulary.has("modifiers", before):
        return first
    return begin


def brands(post: Post, start: int, end: int) -> Iterator[Hit]:
    """Brand names of a stretch; weak ones (words of everyday language) only right before a product or model."""
    for hit in post.of("brand", start, end):
        if _starts_well(post.low, hit) and _brand_ends_well(post, hit):
            yield hit


def models(post: Post, start: int, end: int) -> Iterator[Hit]:
    """Words that name a model (아이폰, 덩크로우) at the start of a word or right behind a brand."""
    glued = {h.end for h in post.of("brand", start, end)}
    for hit in post.of("model", start, end):
        if hit.start in glued or _starts_well(post.low, hit):
            after = post.low[hit.end : hit.end + 1]
            short = hit.end - hit.start <= 2 and _HANGUL.match(after or " ")
            latin = (
                post.low[hit.end - 1].isascii()
                and post.low[hit.end - 1].isalpha()
                and after.isascii()
                and after.isalpha()
            )
            if not latin and (not short or post.vocabulary.has("model_suffixes", post.low[hit.end : hit.end + 2])):
                yield hit


def _compound_start(post: Post, hit: Hit, taken: list[tuple[int, int]], floor: int) -> int | None:
    """Where the word that ends in this noun begins; None if the noun is no trustworthy end of it."""
    low, at = post.low, hit.start
    if low[at].isascii() and low[at].isalnum():
        return at if not (at and low[at - 1].isascii() and low[at - 1].isalnum()) else None
    while at > floor and hit.start - at < 7 and _HANGUL.match(low[at - 1]):
        if any(b == at for _, b in taken):
            return at
        at -= 1
    if at < hit.start and low[at - 1 : at].isdigit() and low[at] in _MEASURES:
        at += 1  # 2구버너, 3단선반
    if (hit.end - hit.start == 1 or low[hit.start : hit.end] in _WHOLE_WORDS) and at < hit.start:
        return None
    return at if hit.start - at < 7 else None


def _ends_well(low: str, hit: Hit) -> bool:
    after = low[hit.end : hit.end + 1]
    if not _HANGUL.match(after or " "):
        return not (low[hit.end - 1].isascii() and after.isascii() and after.isalpha())
    pattern = _SHORT_ENDING if hit.end - hit.start == 1 else _ENDING
    return bool(pattern.match(low, hit.end))


def _starts_well(low: str, hit: Hit) -> bool:
    before = low[hit.start - 1 : hit.start]
    if low[hit.start].isascii():
        return not (before.isascii() and before.isalnum())
    return not _HANGUL.match(before or " ")


def _brand_ends_well(post: Post, hit: Hit) -> bool:
    if _SHOP.match(post.low, hit.end):
        return False
    low, word = post.low, post.low[hit.start : hit.end]
    after = low[hit.end : hit.end + 1]
    glued = any(h.start == hit.end for name in ("product", "model") for h in post.hits.get(name, ()))
    if post.vocabulary.has("weak_brands", word):
        stop = post.clause(hit.start)[1]
        named = any(post.of("product", hit.end, min(stop, hit.end + 25))) or _CODE_AFTER.match(low, hit.end)
        ahead = after == " " and bool(named) and not _is_product(post, hit)
        return glued or ahead or _behind_its_thing(post, hit) or _opens_before_measure(post, hit)
    if low[hit.end - 1].isascii() and after.isascii() and after.isalnum():
        return False
    if not _HANGUL.match(after or " ") or glued or len(word) >= 4:
        return True
    return bool(_BRAND_TAIL.match(low, hit.end))


def _behind_its_thing(post: Post, hit: Hit) -> bool:
    """전기장판 일월 더블: a name of everyday language behind the thing it names, before a size or the line's end."""
    low = post.low
    thing = any(h.end == hit.start - 1 for h in post.of("product", max(0, hit.start - 9), hit.start))
    if not thing or hit.end - hit.start < 2 or hit.data in _ADVERBS:
        return False
    if low[hit.end : hit.end + 1] in ("", "\n"):
        return True
    following = _NEXT_WORD.match(low, hit.end)
    return following is not None and any(
        post.vocabulary.has(name, following.group(1)) or following.group(1)[0].isdigit()
        for name in ("modifiers", "colours")
    )


def _opens_before_measure(post: Post, hit: Hit) -> bool:
    """예초기 팝니다  계양 4행정: it opens its clause, and a measured word of machines follows."""
    opens = not post.low[post.clause(hit.start)[0] : hit.start].strip() and hit.end - hit.start >= 2
    return opens and _MEASURE.match(post.low, hit.end) is not None


def _is_product(post: Post, hit: Hit) -> bool:
    """캐리어 is a brand of air conditioners and a suitcase: alone before a colour or size it is the suitcase."""
    following = next(post.of("product", hit.end), None)
    gap = post.low[hit.end : following.start] if following else ""
    return any(h[:2] == hit[:2] for h in post.hits.get("product", ())) and len(gap) > 8
