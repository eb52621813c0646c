"""What it costs: free, a fixed fee, a split bill, or a deposit that comes back."""

from __future__ import annotations

import re
from typing import Any

from app.korean.money import Money, scan_money
from app.readers.meetup.page import Page

_DEPOSIT = re.compile(r"(?:보증금|예치금|디파짓|노쇼[ ]?(?:방지)?[ ]?(?:금|비)|예약금|참가보증금)")
_BACK = re.compile(r"환급|환불|돌려|반환|리턴|페이백|돌려드")
_PUT_DOWN = re.compile(r"[ ]?(?:을|를)?[ ]?(?:예치|보증금|디파짓|걸고|맡기)")
_EARNED = re.compile(r"참가비|참여비|회비|벌금")
_GIVEN_BACK = re.compile(r"환급|돌려[ ]?드|페이백|반환|전액[ ]?환불")
_LABEL = (
    r"(?:회비|월회비|연회비|참가비|참여비|입장료|가입비|비용|구장비|구장료|대관료|합주비|코트비|콕비|레인비|공간비"
    r"|공간이용료|장소비|재료비|수강료|교재비|버스비|게스트비|게스트"
    r"|얼마|fee|Fee|체험비|강습비|티켓|참석비|운영비|차비|교통비|기름값|유류비|카풀비|밥값|식비|식대|간식비|찻값|숙박비|숙소비|방값|뱃값|배삯|렌트비|대여료|사용료|이용료|입장권|관람료|티켓값|리프트권|유지비|물품비|회식비|공동구매비)"
)
_FREE = re.compile(
    rf"(?:(?<![가-힣])(?!가입비){_LABEL}(?:[ ]?같은[ ]?(?:거|건|것(?:은)?))?"
    rf"|돈[ ]?(?:드는|들[어 ])[가-힣]{{0,2}})[은는이가도]?[ ]?(?:따로[ ]?|당연히[ ]?|일절[ ]?|물론[ ]?"
    rf"|별도[ ]?|전혀[ ]?)?[:：]?[ ]?"
    r"(?:없|無|무(?![가-힣])|X(?![A-Za-z])|x(?![A-Za-z])|무료|0[ ]?원|0(?![0-9,.만천])|공짜|안[ ]?받|안[ ]?내|ㄴㄴ"
    r"|free|FREE)"
)
_FREE_ALONE = re.compile(
    r"돈[은도]?[ ]?(?:따로[ ]?|하나도[ ]?|일절[ ]?)?안[ ]?(?:들|듭|드는|걷|받|내)|\bno[ ]fee\b|(?:참가|참여|전액|모두|전부|가입)?[ ]?(?:무료"
    r"|공짜)(?!체험|주차|[ ]?주차|[ ]?대여|나눔)|\bfree\b(?![ ]?talk)",
    re.IGNORECASE,
)
_FIXED = re.compile(
    rf"(?:{_LABEL}|(?<![가-힣])[가-힣]{{2,5}}비(?=[는은]?[ ]?[:：]?[ ]?(?:[가-힣]{{1,3}}당|월|1인)?[ ]?[0-9만])"
    rf"|한[ ]?달(?:에)?|(?:1|일)[ ]?년(?:에)?|연(?=[ ]?[0-9])|학기당?|시즌|(?<![0-9])[0-9]{{1,2}}[주회]"
    rf"(?=[ ][0-9])|1인당?|장당|인당|회당|매회|1회|한[ ]?번에|월"
    rf"(?=[ ]?[0-9])|선납|합쳐서|각)[ ]?"
)
_SPLIT = re.compile(
    r"[nN엔]빵|[nN][ ]?(?:/|분의)[ ]?[1일]|엔[ ]?분의[ ]?일|1[ ]?/[ ]?[nN]|더치|각자[ ]?(?:계산|부담|결제|주문"
    r"|예매|내|먹은|끊|구매|지불|시킨|밥값|티켓|음료)|각출|갹출|반씩[ ]?(?:부담|내|나)|반반|나눠[ ]?(?:내|냄|낼|냅|부담)|나누어[ ]?내|(?:비|값"
    r"|금)[^\n.]{0,8}나눠(?:요|서)"
    r"|비[는은]?[ ]?(?:반반|각자)|(?:비용|돈)[은는]?[ ]?각자|뿜빠이"
    r"|(?:자기|본인)[ ]?(?:꺼|거|것|부담|몫)[은는]?[ ]?(?:자기|본인|각자|계산)?|걷어서[ ]?정산|정산|각자계산"
    r"|따로[ ]?계산|실비|각자[ ]{0,2}(?=[가-힣]{0,4}[ ]?(?:끊|사|내|결제))"
    r"|(?:음료|커피|식비|밥값|입장료|영화표|티켓|일일권|이용료)[은는값비]{0,2}[ ]?각자"
)
_EACH_PAYS = re.compile(
    r"(?:입장료|이용료|입장권|티켓(?:값)?|표|영화표|음료(?:값)?|커피(?:값)?|밥값|식비|게임비|레인비|일일권|관람료|대여료)[은는도]?[ ]?"
    r"(?:모두[ ]?|전부[ ]?)?(?:각자|개별|개인|본인)"
)
_TEN_THOUSAND = re.compile(r"(?<![가-힣0-9])만[ ]?(?:(?P<thousands>[일이삼사오육칠팔구])천)?[ ]?원")
_LOOSE = re.compile(r"[ ]?(?:원)?[ ]?(?:안쪽|정도|내외|쯤|선|대[ ]|이내|안팎|사이|예상)")
_ABOUT = re.compile(r"(?:보통|대략|약|평균|대충)[ ]?\Z")
_CLAUSE_END = re.compile(r"\n(?![0-9가-힣]{0,2}[ ]?[0-9])|/|[.] ")
_REACH = 18


