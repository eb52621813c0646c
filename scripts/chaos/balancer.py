"""HAProxy's configuration: the two replicas, once as they are, once with one retry of a request whose server died."""

from __future__ import annotations

from collections.abc import Sequence

_TEMPLATE = """
global
    maxconn 4000
    stats socket {socket} mode 600
defaults
    mode http
    balance roundrobin
    option http-buffer-request
    timeout connect 1s
    timeout client 75s
    timeout server 20s
    timeout http-request 10s
    timeout http-keep-alive 70s
    timeout queue 2s
    option httpchk GET /healthz/ready
    http-check expect status 200
    retries 2
    option redispatch 1
    default-server check inter 500ms fall 3 rise 1 maxconn 1000 pool-max-conn 100
frontend plain
    bind 127.0.0.1:{plain}
    default_backend plain
frontend retrying
    bind 127.0.0.1:{retrying}
    default_backend retrying
backend plain
{servers}
backend retrying
    retry-on conn-failure empty-response
{servers}
"""


def configuration(plain: int, retrying: int, replicas: Sequence[int], socket: str) -> str:
    """`fall 3 inter 500ms`: one late probe under a CPU burst must not take a replica out."""
    servers = "\n".join(f"    server r{number} 127.0.0.1:{port}" for number, port in enumerate(replicas))
    return _TEMPLATE.format(plain=plain, retrying=retrying, servers=servers, socket=socket)
