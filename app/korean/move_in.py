"""When somebody can move in: now, on a day, from a day, within a window, or to be agreed (KOREAN.md §4.4)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

from app.korean.dates import When, find_dates, read_short_month

Kind = Literal["immediate", "date", "from", "window", "negotiable"]
_NOW = re.compile(
    r"(?<!허위)(?:즉시(?!\s?(?:신고|삭제|답|연락|전화|상담|계약|확인))|즉\s?입(?![가-힣]{2})|공실(?!률|\s?\d|\s?(?:아님"
    r"|X|x|없))|당장|입주\s?바로|지금\s?바로|바로\s?(?:입주|입점|입실|들어|이사|가능)"
    r"|지금\s?비|비어\s?있(?:어|는|고|습|음)|비어있(?:어|는|고|습|음)|아무\s?때나\s?(?:입주|이사|들어)"
    r"|(?<![가-힣])바로$|당일\s?(?:입주|입실|가능)|언제(?:든지?|나)\s?입주|입주\s?언제든)"
)
_FROM = re.compile(
    r"\s{0,2}[)\]]?\s{0,2}(?:이후|부터|만기|퇴거|퇴실|명도|이\s?후|[에까]?지?\s?(?:나가|나감|빠|비워|비는|이사\s?나"
    r"|계약\s?만료)|이후|넘어|지나|~(?!\s?\d)|전\S{0,2}\s?(?:안|불))"
)
_FROM_SAID = re.compile(
    r"\s{0,2}[)\]]?\s{0,2}(?:첫째\s?주|첫\s?주)?(?:경|쯤|정도)?\s?(?:이후|부터|만기|퇴거|퇴실|명도|이\s?후|넘어|지나|전\S{0,2}\s?(?:안|불))"
)
_AGREE = re.compile(r"협의|조율|조정\s?가능|상의|맞춰|절충")
_AGREE_ELSE = re.compile(r"주차|반려|애견|애완|강아지|고양이|가격|보증금|월세|금액|권리|관리비|전입|대출|시설")
_A_STAY = timedelta(days=25)
_SPAN_JOINT = re.compile(r"\s{0,2}[~\-∼]\s{0,2}")
_TOPIC = re.compile(
    r"입주|입실|입점|이사(?!회|님|\s?용달|갈|\s?고민)|퇴거|퇴실|만기|나가|나갈|빠집|빠져|나간|비워|비는|명도|들어오|비어"
    r"|비게|공실|날짜|가능일|전입일|이후|부터|언제든"
)
_OTHER_DATE = re.compile(
    r"사용승인|사용검사|준공|건축|년식|신축|확인매물|등록일|업데이트|기준|의뢰일|작성|저장한|계약\s?기간"
    r"|계약만?\s?(?:내년|20|\d)|계약이|세안고|갭투자|까지|시세|상태|운영|영업|\d\s?년\s?(?:전|차)|분양"
)
_ENTERING = re.compile(r"입주|입실|입점|들어오|들어와")
_LEAVING = re.compile(r"퇴거|퇴실|나갈|만기|명도|빠집|빠져|비워|나가|나간|나갑|이사\s?나")
_AGREE_NEXT = re.compile(
    r"[\s,/(~]{0,3}(?:그\s?이후\s?|이후\s?)?(?:(?:이사|입주|날짜)(?:일|날짜)?\s?)?(?P<w>협의|조율|상의)"
)
_CLAUSE = re.compile(r"(?<=[요야])\s|[\n,;|\x01]|(?<!\d)/|/(?!\d)|[.!?](?=\s)|\s{2,}")


@dataclass(frozen=True, slots=True)
class MoveIn:
    """The answer and where its parts stand, by field name."""

    kind: Kind
    earliest: date | None
    latest: date | None
    negotiable: bool
    places: dict[str, tuple[int, int]]


def read_move_in(words: str, reference: date) -> MoveIn | None:
    """The move-in time that `words`, known to speak of it, say."""
    dates = find_dates(words, reference)
    if not any(d.precision == "day" for d in dates):
        short = read_short_month(words, reference)
        dates = [short] if short else dates
    return _judge(words, 0, len(words), dates, reference, labelled=True)


def find_move_in(text: str, reference: date, dates: Sequence[When] | None = None) -> MoveIn | None:
    """The move-in time in free text: the first clause that speaks of moving in and holds a time."""
    known = find_dates(text, reference) if dates is None else dates
    clauses = [place for place in _clauses(text, known) if not _OTHER_DATE.search(text, *place)]
    spoken = [place for place in clauses if _TOPIC.search(text, *place)]
    entering = [place for place in spoken if _ENTERING.search(text, *place)]
    chosen = next(iter([*entering, *spoken, *_stays(text, known)]), None)
    if chosen:
        mine = [d for d in known if chosen[0] <= d.start and d.end <= chosen[1]]
        return _judge(text, *chosen, mine, reference, labelled=False)
    now = _NOW.search(text)
    if now:
        start, end = clause_around(text, now.start(), now.end())
        return _judge(text, start, end, [], reference, labelled=False)
    part = next(
        (d for d in known if d.precision == "window" and not _OTHER_DATE.search(text, d.start, d.end + 8)), None
    )
    if part is not None:
        start, end = clause_around(text, part.start, part.end)
        if not _OTHER_DATE.search(text, start, end):
            return _judge(text, start, end, [part], reference, labelled=False)
    return _agreed(text)


_AGREED = re.compile(
    r"(?:입주일?|입주\s?시기|이사\s?날짜|날짜|입실|이사)(?:는|은|도)?\s?(?:가능일\s?)?[:=]?\s{0,3}(?:는|은"
    r"|도)?\s?(?P<agree>협의|조율|상의|맞춰)"
)


def _agreed(text: str) -> MoveIn | None:
    match = _AGREED.search(text)
    if not match:
        return None
    place = match.span("agree")
    return MoveIn("negotiable", None, None, True, {"kind": place, "negotiable": place})


def _clauses(text: str, dates: Sequence[When]) -> list[tuple[int, int]]:
    return [clause_around(text, d.start, d.end) for d in dates]


def _stays(text: str, dates: Sequence[When]) -> list[tuple[int, int]]:
    """Two days joined by a tilde, weeks apart: the time for which a place is let."""
    return [
        (a.start, b.end)
        for a, b in pairwise(dates)
        if a.precision == b.precision == "day" and b.earliest - a.earliest > _A_STAY
        and _SPAN_JOINT.fullmatch(text, a.end, b.start) and not _OTHER_DATE.search(text, max(0, a.start - 12), a.start)
    ]  # fmt: skip


def clause_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The clause that holds `text[start:end]`: up to the nearest line break, slash, comma or full stop, at most 40
    characters each way."""
    low = max(0, start - 40)
    left = low
    for match in _CLAUSE.finditer(text, low, start):
        left = match.end()
    right = _CLAUSE.search(text, end, min(len(text), end + 40))
    return left, right.start() if right else min(len(text), end + 40)


