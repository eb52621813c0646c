"""What is no name of a shop: verbs and adjectives in all their forms, adverbs and conjunctions, times, people's homes.

Lists tell the words (rules.yaml), the forms of a verb are told by its stem and what may follow it (korean.inflection).
"""

from __future__ import annotations

import re

from app.readers.places.lexicon import Lexicon

_ENDS_OF_VERBS = """
시는 시던 시면 시고 시니 시네요 셔서 셔요 하고 해서 했는데 했어요 하는 한 해요 해야 하게 하면 하러 다가 는데 지만 니까 어요
아요 에요 습니다 네요 더라고요 더라구요 면서 으면 려고 려구요 게 히 던 었던 았던 은데 군요 거든요 잖아요 읍니다 슴다 습니당 니당
있어요 있는 없는 같아요 됩니다 합니다 봤어요 왔어요 갔어요 받고 먹고 보고 가고 오고 고서 는거 은거 을거 는것 을것 어서 아서 와서
가서 나서 러서 려서 워서 져서 써서 쳐서 겨서 켜서 여서 춰서 봐서 내서 해짐 빠짐 아짐 어짐 여짐 러짐 려짐 버림 게요 께요 래요
다녀옴 먹음 갔음 좋음 많음 있음 없음
"""
_INFLECTED = tuple(_ENDS_OF_VERBS.split())
_SOMEONES_HOME = re.compile(
    r"(?:외|친|큰|작은)?(?:동생|언니|오빠|누나|형|이모|고모|삼촌|할머니|할아버지|친구|엄마|아빠|부모님|조카|사촌|아들|딸)네"
)
_NOUN_OF_VERB = re.compile(
    r".{0,8}(?:[아어여러려라터너꺼깨져해빠퍼커번처켜까찌끊뒤겨]짐|[온간된한은닌쓴][지]|[하되가오보먹주받]기)"
)
_TIME = re.compile(
    r"(?:저+번|지+난|이번|요번|다음|담|매|작년|올)(?:주|달|해|번|학기|분기|주말|월|봄|여름|가을|겨울|[월화수목금토일]요일)"
    r"|[월화수목금토일]욜|\d{0,2}월[초중말]|[며몇][칠일주달]전?|[한두세네]달전?"
)
_SSANG_SIOT = 20


def is_ordinary(word: str, lexicon: Lexicon) -> bool:
    """Whether `word` is no name of its own: generic, inflected, a number, an online shop, a place without a shop."""
    if word[0].isdigit() or len(word) < 2 or any(is_past(char) for char in word):
        return True
    return (
        _is_listed(word, lexicon)
        or is_verb(word, lexicon)
        or _SOMEONES_HOME.fullmatch(word) is not None
        or is_time(word)
        or (len(word) > 2 and word.endswith(("들", "맘")))
    )


def _is_listed(word: str, lexicon: Lexicon) -> bool:
    """Whether a list of words that are no names has `word`, or its end."""
    lists = ("foods", "online", "common", "function_words")
    return (
        lexicon.is_generic(word)
        or any(lexicon.has(kind, word) for kind in lists)
        or word.endswith(lexicon.words("places_without_a_shop"))
        or word.endswith(lexicon.words("no_shop_ends"))
    )


def is_verb(word: str, lexicon: Lexicon) -> bool:
    """Whether `word` is a form of a verb or an adjective, or a noun made of one (먹기, 벗겨짐)."""
    return word.endswith(_INFLECTED) or _NOUN_OF_VERB.fullmatch(word) is not None or lexicon.verbs.inflects(word)


def is_time(word: str) -> bool:
    """Whether `word` says when: 저번주, 토욜, 3월초."""
    return _TIME.fullmatch(word) is not None


def is_past(char: str) -> bool:
    """Whether a syllable ends in ㅆ, the mark of the past (했, 갔), and is not 있 or 겠."""
    return "가" <= char <= "힣" and (ord(char) - ord("가")) % 28 == _SSANG_SIOT and char not in "있겠"
