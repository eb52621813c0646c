"""Things named side by side for one price: 책상이랑 의자 세트로 8만원, 아이패드 + 애플펜슬."""

from __future__ import annotations

import re

from app.readers.listing.amounts import BRACKETS
from app.readers.listing.names import Name, read_name
from app.readers.listing.nouns import Noun, brands, models, nouns
from app.readers.listing.part import Part, piece_count
from app.readers.listing.post import Post
from app.readers.listing.tokens import tokens

_JOINER = re.compile(
    r"(?:\s?(?:\d{1,2}|한|두|세|네)\s?(?:개|벌|장|켤레|점|권|병|대|세트|박스|봉|팩|캔|통|묶음|송이)|\s?하나)?(?:\s{0,2}(?:이?랑|하고|[와과]|및)\s{1,2}|"
    r"\s{0,2}[,+&·]\s{0,2}|\s및\s)"
)
_DETAIL = re.compile(r"\s?((?:[가-힣a-z0-9]{1,8}\s){0,2}[가-힣a-z0-9]{1,8})(?=\s{0,60}[,+&·])")
_BOUGHT_AT = re.compile(r"(?<![가-힣])(?:[가-힣]{1,4}\s)?[가-힣]{1,6}에서\s?(?:산|사온|구매한|구입한|데려온)\s")
_SET_WORDS = re.compile(
    r"포함|증정|같이\s?드|함께\s?드|같이\s?보내|서비스|덤|있어요|있음|있습니다|까지|전부\s?드림|다\s?드|구성|그대로|분실|별도|없"
)
_GENERAL = re.compile(
    r"[가-힣]{0,4}(?:옷|의류|옷가지|등산복|겨울옷|여름옷|아동복|아기옷|가구|그릇|식기|살림|주방용품|장난감|책|신발|가방|화장품|캠핑용품|용품|소품|잡화|가전|운동기구|공구|화분|식물)"
)
"""The common name of a household's things: 등산복 3벌 정리 ⏎ 바람막이, 기모바지, 조끼."""
_BETWEEN_PLUS = re.compile(r"(?:[^+\n]|(?<=[a-z0-9])\+(?=\s\d)){2,60}")
"""S9FE+ 128 is one name."""


def side_by_side(post: Post) -> list[Part]:
    """Things joined by and, comma or plus in the title or near the start."""
    for index, (start, end) in enumerate(post.lines[:5]):
        chain = _chain(post, start, end)
        if len(chain) < 2:
            continue
        plain = all(noun.kind != "part" for noun in chain)
        rest = post.low[chain[-1].end : min(end, chain[-1].end + 14)]
        if plain and not _SET_WORDS.search(rest) and not post.has("accessories", chain[1].start, chain[1].end - 1):
            if index and start >= post.body and not _earlier_is_general(post, chain, start):
                continue
            return [_joined_part(post, chain, i, start, end) for i in range(len(chain))]
    return []


def plus_list(post: Post) -> list[Part]:
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
        if _inside_bracket(post, chain[-1].end, noun.start):
            continue  # 침대프레임 (매트리스는 없어요) + 협탁
        between = BRACKETS.sub("", post.low[chain[-1].end : noun.start])
        between = _BOUGHT_AT.sub("", between[_detail(post, between) :])
        joint = _JOINER.match(between)
        if joint and len(between) - joint.end() <= 14 and _only_name_words(post, noun, len(between) - joint.end()):
            chain.append(noun)
        elif len(chain) > 1:
            break
        else:
            chain = [noun]
    return chain


def _inside_bracket(post: Post, start: int, at: int) -> bool:
    return post.low.count("(", start, at) > post.low.count(")", start, at)


def _detail(post: Post, between: str) -> int:
    """How far a noun's size or colour reaches behind it: 침대프레임 퀸 + …, 니트 아이보리, …; 0 for other words."""
    match = _DETAIL.match(between)
    if match is None:
        return 0
    lists = ("modifiers", "colours", "model_suffixes")
    plain = all(w[0].isdigit() or any(post.vocabulary.has(name, w) for name in lists) for w in match.group(1).split())
    return match.end(1) if plain else 0


def _only_name_words(post: Post, noun: Noun, width: int) -> bool:
    """Between a joiner and the noun stand brand, colour and modifiers, no verb of another sentence."""
    words = post.low[noun.start - width : noun.start].split()
    return len(words) <= 3 and not any(w.endswith(("요", "다", "고", "는", "은", "한", "서", "면")) for w in words)


def _earlier_is_general(post: Post, chain: list[Noun], before: int) -> bool:
    """A noun named before is only the common name of these (겨울코트 … 더플코트)."""
    earlier = [noun for noun in nouns(post, 0, before) if not _GENERAL.fullmatch(post.low, noun.start, noun.end)]
    return all(any(post.low[n.start : n.end].endswith(post.low[e.end - 2 : e.end]) for n in chain) for e in earlier)


def _joined_part(post: Post, chain: list[Noun], index: int, start: int, end: int) -> Part:
    noun = chain[index]
    left = start if index == 0 else _behind_joiner(post, chain[index - 1].end, noun.start)
    right = _own_end(post, noun.end, end)
    name = read_name(post, left, noun.end, noun)
    if index and name.brand is None and any(brands(post, start, chain[0].start)):
        name = _sharing(post, name, left, noun, start)
    return Part(left, right, name, count=piece_count(post, noun.end, _count_end(post, noun.end, end)))


def _behind_joiner(post: Post, start: int, end: int) -> int:
    """Where a thing's own words begin behind the thing before it, its detail, its bracket and the joiner."""
    between = BRACKETS.sub(lambda match: " " * len(match.group()), post.low[start:end])
    at = _detail(post, between)
    if joint := _JOINER.match(between[at:].lstrip()):
        at = len(between) - len(between[at:].lstrip()) + joint.end()
    bought = _BOUGHT_AT.match(between, at)
    return start + (bought.end() if bought else at)


def _own_end(post: Post, start: int, end: int) -> int:
    """A thing's words reach over the size and the bracket behind its noun."""
    at = start + _detail(post, BRACKETS.sub(lambda match: " " * len(match.group()), post.low[start:end]))
    if bracket := BRACKETS.match(post.low, at + post.low.startswith(" (", at), end):
        return bracket.end()
    return at


def _count_end(post: Post, start: int, end: int) -> int:
    """A count stands right behind its noun; behind = it is one of all together."""
    total = post.low.find("=", start, end)
    return min(end if total < 0 else total, start + 6)


def _sharing(post: Post, name: Name, left: int, noun: Noun, start: int) -> Name:
    """이케아 라그캅텐 책상이랑 마르쿠스 의자: the brand holds for a second thing with a name of its own."""
    unknown = [t for t in tokens(post, left, noun.start) if t.sort in ("word", "code")]
    if not unknown or any(models(post, left, noun.start)):
        return name
    shared = next(iter(brands(post, start, noun.start)), None)
    return Name(name.start, name.end, shared, (unknown[0].start, unknown[-1].end), noun, name.known)
