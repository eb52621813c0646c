"""An attempt that fails leaves nothing to be collected: with a vendor down for an hour, that is every request's memory."""

from __future__ import annotations

import asyncio
import gc
import time
from datetime import date
from typing import Any

import pytest
from app import main as composition
from app.domain import ANONYMOUS, Source
from app.pipeline import Request
from app.settings import read_settings
from scripts.bench_miss import OUTPUT, TEXT

from tests.world.upstream import Upstream
from tests.world.vendors import KEY

ASKED = 3
OF_OTHERS = 60
"""Objects that libraries may leave, once or each time; a failed attempt used to leave some 270 of ours."""


@pytest.mark.parametrize("behaviour", ["s-500", "rst", "eof", "empty", "hang"])
@pytest.mark.parametrize("ill", ["first", "second"])
def test_a_failed_attempt_leaves_no_circles(ill: str, behaviour: str) -> None:
    """Whichever vendor fails and however: the request goes with its last reader."""
    with Upstream(content=OUTPUT) as vendors:
        for name in ("first", "second"):
            vendors.set(name, behaviour if name == ill else "s-500" if ill == "second" else "ok-0")
        env = {
            "OPENAI_API_KEY": KEY,
            "OPENAI_BASE_URL": vendors.url("@first"),
            "GEMINI_API_KEY": KEY,
            "GEMINI_BASE_URL": vendors.url("@second", "gemini"),
        }
        assert asyncio.run(_left_behind(composition.build(read_settings({}), environ=env))) < OF_OTHERS


async def _left_behind(service: Any) -> int:
    """Objects in circles after some requests, once the first has loaded whatever is loaded at first."""
    await _ask(service, 0)
    gc.collect()
    gc.disable()
    try:
        for number in range(1, ASKED + 1):
            await _ask(service, number)
        return gc.collect()
    finally:
        gc.enable()
        await service.aclose()


async def _ask(service: Any, number: int) -> None:
    """One request; too few in all to open a breaker."""
    task = service.catalog.get("parse/real-estate")
    source = Source(f"{TEXT} {number}", date(2026, 3, 2), {})
    answer = await service.pipeline.run(Request(task, source, ANONYMOUS, time.perf_counter(), timeout_s=3.0))
    assert answer.attempts > 1
    await asyncio.sleep(0.05)
