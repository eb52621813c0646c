"""A colour that no list holds, known by where it stands: last in the name of a labelled line or of a counted row."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.readers.listing.names import Name
from app.readers.listing.post import Post
from app.readers.listing.tokens import Token, is_verbal, tokens

_LABEL = re.compile(r"(?:상품명|제품명|품명|모델명|제품|품목|물품)\s{0,2}:")
_ROW = re.compile(r"[\s\x00]{0,3}(?:[-*•·▪◾◼✔✓✅■□▶►●○◆★]\ufe0f?|\d{1,2}[.)]|[①-⑳])")
_COUNTED = re.compile(r"\s?\d{1,2}\s?(?:개|벌|장|켤레|대|점)(?![가-힣])|\s?[-:]\s")
_COLOURED = ("shoes", "clothes", "bag", "camping", "furniture", "sport", "baby", "audio", "appliance", "kitchen")
_KNOWN = ("product", "accessories", "defects", "brand", "teams", "model", "pieces", "prohibited", "regions")
_SAID = ("intent.sell", "intent.buy", "trade.direct", "trade.delivery", "shipping.included", "condition.new", "sold")
_NO_COLOUR = re.compile(
    r"(?:[은는이가을를도만에의급용품형식판작호권판]|세트|에디션|버전|시리즈|모델|콜라보|기본|추가)$"
)


def closing_colour(post: Post, start: int, end: int, name: Name, kind: str | None) -> Iterator[tuple[int, int]]:
    """제품명: 컨버스 척70 스니커즈 파치먼트, ✔체어원 미니 코요테 2개: the unknown word behind brand, model and noun."""
    if name.model is None or name.noun is None or kind not in _COLOURED or not start <= name.start < end:
        return
    line = post.line(name.start)
    labelled = _LABEL.search(post.low, line[0], name.model[0])
    last, sized = None, False
    for token in tokens(post, name.model[1], min(name.end, line[1])):
        if token.sort == "colour":
            return
        if token.sort == "word" and not name.noun.start <= token.start < name.noun.end:
            last = token if last is None else None
            if last is None:
                return
        elif token.sort in ("size", "number") and last is None:
            sized = True  # 런닝화 280 크림슨: behind a size nothing else is left to name
    if last is None:
        return
    ended = not post.low[last.end : line[1]].strip(" .!~")
    counted = _ROW.match(post.low, line[0]) and _COUNTED.match(post.low, last.end)
    behind = sized or last.start - 1 in (name.model[1], name.noun.end)
    if behind and (((labelled or sized) and ended) or counted) and _unknown(post, last):
        yield last.start, last.end


def _unknown(post: Post, token: Token) -> bool:
    """A short Hangul word that no list holds and that is no verb, no place and no inflected word."""
    word = post.low[token.start : token.end]
    if not (2 <= len(word) <= 6 and all("가" <= char <= "힣" for char in word)):
        return False
    if is_verbal(word) or _NO_COLOUR.search(word) or post.vocabulary.place_ending(word):
        return False
    return not any(hit[:2] == token[:2] for name in (*_KNOWN, *_SAID) for hit in post.of(name, token.start, token.end))
