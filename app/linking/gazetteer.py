"""A place search over a local gazetteer file: no key, no network, nothing held in memory.

A lookup reads entries with exactly this name, and entries of the regions (or map cells) asked for that share its
rarest jamo trigrams, and orders them by likeness of the name.
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from pathlib import Path
from typing import Any

from app.linking.gazetteer_index import COLUMNS, cell, grams, index_of
from app.linking.names import key, similarity
from app.linking.port import Place, PlaceQuery, SearchAway
from app.linking.regions import agrees, distance_km, stems

Row = tuple[Any, ...]
"""The fields of a place in the order of COLUMNS."""
_LIMIT = 15
_SAME_NAME = 200
_HITS = 300
_RAREST = 5
_FIELDS = ", ".join(COLUMNS)
_BY_NAME = f"SELECT {_FIELDS} FROM places WHERE key = ? LIMIT ?"  # noqa: S608 (column names of our own)
_BY_REGION = (
    f"SELECT {_FIELDS} FROM places "  # noqa: S608 (column names of our own)
    "WHERE row IN (SELECT rowid FROM words WHERE words MATCH ? LIMIT ?)"
)
_ENTRIES = "SELECT gram, entries FROM grams WHERE gram = ?"
_ALIKE_AT = 0.5


class GazetteerPlaces:
    """PlaceSearch over the index of a CSV file (see gazetteer_index). Lookups run on a thread of their own."""

    name = "gazetteer"

    def __init__(self, csv_path: Path, cache_dir: Path) -> None:
        index = index_of(csv_path, cache_dir)
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(f"{index.as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)

    async def find(self, query: PlaceQuery) -> list[Place]:
        """At most 15 entries, the most alike first; raises SearchAway when the index cannot be read."""
        return await asyncio.to_thread(self.look_up, query)

    def look_up(self, query: PlaceQuery) -> list[Place]:
        """What `find` does, on the calling thread."""
        try:
            with self._lock:
                rows = self._same_name(query) | self._in_region(query)
        except sqlite3.Error:
            raise SearchAway(self.name, "status") from None
        alike = ((similarity(query.name, row[1]), row) for row in rows)
        best = sorted((x for x in alike if x[0] >= _ALIKE_AT), key=lambda x: (-x[0], x[1][0]))
        return [Place(self.name, *row) for _, row in _region_first(best, query)[:_LIMIT]]

    def close(self) -> None:
        """Let go of the index file."""
        self._connection.close()

    def _same_name(self, query: PlaceQuery) -> set[Row]:
        return set(self._connection.execute(_BY_NAME, (key(query.name), _SAME_NAME)))

    def _in_region(self, query: PlaceQuery) -> set[Row]:
        where, of_name = _where(query), self._rarest(query.name)
        if not where or not of_name:
            return set()
        match = f"({' OR '.join(where)}) AND ({' OR '.join(_quoted(f'g{gram}') for gram in of_name)})"
        return set(self._connection.execute(_BY_REGION, (match, _HITS)))

    def _rarest(self, name: str) -> list[str]:
        of_name = grams(key(name))
        known = (self._connection.execute(_ENTRIES, (gram,)).fetchone() for gram in of_name)
        counts: dict[str, int] = dict(row for row in known if row)
        return sorted(counts, key=lambda gram: counts[gram])[: max(_RAREST, len(of_name) // 3)]


def _where(query: PlaceQuery) -> list[str]:
    """The most exact word of every region, and the cells around the position."""
    words = [_quoted(f"r{named[-1]}") for region in query.regions if (named := stems(region))]
    if query.near is not None:
        words += [_quoted(cell(query.near, north, east)) for north in (-1, 0, 1) for east in (-1, 0, 1)]
    return list(dict.fromkeys(words))


def _quoted(word: str) -> str:
    """A word as an FTS5 string; names come from users and must not be read as query syntax."""
    return '"' + word.replace('"', '""') + '"'


def _region_first(best: list[tuple[float, Row]], query: PlaceQuery) -> list[tuple[float, Row]]:
    """A chain has more shops of the same name than fit: those of the region asked for must be among the first."""

    def outside(row: Row) -> float:
        place = Place("gazetteer", *row)
        if any(agrees(region, place) for region in query.regions):
            return 0.0
        away = None if query.near is None else distance_km(query.near, place)
        return 1.0 if away is None else min(1.0, away / 10)

    return sorted(best, key=lambda x: (round(1 - x[0], 1), outside(x[1]), -x[0], x[1][0]))
