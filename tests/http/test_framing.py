"""FAULTS I5: requests whose framing is a trick. Refused, and never a second response on the connection."""

from __future__ import annotations

import socket

import pytest

from tests.world.service import Service

BODY = b'{"text":"\xec\x9b\x90\xeb\xa3\xb8"}'
START = b"POST /parse/real-estate HTTP/1.1\r\n"
HOST = b"Host: a\r\n"
TYPE = b"Content-Type: application/json\r\n"
SMUGGLED = b"GET /healthz/live HTTP/1.1\r\nHost: a\r\n\r\n"
CHUNKED = b"%x\r\n%b\r\n0\r\n\r\n" % (len(BODY), BODY)
LENGTH = b"Content-Length: %d\r\n" % len(BODY)

ATTACKS: dict[str, bytes] = {
    "CL + TE": START + HOST + TYPE + LENGTH + b"Transfer-Encoding: chunked\r\n\r\n" + CHUNKED + SMUGGLED,
    "two different CL": START + HOST + TYPE + LENGTH + b"Content-Length: 3\r\n\r\n" + BODY + SMUGGLED,
    "CL +12": START + HOST + TYPE + b"Content-Length: +12\r\n\r\n" + BODY + SMUGGLED,
    "CL 0x0c": START + HOST + TYPE + b"Content-Length: 0x0c\r\n\r\n" + BODY + SMUGGLED,
    "TE xchunked": START + HOST + TYPE + b"Transfer-Encoding: xchunked\r\n\r\n" + CHUNKED + SMUGGLED,
    "TE chunked, identity": START + HOST + TYPE + b"Transfer-Encoding: chunked, identity\r\n\r\n" + CHUNKED + SMUGGLED,
    "space before the colon": START + HOST + TYPE + b"Content-Length : 5\r\n\r\n" + BODY + SMUGGLED,
    "bare LF": b"POST /parse/real-estate HTTP/1.1\nHost: a\nContent-Length: 2\n\n{}" + SMUGGLED,
    "obs-fold": START + HOST + TYPE + b"X-A: b\r\n c\r\n" + LENGTH + b"\r\n" + BODY + SMUGGLED,
    "no Host": START + TYPE + LENGTH + b"\r\n" + BODY + SMUGGLED,
    "1 MB header": START + HOST + TYPE + b"X-A: " + b"a" * 1_000_000 + b"\r\n" + LENGTH + b"\r\n" + BODY + SMUGGLED,
    "20,000 headers": START + HOST + TYPE + b"X-A: b\r\n" * 20_000 + LENGTH + b"\r\n" + BODY + SMUGGLED,
    "NUL in a header": START + HOST + TYPE + b"X-A: a\x00b\r\n" + LENGTH + b"\r\n" + BODY + SMUGGLED,
    "huge chunk size": START + HOST + TYPE + b"Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n{}" + SMUGGLED,
    "HTTP/1.0 with TE": b"POST /parse/real-estate HTTP/1.0\r\n"
    + HOST
    + TYPE
    + b"Transfer-Encoding: chunked\r\n\r\n"
    + CHUNKED
    + SMUGGLED,
}


def exchange(port: int, request: bytes) -> bytes:
    """Send everything and read until the server closes, or goes quiet."""
    with socket.create_connection(("127.0.0.1", port), timeout=3) as connection:
        received = b""
        try:
            connection.sendall(request)
            while part := connection.recv(65_536):
                received += part
        except (TimeoutError, ConnectionError):
            pass
    return received


@pytest.mark.parametrize("name", ATTACKS)
def test_ambiguous_framing_is_refused(service: Service, name: str) -> None:
    """400 or 431, one response, and the smuggled request is never answered."""
    received = exchange(service.port, ATTACKS[name])
    statuses = [line.split(b" ")[1] for line in received.split(b"\r\n") if line.startswith(b"HTTP/1.")]
    assert len(statuses) <= 1
    assert statuses in ([], [b"400"], [b"431"])
    assert b'"live"' not in received
