"""Cutting a post into the things it offers, each with its stretch of text and, in a price list, its price.

1. 행거 1.0 ⏎ 2. 빨래건조대 - 나눔        a list: one line, one thing, its price at the end
의자1.5 책장2 화분 나눔                    a list in one line
패딩2 맨투맨5 바지5 = 총 12벌              counts, not prices
책상이랑 의자 세트로 8만원                 things side by side, one price
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile

from app.readers.listing.amounts import Quoted, quoted
from app.readers.listing.names import Name, read_name
from app.readers.listing.nouns import Noun, brands, models, nouns
from app.readers.listing.post import Post
from app.readers.listing.tokens import is_verbal, tokens

MAX_ITEMS = 20
_BULLET = re.compile(
    r"[\s\x00]{0,4}(?:[-*•·▪✔✅☑□■▶●○◆★☆◇]\ufe0f?|\d{1,2}\s?[.)](?!\d)|\d{1,2}(?=\s{1,2}[가-힣a-z])|"
    r"[①-⑳])\s{0,3}"
)
_TAIL = re.compile(
    r"[\s원)에요.!~\x00]{0,6}(?:\([^)\n]{0,40}\)?)?(?:[\s.!~ㅎㅋ\x00]|입니다|이요|이에요|예요|팝니다|택포|네고[가-힣\s]{0,4}|->|"
    r"→){0,6}$"
)
_FREE_TAIL = re.compile(
    r"(?:무료\s?)?(?:나눔|드림|무료|무나|공짜|그냥\s?드[려림][요]?)[\s!~.)]{0,4}(?:\([^)\n]{0,30}\))?\s{0,3}$"
)
_TOTAL = re.compile(r"(?:총|=)\s?\d{1,3}\s?(?:벌|개|권|장|켤레|점|종|가지|피스)")
_COUNT = re.compile(r"\s?(\d{1,2})(?:\s?(?:개|벌|장|켤레|점|권|병|봉|매))?(?![\d.만천원])")
_JOINER = re.compile(
    r"(?:\s?(?:\d{1,2}|한|두|세|네)\s?(?:개|벌|장|켤레|점|권|병|대|세트)|\s?하나)?(?:\s{0,2}(?:이?랑|하고|[와과]|및)\s{1,2}|"
    r"\s{0,2}[,+&·]\s{0,2}|\s및\s)"
)
_BRACKETS = re.compile(r"\([^)\n]{0,40}\)")
_SET_WORDS = re.compile(
    r"포함|증정|같이\s?드|함께\s?드|같이\s?보내|서비스|덤|있어요|있음|있습니다|까지|전부\s?드림|다\s?드|구성|그대로|분실|별도|없"
)
_MAIN_UNIT = re.compile(r"본체|기기|단품")
_NUMBERED = ("스마트폰", "태블릿", "이어폰", "스마트워치", "노트북")
"""Kinds whose last bare number is a generation or a capacity (아이폰 14, 라벤더 256), not a price."""
_BETWEEN_PLUS = re.compile(r"[^+\n]{2,60}")
_CONDITION = re.compile(
    r"현금|카드|제주|도서|산간|쿨|오늘|내일|최초|시작|처음|네고|할인|쿠폰|포인트|편도|왕복|구매|구입|매장|인터넷"
)
_BETWEEN = re.compile(r"\s?/\s?(?!\d{1,2}\D)|,\s?(?!\d{3})(?![^(\n]{0,30}\))")
_SAID = re.compile(
    r"(?<=[만천원])(?:에|씩)?\s{1,2}(?:따로|각각|개별|구매|판매|팝니다|팔아요|드려요|드립니다|드릴게요|일괄|전부|다\s|모두|세\s?개|둘\s?다|[가-힣]{1,2}\s?다\s)"
    r"|\.\s"
)
_COUNTED = re.compile(r"\s?\d{1,2}\s?(?:개|벌|장|켤레|권|종|가지|점)")
_LETTER = re.compile(r"[가-힣a-z]")


@dataclass(frozen=True, slots=True)
class Part:
    """One thing on offer: the stretch that speaks of it alone, its name, and price or count if its stretch has them."""

    start: int
    end: int
    name: Name
    price: Quoted | None = None
    free: tuple[int, int] | None = None
    count: tuple[int, int, int] | None = None


def listed_parts(post: Post) -> list[Part]:
    """The things of a post that offers several; empty if it offers one."""
    for find in (_price_list, _row_of_offers, _inline_list, _side_by_side, _plus_list):
        parts = find(post)
        if len(parts) > 1:
            return parts[:MAX_ITEMS]
    return []


def _price_list(post: Post) -> list[Part]:
    lines = [line for line in post.lines if line[0] >= post.body]
    amounts = quoted(post, False, tuple(lines))
    rows: list[tuple[int, Part, bool]] = []
    for index, (start, end) in enumerate(lines):
        if row := _row(post, start, end, amounts):
            rows.append((index, *row))
    kept = [row for row in rows if row[2] or any(abs(row[0] - other[0]) == 1 for other in rows if other is not row)]
    if sum(row[2] for row in kept) < 2 or len(kept) < 2:
        return []
    return _with_header(post, [part for _, part, _ in kept], lines)


def _row(post: Post, start: int, end: int, amounts: list[Quoted]) -> tuple[Part, bool] | None:
    """One line of a price list, and whether its name is known for sure."""
    bullet = _BULLET.match(post.low, start, end)
    first = bullet.end() if bullet else start
    free = _FREE_TAIL.search(post.low, max(first, end - 45), end)
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
    span = (free.start(), free.end()) if free and price is None else None
    return Part(first, end, name, price, span, _piece_count(post, first, stop)), strong


def _names_a_thing(post: Post, start: int, end: int) -> bool:
    """Letters before the amount, and no label that makes the line one of conditions (택배비 4000, 정가 10만)."""
    if end - start > 60 or not _LETTER.search(post.low, start, end):
        return False
    labels = (
        *(f"price.{use}" for use in ("asking", "original", "market", "bundle", "not")),
        "shipping.fee",
        "trade.direct",
    )
    return not any(post.has(label, start, end) for label in labels)


def _is_generation(post: Post, name: Name, price: Quoted) -> bool:
    """The 14 of 아이폰 14 and the 256 behind its colour."""
    kind = name.known.data[1] if name.known else None
    return price.bare and kind in _NUMBERED and "." not in post.low[price.start : price.end]


def _with_header(post: Post, parts: list[Part], lines: list[tuple[int, int]]) -> list[Part]:
    """What the header names holds for the rows: 본체 is the header's thing, a bare noun of the header its sort."""
    header = _header_name(post, parts[0].start)
    if header is None:
        return parts
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
        elif name.empty and header.noun:
            name = _variety(post, part, header)
        out.append(Part(part.start, part.end, name, part.price, part.free, part.count))
    return out


