"""Kakao Local keyword search as a place search.

`GET /v2/local/search/keyword.json`, header `Authorization: KakaoAK <REST key>`. `x` is the longitude, `y` the
latitude, both strings; `place_name` holds the branch. Terms may forbid long storage: the cache in front keeps
answers for a day at most, the id is what a client should keep.
"""

from __future__ import annotations

import re
from typing import Any

import httpx2

from app.linking.categories import category_of
from app.linking.fetch import get_object
from app.linking.names import split_branch
from app.linking.port import Place, PlaceQuery, SearchAway

KAKAO = "https://dapi.kakao.com"
_PATH = "/v2/local/search/keyword.json"
_SIZE = 15
_RADIUS_M = 5_000
_DONG = re.compile(r"[가-힣]{1,8}(?:\d{1,2}가|동|읍|면|리|가)(?=\s|$)")


class KakaoPlaces:
    """PlaceSearch over Kakao Local. The client and the key are handed in; nothing is retried or cached here."""

    name = "kakao"

    def __init__(self, client: httpx2.AsyncClient, key: str, timeout_s: float = 1.5, base_url: str = KAKAO) -> None:
        self._client = client
        self._headers = {"Authorization": f"KakaoAK {key}"}
        self._timeout_s = timeout_s
        self._url = base_url.rstrip("/") + _PATH

    async def find(self, query: PlaceQuery) -> list[Place]:
        """At most 15 entries; raises SearchAway."""
        answer = await get_object(self._client, self.name, self._url, _params(query), self._headers, self._timeout_s)
        documents = answer.get("documents")
        if not isinstance(documents, list):
            raise SearchAway(self.name, "garbled")
        places = [_place(document) for document in documents[:_SIZE] if isinstance(document, dict)]
        return [place for place in places if place is not None]


def keywords(query: PlaceQuery) -> str:
    """What a person would type: the region, the name, the branch."""
    region = query.regions[0] if query.regions else ""
    return " ".join(part for part in (region, query.name, query.branch) if part)[:100]


def dong_of(address: str | None) -> str | None:
    """The 동·읍·면·리 of a lot address ("서울 마포구 합정동 123-4")."""
    found = _DONG.findall(address or "")
    return str(found[-1]) if found else None


def _params(query: PlaceQuery) -> dict[str, str | int | float]:
    params: dict[str, str | int | float] = {"query": keywords(query), "size": _SIZE, "sort": "accuracy"}
    if query.near is not None and not query.regions:
        params |= {"x": query.near.lng, "y": query.near.lat, "radius": _RADIUS_M}
    return params


def _place(document: dict[str, Any]) -> Place | None:
    """One entry; None when it lacks what a link needs."""
    if not isinstance(document.get("place_name"), str) or not isinstance(document.get("id"), str | int):
        return None
    name, branch = split_branch(document["place_name"])
    lot, road = _text(document, "address_name"), _text(document, "road_address_name")
    return Place(
        source=KakaoPlaces.name, id=str(document["id"]), name=name, branch=branch,
        category=category_of(_text(document, "category_name") or ""), address=road or lot,
        dong=dong_of(lot), lat=degrees(document.get("y"), 90), lng=degrees(document.get("x"), 180),
        url=_text(document, "place_url"),
    )  # fmt: skip


def degrees(value: Any, limit: int) -> float | None:
    """A coordinate within ±limit; None for anything else, NaN too."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if -limit <= number <= limit else None


def _text(document: dict[str, Any], field: str) -> str | None:
    value = document.get(field)
    return value if isinstance(value, str) and value else None
