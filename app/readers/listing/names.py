"""What one stretch of a post calls its thing: brand, model, product noun, and the words around them.

스토케 트립트랩 하이체어 네추럴        brand · model · noun · colour
필립스 에어프라이어 HD9252 블랙       brand · noun · model · colour
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from app.readers.listing.alongside import comes_along, wraps
from app.readers.listing.nouns import Noun, brands, models, nouns
from app.readers.listing.post import Post
from app.readers.listing.tokens import Token, is_verbal, tokens
from app.readers.listing.vocabulary import Hit

_SIZES = frozenset(("44", "55", "66", "77", "88", "80", "85", "90", "95"))
_SHADES = frozenset(("크림", "와인", "체리", "오렌지"))
_ROW_PRICE = re.compile(r"\s{0,2}[-:=]?\s{0,2}\d")
"""숀리 실내자전거 엑스바이크 - 4: a row of a list names its model last."""
_CAPACITIES = frozenset(("32", "64", "128", "256", "512"))
_SHOE = re.compile(r"2[0-9][05]")
_TYRE = re.compile(r"\d{3}/\d{2}")
_FOCAL = re.compile(r"\d{1,3}(?:-\d{2,3})?mm")
_ASKS_FOR = re.compile(r"[가-힣]{1,6}[실할]\s분")
"""크록스 바꾸실 분: who is looked for, no name."""
_MACHINES = ("appliance", "instrument", "camera", "tool", "audio")
_ROW_PRICE_BEHIND = re.compile(r"\s?(?:[만천원,.]|개|장|대(?![가-힣])|$)", re.MULTILINE)
_SAID_BESIDE = ("product", "accessories", "defects", "brand", "teams", "intent.sell", "intent.buy", "trade.direct")
"""What stands behind a model's name without being part of it."""
_PC_PART = re.compile(
    r"파워(?=\s?(?:정격\s?)?\d{3,4}\s?w(?![a-z]))|하드(?=\s?\d{1,4}\s?(?:테라|tb|t|기가|gb)(?![a-z]))|램(?=\s?\d{1,3}\s?(?:기가|gb|g)(?![a-z]))"
)
"""커세어 파워 650W: a supply of so many watts, while 파워 alone is a quality."""
_COMPUTERS = ("노트북", "태블릿", "데스크탑", "컴퓨터", "미니PC", "게임기")
_INNARDS = ("램", "ssd", "hdd", "하드", "cpu", "그래픽카드", "메모리")
_LOOSE = 3
"""How many words of an unknown name are taken where no product noun ends it."""


@dataclass(frozen=True, slots=True)
class Name:
    """The name in `text[start:end]`; positions of its parts, absent ones None."""

    start: int
    end: int
    brand: Hit | None = None
    model: tuple[int, int] | None = None
    noun: Noun | None = None
    known: Hit | None = None
    """The listed model word (아이폰), which tells brand and kind."""

    @property
    def empty(self) -> bool:
        """Whether nothing was named."""
        return self.brand is None and self.noun is None and self.model is None and self.known is None


def read_name(post: Post, start: int, end: int, head: Noun | None = None) -> Name:
    """The name in a stretch without clause ends. `head` is the noun if the caller chose it."""
    noun = head or _head(post, list(nouns(post, start, end)))
    brand = next(iter(brands(post, start, end)), None)
    listed = tuple(models(post, brand.start if brand else start, end)) or tuple(models(post, start, end))
    if brand:
        listed = tuple(hit for hit in listed if not _of_another(brand, hit))
        if noun and head is None and noun.end <= brand.start:
            noun = _named_by(post, brand, noun, end)
    known = _known(post, listed)
    if known and noun and head is None and noun.start > known.end and comes_along(post, known.end, noun):
        noun = None  # 캐논 R50 바디에 18-45 렌즈 포함
    if brand and noun and head is None and noun.start - brand.end > 1 and wraps(post, brand, noun):
        noun = None  # 레고 에펠탑 미개봉 박스 모서리 눌림
    far = known and noun and noun.kind == "part" and noun.start - known.end > 8
    if far and noun and head is None and not post.has("pieces", noun.start - 4, noun.end + 1):
        noun = None  # a battery figure behind a phone's name, not a battery
    if known and noun and head is None and noun.start > known.end and _inside(post, known, noun):
        noun = None  # 그램 17 i5 램 16기가
    if known and noun and head is None and noun.start > known.end and _is_shade(post, post.low[noun.start : noun.end]):
        noun = None  # 갤럭시 S23 크림 is a colour
    if noun is None and known is None and brand:
        noun = _unlisted_noun(post, brand.end, end)
    anchor = _anchor(start, brand, listed[0] if listed else None, noun)
    model = None if anchor is None else _model(post, anchor, end, listed, noun)
    return Name(start, end, brand, model, noun, known)


def _inside(post: Post, known: Hit, noun: Noun) -> bool:
    """Memory and drive behind a computer's name are what is in it."""
    return known.data[1] in _COMPUTERS and post.low[noun.start : noun.end] in _INNARDS


