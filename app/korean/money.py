"""Korean amounts of money: found in a text, and turned into won by the role they stand in.

The same digits are different money in different places: "5천" is fifty million won in a deposit and five thousand
in a maintenance fee, a bare "45" is 450,000 won of rent, a bare "3.2" of a sale 320 million. So a scan finds
`Amount`s, which know only what is written, and `Amount.won(role)` decides. KOREAN.md §4.1 is the grammar:

    AMOUNT := NUM 억 GROUP? | GROUP 만 GROUP? 원? | GROUP 원 | GROUP     GROUP := (NUM 천)? (NUM 백)? (NUM 십)? NUM?
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from app.korean.counters import COUNTED, COUNTER

Role = Literal["deposit", "rent", "fee", "price", "goods"]
Unit = Literal["eok", "man", "won", "big", "bare"]
RANGE = "amount_is_a_range"
INFERRED = "unit_inferred"

_DIGITS = {c: i for i, c in enumerate("영일이삼사오육칠팔구")}
_NUM = r"(?:\d{1,3}(?:\.\d{3}){2,3}(?![\d.])|(?:\d{1,3}(?:,\d{3}){1,3}(?![\d])|\d{1,9})(?:\.\d{1,3}(?!\d))?)"
_WORDS = r"[일이삼사오육칠팔구]?"
_SMALL = rf"(?:{_NUM}|[일이삼사오육칠팔구])"
_ONES = r"(?:[일삼사오육칠팔구]|이(?![고구에며라예니지요]))"  # 사십이고 is forty and a copula
_UNITS = rf"(?:{_ONES}|\d{{1,2}}(?!\d))?"
_HUNDREDS = rf"(?:{_SMALL}?백(?:\s?{_WORDS}십)?{_UNITS}|{_WORDS}십{_ONES}?)"
_GROUP = rf"(?:{_SMALL}?천(?:\s?{_HUNDREDS}|\d{{3}}(?!\d))?|{_HUNDREDS}|{_SMALL})"
# What may follow 억 without a unit of its own: four digits (a page glues the next price on: 9,0005,582), or less.
_AFTER_EOK = (
    rf"(?:\s?{_SMALL}?천(?:\s?{_HUNDREDS}|\d{{1,3}}(?!\d))?|\s?{_HUNDREDS}"
    r"|\s?(?:\d{1,2},\d{3}|\d{4}|\d{3}(?![\d,]))(?!\.\d)|\s?\d{1,4}(?=\s?만)|\d{1,2}(?![\d,.]))"
)
_UNCOUNTED = rf"(?!{COUNTER}(?!\w{{0,2}}원))"
_AMOUNT = re.compile(
    rf"(?=[\d일이삼사오육칠팔구천백십만])(?<![\d.])(?<!\d,)(?:"
    rf"(?P<eok>{_SMALL})\s?억(?:(?P<rest>{_AFTER_EOK}{_UNCOUNTED})(?:\s?(?P<restman>만(?!기)))?|만(?!기))?(?:\s?원)?"
    rf"|(?<![가-힣])만\s?(?P<lone>{_SMALL}천|\d{{4}})(?!\s?[만억])(?:\s?원)?"
    rf"|(?P<group>{_GROUP})(?:\s?(?P<man>마넌|만(?!기|나|큼|족|들|든|촌|수|덕|약|석|리|경|료|날|남|능"
    rf"|평))(?:\s?(?P<sub>{_SMALL}천|\d{{1,2}},\d{{3}}|\d{{4}})(?![만억\d])|(?P<tick>\d)(?![\d.,/]|\s?[만억천백]|{COUNTER}))?)?"
    rf"(?P<won>\s?원(?![룸형투거]))?"
    rf")"
)
_BOUND = re.compile(
    r"[ \t]?(?:원[ ]?)?(?:대(?![로학동출지에구전])|초반|중반|후반|이하|이상|까지|선(?![택불호착릉입납금유정학바])|정도|미만|이내"
    r"|내외|안팎|안쪽|언저리|넘)"
)
_TILDE = re.compile(r"\s{0,2}(?:원?부터\s)?[~∼〜]?\s{0,2}")
_FREE = re.compile(r"무료|무상")
_TEN_THOUSAND = re.compile(r"(?<![가-힣\d])만\s?원(?![가-힣])")
_A_TOWN = re.compile(r"이천\s[가-힣]{1,4}[읍면동리](?![가-힣])")
_NUMBER_WORD_END = re.compile(r"[가-힣]")
_AFTER_WORDS = re.compile(r"[에이도고정으요구라인예]|(?:로|만|까지|쯤|씩|입니|임|선에|부터|대로|받)(?![동읍면리역])")
"""What follows number words that are a sum: 오십에, 오십팔로, 칠십만 받을게요."""


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount as written: `text[start:end]`.

    `high` counts 억, `group` what stands before 만 or alone, `low` what follows 만 in won. `unit` tells how sure the
    scale is: eok, man and won are written; big is a 천 or 백 without 만 or 원; bare is digits only. `bound` is True
    when the words after it make it a limit or a range ("2억 초반", "1억까지", "5억~6억").
    """

    start: int
    end: int
    high: float
    group: float
    low: int
    unit: Unit
    bound: bool = False
    spelled: bool = False

    def won(self, role: Role, header: int | None = None) -> tuple[int, str | None]:
        """KRW in `role` and a warning code or None. `header` is the won of one unit if the text declares it."""
        if self.unit == "eok":
            return round(self.high * 1e8 + self.group * 1e4), None
        if self.unit == "man":
            return round(self.group * 1e4) + self.low, None
        if self.unit == "won":
            return round(self.group), None
        if header is not None:
            return round(self.group * header), None
        if self.unit == "big":
            small = role in ("fee", "goods") and self.group >= 1000
            return round(self.group * (1 if small else 1e4)), None
        return _bare(self.group, role)


