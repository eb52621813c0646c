"""The amounts that stand in a post about goods, whatever they are for: spoken ones, lone 만원, ranges; no type numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from app.korean.money import Amount, find_amounts, read_money

_LONE = re.compile(r"(?<![가-힣\d.])만(?:\s?(?P<more>[이삼사오육칠팔구]천|\d천)\s?원?|\s?원)")
_NOT_MONEY = re.compile(
    r" ?(?:컷|km|킬로|키로|mah|회|명(?!지)|피스|조각|점(?!심)|번(?!개)|개(?![봉별인])|시간|보(?![내정관실러])|rpm|dpi"
    r"|루멘|화소|대(?![로에전구])|장(?!유)|권(?!선)|단(?!품)|인(?!천|데|가|거|건|줄|듯)|배(?![송곧])|벌|켤레|병(?!점)|매(?!탄)|세트|박스|팩|마리"
    r"|종(?![로이])|평(?![택촌리내])|호|년|월|일(?![괄산])|인치|기가|%|프로|세대|차|주(?![고세시실면안엽])|살(?![게짝])|층"
    r"|(?:cm|mm|g|l|ml|w|v)(?![a-z]))"
)
_SHUTTER = re.compile(r" ?(?:컷|km|킬로|키로|회|명|시간)(?![가-힣]{2})")
_DOTTED = re.compile(r"(?<![\d.])(\d{1,3})\.(\d{3})(?=\s?원|\s|$)")
_SPOKEN = (("마넌", "만원"), ("마논", "만원"), ("만넌", "만원"), ("처넌", "천원"), ("won", "원  "))
_CALENDAR = re.compile(r"(?:19|20)\d\d\s?[.\-/]\s?(?:0?[1-9]|1[0-2])(?![\d만천원])")
"""2024.05 of 구매 : 2024.05 is a month."""
_FROM_TO = re.compile(r"\s?(?:원\s?)?에서\s{1,2}(?:한\s)?")


def figures(low: str) -> list[Amount]:
    """Every amount of a lower-case text, in order."""
    amounts = [*_joined(find_amounts(_spelled(low)), low), *_lone(low)]
    lone = {a.end for a in amounts if a.unit == "man"}
    kept = [a for a in amounts if a.unit == "man" or a.end not in lone]
    return _from_to(sorted(kept, key=lambda a: a.start), low)


def _from_to(amounts: list[Amount], low: str) -> list[Amount]:
    """1만원에서 4만원 선 is a range as 1~4만원 is."""
    out: list[Amount] = []
    for amount in amounts:
        if out and amount.start == out[-1].start:
            continue  # 만오천원 is read by both grammars
        if (
            out
            and amount.unit != "bare"
            and _rises(out[-1], amount)
            and _FROM_TO.fullmatch(low, out[-1].end, amount.start)
        ):
            out[-1], amount = replace(out[-1], bound=True), replace(amount, bound=True)
        out.append(amount)
    return out


def _rises(first: Amount, second: Amount) -> bool:
    """4만에서 3만2천으로 is a reduction: a range rises."""
    return (first.won("goods")[0] or 0) < (second.won("goods")[0] or 0)


def _spelled(low: str) -> str:
    """Amounts as the grammar writes them, at equal length: 15마넌, 85.000원."""
    for spoken, written in _SPOKEN:
        low = low.replace(spoken, written)
    return _DOTTED.sub(r"\1,\2", low)


def _lone(low: str) -> Iterator[Amount]:
    """만원 standing alone is ten thousand."""
    for match in _LONE.finditer(low):
        if _SHUTTER.match(low, match.end()):
            continue  # 만이천컷
        more = read_money(f"{match['more']}원", "goods") if match["more"] else None
        yield Amount(match.start(), match.end(), 0, 1, (more.won or 0) if more else 0, "man")


def _joined(amounts: list[Amount], low: str) -> list[Amount]:
    """3만5 is 35,000 in talk of goods: a digit glued behind 만 counts thousands."""
    out: list[Amount] = []
    for amount in amounts:
        last = out[-1] if out else None
        if last and last.unit == "man" and last.end == amount.start and amount.unit == "bare" and amount.group < 10:
            out[-1] = Amount(last.start, amount.end, 0, last.group, int(amount.group * 1000), "man", amount.bound)
        elif (amount.unit == "bare" and _names_something(low, amount)) or _inside_a_word(low, amount):
            continue
        elif not _counts_something(low, amount):
            out.append(amount)
    return out


def _counts_something(low: str, amount: Amount) -> bool:
    """만이천컷, 3만km, 12인치: what stands behind the number is counted, not paid."""
    if amount.unit in ("bare", "big"):
        return _NOT_MONEY.match(low, amount.end) is not None
    return amount.unit == "man" and low[amount.end - 1] != "원" and _SHUTTER.match(low, amount.end) is not None


def _inside_a_word(low: str, amount: Amount) -> bool:
    """The 백 of 보관백 is no hundred."""
    return amount.unit == "big" and amount.spelled and "가" <= low[amount.start - 1 : amount.start] <= "힣"


def _names_something(low: str, amount: Amount) -> bool:
    """The 600 of S27A600 is part of a type number, 2024.05 is a month."""
    before = low[amount.start - 1 : amount.start]
    return (before.isascii() and before.isalpha()) or _CALENDAR.match(low, amount.start) is not None
