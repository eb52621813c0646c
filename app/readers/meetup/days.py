"""Days of the week and dates, one mention at a time: 월·수, 화목, 평일, 주말, 11/15, 내일(목), 이번주 토요일."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LETTERS = "월화수목금토일"
_D = f"[{_LETTERS}]"


@dataclass(frozen=True, slots=True)
class DayMention:
    """Some days of the week (0 = Monday), in the order of the week, and their words; `vague` for 평일 and 주말."""

    days: tuple[int, ...]
    start: int
    end: int
    vague: bool = False


@dataclass(frozen=True, slots=True)
class DateMention:
    """One day on the calendar and its words."""

    day: date
    start: int
    end: int


_NEXT = (
    r"(?=[ ]{0,2}(?:[0-9]{1,2}[ ]?(?::|시)|오전|오후|저녁|밤|새벽|아침|점심|낮|정오|모임|정모|반|\(|[)/\]]|퇴근"
    r"|만요|만[ ]|매일))"
)
_EVERY = (
    r"(?:매주|매[ ]주|격주로?|격[ ]주|매달|매월|째[ ]?주?|째|(?:[1-5]|첫|막|마지막)[ ]?주차?|주[ ]?[0-9]회|주[ ]?[1-7]|요일|일시|언제|일정|시간"
    r"|전부|모두|every)[ ]{0,2}[:：(]?[ ]{0,2}"
)
_LIST = rf"{_D}(?:요일|욜)?(?:[ ]{{0,1}}[,·/&+~\-ㆍ、와과][ ]{{0,1}}{_D}(?:요일|욜)?){{1,6}}"
_PATTERNS = (
    re.compile(
        rf"(?<![가-힣0-9])(?P<days>{_D}(?:요일|욜)(?:[ ]?(?:[,·/&+~\-ㆍ、와과]|이?랑|하고|이나|및)[ ]?{_D}(?:요일|욜)?){{1,6}})"
        rf"(?![가-힣]{{3}})"
    ),
    re.compile(rf"(?<![가-힣0-9])(?P<days>{_LIST})(?=요일|욜|[^가-힣]|$|마다|에|만|중)"),
    re.compile(rf"(?<![가-힣0-9])(?P<days>{_D}(?:요일|욜)(?:[ ]{_D}(?:요일|욜)){{1,6}})"),
    re.compile(rf"(?P<days>{_D}{{1,7}})(?:요일|욜)"),
    re.compile(rf"{_EVERY}(?P<days>{_D}(?:[ ]?{_D}){{0,6}})(?![가-힣])(?![ ]?[0-9][0-9,]{{0,6}}[ ]?(?:만|천|원|회))"),
    re.compile(rf"[\[(][^\])\n]{{0,10}}?(?P<days>{_D}(?:[,·/]?{_D}){{0,3}})[\])]"),
    re.compile(rf"(?<![가-힣0-9])(?P<days>{_D}(?:[ ]?{_D}){{1,6}}){_NEXT}"),
    re.compile(
        rf"(?:(?<=[0-9]일[ ])|(?<=/[0-9]{{2}}[ ])|(?<=/[0-9][ ]))(?P<days>{_D})"
        r"(?=[ ,]{1,2}(?:오전|오후|저녁|아침|밤|새벽|낮|[0-9]{1,2}(?::|시|~)))"
    ),
    re.compile(r"불(?P<days>금)(?![가-힣]{2}액)"),
    re.compile(
        r"(?<![가-힣])(?P<days>[화수목금토])(?=[ ]?(?:오전|오후|저녁|밤|새벽|아침|[0-9]{1,2}(?:[~\-][0-9]{1,2})?(?::|시)))"
    ),
)
_NAME = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:days?|s?days?|nesdays?|rsdays?|urdays?)?\b"
_ENGLISH = re.compile(rf"\b{_NAME}(?:[ ]?(?:&|,|/|\+|and)[ ]?{_NAME}){{0,6}}", re.IGNORECASE)
_EACH = re.compile(r"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)", re.IGNORECASE)
_GROUPS = (
    (re.compile(r"평일|주중|\b[Ww]eekdays?\b|월[ ]?[~\-][ ]?금(?:요일)?"), (0, 1, 2, 3, 4)),
    (re.compile(r"(?<![가-힣])주말(?!농장|농사|농부|부부|텃밭|드라마|예능)|토일(?![가-힣])|\b[Ww]eekends?\b"), (5, 6)),
    (re.compile(r"매일|날마다"), (0, 1, 2, 3, 4, 5, 6)),
)
_WORDS_NOT_DAYS = re.compile(r"^(?:금일|일월|일일|토목|수일|월일|목화)\Z")
_ONLY_MONEY = re.compile(r"[ ]?(?:회비|[0-9][0-9,.]{0,8}[ ]?(?:만|천|원))")


def find_days(text: str) -> list[DayMention]:
    """Every mention of weekdays in a folded text, by position, without overlaps (the longer one stays)."""
    found = [*_by_letter(text), *_by_group(text), *_by_english_name(text)]
    kept: list[DayMention] = []
    for one in sorted(found, key=lambda mention: (mention.vague, mention.start - mention.end, mention.start)):
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda mention: mention.start)


def _by_letter(text: str) -> Iterator[DayMention]:
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            words = match["days"]
            letters = [char for char in words.replace("요일", "").replace("욜", "") if char in _LETTERS]
            if len(set(letters)) != len(letters) or _WORDS_NOT_DAYS.match(words):
                continue
            if len(letters) == 1 and "요일" not in match[0] and _ONLY_MONEY.match(text, match.end("days")):
                continue
            days = _spread(letters, words)
            end = match.end() if text[match.end("days") : match.end()] in ("요일", "욜") else match.end("days")
            yield DayMention(days, match.start("days"), end)


def _by_english_name(text: str) -> Iterator[DayMention]:
    for match in _ENGLISH.finditer(text):
        days = {DAYS.index(name.lower()) for name in _EACH.findall(match[0])}
        yield DayMention(tuple(sorted(days)), *match.span())


def _spread(letters: list[str], words: str) -> tuple[int, ...]:
    """The days of 월·수, or of the range 월~금."""
    numbers = [_LETTERS.index(letter) for letter in letters]
    if len(numbers) == 2 and ("~" in words or "-" in words) and numbers[0] < numbers[1]:
        return tuple(range(numbers[0], numbers[1] + 1))
    return tuple(sorted(set(numbers)))


def _by_group(text: str) -> Iterator[DayMention]:
    for pattern, days in _GROUPS:
        for match in pattern.finditer(text):
            yield DayMention(days, *match.span(), vague=True)


_CALENDAR = re.compile(
    r"(?<![0-9./:\-~])(?<!정원[ ])(?<!인원[ ])(?<!현재[ ])(?:(?P<y>20[0-9]{2})[ ]?[.\-/년][ ]?)?(?P<m>1[0-2]|0?[1-9])[ ]?(?:[./]|월)[ ]?(?P<d>3[01]"
    r"|[12][0-9]|0?[1-9])"
    r"(?:[ ]?일)?(?![0-9])(?!.[0-9]{3})(?!\.[0-9])(?![ ]?(?:km|명|만|천|원|회|시간|호선|개월|%|층|/[0-9]))"
)
_MORE_DAYS = re.compile(r"(?:\([월화수목금토일]\))?[ ]?[,·&][ ]?(?P<d>3[01]|[12][0-9]|0?[1-9])[ ]?일(?![0-9가-힣])")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_IN_ENGLISH = re.compile(
    rf"\b(?P<month>{'|'.join(_MONTHS)})[a-z]{{0,6}}[.]?[ ](?P<d>[0-9]{{1,2}})(?:st|nd|rd|th)?\b(?![:0-9])",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r"(?<![가-힣])(?P<word>오늘|금일|내일|낼|모레|글피)(?![가-힣]*배움)")
_THIS_WEEK = re.compile(
    rf"(?P<week>이번[ ]?주|이번|금주|담[ ]?주|다음[ ]?주|차주|돌아오는|오는)[ ]?(?P<day>{_D})(?:요일|욜)?"
    rf"(?:[ ]?,?[ ]?[^가-힣0-9]|[ ]?[0-9]|$|에)|(?P<weekend>이번[ ]?주?|다음[ ]?주|담주)[ ]?주말"
)
_DOTTED_DATE_GOES_ON = re.compile(r"[ ]?[(일]")
_NOT_MEETING = re.compile(
    r"[ ]?(?:일)?(?:\([^)\n]{0,3}\))?[)\]]?[ ]?(?:(?:시험|대회|공연|발표|접수|면접|촬영|출국|입주|개막|경기)[가-힣]{0,2}[ ]?)?"
    r"(?:전[ ]?)?(?:까지|대비|마감|개강|개설|부터(?![ ]?~)|기준|업데이트|이후|오픈|시작으로)"
)
_NTH_WEEKDAY = re.compile(
    rf"(?<![0-9])(?P<m>1[0-2]|[1-9])월[ ]?(?P<nth>첫|둘|셋|넷|다섯|마지막)(?:번?째)?[ ]?(?:주[ ]?)?(?P<day>{_D})(?:요일|욜)(?!마다)"
)
_STEPS = {"오늘": 0, "금일": 0, "내일": 1, "낼": 1, "모레": 2, "글피": 3}


def find_dates(text: str, reference: date) -> list[DateMention]:
    """Every day of meeting named in a folded text: on the calendar, or relative to the reference day."""
    found = [*_calendar(text, reference), *_in_english(text, reference), *_relative(text, reference)]
    kept: list[DateMention] = []
    for one in sorted(found, key=lambda mention: mention.start):
        if all(one.day != other.day for other in kept):
            kept.append(one)
    return kept


def _calendar(text: str, reference: date) -> Iterator[DateMention]:
    for match in _CALENDAR.finditer(text):
        if _NOT_MEETING.match(text, match.end()) or (
            "." in match[0] and not _DOTTED_DATE_GOES_ON.match(text, match.end())
        ):
            continue
        day = _on(match["y"], int(match["m"]), int(match["d"]), reference)
        if day is not None:
            yield DateMention(day, *match.span())
            yield from _more_days(text, match, reference)


def _more_days(text: str, first: re.Match[str], reference: date) -> Iterator[DateMention]:
    """4월 3일, 10일: further days of the month just named."""
    end = first.end()
    while more := _MORE_DAYS.match(text, end):
        day = _on(first["y"], int(first["m"]), int(more["d"]), reference)
        if day is not None:
            yield DateMention(day, more.start("d"), more.end())
        end = more.end()


def _in_english(text: str, reference: date) -> Iterator[DateMention]:
    for match in _IN_ENGLISH.finditer(text):
        day = _on(None, _MONTHS.index(match["month"].lower()) + 1, int(match["d"]), reference)
        if day is not None:
            yield DateMention(day, *match.span())


def _on(year: str | None, month: int, day: int, reference: date) -> date | None:
    """The day; without a year this year's, or next year's if it is more than 30 days past."""
    try:
        found = date(int(year) if year else reference.year, month, day)
        if year is None and found < reference - timedelta(days=30):
            found = date(reference.year + 1, month, day)
    except ValueError:
        return None
    return found


def _nth_weekdays(text: str, reference: date) -> Iterator[DateMention]:
    """6월 첫째 금요일, 6월 마지막 주 토요일: one day of a month that is named."""
    for match in _NTH_WEEKDAY.finditer(text):
        month, weekday = int(match["m"]), _LETTERS.index(match["day"])
        year = reference.year + (month < reference.month)
        days = [day for week in calendar.monthcalendar(year, month) if (day := week[weekday])]
        nth = -1 if match["nth"] == "마지막" else "첫둘셋넷다".index(match["nth"][0])
        if nth < len(days):
            yield DateMention(date(year, month, days[nth]), match.start(), match.end())


def _relative(text: str, reference: date) -> Iterator[DateMention]:
    for match in _RELATIVE.finditer(text):
        yield DateMention(reference + timedelta(days=_STEPS[match["word"]]), *match.span())
    yield from _nth_weekdays(text, reference)
    monday = reference - timedelta(days=reference.weekday())
    for match in _THIS_WEEK.finditer(text):
        week = match["week"] or match["weekend"]
        later = 7 if week[0] in "담다차" else 0
        weekday = _LETTERS.index(match["day"]) if match["day"] else 5
        day = monday + timedelta(days=weekday + later)
        if week[-1] == "는" and day < reference:
            day += timedelta(days=7)
        yield DateMention(day, match.start(), match.end("day") if match["day"] else match.end())
