"""What the words of a product's name are: model, size, colour, modifier, filler.

Sizes and colours end a model's name; modifiers (원목, 무선) only describe; fillers (중고, 팝니다) say nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from app.readers.listing.flags import admissions
from app.readers.listing.post import Post

Sort = Literal["model", "size", "colour", "modifier", "filler", "team", "code", "number", "word", "noun", "brand"]
_TOKEN = re.compile(
    r"(?<![\d/])\d\d/\d\d(?![\d/])|(?<![\d/.])1/\d{2,3}(?![\d/])|[^\s,()\[\]{}/|·:;!?~\x00\"'…【】<>「」★☆■□▶▪️◆●♡♥✔✅☑*]+"
)
_SIZE = re.compile(
    r"(?:약)?\d{1,5}(?:\.\d{1,2})?(?:인치|키로|kg|리터|l급?|ml|미리|cm|센치|센티|mm|m|인용|인|평형|평|호|gb|기가|g|tb|테라|t|w|와트|v|mah|수|단|칸|구|홀|p|피스|프로|%|년식|년형|형|년|k|hz|c|cc|행정|마력|볼트|암페어|구짜리|인치형|(?<=\.5)도)"
    r"|\d{2,4}(?:\.\d)?[x×*]\d{2,4}(?:\.\d)?(?:[x×*]\d{2,4})?(?:cm|mm)?|\d?xs|s|m|l|\d?x{0,2}l|free|프리|프리사이즈|원사이즈|\d{2,3}[~]\d{2,3}"
    r"|(?:uk|us|eu)\d{1,3}|\d{2,3}(?:사이즈|호|size)|\d{2}[a-h]컵"
)
_COUNT = re.compile(
    r"(?:총)?\d{1,3}(?:개|장|권|벌|켤레|대|병|매|입|조|족|자루|세트|박스|캔|팩|마리|점|연석|종|쌍|봉|포|통|켤레|회|번|개월|층|시|일|월|명|"
    r"분)(?:[가-힣]{0,3})?|\d{1,3}권~\d{1,3}권?"
)
_SEASON = re.compile(r"(\d\d)/(\d\d)")
_SCALE = re.compile(r"1/\d{2,3}")
_GENERATION = re.compile(r"\d{1,2}세대|\d{1,2}th|mk\d|v\d|gen\d|m[1-5]|\d{1,2}s")
_CODE = re.compile(r"(?=[^\s]{0,20}\d)(?=[^\s]{0,20}[a-z])[a-z0-9][a-z0-9\-_.+]{1,20}")
_HANGUL_CODE = re.compile(r"[a-z]{1,3}[가-힣]{1,4}\d{1,3}|(?!사이즈|용량|배터리|총|약|만)[가-힣]{2,6}\d{1,4}[a-z]{0,2}")
_SUFFIXED = re.compile(r"(?:[a-z]{1,3}\d{1,4}[a-z]{0,2}|\d{1,4}[a-z]{0,2}|[가-힣]{1,4}\d{1,3})([가-힣]{1,6})")
"""S23울트라, 15프로맥스, 플립5울트라: a number with its edition grown on."""
_LATIN = re.compile(r"[a-z][a-z0-9&\-+']{1,20}")
_TAIL = re.compile(
    r"(?:입니다|이에요|예요|에요|이요|이랑|하고|이구요|구요|이고|이며|인데|짜리|으로|이면|(?<=[가-힣]{2})랑|[은는을를도요])$"
)
_LATIN_TAIL = re.compile(
    r"(?<=[a-z0-9])(?:입니다|이에요|예요|이요|이고|이구요|이랑|랑|하고|인데|이면|이며|을|를|은|는|이|가|도|와|과|로|에|요)$"
)
_COPULA = re.compile(r"(?:고|구|며|임|고요|구요|네요|라서|라|여서|인데)$")
"""다 dropped behind a vowel."""
_VERBAL = re.compile(
    r"(?:다가|면서|려다|느라|니까|니다|어요|아요|해요|세요|에요|예요|고요|구요|는데|지만|려고|네요|드림|합니다|하실|하는|했고|하고|있는|없는|싶은|에서|까지|부터|으로|께|에게|한테|니당|라서|어서|[아어네셔해]유|니더|"
    r"아서|면|요|임|함|음|도록)$"
)


NO_SHADE = frozenset(("우드", "와인", "체리", "오크", "보라", "노랑", "하양", "살몬", "골드", "실버"))
"""Colours that end words of other kinds too."""


class Token(NamedTuple):
    """A word of a name: `text[start:end]` and what sort of word it is."""

    start: int
    end: int
    sort: Sort


def tokens(post: Post, start: int, end: int) -> Iterator[Token]:
    """The words of a stretch, classified; particles are cut off."""
    for match in _TOKEN.finditer(post.low, start, end):
        first, last = match.span()
        while last > first + 1 and post.low[last - 1] in ".-_+":
            last -= 1
        yield Token(first, *_classified(post, first, last))


def _classified(post: Post, start: int, end: int) -> tuple[int, Sort]:
    word, words = post.low[start:end], post.vocabulary
    if words.has("counterfeit", word):
        return end, "filler" if any(h.start == start for h in admissions(post)) else "word"
    if sort := _plain_sort(post, word):
        return end, sort
    tail = _LATIN_TAIL.search(word) or _TAIL.search(word)
    if tail and len(word) - (tail.end() - tail.start()) >= 2:
        bare = word[: tail.start()]
        if sort := _plain_sort(post, bare):
            return start + len(bare), sort
        if tail.group() in ("랑", "이랑", "하고"):
            return start + len(bare), "word"  # 버즈2프로랑 에어팟
    if (copula := _COPULA.search(word)) and words.has("colours", word[: copula.start()]):
        return start + copula.start(), "colour"  # 네이비고, 베이지라서
    if word.endswith("에") and len(word) > 2 and (words.has("fillers", word[:-1]) or word in ("본체에", "바디에")):
        return end, "filler"
    if word.endswith("로") and words.has("fillers", word[:-2] if word.endswith("으로") else word[:-1]):
        return end, "filler"
    if _HANGUL_CODE.fullmatch(word):
        return end, "code"
    if (edition := _SUFFIXED.fullmatch(word)) and words.has("model_suffixes", edition.group(1)):
        return end, "model"
    if word[-1:].isdigit() and any(
        word.startswith(s) and word[len(s) :].isdigit() for s in words.sets.get("model_suffixes", ())
    ):
        return end, "model"
    return end, "word"


def _plain_sort(post: Post, word: str) -> Sort | None:
    words = post.vocabulary
    for name, sort in (
        ("fillers", "filler"),
        ("colours", "colour"),
        ("teams", "team"),
        ("model_suffixes", "model"),
    ):
        if words.has(name, word):
            return sort  # type: ignore[return-value]
    if 2 <= len(word) <= 5 and word.endswith("색") and word not in ("검색", "염색", "변색", "퇴색"):
        return "colour"
    if word.isdigit():
        return "number"
    if 4 <= len(word) <= 7 and _is_shade(post, word):
        return "colour"
    if (season := _SEASON.fullmatch(word)) and int(season[2]) - int(season[1]) == 1:
        return "team"  # 23/24 is a club's season
    if _SCALE.fullmatch(word):
        return "size"  # 1/24 of a kit
    if _GENERATION.fullmatch(word):
        return "model"
    if _SIZE.fullmatch(word):
        return "size"
    if _COUNT.fullmatch(word):
        return "filler"
    if words.has("modifiers", word) or (len(word) > 2 and word.endswith("용")):
        return "modifier"
    if _CODE.fullmatch(word):
        return "code"
    if _plain_word(word):
        return "filler"
    return "code" if _LATIN.fullmatch(word) and len(word) <= 12 else None


def _is_shade(post: Post, word: str) -> bool:
    """체리브라운, 미스트그레이: a shade grown together with its colour."""
    colours = post.vocabulary.sets.get("colours", frozenset())
    return any(word[-width:] in colours and word[-width:] not in NO_SHADE for width in (2, 3, 4))


def _plain_word(word: str) -> bool:
    return word in (
        "st",
        "made",
        "in",
        "the",
        "new",
        "size",
        "ok",
        "feat",
        "and",
        "or",
        "of",
        "for",
        "no",
        "vs",
        "as",
        "a/s",
        "only",
        "usb",
        "pc",
    )


def is_verbal(word: str) -> bool:
    """Whether a word ends like a verb or carries a place particle, so that no name goes on behind it."""
    return bool(_VERBAL.search(word))