def find_fee(page: Page) -> dict[str, Any] | None:
    """`fee` of the result, or None where the text says nothing of money."""
    amounts = _amounts(page.text)
    return (
        _refundable(page, amounts)
        or _free(page, _FREE)
        or _entrance(page)
        or _fixed(page, amounts)
        or _split(page)
        or _free(page, _FREE_ALONE)
    )


def _entrance(page: Page) -> dict[str, Any] | None:
    """입장료는 각자 (4,000원): what each pays at the door is no fee of the group."""
    match = _EACH_PAYS.search(page.text)
    return _fee(page, "split", match.span(), None) if match else None


def _amounts(text: str) -> list[Money]:
    """The sums of money in a text: with a unit, a comma, or at least four digits and round."""
    found = [one for one in scan_money(text, "fee") if _is_money(text, one)]
    for match in _TEN_THOUSAND.finditer(text):
        won = 10_000 + 1_000 * (" 일이삼사오육칠팔구".index(match["thousands"]) if match["thousands"] else 0)
        found.append(Money(won, None, match.start(), match.end(), "man"))
    return sorted(found, key=lambda one: one.start)


def _is_money(text: str, one: Money) -> bool:
    words = text[one.start : one.end]
    round_sum = words.isdigit() and len(words) >= 4 and words.endswith("00")
    return any(unit in words for unit in "만천원백") or "," in words or round_sum


def _refundable(page: Page, amounts: list[Money]) -> dict[str, Any] | None:
    for match in _DEPOSIT.finditer(page.text):
        if not _BACK.search(page.text, match.end(), match.end() + 60):
            continue
        amount = _first(amounts, match.end(), match.end() + _REACH)
        return _fee(page, "refundable", match.span(), amount)
    for amount in amounts:
        if _PUT_DOWN.match(page.text, amount.end) and (back := _BACK.search(page.text, amount.end, amount.end + 40)):
            return _fee(page, "refundable", back.span(), amount)
    for match in _EARNED.finditer(page.text):
        amount = _first(amounts, match.end(), match.end() + _REACH)
        if amount is not None and (back := _GIVEN_BACK.search(page.text, amount.end, amount.end + 60)):
            return _fee(page, "refundable", back.span(), amount)
    return None


def _free(page: Page, pattern: re.Pattern[str]) -> dict[str, Any] | None:
    match = pattern.search(page.text)
    return _fee(page, "free", match.span(), None) if match else None


def _fixed(page: Page, amounts: list[Money]) -> dict[str, Any] | None:
    for match in _FIXED.finditer(page.text):
        amount = _first(amounts, match.end(), _clause(page.text, match.end()))
        if amount is not None and amount.won is not None and not _loose(page.text, amount):
            return _fee(page, "fixed", match.span(), amount)
    return None


def _clause(text: str, end: int) -> int:
    """Where the words about this fee end: a line's end, a label alone on its line, or a few words on."""
    stop = _CLAUSE_END.search(text, end, end + _REACH)
    return stop.start() if stop else end + _REACH


def _first(amounts: list[Money], start: int, end: int) -> Money | None:
    return next((one for one in amounts if start <= one.start < end), None)


def _loose(text: str, amount: Money) -> bool:
    """An amount that is only about right (보통 3~4만, 3만 안쪽) fixes nothing."""
    return bool(_LOOSE.match(text, amount.end) or _ABOUT.search(text, max(0, amount.start - 4), amount.start))


def _split(page: Page) -> dict[str, Any] | None:
    match = _SPLIT.search(page.text)
    return _fee(page, "split", match.span(), None) if match else None


def _fee(page: Page, kind: str, said: tuple[int, int], amount: Money | None) -> dict[str, Any]:
    fee: dict[str, Any] = {"type": page.leaf(kind, *said)}
    if amount is not None and amount.won is not None:
        fee["amount"] = page.leaf(amount.won, amount.start, amount.end)
    return fee
