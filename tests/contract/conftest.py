"""Real servers for the contract suites, one of each kind for the whole run, emptied before every test."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, ExitStack, asynccontextmanager

import pytest
from app.keyvalue.address import connector
from app.keyvalue.link import Link

from tests.world.keyvalue import KeyValueServer, Kind, serving

Servers = Callable[[Kind], KeyValueServer]
Links = Callable[[Kind], AbstractAsyncContextManager[Link]]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    started: dict[Kind, KeyValueServer] = {}
    with ExitStack() as stack:

        def of(kind: Kind) -> KeyValueServer:
            if kind not in started:
                started[kind] = stack.enter_context(serving(kind))
            started[kind].ask("FLUSHALL")
            return started[kind]

        yield of


@pytest.fixture
def links(servers: Servers, anyio_backend: str) -> Links:
    @asynccontextmanager
    async def of(kind: Kind) -> AsyncIterator[Link]:
        # A shared two-core machine stops a process for longer than 50 ms now and then; timing has tests of its own.
        link = Link(connector(servers(kind).url), timeout_s=2.0)
        await link.start()
        yield link
        await link.aclose()

    return of
