"""Personal data is found in every disguise, masked under stable placeholders, and harmless numbers are left alone."""

from __future__ import annotations

import json
from pathlib import Path
from time import process_time

import pytest
from app.korean.fold import fold
from app.korean.pii import find_private, mask, redact, residual

_CASES = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "tables" / "pii_cases.jsonl").read_text("utf-8").splitlines()
]
_HOSTILE = (
    "0 ",
    "010-",
    "1",
    "카톡 ",
    "a@",
    "김",
    "[",
    "공일",
    "비번",
    "1-",
    "국민 ",
    "a.",
    "1동 ",
    "오후 1:11, ",
    "대표 ",
)
_KINDS = {"messenger_id": "messenger", "rrn": "resident_id"}


def found(text: str) -> list[tuple[str, str]]:
    return [(one.kind, one.value) for one in find_private(fold(text))]


@pytest.mark.parametrize("case", [c for c in _CASES if c["kind"]], ids=lambda c: c["text"])
def test_every_row_of_the_table_is_masked(case: dict[str, object]) -> None:
    """A row's kind and field are found, and none of its secrets survives masking."""
    spans = find_private(fold(str(case["text"])))
    kind = _KINDS.get(str(case["kind"]), case["kind"])
    assert [one.field for one in spans if one.kind == kind] == [case["private_field"]]
    masked = redact(str(case["text"]))
    assert isinstance(case["secrets"], list)
    assert not [secret for secret in case["secrets"] if secret in masked]
    assert residual(str(case["text"]))


@pytest.mark.parametrize("around", ["원룸 500/45 {}", "{} 매물 3", "3층 {}.", "월세45,{}", "({})"])
@pytest.mark.parametrize("case", [c for c in _CASES if c["kind"] == "phone"], ids=lambda c: c["text"])
def test_a_phone_is_masked_wherever_it_stands(case: dict[str, object], around: str) -> None:
    """Also behind a price, before a listing number, in brackets: what stands beside a number does not hide it."""
    assert isinstance(case["secrets"], list)
    masked = redact(around.format(case["text"]))
    assert not [secret for secret in case["secrets"] if secret in masked], masked


@pytest.mark.parametrize("case", [c for c in _CASES if not c["kind"]], ids=lambda c: c["text"])
def test_harmless_rows_mask_nothing(case: dict[str, object]) -> None:
    """Prices, dates, listing numbers and public phone numbers stay as they are."""
    assert redact(str(case["text"])) == case["text"]