def _is_shade(post: Post, word: str) -> bool:
    return word in _SHADES or post.vocabulary.has("colours", word)


def _named_by(post: Post, brand: Hit, noun: Noun, end: int) -> Noun:
    """가방 코치 숄더백: of two nouns of one kind around a brand, the one that the brand names."""
    behind = next((n for n in nouns(post, brand.end, end) if n.start - brand.end <= 1), None)
    return behind if behind and behind.kind == noun.kind else noun


def _of_another(brand: Hit, model: Hit) -> bool:
    """푸마 … 어센틱 is no shoe of 반스: a model word behind the brand is of that brand, or only a word."""
    return model.data[0] is not None and model.data[0] != brand.data and model.start > brand.start


def _known(post: Post, listed: tuple[Hit, ...]) -> Hit | None:
    """The listed word that tells the kind: of a row of one brand the last (갤럭시 버즈2 are earphones)."""
    if not listed:
        return None
    known = listed[0]
    for following in listed[1:]:
        if following.data[0] != known.data[0] or len(post.low[known.end : following.start]) > 1:
            break
        known = following
    return known


def _unlisted_noun(post: Post, start: int, end: int) -> Noun | None:
    """A word behind a brand that ends like a product (호보백, 전기찜기), though no list holds it."""
    for token in islice(tokens(post, start, end), 4):
        word = post.low[token.start : token.end]
        if part := _PC_PART.match(post.low, token.start):
            return Noun(*part.span(), "computer")
        if token.sort == "word" and len(word) > 2 and word.endswith(post.vocabulary.noun_endings) and word.isalpha():
            return Noun(token.start, token.end, "unlisted")
        if token.sort == "word" and is_verbal(word):
            return None
    return None


def _head(post: Post, found: list[Noun]) -> Noun | None:
    """The first noun, or the last of a row of nouns side by side (침대 커버, 몬스테라 알보 삽수)."""
    if not found:
        return None
    head = found[0]
    for following in found[1:]:
        gap = post.text[head.end : following.start]
        if following.start == head.start or gap == "로 ":
            head = following  # 자전거 헬멧, 매트로 텀블러
            continue
        if gap == " " and _only_ends_like(post, head) and not _only_ends_like(post, following):
            head = following  # 데디카 커피머신
            continue
        if (
            gap == " "
            and (
                post.vocabulary.has("parts", post.low[following.start : following.end])
                or post.vocabulary.has("modifiers", post.low[head.start : head.end])
                or head.kind == following.kind == "plant"
                or head.kind == following.kind == "ticket"
            )
        ) or (head.kind == "plant" and following.kind == "plant" and len(gap) <= 12 and not gap.strip(" ").count(" ")):
            head = following
        else:
            break
    return head


def _only_ends_like(post: Post, noun: Noun) -> bool:
    """Whether no list holds the whole word, only its end."""
    return post.low[noun.start : noun.end].replace(" ", "") not in post.vocabulary.kinds


def _model(post: Post, anchor: int, end: int, listed: tuple[Hit, ...], noun: Noun | None) -> tuple[int, int] | None:
    stop = noun.start if noun and noun.start >= anchor else end
    loose = noun is None or noun.start < anchor
    before = _run(post, list(tokens(post, anchor, stop)), listed, noun.kind if noun else None, loose)
    if before or noun is None or noun.start < anchor:
        return before
    return (
        _code(tokens(post, noun.end, end)) or _number_behind(post, noun, end) or _named_behind(post, anchor, noun, end)
    )


def _number_behind(post: Post, noun: Noun, end: int) -> tuple[int, int] | None:
    """싱거 재봉틀 4432: a bare number behind a machine that a brand names is its type, round ones are measures."""
    token = next(tokens(post, noun.end, end), None)
    if token is None or token.sort != "number" or noun.kind not in _MACHINES or token.start - noun.end != 1:
        return None
    word = post.low[token.start : token.end]
    branded = post.has("brand", max(0, noun.start - 12), noun.start)
    typed = branded and len(word) in (3, 4) and word[-2:] not in ("00", "50") and not word.startswith(("19", "20"))
    return (token.start, token.end) if typed and not _ROW_PRICE_BEHIND.match(post.low, token.end) else None


def _named_behind(post: Post, anchor: int, noun: Noun, end: int) -> tuple[int, int] | None:
    """노스페이스 백팩 빅샷 블랙: a word between the noun and a colour or size, where the brand stands before the noun."""
    branded = post.has("brand", max(0, anchor - 25), anchor) and noun.start - anchor <= 1
    named = (token for token in tokens(post, noun.end, end) if post.low[token.start].isalnum())
    words = list(islice(named, 2)) if branded else []
    if len(words) == 1 and words[0].start - noun.end == 1 and _ROW_PRICE.match(post.low, words[0].end):
        word = post.low[words[0].start : words[0].end]
        return words[0][:2] if _nameable(words[0], word) and word not in post.vocabulary.kinds else None
    if len(words) < 2 or words[0].start - noun.end != 1 or words[1].sort not in ("colour", "size", "code"):
        return None
    return (words[0].start, words[0].end) if _nameable(words[0], post.low[words[0].start : words[0].end]) else None


