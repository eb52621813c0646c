"""Phone numbers, whatever their disguise: 010.1234.5678, 공일공 일이삼사 오육칠팔, O1O, 0 1 0 - …, +82 10.

Public numbers (15xx, 16xx) are no personal data. Office landlines are, and are returned too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.korean.digit_view import digit_view, digits_of
from app.korean.private_span import PrivateSpan

# What stands between two digits: a few marks, then perhaps the word people read for the hyphen.
_SEP = r"[ \t\-.·_/~,*()ㅡ:=+☆★♡♥]{0,3}(?:(?:에|다시)[ \t]{0,2})?"
_MOBILE = re.compile(rf"(?:\+?82{_SEP}(?:\(?0\)?{_SEP})?|0{_SEP})1(?:{_SEP}[0-9]){{8,9}}")
_LANDLINE = re.compile(
    r"0(2|[3-6][1-5]|70|80|50[2-8])"
    r"[ \t\-.·_/~,*)ㅡ]{0,3}([0-9]{3,4})[ \t\-.·_/~,*)ㅡ]{0,3}([0-9]{4})(?![0-9])"
)
_LOCAL = re.compile(
    r"(?:☎|☏|📞|전화|연락처|핸드폰|휴대폰|폰)(?:번호)?[ \t]{0,2}[:)]?[ \t]{0,2}"
    r"(?<![0-9])([2-9][0-9]{2,3})[ \t]{0,2}[-.·)][ \t]{0,2}([0-9]{4})(?![0-9\-])"
)
_TAIL = re.compile(
    r"(?:뒷[ ]?자리|뒷[ ]?번호|끝[ ]?자리|끝[ ]?번호|뒤[ ]?네[ ]?자리)(?:는|은|가|이)?"
    r"[ \t]{0,2}[:=]?[ \t]{0,2}([0-9]{4})(?![0-9])"
)
_HALF_HIDDEN = re.compile(r"(?<![0-9])01[016-9][\-. ]?(?:[*xXㅇ○●]{3,4}[\-. ]?[0-9]{4}|[0-9]{3,4}[\-. ]?[*xXㅇ○●]{4})")
_OTHER_NUMBER = re.compile(r"(?:매물|등록|물건|사업자|허가|관리|주문|송장|운송장)[ ]?번호[ \t]{0,2}[:=]?[ \t]{0,2}$")


def find_phones(text: str) -> Iterator[PrivateSpan]:
    """Every phone number and tail of a phone number in a folded text."""
    view = digit_view(text)
    yield from _mobiles(text, view)
    yield from _landlines(text, view)
    for match in _LOCAL.finditer(text):
        yield PrivateSpan("phone", match.start(1), match.end(2), f"{match[1]}-{match[2]}", "phones")
    for match in _TAIL.finditer(text):
        yield PrivateSpan("phone_tail", match.start(1), match.end(1), match[1], "phones")
    for match in _HALF_HIDDEN.finditer(text):
        yield PrivateSpan("phone_tail", match.start(), match.end(), match[0], "phones")


def hyphenated(digits: str) -> str:
    """A phone number's digits as people write them: 01012345678 → 010-1234-5678, 0212345678 → 02-1234-5678."""
    area = 2 if digits.startswith("02") else 4 if digits.startswith("050") else 3
    return f"{digits[:area]}-{digits[area:-4]}-{digits[-4:]}"


def is_phone(digits: str) -> bool:
    """Whether these digits alone have the shape of a Korean phone number (used to tell accounts from phones)."""
    if digits.startswith("01"):
        return digits[2] in "016789" and (len(digits) == 11 or (len(digits) == 10 and digits[2] != "0"))
    return bool(_LANDLINE.fullmatch(digits))


def _mobiles(text: str, view: str) -> Iterator[PrivateSpan]:
    position = 0
    while match := _MOBILE.search(view, position):
        found = _mobile(text, match)
        if found is None:
            position = match.start() + 1
        else:
            yield found
            position = found.end


def _mobile(text: str, match: re.Match[str]) -> PrivateSpan | None:
    start, end = match.span()
    digits = digits_of(match[0])
    if match[0].startswith(("+", "8")):
        digits = "0" + digits[2:].lstrip("0")
    if not is_phone(digits) or "0" <= text[start - 1 : start] <= "9":
        return None
    if _OTHER_NUMBER.search(text, max(0, start - 12), start):
        return None
    return PrivateSpan("phone", start, end, hyphenated(digits), "phones")


def _landlines(text: str, view: str) -> Iterator[PrivateSpan]:
    for match in _LANDLINE.finditer(view):
        if text[match.start()] not in "0공영" or _OTHER_NUMBER.search(text, max(0, match.start() - 12), match.start()):
            continue
        before = text[max(0, match.start() - 2) : match.start()]
        if digits_of(before[-1:]) or (before[-1:] == "-" and digits_of(before[:1])):
            continue  # the tail of a longer number; a price and a space before it ("500/45 02-…") is none
        yield PrivateSpan("phone", match.start(), match.end(), hyphenated(digits_of(match[0])), "phones")
