"""From amounts to deals: pairs, labelled amounts and single prices of one listing, in the order of the text.

TASKS.md, `deals[]`: several pairs are several deals, a corrected price is the last one, a bound is no amount.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.korean.money import Amount, is_counted
from app.korean.pairs import Pair
from app.readers.real_estate.labels import Entry
from app.readers.real_estate.roles import Role, period_of, role_of

Place = tuple[int, int]


@dataclass(slots=True)
class Deal:
    """One deal while it is put together. Amounts keep their place; `type_at` is what names the type."""

    type: str | None
    start: int
    end: int
    type_at: Place | None = None
    deposit: Amount | None = None
    rent: Amount | None = None
    price: Amount | None = None
    period: str | None = None
    negotiable: Place | None = None
    fee: Amount | None = None
    includes_fee: Place | None = None
    no_deposit: Place | None = None
    bounded: set[str] = field(default_factory=set)


_TYPE_WORD = re.compile(
    r"(?P<short_term>단기(?!간|\s?가능|\s?[xX]|\s?불가|로|도)|(?<![가-힣])주세(?!요)|한달살기|깔세)|(?P<yearly>(?<![가-힣])연세(?!대|역|로)|년세|사글세)"
    r"|(?P<monthly>반전세|준전세|전월세(?!전환)|월세(?!\s?(?:수입|[×xX]|\s?불|전환|살|조정|에\s?포함))|달세|웜세|ㅇㅅ(?=\s))"
    r"|(?P<jeonse>(?<!반)(?<!기)(?<!준)(?:전세|전새|젼세|ㅈㅅ(?=\s))(?!대출|\s?(?:자금|사기|권|보증|끼|안고|[×xX]|\s?불|세입|난|예방|계약|대란)))"
    r"|(?P<sale>매매(?!상)|급매(?!물)|매도|분양(?=\s?중|\s?합|\s?임박))"
)
_SHORT_BEFORE = re.compile(r"단기(?!\s?(?:가능|[xX]|불가))|\d\s?개월만")
_ARROW = re.compile(r"[\s\x01,)원]{0,12}(?:→|->|⇒|➡|▶|=>|>>|에서)\s{0,4}(?:[가-힣]{0,4}\s?:?\s?)?")
_CORRECTED = re.compile(r"죄송|정정|수정|다시|내려|인하|변경|낮춰|조정했|아니고")
_ZERO_DEPOSIT = re.compile(
    r"무보증|보증금\s?[:=]?\s?(?:없음|없이|없는|[xX](?![A-Za-z])|무(?![가-힣])|0원?(?![\d,.]))|노보증"
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
    said = _said_type(text, start, end, entries)
    deals = [*_pair_deals(text, start, pairs, said)]
    taken = {id(a) for p in pairs for a in (p.deposit, p.rent, p.fee) if a}
    money = [a for a in amounts if not is_counted(text, a)]
    singles = [a for a in money if id(a) not in taken]
    deals = sorted([*deals, *_single_deals(text, start, singles, money, cued, said)], key=lambda d: d.start)
    deals = _settle(text, deals, said, known_type)
    _zero_deposit(text, start, end, deals)
    deals = _overtake(text, deals)
    if not deals and said:
        deals = [Deal(said[0], said[1][0], said[1][1], said[1])]
    return deals


def _said_type(text: str, start: int, end: int, entries: Sequence[Entry]) -> tuple[str, Place] | None:
    """The deal type that a label or the first telling word says, with its place."""
    for entry in entries:
        if entry.field in ("deal", "kind"):
            match = _TYPE_WORD.search(text, entry.start, entry.end)
            if match:
                return match.lastgroup or "", match.span()
    match = _TYPE_WORD.search(text, start, end)
    return (match.lastgroup or "", match.span()) if match else None


def _pair_deals(text: str, start: int, pairs: Sequence[Pair], said: tuple[str, Place] | None) -> list[Deal]:
    deals = []
    since = start
    for pair in pairs:
        role, cue, words = role_of(text, pair.deposit, since)
        since = pair.end
        if role in ("other", "fee", "premium", "parking"):
            continue
        kind, at = _pair_type(text, pair, role, cue, words, said)
        deal = Deal(kind, min(cue, pair.start), pair.end, at, pair.deposit, pair.rent, fee=pair.fee)
        deal.period = "year" if kind == "yearly" else period_of(pair.word) if pair.word != "월" else None
        if pair.includes_fee:
            deal.includes_fee = (pair.deposit.end, pair.rent.end)
        deals.append(deal)
    return deals


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


def _single_deals(
    text: str,
    start: int,
    singles: Sequence[Amount],
    amounts: Sequence[Amount],
    cued: dict[int, str],
    said: tuple[str, Place] | None,
) -> list[Deal]:
    """Deals out of amounts that are no pair; a deposit and a rent that stand apart become one."""
    ends = [a.end for a in amounts]
    builder = _Builder(text, said)
    last: tuple[Role, Amount] | None = None
    for amount in singles:
        since = max([e for e in ends if e <= amount.start] or [start], default=start)
        since = max(since, start)
        role, cue, words = role_of(text, amount, since)
        label = _from_label(cued, text, amount, role)
        if label == role and amount.unit == "bare" and not _adjacent(text, cue + len(words), amount):
            role = None
        else:
            role = label
        if role is None and last is not None and _ARROW.fullmatch(text, last[1].end, amount.start):
            role, cue, words = last[0], amount.start, ""
        last = (role, amount) if role else last
        if role is None and amount.unit in ("eok", "big", "man") and not amount.spelled:
            builder.unnamed.append(amount)
        elif role in ("deposit", "rent", "jeonse", "sale", "yearly", "short_term", "price"):
            builder.add(role, amount, cue, words)
    return builder.done()


_SOFT = re.compile(r"[\s:=(\[\"]{0,10}(?:은|는|이|가|만|약|총|현재|희망|조건|\(만원?\))?[\s:=(\"]{0,8}")


def _adjacent(text: str, end: int, amount: Amount) -> bool:
    """Whether nothing but a particle or a colon stands between the cue and a bare number."""
    return _SOFT.fullmatch(text, end, amount.start) is not None


def _from_label(cued: dict[int, str], text: str, amount: Amount, role: Role | None) -> Role | None:
    """The label an amount stands directly under, unless a word between them says otherwise."""
    begin = amount.start
    while begin > 0 and text[begin - 1] in ' \t"[(':
        begin -= 1
    label = next((cued[p] for p in range(begin, amount.start + 1) if p in cued), None)
    if label in ("deposit", "rent", "jeonse", "sale", "yearly", "price", "fee"):
        return label  # type: ignore[return-value]
    if label is not None and role is None:
        return "other"
    return role


class _Builder:
    """Collects single amounts into deals."""

    def __init__(self, text: str, said: tuple[str, Place] | None) -> None:
        self.text, self.said = text, said
        self.deals: list[Deal] = []
        self.unnamed: list[Amount] = []
        self.prices: list[Amount] = []

    def add(self, role: Role, amount: Amount, cue: int, words: str) -> None:
        at = (cue, cue + len(words)) if words else (amount.start, amount.end)
        if role in ("jeonse", "sale"):
            self._whole(role, amount, cue, at)
        elif role == "price":
            self.prices.append(amount)
        elif role == "deposit":
            self._deposit(amount, cue, at)
        else:
            self._rent(role, amount, cue, at, words)

    def _whole(self, role: Role, amount: Amount, cue: int, at: Place) -> None:
        deal = Deal(role, cue, amount.end, at)
        if amount.bound:
            deal.bounded.add("deposit" if role == "jeonse" else "price")
        elif role == "jeonse":
            deal.deposit = amount
        else:
            deal.price = amount
        self.deals.append(deal)

    def _deposit(self, amount: Amount, cue: int, at: Place) -> None:
        last = self.deals[-1] if self.deals else None
        if last and last.rent and last.deposit is None and amount.start - last.end <= 40:
            last.end = amount.end
            if amount.bound:
                last.bounded.add("deposit")
            else:
                last.deposit = amount
            return
        deal = Deal(None, cue, amount.end, None)
        if amount.bound:
            deal.bounded.add("deposit")
        else:
            deal.deposit = amount
        self.deals.append(deal)

    def _rent(self, role: Role, amount: Amount, cue: int, at: Place, words: str) -> None:
        kind = role if role in ("yearly", "short_term") else "monthly"
        if kind == "monthly" and self.said and self.said[0] in ("short_term", "yearly"):
            kind, at = self.said
        period = "year" if kind == "yearly" else period_of(words) if "월" not in words else None
        if kind == "monthly" and period == "year":
            kind = "yearly"
        last = self.deals[-1] if self.deals else None
        open_deposit = last and last.rent is None and last.type is None and (last.deposit or last.bounded)
        if not (last and open_deposit and amount.start - last.end <= 120):
            last = Deal(kind, cue, amount.end)
            self.deals.append(last)
        last.type, last.type_at, last.period, last.end = kind, at, period, amount.end
        if amount.bound:
            last.bounded.add("rent")
        else:
            last.rent = amount
        if "관" in words:
            last.includes_fee = at

    def done(self) -> list[Deal]:
        """The deals; amounts under 가격, and unnamed ones with a written unit, follow the type the text says."""
        candidates = self.prices
        if not candidates and not self.deals:
            candidates = [a for a in self.unnamed if a.unit == "eok" or a.group >= 1000]
        if candidates and not any(d.type in ("jeonse", "sale") for d in self.deals):
            self._priced(self._latest(candidates))
        return self.deals

    def _latest(self, candidates: list[Amount]) -> Amount:
        """The first price, or the last of a chain of arrows that begins with it."""
        chosen = candidates[0]
        for later in candidates[1:]:
            if _ARROW.fullmatch(self.text, chosen.end, later.start):
                chosen = later
        return chosen

    def _priced(self, amount: Amount) -> None:
        kind, at = self.said or (None, None)
        if kind not in ("jeonse", "sale"):
            if kind is not None and not (kind == "monthly" and self.prices):
                return
            sale = re.search(r"내집\s?마련|신축\s?빌라|실입주금|토지|매물가|입주금", self.text)
            if kind is None and sale:
                self._whole("sale", amount, amount.start, sale.span())
            return
        self._whole(kind, amount, amount.start, at or (amount.start, amount.end))  # type: ignore[arg-type]


def _settle(text: str, deals: list[Deal], said: tuple[str, Place] | None, known: str | None) -> list[Deal]:
    """Give a lone deposit the type the text says, and drop what stays without type or amount."""
    kept: list[Deal] = []
    rents = {d.rent.won("rent")[0] for d in deals if d.rent and d.deposit}
    for deal in deals:
        if deal.type is None:
            kind = said[0] if said else known
            if kind in ("sale", None) or (deal.bounded and not deal.deposit and any(d is not deal for d in deals)):
                if deal.bounded or kind == "sale" or not deal.deposit:
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
    """무보증 and 보증금 없음 are a deposit of 0."""
    match = _ZERO_DEPOSIT.search(text, start, end)
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
            arrow = _ARROW.fullmatch(gap) is not None
            line = text[text.rfind("\n", 0, deal.start) + 1 : (text.find("\n", deal.end) + 1 or len(text) + 1) - 1]
            if arrow or (_same_deposit(last, deal) and _CORRECTED.search(line)):
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
