"""slowapi's guard of pages: each of its measured holes, closed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from app.errors import QuotaExceeded
from app.http.guard import Guard, peer
from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import Response
from starlette.testclient import TestClient


def application(rate: str = "10/minute", peer_host: str = "testclient") -> Iterator[TestClient]:
    """Three generated, included routes in two groups, and a probe."""
    app, router, guard = FastAPI(docs_url=None), APIRouter(), Guard(rate)
    pages, documents = guard.of("pages"), guard.of("documents")

    def page(name: str) -> Callable[[], dict[str, str]]:
        def show() -> dict[str, str]:
            return {"page": name}

        return show

    for name in ("one", "two"):
        router.add_api_route(f"/{name}", page(name), dependencies=[pages])
    router.add_api_route("/problems/{slug}", page("problem"), dependencies=[pages])
    router.add_api_route("/docs", page("docs"), dependencies=[documents])
    router.add_api_route("/needs", lambda number: {"n": number}, dependencies=[documents])
    app.include_router(router)
    app.add_api_route("/healthz/ready", page("ready"))

    @app.exception_handler(QuotaExceeded)
    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, QuotaExceeded)
        return Response(status_code=error.status, headers={"Retry-After": str(error.retry_after_s)})

    with TestClient(app, client=(peer_host, 1)) as client:
        yield client


@pytest.fixture
def client() -> Iterator[TestClient]:
    yield from application()


def passed(client: TestClient, *paths: str, times: int = 15, **headers: str) -> int:
    said = [client.get(path, headers=headers).status_code for _ in range(times) for path in paths]
    assert set(said) <= {200, 429}
    return said.count(200)


def test_ten_of_fifteen_pass_on_generated_included_routes(client: TestClient) -> None:
    """Limits hold on routes of include_router, and generated handlers do not multiply the count."""
    assert passed(client, "/one") == 10


def test_a_group_shares_one_count_and_groups_do_not(client: TestClient) -> None:
    """Ten for all pages together; documents have ten of their own."""
    assert passed(client, "/one", "/two") == 10
    assert passed(client, "/docs") == 10


def test_made_up_paths_make_no_new_counts(client: TestClient) -> None:
    """Walking through addresses of one group is counted as one."""
    assert passed(client, *(f"/problems/{n}" for n in range(30)), times=1) == 10


def test_no_header_lifts_the_limit(client: TestClient) -> None:
    """An empty API key, or a forwarded address that uvicorn did not vouch for, changes nothing."""
    assert passed(client, "/one", times=8, **{"X-API-Key": ""}) == 8
    assert passed(client, "/one", times=8, **{"X-Forwarded-For": "203.0.113.9"}) == 2


def test_invalid_requests_are_counted(client: TestClient) -> None:
    """A request that does not validate is a request."""
    said = [client.get("/needs").status_code for _ in range(15)]
    assert said.count(429) == 5


def test_probes_are_never_limited(client: TestClient) -> None:
    """A kubelet asks more often than any person."""
    assert passed(client, "/healthz/ready", times=100) == 100


def test_a_missing_peer_still_has_a_key() -> None:
    """An empty key would mean no limit at all."""
    assert peer(Request({"type": "http", "client": None})) == "unknown"
    assert peer(Request({"type": "http", "client": ("", 0)})) == "unknown"


def test_two_groups_need_two_names() -> None:
    """slowapi keeps limits by name; the same name twice would count twice."""
    guard = Guard()
    guard.of("pages")
    with pytest.raises(ValueError, match="pages"):
        guard.of("pages")


def test_other_peers_are_left_alone() -> None:
    """Each address has a count of its own."""
    for host in ("198.51.100.1", "198.51.100.2"):
        for client in application(peer_host=host):
            assert passed(client, "/one") == 10
