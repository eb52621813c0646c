"""Areas, room counts, directions, fees, facts and options in the words of ads."""

from __future__ import annotations

import pytest
from app.korean.approval import find_approval, read_approval
from app.korean.area import find_areas, read_area
from app.korean.direction import find_facings
from app.korean.facts import find_facts
from app.korean.lease import find_lease
from app.korean.maintenance import find_maintenance
from app.korean.money import find_amounts
from app.korean.options import find_full_option, find_options, find_security
from app.korean.rooms import find_counts


@pytest.mark.parametrize(
    ("text", "areas"),
    [
        ("공급 34㎡ 전용 25㎡ 실평 7평", {"supply_m2": 34.0, "exclusive_m2": 25.0, "actual_m2": 23.14}),
        ("24평 아파트 (84A)", {"supply_m2": 79.34}),
        ("34평형", {"supply_m2": 112.4}),
        ("공급/전용면적 84.97㎡/59.94㎡(전용률 70%)", {"supply_m2": 84.97, "exclusive_m2": 59.94}),
        ("아파트 59/84㎡", {"supply_m2": 84.0, "exclusive_m2": 59.0}),
        ("대지/연면적 165.3㎡/298.44㎡", {"land_m2": 165.3, "total_floor_m2": 298.44}),
        ("전용 49.58㎡(15평)", {"exclusive_m2": 49.58}),
        ("전용 66.2㎡ / 20평", {"exclusive_m2": 66.2}),
        ("59.8㎡(전용)", {"exclusive_m2": 59.8}),
        ("(전용29.12)", {"exclusive_m2": 29.12}),
        ("임대면적 148평 전용 76평", {"contract_m2": 489.26, "exclusive_m2": 251.24}),
        ("20평대, 평당 200만, 양평 부평, 매매 5억/3.3㎡", {}),
    ],
)
def test_areas_by_kind(text: str, areas: dict[str, float]) -> None:
    """Labels before and behind, pairs, both units; ranges, prices per area and towns are none."""
    assert {area.field: area.m2 for area in find_areas(text)} == areas


def test_a_bare_area_under_a_label_is_square_metres() -> None:
    """전용면적=39.67 has no unit; 8평 has one."""
    assert (read_area("39.67"), read_area("8평")) == (39.67, 26.45)


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("방3화2", {"rooms": 3, "bathrooms": 2}),
        ("방 둘 부엌 따로 화장실 하나", {"rooms": 2, "bathrooms": 1}),
        ("방수/욕실수 2/1개", {"rooms": 2, "bathrooms": 1}),
        ("방2거실1에어컨2", {"rooms": 2, "living_rooms": 1}),
        ("방1, 욕실1", {"rooms": 1, "bathrooms": 1}),
        ("1.5룸", {"rooms": 1}),
        ("쓰리룸", {"rooms": 3}),
        ("원거실", {"living_rooms": 1}),
        ("방 500/40", {}),
    ],
)
def test_counts_of_rooms(text: str, counts: dict[str, int]) -> None:
    """Digits, number words, names, pairs under one label; a price behind 방 is no count."""
    assert {count.field: count.number for count in reversed(find_counts(text))} == counts


@pytest.mark.parametrize(
    ("text", "facing"),
    [
        ("남동향", ("se", None)),
        ("동남향 (안방 기준)", ("se", "main_room")),
        ("(거실 기준) 정남향", ("s", "living_room")),
        ("북동향(주된 출입구 기준)", ("ne", "entrance")),
        ("방향 : 동", ("e", None)),
        ("14층 남서 즉입", ("sw", None)),
    ],
)
def test_directions(text: str, facing: tuple[str, str | None]) -> None:
    """동남 is 남동; the basis stands before or behind."""
    found = next(iter(find_facings(text)))
    assert (found.compass, found.basis) == facing


@pytest.mark.parametrize("text", ["향후 협의", "강동향교 앞", "방향: 확인요망", "남대문 근처"])
def test_what_is_no_direction(text: str) -> None:
    """향후, schools, unknowns and places."""
    assert list(find_facings(text)) == []


