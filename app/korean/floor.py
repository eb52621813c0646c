"""Floors: `3층`, `3/5층`, `5층 중 3층`, `중/33층`, `반지하`, `B1`, `옥탑`, `탑층`; and what only looks like one.

Not a floor: 층고, 층간소음, N층 높이, N층 이상, 지하철, 지하주차장, 1층에 편의점. `지층` alone may be the ground floor or a
basement and stays unknown (KOREAN.md §4.3).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from app.korean.taken import Taken

Kind = Literal["ground", "semi_basement", "basement", "rooftop", "top", "low", "mid", "high", "whole"]
Place = tuple[int, int]
_WORD_DIGITS = {c: i for i, c in enumerate("영일이삼사오육칠팔구")}
_N = r"(?:\d{1,3}|십?[일이삼사오육칠팔구](?=\s?층)|십(?=\s?층))"
_NOT_FLOOR = (
    r"(?!\s?(?:높이|이상|이하|짜리|고(?![층])|간(?![이])|에서?\s?(?:있는\s?)?(?:편의점|카페|마트|식당|상가|세탁소"
    r"|빨래방|병원|다이소|올리브영|스타벅스)"
    r"|위(?!치)|(?:버스|편의점|필로티|주차(?:장|타워|공간|구역|층|전용)|로비|공동|커뮤니티|세탁실)))"
)
_PAIR = re.compile(
    rf"(?=[\d반지B옥탑저중고십일이삼사오육칠팔구b])(?:(?<![\d.,/\-])(?P<low>반지하|반지층|지하[ \t]?\d?|[Bb]\d|옥탑|탑"
    rf"|[저중고]|\d{{1,3}})[ \t]?층?[ \t]?/[ \t]?(?:총[ \t]?)?(?P<total>\d{{1,3}})[ \t]?(?:층|F\b)(?!고)"
    rf"|(?<![\d.,/\-])(?P<low2>\d{{1,3}})[ \t]?층[ \t]?/[ \t]?(?:총[ \t]?)?(?P<total2>\d{{1,3}})(?![\d/.,㎡평])"
    rf"|(?<![\d.,])(?P<total3>{_N})[ \t]?층(?:[ \t]?건물)?[ \t]?(?:중에?서?|건물(?:의|에)?"
    rf"|짜리(?:[ \t]?건물)?(?:[ \t]?중에?)?)[ \t]?"
    rf"(?P<low3>반지하|지하[ \t]?\d?|옥탑|탑|[저중고](?=층)|{_N})[ \t]?층?"
    rf"|(?P<low4>{_N})[ \t]?층[ \t]?\(?[ \t]?(?:총|전체|/)[ \t]?(?P<total4>\d{{1,3}})[ \t]?층?)"
)
_TOTAL = re.compile(
    r"(?=[지총전최건\d])(?:(?:지하[ \t]?\d[ \t]?층?[ \t]?[/,~][ \t]?"
    r"|지하[ \t]?\d[ \t]?층?[ \t]?)지상[ \t]?(\d{1,3})(?!\d)[ \t]?층?|(?:총[ \t]?층수?|총|전체|지상|최고층?"
    r"|건물[ \t]?층수)[ \t]?[:=]?[ \t]?(?:지하[ \t]?\d[ \t]?층?[ \t]?/[ \t]?지상[ \t]?)?(\d{1,3})[ \t]?층?(?!"
    r"[\d.,]|[ \t]?(?:세대|대|가구|평|㎡|동|개|명|년|만|억|학|주|원))"
    r"|(\d{1,3})[ \t]?층[ \t]?(?:중(?=[ \t]?[)\],\n]|$)|건물|(?:단독|전원|상가)?주택|짜리[ \t]?(?:건물|집)|건(?=[ \t]|,)))"
)
_NUMBER = re.compile(
    rf"(?=[\d십일이삼사오육칠팔구])(?<![\d~/\-·])(?<!\d[.,])(?<!지상)(?<!지하)(?P<n>{_N})[ \t]?층{_NOT_FLOOR}"
)
_NUMBER_GUARD = re.compile(r"[가-힣]$")
_KIND = re.compile(
    r"(?=[반지B옥탑꼭최맨단저중고\d건주통])(?:(?P<semi_basement>반[ \t]?지하(?!철)|반지층)"
    r"|(?P<basement>(?<!반)(?<!총층수 )지하[ \t]{0,2}(?P<b>\d)(?!\d|호)[ \t]?층?|(?<![A-Za-z0-9])B(?P<b2>\d)(?:층"
    r"|F)?(?![\dA-Za-z호])|지하층)"
    r"|(?P<rooftop>옥탑(?:방|층)?)|(?P<top>탑[ \t]?층|꼭대기[ \t]?층?|최상층|맨[ \t]?위층)|(?P<single>단층)"
    r"|(?<![가-힣])(?P<low>저층)|(?<![가-힣])(?P<mid>중층)|(?<![가-힣])(?P<high>고층)(?![ \t]?(?:건물|빌딩|뷰"
    r"|아파트[ \t]?단지))"
    r"|(?P<whole>\d{1,2}[ \t]?[~\-][ \t]?\d{1,2}[ \t]?층[ \t]?(?:전체|통임대|통으로)|(?:건물|주택)[ \t]?(?:전체"
    r"|통째)|통(?:임대|건물|상가|매매)))"
)
_DENIED = re.compile(
    r"[ \t]{0,2}(?:는|은|가|도|층|방)?[ \t]{0,2}(?:절대[ \t]?|전혀[ \t]?)?(?:아님|아닌|아니|안[ \t]?임"
    r"|X(?![A-Za-z])|x(?![A-Za-z])|✕|아녜|없)"
)
_NOT_THAT = re.compile(r"(?:은|는|이)?[ \t]?(?:절대[ \t]?)?(?:아님|아닌(?!가)|아니(?!고[ \t]?서)|X(?![A-Za-z]))")
_FEE_BEFORE = re.compile(r"(?:관리비|관비|(?<![가-힣])관|월세|(?<![가-힣])월)[ \t]?[:=]?[ \t]?$")
_SPOTS = {"저": "low", "중": "mid", "고": "high", "탑": "top"}


@dataclass(frozen=True, slots=True)
class Floor:
    """A floor as written: any of number, total and kind, and where each stands (`places`, by field name)."""

    start: int
    end: int
    number: int | None = None
    total: int | None = None
    kind: Kind | None = None
    places: dict[str, Place] = field(default_factory=dict)


def read_floor(words: str) -> Floor | None:
    """The one floor that `words`, known to speak of the floor, say."""
    return merge_floors(find_floors(words))


def find_floors(text: str) -> list[Floor]:
    """Every mention of a floor in a folded text, in order: pairs first, then single words not inside a pair."""
    found = [
        floor
        for m in _PAIR.finditer(text)
        if not _FEE_BEFORE.search(text, max(0, m.start() - 8), m.start())
        if (floor := _pair(m)) and not _impossible(floor)
    ]
    taken = Taken((f.start, f.end) for f in found)
    for scan in (_totals, _kinds, _numbers):
        for floor in scan(text):
            if not taken.overlaps(floor.start, floor.end):
                found.append(floor)
                taken.add(floor.start, floor.end)
    return sorted(found, key=lambda f: f.start)


def _impossible(floor: Floor) -> bool:
    """`관리비 4 / 2층` is no fourth floor of two."""
    return floor.number is not None and floor.total is not None and floor.number > floor.total


def merge_floors(found: list[Floor]) -> Floor | None:
    """One floor out of several mentions: the first number, the first total, the first kind that fits the number."""
    if not found:
        return None
    first = next((f for f in found if f.number is not None and f.total is not None), None)
    first = first or next((f for f in found if f.number is not None), None)
    first = first or next((f for f in found if f.kind is not None), found[0])
    places = dict(first.places)
    total, kind = first.total, first.kind
    for other in found:
        if total is None and other.total is not None and other.kind in (None, kind, "whole"):
            total, places["total"] = other.total, other.places["total"]
        if (
            kind is None
            and other.kind in ("top", "low", "mid", "high", "whole")
            and other.number in (None, first.number)
        ):
            kind, places["kind"] = other.kind, other.places["kind"]
    number = first.number
    if kind == "top" and number is None:
        number = _top_number(found, places)
    return Floor(found[0].start, found[-1].end, number, total, kind, places)


def _top_number(found: list[Floor], places: dict[str, Place]) -> int | None:
    for other in found:
        if other.number is not None:
            places["number"] = other.places["number"]
            return other.number
    return None


def _pair(match: re.Match[str]) -> Floor:
    n = next(i for i in ("", "2", "3", "4") if match["total" + i])
    low, total = match["low" + n], _count(match["total" + n])
    place, places = match.span("low" + n), {"total": match.span("total" + n)}
    number, kind = _low(low)
    if number is not None:
        places["number"] = place
    if kind:
        places["kind"] = place
    return Floor(match.start(), match.end(), number, total, kind, places)


def _low(words: str) -> tuple[int | None, Kind | None]:
    """The number and kind that the first part of a pair says."""
    if words.startswith("반지"):
        return -1, "semi_basement"
    if words.startswith("지하") or words[0] in "Bb":
        digit = words[-1]
        return -(int(digit) if digit.isdigit() else 1), "basement"
    if words.startswith("옥탑"):
        return None, "rooftop"
    if words in _SPOTS:
        return None, _SPOTS[words]  # type: ignore[return-value]
    number = _count(words)
    return number, "ground" if number == 1 else None


def _count(words: str) -> int:
    """`12` or 십이."""
    if words.isdigit():
        return int(words)
    tens, _, ones = words.rpartition("십") if "십" in words else ("", "", words)
    return (10 if "십" in words else 0) + (_WORD_DIGITS[ones] if ones else 0) + (0 if not tens else 10)


def _totals(text: str) -> list[Floor]:
    out = []
    for match in _TOTAL.finditer(text):
        group = next(g for g in (1, 2, 3) if match[g])
        out.append(Floor(match.start(), match.end(), None, int(match[group]), None, {"total": match.span(group)}))
    return out


def _kinds(text: str) -> list[Floor]:
    out = []
    for match in _KIND.finditer(text):
        kind = match.lastgroup
        place = match.span()
        if _DENIED.match(text, match.end()):
            continue
        if kind in ("b", "b2", "basement"):
            digit = match["b"] or match["b2"] or "1"
            if digit == "0":
                continue
            out.append(_of(place, -int(digit), "basement"))
        elif kind == "semi_basement":
            out.append(_of(place, -1, "semi_basement"))
        elif kind == "single":
            out.append(Floor(*place, 1, 1, "ground", dict.fromkeys(("number", "total", "kind"), place)))
        else:
            out.append(_of(place, None, kind))  # type: ignore[arg-type]
    return out


def _of(place: Place, number: int | None, kind: Kind) -> Floor:
    places = {"kind": place} if number is None else {"kind": place, "number": place}
    return Floor(*place, number, None, kind, places)


def _numbers(text: str) -> list[Floor]:
    out = []
    for match in _NUMBER.finditer(text):
        words, start = match["n"], match.start()
        if not words.isdigit() and start and _NUMBER_GUARD.match(text[start - 1]):
            continue  # 남이층, 구층: only a word of its own is a number
        if start and text[start - 1] in "차단제":
            continue
        number = _count(words)
        if 0 < number < 130 and not _NOT_THAT.match(text, match.end()):
            place = match.span()
            kind: Kind | None = "ground" if number == 1 else None
            places = {"number": match.span("n")} | ({"kind": place} if kind else {})
            out.append(Floor(*place, number, None, kind, places))
    return out
