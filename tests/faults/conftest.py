"""A server of its own for every test: here servers die."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.world.keyvalue import KeyValueServer, serving


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def server() -> Iterator[KeyValueServer]:
    with serving() as started:
        yield started
