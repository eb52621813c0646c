"""The behaviours of the vendor made of sockets, one method each; `tests.world.upstream` lists their names."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
import zlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from tests.world import vendor_wire as wire

JSON_TYPE = "application/json"


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as it arrived."""

    behaviour: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class World(Protocol):
    """What a reply needs to know of its server."""

    content: str | Callable[[Any], str] | None
    script: deque[str]
    host: str


class Gone(Exception):
    """The client hung up."""


class Reply:
    """One answer, good or bad; `send` says whether the connection can be used again."""

    def __init__(
        self,
        world: World,
        request: Seen,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        number: int,
        nth: int,
    ) -> None:
        self.world, self.request, self.reader, self.writer = world, request, reader, writer
        self.number, self.nth = number, nth
        self.mode, _, self.value = request.behaviour.partition("-")
        self.wire = wire.wire_of(request.path)

    async def send(self) -> bool:
        if self.mode in wire.BAD:
            return await self._json(wire.BAD[self.mode](self.wire, self._content(), self._model()))
        return bool(await getattr(self, f"_{self.mode}")())

    # ---- good ----
    async def _ok(self) -> bool:
        await self._wait(int(self.value or 0) / 1000)
        return await self._json(wire.good(self.wire, self._content(), self._model()))

    async def _wrongmodel(self) -> bool:
        return await self._json(wire.good(self.wire, self._content(), "some-other-model"))

    async def _wrongschema(self) -> bool:
        return await self._json(wire.good(self.wire, '{"surprise": 1}', self._model()))

    async def _prose(self) -> bool:
        return await self._json(wire.good(self.wire, "안녕하세요! 무엇을 도와드릴까요?", self._model()))

    async def _fenced(self) -> bool:
        words = f"네, 여기 있습니다.\n```json\n{self._content()}\n```\n"
        return await self._json(wire.good(self.wire, words, self._model()))

    async def _usage(self) -> bool:
        strange = wire.strange_usage(self.wire, self.value)
        return await self._json(wire.good(self.wire, self._content(), self._model(), strange))

    async def _echohdr(self) -> bool:
        return await self._json(wire.good(self.wire, json.dumps(self.request.headers), self._model()))

    async def _flaky(self) -> bool:
        if self.number % 2:
            return await self._bytes(http(500, wire.dumps(wire.error_body(self.wire, 500, ""))))
        return await self._ok()

    # ---- statuses ----
    async def _s(self) -> bool:
        code, _, rest = self.value.partition(":")
        after, _, error = rest.partition(":")
        headers = {"retry-after": after.replace("_", " ")} if after else {}
        body = wire.dumps(wire.error_body(self.wire, int(code), error))
        return await self._bytes(http(int(code), body, headers=headers))

    async def _redir(self) -> bool:
        return await self._bytes(http(307, b"", headers={"location": self._path_with("ok-0")}))

    async def _redirloop(self) -> bool:
        return await self._bytes(http(307, b"", headers={"location": self.request.path}))

    async def _redirout(self) -> bool:
        location = f"http://{self.world.host}:{self.value}{self._path_with('ok-0')}"
        return await self._bytes(http(307, b"", headers={"location": location}))

    # ---- bodies ----
    async def _html(self) -> bool:
        return await self._bytes(http(200, b"<html><body>Welcome</body></html>", kind="text/html"))

    async def _jsonhtml(self) -> bool:
        return await self._bytes(http(200, b"<html><body>Welcome</body></html>"))

    async def _empty(self) -> bool:
        return await self._bytes(http(200, b""))

    async def _emptyhtml(self) -> bool:
        return await self._bytes(http(200, b"", kind="text/html"))

    async def _trunc(self) -> bool:
        whole = wire.dumps(wire.good(self.wire, self._content(), self._model()))
        return await self._bytes(http(200, whole[: len(whole) // 2]))

    async def _deep(self) -> bool:
        return await self._bytes(http(200, b"[" * 200_000 + b"]" * 200_000))

    async def _big(self) -> bool:
        return await self._much(int(self.value) << 20, {"content-length": str(int(self.value) << 20)})

    async def _chunked(self) -> bool:
        self.writer.write(head(200, {"transfer-encoding": "chunked"}))
        piece = b" " * 65_536
        for _ in range((int(self.value) << 20) // len(piece)):
            self.writer.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            await self.writer.drain()
        return await self._bytes(b"0\r\n\r\n")

    async def _bomb(self) -> bool:
        packed = await asyncio.to_thread(bomb_of, int(self.value))
        return await self._bytes(http(200, packed, headers={"content-encoding": "gzip"}))

    # ---- sockets ----
    async def _hang(self) -> bool:
        await self._wait(3600)
        return False

    async def _drip(self) -> bool:
        whole = http(200, wire.dumps(wire.good(self.wire, self._content(), self._model())))
        for at in range(len(whole)):
            self.writer.write(whole[at : at + 1])
            await self.writer.drain()
            await self._wait(int(self.value) / 1000)
        return True

    async def _eof(self) -> bool:
        whole = http(200, wire.dumps(wire.good(self.wire, self._content(), self._model())))
        await self._bytes(whole[:-20])
        return False

    async def _rst(self) -> bool:
        self._reset()
        return False

    async def _rstmid(self) -> bool:
        whole = http(200, wire.dumps(wire.good(self.wire, self._content(), self._model())))
        await self._bytes(whole[: len(whole) // 2])
        await asyncio.sleep(0.02)
        self._reset()
        return False

    async def _close(self) -> bool:
        return False

    async def _stale(self) -> bool:
        if self.nth > 1:
            return False
        return await self._ok()

    async def _garbage(self) -> bool:
        await self._bytes(b"\x16\x03\x01 this is not HTTP\r\n\r\n")
        return False

    # ---- tools ----
    def _content(self) -> str:
        if self.world.script:
            return self.world.script.popleft()
        if callable(self.world.content):
            return self.world.content(self.request.json)
        if self.world.content is not None:
            return self.world.content
        return json.dumps(wire.smallest(wire.asked_schema(self.wire, self.request.json)), ensure_ascii=False)

    def _model(self) -> str:
        if self.wire == "gemini":
            return self.request.path.rpartition("/models/")[2].partition(":")[0]
        return str(self.request.json.get("model"))

    def _path_with(self, behaviour: str) -> str:
        return "/" + behaviour + "/" + self.request.path.split("/", 2)[2]

    async def _wait(self, seconds: float) -> None:
        """Wait, and notice when the client leaves meanwhile."""
        if seconds <= 0:
            return
        try:
            if not await asyncio.wait_for(self.reader.read(1), seconds):
                raise Gone
        except TimeoutError:
            return

    async def _much(self, size: int, headers: dict[str, str]) -> bool:
        self.writer.write(head(200, headers))
        piece = b" " * 65_536
        for _ in range(size // len(piece)):
            self.writer.write(piece)
            await self.writer.drain()
        return True

    async def _json(self, answer: Any) -> bool:
        return await self._bytes(http(200, wire.dumps(answer)))

    async def _bytes(self, raw: bytes) -> bool:
        self.writer.write(raw)
        await self.writer.drain()
        return True

    def _reset(self) -> None:
        plain = self.writer.get_extra_info("socket")
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


@lru_cache(maxsize=4)
def bomb_of(megabytes: int) -> bytes:
    """Spaces without end, packed; made piece by piece, so that the maker does not burst itself."""
    packer = zlib.compressobj(1, wbits=31)
    piece = b" " * (1 << 20)
    return b"".join([*(packer.compress(piece) for _ in range(megabytes)), packer.flush()])


# ---- HTTP ----------------------------------------------------------------------------------------------------------
async def read_request(reader: asyncio.StreamReader) -> tuple[str, str, dict[str, str], bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.split("\r\n")
    method, path, _ = first.split(" ", 2)
    headers = {
        name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)
    }
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return method, path, headers, body


def head(status: int, headers: dict[str, str]) -> bytes:
    lines = "".join(f"{name}: {value}\r\n" for name, value in ({"content-type": JSON_TYPE} | headers).items())
    return f"HTTP/1.1 {status} Status\r\n{lines}\r\n".encode("latin-1")


def http(status: int, body: bytes, *, kind: str = JSON_TYPE, headers: dict[str, str] | None = None) -> bytes:
    return head(status, {"content-type": kind, "content-length": str(len(body)), **(headers or {})}) + body
