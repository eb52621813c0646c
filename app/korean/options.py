"""Appliances, furniture and security a home comes with: only what is written and not denied (KOREAN.md §4.6).

풀옵션 is a fact of its own and adds nothing to the list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.korean.lexicon import finder

_DENIED = re.compile(
    r"\s?\d?\s?(?:는|은|도|이|가|만)?\s?(?:없|[xX](?![A-Za-z])|✕|무(?![가-힣])|불가|제외|미포함|제\s?거|제꺼|가져"
    r"|별도\s?구매|빼고|개인\s?것|놓을\s?(?:자리|공간))"
)
_BOTH = re.compile(r"[/·]|(?:이?랑|하고|와|과|및)\s?|\s및\s")
_CODE_AFTER = re.compile(r"\s?(?:문\s?)?(?:비번|비밀|번호\s?[:=]|#|\*|\d|[:=]?\s?\x01)")
_SHORT = re.compile(r"(?<![가-힣A-Za-z])(?P<w>냉|세|에|에어|티|전|가|인|침|책|옷|신|건)(?=[/,·.\s]|$)")
_SHORT_LIST = re.compile(
    r"(?=[냉세티전가인침책옷신건에])(?<![가-힣A-Za-z])(?:[냉세티전가인침책옷신건]|에어?)(?:[/·,](?:[냉세티전가인침책옷신건]|에어?)){2,12}(?![가-힣A-Za-z])"
)
_SHORT_OF = {
    "냉": "refrigerator", "세": "washer", "에": "air_conditioner", "에어": "air_conditioner", "티": "tv", "전": "microwave",
    "가": "gas_range", "인": "induction", "침": "bed", "책": "desk", "옷": "wardrobe", "신": "shoe_rack", "건": "dryer",
}  # fmt: skip
_FULL = re.compile(
    r"(?P<no>노옵션|무옵션|옵션\s?(?:없음|없는|[xX](?![A-Za-z])|무(?![가-힣])))|(?P<yes>풀\s?옵션?|옵션\s?풀"
    r"|가전\s?풀|풀업션|플\s?옵션|풀옵)(?![가-힣]*아님)"
)
_NO_MORE = re.compile(r"\s?(?:은|는)?\s?(?:아님|아니|[xX](?![A-Za-z])|없)")
_TERRACE_HOME = re.compile(
    r"테라스\s?(?:형|세대|하우스|빌라|아파트|오피스텔|원룸|투룸|쓰리룸|복층|주택)|(?:복층|개인|단독|광폭)\s?테라스"
)


@dataclass(frozen=True, slots=True)
class Thing:
    """One option or security device and where it stands."""

    start: int
    end: int
    value: str


def find_options(text: str, start: int = 0, end: int | None = None) -> list[Thing]:
    """Options written in `text[start:end]` and not denied, in order."""
    return _kept(text, [Thing(*found) for found in finder("options").find(text, start, end)])


def find_security(text: str, start: int = 0, end: int | None = None) -> list[Thing]:
    """Security devices written in `text[start:end]` and not denied, in order."""
    found = [Thing(*one) for one in finder("security").find(text, start, end)]
    return _kept(text, [one for one in found if "lock" not in one.value or not _CODE_AFTER.match(text, one.end)])


def find_short_options(text: str, start: int, end: int) -> Iterator[Thing]:
    """`냉/세/에` under a label that asks for options."""
    for match in _SHORT.finditer(text, start, end):
        yield Thing(match.start(), match.end(), _SHORT_OF[match["w"]])


def find_short_lists(text: str, start: int, end: int) -> Iterator[Thing]:
    """냉/세/에/인 that stand together, three or more, wherever they stand."""
    for match in _SHORT_LIST.finditer(text, start, end):
        yield from find_short_options(text, *match.span())


def find_full_option(text: str, start: int, end: int) -> Iterator[tuple[bool, int, int]]:
    """풀옵션 (True) and 노옵션 (False) with their places."""
    for match in _FULL.finditer(text, start, end):
        if match["no"]:
            yield False, match.start(), match.end()
        else:
            denied = _NO_MORE.match(text, match.end())
            yield not denied, match.start(), denied.end() if denied else match.end()


def names_terrace_home(text: str, start: int, end: int) -> tuple[int, int] | None:
    """테라스 as the type of home (테라스 빌라, 테라스형), not as one thing it has."""
    match = _TERRACE_HOME.search(text, start, end)
    return match.span() if match else None


def _kept(text: str, things: list[Thing]) -> list[Thing]:
    kept: list[Thing] = []
    for thing in things:
        denied = _DENIED.match(text, thing.end)
        if not denied:
            kept.append(thing)
            continue
        while (
            kept
            and _BOTH.fullmatch(text, kept[-1].end, thing.start)
            and ("없" in denied[0] or text[kept[-1].end] not in "/·")
        ):
            thing = kept.pop()  # 베란다/발코니 없음 and 침대랑 책상은 가져갈 denies both
    return kept
