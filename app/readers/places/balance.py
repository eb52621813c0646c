"""Praise and blame of one place weighed against each other: the convention for `mixed`, derived from the labelled posts.

In dev all four mixed places set blame against praise by a turn, and no place called positive does. Of 89 places with
both praise and blame in dev and places_fresh.jsonl, 38 of the 51 mixed ones do, and 3 of the 38 others:

praise, a turn, blame     뷰는 최고인데 커피맛은 쏘쏘; 꼼꼼하세요. 근데 대기가 …    mixed, up to three against one
blame, a turn, praise     8백원 올랐지만 두툼하고 쫄깃해요                      the stronger side; mixed only if nearly even
no turn                   고기도 크고 맛있어요. 사리도 굿. 주차가 좁아요          the same: one minus beside several pluses is praise

A turn is a word (근데, 다만), or -지만 and -ㄴ데 behind a clause that praises (갔는데 더러워요 turns nothing).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_LEAST = 0.5
"""Less than half a word of one side is none: 좁긴 한데."""
_TURNED_SHARE = 0.33
_EVEN_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class Judged:
    """What a clause says for and against a place, and what turns in front of it: a word, or the end of the last clause."""

    good: float
    bad: float
    turns: bool
    linked: bool
    lacks: bool
    """Words of lack without a judgement: 없어요, 너무 …"""


def verdict(judged: Sequence[Judged]) -> str | None:
    """positive · negative · mixed, or None if nothing judges."""
    good = sum(clause.good for clause in judged)
    bad, turned = _blame(judged)
    if not good and not bad:
        return None
    share = _TURNED_SHARE if turned else _EVEN_SHARE
    if min(good, bad) >= _LEAST and min(good, bad) / max(good, bad) >= share:
        return "mixed"
    return "positive" if good >= bad else "negative"


def _blame(judged: Sequence[Judged]) -> tuple[float, bool]:
    """The sum of the blame, and whether some of it stands behind praise and a turn, where a lack is blame too."""
    bad, praised, last, turned, found = 0.0, 0.0, 0.0, False, False
    for clause in judged:
        here = (clause.turns and praised >= _LEAST) or (clause.linked and last >= _LEAST)
        turned = turned or here
        blame = _LEAST if here and clause.lacks else clause.bad
        found = found or (turned and blame >= _LEAST)
        bad, praised, last = bad + blame, praised + clause.good, clause.good
    return bad, found
