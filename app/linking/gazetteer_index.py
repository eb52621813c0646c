"""A gazetteer CSV turned into an SQLite file that answers in milliseconds without being held in memory.

CSV: `id,name,branch,category,address,dong,lat,lng,phone`, UTF-8, with that header. The phone is not kept.

    places    one row per entry, indexed by `key` (the compared spelling of the name)
    grams     jamo trigrams of names with how many entries hold each, so that a lookup can start with the rarest
    words     FTS5, contentless: `g…` a trigram, `r…` a region stem, `c…x…` a map cell of 0.02° (about 2 km)

Jamo trigrams find a name through typos and spacing; the region words keep the number of hits small, which is why
even the commonest name stays quick.
"""

from __future__ import annotations

import csv
import hashlib
import os
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from app.errors import ConfigurationError, Flaw
from app.korean.jamo import letters
from app.linking.names import key
from app.linking.port import Place, Point
from app.linking.regions import stem, stems_of

LAYOUT = 1
"""Raised whenever the tables change, so that an index of an older program is not read."""
COLUMNS = ("id", "name", "branch", "category", "address", "dong", "lat", "lng")
_CELL = 0.02
_BATCH = 5_000
_SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE places (row INTEGER PRIMARY KEY, id TEXT, name TEXT, branch TEXT, category TEXT, address TEXT, dong TEXT,
                     lat REAL, lng REAL, key TEXT);
CREATE TABLE grams (gram TEXT PRIMARY KEY, entries INTEGER) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5(tokens, content='', detail=none, columnsize=0);
"""


def index_of(csv_path: Path, cache_dir: Path) -> Path:
    """The index of this very CSV below `cache_dir`; built when it is not there yet. Raises ConfigurationError."""
    target = cache_dir / f"gazetteer-{LAYOUT}-{_digest(csv_path)}.sqlite"
    if not target.exists():
        cache_dir.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=cache_dir, prefix="gazetteer-", suffix=".part")
        os.close(handle)
        try:
            _build(csv_path, Path(name))
            Path(name).replace(target)  # whole or not at all, also when two processes build it at once
        finally:
            Path(name).unlink(missing_ok=True)
    return target


def grams(name_key: str) -> list[str]:
    """The jamo trigrams of a compared spelling, each once; a shorter one is its own gram."""
    spelled = letters(name_key)
    if len(spelled) < 3:
        return [spelled] if spelled else []
    return list(dict.fromkeys(spelled[i : i + 3] for i in range(len(spelled) - 2)))


def cell(point: Point, north: int = 0, east: int = 0) -> str:
    """The word of the map cell that holds `point`, or of one `north` rows and `east` columns from it."""
    row, column = int((point.lat + 90) / _CELL) + north, int((point.lng + 180) / _CELL) + east
    return f"c{row}x{column}"


def _digest(csv_path: Path) -> str:
    try:
        with csv_path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()[:16]
    except OSError as error:
        raise ConfigurationError([Flaw(csv_path.name, None, "", f"cannot be read: {error.strerror}")]) from None


def _build(csv_path: Path, target: Path) -> None:
    counts: Counter[str] = Counter()
    connection = sqlite3.connect(target)
    try:
        connection.executescript(_SCHEMA)
        entries = enumerate(_entries(csv_path), 1)
        while batch := list(islice(entries, _BATCH)):
            _store(connection, batch, counts)
        connection.executemany("INSERT INTO grams VALUES (?, ?)", counts.items())
        connection.execute("CREATE INDEX by_key ON places (key)")
        connection.execute("INSERT INTO words(words) VALUES ('optimize')")
        connection.commit()
    finally:
        connection.close()


def _store(connection: sqlite3.Connection, batch: list[tuple[int, Place]], counts: Counter[str]) -> None:
    rows, words = [], []
    for number, place in batch:
        name_key = key(place.name)
        of_name = grams(name_key)
        counts.update(of_name)
        rows.append((number, *(getattr(place, column) for column in COLUMNS), name_key))
        words.append((number, " ".join((*(f"g{gram}" for gram in of_name), *_where(place)))))
    connection.executemany("INSERT INTO places VALUES (?,?,?,?,?,?,?,?,?,?)", rows)
    connection.executemany("INSERT INTO words(rowid, tokens) VALUES (?, ?)", words)


def _where(place: Place) -> Iterator[str]:
    found = set(stems_of(place))
    if place.branch:
        found.add(stem(stem(place.branch)))  # 합정역점 → 합정: a quarter that the address does not name
    yield from (f"r{word}" for word in sorted(found))
    if place.lat is not None and place.lng is not None:
        yield cell(Point(place.lat, place.lng))


def _entries(csv_path: Path) -> Iterator[Place]:
    with csv_path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
        if missing:
            flaw = Flaw(csv_path.name, 1, missing[0], "column is missing", f"the header is {','.join(COLUMNS)}")
            raise ConfigurationError([flaw])
        yield from _places(reader, csv_path.name)


def _places(rows: Iterable[dict[str, str]], file: str) -> Iterator[Place]:
    for line, row in enumerate(rows, 2):
        try:
            yield _place(row)
        except (TypeError, ValueError):
            flaw = Flaw(
                file, line, "", "a row that cannot be read", "id and name are required, lat and lng are degrees"
            )
            raise ConfigurationError([flaw]) from None


def _place(row: dict[str, str]) -> Place:
    """One row; ValueError or TypeError for a short one, one without id or name, or bad coordinates."""
    if not all(row[column] for column in ("id", "name")) or any(row[column] is None for column in COLUMNS):
        raise ValueError
    lat, lng = (float(row[column]) if row[column] else None for column in ("lat", "lng"))
    said = {column: row[column] or None for column in ("branch", "category", "address", "dong")}
    return Place(source="gazetteer", id=row["id"], name=row["name"], **said, lat=lat, lng=lng)