def _variety(post: Post, part: Part, header: Name) -> Name:
    """레깅스 3개 ⏎ 1. 얼라인 블랙 - 3만: a row that names only which of the header's things it is."""
    words = list(takewhile(lambda t: t.sort in ("word", "code", "model"), tokens(post, part.start, part.name.end)))
    model = (words[0].start, words[-1].end) if words else None
    return Name(part.start, part.name.end, header.brand, model, header.noun, header.known)


def _header_name(post: Post, before: int) -> Name | None:
    for start, end in post.clauses(0, before):
        name = read_name(post, start, end)
        if name.brand or name.known or name.model or (name.noun and _COUNTED.match(post.low, name.noun.end)):
            return name
    return None


def _same_noun(post: Post, row: Noun, header: Noun) -> bool:
    return post.low[row.start : row.end].endswith(post.low[header.start : header.end])


def _row_of_offers(post: Post) -> list[Part]:
    """책상 5만 / 의자(이케아) 2만, 화분은 그냥 드려요: a list in one line, each thing with its own price."""
    for start, end in post.lines:
        cuts = [start, *(i for cut in _BETWEEN.finditer(post.low, start, end) for i in cut.span()), end]
        pieces = [(a, _said_end(post, a, b)) for a, b in zip(cuts[::2], cuts[1::2], strict=True)]
        if len(pieces) < 2:
            continue
        amounts = quoted(post, False, tuple(pieces))
        rows = [row for a, b in pieces if (row := _row(post, a, b, amounts)) and (row[1] or _plain_row(post, row[0]))]
        priced = sum(part.price is not None and not part.price.bare for part, _ in rows)
        if priced > 2 or (priced == 2 and any(sure for _, sure in rows)):
            return [part for part, _ in rows]
    return []


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


def _inline_list(post: Post) -> list[Part]:
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
        free = _FREE_TAIL.match(post.low[noun.end : stop].strip()) if price is None and parts else None
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
    if price.use not in ("asking", "other") or _LETTER.search(_BRACKETS.sub("", post.low[noun.end : price.start])):
        return False
    return not price.bare or "." in post.low[price.start : price.end] or price.end - price.start <= 2


