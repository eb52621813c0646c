"""One word, or two that belong together, read as the name of a shop.

스벅 합정점에서     chain, branch
결담커피라는       end of a shop name (커피) with something of its own in front
카페 소요          kind of shop + name
라벨르 래쉬        name + kind of shop
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.korean.eojeol import Eojeol
from app.readers.places.chains import Name, adjacent, chain_at, with_branch
from app.readers.places.lexicon import STRONG, WEAK, Lexicon
from app.readers.places.ordinary import is_ordinary, is_verb

EATEN = ("restaurant", "cafe", "bakery", "bar")
OPENING, CLOSING = tuple("'\"‘“「『"), tuple("'\"’”」』")
_CALLED_SO = re.compile(r" ?(?:이?라는|이?라고 ?하는) ")
_ENDS = ("", ".", ",", "!", "\n", ":", "'", '"')
_CASES = ("에서", "에게", "까지", "부터", "보다", "처럼", "한테", "밖에", "마다", "마저", "조차", "이랑")
_OF_A_NOUN = frozenset(["에", "에서", "에서는", "에서도", "에는", "에도", "의"])
_MASK = re.compile(r"[OX0]{2,4}|[ox]{2,4}")
_NAME = re.compile(r"[0-9A-Za-z가-힣]{2,14}")


def names_at(words: Sequence[Eojeol], at: int, text: str, lexicon: Lexicon) -> list[Name]:
    """Every way to read a name that begins at word `at`; the best first."""
    found = [
        name
        for name in (
            chain_at(words, at, text, lexicon),
            _two_words(words, at, text, lexicon),
            _suffixed(words, at, text, lexicon),
            _headed(words, at, text, lexicon),
        )
        if name is not None and name.name not in lexicon.kinds
    ]
    return found or [name for name in (_plain(words, at, text, lexicon),) if name is not None]


def _suffixed(words: Sequence[Eojeol], at: int, text: str, lexicon: Lexicon) -> Name | None:
    word = words[at]
    for noun, particle in _polite_readings(word):
        found = lexicon.suffix(noun)
        if noun in lexicon.suffixes:
            return None
        if found is None:
            continue
        suffix, category, weight = found
        front = noun[: -len(suffix)]
        dishes = weight < STRONG
        if (
            lexicon.has("common", noun)
            or noun.endswith(lexicon.words("no_shop_ends"))
            or (dishes and is_verb(noun, lexicon))
        ):
            return None
        if lexicon.only_modifies(noun, dishes) or lexicon.only_modifies(front, dishes) or is_numeric(front):
            return None
        if lexicon.is_kind(noun):
            return None
        if len(front) < 2 and len(suffix) < 2:
            continue
        if _is_for_pets(front, category, lexicon):
            category = "pet"
        category = _of_its_front(front, suffix, category, lexicon)
        end = word.start + len(noun)
        name = Name(
            noun, word.start, end, end, None, category, weight if len(front) >= 2 else weight - 0.5, particle, at, at
        )
        return with_branch(name, words, text)
    return None


def _is_for_pets(front: str, category: str, lexicon: Lexicon) -> bool:
    """멍멍미용실, 미소고양이병원"""
    if category not in ("beauty", "hospital", "lodging", "academy"):
        return False
    animals = lexicon.words("pet_first")
    return (category == "beauty" and front.startswith(animals)) or front.endswith(
        tuple(a for a in animals if len(a) > 1)
    )


def _polite_readings(word: Eojeol) -> tuple[tuple[str, str], ...]:
    """The readings of a name, with that of an answer in front: 바른수학이요, 새봄약국요."""
    text = word.text
    if not text.endswith("요") or len(text) < 4:
        return word.name_readings
    if text.endswith("이요") and len(text) > 4:
        return ((text[:-2], "이요"), *word.name_readings)
    return (*word.name_readings, (text[:-1], "요"))


def _of_its_front(front: str, suffix: str, category: str, lexicon: Lexicon) -> str:
    """마라공방, 눈썹공방: an end of many trades is told by what stands before it."""
    if not lexicon.has("any_trade", suffix):
        return category
    known = next((front[at:] for at in range(len(front) - 1) if lexicon.trade(front[at:])), None)
    return (lexicon.trade(known) if known else None) or category


def _headed(words: Sequence[Eojeol], at: int, text: str, lexicon: Lexicon) -> Name | None:
    """네일숲 이도점, 바당스테이: a kind of shop grown together with what follows it."""
    word = words[at]
    for noun, particle in word.name_readings:
        if noun in lexicon.heads or noun in lexicon.suffixes or noun in lexicon.kinds:
            return None
        head = next((noun[:cut] for cut in range(len(noun) - 1, 1, -1) if noun[:cut] in lexicon.heads), None)
        if head and _is_own(noun, particle, head, lexicon):
            end = word.start + len(noun)
            name = Name(noun, word.start, end, end, None, lexicon.heads[head], WEAK, particle, at, at)
            return with_branch(name, words, text)
        if head and particle:  # 뷰티온에서 and 책방오늘에 are no longer names
            return None
    return None


def _is_own(noun: str, particle: str, head: str, lexicon: Lexicon) -> bool:
    """Whether what follows a kind of shop makes a name of it; an adverb does where only a noun may stand (책방오늘에)."""
    if particle in ("이라는", "라는"):
        return True
    if particle in _OF_A_NOUN and lexicon.has("adverbs", noun[len(head) :]):
        return True
    return not (is_ordinary(noun, lexicon) or _no_own_part(noun, head, lexicon))


def _no_own_part(noun: str, head: str, lexicon: Lexicon) -> bool:
    rest = noun[len(head) :]
    return lexicon.is_generic(rest) or lexicon.only_modifies(rest, dishes=lexicon.heads[head] in EATEN)


def _two_words(words: Sequence[Eojeol], at: int, text: str, lexicon: Lexicon) -> Name | None:
    """카페 소요 (kind + name) or 라벨르 래쉬 (name + kind)."""
    if at + 1 >= len(words) or not adjacent(text, words[at], words[at + 1]):
        return None
    first, second = words[at], words[at + 1]
    for noun, particle in second.name_readings:
        if particle and len(noun) > 1 and is_ordinary(noun, lexicon):
            return None  # 태권도 관장님이
        end = second.start + len(noun)
        shown = f"{first.text} {noun}"
        category = lexicon.heads.get(first.text) or (lexicon.suffixes.get(first.text) or (None,))[0]
        headed = category and lexicon.has("spaced_heads", first.text)
        if (
            headed
            and (_may_follow(noun, lexicon) or _one_letter(noun, text[end : end + 1], lexicon))
            and not _names_its_kind(noun, lexicon, category)
        ):
            return Name(shown, first.start, end, end, None, category, 1.0, particle, at, at + 1)
        kind = lexicon.suffixes.get(noun)
        if kind and kind[1] == STRONG and _may_front(first, lexicon) and not _sells(first.text, noun, lexicon):
            return Name(shown, first.start, end, end, None, kind[0], 1.0, particle, at, at + 1)
    return None


def _may_follow(noun: str, lexicon: Lexicon) -> bool:
    """Whether a noun may be the own part of a name after its kind."""
    return bool(_NAME.fullmatch(noun)) and not is_ordinary(noun, lexicon) and noun not in lexicon.kinds


def _one_letter(noun: str, after: str, lexicon: Lexicon) -> bool:
    """책방 숲., 한옥스테이 달.: a name of one letter, where nothing comes behind it."""
    return len(noun) == 1 and "가" <= noun <= "힣" and after in _ENDS and not lexicon.has("no_name", noun)


def _names_its_kind(noun: str, lexicon: Lexicon, category: str | None = None) -> bool:
    """헬스장 리프트온짐: a name with an end of its own, of the same `category`; the word in front only tells what it is."""
    found = lexicon.suffix(noun)
    if found is None or len(noun) - len(found[0]) < 2:
        return False
    return found[2] == STRONG or category in (None, found[1])


def _sells(word: str, noun: str, lexicon: Lexicon) -> bool:
    """미미분식 순대, 초록결헤어 네일: a whole name, and what was had there."""
    ware = lexicon.has("foods", noun) or any(noun in wares for wares in lexicon.category_words.values())
    return ware and _names_its_kind(word, lexicon)


def _may_front(first: Eojeol, lexicon: Lexicon) -> bool:
    """Whether a word may be the own part of a name whose kind stands apart."""
    word = first.text
    if len(word) < 2 or first.readings[0][1] or word in lexicon.suffixes or is_ordinary(word, lexicon):
        return False
    adnominal = (ord(word[-1]) - ord("가")) % 28 in (4, 8) if "가" <= word[-1] <= "힣" else False
    return not adnominal


def _plain(words: Sequence[Eojeol], at: int, text: str, lexicon: Lexicon) -> Name | None:
    """Any other noun: weight 0, so that the surroundings have to speak for it."""
    word = words[at]
    if _stands_in_quotes(word, text) and (lexicon.has("common", word.text) or lexicon.has("nouns", word.text)):
        return Name(word.text, word.start, word.end, word.end, None, None, 0.0, "", at, at)  # 카페 '온도'
    if _stands_in_quotes(word, text) and _CALLED_SO.match(text, word.end + 1):
        return Name(word.text, word.start, word.end, word.end, None, None, 0.0, "", at, at)  # '오늘도무사히' 라는 바
    if is_verb(word.text, lexicon) or lexicon.has("function_words", word.text):
        return None
    for noun, particle in _answered(word):
        kind = noun in lexicon.suffixes or noun in lexicon.kinds
        if kind or (len(noun) > 1 and (lexicon.has("nouns", noun) or is_ordinary(noun, lexicon))):
            return None  # 저번주에, 네일은 are no names even with their particle
        if (
            len(noun) > 1
            and not noun.endswith(_CASES)  # 달부터, 것까지: the noun is too short for a name
            and _NAME.fullmatch(noun)
            and not lexicon.is_kind(noun)
            and not lexicon.only_modifies(noun, dishes=True)
        ):
            end = word.start + len(noun)
            return with_branch(Name(noun, word.start, end, end, None, None, 0.0, particle, at, at), words, text)
    return None


def _stands_in_quotes(word: Eojeol, text: str) -> bool:
    return text[word.start - 1 : word.start] in OPENING and text[word.end : word.end + 1] in CLOSING


def _answered(word: Eojeol) -> tuple[tuple[str, str], ...]:
    """리딩타운이요: a noun that answers a question, else the ways to read a name."""
    answers = word.text.endswith("이요") and len(word.text) > 4
    return _polite_readings(word)[:1] if answers else word.name_readings


def is_numeric(word: str) -> bool:
    """Whether a word is only digits, or empty, or a mask (OO미용실)."""
    return not word or word.isdigit() or _MASK.fullmatch(word) is not None
