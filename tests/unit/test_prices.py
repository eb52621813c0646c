"""Cost in USD from usage and a table with source and date; what is not known is None, never 0."""

from __future__ import annotations

from datetime import date

import pytest
from app.providers.base import Usage
from app.providers.prices import Prices
from scripts.seed_prices import seeded

DAY = date(2026, 11, 24)
PINNED = "gpt-5.4-mini-2026-03-17"


def prices(today: date = DAY) -> Prices:
    return Prices.read(lambda: today)


def table(**price: float) -> Prices:
    return Prices({"source": "test", "taken": "2026-01-01", "models": {"v": {"m": [price]}}}, lambda: DAY)


def test_the_table_names_its_source_and_date() -> None:
    """A person can check where a number comes from."""
    assert prices().source.startswith("genai-prices ")
    assert prices().taken <= DAY


def test_the_table_is_what_the_package_says() -> None:
    """The committed file is the script's output for the locked package: nobody edited it by hand."""
    written = prices()
    fresh = Prices(seeded(written.taken), lambda: DAY)
    assert fresh._models == written._models


@pytest.mark.parametrize(
    "provider,model,usage,usd",
    [
        ("openai", PINNED, Usage(2910, 395), (2910 * 0.75 + 395 * 4.5) / 1e6),
        ("openai", PINNED, Usage(1500, 170, 1024, 30), (476 * 0.75 + 1024 * 0.075 + 170 * 4.5) / 1e6),
        ("openai", "gpt-6-luna", Usage(2000, 100, 0, 0, 1500), (500 * 0.10 + 1500 * 0.125 + 100 * 0.5) / 1e6),
        ("gemini", "gemini-3.5-flash-lite", Usage(2910, 395), (2910 * 0.30 + 395 * 2.5) / 1e6),
        ("gemini", "models/gemini-3.5-flash-lite", Usage(10, 0), 10 * 0.30 / 1e6),
    ],
)
def test_costs_by_hand(provider: str, model: str, usage: Usage, usd: float) -> None:
    """Cached and written tokens at their own price, reasoning inside the output, dated ids like their undated ones."""
    assert prices().cost_usd(provider, model, usage) == pytest.approx(usd, abs=1e-9)


def test_a_price_may_begin_later() -> None:
    """Gemini's flash doubles on 2027-01-01."""
    usage = Usage(100_000, 0)
    before = prices(date(2026, 12, 31)).cost_usd("gemini", "gemini-3.8-flash", usage)
    after = prices(date(2027, 1, 1)).cost_usd("gemini", "gemini-3.8-flash", usage)
    assert before is not None
    assert after == pytest.approx(2 * before)


@pytest.mark.parametrize(
    "provider,model,usage",
    [
        ("openai", "gpt-99", Usage(10, 10)),
        ("vllm", "qwen3", Usage(10, 10)),
        ("rules", "rules", None),
        ("openai", PINNED, None),
        ("openai", PINNED, Usage(None, 10)),
        ("openai", PINNED, Usage(10, None)),
        ("openai", "gpt-6-luna", Usage(5_000_000, 10)),
    ],
)
def test_unknown_is_none(provider: str, model: str, usage: Usage | None) -> None:
    """No price, no usage, or a prompt beyond the priced tier."""
    assert prices().cost_usd(provider, model, usage) is None


def test_cached_tokens_without_a_price_are_unknown() -> None:
    """Charging them in full or not at all would both be invented."""
    assert table(input=1.0, output=2.0).cost_usd("v", "m", Usage(10, 10, 5)) is None
    assert table(input=1.0, output=2.0).cost_usd("v", "m", Usage(10, 10, 0)) == pytest.approx(30 / 1e6)


def test_a_cost_is_never_negative() -> None:
    """More cached than sent is the vendor's mistake, not our gain."""
    cost = table(input=1.0, output=2.0, cached=0.1).cost_usd("v", "m", Usage(10, 0, 99))
    assert cost == pytest.approx(1 / 1e6)
