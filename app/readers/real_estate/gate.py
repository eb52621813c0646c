"""The gate: is a place offered, handed over, wanted, asked about, is somebody advertising, or is it something else?

Wanted ads and questions hold perfect prices (KOREAN.md §1), so the gate decides before any listing is read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Intent = Literal["offer", "transfer", "wanted", "question", "promo", "other"]

_WANTED = re.compile(
    r"구해요|구합니다|구해\s?봅니다|구하는\s?중|구하고\s?있|구해봐요|구해볼|구한다|(?<![가-힣])구함|구해주세요"
    r"|구하려|찾습니다|찾아요|찾고\s?있|찾는\s?중|찾아봅니다|급구(?!\s?아님)"
    r"|희망\s?(?:지역|건물|입주|동네|조건|층|면적|가격|금액|보증금|월세)|입주\s?희망일|원하시는\s?분\s?계"
    r"|있으(?:면|신\s?분|시면)\s?(?:댓글|연락|쪽지|톡|채팅|문자|추천|알려)|손님\s?찾|손님\s?대기"
    r"|물건\s?(?:있으신|찾)|매물\s?(?:찾|구)|삽니다|사고\s?싶|들어갈\s?(?:집|방)\s?(?:구|찾)|이사\s?갈\s?(?:집|방|곳)"
)
_NOT_WANTED = re.compile(
    r"(?:승계|양도|양수|들어오|들어와|입주|이어|룸메|하메|세입자|임차인|사실|하실|오실|매수|계약|쓰실"
    r"|거주)[가-힣]{0,6}\s?(?:하실\s?|가능한\s?)?(?:분|사람|님|자)?(?:을|를|들)?\s{0,2}(?:급?\s?구|찾|모)"
    r"|(?:세입자|임차인|룸메이트?|하메)\S{0,4}\s{0,2}(?:구|찾|모)|새\s?(?:주인|임차인)|룸메\s?구"
)
_QUESTION = re.compile(
    r"비싼\s?(?:건가|가|편)|싼\s?(?:건가|가요|편)|적당한|적정한?\s?(?:가|시세|금액)|괜찮을까|괜찮은\s?(?:건가"
    r"|가요|편)|어떤가요|어때요|어떨까|안전할까|안전한가|위험한가|위험할까|유리한|맞나요|맞는\s?건가"
    r"|허위\s?매물\s?(?:일까|인가|맞)"
    r"|사기\s?(?:인가|일까|아닌)|나을까|나은가|계산법|여쭤|궁금|인가요|아닌가요|일까요|할까요|될까요|건가요"
    r"|한가요|어떻게\s?(?:하|해|되)|얼마(?:나|쯤|정도)\s|아시는\s?분|조언|알려\s?주(?:세요|실)|문제\s?(?:없|될)을?까"
)
_DOUBT = re.compile(r"허위\s?매물|사기|안전|유리|비싼|적당|적정|시세|계산법|괜찮을까|어떨까")
_OFFER = re.compile(
    r"나왔(?:어|습|네)|놓(?:아|습|을|고)|놔요|내놓|내놨|내놔|임대합니다|임대해요|임대\s?문의|월세\s?드|세\s?놓"
    r"|매매합니다|팝니다|팔아요|빠집니다|방\s?빼|매물\s?(?:안내|정보|공유|나옴|소개)|공동\s?중개|보러\s?오"
    r"|연락\s?주세요|문의\s?(?:주|환영)|관심\s?있으신"
)
_TRANSFER = re.compile(
    r"양도(?!세|소득|담보|인)|양수(?!역|리)|(?<!융자 )(?<!대출 )승계(?!\s?(?:가능|조건|매매|됨))|계약\s?승계"
    r"|계약\s?기간\s?남은|남은\s?계약|이어\s?(?:받|서\s?(?:사|계약|거주))|(?:카페|가게|매장|식당|점포|상가|미용실"
    r"|학원|[가-힣]집)\s?(?:을|를)?\s?넘(?:깁니다|겨)|전대"
)
_PROMO = re.compile(
    r"전문|다양하게|다수\s?보유|보유|무료\s?상담|방문\s?예약|이벤트|GRAND|오픈|전시관|모델하우스|홍보관"
    r"|분양(?:\s?홍보|\s?안내|중|\s?문의|사무소)?|마감\s?임박|창업|중개\s?법인|블로그|선착순\s?(?:분양|계약)|청약"
    r"|증정|개업|상담\s?환영|관심\s?부탁|특별\s?혜택|매물\s?\d{2,}"
)
_GOODS = re.compile(
    r"(?:에어컨|냉장고|세탁기|침대|책상|소파|가구|의자|티비|TV|자전거|매트리스|옷장|건조기)(?:를"
    r"|을)?\s?(?:싸게\s?)?(?:팝니다|팔아요|판매|나눔|드려요|드립니다|삽니다)"
)
_LOST = re.compile(r"실종|잃어버|사라졌|(?:강아지|고양이|반려견|지갑|아이)(?:를|을)?\s?찾")
_SERVICE = re.compile(
    r"용달|이삿짐|이사\s?(?:업체|견적|센터|전문)|입주\s?청소|청소\s?업체|도배\s?(?:업체|전문|견적)"
    r"|인테리어\s?(?:업체|전문|시공)|철거|견적|에어컨\s?(?:청소|설치)|알바|채용|모집합니다|분실|강아지를\s?찾"
)
_FORM = re.compile(r"예\)|양식")


@dataclass(frozen=True, slots=True)
class Signals:
    """What the scanners saw, for the gate: concrete prices, kinds of property facts, labelled values."""

    prices: int
    facts: int
    labels: int


def judge_intent(text: str, signals: Signals) -> Intent:
    """The intent of a canvas text."""
    if len(_FORM.findall(text)) >= 3:
        return "other"
    if _LOST.search(text) or (_GOODS.search(text) and signals.labels < 3):
        return "other"
    if _SERVICE.search(text) and signals.labels < 3 and signals.facts < 5:
        return "other"
    about_homes = signals.prices > 0 or signals.facts >= 2
    if about_homes and _wanted(text):
        return "wanted"
    if about_homes and _asks(text, signals):
        return "question"
    if signals.prices == 0 and _PROMO.search(text) and signals.facts < 4 and not _OFFER.search(text):
        return "promo"
    if signals.prices == 0 and len(_PROMO.findall(text)) >= 2 and signals.facts < 6:
        return "promo"
    if not about_homes:
        return "other"
    return "transfer" if _TRANSFER.search(text) else "offer"


def _wanted(text: str) -> bool:
    for match in _WANTED.finditer(text):
        around = text[max(0, match.start() - 24) : match.end() + 4]
        if not _NOT_WANTED.search(around):
            return True
    return False


def _asks(text: str, signals: Signals) -> bool:
    """A question about a price or a house; an ad may hold a question too (들어오실 분 계실까요?)."""
    asked = len(_QUESTION.findall(text))
    if not asked:
        return False
    offered = len(_OFFER.findall(text)) + (signals.labels >= 4)
    if "?" in text and _DOUBT.search(text) and _at_the_edge(text):
        return offered <= asked
    return asked > offered and ("?" in text or asked >= 2)


def _at_the_edge(text: str) -> bool:
    """Whether the question stands in the first or the last lines, where a writer puts the point."""
    lines = [line for line in text.split("\n") if line.strip(" \x01")]
    edge = lines[:2] + lines[-3:]
    return any(_QUESTION.search(line) for line in edge)
