"""Naver local search as a place search.

`GET /v1/search/local.json`, headers `X-Naver-Client-Id` and `X-Naver-Client-Secret`; at most 5 items. Titles come
with `<b>` and HTML entities and hold the branch. An item has no id: a digest of title and address stands for it,
so the same entry has the same id tomorrow. mapx and mapy are degrees times 10⁷ where they exceed 10⁸ (10⁸ and
3·10⁸ for Korea); older answers used a plane grid, which is left out rather than guessed.
"""

from __future__ import annotations

import hashlib
import html
import re
from typing import Any

import httpx2

from app.linking.categories import category_of
from app.linking.fetch import get_object
from app.linking.kakao import degrees, dong_of, keywords
from app.linking.names import split_branch
from app.linking.port import Place, PlaceQuery, SearchAway

NAVER = "https://openapi.naver.com"
_PATH = "/v1/search/local.json"
_DISPLAY = 5
_TAG = re.compile(r"</?[A-Za-z]{1,10}>")
_SCALE = 10**7
_DEGREES_FROM = 10**8


class NaverPlaces:
    """PlaceSearch over Naver local search. The client and both keys are handed in."""

    name = "naver"

    def __init__(
        self,
        client: httpx2.AsyncClient,
        client_id: str,
        client_secret: str,
        timeout_s: float = 1.5,
        base_url: str = NAVER,
    ) -> None:
        self._client = client
        self._headers = {"X-Naver-Client-Id": client_id, "X-Naver-Client-Secret": client_secret}
        self._timeout_s = timeout_s
        self._url = base_url.rstrip("/") + _PATH

    async def find(self, query: PlaceQuery) -> list[Place]:
        """At most 5 entries; raises SearchAway."""
        params: dict[str, str | int | float] = {"query": keywords(query), "display": _DISPLAY, "sort": "random"}
        answer = await get_object(self._client, self.name, self._url, params, self._headers, self._timeout_s)
        items = answer.get("items")
        if not isinstance(items, list):
            raise SearchAway(self.name, "garbled")
        places = [_place(item) for item in items[:_DISPLAY] if isinstance(item, dict)]
        return [place for place in places if place is not None]


def _place(item: dict[str, Any]) -> Place | None:
    title = item.get("title")
    if not isinstance(title, str) or not title:
        return None
    shown = html.unescape(_TAG.sub("", title))
    name, branch = split_branch(shown)
    lot, road = (item.get(field) if isinstance(item.get(field), str) else None for field in ("address", "roadAddress"))
    return Place(
        source=NaverPlaces.name, id=_digest(shown, road or lot or ""), name=name, branch=branch,
        category=category_of(str(item.get("category") or "")), address=road or lot or None, dong=dong_of(lot),
        lat=_degrees(item.get("mapy"), 90), lng=_degrees(item.get("mapx"), 180), url=item.get("link") or None,
    )  # fmt: skip


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _degrees(value: Any, limit: int) -> float | None:
    try:
        number = int(value)
    except (TypeError, ValueError):
        return None
    return degrees(number / _SCALE, limit) if number > _DEGREES_FROM else None
