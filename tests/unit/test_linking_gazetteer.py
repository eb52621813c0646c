"""The gazetteer's index: built once per CSV, found again, found through typos."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from app.errors import ConfigurationError
from app.linking.gazetteer import GazetteerPlaces
from app.linking.gazetteer_index import index_of
from app.linking.port import PlaceQuery, Point

HEADER = "id,name,branch,category,address,dong,lat,lng,phone\n"
ROWS = (
    "g1,카츠무라,,restaurant,부산 부산진구 동천로 171,전포동,35.1567,129.0671,\n"
    "g2,녹턴,,bar,부산 부산진구 서전로 181,전포동,35.1551,129.0617,\n"
    "g3,메가커피,전포점,cafe,부산 부산진구 동천로 133,전포동,35.1566,129.0655,\n"
    "g4,메가커피,망원점,cafe,서울 마포구 망원로 161,망원동,37.5569,126.9038,\n"
)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "gazetteer.csv"
    path.write_text(HEADER + ROWS, "utf-8")
    return path


def ids(search: GazetteerPlaces, query: PlaceQuery) -> list[str]:
    return [place.id for place in search.look_up(query)]


def test_typos_and_spaces_still_find(table: Path, tmp_path: Path) -> None:
    """One wrong vowel, a space in the name, a name of two syllables."""
    search = GazetteerPlaces(table, tmp_path / "cache")
    assert ids(search, PlaceQuery("카츠무리", regions=("전포동",))) == ["g1"]
    assert ids(search, PlaceQuery("카츠 무라", regions=("전포",))) == ["g1"]
    assert ids(search, PlaceQuery("녹튼", regions=("전포역",))) == ["g2"]
    search.close()


def test_a_position_finds_what_is_near(table: Path, tmp_path: Path) -> None:
    """Of a chain the nearest shop comes first; the exact name is found wherever it is."""
    search = GazetteerPlaces(table, tmp_path / "cache")
    assert ids(search, PlaceQuery("메가커피", near=Point(35.157, 129.065))) == ["g3", "g4"]
    assert ids(search, PlaceQuery("메가커피", regions=("망원동",))) == ["g4", "g3"]
    search.close()


def test_the_index_is_built_once_per_content(table: Path, tmp_path: Path) -> None:
    """The same CSV keeps its index, a changed one gets a new one, nothing half built stays behind."""
    cache = tmp_path / "cache"
    first = index_of(table, cache)
    made = first.stat().st_mtime_ns
    os.utime(table)
    assert index_of(table, cache) == first
    assert first.stat().st_mtime_ns == made
    table.write_text(HEADER + ROWS.replace("녹턴", "야상곡"), "utf-8")
    second = index_of(table, cache)
    assert second != first
    assert {path.suffix for path in cache.iterdir()} == {".sqlite"}


@pytest.mark.parametrize(
    ("content", "line"), [("id,name\n1,x\n", 1), (HEADER + "g1,x,,,,,north,1,\n", 2), (HEADER + ROWS + "g9,x\n", 6)]
)
def test_a_broken_csv_says_where(content: str, line: int, tmp_path: Path) -> None:
    """A missing column or an unreadable row is a configuration error with file and line, and leaves no index."""
    table = tmp_path / "gazetteer.csv"
    table.write_text(content, "utf-8")
    with pytest.raises(ConfigurationError) as raised:
        index_of(table, tmp_path / "cache")
    assert raised.value.flaws[0].line == line
    assert not list((tmp_path / "cache").iterdir())


def test_a_missing_csv_is_a_configuration_error(tmp_path: Path) -> None:
    """Not a bare OSError."""
    with pytest.raises(ConfigurationError):
        index_of(tmp_path / "none.csv", tmp_path)


async def _found_on_a_thread(search: GazetteerPlaces) -> list[str]:
    return [place.id for place in await search.find(PlaceQuery("녹턴", regions=("전포동",)))]


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_lookups_leave_the_event_loop_free(table: Path, tmp_path: Path, anyio_backend: str) -> None:
    """`find` answers the same from a thread."""
    search = GazetteerPlaces(table, tmp_path / "cache")
    assert await _found_on_a_thread(search) == ["g2"]
    search.close()
