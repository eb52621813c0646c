"""Deposit and rent written as one thought: `500/45`, `천에 오십`, `보증금 500 월세 45`, `보300 월관62만`, `1000/60/7`.

A pair is two neighbouring amounts with a joint between them that people use for pairs, and nothing around them that
makes them a date, a floor, an area or a count (KOREAN.md §4.1). What two pairs mean together is decided by the reader.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.korean.counters import COUNTER
from app.korean.money import Amount, find_amounts

_DEPOSIT = r"(?:보증[금긍굼끔]|예치금|보증|보)"
_RENT = r"(?:월세|월새|웜세|임(?=\s?(?:\d|$))|월임대료|월차임|임대료|차임|연세|년세|사글세|주세|월관리비포함|월관|월)"
_BEFORE_DEPOSIT = re.compile(rf"{_DEPOSIT}(?:은|이|는)?\s{{0,6}}[:=]?\s{{0,6}}$")
_LABELLED = re.compile(
    rf"(?:원|이고|이구|에|은|으로)?(?:\s|[/,.·|+\-]){{0,12}}(?P<rent>{_RENT})(?:\((?:만?[ ]?원|만|천원|월)\))?(?:세|은"
    rf"|는)?\s{{0,8}}[:=]?\s{{0,8}}"
)
_HALF = re.compile(r"\s{0,2}(?:에\s?)?(?P<rent>반전세|준전세|반월세)\s{0,2}(?:월\s?)?")
_SLASH = re.compile(r"\s{0,3}/\s{0,3}₩?")
_IF_DEPOSIT = re.compile(
    r"(?:이면|(?:으)?로\s?(?:하시면|하면|올리시면|올리면|내시면|내면))\s?(?:월세?\s?)?(?:은|는)?\s?"
)
_AT = re.compile(r"(?:원)?에\s{0,2}")
_LOOSE = re.compile(r"[ ,\-·.]\s?")
_MONTHLY_WORD = re.compile(r"(?:월세|단기|반전세|임대)\s?[:=]?\s?$")
_NO_PRICE_AFTER = re.compile(rf"{COUNTER}|[A-Z](?![a-z/])|[ \t]?\]|\.\d")
_COUNT_WORDS = re.compile(r"(?:면적|평형|공급|전용|세대|역까지|지상|학급)\s{0,4}[:=]?\s{0,4}$")
_WHOLE_WORD = re.compile(r"(?:전세|매매|매가|급매)\S{0,3}\s{0,3}[:=]?\s{0,3}$")
_DATE = re.compile(r"20(?!00)\d\d\s?/\s?(?:0?[1-9]|1[0-2])\s?/\s?[0-3]?\d(?!\d)")
_PLAIN = re.compile(r"\d{1,2}")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two amounts that are deposit and rent, with the fee when a third number follows; offsets into the text.

    `word` is what names the rent between the two ("월세", "연세", "월관"), empty for `500/45`.
    """

    deposit: Amount
    rent: Amount
    fee: Amount | None
    word: str

    @property
    def start(self) -> int:
        """Where the first amount begins."""
        return self.deposit.start

    @property
    def end(self) -> int:
        """Where the last amount ends."""
        return (self.fee or self.rent).end

    @property
    def includes_fee(self) -> bool:
        """월관 and 관포 say that the rent holds the maintenance fee."""
        return "관" in self.word


def find_pairs(text: str, amounts: Sequence[Amount] | None = None) -> list[Pair]:
    """The pairs of a folded text in order; `amounts` may be passed if they are known already."""
    known = find_amounts(text) if amounts is None else amounts
    pairs: list[Pair] = []
    index = 0
    while index + 1 < len(known):
        pair = _pair_at(text, known, index)
        if pair is None:
            index += 1
        else:
            pairs.append(pair)
            index += 3 if pair.fee else 2
    return pairs


def _pair_at(text: str, known: Sequence[Amount], index: int) -> Pair | None:
    left, right = known[index], known[index + 1]
    if right.start - left.end > 40 or _NO_PRICE_AFTER.match(text, right.end):
        return None
    before, gap = text[max(0, left.start - 16) : left.start], text[left.end : right.start]
    labelled = _LABELLED.fullmatch(gap)
    if (
        labelled
        and _WHOLE_WORD.search(before)
        and not (_BEFORE_DEPOSIT.search(before) or gap.startswith(("에", "원에")))
    ):
        labelled = None  # 매매 1.35억 월세 1000/55: the sale and a pair behind it
    if labelled and (_BEFORE_DEPOSIT.search(before) or left.unit in ("eok", "big") or _SLASH.match(gap)):
        return Pair(left, right, _fee_at(text, known, index + 2, right), labelled["rent"])
    if _IF_DEPOSIT.fullmatch(gap) and _BEFORE_DEPOSIT.search(before) and _rent_like(right):
        return Pair(left, right, None, "")
    half = _HALF.fullmatch(gap)
    if half and left.unit in ("eok", "big"):
        return Pair(left, right, None, "")
    if _SLASH.fullmatch(gap) and _slash_pair(text, before, left, right):
        return Pair(left, right, _fee_at(text, known, index + 2, right), "")
    if _AT.fullmatch(gap) and _large_enough(left) and _rent_like(right):
        return Pair(left, right, None, "")
    if _LOOSE.fullmatch(gap) and _loose_pair(before, gap, left, right):
        return Pair(left, right, None, "")
    return None


def _slash_pair(text: str, before: str, left: Amount, right: Amount) -> bool:
    a, b = text[left.start : left.end], text[right.start : right.end]
    if left.unit == "bare" and _PLAIN.fullmatch(a) and int(a) <= 31 and _PLAIN.fullmatch(b) and int(b) <= 31:
        return False
    if _COUNT_WORDS.search(before) or before.endswith(("/", "-", "A", "타입")):
        return False
    if left.unit == "bare" and 0 < left.group < 30:
        return False
    if left.unit == "bare" and _DATE.match(text, left.start):
        return False
    if left.unit == "bare" and ("." in a or (2000 <= left.group <= 2100 and "," not in a and b.startswith("0"))):
        return False
    return _rent_like(right) and not (left.unit == "bare" and a.startswith("0") and a != "0")


def _loose_pair(before: str, gap: str, left: Amount, right: Amount) -> bool:
    """`월세 1000 50`, `2억,90`: weak joints need the word before them or a deposit with 억 or 천."""
    if right.unit != "bare" or not 10 <= right.group <= 400 or right.group != int(right.group):
        return False
    if left.unit in ("eok", "big"):
        return gap.startswith((",", ".")) and not _WHOLE_WORD.search(before)
    return left.unit == "bare" and left.group >= 50 and bool(_MONTHLY_WORD.search(before))


def _large_enough(left: Amount) -> bool:
    """화2에2 is no price: a deposit before 에 has two digits or a unit."""
    return left.unit != "bare" or left.group >= 30 or left.group == 0


def _rent_like(right: Amount) -> bool:
    return right.unit in ("man", "won", "big", "bare") and (right.unit != "bare" or right.group >= 5)


def _fee_at(text: str, known: Sequence[Amount], index: int, right: Amount) -> Amount | None:
    """The third number of `500/45/5`."""
    if index >= len(known):
        return None
    third = known[index]
    if third.unit == "eok" or not _SLASH.fullmatch(text[right.end : third.start]):
        return None
    if _NO_PRICE_AFTER.match(text, third.end) or (third.unit == "bare" and third.group > max(right.group, 50)):
        return None
    return third
