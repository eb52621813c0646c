"""The words an address is made of, one at a time: 서울시, 마포구, 전주, 봉명동, 문호리, 월드컵로13길 25, 쌍문."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from app.korean.regions import CITIES, COUNTIES, DISTRICTS, QUARTERS, SHORT_SIGUNGU, SIDO_FORMS

PlaceKind = Literal["sido", "sigungu", "short", "dong", "quarter", "road"]


@dataclass(frozen=True, slots=True)
class Word:
    """A place word and where it stands in the folded text."""

    kind: PlaceKind
    start: int
    end: int
    text: str


_TOKEN = re.compile(r"[가-힣]{1,12}+(?:[0-9]{1,2}(?=[동가로길읍면리])[가-힣]{1,6}+)?")
_PLACE_SYLLABLES = frozenset("동읍면리가로길")
"""Every road and quarter holds one of these."""
_NEW_TOWN_ENDS = ("신도시", "지구", "택지")
_KNOWN = frozenset((*SIDO_FORMS, *DISTRICTS, *CITIES, *COUNTIES, *SHORT_SIGUNGU, *QUARTERS))
_PARTICLES = (
    "원룸|투룸|빌라|아파트|오피스텔|상가|주택|소재"
    "|이고요|이구요|이고|이에요|이예요|입니다|에서|에요|예요|이나|이라|인데|이랑|까지만|까지|까진|쪽|에|의|은|는|이|로|과|도"
)
_QUARTER_WORD = re.compile(rf"(?P<name>[가-힣]{{1,5}}(?:[0-9]{{1,2}})?동(?:[1-9]가)?)(?:{_PARTICLES})?")
_STREET_QUARTER = re.compile(r"(?P<name>[가-힣]{1,4}(?:로|동)[1-9]가)")
_NEW_TOWN = re.compile(r"(?P<quarter>[가-힣]{2,4})[0-9]?(?:신도시|지구|택지)(?![가-힣])")
_TOWN = re.compile(rf"(?P<name>[가-힣]{{1,4}}읍)(?:{_PARTICLES})?")
_TOWNSHIP = re.compile(r"(?P<name>[가-힣]{1,4}(?:면|리))(?:에|의|쪽)?")
_ROAD = re.compile(
    r"[가-힣A-Za-z]{1,9}[0-9]{0,3}(?:대로|로|길)(?:[0-9]{1,4}(?:번?[가나다라]?길))?[ ]?"
    r"(?P<number>[1-9][0-9]{0,3}(?:-[0-9]{1,4})?)"
    r"(?![0-9]|[ ]?(?:층|분|평|억|만|천|원|개|명|m|호선|차선|[%/:~]))"
)
_NO_ROADS = re.compile(
    r"(?:바로|별로|따로|서로|새로|홀로|도로|경로|통로|진로|으로|실제로|무료로|수시로|추가로|걸어서로|급매로|최대로"
    r"|단기로|(?:그|이|저|제|맘|마음|멋|뜻|말|원래|기존|종전|예전|이전|시세|실비|고지서?|사용량?|약속|계약|순서|규정|법"
    r"|[는은던쓴])[ ]?대로)[ ]?[0-9]"
)
_NUMBERED_LANE = re.compile(r"[0-9](?:번?[가-라]?길)\Z")
_NOT_QUARTERS_WORDS = """
운동 이동 활동 자동 행동 감동 공동 수동 노동 변동 작동 냉동 전동 아동 진동 충동 출동 합동 협동 연동 반동 가동
기동 발동 구동 시동 격동 율동 생동 약동 태동 파동 소동 폭동 선동 하동 우동 나동 다동 라동 본동 별동 옆동 앞동
뒷동 같은동 로얄동 상가동 창고동 관리동 생활동 기숙사동 전체동 개동 총동 각동 몇동 한동 두동 단동 부동 강동
안동 제동 유동 혼동 대동소 이번동 저층동 고층동 주동 사무동 공장동 신동 성동 영동 남동 일동 원동 해동 건물동
아파트동 미동 요동 연립동 로열동 집단행동 헬스운동 걷기운동 부대이동 문화활동 봉사활동 야외활동 체험활동
동아리활동 여가활동 취미활동 실내활동 근력운동 유산소운동 홈운동 새벽운동 아침운동 저녁운동 필라테스운동 전자동
반자동
"""
_NEVER_PLACES_WORDS = "하면 우리 관리 거리 자리 정리 처리 수리 유리 올수리 정면 후면"
_NEVER_PLACES_MORE = "측면 공동 자동 이동 창고동 상가동 가동"
_NOT_QUARTERS = frozenset(_NOT_QUARTERS_WORDS.split())
_NEVER_PLACES = frozenset(_NEVER_PLACES_WORDS.split() + _NEVER_PLACES_MORE.split())
_RIGHT_OF_REGION = re.compile(r"(?=[^가-힣]|$)")
_SUFFIX_OK = re.compile(rf"(?:{_PARTICLES})?(?=[^가-힣A-Za-z0-9]|$)")


def next_word(text: str, position: int, *, alone: bool, at: bool = False) -> Word | None:
    """The next place word from `position` on; with `at` only one that stands right there.

    `alone` says that no place word stands before it, so doubtful words (강동, 면, 리) are refused.
    """
    if at:
        match = _TOKEN.match(text, position)
        return _word(text, match.start(), match[0], alone=alone) if match else None
    for match in _TOKEN.finditer(text, position):
        token = match[0]
        if token not in _KNOWN and _PLACE_SYLLABLES.isdisjoint(token) and not token.endswith(_NEW_TOWN_ENDS):
            continue
        if text[match.start() - 1 : match.start()].isdigit():
            continue
        if (word := _word(text, match.start(), token, alone=alone)) is not None:
            return word
    return None


def _word(text: str, start: int, token: str, *, alone: bool) -> Word | None:
    if (word := _region(text, start, token, alone)) is not None:
        return word
    if not _PLACE_SYLLABLES.isdisjoint(token):
        return _road(text, start, token, alone) or _quarter(text, start, token, alone)
    return _new_town(text, start, token)


def _region(text: str, start: int, token: str, alone: bool) -> Word | None:
    end = start + len(token)
    if token in SIDO_FORMS:
        return Word("sido", start, end, token)
    if token in DISTRICTS or token in CITIES or token in COUNTIES:
        return Word("sigungu", start, end, token)
    if token in SHORT_SIGUNGU and not (token in QUARTERS and alone and not _place_follows(text, end)):
        return Word("short", start, end, token)
    return None


def _place_follows(text: str, end: int) -> bool:
    """Whether a quarter or town stands right behind a short name, which makes it a city or district."""
    match = _TOKEN.match(text, end + len(text[end : end + 3]) - len(text[end : end + 3].lstrip(" ")))
    if match is None:
        return False
    return _quarter(text, match.start(), match[0], False) is not None


def _road(text: str, start: int, token: str, alone: bool) -> Word | None:
    match = _ROAD.match(text, start)
    if match is None or _NO_ROADS.search(text, start, match.end()):
        return None
    name = text[start : match.start("number")].strip()
    sure = name.endswith("대로") or _NUMBERED_LANE.search(name) is not None
    if alone and not sure:
        return None
    return Word("road", start, match.end(), match[0])


def _quarter(text: str, start: int, token: str, alone: bool) -> Word | None:
    for pattern in (_STREET_QUARTER, _QUARTER_WORD, _TOWN, _TOWNSHIP):
        match = pattern.match(text, start)
        if match is None:
            continue
        name = match["name"]
        end = start + len(name)
        if not _SUFFIX_OK.match(text, end) and not (text[end : end + 1].isascii() and text[end : end + 1].isalpha()):
            continue
        if alone and (name in _NOT_QUARTERS or pattern is _TOWNSHIP):
            continue
        if not alone and name in _NEVER_PLACES:
            continue
        return Word("dong", start, end, name)
    return _new_town(text, start, token)


def _new_town(text: str, start: int, token: str) -> Word | None:
    """A quarter without 동: 송도, 위례신도시."""
    match = _NEW_TOWN.match(text, start) if token.endswith(_NEW_TOWN_ENDS) else None
    if match is not None and match["quarter"] in QUARTERS:
        return Word("quarter", start, match.end(), match[0])
    if token in QUARTERS and _RIGHT_OF_REGION.match(text, start + len(token)):
        return Word("quarter", start, start + len(token), token)
    return None
