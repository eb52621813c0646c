"""FAULTS I1: the 28 hostile bodies. A clear 4xx each, short, with no echo of what was sent."""

from __future__ import annotations

import gzip
import json

import httpx2
import pytest

ADDRESS = "/parse/real-estate"
MARK = "비밀표식"
JSON = {"Content-Type": "application/json"}


def text(value: str) -> bytes:
    return ('{"text":"' + value + '"}').encode()


BODIES: dict[str, tuple[bytes, dict[str, str]]] = {
    "lone surrogate": (text(MARK + "\\ud800"), JSON),
    "NUL": (text(MARK + "\\u0000b"), JSON),
    "invalid UTF-8": (b'{"text":"\xff\xfe"}', JSON),
    "UTF-16 with BOM": (text(MARK).decode().encode("utf-16"), JSON),
    "UTF-8 BOM": (b"\xef\xbb\xbf" + text(MARK), JSON),
    "NaN": (b'{"text":"a","reference_date":NaN}', JSON),
    "1e999": (b'{"text":"a","reference_date":1e999}', JSON),
    "integer of 5,000 digits": (b'{"text":' + b"1" * 5000 + b"}", JSON),
    "integer of 4,000 digits": (b'{"text":' + b"1" * 4000 + b"}", JSON),
    "5,000 digits into an untyped field": (b'{"text":"a","known_fields":{"rooms":' + b"1" * 5000 + b"}}", JSON),
    "1e308 as integer": (b'{"text":"a","known_fields":{"rooms":1e308}}', JSON),
    "duplicate keys": (b'{"text":"a","text":"b"}', JSON),
    "100,000 nested arrays": (b'{"text":' + b"[" * 60_000 + b"]" * 60_000 + b"}", JSON),
    "900 nested arrays": (b'{"text":' + b"[" * 900 + b"]" * 900 + b"}", JSON),
    "nested inside an unknown field": (b'{"text":"a","x":' + b"[" * 60_000 + b"]" * 60_000 + b"}", JSON),
    "50,000 nested objects": (b'{"a":' * 20_000 + b"1" + b"}" * 20_000, JSON),
    "empty body": (b"", JSON),
    "null": (b"null", JSON),
    "[]": (b"[]", JSON),
    "25,000 characters": (text("가" * 25_000), JSON),
    "extra field": (text(MARK)[:-1] + ',"비밀표식":1}'.encode(), JSON),
    "50 MB string": (text("a" * 50_000_000), JSON),
    "50 MB of [": (b"[" * 50_000_000, JSON),
    "1,000,000 keys": (("{" + ",".join(f'"k{i}":1' for i in range(1_000_000)) + "}").encode(), JSON),
    "gzip body": (gzip.compress(text(MARK)), {**JSON, "Content-Encoding": "gzip"}),
    "wrong content type": (text(MARK), {"Content-Type": "text/plain"}),
    "no content type": (text(MARK), {}),
    "10,000 unknown fields": (json.dumps({f"{MARK}{i}": 1 for i in range(5_000)}).encode(), JSON),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_hostile_body_gets_a_short_problem(http: httpx2.Client, name: str) -> None:
    """Every hostile body is a 4xx problem of at most 4 KiB that repeats nothing of it."""
    body, headers = BODIES[name]
    try:
        reply = http.post(ADDRESS, content=body, headers=headers)
    except (httpx2.WriteError, httpx2.RemoteProtocolError):
        assert len(body) > 1_000_000, "only an over-long upload may be cut off before the reply is read"
        return
    assert 400 <= reply.status_code < 500
    assert reply.headers["content-type"] == "application/problem+json"
    assert len(reply.content) <= 4096
    assert MARK not in reply.text
    assert reply.json()["type"].startswith("/problems/")


def test_the_service_answers_as_before(http: httpx2.Client) -> None:
    """After all of them an ordinary text is still read."""
    reply = http.post(ADDRESS, json={"text": "신림역 5분 원룸 500/45"})
    assert reply.status_code == 200


@pytest.mark.parametrize(
    ("body", "status", "pointer"),
    [
        ({"text": ""}, 422, "/text"),
        ({"text": " " * 5000}, 422, "/text"),
        ({"text": "\u200b\u2060"}, 422, "/text"),
        ({"text": "가" * 6001}, 413, "/text"),
        ({"text": 5}, 422, "/text"),
        ({}, 422, ""),
        ({"text": "a", "reference_date": "2026-02-30"}, 422, "/reference_date"),
        ({"text": "a", "reference_date": "26-02-03"}, 422, "/reference_date"),
        ({"text": "a", "reference_date": "9999-12-31"}, 422, "/reference_date"),
        ({"text": "a", "known_fields": {"rooms": "two"}}, 422, "/known_fields/rooms"),
        ({"text": "a", "known_fields": {"unheard": 1}}, 422, "/known_fields"),
    ],
)
def test_wrong_input_is_named(http: httpx2.Client, body: dict[str, object], status: int, pointer: str) -> None:
    """Each complaint points at the field and says what is wrong with it."""
    reply = http.post(ADDRESS, json=body)
    assert reply.status_code == status
    assert [one["pointer"] for one in reply.json()["errors"]] == [pointer]


def test_twenty_thousand_spaces_around_a_text_are_too_long(http: httpx2.Client) -> None:
    """Length counts as sent: 20,000 spaces are a clear refusal, not a slow answer."""
    assert http.post(ADDRESS, json={"text": " " * 20_000}).status_code == 413


@pytest.mark.parametrize(
    ("method", "address", "status", "slug"),
    [
        ("GET", "/parse/real-estate", 405, "method-not-allowed"),
        ("POST", "/parse/unheard", 404, "unknown-task"),
        ("POST", "/parse/..%2f..%2fetc", 404, "unknown-task"),
        ("GET", "/no/such/page", 404, "unknown-task"),
        ("DELETE", "/tasks", 405, "method-not-allowed"),
    ],
)
def test_the_frameworks_own_errors_are_problems(
    http: httpx2.Client, method: str, address: str, status: int, slug: str
) -> None:
    """404 and 405 speak the same language as everything else."""
    reply = http.request(method, address, headers=JSON, content=b"{}" if method == "POST" else None)
    assert (reply.status_code, reply.json()["type"]) == (status, f"/problems/{slug}")
    assert reply.json()["request_id"] == reply.headers["x-request-id"]


def test_a_request_id_is_taken_only_when_harmless(http: httpx2.Client) -> None:
    """S22: a caller's id is kept if it is short and plain, else replaced."""
    good = http.get("/tasks", headers={"X-Request-Id": "abc-123"})
    long = http.get("/tasks", headers={"X-Request-Id": "a" * 65})
    strange = http.get("/tasks", headers={"X-Request-Id": "a b"})
    assert good.headers["x-request-id"] == "abc-123"
    assert long.headers["x-request-id"] != "a" * 65
    assert strange.headers["x-request-id"] != "a b"
