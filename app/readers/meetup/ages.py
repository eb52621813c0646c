"""How old one may be: ages (20~39세, 마흔 이상), decades (2030, 20대 후반~30대 초반, 삼십대), or by years of birth.

Age is counted as reference year − birth year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from app.readers.meetup.births import find_births
from app.readers.meetup.limits import Limits, is_of_others
from app.readers.meetup.number_words import AGE_WORD, DECADE_WORD, number
from app.readers.meetup.page import Page

_AGE = rf"(?:[1-9][0-9]|{AGE_WORD})"
_TEN = rf"(?:[1-8]0|{DECADE_WORD})"
_TO = r"(?:[~\-∼〜]|부터|에서)"
_STAGE = r"(?:초중반|중후반|초반|중반|후반|초|중|후)"
_DECADE_RANGE = re.compile(
    rf"(?<![0-9])(?P<a>{_TEN})[ ]?대?[ ]?(?P<sa>{_STAGE})?"
    rf"(?:[ ]?(?:[~\-∼〜,·/]|부터|에서|이?나)[ ]?(?P<b>{_TEN})?[ ]?(?:대[ ]?(?P<sb>{_STAGE})?|(?P<sb2>{_STAGE}))"
    rf"|(?<=대)[ ](?P<b2>{_TEN})[ ]?대)"
)
_SHORT_DECADES = re.compile(r"(?<![0-9~\-])(?P<a>[1-7])[ ]?[~\-,·][ ]?(?P<b>[2-8])0[ ]?대")
_DECADES = re.compile(
    r"(?<![0-9.,\-])(?P<a>[1-7]0)(?P<b>[2-8]0)(?![0-9년원\-~:m])(?![.,][0-9])(?![ ]?(?:원|년|m|포인트|번))"
)
_DECADE = re.compile(
    rf"(?<![0-9~\-])(?P<a>{_TEN})[ ]?대[ ]?(?P<stage>{_STAGE})?[ ]?(?P<bound>이상|이하|까지|부터|미만)?(?![ ]?[~\-][ ]?[1-8]0)"
)
_AGE_RANGE = re.compile(
    rf"(?<![0-9/.,:])(?:만[ ]?)?(?P<a>{_AGE})[ ]?(?:세|살)?[ ]?{_TO}[ ]?(?:만[ ]?)?"
    rf"(?P<b>{_AGE})(?:[ ]?(?:세|살)|(?<=[가-힣])(?![가-힣])|(?<=[가-힣])(?=까지|사이))"
)
_AGE_LABELLED = re.compile(
    r"(?:나이|연령|연령대|Age|age)[ ]?[:：]?[ ]?(?P<a>[1-9][0-9])[ ]?[~\-∼〜][ ]?(?P<b>[1-9][0-9])(?![0-9]|[ ]?대)"
)
_AGE_BETWEEN = re.compile(
    rf"(?<![0-9/.,:])(?:만[ ]?)?(?P<a>{_AGE})[ ]?(?:세|살)?[ ]?이상[ ]?[~,]?[ ]?(?:만[ ]?)?(?P<b>{_AGE})[ ]?(?:세|살)?[ ]?(?:이하|까지)"
)
# Alone as an item (최대 4명 28~35): over all hours of the day, and no days of a month.
_AGE_ALONE = re.compile(
    r"(?:^|[\n/,(]|(?<!월)(?<!페이스)(?<!현재)[ ])[ ]?(?P<a>[23456][0-9])[ ]?[~\-∼〜][ ]?(?P<b>2[5-9]|[3-6][0-9])(?=[ ]{0,2}(?:[\n/,)]|$))"
)
_AGE_BOUND = re.compile(
    rf"(?<![0-9/.,:~\-])(?:만[ ]?)?(?P<a>{_AGE})(?:[ ]?(?:세|살)|(?<=[가-힣]))[을를은]?[ ]?"
    r"(?P<bound>이상|이하|까지|부터|미만|넘(?:은|으신|는|긴|어야))"
)
_SAME_AGE = re.compile(
    rf"(?<![0-9/.,:~\-])(?P<a>{_AGE})[ ]?(?:세|살)?[ ]?동갑(?:내기)?(?:들?만|끼리|들?[ ]?모여|[ ]친구)"
)


def find_ages(page: Page, reference: date) -> dict[str, Any]:
    """`age` and `birth_year` of the result, as far as the text sets them."""
    born = next(find_births(page.text, reference.year), None)
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


def _ages(text: str) -> Iterator[Limits]:
    """Every range of ages that is a rule, the surest first."""
    for pattern in (_AGE_BETWEEN, _AGE_RANGE, _AGE_LABELLED):
        for match in _rules(pattern, text):
            yield Limits(number(match["a"]), number(match["b"]), *match.span())
    yield from _decades(text)
    for match in _rules(_AGE_ALONE, text):
        if 3 <= int(match["b"]) - int(match["a"]) <= 25:
            yield Limits(int(match["a"]), int(match["b"]), match.start("a"), match.end("b"))
    for match in _rules(_AGE_BOUND, text):
        yield _bounded(number(match["a"]), match["bound"], match)
    for match in _rules(_DECADE, text):
        low, high = _decade(number(match["a"]), match["stage"])
        bound = match["bound"]
        yield Limits(
            None if bound in ("이하", "까지", "미만") else low,
            None if bound in ("이상", "부터") else high,
            *match.span(),
        )
    for match in _rules(_SAME_AGE, text):
        yield Limits(number(match["a"]), number(match["a"]), *match.span())


def _rules(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    return (match for match in pattern.finditer(text) if not is_of_others(text, match))


def _decades(text: str) -> Iterator[Limits]:
    """Several decades: 20대 후반~30대 초반, 2~30대, 2030."""
    for match in _rules(_DECADE_RANGE, text):
        if match["b"] or match["b2"] or match["sa"] or match["sb2"]:
            low, _ = _decade(number(match["a"]), match["sa"])
            _, high = _decade(number(match["b"] or match["b2"] or match["a"]), match["sb"] or match["sb2"])
            if low < high:
                yield Limits(low, high, *match.span())
    for match in _rules(_SHORT_DECADES, text):
        yield Limits(int(match["a"]) * 10, int(match["b"]) * 10 + 9, *match.span())
    for match in _rules(_DECADES, text):
        if int(match["b"]) - int(match["a"]) in (10, 20, 30):
            yield Limits(int(match["a"]), int(match["b"]) + 9, *match.span())


def _bounded(age: int, bound: str, match: re.Match[str]) -> Limits:
    if bound in ("이상", "부터") or bound.startswith("넘"):
        return Limits(age, None, *match.span())
    return Limits(None, age - 1 if bound == "미만" else age, *match.span())


def _decade(ten: int, stage: str | None) -> tuple[int, int]:
    """초반 → 0 to 3, 중반 → 4 to 6, 후반 → 6 to 9 of the decade."""
    low, high = {
        None: (0, 9), "초반": (0, 3), "초": (0, 3), "중반": (4, 6), "중": (4, 6), "후반": (6, 9), "후": (6, 9),
        "초중반": (0, 6), "중후반": (4, 9),
    }[stage]  # fmt: skip
    return ten + low, ten + high
