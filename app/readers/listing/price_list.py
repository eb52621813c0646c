"""A price list: one line, one thing, its price at the end; what the header names holds for the rows."""

from __future__ import annotations

import re
from itertools import takewhile

from app.readers.listing.amounts import Quoted, quoted
from app.readers.listing.names import Name, read_name
from app.readers.listing.nouns import Noun, nouns
from app.readers.listing.part import FREE_TAIL, LETTER, Part, piece_count
from app.readers.listing.post import Post
from app.readers.listing.tokens import tokens
from app.readers.listing.vocabulary import Hit

_BULLET = re.compile(
    r"[\s\x00]{0,4}(?:\(\d{1,2}\)|[-*•·▪▫◽◾◻◼✔✓✅☑□■▶▷►➤●○◆★☆◇🔹🔸🔷🔶👉📌‣※]\ufe0f?|\d{1,2}\s?[.)](?!\d)|\d{1,2}(?=\s{1,2}[가-힣a-z])|"
    r"[①-⑳])\s{0,3}"
)
_TAIL = re.compile(
    r"[\s원)에요.!~\x00]{0,6}(?:\([^)\n]{0,40}\)?)?(?:[\s.!~ㅎㅋ\x00]|입니다|이요|이에요|예요|팝니다|택포|네고[가-힣\s]{0,4}|->|"
    r"→){0,6}$"
)
_MAIN_UNIT = re.compile(r"본체|기기|단품")
_NUMBERED = ("스마트폰", "태블릿", "이어폰", "스마트워치", "노트북")
"""Kinds whose last bare number is a generation or a capacity (아이폰 14, 라벤더 256), not a price."""
_COUNTED = re.compile(r"\s?\d{1,2}\s?(?:개|벌|장|켤레|권|종|가지|점)")
_HOW_MANY_BEFORE = re.compile(r"\((?:총\s?|전\s?)?(\d{1,3})\s?(?:개|장|벌|권|켤레|병|자루)\)")
_HOW_MANY = re.compile(
    r"\s{0,2}원?\s{0,2}\((?:총\s?|재고\s?|수량\s?:?\s?)?(\d{1,3})\s?(?:개|장|대|벌|권|켤레|병|세트|자루)(?:\s?(?:있음|있어요|남음|보유))?\)"
)


def price_list(post: Post) -> list[Part]:
    lines = [line for line in post.lines if line[0] >= post.body]
    amounts = quoted(post, False, tuple(lines))
    rows: list[tuple[int, Part, bool]] = []
    for index, (start, end) in enumerate(lines):
        if row := row_of(post, start, end, amounts):
            rows.append((index, *row))
    kept = [row for row in rows if row[2] or any(abs(row[0] - other[0]) == 1 for other in rows if other is not row)]
    if sum(row[2] for row in kept) < 2 or len(kept) < 2:
        return []
    return with_header(post, [part for _, part, _ in kept])


def row_of(post: Post, start: int, end: int, amounts: list[Quoted]) -> tuple[Part, bool] | None:
    """One line of a price list, and whether its name is known for sure."""
    bullet = _BULLET.match(post.low, start, end)
    first = bullet.end() if bullet else start
    free = FREE_TAIL.search(post.low, max(first, end - 45), end)
    inside = [q for q in amounts if start <= q.start and q.end <= end and _TAIL.match(post.low[q.end : end])]
    price = inside[-1] if inside else None
    stop = price.start if price else free.start() if free else None
    if stop is None or (price and price.use != "asking") or not _names_a_thing(post, first, stop):
        return None
    name = read_name(post, first, stop)
    if price and _is_generation(post, name, price):
        return None
    strong = not name.empty or bool(_MAIN_UNIT.match(post.low, first)) or (bullet is not None and price is not None)
    if not strong and (price is None or stop - first > 20):
        return None
    if price is None and bullet is None and post.has("accessories", first, stop):
        return None  # 여분배터리랑 메모리 드림
    span = (free.start(), free.end()) if free and price is None else None
    return Part(first, end, name, price, span, _count(post, first, stop, price, end)), strong


def _count(post: Post, first: int, stop: int, price: Quoted | None, end: int) -> tuple[int, int, int] | None:
    """How many: 2개, (60권) before the price, (4개) behind it."""
    if count := piece_count(post, first, stop) or _bracketed(post, price, end):
        return count
    found = _HOW_MANY_BEFORE.search(post.low, max(first, stop - 16), stop)
    return (int(found[1]), found.start(1), found.end() - 1) if found else None


def _bracketed(post: Post, price: Quoted | None, end: int) -> tuple[int, int, int] | None:
    """개당 9만 (4개): how many there are, behind the price of each."""
    found = _HOW_MANY.match(post.low, price.end, end) if price else None
    return (int(found[1]), found.start(1), found.end() - 1) if found else None


