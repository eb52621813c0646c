"""A service with two vendors and a collector, and what a trace has to look like."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count

import httpx2

from tests.world import plain_http
from tests.world.collector import Collector, Seen, collecting
from tests.world.service import Service, running
from tests.world.upstream import Upstream

PHONE = "010-2345-6789"
NUMBERS = count()


@dataclass
class House:
    """A service with two vendors and a collector."""

    service: Service
    vendors: Upstream
    collector: Collector

    def ask(self, path: str = "/parse/real-estate", text: str | None = None, **headers: str) -> httpx2.Response:
        text = text or f"신림역 원룸 보증금 500 월세 45 문의 {PHONE} 매물 {next(NUMBERS)}"
        return plain_http.post(self.service.url + path, json={"text": text}, headers=headers, timeout=20)

    def traced(self, **headers: str) -> tuple[httpx2.Response, list[Seen]]:
        reply = self.ask(**headers)
        return reply, self.collector.trace(reply.headers["x-trace-id"])

    def reset(self) -> None:
        for provider in ("openai", "gemini"):
            url = f"{self.service.admin_url}/providers/order?do=reset&provider={provider}"
            plain_http.post(url)

    def mend(self) -> None:
        """Two healthy vendors and closed breakers."""
        self.vendors.set("first", "ok-0")
        self.vendors.set("second", "ok-0")
        self.reset()


@contextmanager
def traced_house(**env: str) -> Iterator[House]:
    """Such a service for the length of a block."""
    with Upstream() as vendors, collecting() as collector:
        given = {
            "OPENAI_API_KEY": "sk-first",
            "OPENAI_BASE_URL": vendors.url("@first"),
            "GEMINI_API_KEY": "g-second",
            "GEMINI_BASE_URL": vendors.url("@second", "gemini"),
            "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url,
            **env,
        }
        vendors.set("first", "ok-0")
        vendors.set("second", "ok-0")
        with running(env=given) as service:
            yield House(service, vendors, collector)


def named(spans: list[Seen], name: str) -> list[Seen]:
    return [one for one in spans if one.name == name]


def chats(spans: list[Seen]) -> list[Seen]:
    return sorted((one for one in spans if one.kind == "client"), key=lambda one: one.began_ns)


def check_tree(spans: list[Seen]) -> None:
    """Every parent is there, lies around its children, and there is one root."""
    by_id = {one.span_id: one for one in spans}
    roots = [one for one in spans if one.parent not in by_id]
    assert [one.kind for one in roots] == ["server"]
    for one in spans:
        assert one.began_ns <= one.ended_ns
        if one.parent in by_id:
            assert by_id[one.parent].began_ns <= one.began_ns
