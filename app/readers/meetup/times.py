"""When a meeting begins: 저녁 8시 30분, 19:00, 두시, 7:30 PM, 새벽 여섯시, 10시반."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_HOURS = {
    "한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6, "일곱": 7,
    "여덟": 8, "아홉": 9, "열한": 11, "열두": 12, "열": 10,
}  # fmt: skip
_PERIOD = r"새벽|아침|오전|점심|낮|오후|저녁|밤|am|pm|AM|PM"
_TIME = re.compile(
    rf"(?P<period>{_PERIOD})?(?:[ ]?(?:에|마다|시간|때))?[ ]{{0,2}}(?<![0-9:/.])"
    rf"(?:(?P<h>[01]?[0-9]|2[0-4])[ ]?(?::[ ]?(?P<m>[0-5][0-9])(?![0-9:])|시(?!간|즌|작|험|설|내|청|장|민|흥)"
    rf"(?:[ ]?(?P<m2>[0-5]?[0-9])[ ]?분|[ ]?(?P<half>반(?![포월송여야품려])))?)"
    rf"|(?P<word>열한|열두|다섯|여섯|일곱|여덟|아홉|한|두|세|네|열)[ ]?시(?!간|즌|작)(?:[ ]?"
    rf"(?P<m3>[0-5]?[0-9])[ ]?분|[ ]?(?P<half2>반(?![포월송여야품려])))?"
    rf"|(?P<h4>[0-9]{{1,2}})(?=[ ]?[~\-∼][ ]?[0-9]{{1,2}}[ ]?시|[ ]?(?:am|pm|AM|PM)\b))(?:[ ]{{0,2}}(?P<after>am"
    rf"|pm|AM|PM)\b)?"
)
_NAMED = re.compile(r"(?<![가-힣])(?P<noon>정오)|(?<![가-힣])(?P<midnight>자정)")
_ENDS = re.compile(r"(?:[~∼〜\-–]|(?<=[시분반0-9])에서|부터|내려오면|끝나면|마치면|돌아오면|도착하면)[ ]{0,2}\Z")
_NOT_BEGIN = re.compile(
    r"[ ]?(?:분)?[ ]?(?:해산|종료|끝|마감|까지[ ]?(?:신청|댓글|마감|연락|입금)|이후[ ]?연락|이후로?[ ]?연락"
    r"|이후[ ]?(?:문자|전화))"
)
_UNTIL = re.compile(r"[ ]?[~∼〜\-–][ ]?(?P<h>[0-9]{1,2})(?::|시)")
_IN_CLAUSE = re.compile(rf"(?P<period>{_PERIOD})")


@dataclass(frozen=True, slots=True)
class TimeMention:
    """A time of day on the 24-hour clock and its words; `inferred`: neither part of the day nor 24 hours."""

    hour: int
    minute: int
    start: int
    end: int
    inferred: bool

    @property
    def clock(self) -> str:
        return f"{self.hour:02d}:{self.minute:02d}"


def find_times(text: str, *, mornings: bool) -> list[TimeMention]:
    """The beginnings in a folded text, in order. A bare hour is in the evening, or in the morning where `mornings`."""
    found = [*_clock(text, mornings), *_named(text)]
    return sorted(found, key=lambda one: one.start)


def _named(text: str) -> Iterator[TimeMention]:
    for match in _NAMED.finditer(text):
        yield TimeMention(12 if match["noon"] else 0, 0, *match.span(), False)


def _clock(text: str, mornings: bool) -> Iterator[TimeMention]:
    for match in _TIME.finditer(text):
        written = match["h"] or match["h4"]
        hour = int(written) if written else _HOURS[match["word"]]
        minute = 30 if match["half"] or match["half2"] else int(match["m"] or match["m2"] or match["m3"] or 0)
        start = match.start("period") if match["period"] else _first_digit(match)
        if _ENDS.search(text, max(0, start - 8), start) or _NOT_BEGIN.match(text, match.end()):
            continue
        period = match["period"] or match["after"]
        spoken = period or _earlier_period(text, start)
        full = written is not None and (hour >= 13 or written.startswith("0") or hour == 0 or _full_clock(text, match))
        if full:
            yield TimeMention(hour % 24, minute, start, match.end(), False)
        elif spoken:
            yield TimeMention(_in_period(hour, spoken), minute, start, match.end(), period is None)
        else:
            yield TimeMention(_guess(hour, mornings), minute, start, match.end(), True)


def _full_clock(text: str, match: re.Match[str]) -> bool:
    """10:00, 9:00~18:00 and 11시~17시 are written on the 24-hour clock, 7:30 alone is not."""
    if match["h"] is None or match["period"] or match["after"]:
        return False
    until = _UNTIL.match(text, match.end())
    return (match["m"] is not None and len(match["h"]) == 2) or (until is not None and int(until["h"]) >= 13)


def _first_digit(match: re.Match[str]) -> int:
    return next(match.start(name) for name in ("h", "h4", "word") if match[name])


def _earlier_period(text: str, start: int) -> str | None:
    """A part of the day named a little earlier on the same line (오늘 저녁 급번개! … 7시반쯤)."""
    line = text.rfind("\n", 0, start) + 1
    found = [match["period"] for match in _IN_CLAUSE.finditer(text, max(line, start - 24), start)]
    return found[-1] if found else None


def _in_period(hour: int, period: str) -> int:
    period = period.lower()
    if period in ("새벽", "아침", "오전", "am"):
        return 0 if hour == 12 else hour
    if period in ("점심", "낮"):
        return hour if hour >= 10 else hour + 12
    if period == "밤":
        return 0 if hour == 12 else hour + 12 if 5 <= hour < 12 else hour
    return hour if hour == 12 else (hour + 12) % 24


def _guess(hour: int, mornings: bool) -> int:
    """Without a part of the day: 10, 11, 12 as written; other hours after noon, unless the group meets early."""
    if hour >= 10 or (mornings and hour >= 5):
        return hour
    return hour + 12
