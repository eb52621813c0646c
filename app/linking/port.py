"""The port of place linking: what is asked of a place search, what comes back, and how it fails.

PlaceQuery ──PlaceSearch.find──▶ [Place] ──score──▶ link or candidates

SearchAway          the search gave no answer; the place stays unlinked
    reason          refused · timeout · status · garbled · throttled · denied · open (breaker)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol


class Point(NamedTuple):
    """A position in degrees (WGS 84)."""

    lat: float
    lng: float


@dataclass(frozen=True, slots=True)
class PlaceQuery:
    """A shop to be found: its name, and what the text and the client say about where it is.

    `regions` are region words in order of trust: those of the text first, then the client's `region`.
    """

    name: str
    branch: str | None = None
    category: str | None = None
    regions: tuple[str, ...] = ()
    near: Point | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of a place database. `id` is the database's own; `dong` is the 읍·면·동 of the entry, if known."""

    source: str
    id: str
    name: str
    branch: str | None = None
    category: str | None = None
    address: str | None = None
    dong: str | None = None
    lat: float | None = None
    lng: float | None = None
    url: str | None = None

    def as_link(self, score: float) -> dict[str, Any]:
        """The `link` object of TASKS.md; the name is shown with its branch."""
        name = f"{self.name} {self.branch}" if self.branch else self.name
        where = {"address": self.address, "lat": self.lat, "lng": self.lng, "url": self.url}
        return {"source": self.source, "id": self.id, "name": name, **where, "score": round(score, 3)}


class SearchAway(Exception):
    """A place search gave no usable answer. `reason` is one word for logs and metrics; it never holds the query."""

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(f"place search {source}: {reason}")
        self.source = source
        self.reason = reason


class PlaceSearch(Protocol):
    """Finds entries that may be the place asked for, best first, at most 15. Raises SearchAway, nothing else."""

    async def find(self, query: PlaceQuery) -> list[Place]: ...