def _judge(text: str, start: int, end: int, dates: Sequence[When], reference: date, *, labelled: bool) -> MoveIn | None:
    agree = _agreement(text, start, end)
    places: dict[str, tuple[int, int]] = {"negotiable": agree} if agree else {}
    if dates:
        dates = _entering_first(text, start, end, dates)
        return _dated(text, dates, bool(agree), places, leaving=bool(_LEAVING.search(text, start, end)))
    now = _NOW.search(text, start, end)
    if now:
        places |= {"kind": now.span(), "earliest": now.span()}
        return MoveIn("immediate", reference, None, bool(agree), places)
    if agree and labelled:
        return MoveIn("negotiable", None, None, True, {"kind": agree, "negotiable": agree})
    return None


def _entering_first(text: str, start: int, end: int, dates: Sequence[When]) -> Sequence[When]:
    """`3월 말에 나가서 4월 1일부터 입주`: the last date before the word for moving in, if dates stand before it."""
    word = _ENTERING.search(text, start, end)
    before = [i for i, d in enumerate(dates) if word and d.end <= word.start()]
    if len(before) < 2 or any(_SPAN_JOINT.fullmatch(text, a.end, b.start) for a, b in pairwise(dates)):
        return dates
    return dates[before[-1] :]


def _agreement(text: str, start: int, end: int) -> tuple[int, int] | None:
    """협의 in the same clause, or right behind it."""
    for match in _AGREE.finditer(text, start, end):
        if not _AGREE_ELSE.search(text, max(start, match.start() - 12), match.start()):
            return match.span()
    behind = _AGREE_NEXT.match(text, end)
    return behind.span("w") if behind else None


def _dated(
    text: str, dates: Sequence[When], agreed: bool, places: dict[str, tuple[int, int]], *, leaving: bool
) -> MoveIn:
    first, last = dates[0], dates[0]
    if len(dates) > 1 and _SPAN_JOINT.fullmatch(text, first.end, dates[1].start):
        last = dates[1]
    place = (first.start, last.end)
    after = (_FROM if first.precision == "day" else _FROM_SAID).match(text, last.end)
    if after or (last is first and _FROM_SAID.match(text, first.end)) or (first.precision == "day" and leaving):
        places |= {"kind": (first.start, after.end() if after else last.end), "earliest": (first.start, first.end)}
        return MoveIn("from", first.earliest, None, agreed, places)
    if last is not first and first.precision == last.precision == "day" and last.earliest - first.earliest > _A_STAY:
        last, place = first, (first.start, first.end)  # 3월 1일 ~ 6월 30일: a stay begins on its first day
    places |= {"kind": place, "earliest": place, "latest": place}
    if first.precision == "day" and last is first:
        return MoveIn("date", first.earliest, first.earliest, agreed, places)
    return MoveIn("window", first.earliest, last.latest, agreed, places)
