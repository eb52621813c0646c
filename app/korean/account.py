"""Numbers that identify a person or move money: bank accounts, payment cards, resident registration numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.korean.digit_view import digit_view, digits_of
from app.korean.phone import is_phone
from app.korean.private_span import PrivateSpan

_BANK = (
    r"(?:국민|신한|우리|하나|기업|산업|수협|농협|축협|신협|제일|씨티|부산|대구|광주|전북|경남|제주|아이엠)[ ]?은행"
    r"|카카오[ ]?뱅크|카뱅|토스[ ]?뱅크|토뱅|케이[ ]?뱅크|케뱅|새마을[ ]?금고|우체국|농협|신협|수협|국민"
    r"|신한|우리|하나|기업|토스|KB|NH|IBK|SC|MG|계좌(?:번호)?|입금"
)
_NUMBER = r"[0-9](?:[ \-.]{0,2}[0-9]){9,15}(?![0-9])"
_BEHIND = rf"(?:은|는)?[ \t]{{0,2}}[:=)\]]?[ \t]{{0,2}}(?:\([가-힣0-9]{{2,4}}\)[ ]?)?(?P<number>{_NUMBER})"
_BEHIND_BANK = re.compile(_BEHIND)
_AFTER_BANK = re.compile(rf"(?:{_BANK}){_BEHIND}")
_BEFORE_BANK = re.compile(
    rf"(?<![0-9\-])(?P<number>[0-9]{{2,6}}(?:-[0-9]{{2,8}}){{2,3}})[ \t]{{0,2}}[(/]?[ \t]{{0,2}}(?:{_BANK})"
)
_BANK_WORD = re.compile(_BANK)
_RESIDENT = re.compile(
    r"(?<![0-9])[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[ ]?[\- ]?[ ]?[1-8](?:[0-9]{6}|[*xX●]{6})(?![0-9])"
)
_CARD = re.compile(r"(?<![0-9\-])[3-69][0-9]{3}([ \-])[0-9]{4}\1[0-9*]{4}\1[0-9*]{4}(?![0-9\-])")


def find_accounts(text: str) -> Iterator[PrivateSpan]:
    """Every account (only with a bank's word beside it), card and resident number in a folded text."""
    for match in _RESIDENT.finditer(text):
        yield PrivateSpan("resident_id", match.start(), match.end(), match[0], None)
    for match in _CARD.finditer(text):
        yield PrivateSpan("card", match.start(), match.end(), match[0], None)
    if not _BANK_WORD.search(text):
        return
    view = digit_view(text)
    for pattern in (_AFTER_BANK, _BEFORE_BANK):
        for match in pattern.finditer(text):
            yield from _account(text, view, *match.span("number"))
    for bank in _BANK_WORD.finditer(text):  # digits in words: read in the view, behind the bank's name as it stands
        behind = _BEHIND_BANK.match(view, bank.end())
        if behind and len(digits_of(text[slice(*behind.span("number"))])) <= 4:  # else a name may look like digits
            yield from _account(text, view, *behind.span("number"))


def _account(text: str, view: str, start: int, end: int) -> Iterator[PrivateSpan]:
    digits = digits_of(view[start:end])
    if is_phone(digits):
        return
    words = text[start:end]
    yield PrivateSpan("account", start, end, words if words.isascii() else digits, "accounts")