@pytest.mark.parametrize(
    ("text", "status", "won", "included", "excluded"),
    [
        (
            "관리비 10만(수도 인터넷 포함, 전기 가스 별도)",
            "fixed",
            100_000,
            {"water", "internet"},
            {"electricity", "gas"},
        ),
        ("관 6 인터넷 수도", "fixed", 60_000, {"internet", "water"}, set()),
        ("관5 주차O 엘베O", "fixed", 50_000, set(), set()),
        ("관리비 5만 (수도 인터넷), 주차가능", "fixed", 50_000, {"water", "internet"}, set()),
        ("관리비는 칠만원", "fixed", 70_000, set(), set()),
        ("관리비 5천", "fixed", 5_000, set(), set()),
        ("관리비 없음", "none", None, set(), set()),
        ("관리비 0", "none", None, set(), set()),
        ("관리비 실비 (평균 22)", "actual", None, set(), set()),
        ("관리비 평당 8천원", "unknown", None, set(), set()),
        ("월관리비 확인 필요", "unknown", None, set(), set()),
        ("관리비 문의", "unknown", None, set(), set()),
        ("월세 38 관리비 포함 (전기세만 따로)", "included_in_rent", None, set(), {"electricity"}),
        ("관리비 : 월세에 포함", "included_in_rent", None, set(), set()),
        (
            "관리비에 모든 공과금 포함",
            "unknown",
            None,
            {"electricity", "water", "gas", "heating", "internet", "tv"},
            set(),
        ),
    ],
)
def test_maintenance_fees(text: str, status: str, won: int | None, included: set[str], excluded: set[str]) -> None:
    """Status, amount and items; the next fact behind a fee is no item of it."""
    fee = find_maintenance(text, 0, len(text), find_amounts(text))
    assert fee is not None
    assert fee.status == status
    assert (fee.amount.won("fee")[0] if fee.amount else None) == won
    assert {item for item, _, _ in fee.included} == included
    assert {item for item, _, _ in fee.excluded} == excluded


@pytest.mark.parametrize(
    ("text", "topic", "answer"),
    [
        ("주차O", "parking", "yes"),
        ("주차 가능 : 불가", "parking", "no"),
        ("주차 가능 : 협의", "parking", "ask"),
        ("주차 자리가 없어서 어렵고", "parking", "no"),
        ("주차 선착순", "parking", "yes"),
        ("엘베X", "elevator", "no"),
        ("엘레베이트는 없읍니다", "elevator", "no"),
        ("엘베 유", "elevator", "yes"),
        ("반려동물0", "pets", "yes"),
        ("강아지 고양이는 죄송합니다", "pets", "no"),
        ("LH 문의", "lh", "ask"),
        ("전입ㅇ", "registration", "yes"),
        ("융자무", "mortgage", "no"),
        ("무융자", "mortgage", "no"),
        ("융자 하나도 없고요", "mortgage", "no"),
        ("융자 30% 있어요", "mortgage", "yes"),
        ("위반건축물 여부 해당없음", "violating", "no"),
        ("불법 x", "violating", "no"),
    ],
)
def test_facts(text: str, topic: str, answer: str) -> None:
    """Marks, negations, politeness and open questions."""
    found = next(fact for fact in find_facts(text) if fact.topic == topic and fact.answer)
    assert found.answer == answer


def test_a_bare_refusal_of_loans_is_ambiguous() -> None:
    """대출무 may mean no mortgage or no loan."""
    assert [(fact.answer, fact.ambiguous) for fact in find_facts("대출무 전입불가") if fact.topic == "loan"] == [
        (None, True)
    ]


def test_options_are_what_is_written_and_not_denied() -> None:
    """침대X and 베란다/발코니 없음 are not there; CCTV is no television."""
    assert [t.value for t in find_options("에어컨, 세탁기, 침대X / CCTV")] == ["air_conditioner", "washer"]
    assert find_options("베란다/발코니 없음") == []
    assert [t.value for t in find_security("CCTV, 공동현관 #1234, 카드키")] == ["cctv", "card_key"]


@pytest.mark.parametrize(
    ("text", "value"), [("풀옵션", True), ("풀 옵션", True), ("노옵션", False), ("옵션없음", False)]
)
def test_full_option(text: str, value: bool) -> None:
    """풀옵션 and its denial."""
    assert [found[0] for found in find_full_option(text, 0, len(text))] == [value]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("사용승인일 2017년 05월 11일", "2017-05-11"),
        ("2010. 10. 12 사용승인", "2010-10-12"),
        ("준공 1994년", "1994"),
        ("2014년 9월 준공", "2014-09"),
        ("준공 20091029", "2009-10-29"),
        ("21년식 오피스텔", "2021"),
        ("2016.01(11년차)", "2016-01"),
    ],
)
def test_approval_dates_are_as_precise_as_written(text: str, value: str) -> None:
    """Year, month or day, before or behind the word."""
    found = find_approval(text)
    assert found is not None
    assert found.value == value


def test_a_labelled_approval_date_needs_no_word() -> None:
    """Under its label a bare year is enough."""
    found = read_approval("2018")
    assert found is not None
    assert found.value == "2018"


@pytest.mark.parametrize(
    ("text", "months"),
    [("1년 계약", (12, 12)), ("단기 3개월부터", (3, None)), ("최소 6개월 최대 1년", (6, 12)), ("렌트프리 2개월", None)],
)
def test_lengths_of_a_lease(text: str, months: tuple[int, int | None] | None) -> None:
    """In months; a rent-free time is no lease."""
    lease = find_lease(text, 0, len(text))
    assert (lease and (lease.least, lease.most)) == months
