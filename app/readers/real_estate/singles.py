"""Deals out of amounts that are no pair: 전세 2억, 보증금 500 … 월세 45 on lines of their own, 가격 under a label."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from app.korean.money import Amount
from app.readers.real_estate.deal import ARROW, Deal, Place
from app.readers.real_estate.outdated import words_between
from app.readers.real_estate.roles import Role, period_of, role_of


def single_deals(
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
        before = bisect_right(ends, amount.start)
        since = max(ends[before - 1], start) if before else start
        role, cue, words = role_of(text, amount, since)
        label = _from_label(cued, text, amount, role)
        loose = (
            role is not None
            and label == role
            and amount.unit == "bare"
            and not _adjacent(text, cue + len(words), amount)
        )
        role = None if loose else label
        if role is None and last is not None and ARROW.fullmatch(text, last[1].end, amount.start):
            role, cue, words = last[0], amount.start, ""
        last = (role, amount) if role else last
        if role is None and amount.unit in ("eok", "big", "man") and not amount.spelled:
            builder.unnamed.append(amount)
        elif role == "listed" and not amount.bound:
            builder.listed.append((amount, (cue, cue + len(words))))
        elif role in ("deposit", "rent", "jeonse", "sale", "yearly", "short_term", "price"):
            builder.add(role, amount, cue, words)
    return builder.done()


_SOFT = re.compile(
    r"[\s:=(\[\"]{0,10}(?:은|는|이|가|만|도|약|총|현재|희망|조건|\((?:만?[ ]?원|만|천원|월)\))?[\s:=(\"]{0,8}"
    r"(?:(?:그대로|그냥|딱|무조건|똑같이|동일하게|각각?|이제|지금은?)\s?)?"
)


def _adjacent(text: str, end: int, amount: Amount) -> bool:
    """Whether nothing but a particle or a colon stands between the cue and a bare number."""
    return _SOFT.fullmatch(words_between(text, end, amount.start)) is not None


def _from_label(cued: dict[int, str], text: str, amount: Amount, role: Role | None) -> Role | None:
    """The label an amount stands directly under, unless a word between them says otherwise."""
    begin = amount.start
    while begin not in cued and begin > 0 and text[begin - 1] in ' \t"[(':
        begin -= 1
    label = cued.get(begin)
    if label in ("deposit", "rent", "jeonse", "sale", "yearly", "price", "fee"):
        return label  # type: ignore[return-value]
    if label is not None and role is None:
        return "other"
    return role


_SHORT_BEFORE = re.compile(r"(?:단기|\d\s?(?:개월|달)(?:만|은|짜리))[^\n,.]{0,10}$")


class _Builder:
    """Collects single amounts into deals."""

    def __init__(self, text: str, said: tuple[str, Place] | None) -> None:
        self.text, self.said = text, said
        self.deals: list[Deal] = []
        self.unnamed: list[Amount] = []
        self.prices: list[Amount] = []
        self.listed: list[tuple[Amount, Place]] = []

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
        kind: str = role if role in ("yearly", "short_term") else "monthly"
        if kind == "monthly" and self.said and self.said[0] in ("short_term", "yearly"):
            kind, at = self.said
        period = "year" if kind == "yearly" else period_of(words) if "월" not in words else None
        if kind == "monthly" and _SHORT_BEFORE.search(self.text, max(0, cue - 16), cue):
            kind = "short_term"  # 단기도 가능(월 60)
        if kind == "monthly" and period:
            kind = "yearly" if period == "year" else "short_term"
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
        if self.listed and not self.deals:
            amount, words = self.listed[0]
            self._whole("sale", amount, words[0], words)  # 분양가, where no other price stands
        return self.deals

    def _latest(self, candidates: list[Amount]) -> Amount:
        """The first price, or the last of a chain of arrows that begins with it."""
        chosen = candidates[0]
        for later in candidates[1:]:
            if ARROW.fullmatch(self.text, chosen.end, later.start):
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
