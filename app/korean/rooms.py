"""Counts of rooms, bathrooms and living rooms: 방3화2, 방 둘, 화장실 하나, 투룸, 방수/욕실수 2/1개 (KOREAN.md §4.5)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from app.korean.taken import Taken

Field = Literal["rooms", "bathrooms", "living_rooms"]
_WORDS = {
    "하나": 1, "한": 1, "둘": 2, "두": 2, "셋": 3, "세": 3, "넷": 4, "네": 4, "다섯": 5, "여섯": 6,
    "일": 1, "이": 2, "삼": 3, "사": 4,
}  # fmt: skip
_NUMBER = r"(?:\d{1,2}(?!\d|[.,]\d|[ ]?(?:만|층|평|분|㎡|호|억|천|:))|하나|둘|두(?=\s?[개칸])|셋|세(?=\s?[개칸])|넷|네(?=\s?[개칸])|한(?=\s?[개칸]))"
_JOINT = r"(?:이|은|는|가|도)?[ \t]{0,6}[:=]?[ \t]{0,3}(?:작은\s?거\s?|각\s?|총\s?|(?:실내|내부|집\s?안)에?\s?)?"
_BOTH = re.compile(
    r"(?:방|룸)\s?(?:개?수|갯수)?\s?[/·,]\s?(?:욕실|화장실|욕|화)\s?(?:개?수|갯수)?\s{0,6}[:=|]?\s{0,6}"
    r"(?P<rooms>\d{1,2})\s?개?\s?/\s?(?P<bathrooms>\d{1,2})\s?개?"
)
_ROOMS = re.compile(
    rf"(?=[방룸])(?<![가-힣\d])(?:방|룸)\s?(?:개수|갯수|수|칸)?{_JOINT}(?P<n>{_NUMBER})\s?(?P<unit>[개칸])?"
)
_BATHS = re.compile(
    rf"(?=[욕화샤])(?:욕실|화장실|샤워실|(?<![가-힣])욕|(?<=\d)욕|(?<![가-힣])화|(?<=\d)화)\s?(?:개수|갯수"
    rf"|수)?{_JOINT}(?P<n>{_NUMBER})\s?개?"
)
_LIVING = re.compile(
    r"거실\s?(?:개수|수)?\s{0,6}[:=]?\s{0,3}(?P<n>\d(?!\d|[.,]\d|\s?[만층평])|하나|둘)|(?P<one>원거실)"
)
_BATHS_BEHIND = re.compile(r"(?<![\d./,])(?P<n>[1-4])(?:욕실|화장실|욕(?![가-힣]))(?!\s?(?:\d|하나|둘|수|개))")
_BARE = re.compile(r"(?P<n>\d{1,2}|하나|둘|두|셋|세|넷|네|한)\s?(?:개|칸|실)?")
_HOMES = r"[ ]?\d{1,2}(?:[ ]?(?:개|세대|가구|실)|[ ]?[,+/·]?[ ]?(?:[투쓰]|주인|$|\n))"
"""원룸10 투룸3 counts the homes of a building."""
_NAMED = re.compile(
    r"(?=[1일미원정투2쓰스3포4])(?:(?<![가-힣\d.])(?P<half>1\.5\s?룸|일점오룸|미니\s?투룸|미투(?![가-힣]))"
    rf"|(?P<one>원룸(?!{_HOMES})|원롬|1룸(?!텔))"
    rf"|(?P<two>정?투룸(?!{_HOMES})|투름|(?<![\d.])2룸)|(?P<three>쓰리룸(?!{_HOMES})|스리룸|(?<![\d.])3룸)|(?P<four>포룸|(?<![\d.])4룸))"
)
_NAMES = {"half": 1, "one": 1, "two": 2, "three": 3, "four": 4}
_UNDER_TWO = re.compile(r"(?<![\d./])(?P<a>\d{1,2})\s?개?\s?/\s?(?P<b>\d{1,2})\s?개?(?![\d./])")


@dataclass(frozen=True, slots=True)
class Count:
    """How many of what, with the place of the number; `named` for 투룸, which says it in a word."""

    start: int
    end: int
    field: Field
    number: int
    named: bool = False


def read_count(words: str) -> tuple[int, int, int] | None:
    """The number that `words` say and its place: `1개`, `둘`, `욕실 2`."""
    for found in find_counts(words):
        return found.number, found.start, found.end
    match = _BARE.search(words)
    return (_number(match["n"]), *match.span("n")) if match else None


def read_two_counts(words: str) -> tuple[tuple[int, int, int], tuple[int, int, int]] | None:
    """`3 / 1` under the label 방/욕실."""
    match = _UNDER_TWO.search(words)
    if not match:
        return None
    return (int(match["a"]), *match.span("a")), (int(match["b"]), *match.span("b"))


def find_counts(text: str) -> list[Count]:
    """Every count of rooms, bathrooms and living rooms in a folded text, in order."""
    found = list(_both(text))
    taken = Taken(match.span() for match in _BOTH.finditer(text))
    found += [count for count in [*_plain(text), *_named(text)] if not taken.overlaps(count.start, count.end)]
    return sorted(found, key=lambda count: count.start)


def _both(text: str) -> Iterator[Count]:
    for match in _BOTH.finditer(text):
        yield Count(*match.span("rooms"), "rooms", int(match["rooms"]))
        yield Count(*match.span("bathrooms"), "bathrooms", int(match["bathrooms"]))


def _plain(text: str) -> Iterator[Count]:
    patterns: tuple[tuple[Field, re.Pattern[str]], ...] = (
        ("rooms", _ROOMS),
        ("bathrooms", _BATHS),
        ("bathrooms", _BATHS_BEHIND),
    )
    for field, pattern in patterns:
        for match in pattern.finditer(text):
            yield Count(*match.span("n"), field, _number(match["n"]))
    for match in _LIVING.finditer(text):
        place = match.span("n") if match["n"] else match.span("one")
        yield Count(*place, "living_rooms", _number(match["n"]) if match["n"] else 1)


def _named(text: str) -> Iterator[Count]:
    for match in _NAMED.finditer(text):
        yield Count(*match.span(), "rooms", _NAMES[match.lastgroup or "one"], named=True)


def _number(words: str) -> int:
    return int(words) if words.isdigit() else _WORDS[words]
