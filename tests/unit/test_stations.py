"""Stations, their lines and the minutes on foot."""

from __future__ import annotations

from time import process_time

import pytest
from app.korean.stations import find_stations


def found(text: str) -> list[tuple[str | None, str | None, float | None]]:
    return [(one.name, one.line, one.walk_minutes) for one in find_stations(text)]


@pytest.mark.parametrize(
    ("text", "stations"),
    [
        ("서면역 도보6분 풀옵", [("서면", None, 6)]),
        ("신촌역 2호선 도보 30초 오피스텔", [("신촌", "2호선", 0.5)]),
        ("(7호선 남성역 5분, 사당역 12분)", [("남성", "7호선", 5), ("사당", None, 12)]),
        ("o강동역4분o 신축급", [("강동", None, 4)]),
        ("구로디지털단지역 4분", [("구로디지털단지", None, 4)]),
        ("건대입구역까지 빠른 걸음으로 12분, 마을버스 타면 4분", [("건대입구", None, 12)]),
        ("양수역 차량 12분", [("양수", None, None)]),
        ("미사역 초역세권", [("미사", None, None)]),
        ("부산대역 3번출구 7분", [("부산대", None, 7)]),
        ("도보 5분 거리 망원역", [("망원", None, 5)]),
        ("ㅣ지하철도보30초ㅣ", [(None, None, 0.5)]),
        ("역 도보 5분", [(None, None, 5)]),
        ("2호선 강남역 도보 5분", [("강남", "2호선", 5)]),
        ("버스정류장 1분, 학교 3분", []),
        ("희망 지역 : 서울 전지역, 재개발구역, 무역 내역 포함내역", []),
        ("역세권 신축", []),
        ("합정역 5분 / 합정역 2번출구", [("합정", None, 5)]),
    ],
)
def test_stations_as_people_write_them(text: str, stations: list[tuple[str | None, str | None, float | None]]) -> None:
    """Names come without 역, minutes only on foot, and two names are two entries."""
    assert found(text) == stations


def test_places_point_at_the_words() -> None:
    """Each part carries the place of its own words."""
    text = "방 7호선 남성역 5분"
    (one,) = find_stations(text)
    places = [place for place in (one.name_at, one.line_at, one.walk_at) if place]
    assert [text[start:end] for start, end in places] == ["남성", "7호선", "5분"]


@pytest.mark.parametrize("unit", ["역", "가역 ", "역 5분", "가나다라마바사아자차카", "1,2", "도보 ", "서면역 "])
def test_hostile_strings_take_linear_time(unit: str) -> None:
    """Forty thousand characters are done in well under two seconds."""
    began = process_time()
    find_stations(unit * (40000 // len(unit)))
    assert process_time() - began < 4.0
