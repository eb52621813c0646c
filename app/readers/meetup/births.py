"""Years of birth: 90~04년생, 85/86/87년생, 03 04 05만, 88-97, 90년대생, 58년 개띠."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.readers.meetup.limits import Limits, is_of_others

_YEAR = r"(?:19[4-9][0-9]|20[01][0-9]|[0-9]{2})"
_RANGE = re.compile(
    rf"(?<![0-9/.,:])'?(?P<a>{_YEAR})[ ]?(?:년(?:[ ]?생)?)?[ ]?(?:[~\-∼〜]|부터|에서)[ ]?'?(?P<b>{_YEAR})[ ]?년?[ ]?생"
    rf"(?:까지)?"
)
_LIST = re.compile(rf"(?<![0-9/.:])(?P<list>{_YEAR}(?:[ ]?[,·/][ ]?{_YEAR}){{1,5}})[ ]?년생")
_ROW = re.compile(
    r"(?<![0-9/.,:~\-])(?P<list>[0-9]{2}(?:[ ]?[ ,·/][ ]?[0-9]{2}){1,5})"
    r"(?=[ ]?(?:년생|년도[ ]?생|만(?![0-9원])|또래|동갑|친구|모여|끼리))"
)
_ONE = re.compile(
    rf"(?<![0-9/.:~\-])'?(?P<a>{_YEAR})[ ]?(?:년[ ]?생|(?:쥐|소|호랑이|범|토끼|용|뱀|말|양|원숭이|잔나비|닭|개|돼지)띠)"
    r"[ ]?(?P<bound>부터|까지|이상|이하|이후|이전)?"
)
_AFTER = re.compile(
    rf"(?<![0-9/.:~\-])'?(?P<a>{_YEAR})[ ]?년[ ]?(?P<bound>이후|이전|부터|까지)[ ]?(?:에[ ]?)?(?:출생|태어|생)"
)
_BARE = re.compile(
    r"(?:^|[\n/(\[|,· ]|(?P<label>나이|연령|출생|년생))[ ]{0,2}[:：]?[ ]{0,2}'?(?P<a>[0-9]{2})[ ]?[~\-∼〜][ ]?'?(?P<b>[0-9]{2})"
    r"(?=[ ]{0,3}(?:[\n/)\]|,]|[.](?![0-9])|$|여성|남성|여자|남자|분들?|만(?![0-9원])|또래|동네|동갑|친구|까지|모집|모여|사이))"
)
_DECADES = re.compile(r"(?<![0-9])(?P<a>[0-9]0)(?:[ ]?(?:년대)?[ ]?[~\-,·/][ ]?(?P<b>[0-9]0))?[ ]?년대[ ]?생")


def find_births(text: str, year: int) -> Iterator[Limits]:
    """Every range of birth years that is a rule, the surest first; `year` is the year of reference."""
    for match in _RANGE.finditer(text):
        if not is_of_others(text, match):
            yield _ordered(_full(match["a"], year), _full(match["b"], year), match)
    yield from _lists(text, year)
    for match in _BARE.finditer(text):
        if _are_births(match):
            yield _ordered(_full(match["a"], year), _full(match["b"], year), match)
    yield from _in_decades(text)
    for pattern in (_ONE, _AFTER):
        for match in pattern.finditer(text):
            if not is_of_others(text, match):
                yield _one(_full(match["a"], year), match)


def _lists(text: str, year: int) -> Iterator[Limits]:
    """Years one by one: with 년생 any, without it only such as follow each other (03 04 05만)."""
    for pattern in (_LIST, _ROW):
        for match in pattern.finditer(text):
            years = sorted(_full(word, year) for word in re.findall(r"[0-9]{2,4}", match["list"]))
            in_a_row = years == list(range(years[0], years[0] + len(years))) and year - years[-1] >= 14
            if (pattern is _LIST or in_a_row) and not is_of_others(text, match):
                yield Limits(years[0], years[-1], *match.span())


def _are_births(match: re.Match[str]) -> bool:
    """Two numbers alone may be ages, hours or kilometres: one is beyond all ages, or a label stands before 01~06."""
    if max(match["a"], match["b"]) >= "66":
        return True
    return match["label"] is not None and min(match["a"], match["b"]).startswith("0")


def _in_decades(text: str) -> Iterator[Limits]:
    """90년대생, 80~90년대생: the years of whole decades."""
    for match in _DECADES.finditer(text):
        first = int(match["a"])
        last = int(match["b"] or first)
        low, high = (1900 + ten if ten >= 40 else 2000 + ten for ten in (first, last))
        yield Limits(min(low, high), max(low, high) + 9, *match.span())


def _one(born: int, match: re.Match[str]) -> Limits:
    """90년생부터 and 이하 (younger) open the end, 까지, 이전 and 이상 (older) the beginning."""
    bound = match["bound"]
    if bound in ("부터", "이후", "이하"):
        return Limits(born, None, *match.span())
    if bound in ("이상", "이전"):
        return Limits(None, born, *match.span())
    return Limits(born, None if bound == "까지" else born, *match.span())


def _full(digits: str, year: int) -> int:
    """Two digits of a birth year as four: 04 → 2004, 97 → 1997."""
    number = int(digits)
    if number >= 100:
        return number
    return 2000 + number if number <= year % 100 - 5 else 1900 + number


def _ordered(one: int, other: int, match: re.Match[str]) -> Limits:
    start = match.start("a")
    return Limits(min(one, other), max(one, other), start, max(start + 1, match.end()))
