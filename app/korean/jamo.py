"""Hangul syllables taken apart into letters, so that a distance sees how Korean is mistyped.

One wrong key changes one jamo, but a whole syllable: 녹턴 and 녹튼 share half of their syllables and five of
their six letters. Names are compared over letters.
"""

from __future__ import annotations

_LEADS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_TAILS = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
_FIRST, _LAST = ord("가"), ord("힣")


def letters(text: str) -> str:
    """`text` with every Hangul syllable spelled out in compatibility jamo; other characters stay."""
    return "".join(_spell(char) for char in text)


def has_final(char: str) -> bool:
    """Whether a Hangul syllable ends in a consonant (받침), which decides the form of the particle after it."""
    return _FIRST <= ord(char) <= _LAST and (ord(char) - _FIRST) % 28 != 0


def _spell(char: str) -> str:
    code = ord(char)
    if not _FIRST <= code <= _LAST:
        return char
    lead, rest = divmod(code - _FIRST, 588)
    vowel, tail = divmod(rest, 28)
    return f"{_LEADS[lead]}{_VOWELS[vowel]}{_TAILS[tail]}"
