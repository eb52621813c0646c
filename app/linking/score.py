"""Is this entry the shop that the text means? Name × branch × where × category, and when that is enough.

A link is a claim, so it is made only when the best entry scores at least 0.85 and stands 0.1 ahead of the next,
and only when a region or a position is known: a name alone never is. Two branches of one chain in one dong can
not be told apart without a branch name and stay candidates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.linking.names import key, similarity
from app.linking.port import Place, PlaceQuery, Point
from app.linking.regions import agrees, distance_km, stem

LINK_AT = 0.85
LEAD = 0.1
CANDIDATE_AT = 0.7
MAX_CANDIDATES = 5

_KINDRED = ("restaurant bar", "cafe bakery", "shop mart", "restaurant cafe", "cafe bar", "academy fitness",
            "academy culture", "shop culture", "shop repair")  # fmt: skip
_NEIGHBOURS = frozenset(frozenset(pair.split()) for pair in _KINDRED)
_STEPS_KM = ((1.0, 1.0), (2.0, 0.95), (4.0, 0.8), (10.0, 0.6))
_FAR = 0.4
_TIE = 0.89
_ONLY_CLIENTS_REGION = 0.7
_OTHER_TOWN = 0.5


@dataclass(frozen=True, slots=True)
class Scored:
    """An entry with its score, 0 to 1."""

    place: Place
    score: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """What linking decided: the one entry, or at most five that it may be."""

    link: Scored | None
    candidates: tuple[Scored, ...]


def decide(query: PlaceQuery, found: Sequence[Place]) -> Verdict:
    """Link, or say which entries come into question."""
    ranked = sorted((Scored(place, score(query, place)) for place in found), key=lambda x: (-x.score, x.place.id))
    likely = [x for x in ranked if x.score >= CANDIDATE_AT][:MAX_CANDIDATES]
    if likely and (query.regions or query.near or query.branch) and _clearly_first(query, ranked):
        return Verdict(ranked[0], ())
    return Verdict(None, tuple(likely))


def score(query: PlaceQuery, place: Place) -> float:
    """0 to 1; the product of the four factors."""
    name = similarity(query.name, place.name)
    return name * _branch(query, place) * _where(query, place) * _category(query.category, place.category)


def _clearly_first(query: PlaceQuery, ranked: Sequence[Scored]) -> bool:
    first = ranked[0]
    if first.score < LINK_AT:
        return False
    if len(ranked) == 1:
        return True
    likely = [other.place for other in ranked[1:] if other.score >= CANDIDATE_AT]
    if not query.branch and any(_twins(first.place, other) for other in likely):
        return False
    return first.score - ranked[1].score >= LEAD - 1e-9


def _twins(one: Place, other: Place) -> bool:
    """Two entries of one name in one dong."""
    return one.dong is not None and one.dong == other.dong and key(one.name) == key(other.name)


def _branch(query: PlaceQuery, place: Place) -> float:
    if not query.branch:
        return 1.0
    if not place.branch:
        return 0.9
    ours, theirs = key(query.branch), key(place.branch)
    if ours == theirs:
        return 1.0
    return 0.88 if stem(ours) == stem(stem(theirs)) or stem(ours) == stem(theirs) else 0.6


def _where(query: PlaceQuery, place: Place) -> float:
    """Words of the text decide; the client's region and position only break ties between places that fit them."""
    if query.regions:
        agreeing = [agrees(region, place) for region in query.regions]
        if not agreeing[0]:
            return _OTHER_TOWN if not any(agreeing) else _ONLY_CLIENTS_REGION
        beside = query.near is None or _nearness(query.near, place) > _FAR
        return 1.0 if all(agreeing) and beside else _TIE
    if query.near is not None:
        return _nearness(query.near, place)
    return 1.0


def _nearness(here: Point, place: Place) -> float:
    away = distance_km(here, place)
    if away is None:
        return 0.8
    return next((factor for limit, factor in _STEPS_KM if away <= limit), _FAR)


def _category(ours: str | None, theirs: str | None) -> float:
    if ours is None or theirs is None or ours == theirs:
        return 1.0
    if "other" in (ours, theirs):
        return 0.97
    return 0.95 if frozenset({ours, theirs}) in _NEIGHBOURS else 0.85
