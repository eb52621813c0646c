"""Clients that never finish: the head, the body, or nothing at all (U2)."""

from __future__ import annotations

import socket
import time

import httpx2

from tests.world import plain_http
from tests.world.service import Service

HEAD = b"POST /parse/real-estate HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
STARTS = {
    "nothing at all": b"",
    "half a head": HEAD,
    "half a body": HEAD + b"Content-Length: 500\r\n\r\n{",
}
WITHIN_S = 11.5


def test_whoever_never_finishes_is_closed(service: Service) -> None:
    """U2: silence, half a head and half a body end within ten seconds, whatever drips; a connection that asked may rest."""
    limits = httpx2.Limits(keepalive_expiry=60)
    with plain_http.client(base_url=service.url, limits=limits) as resting:
        port = local_port(resting)
        check(service)
        assert local_port(resting) == port


def local_port(client: httpx2.Client) -> int:
    """From which port the client asks: the same one as long as its connection lives."""
    reply = client.get("/healthz/ready")
    assert reply.status_code == 200
    return int(reply.extensions["network_stream"].get_extra_info("client_addr")[1])


def check(service: Service) -> None:
    open_ones = {name: socket.create_connection(("127.0.0.1", service.port)) for name in STARTS}
    began = time.monotonic()
    for name, one in open_ones.items():
        one.setblocking(False)
        one.sendall(STARTS[name])
    closed: dict[str, float] = {}
    while len(closed) < len(STARTS) and time.monotonic() - began < 20:
        time.sleep(0.5)
        for name, one in open_ones.items():
            if name not in closed and ended(one, b"x" if STARTS[name] else b""):
                closed[name] = time.monotonic() - began
    for one in open_ones.values():
        one.close()
    assert set(closed) == set(STARTS)
    assert max(closed.values()) < WITHIN_S
    assert min(closed.values()) > 8


def ended(one: socket.socket, drip: bytes) -> bool:
    """Whether the other side has closed; sends one more byte of the unfinished request."""
    try:
        while one.recv(4096):
            pass
        return True
    except BlockingIOError:
        pass
    except OSError:
        return True
    try:
        one.send(drip)
    except OSError:
        return True
    return False