@dataclass(frozen=True, slots=True)
class Money:
    """A reading in one role: KRW (None for a range), the warning it carries, and where it stands."""

    won: int | None
    warning: str | None
    start: int
    end: int
    unit: Unit

    @property
    def span(self) -> tuple[int, int]:
        """Offsets within the words that were read."""
        return self.start, self.end


def _bare(number: float, role: Role) -> tuple[int, str | None]:
    """The bare-number rules of TASKS.md ("Money, in one page")."""
    if role == "deposit":
        return round(number if number >= 1_000_000 else number * 1e4), None
    if role == "rent":
        return round(number if number >= 10_000 else number * 1e4), None
    if role == "fee":
        return round(number if number >= 1000 else number * 1e4), None
    if role == "price":
        if number < 100:
            return round(number * 1e8), INFERRED
        return round(number if number >= 10_000_000 else number * 1e4), None
    if 0 < number < 1000:
        return round(number * 1e4), INFERRED
    return round(number), None


def find_amounts(text: str) -> list[Amount]:
    """Every amount-like number of a folded text in order, bare numbers included; number words only with a unit
    or standing alone, since 이천 and 백석 are places too. Linear in the length of the text."""
    found = [_amount(m, text) for m in _AMOUNT.finditer(text) if m[0].isdigit() or _plausible(m, text)]
    return _mark_ranges(found, text)


def is_counted(text: str, amount: Amount) -> bool:
    """Whether a bare number counts something else: days, floors, rooms, cars; 84A, 3.15, [6 / 17]."""
    if amount.unit != "bare":
        return False
    before = text[max(0, amount.start - 1) : amount.start]
    glued = before != "" and before.isascii() and (before.isalnum() or before in "./-")
    return glued or COUNTED.match(text, amount.end) is not None


def scan_money(text: str, role: Role) -> list[Money]:
    """The amounts of a folded text read in one role. Bare numbers are included with unit "bare"; callers that
    read free text should want a written unit or a word beside it."""
    return [_money(amount, role, None) for amount in find_amounts(text)]


def read_money(words: str, role: Role, header: int | None = None) -> Money | None:
    """The amount that `words`, known to stand as `role`, say; None if they hold no number.

    `header` is the won of one unit under a unit header ([단위: 천원] is 1000). A range or a limit has `won` None
    and the warning amount_is_a_range.
    """
    amounts = [amount for amount in find_amounts(words) if not is_counted(words, amount)]
    if not amounts:
        free = _FREE.search(words)
        if free and role == "fee":
            return Money(0, None, *free.span(), "won")  # 주차 1대 무료
        alone = _TEN_THOUSAND.search(words)  # "회비 만원"
        return Money(10_000, None, alone.start(), alone.end(), "man") if alone else None
    written = next((a for a in amounts if a.unit != "bare"), amounts[0])
    return _money(written, role, header)


def _money(amount: Amount, role: Role, header: int | None) -> Money:
    if amount.bound:
        return Money(None, RANGE, amount.start, amount.end, amount.unit)
    won, warning = amount.won(role, header)
    return Money(won, warning, amount.start, amount.end, amount.unit)


