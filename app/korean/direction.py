"""Which way a home faces: 남동향, 정남, 방향: 동, (거실 기준). 동남 and 남동 are both se (KOREAN.md §4.5)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Compass = Literal["n", "ne", "e", "se", "s", "sw", "w", "nw"]
Basis = Literal["living_room", "main_room", "entrance"]
_LETTER = {"동": "e", "서": "w", "남": "s", "북": "n"}
_FACING = re.compile(
    r"(?=[완정동서남북])(?:(?:완전|정)\s?)?(?P<way>남동|동남|남서|서남|북동|동북|북서|서북|정?[동서남북])"
    r"(?:[향항](?!교|후|기|상|유)|쪽(?:을|으로)?\s?(?:봐|보[는고]|향|바라|창|난))(?!(?:은|는|이)?\s?(?:아니|아님|아닌))"
)
_LABELLED = re.compile(
    r"(?:방향|(?<![가-힣])향)\s{0,10}[:=]?\s{0,6}(?:\([^()\n]{0,12}\)\s?)?(?:거실|안방|큰방|주실)?\s?(?P<way>남동|동남|남서"
    r"|서남|북동|동북|북서|서북|정?[동서남북])(?![가-힣]*[가-힣]동|[가-힣])"
)
_LOOSE = re.compile(r"(?<![가-힣\d])(?P<way>남동|동남|남서|서남|북동|동북|북서|서북|정남|정동|정서|정북)(?=[\s,/)]|$)")
_BASIS = re.compile(
    r"(?P<living_room>거실)|(?P<main_room>안방|큰방|주실|침실)|(?P<entrance>주?\s?(?:된\s?)?출입구|현관)"
)
_NAME_BEFORE = re.compile(r"[가-힣]$")


@dataclass(frozen=True, slots=True)
class Facing:
    """A direction with its place, and the basis with its own place if it is written beside it."""

    start: int
    end: int
    compass: Compass
    basis: Basis | None = None
    basis_at: tuple[int, int] | None = None


def read_compass(words: str) -> Facing | None:
    """The direction that `words`, known to be one, say: 남동, 정남향, 동."""
    found = next(find_facings(words), None)
    if found:
        return found
    match = re.search(r"(?P<way>남동|동남|남서|서남|북동|동북|북서|서북|정?[동서남북])", words)
    return _facing(words, match) if match else None


def find_facings(text: str) -> Iterator[Facing]:
    """Every direction in a folded text: words with 향 first, then the label 방향, then bare 남서."""
    for match in _FACING.finditer(text):
        before = text[max(0, match.start() - 1) : match.start()]
        if not (_NAME_BEFORE.match(before) and before not in "인는은의가방층실창") or match[0].startswith(
            ("정", "완전")
        ):
            yield _facing(text, match)
    for pattern in (_LABELLED, _LOOSE):
        for match in pattern.finditer(text):
            yield _facing(text, match)


def _facing(text: str, match: re.Match[str]) -> Facing:
    start, end = match.span()
    if match.re is _LABELLED:
        start, end = match.span("way")
    basis = _basis_beside(text, start, end)
    compass = to_compass(match["way"])
    if basis:
        return Facing(start, end, compass, basis[0], basis[1])
    return Facing(start, end, compass)


def to_compass(way: str) -> Compass:
    """남동 and 동남 → se."""
    letters = {_LETTER[c] for c in way if c in _LETTER}
    return "".join(c for c in "nsew" if c in letters)  # type: ignore[return-value]


def _basis_beside(text: str, start: int, end: int) -> tuple[Basis, tuple[int, int]] | None:
    behind = re.compile(r"\s?\(?\s?(?:거실|안방|큰방|주실|침실|주?\s?(?:된\s?)?출입구|현관)").match(text, end)
    room = (end, min(len(text), end + 16)) if behind else (max(0, start - 12), start)
    if not behind and not re.search(
        r"(?:거실|안방|큰방|주실|침실|현관|출입구)\s?(?:기준)?\s?(?:으로)?\)?\s?(?:이)?\s?$", text[room[0] : start]
    ):
        return None
    match = _BASIS.search(text, *room)
    if not match:
        return None
    return match.lastgroup, match.span()  # type: ignore[return-value]
