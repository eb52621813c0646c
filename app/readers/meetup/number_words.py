"""Numbers as words: 여섯 (자리), 마흔다섯 (살), 삼십(대)."""

from __future__ import annotations

_TENS = {
    "열": 10, "스물": 20, "스무": 20, "서른": 30, "마흔": 40,
    "쉰": 50, "예순": 60, "일흔": 70, "여든": 80, "아흔": 90,
}  # fmt: skip
_ONES = {
    "하나": 1, "한": 1, "둘": 2, "두": 2, "셋": 3, "세": 3, "넷": 4, "네": 4,
    "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9,
}  # fmt: skip
_ABOUT = {"서너": 4, "대여섯": 6}  # the most that is meant
_SINO_TENS = {"십": 10, "이십": 20, "삼십": 30, "사십": 40, "오십": 50, "육십": 60, "칠십": 70, "팔십": 80}

_TEN = "|".join(_TENS)
_ONE = "|".join(_ONES)
COUNT_WORD = rf"(?:{'|'.join(_ABOUT)}|(?:열|스물|서른)(?:{_ONE})|열|스무|서른|{_ONE})"
"""Of a few dozen things: 둘, 여섯, 열두, 스물."""
AGE_WORD = rf"(?:(?<![가-힣])(?:(?:스물|서른|마흔|쉰|예순|일흔|여든)(?:{_ONE})?|스무))"
"""Of years of age: 스물다섯, 마흔, 예순하나."""
DECADE_WORD = r"(?:(?<![가-힣])[이삼사오육칠]?십(?=[ ]?대))"
"""Before 대: 이십, 삼십."""


def number(word: str) -> int:
    """The value of digits or of one of the words above."""
    if word.isdecimal():
        return int(word)
    known = _ABOUT.get(word) or _SINO_TENS.get(word) or _ONES.get(word)
    if known is not None:
        return known
    ten = next(ten for ten in _TENS if word.startswith(ten))
    return _TENS[ten] + _ONES.get(word[len(ten) :], 0)
