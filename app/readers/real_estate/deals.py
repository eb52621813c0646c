"""From amounts to deals: pairs, labelled amounts and single prices of one listing, in the order of the text.

TASKS.md, `deals[]`: several pairs are several deals, a corrected price is the last one, a bound is no amount.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.korean.money import Amount
from app.korean.pairs import Pair
from app.readers.real_estate.deal import ARROW, Deal, Place, said_type
from app.readers.real_estate.labels import Entry
from app.readers.real_estate.roles import Role, is_earned, period_of, role_of
from app.readers.real_estate.singles import single_deals

_SHORT_BEFORE = re.compile(r"단기(?!\s?(?:가능|[xX]|불가))|\d\s?개월만")
_LET_ALREADY = re.compile(r"[에로]?\s?(?:로\s?)?(?:맞춰져|세팅|셋팅|임대\s?중|임차\s?중|들어\s?있|끼고|승계)")
_CORRECTED = re.compile(r"죄송|정정|수정|다시|내려|인하|변경|낮춰|조정했|아니고")
_RETRACTED = re.compile(r"죄송|정정|바꿔|바꾸|수정(?!궁)|아니고")
_TO_MORE = re.compile(r"만?\s?[~∼〜]\s?(?=\d)")
_FROM_LESS = re.compile(r"(?<![\d/])\d{2,5}만?\s?[~∼〜]\s?$")
_ZERO_DEPOSIT = re.compile(
    r"무\s?보증(?!\s?보험)|노\s?보증|보증금?(?:은|이|도)?\s?[:=]?\s?"
    r"(?:(?:아예\s?|전혀\s?)?없(?:음|이|는|어|습|고|다|구)|[xX](?![A-Za-z])|[무無](?![가-힣])|0원?(?![\d,.])|제로|NO(?![A-Z]))"
)


def read_deals(
    text: str,
    start: int,
    end: int,
    amounts: Sequence[Amount],
    pairs: Sequence[Pair],
    entries: Sequence[Entry],
    known_type: str | None,
) -> list[Deal]:
    """The deals that stand in `text[start:end]`, given its amounts, pairs and labelled values."""
    cued = {e.start: e.field for e in entries}
    said = said_type(text, start, end, entries)
    if said is None and known_type is not None:
        first = next((a for a in amounts if a.unit == "eok"), None)
        said = (known_type, (first.start, first.end)) if first else None
    deals = [*_pair_deals(text, start, pairs, said)]
    taken = {id(a) for p in pairs for a in (p.deposit, p.rent, p.fee) if a}
    singles = [a for a in amounts if id(a) not in taken]
    deals = sorted([*deals, *single_deals(text, start, singles, amounts, cued, said)], key=lambda d: d.start)
    deals = _settle(text, deals, said, known_type)
    _zero_deposit(text, start, end, deals)
    deals = _overtake(text, deals)
    if not deals and said:
        deals = [Deal(said[0], said[1][0], said[1][1], said[1])]
    return deals


def _pair_deals(text: str, start: int, pairs: Sequence[Pair], said: tuple[str, Place] | None) -> list[Deal]:
    deals = []
    starts = {pair.start for pair in pairs}
    since = start
    for pair in pairs:
        role, cue, words = role_of(text, pair.deposit, since)
        since = pair.end
        if role in ("other", "fee", "premium", "parking") or _let_already(text, pair.end):
            continue
        kind, at = _pair_type(text, pair, role, cue, words, said)
        deal = Deal(kind, min(cue, pair.start), pair.end, at, pair.deposit, pair.rent, fee=pair.fee)
        _leave_ranges(text, deal, starts)
        deal.period = "year" if kind == "yearly" else period_of(pair.word) if pair.word != "월" else None
        if pair.includes_fee:
            deal.includes_fee = (pair.deposit.end, pair.rent.end)
        deals.append(deal)
    return deals


def _leave_ranges(text: str, deal: Deal, starts: set[int]) -> None:
    """`500/40~45` and `300~500/40` hold a range, which is no amount; `500/45 ~ 1000/40` are two pairs."""
    if deal.rent and (match := _TO_MORE.match(text, deal.rent.end)) and match.end() not in starts:
        deal.rent, deal.bounded = None, deal.bounded | {"rent"}
    if deal.deposit and _FROM_LESS.search(text, max(0, deal.deposit.start - 8), deal.deposit.start):
        deal.deposit, deal.bounded = None, deal.bounded | {"deposit"}


def _let_already(text: str, end: int) -> bool:
    """Whether the pair that ends there is what a tenant pays today (1000/50에 임대중), not what is asked."""
    return _LET_ALREADY.match(text, end) is not None or is_earned(text, end)


def _pair_type(
    text: str, pair: Pair, role: Role | None, cue: int, words: str, said: tuple[str, Place] | None
) -> tuple[str, Place]:
    if role == "yearly" or pair.word in ("연세", "년세", "사글세"):
        return "yearly", (cue, cue + len(words)) if role == "yearly" else (pair.deposit.end, pair.rent.end)
    line = text.rfind("\n", 0, pair.start) + 1
    short = _SHORT_BEFORE.search(text, max(line, pair.start - 24), pair.start)
    if role == "short_term" or short:
        return "short_term", (cue, cue + len(words)) if role == "short_term" else short.span() if short else pair_place(
            pair
        )
    if said and said[0] == "short_term" and (role is None or (role in ("deposit", "rent") and "월세" not in words)):
        return "short_term", said[1]
    if words and role in ("rent", "deposit", "jeonse") and words.strip() not in ("보", "월"):
        return "monthly", (cue, cue + len(words))
    return "monthly", pair_place(pair)


def pair_place(pair: Pair) -> Place:
    """The words of the pair itself: they are what says that the deal is monthly."""
    return pair.deposit.start, pair.rent.end


def _settle(text: str, deals: list[Deal], said: tuple[str, Place] | None, known: str | None) -> list[Deal]:
    """Give a lone deposit the type the text says, and drop what stays without type or amount."""
    kept: list[Deal] = []
    rents = {d.rent.won("rent")[0] for d in deals if d.rent and d.deposit}
    for deal in deals:
        if deal.type is None:
            kind = said[0] if said else known
            if kind in ("sale", None) or (deal.bounded and not deal.deposit and any(d is not deal for d in deals)):
                if deal.bounded or kind == "sale" or not deal.deposit or (kind is None and rents):
                    continue
            elif any(d is not deal and d.type == kind and (d.deposit or d.rent) for d in deals):
                continue
            deal.type = kind
            deal.type_at = said[1] if said else None
        if deal.rent and not deal.deposit and not deal.bounded and deal.rent.won("rent")[0] in rents:
            continue
        if deal.bounded and not (deal.deposit or deal.rent or deal.price) and len(deals) > 1:
            continue
        kept.append(deal)
    return kept


def _zero_deposit(text: str, start: int, end: int, deals: list[Deal]) -> None:
    """무보증 and 보증금 없음 are a deposit of 0, and a monthly deal where nothing else is said of the price."""
    match = _ZERO_DEPOSIT.search(text, start, end)
    if match and not deals:
        deals.append(Deal("monthly", match.start(), match.end(), match.span()))
    if match and deals:
        deal = next((d for d in deals if d.type in ("monthly", "short_term", "yearly") and not d.deposit), None)
        if deal:
            deal.no_deposit = match.span()


def _overtake(text: str, deals: list[Deal]) -> list[Deal]:
    """`500/50 → 500/45` is one deal, the last; so is a price corrected by a later line; equal deals are one."""
    kept: list[Deal] = []
    for deal in deals:
        last = kept[-1] if kept else None
        if last is not None:
            gap = text[last.end : _first(deal)]
            arrow = ARROW.fullmatch(gap) is not None
            line = text[text.rfind("\n", 0, deal.start) + 1 : (text.find("\n", deal.end) + 1 or len(text) + 1) - 1]
            retracted = last.rent and deal.rent and "\n" in gap and _RETRACTED.search(line)
            if arrow or retracted or (_same_deposit(last, deal) and _CORRECTED.search(line)):
                deal.type, deal.type_at = last.type or deal.type, last.type_at or deal.type_at
                kept.pop()
        if not any(_equal(deal, one) for one in kept):
            kept.append(deal)
    return kept


def _first(deal: Deal) -> int:
    return min(a.start for a in (deal.deposit, deal.rent, deal.price) if a) if _has_amount(deal) else deal.start


def _has_amount(deal: Deal) -> bool:
    return bool(deal.deposit or deal.rent or deal.price)


def _same_deposit(a: Deal, b: Deal) -> bool:
    return bool(a.deposit and b.deposit and a.rent and b.rent and a.deposit.won("deposit") == b.deposit.won("deposit"))


def _equal(a: Deal, b: Deal) -> bool:
    def key(deal: Deal) -> tuple[object, ...]:
        whole = "price" if deal.type == "jeonse" else "deposit"
        return (
            deal.type,
            deal.deposit and deal.deposit.won(whole)[0],  # type: ignore[arg-type]
            deal.rent and deal.rent.won("rent")[0],
            deal.price and deal.price.won("price")[0],
        )

    return key(a) == key(b)
