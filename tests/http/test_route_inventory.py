"""S24: everything that the two ports answer is in a list that a person wrote."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.world import plain_http
from tests.world.service import Service, running

PUBLIC = {
    "/": 200,
    "/status": 200,
    "/review": 200,
    "/review/samples": 200,
    "/review/agreement": 200,
    "/review/export": 200,
    "/review/samples/feedback-000000000000000000000000": 404,
    "/review/verdicts": 405,
    "/review/adoptions": 405,
    "/status.json": 200,
    "/tasks": 200,
    "/static/app.js": 200,
    "/embed/autofill.js": 200,
    "/problems/invalid-input": 200,
    "/healthz/live": 200,
    "/healthz/ready": 200,
}
DOCUMENTS = ("/docs", "/openapi.json", "/static/docs/start.js")
ADMIN = ("/metrics", "/requests", "/requests/x", "/providers", "/providers/order")
NOWHERE = ("/redoc", "/admin", "/debug", "/.env", "/.git/config", "/config", "/samples", "/docs/oauth2-redirect")


@pytest.fixture(scope="module")
def closed() -> Iterator[Service]:
    """As in production: no documents."""
    with running(env={"DOCS": "false"}) as service:
        yield service


def status(url: str) -> int:
    return plain_http.get(url).status_code


def test_the_public_port(closed: Service) -> None:
    """The page, its files and the probes are there; documents, numbers and orders are not."""
    assert {path: status(closed.url + path) for path in PUBLIC} == PUBLIC
    for path in (*ADMIN, *NOWHERE, "/docs", "/openapi.json"):
        # 405: any address of two parts may be a task's, and tasks take POST.
        assert status(closed.url + path) == (405 if path.count("/") == 2 else 404), path


def test_documents_only_where_they_are_wanted(closed: Service, service: Service) -> None:
    """/docs and the description of the API are served unless DOCS=false."""
    assert [status(service.url + path) for path in DOCUMENTS] == [200] * 3
    assert status(closed.url + "/docs") == 404


def test_the_admin_port(closed: Service) -> None:
    """Numbers and recent requests, on a port of its own; no task and no page."""
    assert [status(closed.admin_url + path) for path in ADMIN] == [200, 200, 404, 200, 405]
    for path in ("/", "/tasks", "/status", "/docs", *NOWHERE):
        assert status(closed.admin_url + path) == 404, path
    reply = plain_http.post(f"{closed.admin_url}/parse/real-estate", json={"text": "원룸"})
    assert reply.status_code == 404


def test_a_judge_is_nowhere_to_be_asked(service: Service) -> None:
    """It has a folder and no address: not among the tasks, not in the description of the API, and no endpoint."""
    for name in ("judge/fields", "judge/pair"):
        body = {"text": "글", "field": "칸", "value": "값"}
        assert plain_http.post(f"{service.url}/{name}", json=body).status_code == 404
    for path in ("/tasks", "/openapi.json", "/", "/status.json"):
        assert "judge/" not in plain_http.get(service.url + path).text, path
