"""A vendor made of sockets: speaks OpenAI Responses, chat.completions and Gemini, and misbehaves on request.

The first path segment chooses the behaviour; the wire format follows from the rest of the path. A segment `@name`
stands for whatever `name` is set to now, so that a run can break and mend a vendor: `upstream.set("primary", "hang")`.

    ok-<ms>             answers after so long          s-<code>[:retry-after[:error code]]
    hang                reads, never answers           drip-<ms>     one byte at a time
    eof                 closes 20 bytes early          rst, rstmid   SO_LINGER 0 before and amid the answer
    close               hangs up at once               garbage       not HTTP
    stale               answers the first request of a connection, hangs up on the second
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
import ssl
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

from tests.world import vendor_wire as wire
from tests.world.upstream_reply import Gone, Reply, Seen, http, read_request

KEPT = 200


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

    `content` is what the model says, or makes it from the body of the request: None means the smallest answer that fits
    the schema asked for. Words put into `script` are said first, once each.
    """

    content: str | Callable[[Any], str] | None = None
    script: deque[str] = field(default_factory=deque)
    host: str = "127.0.0.1"
    port: int = 0
    tls: ssl.SSLContext | None = None
    clock: Callable[[], float] = time.monotonic

    def __post_init__(self) -> None:
        self.seen: deque[Seen] = deque(maxlen=KEPT)
        self.tallies: dict[str, Tally] = {}
        self.connections = 0
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
        self.connections += 1
        nth = 1
        try:
            while await self._serve_one(reader, writer, nth):
                nth += 1
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _serve_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, nth: int) -> bool:
        method, path, headers, body = await read_request(reader)
        segment = path.split("/", 2)[1].split("?")[0]
        if segment.startswith("_"):
            writer.write(http(200, wire.dumps(self._control(method, path))))
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
            return await Reply(self, request, reader, writer, number=tally.requests, nth=nth).send()
        except (ConnectionError, Gone):
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
