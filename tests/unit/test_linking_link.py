"""Links in an answer: filled when clear, left out with one warning when the search is away."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from app.domain import Source
from app.linking.link import AWAY, link_places, query_for
from app.linking.port import Place, PlaceQuery, SearchAway

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Shelf:
    """A place search over a few entries; away for the names in `away`."""

    def __init__(self, *places: Place, away: tuple[str, ...] = ()) -> None:
        self._places = places
        self._away = away

    async def find(self, query: PlaceQuery) -> list[Place]:
        if query.name in self._away:
            raise SearchAway("shelf", "timeout")
        return [place for place in self._places if place.name == query.name]


CAFE = Place("shelf", "1", "결담커피", category="cafe", address="서울 마포구 길 1", dong="망원동", lat=37.5, lng=126.9)


def source(**inputs: Any) -> Source:
    return Source("…", date(2026, 1, 1), inputs)


async def test_a_clear_place_is_linked_with_its_facts() -> None:
    """The link has the eight members of the contract and no candidates."""
    places: list[dict[str, Any]] = [{"mention": "결담커피", "name": "결담커피", "category": "cafe", "area": "망원동"}]
    assert await link_places(places, source(), Shelf(CAFE)) == []
    assert places[0]["link"] == {
        "source": "shelf",
        "id": "1",
        "name": "결담커피",
        "address": "서울 마포구 길 1",
        "lat": 37.5,
        "lng": 126.9,
        "url": None,
        "score": 1.0,
    }
    assert places[0]["candidates"] == []


async def test_a_search_that_is_away_costs_only_the_links() -> None:
    """Every place stays, one warning for all, and the others are still linked."""
    places: list[dict[str, Any]] = [{"name": "가"}, {"name": "나"}, {"name": "결담커피", "area": "망원동"}]
    warnings = await link_places(places, source(), Shelf(CAFE, away=("가", "나")))
    assert [(w.code, w.path) for w in warnings] == [(AWAY, "/places")]
    assert [place["link"] is None for place in places] == [True, True, False]
    assert all(place["candidates"] == [] for place in places)


async def test_no_region_means_candidates() -> None:
    """Without any region the entry is offered, not claimed."""
    places: list[dict[str, Any]] = [{"name": "결담커피"}]
    await link_places(places, source(), Shelf(CAFE))
    assert places[0]["link"] is None
    assert [candidate["id"] for candidate in places[0]["candidates"]] == ["1"]


@pytest.mark.parametrize(
    ("place", "inputs", "regions"),
    [
        ({"name": "x", "area": "행궁동"}, {"region": "망원동"}, ("행궁동", "망원동")),
        ({"name": "x"}, {"region": "망원동"}, ("망원동",)),
        ({"name": "x", "branch": "합정점"}, {"region": "망원동"}, ("합정", "망원동")),
        ({"name": "x", "branch": "본점"}, {}, ()),
        ({"name": "x", "area": "망원동"}, {"region": "망원동"}, ("망원동",)),
    ],
)
async def test_the_text_is_asked_first(place: dict[str, Any], inputs: dict[str, Any], regions: tuple[str, ...]) -> None:
    """Area, then the quarter a branch names, then the client's region."""
    assert query_for(place, inputs).regions == regions
