"""Kakao Local and Naver local search as a loopback server: their wire formats, and their bad days.

`behaviour` chooses what happens next: ok · status-<code> · hang · garbage · text · list · deep · huge · cut · drip.
Every request is kept in `seen` as (path, query, headers).
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

FIELDS = ("id", "name", "branch", "road", "lot", "category", "lat", "lng")
ROWS = (
    ("11", "스타벅스", "합정점", "서울 마포구 월드컵로3길 84-20", "서울 마포구 합정동 84-20",
     "음식점 > 카페 > 커피전문점", 37.551, 126.9168),
    ("12", "결담커피", "", "서울 마포구 월드컵로13길 113", "서울 마포구 망원동 113",
     "음식점 > 카페", 37.5558, 126.9036),
    ("13", "새봄약국", "", "강원 춘천시 서부대성로 181-20", "강원 춘천시 효자동 181-20",
     "의료,건강 > 약국", 37.868, 127.7408),
)  # fmt: skip
SHOPS: tuple[dict[str, Any], ...] = tuple(dict(zip(FIELDS, row, strict=True)) for row in ROWS)


@dataclass
class PlaceVendors:
    """The server; an async context manager on a free port of the loopback interface."""

    behaviour: str = "ok"
    seen: list[tuple[str, dict[str, str], dict[str, str]]] = field(default_factory=list)
    _server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        assert self._server is not None
        host, port = self._server.sockets[0].getsockname()[:2]
        return f"http://{host}:{port}"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            await self._answer(head, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _answer(self, head: str, writer: asyncio.StreamWriter) -> None:
        target = urlsplit(head.split(" ", 2)[1])
        query = {key: values[0] for key, values in parse_qs(target.query).items()}
        headers = {k.lower(): v for k, v in (line.split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)}
        self.seen.append((target.path, query, headers))
        status, body = self._body(target.path, query)
        if self.behaviour == "hang":
            await asyncio.sleep(30)
        length = len(body) + (100 if self.behaviour == "cut" else 0)
        writer.write(f"HTTP/1.1 {status} x\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n".encode())
        if self.behaviour == "drip":
            for at in range(len(body)):
                writer.write(body[at : at + 1])
                await writer.drain()
                await asyncio.sleep(0.05)
        else:
            writer.write(body)
            await writer.drain()

    def _body(self, path: str, query: dict[str, str]) -> tuple[int, bytes]:
        kind, _, code = self.behaviour.partition("-")
        bad = {"garbage": b"\x00\xff not json", "text": b'"hello"', "list": b"[]", "empty": b"", "wrong": b'{"a": 1}',
               "deep": b"[" * 100_000, "huge": b'{"documents": "' + b"a" * 2_000_000 + b'"}'}  # fmt: skip
        if kind == "status":
            return int(code), b'{"errorType": "x"}'
        if kind in bad:
            return 200, bad[kind]
        hits = [shop for shop in SHOPS if all(word in _words(shop) for word in query.get("query", "").split())]
        answer = kakao_answer(hits) if "keyword.json" in path else naver_answer(hits)
        return 200, json.dumps(answer, ensure_ascii=False).encode()


def kakao_answer(shops: list[dict[str, Any]]) -> dict[str, Any]:
    """The answer of Kakao's keyword search."""
    documents = [
        {"id": s["id"], "place_name": f"{s['name']} {s['branch']}".strip(), "category_name": s["category"],
         "category_group_code": "CE7", "phone": "", "address_name": s["lot"], "road_address_name": s["road"],
         "x": str(s["lng"]), "y": str(s["lat"]), "place_url": f"http://place.map.example/{s['id']}", "distance": ""}
        for s in shops
    ]  # fmt: skip
    return {
        "meta": {"total_count": len(documents), "pageable_count": len(documents), "is_end": True},
        "documents": documents,
    }


def naver_answer(shops: list[dict[str, Any]]) -> dict[str, Any]:
    """The answer of Naver's local search: markup in titles, coordinates times 10⁷."""
    items = [
        {"title": f"<b>{s['name']}</b> {s['branch']}".strip(), "link": f"http://shop.example/{s['id']}",
         "category": s["category"].replace(" ", ""), "telephone": "", "address": s["lot"], "roadAddress": s["road"],
         "mapx": str(round(s["lng"] * 10**7)), "mapy": str(round(s["lat"] * 10**7))}
        for s in shops
    ]  # fmt: skip
    return {"total": len(items), "start": 1, "display": len(items), "items": items}


def _words(shop: dict[str, Any]) -> str:
    return f"{shop['name']} {shop['branch']} {shop['lot']} {shop['road']}"
