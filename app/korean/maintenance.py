"""The maintenance fee (관리비): its status, amount, and which items it covers or leaves out (KOREAN.md §4.6).

`관리비 10만(수도 인터넷 포함, 전기 가스 별도)` · `관 6 인터넷 수도` · `관리비 없음` · `관포` · `관리비 실비` · `공과금 올포함`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from app.korean.fee_items import Item, find_items, read_items
from app.korean.money import Amount

Status = Literal["fixed", "none", "actual", "included_in_rent", "unknown"]
Place = tuple[int, int]
UTILITIES = ("electricity", "water", "gas", "heating", "internet", "tv")

_TOPIC = re.compile(
    r"(?=[월일관mf])(?:(?:월\s?)?(?:일반\s?)?관리비|관비|(?<![가-힣])관리(?=\s{1,3}\d)|(?<![가-힣])관(?=\s?[:\d이칠육오사삼구팔십]|\s?(?:리비)?\s?(?:없|실비"
    r"|별도)|별(?![가-힣]))|mgmt|(?<![A-Za-z])fee(?![A-Za-z]))"
)
_TO_AMOUNT = re.compile(
    r"\"?\s{0,6}(?:는|은|가|도|로)?\s{0,4}[:=]?\s{0,4}\"?(?:\(만?원?\)\s?)?(?:월|평균|약|대략|매월|고정|정액|총"
    r"|한\s?달(?:에)?|1인당?|보통|기본|정액관리비|따로|별도로?|각)?\s{0,3}"
)
_NONE = re.compile(
    r"\"?\s{0,4}(?:는|은|도|가)?\s{0,3}[:=]?\s{0,4}(?:별도로?\s?|따로\s?|아예\s?|전혀\s?)?(?:없|[xX](?![A-Za-z])"
    r"|✕|[무無](?![가-힣])|0(?:만?\s?원)?(?![\d,.만]))"
)
_ACTUAL = re.compile(
    r"\"?\s{0,4}(?:는|은)?\s{0,3}[:=]?\s{0,4}(?:월\s?)?(?:실비|사용량|사용한|고지서|개별\s?사용|실사용"
    r"|(?:매달\s?|매월\s?)?(?:쓴|쓰는|쓰신|나온|나오는|사용하신|사용하는)\s?(?:만큼|대로)"
    r"|1/n|엔빵|부과\s?내역)"
)
_UNKNOWN = re.compile(
    r"\"?\s{0,4}(?:는|은|도)?\s{0,3}[:=]?\s{0,4}(?:평당|별도|따로|문의|상담|확인|협의|미정|있|별(?![가-힣])|계절"
    r"|대략\s?문의|변동|추후|㎡당|3\.3)"
)
_INCLUDED = re.compile(
    r"\s{0,3}(?:까지|도|는|다|및\s?공과금|,?\s?공과금|\s?모두|\s?전부){0,2}\s{0,2}(?:다\s?)?(?:포함(?!\s?(?:내역"
    r"|항목|[:\t]|\s{2}|안|X|x|되지))|\s?월세에)"
)
_IN_RENT = re.compile(
    r"[:=]?\s{0,3}(?:월세|임대료|차임)에\s?(?:모두\s?|다\s?|전부\s?)?포함"
    r"|(?:월세|임대료|차임)에\s?(?:관리비|관비)[^\n]{0,12}(?:포함|들어)|\(?관포(?:함)?\)?|월관(?!리)"
    r"|관리비\s?[:=]\s?(?:월세에\s?)?포함(?=[\s,)\n]|$)"
)
_NOT_A_FEE = re.compile(r"\s?(?:부과|상세|세부|포함\s?내역|포함\s?항목|내역|기준|고지|예치)")
_PER_AREA = re.compile(r"\s?평당|\s?㎡당|/평")
_ALL_IN = re.compile(
    r"(?=[관모각제공올\d월세빼])(?:(?:관리비에\s?)?(?:모든\s?|각종\s?|제\s?)?공과금\s?(?:은|이|도|까지|비)?\s?(?:일체|전부|모두|올|다|싹"
    r"|전액)?\s?[:=]?\s?(?:포함|제가|주인이|임대인이|집주인(?:이|분)?|안\s?냄|무료)|올\s?포함|(?:\d\s?만?\s?원?에?|월세에|관리비까지|세금)\s?(?:전부|모두)\s?포함"
    r"|(?:제외|빼고)(?:하고|한)?\s?(?:나머지(?:는)?\s?)?(?:전부|모두|다)\s?포함|공과금\s?X)"
)
_CELL = re.compile(r"\x01{1,40}\t")


@dataclass(slots=True)
class Maintenance:
    """What the text says of the fee; each part with its place."""

    status: Status | None = None
    status_at: Place | None = None
    amount: Amount | None = None
    bounded: Amount | None = None
    included: list[Item] = field(default_factory=list)
    excluded: list[Item] = field(default_factory=list)
    in_rent_at: Place | None = None
    areas: list[Place] = field(default_factory=list)


def find_maintenance(text: str, start: int, end: int, amounts: Sequence[Amount]) -> Maintenance | None:
    """The maintenance fee said in `text[start:end]`; None if it is not mentioned. `amounts` are those of the text."""
    fee = Maintenance()
    starts = {a.start: a for a in amounts}
    for topic in _TOPIC.finditer(text, start, end):
        if fee.status is None or fee.status == "unknown":
            _judge(text, topic, end, starts, fee)
    _in_rent(text, start, end, fee)
    _all_in(text, start, end, fee)
    _loose_items(text, start, end, fee)
    return fee if fee.status or fee.included or fee.excluded else None


def _judge(text: str, topic: re.Match[str], end: int, starts: dict[int, Amount], fee: Maintenance) -> None:
    if _NOT_A_FEE.match(text, topic.end()):
        return
    cell = _CELL.match(text, topic.end())
    after = cell.end() if cell else topic.end()
    if match := _NONE.match(text, after, end):
        _say(fee, "none", (topic.start(), match.end()))
        return
    reach = _TO_AMOUNT.match(text, after, end)
    amount = starts.get(reach.end()) if reach else None
    if amount is None and (match := _ACTUAL.match(text, after, end)):
        _say(fee, "actual", (topic.start(), match.end()))
    elif amount is not None and not _PER_AREA.match(text, amount.end):
        _with_amount(text, topic, amount, end, fee)
    elif match := _UNKNOWN.match(text, after, end):
        _say(fee, "unknown", (topic.start(), match.end()))
        _bounded_later(text, match.end(), starts, fee)
    elif match := _INCLUDED.match(text, after, end):
        _included(text, topic, match, end, fee)
    elif amount is not None:
        _say(fee, "unknown", topic.span())
    else:
        _listed(text, after, end, starts, fee)


def _say(fee: Maintenance, status: Status, place: Place) -> None:
    fee.status, fee.status_at = status, place


def _with_amount(text: str, topic: re.Match[str], amount: Amount, end: int, fee: Maintenance) -> None:
    if amount.bound:
        _say(fee, "unknown", topic.span())
        fee.bounded = amount
        return
    _say(fee, "fixed", (topic.start(), amount.end))
    fee.amount = amount
    _add(fee, *read_items(text, amount.end, end), amount.end)


def _bounded_later(text: str, position: int, starts: dict[int, Amount], fee: Maintenance) -> None:
    """`관리비는 계절따라 60~80`: the range that follows."""
    amount = next((a for s, a in sorted(starts.items()) if position <= s <= position + 10), None)
    if amount and amount.bound and "\n" not in text[position : amount.start]:
        fee.bounded = amount


def _included(text: str, topic: re.Match[str], match: re.Match[str], end: int, fee: Maintenance) -> None:
    """관리비 포함 after a rent means that the rent includes it."""
    _say(fee, "included_in_rent", (topic.start(), match.end()))
    fee.in_rent_at = (topic.start(), match.end())
    _add(fee, *read_items(text, match.end(), end), match.end())


def _listed(text: str, after: int, end: int, starts: dict[int, Amount], fee: Maintenance) -> None:
    """A fee that is only a list: 관리비 (수도 포함)."""
    inside, outside, stop = read_items(text, after, end)
    amount = next((starts[at] for at in range(stop, stop + 8) if at in starts), None)
    if (
        (inside or outside)
        and amount is not None
        and not amount.bound
        and _TOGETHER.fullmatch(text, stop, amount.start)
    ):
        _say(fee, "fixed", (amount.start, amount.end))  # 관리비 인터넷·수도 포함 7만
        fee.amount = amount
        _add(fee, inside, outside, stop, after)
    elif inside or outside:
        _say(fee, "unknown", (after, stop))
        _add(fee, inside, outside, stop, after)


_TOGETHER = re.compile(r"[ :]{0,3}(?:해서|합쳐서?|합해서?|다|총|월)?[ :]{0,3}")


def _add(fee: Maintenance, inside: list[Item], outside: list[Item], stop: int, since: int) -> None:
    known = {item for item, _, _ in fee.included + fee.excluded}
    for item in inside:
        if item[0] not in known:
            fee.included.append(item)
            known.add(item[0])
    for item in outside:
        if item[0] not in known:
            fee.excluded.append(item)
            known.add(item[0])
    if stop > since and (inside or outside):
        fee.areas.append((since, stop))


def _in_rent(text: str, start: int, end: int, fee: Maintenance) -> None:
    match = _IN_RENT.search(text, start, end)
    if match and fee.status in (None, "unknown", "none"):
        _say(fee, "included_in_rent", match.span())
        fee.in_rent_at = match.span()


def _all_in(text: str, start: int, end: int, fee: Maintenance) -> None:
    match = _ALL_IN.search(text, start, end)
    if match and not re.compile(r"\s?(?:안|X|x|되지)").match(text, match.end()):
        known = {item for item, _, _ in fee.excluded + fee.included}
        fee.included += [(item, *match.span()) for item in UTILITIES if item not in known]
        fee.areas.append(match.span())
        if fee.status is None:
            _say(fee, "unknown", match.span())


_ItemList = tuple[list[Item], list[Item], int, int]
"""Items covered, items left out, and where the list begins and ends."""
_LOOSE = re.compile(
    r"(?:포함|별도|제외|따로|들어\s?[가있갑감]|부담|납부|(?:쓴|쓰신|쓰는|사용한|사용하신|나온)\s?만큼|개별이|개별\s?입니다)(?!\s?문의)"
)
_COVERED = re.compile(r"포함|들어\s?[가있갑감]")
_LABELLED_OUT = re.compile(
    r"(?:관리비\s?)?(?:별도|미포함|불포함|제외)\s?(?:내역|항목|사항)?[ \t]{0,3}[:=\t][ \t]{0,6}(?=[가-힣A-Za-z])"
)
_LABELLED_ITEMS = re.compile(
    r"(?:관리비\s?포함\s?(?:내역|항목|사항)?|포함\s?(?:내역|항목|사항)|mgmt_incl)\"?\s{0,6}[:=\t]?\s{0,6}\"?"
)


def _loose_items(text: str, start: int, end: int, fee: Maintenance) -> None:
    """Lists that stand apart from the fee: `포함내역: 인터넷 수도`, `전기 가스 별도`."""
    for match in _LABELLED_ITEMS.finditer(text, start, end):
        _add(fee, *read_items(text, match.end(), end, labelled=True), match.end())
    for match in _LABELLED_OUT.finditer(text, start, end):
        inside, outside, stop = read_items(text, match.end(), end, labelled=True)
        if fee.status:
            _add(fee, [], inside + outside, stop, match.start())
    lists: list[_ItemList] = []
    line_end = start
    while line_end < end:
        stop = text.find("\n", line_end, end)
        stop = end if stop < 0 else stop
        if _LOOSE.search(text, line_end, stop):
            lists += _lists_of_line(text, line_end, stop, fee)
        line_end = stop + 1
    if fee.status or any(_covers_bills(inside) for inside, _, _, _ in lists):
        for inside, outside, begin, finish in lists:
            _add(fee, inside, outside, finish, begin)
            fee.status, fee.status_at = fee.status or "unknown", fee.status_at or (begin, finish)


def _lists_of_line(text: str, start: int, stop: int, fee: Maintenance) -> Iterator[_ItemList]:
    position = start
    for _, begin, finish in find_items(text, start, stop):
        if begin < position or any(a <= begin < b for a, b in fee.areas):
            continue
        inside, outside, position = read_items(text, begin, min(stop, begin + 60))
        position = max(position, finish)
        if _LOOSE.search(text, begin, position):
            inside = inside if _COVERED.search(text, begin, position) else []
            if inside or outside:
                yield inside, outside, begin, position


def _covers_bills(items: list[Item]) -> bool:
    """Two items or more, bills among them: what a rent covers where no fee is named (인터넷 전기 수도 다 들어가요)."""
    return len(items) >= 2 and any(value in UTILITIES[:4] for value, _, _ in items)