def _side_by_side(post: Post) -> list[Part]:
    """Things joined by and, comma or plus in the title or near the start."""
    for index, (start, end) in enumerate(post.lines[:5]):
        chain = _chain(post, start, end)
        if len(chain) < 2:
            continue
        plain = all(noun.kind != "part" for noun in chain)
        rest = post.low[chain[-1].end : min(end, chain[-1].end + 14)]
        if plain and not _SET_WORDS.search(rest) and not post.has("accessories", chain[1].start, chain[1].end - 1):
            if index >= 2 and not _earlier_is_general(post, chain, start):
                continue
            return [_joined_part(post, chain, i, start, end) for i in range(len(chain))]
    return []


def _plus_list(post: Post) -> list[Part]:
    """아이패드 9세대 + 애플펜슬 1세대: names joined by a plus, each of a listed model or a product."""
    for start, end in post.lines[:3]:
        pieces = [(m.start(), m.end()) for m in _BETWEEN_PLUS.finditer(post.low, start, end)]
        names = [read_name(post, a, b) for a, b in pieces]
        offered = all(n.known or (n.noun and n.noun.kind != "part" and not _is_extra(post, n.noun)) for n in names)
        if len(pieces) > 1 and offered and not _SET_WORDS.search(post.low, start, end):
            return [Part(a, b, name) for (a, b), name in zip(pieces, names, strict=True)]
    return []


def _is_extra(post: Post, noun: Noun) -> bool:
    return post.vocabulary.has("accessories", post.low[noun.start : noun.end])


def _chain(post: Post, start: int, end: int) -> list[Noun]:
    """The longest row of nouns from the first one on, each joined to the one before by and, comma or plus."""
    chain: list[Noun] = []
    for noun in nouns(post, start, end):
        if not chain:
            chain.append(noun)
            continue
        between = _BRACKETS.sub("", post.low[chain[-1].end : noun.start])
        joint = _JOINER.match(between)
        if joint and len(between) - joint.end() <= 14 and _only_name_words(post, noun, len(between) - joint.end()):
            chain.append(noun)
        elif len(chain) > 1:
            break
        else:
            chain = [noun]
    return chain


def _only_name_words(post: Post, noun: Noun, width: int) -> bool:
    """Between a joiner and the noun stand brand, colour and modifiers, no verb of another sentence."""
    words = post.low[noun.start - width : noun.start].split()
    return len(words) <= 3 and not any(w.endswith(("요", "다", "고", "는", "은", "한", "서", "면")) for w in words)


def _earlier_is_general(post: Post, chain: list[Noun], before: int) -> bool:
    """A noun named before is only the common name of these (겨울코트 … 더플코트)."""
    earlier = list(nouns(post, 0, before))
    return all(any(post.low[n.start : n.end].endswith(post.low[e.end - 2 : e.end]) for n in chain) for e in earlier)


def _joined_part(post: Post, chain: list[Noun], index: int, start: int, end: int) -> Part:
    noun = chain[index]
    left = start if index == 0 else chain[index - 1].end
    if index and (joint := _JOINER.match(post.low, left, end)):
        left = joint.end()
    elif index and (bracket := _BRACKETS.match(post.low, left, end)):
        left = bracket.end()
        if joint := _JOINER.match(post.low, left, end):
            left = joint.end()
    right = noun.end
    if bracket := _BRACKETS.match(post.low, right, end):
        right = bracket.end()
    name = read_name(post, left, noun.end, noun)
    if index and name.brand is None and any(brands(post, start, chain[0].start)):
        name = _sharing(post, name, left, noun, start)
    return Part(left, right, name, count=_piece_count(post, noun.end, min(end, noun.end + 6)))


def _sharing(post: Post, name: Name, left: int, noun: Noun, start: int) -> Name:
    """이케아 라그캅텐 책상이랑 마르쿠스 의자: the brand holds for a second thing with a name of its own."""
    unknown = [t for t in tokens(post, left, noun.start) if t.sort in ("word", "code")]
    if not unknown or any(models(post, left, noun.start)):
        return name
    shared = next(iter(brands(post, start, noun.start)), None)
    return Name(name.start, name.end, shared, (unknown[0].start, unknown[-1].end), noun, name.known)


_PIECES = re.compile(
    r"(?<![\d.])(\d{1,3})\s?(?:개|장|권|벌|켤레|대|병|매|점|마리|세트|봉|통|자루|쌍|박스|팩|캔)(?![가-힣]{0,1}월)"
)


def _piece_count(post: Post, start: int, end: int) -> tuple[int, int, int] | None:
    text = _BRACKETS.sub(lambda m: " " * len(m.group()), post.low[start:end])
    if found := _PIECES.search(text):
        return int(found.group(1)), start + found.start(), start + found.end()
    return None
