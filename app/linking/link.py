"""Tie the places of an answer to entries of a place database.

    for each place: query (name, branch, where) ──search──▶ entries ──score──▶ link │ candidates

A search that is away costs the links, never the answer: the places stay unlinked, with one warning.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from app.domain import Source, Warn
from app.linking.port import Place, PlaceQuery, PlaceSearch, Point, SearchAway
from app.linking.score import decide

AWAY = "place_search_away"
_AT_ONCE = 4
_BRANCHES_WITHOUT_A_PLACE = frozenset({"본점", "직영점", "신관점", "별관점"} | {f"{n}호점" for n in range(1, 10)})


async def link_places(places: list[dict[str, Any]], source: Source, search: PlaceSearch) -> list[Warn]:
    """Fill `link` and `candidates` of every place (plain values, changed in place); the warnings to show.

    `source.inputs` may hold `region` (words) and `near` ({lat, lng}); what the text says about a place wins.
    """
    gate = asyncio.Semaphore(_AT_ONCE)
    failures = await asyncio.gather(*(_link(place, source.inputs, search, gate) for place in places))
    away = next((failure for failure in failures if failure is not None), None)
    if away is None:
        return []
    return [Warn(AWAY, "/places", f"장소 검색({away.source})이 응답하지 않아 연결하지 못했습니다.")]


async def _link(
    place: dict[str, Any], inputs: Mapping[str, Any], search: PlaceSearch, gate: asyncio.Semaphore
) -> SearchAway | None:
    place["link"], place["candidates"] = None, []
    if not place.get("name"):
        return None
    query = query_for(place, inputs)
    try:
        async with gate:
            found: list[Place] = await search.find(query)
    except SearchAway as away:
        return away
    verdict = decide(query, found)
    place["link"] = verdict.link.place.as_link(verdict.link.score) if verdict.link else None
    place["candidates"] = [scored.place.as_link(scored.score) for scored in verdict.candidates]
    return None


def query_for(place: Mapping[str, Any], inputs: Mapping[str, Any]) -> PlaceQuery:
    """What to ask for: region words in order of trust, the text's before the client's."""
    branch = place.get("branch")
    named = place.get("area") or (branch[:-1] if branch and branch not in _BRANCHES_WITHOUT_A_PLACE else None)
    regions = tuple(dict.fromkeys(str(x) for x in (named, inputs.get("region")) if x))
    near = inputs.get("near")
    return PlaceQuery(
        name=str(place["name"]),
        branch=branch,
        category=place.get("category"),
        regions=regions,
        near=Point(float(near["lat"]), float(near["lng"])) if near else None,
    )