def _plausible(match: re.Match[str], text: str) -> bool:
    """Number words must carry a unit or stand alone; 백석역, 이천시 and 구월동 must not be read."""
    start, end = match.span()
    words = match.group()
    if _DIGIT.search(words) or "억" in words or match["lone"]:
        return not (start and text[start - 1] in "제-" and words[0] in "일이삼사오육칠팔구")
    if start and _NUMBER_WORD_END.match(text[start - 1]) and text[start - 1] not in "금세월보에비관은는이가권":
        return False
    if match["man"] or match["won"]:
        return bool(match["man"]) or match["group"] not in _DIGITS  # 일원동 is a place
    if _A_TOWN.match(text, start):
        return False
    after = text[end : end + 1]
    return words not in _DIGITS and (not _NUMBER_WORD_END.match(after) or _AFTER_WORDS.match(text, end) is not None)


def _amount(match: re.Match[str], text: str) -> Amount:
    start, end = match.span()
    bound = _BOUND.match(text, end) is not None
    if (bare := match[0]).isdigit():
        return Amount(start, end, 0, float(bare), 0, "bare", bound)
    if match["eok"]:
        rest = match["rest"] or ""
        group = _group_value(rest)
        if rest.isdigit() and len(rest) == 1 and not match["restman"]:
            group *= 1000  # 1억5 is 150 million
        return Amount(start, end, _number(match["eok"]), group, 0, "eok", bound)
    if match["lone"]:
        return Amount(start, end, 0, 1, round(_group_value(match["lone"])), "man", bound)
    words = match["group"]
    group = _group_value(words)
    if _DOTTED.fullmatch(words) and (words.endswith("000") or match["won"] or match["man"]):
        group = float(words.replace(".", ""))  # 85.000원
    spelled = _DIGIT.search(words) is None
    if match["man"]:
        return Amount(start, end, 0, group, _below(match), "man", bound, spelled)
    if match["won"]:
        return Amount(start, end, 0, group, 0, "won", bound, spelled)
    unit: Unit = "big" if spelled or "천" in words or "백" in words else "bare"
    return Amount(start, end, 0, group, 0, unit, bound, spelled)


def _below(match: re.Match[str]) -> int:
    """The won behind 만: 5만5천, 3만5, 12만 9,000."""
    return int(match["tick"]) * 1000 if match["tick"] else round(_group_value(match["sub"] or ""))


def _mark_ranges(amounts: list[Amount], text: str) -> list[Amount]:
    """Two amounts joined by a tilde are one range, unless each belongs to a pair (5억/120 ~ 6억/100)."""
    out = list(amounts)
    for i in range(len(out) - 1):
        left, right = out[i], out[i + 1]
        joint = _TILDE.match(text, left.end) if right.start - left.end <= 9 else None
        open_end = joint is not None and ("부터" in joint[0] or any(c in joint[0] for c in "~∼〜"))
        if joint and open_end and joint.end() == right.start and not _paired(out, i, text):
            out[i] = _bounded(left)
            out[i + 1] = _bounded(right)
    return out


def _paired(amounts: list[Amount], i: int, text: str) -> bool:
    before = i > 0 and text[amounts[i - 1].end : amounts[i].start].strip() == "/"
    after = i + 2 < len(amounts) and text[amounts[i + 1].end : amounts[i + 2].start].strip() == "/"
    return before and after


def _bounded(a: Amount) -> Amount:
    return Amount(a.start, a.end, a.high, a.group, a.low, a.unit, True, a.spelled)


def _number(words: str) -> float:
    """Digits with commas and a point, or one number word."""
    if words in _DIGITS:
        return float(_DIGITS[words])
    return float(words.replace(".", "") if words.count(".") > 1 else words.replace(",", ""))


_DIGIT = re.compile("[0-9]")
_DOTTED = re.compile(r"\d{1,3}(?:\.\d{3}){1,3}")
_STEP = re.compile(rf"({_NUM}|[일이삼사오육칠팔구])?\s?([천백십]?)")


def _group_value(words: str) -> float:
    """The value of 3천5백, 이천, 백이십, 9,000 or 64."""
    if words.isdigit():
        return float(words)
    total = 0.0
    for number, scale in _STEP.findall(words):
        if number or scale:
            total += (_number(number) if number else 1.0) * {"천": 1000, "백": 100, "십": 10, "": 1}[scale]
    return total
