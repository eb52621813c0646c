"""A vendor made of sockets: speaks OpenAI Responses, chat.completions and Gemini, and misbehaves on request.

The first path segment chooses the behaviour; the wire format follows from the rest of the path. A segment `@name`
stands for whatever `name` is set to now, so that a run can break and mend a vendor: `upstream.set("primary", "hang")`.

    ok-<ms>             answers after so long          s-<code>[:retry-after[:error code]]
    hang                reads, never answers           drip-<ms>     one byte at a time
    eof                 closes 20 bytes early          rst, rstmid   SO_LINGER 0 before and amid the answer
    close               hangs up at once               garbage       not HTTP
    html, jsonhtml      a 200 with a page, by its own type and as JSON
    empty, emptyhtml    no body                        trunc         half the body, correct length
    deep                200,000 brackets               big-<MB>, bomb-<MB> (gzip), chunked-<MB> without a length
    redir, redirloop    redirects to /ok-0, to itself  redirout-<port>  to another origin
    flaky               every second one a 500         echohdr       the answer's words are the request's headers
    wrongmodel          answers as another model       wrongschema, prose, fenced   words that are not the schema
    usage-<kind>        strange usage numbers          and the 200s of `vendor_wire.BAD`

Run alone: `python -m tests.world.upstream --port 9000`; then `PUT /_set/primary/hang` and `GET /_seen`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import socket
import ssl
import struct
import threading
import time
import zlib
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Self

from tests.world import vendor_wire as wire

KEPT = 200
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


@dataclass(slots=True)
class Tally:
    """What one behaviour (or `@name`) has seen so far."""

    requests: int = 0
    in_flight: int = 0
    most_in_flight: int = 0
    gone: int = 0
    """Clients that hung up before the answer was complete."""
    last_gone: float = 0.0
    """`time.monotonic` of the last of them."""


@dataclass
class Upstream:
    """The server. Use as a context manager: runs on a thread and event loop of its own, on a free port.

    `content` is what the model says: None means the smallest answer that fits the schema asked for. Words put into
    `script` are said first, once each.
    """

    content: str | None = None
    script: deque[str] = field(default_factory=deque)
    host: str = "127.0.0.1"
    port: int = 0
    tls: ssl.SSLContext | None = None
    clock: Callable[[], float] = time.monotonic

    def __post_init__(self) -> None:
        self.seen: deque[Seen] = deque(maxlen=KEPT)
        self.tallies: dict[str, Tally] = {}
        self.statuses: Counter[str] = Counter()
        self._named: dict[str, str] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._server: asyncio.Server | None = None
        self._stop = asyncio.Event()
        self._thread: threading.Thread | None = None

    # ---- for tests ----
    def url(self, behaviour: str, vendor: str = "openai") -> str:
        """Base URL of a vendor that behaves so."""
        scheme = "https" if self.tls else "http"
        return f"{scheme}://{self.host}:{self.port}/{behaviour}" + ("" if vendor == "gemini" else "/v1")

    def set(self, name: str, behaviour: str) -> None:
        """From now on `@name` behaves so."""
        self._named[name] = behaviour

    def tally(self, behaviour: str) -> Tally:
        return self.tallies.setdefault(behaviour, Tally())

    def forget(self) -> None:
        """Start counting anew."""
        self.seen.clear()
        self.tallies.clear()
        self.statuses.clear()

    def __enter__(self) -> Self:
        ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run(ready.set)), daemon=True)
        self._thread.start()
        if not ready.wait(10):
            raise RuntimeError("the upstream did not start")
        return self

    def __exit__(self, *error: object) -> None:
        assert self._loop is not None
        assert self._thread is not None
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    # ---- the server ----
    async def _run(self, ready: Callable[[], None]) -> None:
        self._stop = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        server = await asyncio.start_server(self._connected, self.host, self.port, ssl=self.tls, backlog=4096)
        self.port = server.sockets[0].getsockname()[1]
        ready()
        await self._stop.wait()
        server.close()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await self._serve_one(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _serve_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        method, path, headers, body = await _read_request(reader)
        segment = path.split("/", 2)[1].split("?")[0]
        if segment.startswith("_"):
            writer.write(_http(200, wire.dumps(self._control(method, path))))
            await writer.drain()
            return True
        behaviour = self._named.get(segment[1:], "ok-0") if segment.startswith("@") else segment
        request = Seen(behaviour, path, headers, body)
        self.seen.append(request)
        tally = self.tally(segment)
        tally.requests += 1
        tally.in_flight += 1
        tally.most_in_flight = max(tally.most_in_flight, tally.in_flight)
        try:
            return await _Reply(self, request, reader, writer, tally.requests).send()
        except (ConnectionError, _Gone):
            tally.gone += 1
            tally.last_gone = self.clock()
            return False
        finally:
            tally.in_flight -= 1

    def _control(self, method: str, path: str) -> Any:
        parts = path.strip("/").split("/")
        if method == "PUT" and parts[0] == "_set":
            self.set(parts[1], parts[2])
        if parts[0] == "_forget":
            self.forget()
        return {name: {slot: getattr(tally, slot) for slot in Tally.__slots__} for name, tally in self.tallies.items()}


class _Gone(Exception):
    """The client hung up."""


class _Reply:
    """One answer, good or bad; `send` says whether the connection can be used again."""

    def __init__(
        self, world: Upstream, request: Seen, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int
    ) -> None:
        self.world, self.request, self.reader, self.writer, self.number = world, request, reader, writer, number
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
            return await self._bytes(_http(500, wire.dumps(wire.error_body(self.wire, 500, ""))))
        return await self._ok()

    # ---- statuses ----
    async def _s(self) -> bool:
        code, _, rest = self.value.partition(":")
        after, _, error = rest.partition(":")
        headers = {"retry-after": after.replace("_", " ")} if after else {}
        body = wire.dumps(wire.error_body(self.wire, int(code), error))
        return await self._bytes(_http(int(code), body, headers=headers))

    async def _redir(self) -> bool:
        return await self._bytes(_http(307, b"", headers={"location": self._path_with("ok-0")}))

    async def _redirloop(self) -> bool:
        return await self._bytes(_http(307, b"", headers={"location": self.request.path}))

    async def _redirout(self) -> bool:
        location = f"http://{self.world.host}:{self.value}{self._path_with('ok-0')}"
        return await self._bytes(_http(307, b"", headers={"location": location}))

    # ---- bodies ----
    async def _html(self) -> bool:
        return await self._bytes(_http(200, b"<html><body>Welcome</body></html>", kind="text/html"))

    async def _jsonhtml(self) -> bool:
        return await self._bytes(_http(200, b"<html><body>Welcome</body></html>"))

    async def _empty(self) -> bool:
        return await self._bytes(_http(200, b""))

    async def _emptyhtml(self) -> bool:
        return await self._bytes(_http(200, b"", kind="text/html"))

    async def _trunc(self) -> bool:
        whole = wire.dumps(wire.good(self.wire, self._content(), self._model()))
        return await self._bytes(_http(200, whole[: len(whole) // 2]))

    async def _deep(self) -> bool:
        return await self._bytes(_http(200, b"[" * 200_000 + b"]" * 200_000))

    async def _big(self) -> bool:
        return await self._much(int(self.value) << 20, {"content-length": str(int(self.value) << 20)})

    async def _chunked(self) -> bool:
        self.writer.write(_head(200, {"transfer-encoding": "chunked"}))
        piece = b" " * 65_536
        for _ in range((int(self.value) << 20) // len(piece)):
            self.writer.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            await self.writer.drain()
        return await self._bytes(b"0\r\n\r\n")

    async def _bomb(self) -> bool:
        packed = await asyncio.to_thread(_bomb, int(self.value))
        return await self._bytes(_http(200, packed, headers={"content-encoding": "gzip"}))

    # ---- sockets ----
    async def _hang(self) -> bool:
        await self._wait(3600)
        return False

    async def _drip(self) -> bool:
        whole = _http(200, wire.dumps(wire.good(self.wire, self._content(), self._model())))
        for at in range(len(whole)):
            self.writer.write(whole[at : at + 1])
            await self.writer.drain()
            await self._wait(int(self.value) / 1000)
        return True

    async def _eof(self) -> bool:
        whole = _http(200, wire.dumps(wire.good(self.wire, self._content(), self._model())))
        await self._bytes(whole[:-20])
        return False

    async def _rst(self) -> bool:
        self._reset()
        return False

    async def _rstmid(self) -> bool:
        whole = _http(200, wire.dumps(wire.good(self.wire, self._content(), self._model())))
        await self._bytes(whole[: len(whole) // 2])
        await asyncio.sleep(0.02)
        self._reset()
        return False

    async def _close(self) -> bool:
        return False

    async def _garbage(self) -> bool:
        await self._bytes(b"\x16\x03\x01 this is not HTTP\r\n\r\n")
        return False

    # ---- tools ----
    def _content(self) -> str:
        if self.world.script:
            return self.world.script.popleft()
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
                raise _Gone
        except TimeoutError:
            return

    async def _much(self, size: int, headers: dict[str, str]) -> bool:
        self.writer.write(_head(200, headers))
        piece = b" " * 65_536
        for _ in range(size // len(piece)):
            self.writer.write(piece)
            await self.writer.drain()
        return True

    async def _json(self, answer: Any) -> bool:
        return await self._bytes(_http(200, wire.dumps(answer)))

    async def _bytes(self, raw: bytes) -> bool:
        self.writer.write(raw)
        await self.writer.drain()
        return True

    def _reset(self) -> None:
        plain = self.writer.get_extra_info("socket")
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


@lru_cache(maxsize=4)
def _bomb(megabytes: int) -> bytes:
    """Spaces without end, packed; made piece by piece, so that the maker does not burst itself."""
    packer = zlib.compressobj(1, wbits=31)
    piece = b" " * (1 << 20)
    return b"".join([*(packer.compress(piece) for _ in range(megabytes)), packer.flush()])


# ---- HTTP ----------------------------------------------------------------------------------------------------------
async def _read_request(reader: asyncio.StreamReader) -> tuple[str, str, dict[str, str], bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.split("\r\n")
    method, path, _ = first.split(" ", 2)
    headers = {
        name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)
    }
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return method, path, headers, body


def _head(status: int, headers: dict[str, str]) -> bytes:
    lines = "".join(f"{name}: {value}\r\n" for name, value in ({"content-type": JSON_TYPE} | headers).items())
    return f"HTTP/1.1 {status} Status\r\n{lines}\r\n".encode("latin-1")


def _http(status: int, body: bytes, *, kind: str = JSON_TYPE, headers: dict[str, str] | None = None) -> bytes:
    return _head(status, {"content-type": kind, "content-length": str(len(body)), **(headers or {})}) + body


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description="A vendor that misbehaves on request.")
    parser.add_argument("--port", type=int, default=9000)
    parser.add_argument("--content", help="what the model always says (default: the smallest valid answer)")
    given = parser.parse_args()
    upstream = Upstream(port=given.port, content=given.content)
    print(f"upstream on http://{upstream.host}:{given.port}", flush=True)
    asyncio.run(upstream._run(lambda: None))


if __name__ == "__main__":
    main()
