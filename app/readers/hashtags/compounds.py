"""Several nouns that make one tag: 물탱크 청소 → 물탱크청소, 잡채호떡, 할부항변권, 니콘 FM2 → 니콘FM2."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.readers.hashtags.lexicon import Lexicon
from app.readers.hashtags.words import Word

_SHORT = 2
_LONG = 3
_PRICE = "값"
_WORD = re.compile(r"[가-힣]{3,9}")
_MODEL = re.compile(r"[A-Za-z]{1,6}\d{1,4}[A-Za-z]{0,3}|\d{1,2}")
_BARE = re.compile(r"[가-힣]{3,6}")
_SHOP = "집"


@dataclass(frozen=True, slots=True)
class Compound:
    """A tag made of several nouns, where it stands, and whether its last part says what is done (수선, 접종)."""

    tag: str
    start: int
    action: bool


def compounds(words: Sequence[Word], text: str, lexicon: Lexicon) -> tuple[Compound, ...]:
    """Each once, in the order of the text."""
    first: dict[str, Compound] = {}
    for word in words:
        for made in _in_one_word(word, lexicon):
            first.setdefault(made.tag, made)
    for left, right in pairwise(words):
        if text[left.end : right.start] == " ":
            for made in _of_two_words(left, right, lexicon):
                first.setdefault(made.tag, made)
    return tuple(sorted(first.values(), key=lambda made: made.start))


def _in_one_word(word: Word, lexicon: Lexicon) -> Iterator[Compound]:
    """고구마케이크 of two known nouns; 뿌리볼륨펌, whose last part alone is known."""
    for noun, _ in word.readings:
        noun = _without_shop(noun, lexicon)
        if lexicon.noun(noun):
            return
        if _both_known(noun, lexicon):
            yield Compound(noun, word.start, noun.endswith(lexicon.words("actions")))
            return
        if _has_head(noun, lexicon):
            yield Compound(noun, word.start, False)
            return


def _without_shop(noun: str, lexicon: Lexicon) -> str:
    """들깨칼국수집 sells 들깨칼국수; 빵집 and other known shops keep their 집."""
    food = noun.removesuffix(_SHOP)
    if food == noun or lexicon.noun(noun) or not _ends_in_food(food, lexicon):
        return noun
    return food


def _ends_in_food(noun: str, lexicon: Lexicon) -> bool:
    return any(lexicon.holds("food_groups", lexicon.group_of.get(noun[cut:], "")) for cut in range(len(noun) - 1))


def _both_known(noun: str, lexicon: Lexicon) -> bool:
    return any(
        lexicon.noun(noun[:cut]) and (lexicon.noun(noun[cut:]) or lexicon.holds("actions", noun[cut:]))
        for cut in range(2, len(noun) - 1)
    )


def _has_head(noun: str, lexicon: Lexicon) -> bool:
    """A front nobody knows and a known noun of three letters, or one of the `heads` that make compounds (냄새, 증명서)."""
    if _WORD.fullmatch(noun) is None:
        return False
    cuts = ((noun[:cut], noun[cut:]) for cut in range(1, len(noun)))
    front = next((front for front, head in cuts if _is_head(front, head, lexicon)), None)
    return front is not None and _may_front(front, lexicon)


def _is_head(front: str, head: str, lexicon: Lexicon) -> bool:
    if lexicon.holds("name_heads", head):
        return False
    if lexicon.holds("heads", head):
        return len(front) >= (_SHORT if len(head) > 1 or head == _PRICE else _LONG)
    if lexicon.noun(head) is None:
        return False
    is_food = lexicon.holds("food_groups", lexicon.group_of.get(head, ""))
    return len(head) >= _LONG or (len(head) > 1 and is_food and lexicon.holds("food_fronts", front))


def _may_front(front: str, lexicon: Lexicon) -> bool:
    """우리강아지, 동네미용실 are only the noun again."""
    return not lexicon.holds("no_front", front) and not front.endswith(lexicon.words("no_front_ends"))


def _of_two_words(left: Word, right: Word, lexicon: Lexicon) -> Iterator[Compound]:
    """Noun + action with a space between (여름방학 특강), a known noun written apart, a brand and its model (니콘 FM2),
    and what somebody tells how to make (구운계란 만드는 법)."""
    front, action = lexicon.aliases.get(left.text, left.text), right.noun
    if lexicon.holds("making", right.text) and (dish := _object(left)) and not lexicon.holds("common", dish):
        yield Compound(dish, left.start, True)
    if lexicon.holds("brands", front) and _MODEL.fullmatch(action):
        yield Compound(front + action, left.start, True)
    if lexicon.noun(left.text + action) == left.text + action:
        yield Compound(left.text + action, left.start, True)
    elif _stand_alone(front, action, lexicon):
        return
    elif lexicon.holds("actions", action) and len(front) >= 2 and front.isalpha():
        known = lexicon.noun(front) is not None and not lexicon.holds("no_action_front", front)
        if known or lexicon.holds("action_fronts", front) or _is_unknown_front(front, action, lexicon):
            yield Compound(front + action, left.start, True)


def _object(word: Word) -> str | None:
    """구운계란 of 구운계란 만드는 법, 오이지 of 오이지를 담그는 법."""
    noun = next((noun for noun, particle in word.readings if particle in ("을", "를")), word.text)
    return noun if _BARE.fullmatch(noun) else None


def _stand_alone(front: str, action: str, lexicon: Lexicon) -> bool:
    """포장이사 견적, 광견병 예방접종: each half says more by itself than both in one word."""
    if lexicon.noun(front) is None or len(front) < _LONG:
        return False
    return lexicon.holds("weak_actions", action) or (len(action) > _LONG and lexicon.noun(action) is not None)


def _is_unknown_front(word: str, action: str, lexicon: Lexicon) -> bool:
    """상수도관 세척: a word of three letters or more that looks like no verb, no adverb and no common word."""
    return (
        lexicon.holds("firm_actions", action)
        and _BARE.fullmatch(word) is not None
        and not lexicon.holds("common", word)
        and not lexicon.holds("no_action_front", word)
        and not word.endswith(lexicon.words("verb_ends"))
    )
