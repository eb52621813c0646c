"""The shapes that a verb stem takes in writing: 다니 → 다니, 다닌, 다닐, 다님, 다닙, 다녀, 다녔, 다녓.

Every form of the verb begins with one of them (다닙니다, 다녔는데, 다녀요), so that a list of verbs is a list of stems.
"""

from __future__ import annotations

_FIRST, _LAST = ord("가"), ord("힣")
_NO_TAIL = 28
_PER_LEAD = 588
_TAILS = (4, 8, 16, 17)  # ㄴ ㄹ ㅁ ㅂ
_PAST = (20, 19)  # ㅆ, and ㅅ as it is mistyped
_A, _AE, _EO, _E, _YEO, _O, _WA, _OE, _WAE, _U, _WO, _EU, _I = 0, 1, 4, 5, 6, 8, 9, 11, 10, 13, 14, 18, 20
_JOINED = {_A: _A, _AE: _AE, _EO: _EO, _E: _E, _YEO: _YEO, _O: _WA, _OE: _WAE, _U: _WO, _EU: _EO, _I: _YEO}
"""Vowel of a stem → what it becomes before 아/어 (마시어 → 마셔)."""


def forms(stem: str) -> tuple[str, ...]:
    """The beginnings of all written forms of `stem`, a stem without its 다; a closed stem (먹) is its own."""
    last = ord(stem[-1])
    if not _FIRST <= last <= _LAST or (last - _FIRST) % _NO_TAIL:
        return (stem,)
    front = stem[:-1]
    plain = [stem, *(front + chr(last + tail) for tail in _TAILS)]
    joined = _joined(last)
    return (*plain, front + chr(joined), *(front + chr(joined + tail) for tail in _PAST))


def _joined(last: int) -> int:
    """The open syllable before 아/어: 니 → 녀, 하 → 해."""
    if chr(last) == "하":
        return ord("해")
    vowel = (last - _FIRST) % _PER_LEAD // _NO_TAIL
    return last + (_JOINED.get(vowel, vowel) - vowel) * _NO_TAIL