def test_there_are_sixteen_harmless_rows() -> None:
    """The table holds both sides: what must be masked and what must not."""
    assert sum(not case["kind"] for case in _CASES) == 16


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("공일공-삼삼일사-구구이공", "010-3314-9920"),
        ("O1O-34l7-88O2 (알파벳)", "010-3417-8802"),
        ("☎ 033)742-0088", "033-742-0088"),
        ('<a href="tel:0318350177">', "031-835-0177"),
        ("0 1 0 - 3 3 2 1 - 0 9 8 7", "010-3321-0987"),
        ("⓪①⓪ ⑤⑤②③ ⑨⓪①⑦", "010-5523-9017"),
        ("+82 (0)10 2210 8854", "010-2210-8854"),
        ("0507-1402-3391", "0507-1402-3391"),
        ("불법 x 8. 임대인 010 7731 2048", "010-7731-2048"),
    ],
)
def test_phones_come_back_as_digits_with_hyphens(text: str, value: str) -> None:
    """Whatever the disguise, the value is the plain number."""
    assert ("phone", value) in found(text)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("한빛부동산 정소장 010-2847-1130", ["정소장"]),
        ("단계공인 김도현 대표", ["김도현"]),
        ("대표 서지훈 등록번호", ["서지훈"]),
        ("[이실장(성수)] [오전 10:02] 올립니다\n[나] [오전 10:03] 네", ["이실장"]),
        ("[민서맘] [오후 1:20] 괜찮을까요?", ["민서맘"]),
        ("오후 2:11, 진부장님 : 논현동", ["진부장"]),
        ("농협 302-0148-7716-21 (예금주 임성호)", ["임성호"]),
        ("의뢰인 : 정미경 010-4478-3120", ["정미경"]),
        ("전화드리겠읍니다. 이만복 배상", ["이만복"]),
        ("현 세입자 이사 예정, 주차장 있음, 사장님 친절", []),
        ("전이사 문의는 010-2847-1130", []),
        ("담당 최과장 연락 주세요 문의전화 02-555-0134", ["최과장"]),
        ("고객님 이웃님 임대인님 선생님", []),
    ],
)
def test_names_need_a_sign_beside_them(text: str, names: list[str]) -> None:
    """A title, a role, a number or a chat header makes a name; ordinary words stay words."""
    assert [value for kind, value in found(text) if kind == "name"] == names


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("디스코드: mogakco#2291", "messenger", "mogakco#2291"),
        ("총무 카톡 mintonday_gh", "messenger", "mintonday_gh"),
        ("톡 아이디 hwayang_j", "messenger", "hwayang_j"),
        ("오픈톡: open.kakao.com/o/sToeic850x", "messenger_url", "open.kakao.com/o/sToeic850x"),
        ("카카오채널 @jungdaun", "messenger", "@jungdaun"),
        ("공동현관비밀번호=*1602#", "door_code", "*1602#"),
        ("도어락 8842 별표", "door_code", "8842 별표"),
        ("비번은 일이삼사 예요", "door_code", "일이삼사"),
        ("112동 803호", "unit", "112동 803호"),
        ("한강솔빛마을 103동", "unit", "103동"),
        ("카카오뱅크 3333-12-0987654", "account", "3333-12-0987654"),
        ("세워둔 12가3456 차주분", "car_plate", "12가3456"),
    ],
)
def test_values_are_as_written(text: str, kind: str, value: str) -> None:
    """Ids, codes, units and accounts come back as the text has them."""
    assert (kind, value) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "카톡에 3줄 요약 올리면 끝",
        "디코필수 욕설x 20살이상",
        "인스타 감성 카페 ok",
        "3000에 70도 4000까지",
        "총7개동 2개층 신림9동",
        "501~506동 09시~14시",
        "2026-03-11 18:20:07",
        "공동현관 CCTV 현관구조 계단식",
        "2/15 이후 3/5층 24/7",
        "월~금 19:00~21:00 8주",
    ],
)
def test_near_misses_stay(text: str) -> None:
    """What only looks like personal data is not touched."""
    assert redact(text) == text


def test_same_value_same_placeholder_and_the_way_back() -> None:
    """Placeholders are stable per value, restore to the value, and masked offsets lead to the raw words."""
    raw = "연락 ０１０－１２３４－５６７８ 또는 010.1234.5678, 김실장"
    folded = fold(raw)
    masked = mask(folded, find_private(folded))
    assert masked.text == "연락 [PHONE_1] 또는 [PHONE_1], [NAME_1]"
    assert masked.restore("[NAME_1] [PHONE_1] [PHONE_9]") == "김실장 010-1234-5678 [PHONE_9]"
    at = masked.text.index("또는")
    span = masked.span(at, at + 2)
    assert raw[span.start : span.end] == "또는"
    whole = masked.span(0, len(masked.text))
    assert raw[whole.start : whole.end] == raw
    inside = masked.span(4, 6)
    assert raw[inside.start : inside.end] == "０１０－１２３４－５６７８"


def test_a_forged_placeholder_is_never_handed_out() -> None:
    """A text that already holds [PHONE_1] cannot make us restore it to somebody's number."""
    folded = fold("연락처 [PHONE_1] 진짜는 010-1234-5678")
    masked = mask(folded, find_private(folded))
    assert masked.text == "연락처 [PHONE_1] 진짜는 [PHONE_2]"
    assert masked.restore("[PHONE_1]") == "[PHONE_1]"


def test_nothing_is_left_after_redaction() -> None:
    """Redacting twice changes nothing, and the strict check agrees."""
    text = "101동 1203호 현관 비번 1234* 김실장 010-1234-5678 hong@naver.com 카톡 hong99"
    once = redact(text)
    assert redact(once) == once
    assert not residual(once)


@pytest.mark.parametrize(
    "hostile",
    [unit * (40000 // len(unit)) for unit in _HOSTILE],
    ids=lambda text: text[:8],
)
def test_hostile_strings_take_linear_time(hostile: str) -> None:
    """Forty thousand characters made to provoke backtracking are done in well under two seconds."""
    began = process_time()
    find_private(fold(hostile))
    assert process_time() - began < 2.0
