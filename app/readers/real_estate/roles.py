"""What an amount is for: the word before it decides (보증금, 월, 관리비, 전세, 매매, 권리금 …), or the label it stands under.

TASKS.md, "Not offers": 실입주금, 총보증금, 월수입, 수익률, 평당가, 시세, 분양가, 융자금, LH's limits.
"""

from __future__ import annotations

import re
from typing import Literal

from app.korean.money import Amount

Role = Literal[
    "deposit", "rent", "fee", "jeonse", "sale", "yearly", "short_term", "price", "listed", "premium", "parking", "other"
]

_CUE = re.compile(
    r"(?=[계렌단실입총보융근채담시평기월매수순한예복중지가전난감공이할부세청경대급소여겨인벌과투낙바권주추관m연년사깔반준젼ㅈLSGㅁ분웜달임차1일금p거희노])"
    r"(?:(?P<other>단위|실입주금|입주금|총\s?보증금|보증금\s?(?:합|총)|융자|근저당|채권|담보|시세|평당|기전세"
    r"|월?\s?수입|매출|순?수익|한도|예산|복비|중개|수수료|가계약|계약금|중도금"
    r"|지원|가스비|전기세|수도세|난방비|감정가|공시|이사비|할인|부가세|세금|청소비|경매|대출|급여|소득|여름|겨울"
    r"|인당|이용료|입장료|회비|벌금|과태료|예치|투자금?|낙찰)"
    r"|(?P<premium>바닥권리|권리금?|시설비|시설권리)|(?P<parking>주차(?:비|료|요금)?|추가\s?(?:1대|주차)?)"
    r"|(?P<fee>관리비|관비|(?<![가-힣])관리(?=\s{1,3}\d|\s{1,3}$)|(?<![가-힣])관(?=\s?[:\d.이칠육오사삼구팔십백]|\s?$)|mgmt|공과금)"
    r"|(?P<yearly>연세(?!대|역|로)|1\s?년\s?(?:치|선납)(?:\s?(?:선납|월세))?|년세|사글세|(?<![가-힣\d])(?<!\d )[연년](?=\s?\d|\s?$))|(?P<short_term>단기"
    r"|(?<![가-힣])주세(?!요)|깔세)"
    r"|(?P<monthly>반전세|준전세|반월세)|(?P<jeonse>(?:[LSG]H\s?|기존\s?)?(?:전세|전새|젼세|ㅈㅅ)(?:가|금|금액"
    r"|보증금|전환)?)"
    r"|(?P<sale>매매(?:가격|금액|가)?|매가(?!격)|급매(?:가)?|매도|ㅁㅁ(?=\s)|분양(?!팀|사|상담|가))"
    r"|(?P<deposit>보증[금긍굼끔]|예치금|(?<![가-힣])보증(?=\s?[\d천]|\s?$)|(?<![가-힣])보(?=\s?[\d천억오이삼백]|\s?$))"
    r"|(?P<rent>월세|렌트(?!\s?프리|카)|(?<![가-힣])일세|월새|웜세|달세|월임대료|임대료|월차임|차임|관포|월관"
    r"|(?<![가-힣\d])(?<!\d )월(?=\s?[\d백오이삼사육칠팔구십]|\s?$)|(?:1\s?개월|한\s?달|매달|매월)(?:에)?(?=\s?\d|\s?$)"
    r"|1\s?주(?=\s?\d|\s?$)|(?<![가-힣\d])주(?=\s\d|\s?$)|1\s?일(?=\s\d|\s?$)|(?<![가-힣\d])(?<!\d )일(?=\s?\d"
    r"|\s?$)|임대(?!인|차|면적|사업))"
    r"|(?P<listed>분양가격?)|(?P<price>가격|금액|price|거래가|희망가))"
)
_AFTER_OTHER = re.compile(
    r"\s?(?:(?:을|를)?\s?(?:끼고|안고|끼는|낀\s?)|짜리|정도\s?나옴|지원|넘게|할인|들여|들었|대출(?!\s?\d)|수익|벌|의\s?수익|상당|매출|에\s?나갔"
    r"|에\s?나간|에\s?거래|/\s?3\.3|/\s?㎡|/\s?평)"
)
_EARNED = re.compile(r"\s?에?\s?(?:받고\s?있|나오[고는며]|나옵|나와요|들어오|들어옵|수입|수령)")
_SITTING = re.compile(
    r"(?:(?<![가-힣])현|현재|기존|지금)\s?(?:임차|임대|전세|월세|세입자|보증금)?(?:가|는|은|이)?[^\n\d가-힣]{0,4}$"
)
_LET = re.compile(
    r"\s?에?\s?(?:세입자\s?(?:거주|있|살|승계|안)|임차인\s?(?:거주|있|승계)|거주\s?중|임[대차]\s?중|입주\s?중|맞춰|놓여"
    r"|들어\s?있|[^\n,.]{0,16}까지\s?계약|계약\s?되어)"
)
"""What a tenant pays today, in an ad that sells the home: 현 임차 1000/70, 전세 2억에 세입자 거주."""
_FOR_SALE = re.compile(r"매매|매도|팝니다|수익률")
_PERIOD = re.compile(
    r"(?P<week>(?:1\s?주|주세|주당|일주일|매주|한\s?주))|(?P<day>하루|1\s?일|1박|일\s?(?=\d)|일세)|(?P<year>연|년)"
)
_BARE_PERIODS: dict[str, Literal["week", "day"]] = {"주": "week", "일": "day"}
_WEAK_RENT = re.compile(r"^(?:월|매월|매달|한\s?달|1?\s?주|1?일|추가)에?$")


