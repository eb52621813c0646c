"""What every place search promises, over Kakao, Naver (a loopback server) and the local gazetteer (a file)."""

from __future__ import annotations

import csv
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import httpx2
import pytest
from app.linking.gazetteer import GazetteerPlaces
from app.linking.kakao import KakaoPlaces
from app.linking.naver import NaverPlaces
from app.linking.port import Place, PlaceQuery, PlaceSearch, Point, SearchAway
from app.linking.score import decide

from tests.world.place_vendors import SHOPS, PlaceVendors

pytestmark = pytest.mark.anyio
REMOTE = ("kakao", "naver")
HOSTILE = ['"', "a OR b", "NEAR(x y)", "r*", "' ; DROP TABLE places", "\x00", "😀", "가" * 5_000, "(((", "-", " "]
FAULTS = {
    "status-500": "status",
    "status-503": "status",
    "status-429": "throttled",
    "status-401": "denied",
    "status-302": "status",
    "hang": "timeout",
    "drip": "timeout",
    "cut": "refused",
    "garbage": "garbled",
    "text": "garbled",
    "list": "garbled",
    "empty": "garbled",
    "wrong": "garbled",
    "deep": "garbled",
    "huge": "garbled",
}


@pytest.fixture
async def vendors() -> AsyncIterator[PlaceVendors]:
    async with PlaceVendors() as running:
        yield running


@pytest.fixture
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(trust_env=False) as opened:
        yield opened


def remote(kind: str, client: httpx2.AsyncClient, url: str, timeout_s: float = 1.0) -> PlaceSearch:
    if kind == "kakao":
        return KakaoPlaces(client, "k-secret", timeout_s, url)
    return NaverPlaces(client, "n-id", "n-secret", timeout_s, url)


def gazetteer(folder: Path) -> GazetteerPlaces:
    table = folder / "gazetteer.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "name", "branch", "category", "address", "dong", "lat", "lng", "phone"])
        for s in SHOPS:
            writer.writerow(
                [s["id"], s["name"], s["branch"], "", s["road"], s["lot"].split()[2], s["lat"], s["lng"], ""]
            )
    return GazetteerPlaces(table, folder / "cache")


@pytest.fixture(params=[*REMOTE, "gazetteer"])
async def search(
    request: pytest.FixtureRequest, vendors: PlaceVendors, client: httpx2.AsyncClient, tmp_path: Path
) -> AsyncIterator[PlaceSearch]:
    if request.param != "gazetteer":
        yield remote(request.param, client, vendors.url)
        return
    local = gazetteer(tmp_path)
    yield local
    local.close()


async def test_a_branch_is_found_and_linked(search: PlaceSearch) -> None:
    """A chain's branch comes back with name and branch apart, its dong, its position, and is clearly the one."""
    query = PlaceQuery("스타벅스", branch="합정점", category="cafe", regions=("합정동",))
    verdict = decide(query, await search.find(query))
    assert verdict.link is not None
    place = verdict.link.place
    assert (place.name, place.branch, place.dong) == ("스타벅스", "합정점", "합정동")
    assert place.lat == pytest.approx(37.551, abs=1e-3)
    assert place.lng == pytest.approx(126.9168, abs=1e-3)
    assert place.id
    assert place.address == "서울 마포구 월드컵로3길 84-20"


async def test_the_same_entry_has_the_same_id_twice(search: PlaceSearch) -> None:
    """Clients keep the id, so it must not change between two answers."""
    query = PlaceQuery("결담커피", regions=("망원동",))
    first, second = await search.find(query), await search.find(query)
    assert first
    assert [place.id for place in first] == [place.id for place in second]


async def test_nothing_found_is_an_empty_list(search: PlaceSearch) -> None:
    """No hit is an answer, not a failure."""
    assert await search.find(PlaceQuery("없는가게이름", regions=("없는동",))) == []


@pytest.mark.parametrize("name", HOSTILE)
async def test_no_query_breaks_a_search(search: PlaceSearch, name: str) -> None:
    """Names come from users: query syntax, quotes, NUL and length never raise anything but SearchAway."""
    found: list[Place] = []
    with suppress(SearchAway):
        found = await search.find(PlaceQuery(name, regions=(name,), near=Point(37.5, 126.9)))
    assert len(found) <= 15


@pytest.mark.parametrize("kind", REMOTE)
@pytest.mark.parametrize(("behaviour", "reason"), FAULTS.items())
async def test_every_fault_has_one_name(
    kind: str, behaviour: str, reason: str, vendors: PlaceVendors, client: httpx2.AsyncClient
) -> None:
    """Whatever the server does, the caller sees SearchAway with the reason, without the query or a key in it."""
    vendors.behaviour = behaviour
    with pytest.raises(SearchAway) as raised:
        await remote(kind, client, vendors.url, timeout_s=0.3).find(PlaceQuery("비밀스러운이름"))
    assert raised.value.reason == reason
    assert "비밀" not in str(raised.value)
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("kind", REMOTE)
async def test_a_closed_port_is_refused(kind: str, client: httpx2.AsyncClient) -> None:
    """A server that is not there is one more way to be away."""
    async with PlaceVendors() as gone:
        url = gone.url
    with pytest.raises(SearchAway, match="refused"):
        await remote(kind, client, url).find(PlaceQuery("결담커피"))


async def test_a_gazetteer_that_cannot_be_read_is_away(tmp_path: Path) -> None:
    """A lost index file behaves like a lost server."""
    local = gazetteer(tmp_path)
    local.close()
    with pytest.raises(SearchAway):
        await local.find(PlaceQuery("결담커피", regions=("망원동",)))


async def test_kakao_is_asked_as_its_manual_says(vendors: PlaceVendors, client: httpx2.AsyncClient) -> None:
    """Path, authorization, longitude as x; the position only when the text names no region."""
    kakao = remote("kakao", client, vendors.url)
    await kakao.find(PlaceQuery("메가커피", near=Point(35.157, 129.065)))
    await kakao.find(PlaceQuery("메가커피", "전포점", regions=("전포동",), near=Point(35.157, 129.065)))
    (path, first, headers), (_, second, _) = vendors.seen
    assert path == "/v2/local/search/keyword.json"
    assert headers["authorization"] == "KakaoAK k-secret"
    assert (first["query"], first["x"], first["y"]) == ("메가커피", "129.065", "35.157")
    assert second["query"] == "전포동 메가커피 전포점"
    assert "x" not in second


async def test_naver_is_asked_as_its_manual_says(vendors: PlaceVendors, client: httpx2.AsyncClient) -> None:
    """Path and both keys; at most five items."""
    await remote("naver", client, vendors.url).find(PlaceQuery("결담커피", regions=("망원동",)))
    path, query, headers = vendors.seen[0]
    assert path == "/v1/search/local.json"
    assert (headers["x-naver-client-id"], headers["x-naver-client-secret"]) == ("n-id", "n-secret")
    assert query["display"] == "5"


async def test_categories_of_the_vendors_are_ours(vendors: PlaceVendors, client: httpx2.AsyncClient) -> None:
    """음식점 > 카페 > 커피전문점 is a cafe, 의료,건강 > 약국 a pharmacy."""
    for kind in REMOTE:
        search = remote(kind, client, vendors.url)
        assert [place.category for place in await search.find(PlaceQuery("스타벅스"))] == ["cafe"]
        assert [place.category for place in await search.find(PlaceQuery("새봄약국"))] == ["pharmacy"]
