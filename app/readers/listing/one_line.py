"""Several things in one line, each with its own price (의자1.5 책장2) or its count (패딩2 바지5 = 총 7벌)."""

from __future__ import annotations

import re

from app.readers.listing.amounts import BRACKETS, Quoted, quoted
from app.readers.listing.names import Name, read_name
from app.readers.listing.nouns import Noun, nouns
from app.readers.listing.part import FREE_TAIL, LETTER, Part
from app.readers.listing.post import Post
from app.readers.listing.price_list import row_of, with_header
from app.readers.listing.tokens import is_verbal

_TOTAL = re.compile(r"(?:총|=)\s?\d{1,3}\s?(?:벌|개|권|장|켤레|점|종|가지|피스)")
_COUNT = re.compile(r"\s?(\d{1,2})(?:\s?(?:개|벌|장|켤레|점|권|병|봉|매))?(?![\d.만천원])")
_CONDITION = re.compile(
    r"셋|둘|넷|해서|낱권|낱개|개당|권당|전부|모두|합쳐|현금|카드|제주|도서|산간|쿨|오늘|내일|최초|시작|처음|네고|할인|쿠폰|포인트|편도|왕복|구매|구입|매장|인터넷"
)
_BETWEEN = re.compile(r"\s?/\s?(?!\d{1,2}\D)|,\s?(?!\d{3})(?![^(\n]{0,30}\))")
_MONEY = re.compile(r"\d|[만천]\s?원")
_SENTENCE = re.compile(r"(?<=[요다죠음함])(?:[.!~]{0,3}\s{1,2})(?=[가-힣a-z])|(?<=[^\d])[.!?]\s{1,2}(?=[가-힣a-z])")
_SAID = re.compile(
    r"(?<=[만천원])(?:에|씩)?\s{1,2}(?:따로|각각|개별|구매|판매|팝니다|팔아요|드려요|드립니다|드릴게요|일괄|전부|다\s|모두|세\s?개|둘\s?다|[가-힣]{1,2}\s?다\s)"
    r"|\.\s"
)


def row_of_offers(post: Post) -> list[Part]:
    """책상 5만 / 의자(이케아) 2만, 화분은 그냥 드려요: a list in one line, each thing with its own price."""
    rows = [pieces for line in post.lines if len(pieces := _pieces(post, *line)) > 1]
    amounts = quoted(post, False, tuple(piece for pieces in rows for piece in pieces)) if rows else []
    for pieces in rows:
        said = [row for a, b in pieces if (row := row_of(post, a, b, amounts)) and (row[1] or _plain_row(post, row[0]))]
        priced = sum(part.price is not None and not part.price.bare for part, _ in said)
        if priced > 2 or (priced == 2 and any(sure for _, sure in said)):
            return with_header(post, [part for part, _ in said])
    return []


def _pieces(post: Post, start: int, end: int) -> list[tuple[int, int]]:
    """A line cut at its slashes and commas."""
    cuts = [start, *(i for cut in _BETWEEN.finditer(post.low, start, end) for i in cut.span()), end]
    pieces = [(_own_start(post, a, b), b) for a, b in zip(cuts[::2], cuts[1::2], strict=True)]
    return [(a, _said_end(post, a, b)) for a, b in pieces]


def _own_start(post: Post, start: int, end: int) -> int:
    """Where a row begins behind a sentence without a price before it: 캠핑용품 보내요. 콜맨 버너 5만원."""
    ends = (sentence.end() for sentence in _SENTENCE.finditer(post.low, start, end))
    begins = max((at for at in ends if not _MONEY.search(post.low, start, at)), default=start)
    return begins if any(char.isdigit() for char in post.low[begins:end]) else start


def _plain_row(post: Post, part: Part) -> bool:
    """화로대 2만5천원: at most four words in front of a written amount, none of a condition or another sentence."""
    if part.price is None or part.price.bare:
        return False
    words = post.low[part.start : part.price.start]
    return len(words.split()) <= 4 and not _CONDITION.search(words) and not any(map(is_verbal, words.split()))


def _said_end(post: Post, start: int, end: int) -> int:
    """Where a row of a list ends: what is said of the sale behind the price (따로 구매 가능해요) is left out."""
    said = _SAID.search(post.low, start, end)
    return said.start() if said else end


def inline_list(post: Post) -> list[Part]:
    for start, end in post.lines:
        found = list(nouns(post, start, end))
        if len(found) < 2:
            continue
        parts = (
            _counted(post, start, end, found)
            if _TOTAL.search(post.low, start, end)
            else _priced(post, start, end, found)
        )
        if len(parts) > 1:
            return parts
    return []


def _counted(post: Post, start: int, end: int, found: list[Noun]) -> list[Part]:
    parts = []
    for noun in found:
        if count := _COUNT.match(post.low, noun.end, end):
            span = (int(count.group(1)), *count.span(1))
            parts.append(Part(noun.start, count.end(), Name(noun.start, noun.end, noun=noun), count=span))
    return parts


def _priced(post: Post, start: int, end: int, found: list[Noun]) -> list[Part]:
    amounts = [q for q in quoted(post, False, ((start, end),)) if start <= q.start and q.end <= end]
    parts: list[Part] = []
    for index, noun in enumerate(found):
        stop = found[index + 1].start if index + 1 < len(found) else end
        left = parts[-1].end if parts else start
        price = next((q for q in amounts if noun.end <= q.start < min(stop, noun.end + 12)), None)
        free = FREE_TAIL.match(post.low[noun.end : stop].strip()) if price is None and parts else None
        if price is not None and _row_price(post, price, noun):
            begin = max(left, post.clause(noun.start)[0])
            parts.append(Part(begin, price.end, read_name(post, begin, price.start, noun), price))
        elif free:
            begin = noun.end + post.low[noun.end : stop].index(free.group()[0])
            parts.append(
                Part(noun.start, stop, Name(noun.start, noun.end, noun=noun), free=(begin, min(stop, begin + 2)))
            )
    return parts


def _row_price(post: Post, price: Quoted, noun: Noun) -> bool:
    """A number right behind its noun; bare whole numbers above 99 are sizes."""
    if price.use not in ("asking", "other") or LETTER.search(BRACKETS.sub("", post.low[noun.end : price.start])):
        return False
    return not price.bare or "." in post.low[price.start : price.end] or price.end - price.start <= 2
