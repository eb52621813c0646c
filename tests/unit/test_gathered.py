"""Writes of one turn leave together, in their order, and before the connection closes."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from app.http.gathered import Gathered

pytestmark = pytest.mark.anyio


class Noting(asyncio.Transport):
    """A transport that notes what is done to it."""

    def __init__(self) -> None:
        super().__init__()
        self.done: list[Any] = []

    def write(self, data: Any) -> None:
        self.done.append(data)

    def close(self) -> None:
        self.done.append("closed")

    def is_closing(self) -> bool:
        return "closed" in self.done

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return name


async def test_head_and_body_are_one_write() -> None:
    """What is written in one turn leaves at its end; the next turn's leaves by itself."""
    below = Noting()
    gathered = Gathered(below, asyncio.get_running_loop())
    gathered.write(b"head ")
    gathered.write(b"body")
    assert below.done == []
    await asyncio.sleep(0)
    assert below.done == [b"head body"]
    gathered.write(b"more")
    await asyncio.sleep(0)
    assert below.done == [b"head body", b"more"]


async def test_nothing_is_lost_by_closing() -> None:
    """A reply that ends its connection is sent before the end, and only once; what comes later is nobody's."""
    below = Noting()
    gathered = Gathered(below, asyncio.get_running_loop())
    gathered.write(b"goodbye")
    gathered.close()
    gathered.write(b"too late")
    await asyncio.sleep(0)
    assert below.done == [b"goodbye", "closed"]
    assert gathered.get_extra_info("peername") == "peername"
