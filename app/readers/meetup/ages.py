"""How old one may be: years of birth (90~04년생), ages (20~39세) and decades (2030, 20대 후반~30대 초반).

Age is counted as reference year − birth year. The age of the writer, of children and of the members there are is no
rule for those who come.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.readers.meetup.page import Page


@dataclass(frozen=True, slots=True)
class Limits:
    """A range, open where None, and the place of its words."""

    low: int | None
    high: int | None
    start: int
    end: int


_YEAR = r"(?:19[4-9][0-9]|20[01][0-9]|[0-9]{2})"
_BORN_RANGE = re.compile(
    rf"(?<![0-9/.,:])'?(?P<a>{_YEAR})[ ]?(?:년(?:[ ]?생)?)?[ ]?(?:[~\-∼〜]|부터|에서)[ ]?'?(?P<b>{_YEAR})[ ]?년?[ ]?생"
    rf"(?:까지)?"
)
_BORN_LIST = re.compile(rf"(?<![0-9/.:])(?P<list>{_YEAR}(?:[ ]?[,·/][ ]?{_YEAR}){{1,5}})[ ]?년생")
_BORN_ONE = re.compile(
    rf"(?<![0-9/.:~\-])'?(?P<a>{_YEAR})[ ]?(?:년[ ]?생|(?:쥐|소|호랑이|범|토끼|용|뱀|말|양|원숭이|잔나비|닭|개|돼지)띠)"
    r"[ ]?(?P<bound>부터|까지|이상|이하|이후|이전)?"
)
_BORN_BARE = re.compile(
    r"(?:^|[\n/(\[|,· ]|나이|연령|년생)[ ]{0,2}[:：]?[ ]{0,2}'?(?P<a>[0-9]{2})[ ]?[~\-∼〜][ ]?'?(?P<b>[0-9]{2})"
    r"(?=[ ]{0,3}(?:[\n/)\]|,]|$|여성|남성|여자|남자|분들?|만[ ]|또래|동네|친구|까지|모집))"
)
_BORN_DECADES = re.compile(r"(?<![0-9])(?P<a>[0-9]0)(?:[ ]?(?:년대)?[ ]?[~\-,·/][ ]?(?P<b>[0-9]0))?[ ]?년대[ ]?생")
_STAGE = r"(?:초중반|중후반|초반|중반|후반|초|중|후)"
_DECADE_RANGE = re.compile(
    rf"(?<![0-9])(?P<a>[1-8]0)대?[ ]?(?P<sa>{_STAGE})?"
    rf"(?:[ ]?(?:[~\-∼〜,·/]|부터|에서)[ ]?(?P<b>[1-8]0)?(?:대[ ]?(?P<sb>{_STAGE})?|(?P<sb2>{_STAGE}))"
    r"|(?<=대)[ ](?P<b2>[1-8]0)대)"
)
_SHORT_DECADES = re.compile(r"(?<![0-9~\-])(?P<a>[1-7])[ ]?[~\-,·][ ]?(?P<b>[2-8])0[ ]?대")
_DECADES = re.compile(
    r"(?<![0-9.,\-])(?P<a>[1-7]0)(?P<b>[2-8]0)(?![0-9년원\-~:m])(?![.,][0-9])(?![ ]?(?:원|년|m|포인트|번))"
)
_DECADE = re.compile(rf"(?<![0-9])(?P<a>[1-8]0)[ ]?대[ ]?(?P<stage>{_STAGE})?[ ]?(?P<bound>이상|이하|까지|부터|미만)?")
_AGE_RANGE = re.compile(
    r"(?<![0-9/.,:])(?:만[ ]?)?(?P<a>[1-9][0-9])[ ]?(?:세|살)?[ ]?(?:[~\-∼〜]|부터|에서)[ ]?(?:만[ ]?)?"
    r"(?P<b>[1-9][0-9])[ ]?(?P<unit>세|살)"
)
_AGE_LABELLED = re.compile(
    r"(?:나이|연령|연령대|Age|age)[ ]?[:：]?[ ]?(?P<a>[1-9][0-9])[ ]?[~\-∼〜][ ]?(?P<b>[1-9][0-9])(?![0-9]|[ ]?대)"
)
_AGE_BOUND = re.compile(
    r"(?<![0-9/.,:~\-])(?:만[ ]?)?(?P<a>[1-9][0-9]|스무)[ ]?(?:세|살)[ ]?(?P<bound>이상|이하|까지|부터|미만|넘)"
)
_OWN = re.compile(
    r"(?:저는|전|제가|저희는|저희|본인은?|나는|호스트는?|모임장은?|방장은?|저[ ]|현재|지금은?|멤버[가-힣]{0,3}"
    r"|회원[가-힣]{0,3}|평균|주로|대부분)[^\n.!/]{0,10}\Z"
)
_TOLD = re.compile(
    r"[가-힣 ]{0,3}(?:여자[고에인입]|남자[고에인입]|이에요|예요|입니다|이고|인데|이라|가[ ]?(?:많|대부분|주축)"
    r"|들?이?[ ]?(?:많|대부분|주축|주로|팀)|위주|분들이|도[ ]?괜찮을)"
)
_CHILD = re.compile(r"[ ]?(?:전후|이하)?[ ]?(?:아이|아기|애기|아가|자녀|유아|딸|아들|개월|반[ ]|맘|엄마|아빠|키우)")
_CHILD_BEFORE = re.compile(r"(?:아이|아기|애기|자녀|딸|아들|첫째|둘째|강아지|견주)[가-힣]{0,2}[ ]?\Z")


def find_ages(page: Page, reference: date) -> dict[str, Any]:
    """`age` and `birth_year` of the result, as far as the text sets them."""
    born = next(_births(page.text, reference.year), None)
    if born is not None:
        years = {"from": born.low, "to": born.high}
        ages = {"min": _minus(reference.year, born.high), "max": _minus(reference.year, born.low)}
        return {"age": _leaves(page, ages, born), "birth_year": _leaves(page, years, born)}
    old = next(_ages(page.text), None)
    return {"age": _leaves(page, {"min": old.low, "max": old.high}, old)} if old is not None else {}


def _leaves(page: Page, values: dict[str, int | None], limits: Limits) -> dict[str, Any]:
    return {key: page.leaf(value, limits.start, limits.end) for key, value in values.items() if value is not None}


def _minus(year: int, birth: int | None) -> int | None:
    return None if birth is None else year - birth


def _births(text: str, year: int) -> Iterator[Limits]:
    for match in _BORN_RANGE.finditer(text):
        if not _others(text, match):
            yield _ordered(_full(match["a"], year), _full(match["b"], year), match)
    for match in _BORN_LIST.finditer(text):
        years = [_full(word, year) for word in re.findall(r"[0-9]{2,4}", match["list"])]
        if not _others(text, match):
            yield Limits(min(years), max(years), *match.span())
    for match in _BORN_BARE.finditer(text):
        if max(match["a"], match["b"]) >= "66":  # else it may be ages, hours or kilometres
            yield _ordered(_full(match["a"], year), _full(match["b"], year), match)
    yield from _born_in_decades(text)
    for match in _BORN_ONE.finditer(text):
        if not _others(text, match):
            yield _one_birth(_full(match["a"], year), match)


def _born_in_decades(text: str) -> Iterator[Limits]:
    """90년대생, 80~90년대생: the years of whole decades."""
    for match in _BORN_DECADES.finditer(text):
        first = int(match["a"])
        last = int(match["b"] or first)
        low, high = (1900 + ten if ten >= 40 else 2000 + ten for ten in (first, last))
        yield Limits(min(low, high), max(low, high) + 9, *match.span())


def _one_birth(born: int, match: re.Match[str]) -> Limits:
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


def _ages(text: str) -> Iterator[Limits]:
    for pattern in (_AGE_RANGE, _AGE_LABELLED):
        for match in pattern.finditer(text):
            if not _others(text, match):
                yield Limits(int(match["a"]), int(match["b"]), *match.span())
    for match in _DECADE_RANGE.finditer(text):
        if not _others(text, match) and (match["b"] or match["b2"] or match["sa"] or match["sb2"]):
            low, _ = _decade(int(match["a"]), match["sa"])
            _, high = _decade(int(match["b"] or match["b2"] or match["a"]), match["sb"] or match["sb2"])
            if low < high:
                yield Limits(low, high, *match.span())
    for match in _SHORT_DECADES.finditer(text):
        if not _others(text, match):
            yield Limits(int(match["a"]) * 10, int(match["b"]) * 10 + 9, *match.span())
    for match in _DECADES.finditer(text):
        if int(match["b"]) - int(match["a"]) in (10, 20, 30) and not _others(text, match):
            yield Limits(int(match["a"]), int(match["b"]) + 9, *match.span())
    for match in _AGE_BOUND.finditer(text):
        if not _others(text, match):
            yield _bounded(20 if match["a"] == "스무" else int(match["a"]), match["bound"], match)
    for match in _DECADE.finditer(text):
        if not _others(text, match):
            low, high = _decade(int(match["a"]), match["stage"])
            bound = match["bound"]
            yield Limits(
                None if bound in ("이하", "까지", "미만") else low,
                None if bound in ("이상", "부터") else high,
                *match.span(),
            )


def _bounded(age: int, bound: str, match: re.Match[str]) -> Limits:
    if bound in ("이상", "부터", "넘"):
        return Limits(age, None, *match.span())
    return Limits(None, age - 1 if bound == "미만" else age, *match.span())


def _decade(ten: int, stage: str | None) -> tuple[int, int]:
    """초반 → 0 to 3, 중반 → 4 to 6, 후반 → 6 to 9 of the decade."""
    low, high = {
        None: (0, 9), "초반": (0, 3), "초": (0, 3), "중반": (4, 6), "중": (4, 6), "후반": (6, 9), "후": (6, 9),
        "초중반": (0, 6), "중후반": (4, 9),
    }[stage]  # fmt: skip
    return ten + low, ten + high


def _others(text: str, match: re.Match[str]) -> bool:
    """Whether this is the age of the writer, of a child, or of the members there are."""
    start, end = match.span()
    return bool(
        _OWN.search(text, max(0, start - 16), start)
        or _TOLD.match(text, end)
        or _CHILD.match(text, end)
        or _CHILD_BEFORE.search(text, max(0, start - 8), start)
    )
