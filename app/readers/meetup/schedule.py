"""When the group meets: days, time, how often, and the date of a meeting that happens once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.readers.meetup.days import DAYS, DateMention, DayMention, find_dates, find_days
from app.readers.meetup.page import Page
from app.readers.meetup.rhythm import Rhythm, is_rarer, loose_rhythm, stated_rhythm
from app.readers.meetup.times import TimeMention, find_times

_EARLY_TOPICS = frozenset(("hiking", "photo", "travel", "volunteering", "walking", "pets"))
_ONCE = re.compile(r"번개|벙개|급벙|원데이|일회성|1회성|단발|하루만|당일")
_NOT_A_MEETING = re.compile(r"(?:명절|영업시간|운영시간|문의|상담|연락|전화)[^\n]{0,12}\Z")
_TITLE = re.compile(r"\"[^\"\n]{1,30}\"|'[^'\n]{1,30}'|“[^”\n]{1,30}”|‘[^’\n]{1,30}’|『[^』\n]{1,30}』")
_EVENING = re.compile(r"저녁|야간|퇴근|한밤|밤(?=[ 에마산])")
_NEAR = 44
_TO_LAST_DAY = re.compile(r"\)?[ ]?[~∼〜\-][ ]?(?:[0-9]{1,2}[ ]?(?:월|[./])[ ]?)?[0-9]{1,2}[ ]?일?[ ]?\(?")
_CLOSED = re.compile(
    r"[ ]?(?:은|에는)?[ ]?(?:쉬|쉼|휴무|휴식|제외|빼고|안[ ]?함|휴관|아니|오픈|까지[ ]?(?:신청|마감|모집))"
)


@dataclass(frozen=True, slots=True)
class Meeting:
    """One entry of the schedule before it is written down."""

    days: DayMention | None
    time: TimeMention | None
    date: DateMention | None


def find_schedule(page: Page, reference: date, topic: str | None) -> list[dict[str, Any]]:
    """The entries of `schedule`, in the order of the text."""
    text = page.text
    days = _meeting_days(text)
    times = find_times(text, mornings=topic in _EARLY_TOPICS and not _EVENING.search(text))
    dates = find_dates(text, reference)
    recurrence = stated_rhythm(text)
    if recurrence is not None and recurrence[0] in ("weekly", "biweekly", "monthly"):
        dates = []
    meetings = _meetings(text, days, times, dates)
    if recurrence is None and not any(one.days and one.time for one in meetings):
        recurrence = loose_rhythm(text)
    entries = [_entry(page, one, recurrence) for one in meetings] or _bare(page, recurrence)
    return [entry for entry in entries if entry]


def _meeting_days(text: str) -> list[DayMention]:
    """The days of meeting: not those of a title in quotes, of a holiday, or 매일 right behind 평일."""
    titles = [match.span() for match in _TITLE.finditer(text)]
    kept: list[DayMention] = []
    for one in find_days(text):
        doubled = one.vague and kept and (kept[-1].vague or len(kept[-1].days) > 2) and one.start - kept[-1].end <= 3
        titled = any(start < one.start < end for start, end in titles)
        if not doubled and not titled and not _ignored(text, one.start, one.end):
            kept.append(one)
    return kept


def _ignored(text: str, start: int, end: int) -> bool:
    return bool(_NOT_A_MEETING.search(text, max(0, start - 20), start) or _CLOSED.match(text, end))


def _near(one: DayMention | DateMention, time: TimeMention) -> bool:
    return 0 <= time.start - one.end <= _NEAR


def _meetings(text: str, days: list[DayMention], times: list[TimeMention], dates: list[DateMention]) -> list[Meeting]:
    """Pair what belongs together: days with the time behind them, dates with the weekday beside them."""
    if len(dates) > 1 and not _one_trip(text, dates):
        time = times[0] if times else None
        return [Meeting(_beside(text, days, one) or (days[0] if days else None), time, one) for one in dates]
    if dates:
        chosen = _beside(text, days, dates[0]) or _within(days, dates[0])
        return [Meeting(chosen, _after(times, dates[0].start), dates[0])]
    timed = [(one, time) for one in days if (time := _own_time(one, days, times)) is not None]
    if len(timed) > 1 and len({one.days for one, _ in timed}) > 1:
        return [Meeting(one, time, None) for one, time in _unlike(timed)]
    if timed:
        return [Meeting(*timed[0], None)]
    if days:
        exact = [one for one in days if not one.vague]
        return [Meeting((exact or days)[0], times[0] if times else None, None)]
    return [Meeting(None, times[0], None)] if times else []


def _unlike(timed: list[tuple[DayMention, TimeMention]]) -> list[tuple[DayMention, TimeMention]]:
    """Each set of days once."""
    kept: dict[tuple[int, ...], tuple[DayMention, TimeMention]] = {}
    for one, time in timed:
        kept.setdefault(one.days, (one, time))
    return list(kept.values())


def _own_time(one: DayMention, days: list[DayMention], times: list[TimeMention]) -> TimeMention | None:
    """The first time behind these days, unless other days stand between."""
    following = next((other.start for other in days if other.start > one.start), None)
    for time in times:
        if _near(one, time):
            return time if following is None or time.start < following else None
    return None


def _after(times: list[TimeMention], start: int) -> TimeMention | None:
    return next((time for time in times if time.start >= start), times[0] if times else None)


def _beside(text: str, days: list[DayMention], one: DateMention) -> DayMention | None:
    """The weekday right behind or within a date: 11/15 일, 내일(목), 이번주 토요일, 7/11~12(토,일)."""
    for at, day in enumerate(days):
        if one.start <= day.start <= one.end + 6 and not day.vague:
            return _trip(text, day, days[at + 1]) if at + 1 < len(days) else day
    return None


def _trip(text: str, first: DayMention, last: DayMention) -> DayMention:
    """The days of 9월 4일(금)~6일(일), from the first to the last."""
    if len(first.days) == len(last.days) == 1 and _TO_LAST_DAY.fullmatch(text, first.end, last.start):
        return DayMention(tuple(range(first.days[0], last.days[0] + 1)) or first.days, first.start, last.end)
    return first


def _within(days: list[DayMention], one: DateMention) -> DayMention | None:
    return next((day for day in days if abs(day.start - one.start) <= 8), None)


def _one_trip(text: str, dates: list[DateMention]) -> bool:
    """Two dates joined by a tilde are one trip; a relative word and a date are one day said twice."""
    return len(dates) == 2 and "~" in text[dates[0].end : dates[1].start] and dates[1].start - dates[0].end <= 10


def _entry(page: Page, one: Meeting, recurrence: Rhythm | None) -> dict[str, Any]:
    entry: dict[str, Any] = {}
    if one.days is not None:
        entry["days"] = [page.leaf(DAYS[day], one.days.start, one.days.end) for day in one.days.days]
    if one.time is not None:
        entry["time"] = page.leaf(one.time.clock, one.time.start, one.time.end)
        entry["time_inferred"] = one.time.inferred
    if one.date is not None:
        entry["recurrence"] = page.leaf("once", one.date.start, one.date.end)
        entry["date"] = page.leaf(one.date.day.isoformat(), one.date.start, one.date.end)
    elif recurrence is not None:
        entry["recurrence"] = page.leaf(*recurrence)
    elif said := _ONCE.search(page.text):
        entry["recurrence"] = page.leaf("once", *said.span())
    elif one.days is not None and one.time is not None and not is_rarer(page.text):
        entry["recurrence"] = page.leaf("weekly", one.days.start, one.days.end, "inferred")
    return entry


def _bare(page: Page, recurrence: Rhythm | None) -> list[dict[str, Any]]:
    """Only how often is said (부정기로 모여요)."""
    return [{"recurrence": page.leaf(*recurrence)}] if recurrence is not None else []
