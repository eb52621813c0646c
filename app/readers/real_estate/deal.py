"""One deal while it is put together, and the words that name a deal's type."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.korean.money import Amount
from app.readers.real_estate.labels import Entry

Place = tuple[int, int]


@dataclass(slots=True)
class Deal:
    """One deal while it is put together. Amounts keep their place; `type_at` is what names the type."""

    type: str | None
    start: int
    end: int
    type_at: Place | None = None
    deposit: Amount | None = None
    rent: Amount | None = None
    price: Amount | None = None
    period: str | None = None
    negotiable: Place | None = None
    fee: Amount | None = None
    includes_fee: Place | None = None
    no_deposit: Place | None = None
    bounded: set[str] = field(default_factory=set)


_TYPE_WORD = re.compile(
    r"(?=[단주한깔연년사반준전월달웜ㅇ젼ㅈ매급분팝팔])(?:(?P<short_term>단기(?!간|\s?(?:거주\s?|계약\s?)?(?:문의|협의|상담)|\s?가능|\s?[xX]|\s?불가|로|도)|(?<![가-힣])주세(?!요)|한달살기|깔세)"
    r"|(?P<yearly>(?<![가-힣])연세(?!대|역|로)|년세|사글세)"
    r"|(?P<monthly>반전세|준전세|전월세(?!전환)|월세(?!\s?(?:수입|[×xX]|\s?불|전환|살|조정|에\s?포함))|달세|웜세"
    r"|ㅇㅅ(?=\s))"
    r"|(?P<jeonse>(?<!반)(?<!기)(?<!준)(?:전세|전새|젼세|ㅈㅅ(?=\s))(?!대출|\s?(?:자금|사기|권|보증|끼|안고|[×xX]"
    r"|\s?불|세입|난|예방|계약|대란)))"
    r"|(?P<sale>매매(?!상)|급매(?!물)|매도|매각|팝니다|팔아요|팔려고|팔고\s?싶|분양(?=\s?중|\s?합|\s?임박)))"
)
ARROW = re.compile(r"[\s\x01,)원]{0,12}(?:→|->|⇒|➡|▶|=>|>>|에서)\s{0,4}(?:[가-힣]{0,4}\s?:?\s?)?")
"""`→` between two prices: the second takes the place of the first."""


def type_before(text: str, places: Sequence[Place], position: int) -> str | None:
    """The deal type that the shared words before a listing name last: <전세 모음> heads the lines below it."""
    said = None
    for start, end in places:
        if start < position:
            for match in _TYPE_WORD.finditer(text, start, min(end, position)):
                said = match.lastgroup
    return said


def said_type(text: str, start: int, end: int, entries: Sequence[Entry]) -> tuple[str, Place] | None:
    """The deal type that a label or the first telling word says, with its place."""
    for entry in entries:
        if entry.field in ("deal", "kind"):
            match = _TYPE_WORD.search(text, entry.start, entry.end)
            if match:
                return match.lastgroup or "", match.span()
    match = _TYPE_WORD.search(text, start, end)
    return (match.lastgroup or "", match.span()) if match else None
