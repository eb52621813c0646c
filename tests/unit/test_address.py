"""Addresses in advertisements: one run of place words, its parts, and the traps around them."""

from __future__ import annotations

from time import perf_counter

import pytest
from app.korean.address import find_address, primary_address
from app.korean.regions import CITIES, COUNTIES, DISTRICTS, SIDO

_PARTS = ("sido", "sigungu", "dong", "jibun", "road", "building_name")


def first(text: str) -> dict[str, str]:
    found = primary_address(find_address(text))
    if found is None:
        return {}
    parts = {name: getattr(found, name) for name in _PARTS}
    return {"text": text[found.start : found.end], **{k: part.value for k, part in parts.items() if part}}


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (
            "▶ 주소 : 경기도 부천시 원미구 심곡동 (부천역 도보 8분)",
            {"text": "경기도 부천시 원미구 심곡동", "sido": "경기", "sigungu": "부천시 원미구", "dong": "심곡동"},
        ),
        (
            "진주 평거동 203-5 2층",
            {"text": "진주 평거동 203-5", "dong": "평거동", "jibun": "203-5"},
        ),
        (
            "• 소재지: 강서구 마곡동 788-5 리더스오피스텔",
            {
                "text": "강서구 마곡동 788-5 리더스오피스텔",
                "sigungu": "강서구",
                "dong": "마곡동",
                "jibun": "788-5",
                "building_name": "리더스오피스텔",
            },
        ),
        (
            "세종 새롬동 새빛마을 11단지 / 1108동",
            {
                "text": "세종 새롬동 새빛마을 11단지",
                "sido": "세종",
                "dong": "새롬동",
                "building_name": "새빛마을 11단지",
            },
        ),
        ("양평 서종면 문호리 전원주택지", {"text": "양평 서종면 문호리", "dong": "서종면 문호리"}),
        (
            "대구 중구 삼덕동3가",
            {"text": "대구 중구 삼덕동3가", "sido": "대구", "sigungu": "중구", "dong": "삼덕동3가"},
        ),
        ("화성 향남읍 공장 임대", {"text": "화성 향남읍", "dong": "향남읍"}),
        (
            "마포구 월드컵로13길 25 1층",
            {"text": "마포구 월드컵로13길 25", "sigungu": "마포구", "road": "월드컵로13길 25"},
        ),
        ("청주 가경동 1502번지", {"text": "청주 가경동 1502번지", "dong": "가경동", "jibun": "1502"}),
        ("o유성 봉명동o 첫입주", {"text": "유성 봉명동", "dong": "봉명동"}),
        ("화양동이고 계약 내년", {"text": "화양동", "dong": "화양동"}),
        ("일산 백석동 빌라", {"text": "일산 백석동", "dong": "백석동"}),
        ("신원메르빌 205동", {"text": "신원메르빌", "building_name": "신원메르빌"}),
        ("건물명 : 미사리버오피스  /  원룸형", {"text": "미사리버오피스", "building_name": "미사리버오피스"}),
        ("봉명동 1층 코너상가", {"text": "봉명동", "dong": "봉명동"}),
        ("신림동 500/40", {"text": "신림동", "dong": "신림동"}),
        ("구월동 1000에 60", {"text": "구월동", "dong": "구월동"}),
        ("안산 고잔동 오피스텔 12층", {"text": "안산 고잔동", "dong": "고잔동"}),
        ("101동 1203호 운동시설 이동 편리 활동적인", {}),
        ("바로 3분 거리 도로 6m 정면", {}),
        ("신촌역 2호선 도보 30초", {}),
    ],
)
def test_addresses_as_people_write_them(text: str, address: dict[str, str]) -> None:
    """Parts only where written; units, floors, prices and stations stay outside."""
    assert first(text) == address


def test_a_short_name_alone_is_a_weak_sign() -> None:
    """A quarter named without 동 stands in the text only, and says that it is unsure."""
    (found,) = find_address("쌍문 원룸 급하게")
    assert found.weak
    assert found.dong is None


def test_an_agents_imprint_is_not_the_place_on_offer() -> None:
    """The office's address is marked, and the home's address is the primary one."""
    text = "한강솔빛마을 103동\n대표 남궁석  등록번호 41570-2015-90102\n경기도 김포시 한강로 77 상가"
    assert [found.office for found in find_address(text)] == [False, True]
    assert first(text)["text"] == "한강솔빛마을"


def test_several_listings_keep_their_order() -> None:
    """Each place of a list is found, in the order of the text."""
    text = "01 임당동 150/25\n05 대동 200/28\n09 중방동 전세 4500"
    assert [text[one.start : one.end] for one in find_address(text)] == ["임당동", "대동", "중방동"]


def test_the_gazetteer_is_whole() -> None:
    """Seventeen provinces, and as many cities and counties as the map has (광주, 고성 and the like count once)."""
    assert len(SIDO) == 17
    assert len(CITIES) == 77
    assert len(COUNTIES) == 81
    assert {"강남구", "중구", "해운대구", "분당구"} <= DISTRICTS


@pytest.mark.parametrize(
    "unit", ["가나다라마", "서울 ", "봉명동 ", "동", "로1", "서울시 마포구 ", "가동 1", "마을 ", "1-", "신림 "]
)
def test_hostile_strings_take_linear_time(unit: str) -> None:
    """Twenty thousand characters are done in under two seconds."""
    began = perf_counter()
    find_address(unit * (20000 // len(unit)))
    assert perf_counter() - began < 2.0