def _anchor(start: int, brand: Hit | None, known: Hit | None, noun: Noun | None) -> int | None:
    if brand and not (known and known.start < brand.start):
        return brand.end
    if known:
        return known.start
    return start if noun else None


def _run(
    post: Post, words: list[Token], listed: tuple[Hit, ...], kind: str | None, loose: bool
) -> tuple[int, int] | None:
    """The first contiguous run of model words."""
    run: list[Token] = []
    passed = bool(listed)
    for index, token in enumerate(words):
        if run and post.low[run[-1].end : token.start].strip(" -"):
            break  # what stands in brackets is no part of the name
        following = words[index + 1] if index + 1 < len(words) else None
        word = post.low[token.start : token.end]
        opened = not passed or (not loose and bool(run) and len(words) - index <= 2)  # 버츄오 넥스트 (캡슐머신)
        plain = _nameable(token, word) and post.vocabulary.kinds.get(word, "plant") == "plant"
        named = opened and len(run) < _LOOSE and plain and _named(post, token, words, kind)
        if named and _ASKS_FOR.match(post.low, token.start, token.end + 3):
            named = False
        named = named or _goes_on(post, token, word, run, listed, following)
        focal = following is not None and _FOCAL.fullmatch(word) and post.low.startswith("f", following.start)
        if named or focal or _certain(token, word, run, listed) or _numbered(post, token, word, run, following):
            run.append(token)
        elif run or (loose and token.sort in ("word", "filler")):
            break
        passed = passed or token.sort in ("colour", "size", "number")
    if not run or (run[0].sort == "code" and len(run) == 1 and run[0].end - run[0].start < 2):
        return None
    return run[0].start, run[-1].end


def _certain(token: Token, word: str, run: list[Token], listed: tuple[Hit, ...]) -> bool:
    """A type number, a listed model word, or a number that goes on with one or leads to one (1996 눕시, 530 클래식)."""
    if token.sort in ("model", "code") or any(token.start < h.end and h.start < token.end for h in listed):
        return True
    if token.sort == "number" and len(word) in (3, 4) and any(h.start - token.end == 1 for h in listed):
        return not (word.startswith("20") or _SHOE.fullmatch(word))
    return _continues(token, word, run, listed)


def _goes_on(
    post: Post, token: Token, word: str, run: list[Token], listed: tuple[Hit, ...], following: Token | None
) -> bool:
    """The 익스플로어 of C라인 익스플로어 그린: an unknown word between a listed line and colour, size or 삽니다."""
    closed = following is not None and (
        following.sort in ("colour", "size", "filler")
        or post.low.endswith(post.vocabulary.noun_endings, following.start, following.end)
    )
    behind = bool(run) and token.start - run[-1].end == 1 and any(h.end == run[-1].end for h in listed)
    if not (closed and behind and len(word) >= 2 and _nameable(token, word)):
        return False
    return not any(post.has(name, token.start, token.end) for name in _SAID_BESIDE)


def _numbered(post: Post, token: Token, word: str, run: list[Token], following: Token | None) -> bool:
    """The 840 of 엘리트북 840 G7: three digits between the name and a generation."""
    codes = following is not None and following.sort in ("code", "model") and following.start - token.end == 1
    return bool(run) and token.sort == "number" and len(word) == 3 and codes and not _TYRE.match(post.low, token.start)


def _nameable(token: Token, word: str) -> bool:
    return token.sort == "word" and len(word) > 1 and not is_verbal(word)


def _named(post: Post, token: Token, words: list[Token], kind: str | None) -> bool:
    """Unknown words are a model's name only behind a brand, or where a listed kind is named so."""
    if kind == "plant":
        return True
    anchored = post.has("brand", max(0, words[0].start - 25), words[0].start)
    glued = post.has("brand", max(0, token.start - 25), token.start)
    return anchored or glued


def _continues(token: Token, word: str, run: list[Token], listed: tuple[Hit, ...]) -> bool:
    if not run and token.sort == "number" and not listed and len(word) in (3, 4):
        return not (200 <= int(word) <= 300 and word[-1] in "05") and not word.startswith(("19", "20"))
    if not run or token.sort != "number" or (listed and word in _CAPACITIES):
        return False
    behind = any(run[-1].start < h.end and h.start < run[-1].end for h in listed)
    short = run[-1].end - run[-1].start <= 3
    latin = short and run[-1].sort == "code" and len(word) in (3, 4) and not word.startswith(("19", "20"))
    numbered = run[-1].sort == "word" and len(word) <= 2 and word not in _SIZES
    if latin or numbered:
        return True  # RTX 3060, 포러너 55
    long = len(word) in (4, 5) and not word.startswith(("19", "20"))
    return (len(word) <= 2 and behind) or (long and run[-1].sort == "word")


def _code(words: Iterable[Token]) -> tuple[int, int] | None:
    """A type number behind the noun: letters and digits, or nothing."""
    for token in words:
        if token.sort == "code":
            return token.start, token.end
        if token.sort == "word":
            return None
    return None
