"""Which deal is open to bargaining: 조정 가능, 절충, 네고, 협의 beside a price; not 입주 협의, not 네고 X."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.readers.real_estate.deal import Deal

_WORD = re.compile(
    r"조정|조절|절충|깎아(?!\s?달)|네고|내고(?=\s?(?:가능|환영|O|o|조금))|협의|에누리|빼\s?드[려릴립]|가격\s?제안"
)
_DENIED = re.compile(
    r"\s{0,2}(?:은|는)?\s{0,2}(?:[xX](?![A-Za-z])|불가|[안못]\s?[됨돼되됩해하함합받]|어렵|힘들|곤란|죄송|사양|없|사절|노|완료|금지|했)"
)
_ABOUT_PRICE = re.compile(r"보증금|월세|전세|매매|가격|금액|매가|임대료|급매")
_ABOUT_ELSE = re.compile(
    r"입주|이사|날짜|입실|입점|퇴거|만기|주차|반려|애완|애견|강아지|고양이|권리|관리비|시설|업종|인수|옵션"
    r"|계약기간|기간|시간|방문|명도|도배|LH|대출|잔금|특약|일정|복비|수수료|첫\s?달|청소"
)
_CLAUSE = re.compile(r"[\n|;)\x01]|,(?!\d)|[.!]\s|\s{2,}")
_AGREED_ONLY = re.compile(r"협의")


def mark_negotiable(
    text: str, start: int, end: int, deals: Sequence[Deal], elsewhere: Sequence[tuple[int, int]] = ()
) -> None:
    """Set `negotiable` on the deals that words of bargaining in `text[start:end]` speak of, but not in `elsewhere`."""
    for match in _WORD.finditer(text, start, end):
        if _DENIED.match(text, match.end()) or not deals or any(a <= match.start() < b for a, b in elsewhere):
            continue
        clause = _clause(text, start, match.start())
        if clause.rstrip().endswith("로"):
            continue  # 1.7억으로 조정: done, not offered
        if _last(_ABOUT_ELSE, clause) > _last(_ABOUT_PRICE, clause):
            continue
        deal = _deal_of(text, match, clause, deals)
        if deal is not None and deal.negotiable is None:
            deal.negotiable = match.span()


_REFERENCE = re.compile(
    r"(?<!\d)(?P<n>\d{1,2})번?(?:은|는)\s?(?:보증금|월세|가격|금액|전세금?|매매가)[^\n,]{0,6}?(?P<word>협의|조정"
    r"|네고|절충)"
)


def find_references(text: str, start: int, end: int) -> list[tuple[int, int, int]]:
    """`①은 보증금 협의 가능` below a list: the number of the listing, and where the word of bargaining stands."""
    return [(int(m["n"]), *m.span("word")) for m in _REFERENCE.finditer(text, start, end)]


def _clause(text: str, start: int, position: int) -> str:
    low = max(start, position - 30)
    cut = low
    for match in _CLAUSE.finditer(text, low, position):
        cut = match.end()
    return text[cut:position]


def _last(pattern: re.Pattern[str], clause: str) -> int:
    """Where the last match begins, -1 if there is none: the nearer subject is what a word speaks of."""
    return max((m.start() for m in pattern.finditer(clause)), default=-1)


def _deal_of(text: str, match: re.Match[str], clause: str, deals: Sequence[Deal]) -> Deal | None:
    before = [d for d in deals if d.end <= match.start()]
    nearest = before[-1] if before else None
    near = nearest is not None and match.start() - nearest.end <= 6 and "\n" not in text[nearest.end : match.start()]
    if near or _ABOUT_PRICE.search(clause):
        return nearest or deals[0]
    if _AGREED_ONLY.match(match[0]):
        return None
    return nearest or deals[0]