def _names_a_thing(post: Post, start: int, end: int) -> bool:
    """Letters before the amount, and no label that makes the line one of conditions (택배비 4000, 정가 10만)."""
    if end - start > 60 or not LETTER.search(post.low, start, end):
        return False
    labels = (*(f"price.{use}" for use in ("asking", "original", "market", "bundle")), "shipping.fee", "trade.direct")
    spoils = (hit for hit in post.of("price.not", start, end) if _labels(post, hit, start, end))
    return not any(post.has(label, start, end) for label in labels) and next(spoils, None) is None


def _labels(post: Post, hit: Hit, start: int, end: int) -> bool:
    """설치비 3만 and 3개 추가시 1만 name a condition; the 추가 of 추가패드 코스믹레드 4.5 does not."""
    return hit.start == start or not LETTER.search(post.low, hit.end, end)


def _is_generation(post: Post, name: Name, price: Quoted) -> bool:
    """The 14 of 아이폰 14 and the 256 behind its colour."""
    kind = name.known.data[1] if name.known else None
    return price.bare and kind in _NUMBERED and "." not in post.low[price.start : price.end]


def with_header(post: Post, parts: list[Part]) -> list[Part]:
    """What the header names holds for the rows: 본체 is the header's thing, a bare noun of the header its sort."""
    header = _header_name(post, parts[0].start) or _common_noun(post, parts) or _common_plant(post, parts)
    heading = _heading(post, parts[0].start)
    if header is None and heading is None:
        return parts
    header = header or Name(0, 0)
    out = []
    for part in parts:
        name = part.name
        if _MAIN_UNIT.match(post.low, part.start) and name.model is None and name.brand is None:
            name = Name(header.start, header.end, header.brand, header.model, header.noun, header.known)
        elif (
            name.noun
            and header.noun
            and name.model is None
            and name.brand is None
            and _same_noun(post, name.noun, header.noun)
        ):
            name = Name(name.start, name.end, header.brand, header.model, name.noun, header.known)
        elif heading and name.noun is None and name.known is None and (name.brand or name.model):
            name = Name(name.start, name.end, name.brand, name.model, heading, name.known)
        elif (name.empty or _names_plant(post, name)) and header.noun:
            name = _variety(post, part, header)
        out.append(Part(part.start, part.end, name, part.price, part.free, part.count))
    return out


def _variety(post: Post, part: Part, header: Name) -> Name:
    """레깅스 3개 ⏎ 1. 얼라인 블랙 - 3만: a row that names only which of the header's things it is."""
    words = list(takewhile(lambda t: t.sort in ("word", "code", "model"), tokens(post, part.start, part.name.end)))
    model = (words[0].start, words[-1].end) if words else None
    return Name(part.start, part.name.end, header.brand, model, header.noun, header.known)


def _names_plant(post: Post, name: Name) -> bool:
    """필로덴드론 버럴막스 below a header of 관엽식물: the genus is part of the name, the header tells the sort."""
    noun = name.noun
    plain = noun is not None and noun.kind == "plant" and name.brand is None and name.model is None
    return (
        plain
        and noun is not None
        and not post.low.endswith(("묘", "삽수", "화분", "구근", "씨앗", "모종"), noun.start, noun.end)
    )


def _header_name(post: Post, before: int) -> Name | None:
    for start, end in post.clauses(0, before):
        name = read_name(post, start, end)
        if name.brand or name.known or name.model or (name.noun and _COUNTED.match(post.low, name.noun.end)):
            return name
    return None


def _common_noun(post: Post, parts: list[Part]) -> Name | None:
    """노지감귤이에요 ⏎ 5kg 한 박스: 1.3만 ⏎ 10kg …: rows that name only amounts are of the noun above them."""
    if not all(part.name.empty for part in parts):
        return None
    return next((name for a, b in post.clauses(0, parts[0].start) if (name := read_name(post, a, b)).noun), None)


def _common_plant(post: Post, parts: list[Part]) -> Name | None:
    """관엽식물 판매글 ⏎ 필로덴드론 …: the plant word above rows of plants."""
    if not any(_names_plant(post, part.name) for part in parts):
        return None
    names = (read_name(post, a, b) for a, b in post.clauses(0, parts[0].start))
    return next((name for name in names if name.noun and name.noun.kind == "plant" and name.model is None), None)


def _heading(post: Post, before: int) -> Noun | None:
    """유아 전집 정리해요 above rows of publishers: the only noun of the heading is of those rows that have none."""
    found = {post.low[noun.start : noun.end]: noun for noun in nouns(post, 0, before)}
    return next(iter(found.values())) if len(found) == 1 else None


def _same_noun(post: Post, row: Noun, header: Noun) -> bool:
    return post.low[row.start : row.end].endswith(post.low[header.start : header.end])
