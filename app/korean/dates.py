"""Days, parts of months and months in Korean texts, anchored to a reference day (Asia/Seoul, handed in).

A month before the reference month is next year's; a day more than 30 days past is next year's (TASKS.md).
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Precision = Literal["day", "window", "month"]
_SINO = {c: i for i, c in enumerate("영일이삼사오육칠팔구")}
_PART = r"(?P<part>초순?|중순?|말경?|하순|상순)(?![가-힣]*학교)(?!개|기|고|복)"
_DATE = re.compile(
    rf"(?=[\d내올금다담이십시유일삼사오칠팔구모글])(?:(?<![\d./,])(?<!\d-)(?:"
    # 2026년 3월 15일, 26년 3월 말, 내년 2월
    rf"(?:(?:(?P<y>(?:20)?\d{{2}})\s?년도?|(?P<rely>내년|올해|금년))\s?)?(?P<m>\d{{1,2}})\s?월(?!세|관)(?:\s?달)?"
    rf"(?:\s?(?P<d>\d{{1,2}})\s?일(?!부(?!터))(?:\s?(?:[~\-∼]|에서|부터)\s?(?P<dto>\d{{1,2}})\s?일(?!부(?!터)))?|\s?{_PART}(?:\s?(?:[~\-]|에서|부터|이나|또는|혹은)\s?(?P<to>중순?|말|하순))?)?"
    rf"|(?:(?P<rely2>내년|올해|금년)\s?)?(?P<relm>다음\s?달|담\s?달|내달|이번\s?달"
    rf"|이달)(?:\s?(?P<d2>\d{{1,2}})\s?일|\s?(?P<part2>초|중순?|말|하순))?"
    # 2026.03.15, 26-3-15, 2026.10
    rf"|(?P<y3>20\d{{2}})\s?[.\-/]\s?(?P<m3>\d{{1,2}})(?:\s?[.\-/]\s?(?P<d3>\d{{1,2}}))?(?![\d,])"
    rf"|(?P<y4>\d{{2}})\s?(?P<sep>[.\-/])\s?(?P<m4>\d{{1,2}})\s?(?P=sep)\s?(?P<d4>\d{{1,2}})(?![\d,])"
    rf"|(?P<m5>\d{{1,2}})[./](?P<d5>\d{{1,2}})(?![\d./,㎡평%]|\s?(?:년|월|층|평|대|룸|배|톤|㎡|m|억|만(?!기)|호|분|[./]))"
    rf"|(?P<hm>십[일이]?|시|유|[일이삼사오칠팔구])월(?!세|관|동)(?:\s?(?P<hd>[이삼]?십[일이삼사오육칠팔구]?"
    rf"|[일이삼사오육칠팔구])일|\s?(?P<part6>초|중순|말))?"
    r"|(?P<days>\d{1,3})\s?일\s?(?:후|뒤)|(?P<word>오늘|내일|모레|글피)"
    r"))"
)
_SHORT_YEAR = re.compile(r"(?<![\d./\-,])(?P<y>2\d|3[0-5])\.(?P<m>\d{1,2})(?![\d./])(?:\s?(?P<part>초|중순|말|하순))?")


@dataclass(frozen=True, slots=True)
class When:
    """A day (earliest = latest), a part of a month or a whole month; offsets into the text."""

    start: int
    end: int
    earliest: date
    latest: date
    precision: Precision


def find_dates(text: str, reference: date) -> list[When]:
    """Every date-like phrase of a folded text in order. Impossible dates (2/30, 13/5) are left out."""
    found = []
    for match in _DATE.finditer(text):
        when = _when(match, reference)
        if when is not None:
            found.append(when)
    return found


def read_short_month(words: str, reference: date) -> When | None:
    """`26.10` under a label that asks for a date: year and month. A day (26.10 as M.D) is impossible there."""
    match = _SHORT_YEAR.search(words)
    if not match or not 1 <= int(match["m"]) <= 12:
        return None
    return _month(2000 + int(match["y"]), int(match["m"]), match["part"], match.span())


def _when(match: re.Match[str], reference: date) -> When | None:
    get = match.group
    if get("days"):
        return _day(reference + timedelta(days=int(get("days"))), match.span())
    if get("word"):
        return _day(reference + timedelta(days=["오늘", "내일", "모레", "글피"].index(get("word"))), match.span())
    if get("relm"):
        return _relative_month(match, reference)
    if get("y3"):
        return _in_year(int(get("y3")), int(get("m3")), get("d3"), None, match.span())
    if get("y4"):
        return _in_year(2000 + int(get("y4")), int(get("m4")), get("d4"), None, match.span())
    if get("m5"):
        return _rolled(int(get("m5")), get("d5"), None, match.span(), reference)
    if get("hm"):
        day = str(_sino(get("hd"))) if get("hd") else None
        return _rolled(
            {"시": 10, "유": 6}.get(get("hm")) or _sino(get("hm")), day, get("part6"), match.span(), reference
        )
    month, day, part = int(get("m")), get("d"), get("part")
    if get("to"):
        return _stretched(_rolled(month, None, part, match.span(), reference), get("to"))
    if get("y"):
        when = _in_year(int(get("y")) % 2000 + 2000, month, day, part, match.span())
    elif get("rely"):
        when = _in_year(reference.year + (get("rely") == "내년"), month, day, part, match.span())
    else:
        when = _rolled(month, day, part, match.span(), reference)
    return _days(when, int(get("dto"))) if get("dto") else when


def _stretched(when: When | None, to: str) -> When | None:
    """`6월 중순~말`: from the first part to the end of the second."""
    if when is None:
        return None
    last = _month(when.earliest.year, when.earliest.month, to if to != "중" else "중순", (when.start, when.end)).latest
    return When(when.start, when.end, when.earliest, last, "window")


def _days(when: When | None, last: int) -> When | None:
    """`10월 10일~20일`: the days of one month between the two; the first alone if the second is no day behind it."""
    if when is None or not when.earliest.day < last <= calendar.monthrange(when.earliest.year, when.earliest.month)[1]:
        return when
    return When(when.start, when.end, when.earliest, when.earliest.replace(day=last), "window")


def _sino(words: str) -> int:
    tens, ten, ones = words.rpartition("십")
    return (10 * (_SINO[tens] if tens else 1) if ten else 0) + (_SINO[ones] if ones else 0)


def _relative_month(match: re.Match[str], reference: date) -> When | None:
    ahead = 0 if match["relm"].replace(" ", "") in ("이번달", "이달") else 1
    year, month = divmod(reference.year * 12 + reference.month - 1 + ahead, 12)
    return _in_year(year, month + 1, match["d2"], match["part2"], match.span())


def _rolled(month: int, day: str | None, part: str | None, span: tuple[int, int], reference: date) -> When | None:
    """Without a year: this year's, or next year's if it is past."""
    when = _in_year(reference.year, month, day, part, span)
    if when is None:
        return None
    late = reference - when.earliest > timedelta(days=30) if day else (month < reference.month)
    return _in_year(reference.year + 1, month, day, part, span) if late else when


def _in_year(year: int, month: int, day: str | None, part: str | None, span: tuple[int, int]) -> When | None:
    if not 1 <= month <= 12:
        return None
    if day is None:
        return _month(year, month, part, span)
    if not 1 <= int(day) <= calendar.monthrange(year, month)[1]:
        return None
    return _day(date(year, month, int(day)), span)


def _month(year: int, month: int, part: str | None, span: tuple[int, int]) -> When:
    last = calendar.monthrange(year, month)[1]
    first, final = 1, last
    if part:
        first, final = {"초": (1, 10), "상": (1, 10), "말": (21, last), "하": (21, last)}.get(part[0], (11, 20))
        if part == "중":
            first, final = 1, last  # "3월 중" is some day in March
    precision: Precision = "window" if part else "month"
    return When(*span, date(year, month, first), date(year, month, final), precision)


def _day(day: date, span: tuple[int, int]) -> When:
    return When(*span, day, day, "day")
