"""A place search behind a breaker and a cache of at most a day.

    find ──cached?──▶ answer
         └─breaker open?──▶ SearchAway("open")
         └─search──▶ remembered │ SearchAway counts against the breaker

Linking never slows a request for long: after a few failures the search is left alone for a while and places stay
unlinked. Terms of the place searches may forbid storing answers for long, hence the day.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Protocol

from app.linking.port import Place, PlaceQuery, PlaceSearch, SearchAway

DAY_S = 86_400.0
Clock = Callable[[], float]
"""Seconds that only grow, such as time.monotonic."""


class Breaker(Protocol):
    """Decides whether a search may be asked now; is told how it went."""

    def allows(self) -> bool: ...
    def succeeded(self) -> None: ...
    def failed(self) -> None: ...


class PlaceCache(Protocol):
    """Keeps answers; None = not known. A kept empty list is an answer."""

    def get(self, query: PlaceQuery) -> list[Place] | None: ...
    def put(self, query: PlaceQuery, places: list[Place]) -> None: ...


class CooldownBreaker:
    """Open for `cooldown_s` after `threshold` failures in a row; then one call at a time may try."""

    def __init__(self, clock: Clock, threshold: int = 5, cooldown_s: float = 30.0) -> None:
        self._clock = clock
        self._threshold = threshold
        self._cooldown_s = cooldown_s
        self._failures = 0
        self._open_until = 0.0

    def allows(self) -> bool:
        if self._failures < self._threshold:
            return True
        if self._clock() < self._open_until:
            return False
        self._open_until = self._clock() + self._cooldown_s
        return True

    def succeeded(self) -> None:
        self._failures = 0

    def failed(self) -> None:
        self._failures += 1
        if self._failures >= self._threshold:
            self._open_until = self._clock() + self._cooldown_s


class MemoryPlaceCache:
    """The latest `size` answers, each for `ttl_s` seconds (a day at most)."""

    def __init__(self, clock: Clock, ttl_s: float = DAY_S, size: int = 4096) -> None:
        if not 0 < ttl_s <= DAY_S:
            raise ValueError("answers of a place search are kept for a day at most")
        self._clock = clock
        self._ttl_s = ttl_s
        self._size = size
        self._kept: OrderedDict[PlaceQuery, tuple[float, list[Place]]] = OrderedDict()

    def get(self, query: PlaceQuery) -> list[Place] | None:
        kept = self._kept.get(query)
        if kept is None:
            return None
        if kept[0] <= self._clock():
            del self._kept[query]
            return None
        return list(kept[1])

    def put(self, query: PlaceQuery, places: list[Place]) -> None:
        self._kept[query] = (self._clock() + self._ttl_s, list(places))
        self._kept.move_to_end(query)
        while len(self._kept) > self._size:
            self._kept.popitem(last=False)


class Guarded:
    """PlaceSearch in front of another one. Empty answers are kept too: they are answers."""

    def __init__(self, search: PlaceSearch, breaker: Breaker, cache: PlaceCache, source: str = "guarded") -> None:
        self._search = search
        self._breaker = breaker
        self._cache = cache
        self._source = source

    async def find(self, query: PlaceQuery) -> list[Place]:
        if (kept := self._cache.get(query)) is not None:
            return kept
        if not self._breaker.allows():
            raise SearchAway(self._source, "open")
        try:
            places = await self._search.find(query)
        except SearchAway:
            self._breaker.failed()
            raise
        self._breaker.succeeded()
        self._cache.put(query, places)
        return places
