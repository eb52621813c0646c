"""`label: value` lines and copied pages: which words of the text are the value of which label.

Forms, brokers' templates, page copies, `key=value` exports, JSON and tables with a header row all come down to the same
thing: an `Entry` says that `text[start:end]` stands under a known label.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LABELS: dict[str, str] = {  # `_` is where a space may stand
    "deposit": "보증금 보증금액 예치금 입주보증금 deposit",
    "rent": "월세 월세금 월세액 차임 월차임 월임대료 임차료 rent",
    "price": "가격 금액 임대료 거래_금액 거래_가격 거래가 매물_가격 임대_조건 임대_금액 희망_가격 희망가 price",
    "sale": "매매가 매매가격 매매금액 매매금 매도가 매가",
    "jeonse": "전세가 전세금 전세가격 전세금액 전세_보증금",
    "yearly": "연세 년세",
    "fee": "관리비 월_관리비 관리비용 mgmt fee 공과금",
    "fee_items": "관리비_포함_내역 관리비_포함_항목 관리비_포함_사항 관리비_포함 포함_내역 포함항목 포함사항 mgmt_incl",
    "fee_out": (
        "관리비_별도 관리비_미포함 관리비_불포함 관리비_제외 관리비_별도_항목 별도_항목 별도_내역 미포함_항목 개별_납부"
    ),
    "floor": (
        "층 층수 해당_층 해당_층수 현재_층 소재층 floor 해당층_/_총층 해당층_/_건물층 해당층_/_전체층 층_/_총층 동_/_층"
    ),
    "total_floor": "총_층 총_층수 전체_층 전체_층수 건물_층수 건물_총층 건물_전체층 최고층",
    "rooms": "방 방_수 방_개수 방_갯수 룸 룸수 침실 침실_수 침실_개수 rooms",
    "bathrooms": "욕실 욕실_수 욕실개수 화장실 화장실_수 화장실_개수 화장실_갯수 욕실_갯수 bath",
    "living_rooms": "거실 거실수",
    "rooms_baths": "방_수_/_욕실_수 방_/_욕실 방_/_욕 방_/_화 방_/_화장실 방수/화장실수 방개수/욕실개수 룸/욕실",
    "exclusive": "전용 전용_면적 전용_평수",
    "supply": "공급 공급_면적 평형",
    "area": "면적 평 평수 area",
    "move_in": (
        "입점 입점일 입점_가능일 입주 입주일 입주_가능일 입주가능일자 입주_시기 이사_가능일 입실 입실일 "
        "입주_가능 입주_날짜 입주_가능_시기 입주_예정일 입주_시점 이사_날짜 이사_시기 이사_가능 명도 movein"
    ),
    "approval": (
        "사용승인 사용_승인일 사용승인년도 건축일 준공 준공일 준공년도 건축년도 사용검사일 준공연도 건축연도 "
        "완공 완공일 승인일"
    ),
    "direction": "방향 향 방위 주향 거실_방향 direction",
    "parking": (
        "주차 주차_가능 주차가능여부 주차_대수 주차_가능_대수 주차_여부 주차_공간 주차장 총주차대수 총주차 parking"
    ),
    "parking_fee": "주차비 주차료 주차_요금 주차_비용",
    "heating": "난방 난방_방식 난방_종류 난방_방법 난방_시설 난방_연료 냉난방 냉난방_방식",
    "options": (
        "옵션 옵션정보 옵션사항 옵션편의 구성 기본옵션 시설 포함옵션 가전 빌트인 제공_옵션 옵션_내역 "
        "옵션_품목 가전_가구 가구_가전 기본_제공"
    ),
    "security": "보안 보안_시설 보안/안전시설 보안/안전 안전_시설 방범",
    "elevator": "엘리베이터 승강기 엘베 엘레베이터 승강기_여부 승강기_유무 엘리베이터_여부 엘베_여부 elevator",
    "pets": "반려동물 애완동물 반려견 애완견 애완 반려 펫 반려동물_여부 반려동물_가능 애완동물_여부 pet",
    "loan": "대출 전세대출 전세자금_대출 loan",
    "duplex": "복층여부",
    "mortgage": "융자 융자금 융자_여부 근저당 채권최고액",
    "address": (
        "주소 소재지 위치 지역 addr 동네 매물_위치 매물_주소 매물_소재지 물건지 물건_소재지 상세_주소 지번 도로명주소"
    ),
    "building": "건물명 단지명 빌딩명 오피스텔명 물건명 지점명 건물_이름 단지_/_건물 단지 건물 아파트명",
    "type": (
        "건물_형태 매물_종류 매물유형 종별 물건종류 형태 type 카테고리 상품 매물_구분 매물_형태 주거_형태 "
        "주택_유형 주택_종류 주택_형태 방_종류 건물유형 종류 매물"
    ),
    "deal": "거래_유형 거래방식 거래구분 거래종류 거래_형태 계약_형태 계약_유형 임대_형태 거래 trade 유형",
    "kind": "구분 분류",
    "premium": "권리금 권리",
    "lease": "기간 계약_기간 임대_기간 최소_이용 최소_계약 최소_계약_기간 최소_거주",
    "negotiable": "월세조정 보증금조정 가격조정",
    "registration": "전입신고 전입 전입신고_여부 전입_여부",
    "note": "비고 메모 특이사항 상세_설명 특징 매물특징 title 제목 memo 한줄설명",
}
PRICE_FIELDS = frozenset(("price", "sale", "jeonse", "yearly", "deposit", "rent"))
_FIELD_OF = {
    word.replace("_", "") if "mgmt_" not in word else word: f for f, ws in LABELS.items() for word in ws.split()
}
WORDS = sorted((w for ws in LABELS.values() for w in ws.split()), key=len, reverse=True)
ALTERNATION = "|".join(re.escape(w) if "mgmt_" in w else w.replace("_", "[ ]?") for w in WORDS)
_INITIALS = "".join(sorted({word[0] for word in WORDS}))
_BULLET = r"^0-9A-Za-z가-힣ㄱ-ㅎㅏ-ㅣ \n/:=().~%㎡+&'<>\["
"""What may stand before a label: any mark that people use for a bullet, and the ends of cells."""
_LABEL = re.compile(
    rf"(?=[ ]?\"?[{_INITIALS}])(?:^|(?<=[{_BULLET}])|(?<=[ ]{{2}})|(?<=\d[.)])|(?<=\d[.)] )|(?<=[{_BULLET}] ))[ ]?\"?(?P<label>{ALTERNATION})"
    r"(?:[ ]?\((?:만|만[ ]?원|원|천원|단위[ ]?[:=]?[ ]?만?원|월|㎡|m2|평|층|대|개|방식/연료|방식)\))?"
    r"(?:\"[ ]?:[ ]?\"?|[ ]?[:=][ ]?|[ ]-[ ]|[ ]?\x01{0,60}\t[ ]?|[ ]{2,8}|[ ](?=[\d\[(])"
    r"|(?P<soft>[ ])(?=[가-힣]{2}|[가-힣]/))",
    re.MULTILINE,
)
_SOFT = frozenset(("direction", "heating", "parking", "elevator", "pets", "move_in", "options"))


def field_of(words: str) -> str:
    """The kind of label that `words` are."""
    return _FIELD_OF.get(words) or _FIELD_OF[words.replace(" ", "")]


_VALUE_END = re.compile(r"\"|\n|\t(?=[^\n])")


@dataclass(frozen=True, slots=True)
class Entry:
    """`text[start:end]` is the value under a label of kind `field`; `unit` is what the label adds ("만원")."""

    field: str
    start: int
    end: int
    unit: str | None = None


def find_entries(text: str) -> list[Entry]:
    """The labelled values of a canvas text, in order. A value ends at the next label of its line or at its end."""
    marks = [(field_of(m["label"]), m.start(), m.end()) for m in _LABEL.finditer(text) if _sure(text, m)]
    entries = []
    for index, (field, _, begin) in enumerate(marks):
        stop = _VALUE_END.search(text, begin)
        end = stop.start() if stop else len(text)
        if index + 1 < len(marks):
            end = min(end, marks[index + 1][1])
        if text[begin:end].strip(" \t■▶•,|\x01"):
            entries.append(Entry(field, begin, end))
    return entries


def _sure(text: str, match: re.Match[str]) -> bool:
    """A single space before a word makes a label only at the beginning of a line, and only for some."""
    if match["soft"] is None:
        return True
    at_line_start = match.start() == 0 or text[match.start() - 1] == "\n"
    return at_line_start and field_of(match["label"]) in _SOFT
