"""Ten thousand calls: memory and connections stay flat (`make chaos`)."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from app.errors import ProviderError

from tests.world.folders import call
from tests.world.upstream import Upstream
from tests.world.vendors import MODELS, VENDORS, provider, run

CALLS, AT_ONCE, MOST_MIB = 10_000, 16, 8.0


def resident_mib() -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


@pytest.mark.chaos
@pytest.mark.parametrize("vendor", VENDORS)
def test_ten_thousand_calls_leave_nothing_behind(vendor: str) -> None:
    """Good answers and every tenth a failure, sixteen at a time."""
    with Upstream(content='{"analysis": "x", "intent": "other", "listings": [], "private": {"names": []}}') as world:

        async def all_of_them() -> tuple[float, float]:
            one = provider(vendor, world.url("@vendor", vendor))
            asked = call(MODELS[vendor])

            async def worker(count: int) -> None:
                for number in range(count):
                    world.set("vendor", "s-503" if number % 10 == 0 else "ok-0")
                    try:
                        await one.complete(asked)
                    except ProviderError:
                        continue

            await asyncio.gather(*(worker(100) for _ in range(AT_ONCE)))
            before = resident_mib()
            await asyncio.gather(*(worker(CALLS // AT_ONCE) for _ in range(AT_ONCE)))
            after = resident_mib()
            await one.aclose()
            return before, after

        before, after = run(all_of_them)
        print(f"{vendor}: {before:.1f} MiB before, {after:.1f} after {CALLS} calls, {world.connections} connections")
        assert after - before < MOST_MIB
        assert world.connections <= AT_ONCE
