"""Subway and railway stations and the walk to them: 서면역 도보6분, 역5분, 7호선 남성역 5분, 사당역 12분.

Names come without 역. Minutes by car or bus are not a walk: `walk_minutes` is then None. Bus stops and schools are no
stations, and neither are 지역, 역세권 or 무역.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

Place = tuple[int, int]
"""Start and end in the folded text."""


@dataclass(frozen=True, slots=True)
class StationFound:
    """One station. Each part has the place of its words; `name` is None for an unnamed 역 (역 도보 5분)."""

    start: int
    end: int
    name: str | None = None
    name_at: Place | None = None
    line: str | None = None
    line_at: Place | None = None
    walk_minutes: float | None = None
    walk_at: Place | None = None


_NAMED = re.compile(
    r"(?<![가-힣0-9])(?P<name>[가-힣]{1,11}?(?:[0-9]가)?)역(?:사)?"
    r"(?=[^가-힣]|$|에서|에|까지|이랑|과|초|세권|도보|앞|근처|인근|바로|걸어|으?로|이|은|옆|더블|트리플)"
)
_UNNAMED = re.compile(
    r"(?<![가-힣])(?:지하철[ ]?역?|전철[ ]?역?|역)(?:까지|에서)?(?=[ ]?(?:도보|걸어|[0-9](?![ ]?호선)))"
)
# 지역, 구역, 내역, 무역, 영역, 광역, 번역, 방역 are words; 서울대입구역 and 구로디지털단지역 are stations.
_NOT_STATION_ENDS = ("지", "구", "내", "무", "영", "광", "번", "방", "전지")
_STATION_ENDS = ("입구", "단지")
_NOT_STATION_NAMES = frozenset(
    ("초", "역", "전철", "지하철", "기차", "환승", "가까운", "근처", "인근", "더블", "트리플", "도보")
)
_WALK_BEHIND = re.compile(r"(?:[ ]?(?:도보|걸어|[0-9]{1,2}[ ]?분|[0-9]호선|[0-9]{1,2}번[ ]?출구))")
_LINE = re.compile(
    r"(?:[1-9](?:[ ]?[·,/][ ]?[1-9]){0,3}[ ]?호선|신분당선|수인분당선|분당선|수인선|경의중앙선|경의선"
    r"|중앙선|경춘선|경강선|공항철도|서해선"
    r"|동해선|우이신설선|신림선|김포골드라인|의정부경전철|용인경전철|에버라인|GTX-?[A-C])"
)
_MINUTES = re.compile(
    r"(?<![0-9:~])(?:[0-9]{1,2}[ ]?[~\-][ ]?)?(?P<number>[0-9]{1,2}(?:\.[0-9])?)[ ]?(?P<unit>분|초)(?![양기간과])"
)
_RIDE = re.compile(r"차량|차로|자차|자가용|버스|택시|자전거|운전|차[ ]?타|환승")
_CLAUSE_END = re.compile(r"[\n;|▶■★☆●◆✔]|[.] ")
_MEETING = re.compile(r"사무실로[^\n]{0,8}$")
_BEFORE = re.compile(
    r"(?:도보|걸어서)[ ]?(?:로[ ]?)?(?P<number>[0-9]{1,2})[ ]?분[ ]?(?:거리)?(?:[의에]|인)?[ ,/]{0,2}$"
)
_REACH = 26


def find_stations(text: str) -> list[StationFound]:
    """Every station in a folded text, in order; two names are two entries, a name said twice is one."""
    marks = sorted([*_named(text), *_unnamed(text)])
    found: dict[str | None, StationFound] = {}
    for index, (start, end, name) in enumerate(marks):
        until = marks[index + 1][0] if index + 1 < len(marks) else len(text)
        since = marks[index - 1][1] if index else 0
        station = _describe(text, start, end, name or None, (since, until))
        known = found.get(station.name)
        if known is None or (known.walk_minutes is None and station.walk_minutes is not None):
            found[station.name] = station
    return sorted(found.values(), key=lambda one: one.start)


def _named(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _NAMED.finditer(text):
        name = match["name"]
        common = name.endswith(_NOT_STATION_ENDS) and not name.endswith(_STATION_ENDS)
        common = common and not (
            len(name) >= 2 and _WALK_BEHIND.match(text, match.end())
        )  # 잠실새내역 3분, 남영역 도보 5분
        if len(name) == 1 or name in _NOT_STATION_NAMES or common:
            continue
        if _MEETING.search(text, max(0, match.start() - 16), match.start()):
            continue
        yield match.start(), match.end("name") + 1, name


def _unnamed(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _UNNAMED.finditer(text):
        yield match.start(), match.end(), ""


def _describe(text: str, start: int, end: int, name: str | None, room: Place) -> StationFound:
    since, until = room
    stop = _CLAUSE_END.search(text, end, min(until, end + _REACH))
    limit = stop.start() if stop else min(until, end + _REACH)
    walk, walk_at = _walk(text, end, limit, since, start)
    line_at = _line(text, start, end, limit, since)
    line = text[slice(*line_at)] if line_at else None
    return StationFound(start, end, name, (start, end - 1) if name else None, line, line_at, walk, walk_at)


def _walk(text: str, end: int, limit: int, since: int, start: int) -> tuple[float | None, Place | None]:
    match = _MINUTES.search(text, end, limit)
    if match is None:
        match = _BEFORE.search(text, max(since, start - 20), start)
        return (float(match["number"]), match.span("number")) if match else (None, None)
    if _RIDE.search(text, end, match.start()):
        return None, None
    minutes = float(match["number"]) / (60 if match["unit"] == "초" else 1)
    return round(minutes, 2), (match.start("number"), match.end("unit"))


def _line(text: str, start: int, end: int, limit: int, since: int) -> Place | None:
    """The line named right before the station, or else right behind it."""
    for match in _LINE.finditer(text, max(since, start - 14), start):
        if text[match.end() : start].strip(" ,·/()") == "":
            return match.span()
    behind = _LINE.search(text, end, limit)
    if behind and text[end : behind.start()].strip(" ,·/()[]") == "":
        return behind.span()
    return None