def role_of(text: str, amount: Amount, since: int) -> tuple[Role | None, int, str]:
    """The role of an amount, where its cue begins and the cue's words; the role is None if nothing names it.

    The cue is the last telling word between `since` (the end of the amount before, or the beginning of the line) and
    the amount.
    """
    if _AFTER_OTHER.match(text, amount.end) or is_earned(text, amount.end):
        return "other", amount.start, ""
    if is_let(text, amount):
        return "other", amount.start, ""
    low = max(since, amount.start - 24)
    broken = max(text.rfind("\n", low, amount.start), text.rfind("\x01", low, amount.start))
    low = max(low, broken + 1)
    cues = list(_CUE.finditer(text, low, amount.start))
    if not cues:
        return None, amount.start, ""
    cue = cues[-1]
    kind = cue.lastgroup or ""
    if kind == "deposit" and any(c.lastgroup == "jeonse" for c in cues):
        kind = "jeonse"
    elif kind == "monthly":
        kind = "deposit"
    elif kind == "rent" and (named := _monthly_of(text, cues)):
        kind = named  # 관리비 : 월 3만원, 수도세 월 1만원
    elif kind == "rent" and _WEAK_RENT.match(cue[0].strip()) and _beside_parking(text, amount.start):
        kind = "parking"
    return kind, cue.start(), cue[0]  # type: ignore[return-value]


def is_earned(text: str, end: int) -> bool:
    """Whether the amount that ends there is what a building on sale earns (월 450 받고 있음)."""
    return _EARNED.match(text, end) is not None and _FOR_SALE.search(text) is not None


def is_let(text: str, amount: Amount) -> bool:
    """Whether an amount is what today's tenant of a home on sale pays."""
    if not (_LET.match(text, amount.end) or _SITTING.search(text, max(0, amount.start - 14), amount.start)):
        return False
    return _FOR_SALE.search(text) is not None


def _monthly_of(text: str, cues: list[re.Match[str]]) -> str | None:
    """What a bare 월 is the month of: the fee or the bill named right before it."""
    if len(cues) < 2 or not _WEAK_RENT.match(cues[-1][0].strip()):
        return None
    if cues[-2].lastgroup not in ("fee", "other") or text[cues[-2].end() : cues[-1].start()].strip(' \t:=은는만"'):
        return None
    return cues[-2].lastgroup


def _beside_parking(text: str, position: int) -> bool:
    return "주차" in text[max(0, position - 22) : position].rsplit("\n", 1)[-1]


def period_of(words: str) -> Literal["week", "day", "year"] | None:
    """The period that the words before a rent say; None is a month."""
    if words.strip() in _BARE_PERIODS:
        return _BARE_PERIODS[words.strip()]
    match = _PERIOD.search(words)
    return match.lastgroup if match else None  # type: ignore[return-value]
