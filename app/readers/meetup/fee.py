"""What it costs: free, a fixed fee, a split bill, or a deposit that comes back."""

from __future__ import annotations

import re
from typing import Any

from app.korean.money import Money, scan_money
from app.readers.meetup.fee_words import (
    ABOUT,
    BACK,
    CLAUSE_END,
    DEPOSIT,
    EACH_GIVES,
    EACH_PAYS,
    EARNED,
    ENDS_ITEM,
    FINE,
    FIXED,
    FREE,
    FREE_ALONE,
    GIVEN_BACK,
    LOOSE,
    OPENS_ITEM,
    PUT_DOWN,
    SHARED,
    SPLIT,
    TEN_THOUSAND,
    TREAT,
)
from app.readers.meetup.page import Page

_REACH = 18


def find_fee(page: Page) -> dict[str, Any] | None:
    """`fee` of the result, or None where the text says nothing of money."""
    amounts = _amounts(page.text)
    return (
        _refundable(page, amounts)
        or _free(page, FREE)
        or _entrance(page)
        or _fixed(page, amounts)
        or _split(page)
        or _alone(page, amounts)
        or _free(page, FREE_ALONE)
        or _free(page, TREAT)
    )


def _entrance(page: Page) -> dict[str, Any] | None:
    """입장료는 각자 (4,000원): what each pays at the door is no fee of the group."""
    match = EACH_PAYS.search(page.text)
    return _fee(page, "split", match.span(), None) if match else None


def _amounts(text: str) -> list[Money]:
    """The sums of money in a text: with a unit, a comma, or at least four digits and round."""
    found = [one for one in scan_money(text, "fee") if _is_money(text, one)]
    for match in TEN_THOUSAND.finditer(text):
        won = 10_000 + 1_000 * (" 일이삼사오육칠팔구".index(match["thousands"]) if match["thousands"] else 0)
        found.append(Money(won, None, match.start(), match.end(), "man"))
    return sorted(found, key=lambda one: one.start)


def _is_money(text: str, one: Money) -> bool:
    words = text[one.start : one.end]
    round_sum = words.isdigit() and len(words) >= 4 and words.endswith("00")
    return any(unit in words for unit in "만천원백") or "," in words or round_sum


def _refundable(page: Page, amounts: list[Money]) -> dict[str, Any] | None:
    for match in DEPOSIT.finditer(page.text):
        if not BACK.search(page.text, match.end(), match.end() + 60):
            continue
        amount = _first(amounts, match.end(), match.end() + _REACH)
        return _fee(page, "refundable", match.span(), amount)
    for amount in amounts:
        if PUT_DOWN.match(page.text, amount.end) and (back := BACK.search(page.text, amount.end, amount.end + 40)):
            return _fee(page, "refundable", back.span(), amount)
    for match in EARNED.finditer(page.text):
        amount = _first(amounts, match.end(), match.end() + _REACH)
        if amount is not None and (back := GIVEN_BACK.search(page.text, amount.end, amount.end + 60)):
            return _fee(page, "refundable", back.span(), amount)
    return None


def _free(page: Page, pattern: re.Pattern[str]) -> dict[str, Any] | None:
    match = pattern.search(page.text)
    return _fee(page, "free", match.span(), None) if match else None


def _fixed(page: Page, amounts: list[Money]) -> dict[str, Any] | None:
    for match in FIXED.finditer(page.text):
        amount = _first(amounts, match.end(), _clause(page.text, match.end()))
        if amount is not None and amount.won is not None and not _loose(page.text, amount):
            if FINE.search(page.text, max(0, match.start() - 8), amount.start):
                continue  # 벌금 하루 500원
            if SPLIT.search(page.text, match.start(), amount.start):
                continue  # 재료비 똑같이 나눠요(만원 안 넘게)
            return _fee(page, "fixed", match.span(), amount)
    for amount in amounts:
        given = EACH_GIVES.match(page.text, amount.end)
        if given and amount.won is not None and not FINE.search(page.text, max(0, amount.start - 16), amount.start):
            return _fee(page, "fixed", given.span(), amount)
    return None


def _alone(page: Page, amounts: list[Money]) -> dict[str, Any] | None:
    """The one sum of a post that stands as an item of its own: / 1만원 /."""
    if len(amounts) != 1 or amounts[0].won is None:
        return None
    sum_ = amounts[0]
    if not (OPENS_ITEM.search(page.text, max(0, sum_.start - 3), sum_.start) and ENDS_ITEM.match(page.text, sum_.end)):
        return None
    return _fee(page, "fixed", (sum_.start, sum_.end), sum_)


def _clause(text: str, end: int) -> int:
    """Where the words about this fee end: a line's end, a label alone on its line, or a few words on."""
    stop = CLAUSE_END.search(text, end, end + _REACH)
    return stop.start() if stop else end + _REACH


def _first(amounts: list[Money], start: int, end: int) -> Money | None:
    return next((one for one in amounts if start <= one.start < end), None)


def _loose(text: str, amount: Money) -> bool:
    """An amount that is only about right (보통 3~4만, 3만 안쪽), or that all share, fixes nothing for each."""
    return bool(
        LOOSE.match(text, amount.end)
        or SHARED.match(text, amount.end)
        or ABOUT.search(text, max(0, amount.start - 4), amount.start)
    )


def _split(page: Page) -> dict[str, Any] | None:
    match = SPLIT.search(page.text)
    return _fee(page, "split", match.span(), None) if match else None


def _fee(page: Page, kind: str, said: tuple[int, int], amount: Money | None) -> dict[str, Any]:
    fee: dict[str, Any] = {"type": page.leaf(kind, *said)}
    if amount is not None and amount.won is not None:
        fee["amount"] = page.leaf(amount.won, amount.start, amount.end)
    return fee
