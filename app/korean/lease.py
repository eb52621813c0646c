"""How long a lease runs: 단기 3개월부터, 최소 6개월, 1년 계약, 최소 1주 ~ 최대 3개월. In months."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

Place = tuple[int, int]
_SPAN = r"(?P<{0}>\d{{1,2}}|한|두|세|일)\s?(?P<u{0}>개월|달|년)"
_MIN = re.compile(
    rf"(?=[최단\d한두세일])(?:(?:최소|단기)\s?(?:계약|거주|이용|임대)?\s?(?:기간)?\s?[:(]?\s?{_SPAN.format('a')}"
    rf"|{_SPAN.format('b')}\s?(?:이상|부터)(?!\s?할인))"
)
_MAX = re.compile(rf"최대\s?{_SPAN.format('a')}")
_EXACT = re.compile(rf"(?=[\d한두세일])(?<!\d){_SPAN.format('a')}\s?(?:계약(?!금)|단위\s?계약|임대\s?계약|약정)")
_SAID = re.compile(
    rf"(?=계)계약\s?(?:기간)?(?:은|는)?\s?[:=]?\s?(?:딱\s?)?{_SPAN.format('a')}(?!\s?(?:이상|부터|남|전|뒤|후|째|만|했|중|지났|연장))"
)
_LABELLED = re.compile(_SPAN.format("a"))
_NOT_BEFORE = re.compile(r"(?:렌트\s?프리|무상|관리비|선납|연체|준공|보증)\s?$")
_BOUND_BEFORE = re.compile(r"(?:최소|최대|단기)\s?$")
_NUMBERS = {"한": 1, "두": 2, "세": 3, "일": 1}


@dataclass(slots=True)
class Lease:
    """Months at least and at most, and where each is said."""

    least: float | None = None
    most: float | None = None
    places: dict[str, Place] = field(default_factory=dict)


def find_lease(text: str, start: int, end: int) -> Lease | None:
    """The length of the lease said in `text[start:end]`."""
    lease = Lease()
    for pattern, bounds in (
        (_EXACT, ("least", "most")),
        (_SAID, ("least", "most")),
        (_MIN, ("least",)),
        (_MAX, ("most",)),
    ):
        for match in pattern.finditer(text, start, end):
            before = max(0, match.start() - 8)
            if pattern is _EXACT and _BOUND_BEFORE.search(text, before, match.start()):
                continue  # 최소 3개월 계약
            if not _NOT_BEFORE.search(text, before, match.start()):
                _set(lease, match, bounds)
                break
    return lease if lease.places else None


def read_lease(words: str) -> Lease | None:
    """The length that `words`, known to be about the lease, say; a bare length is both bounds."""
    lease = find_lease(words, 0, len(words))
    if lease is None and (match := _LABELLED.search(words)):
        lease = Lease()
        _set(lease, match, ("least", "most"))
    return lease


def _set(lease: Lease, match: re.Match[str], bounds: tuple[str, ...]) -> None:
    group = "a" if match["a"] else "b"
    words, unit = match[group], match["u" + group]
    months = float(_NUMBERS[words] if words in _NUMBERS else int(words)) * (12 if unit == "년" else 1)
    for bound in bounds:
        if getattr(lease, bound) is None:
            setattr(lease, bound, int(months))
            lease.places[bound] = (match.start(group), match.end("u" + group))
