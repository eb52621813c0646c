"""Parking: whether one can, how many cars per home, and what it costs a month."""

from __future__ import annotations

import re
from typing import Any

from app.domain import Leaf
from app.korean.polarity import polarity
from app.readers.real_estate.home import entries
from app.readers.real_estate.part import Part
from app.readers.real_estate.roles import role_of
from app.readers.real_estate.scan import within
from app.readers.real_estate.terms import facts

_SPOTS = re.compile(
    r"(?P<one>[1한]\s?(?:가구|세대)\s?당?\s?[1한])\s?(?:주차|대)|주차\s?(?P<ratio>1)\s?[:대]\s?1|(?:세대|가구"
    r"|호실)\s?당\s?(?P<per>\d(?:\.\d{1,2})?)\s?대?|주차(?![비료])(?:(?!엘|승강|E/V|EV|에어|버스|세탁|추가|방문|차량|도보)[^\d\n,/|\x01한두]){0,14}"
    r"(?P<n>\d{1,3}(?:\.\d{1,2})?|한|두)\s?대(?!로|학|형|중)"
    r"|주차\s?(?:가능\s?)?(?:대수|공간)?\s{0,6}[:=]?\s{0,3}(?P<bare>[1-9]\d?)(?=\s*(?:$|\n|,|/|\||\s{2}))|(?P<before>\d{1,2}"
    r"|한)[ ]?대[ ]?(?:무료[ ]?)?주차"
)
_FREE = re.compile(r"주차[^\n,/]{0,18}?(?:무료|무상)|무료\s?주차|(?:주차비|주차료)\s?[:=]?\s?(?:0(?![\d,])|없|무료)")
_NOT_FREE = re.compile(r"추가|방문")
_WORD_COUNT = {"한": 1, "두": 2, "세": 3}


def parking(part: Part) -> dict[str, Any]:
    """Whether one can park, how many cars per home, and the monthly fee."""
    tree: dict[str, Any] = {}
    clear = next((f for f in facts(part, "parking") if f.answer), None)
    spots = _spots(part)
    if clear:
        tree["available"] = part.leaf(clear.answer, clear.start, clear.end)
    elif spots:
        tree["available"] = Leaf("yes", spots.span)
    if spots and tree["available"].value == "yes":
        tree["spots"] = spots
    if not tree:
        tree = _labelled_parking(part) or _spoken_parking(part)
    fee = _parking_fee(part)
    if fee and fee.value and not tree:
        tree["available"] = Leaf("yes", fee.span)  # 주차 : 월 15만원
    if fee and tree.get("available") and tree["available"].value == "yes":
        tree["fee"] = fee
    return tree


_VALUE = re.compile(r"[^\d\n]{0,6}?(?P<n>\d{1,3}(?:\.\d{1,2})?)\s?대")


def _labelled_parking(part: Part) -> dict[str, Any]:
    """`1대` or `Y` under a label that is not Korean (parking)."""
    for entry in entries(part, "parking"):
        match = _VALUE.match(part.text, entry.start, entry.end)
        if match:
            spots = float(match["n"])
            leaf = part.leaf(int(spots) if spots == int(spots) else spots, *match.span("n"))
            return {"available": Leaf("yes", leaf.span), "spots": leaf}
        said = polarity(part.text, entry.start, entry.start, entry.end)
        if said:
            return {"available": part.leaf(said.answer, said.start, said.end)}
    return {}


_CAR = r"(?<![가-힣])(?:차|차량|자동차|자가용)(?:는|은|도|를)?\s?(?:[가-힣]{1,6}\s){0,2}"
_STANDS = r"(?:들어[가갑간]|세[울워우]|[대댈]\s?(?:수|실|셔|데|곳)|가능|[됩돼되])"
_SPOKEN = re.compile(
    rf"(?=[차자]){_CAR}(?:(?P<no>못\s?(?:[대댑댄]|세[우울워])|(?:댈|세울|대실)\s?(?:데|곳|자리|공간)(?:가|이|는|은)?\s?(?:없|마땅치))"
    rf"|(?P<n>\d{{1,2}}|한|두|세)\s?대(?:까지|까진|정도|는|도|씩)?\s?{_STANDS}|(?P<yes>(?:댈|세울|대실|세우실)\s?(?:수|데|곳|자리|공간)(?:가|이|는|은|도)?\s?있))"
)


def _spoken_parking(part: Part) -> dict[str, Any]:
    """Parking without the word: 차는 마당에 2대까지 들어가요, 차 댈 데는 없어요."""
    for start, end in part.places:
        match = _SPOKEN.search(part.text, start, end)
        if match and match["n"]:
            number = _WORD_COUNT.get(match["n"]) or int(match["n"])
            return {"available": part.leaf("yes", *match.span()), "spots": part.leaf(number, *match.span("n"))}
        if match:
            return {"available": part.leaf("no" if match["no"] else "yes", *match.span())}
    return {}


def _spots(part: Part) -> Leaf | None:
    best: Leaf | None = None
    for start, end in part.places:
        for match in _SPOTS.finditer(part.text, start, end):
            group = match.lastgroup or "n"
            words = match[group]
            number = 1.0 if group == "one" else float(_WORD_COUNT.get(words) or words)
            leaf = part.leaf(int(number) if number == int(number) else number, *match.span(group))
            if group == "per":
                return leaf
            best = best or leaf
    return best


def _parking_fee(part: Part) -> Leaf | None:
    for start, end in part.places:
        match = _FREE.search(part.text, start, end)
        if match and not _NOT_FREE.search(match[0]):
            return part.leaf(0, *match.span())
    for amount in within(part.scan.amounts, part.places):
        if (
            amount.unit not in ("man", "won")
            or amount.bound
            or "주차" not in part.text[max(0, amount.start - 30) : amount.start]
        ):
            continue
        since = part.text.rfind("\n", 0, amount.start) + 1
        role, _, cue = role_of(part.text, amount, since)
        if role == "parking" and not re.search(r"추가|일", cue):
            between = part.text[max(since, amount.start - 22) : amount.start]
            if "추가" not in between and "1일" not in between:
                return part.leaf(amount.won("fee")[0], amount.start, amount.end)
    return None
