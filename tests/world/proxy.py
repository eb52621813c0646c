"""A TCP proxy that misbehaves on request. One idea per fault, each with its name.

Pass        bytes go through
Latency     every piece arrives so much later, in each direction half of it
Drip        one byte at a time
Bandwidth   so many bytes a second
HalfOpen    connections stay open and nothing passes any more
Refuse      new connections are closed at once
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass


@dataclass(frozen=True)
class Pass:
    async def carry(self, piece: bytes, to: asyncio.StreamWriter) -> None:
        to.write(piece)


@dataclass(frozen=True)
class Latency:
    seconds: float

    async def carry(self, piece: bytes, to: asyncio.StreamWriter) -> None:
        # Later, not slower: pieces that follow each other are not held up by one another.
        asyncio.get_running_loop().call_later(self.seconds / 2, _write, to, piece)


@dataclass(frozen=True)
class Drip:
    seconds: float

    async def carry(self, piece: bytes, to: asyncio.StreamWriter) -> None:
        for byte in piece:
            to.write(bytes([byte]))
            await asyncio.sleep(self.seconds)


@dataclass(frozen=True)
class Bandwidth:
    bytes_per_s: float

    async def carry(self, piece: bytes, to: asyncio.StreamWriter) -> None:
        await asyncio.sleep(len(piece) / self.bytes_per_s)
        to.write(piece)


@dataclass(frozen=True)
class HalfOpen:
    async def carry(self, piece: bytes, to: asyncio.StreamWriter) -> None:
        return None


@dataclass(frozen=True)
class Refuse(Pass):
    pass


Fault = Pass | Latency | Drip | Bandwidth | HalfOpen | Refuse


class Proxy:
    """Listens on `port` and forwards to a port of this machine; `fault` may be changed at any time."""

    def __init__(self, target: int) -> None:
        self.fault: Fault = Pass()
        self.port = 0
        self.connections = 0
        self._target = target
        self._open: set[asyncio.StreamWriter] = set()
        self._carriers: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    def reset(self) -> None:
        """RST to everybody who is connected."""
        for writer in list(self._open):
            linger = struct.pack("ii", 1, 0)
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            writer.transport.abort()

    async def aclose(self) -> None:
        assert self._server is not None
        self._server.close()
        self.reset()
        for task in list(self._carriers):
            task.cancel()
        await asyncio.gather(*self._carriers, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        if isinstance(self.fault, Refuse):
            writer.transport.abort()
            return
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            writer.transport.abort()
            return
        self._open |= {writer, far_writer}
        for source, to in ((reader, far_writer), (far_reader, writer)):
            task = asyncio.create_task(self._carry(source, to))
            self._carriers.add(task)
            task.add_done_callback(self._carriers.discard)

    async def _carry(self, source: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while piece := await source.read(65_536):
                await self.fault.carry(piece, to)
        self._open.discard(to)
        to.close()


@asynccontextmanager
async def proxied(target: int) -> AsyncIterator[Proxy]:
    """A proxy for the length of a block."""
    proxy = Proxy(target)
    await proxy.start()
    try:
        yield proxy
    finally:
        await proxy.aclose()


def _write(to: asyncio.StreamWriter, piece: bytes) -> None:
    if not to.is_closing():
        to.write(piece)
