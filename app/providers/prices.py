"""What a call cost, in USD, from the vendor's usage and a price table that names its source and date.

Unknown stays unknown: no price, no usage, a prompt beyond the priced tier, or cached tokens without a price of their
own give None, never 0. Cached tokens are part of the input and cheaper; reasoning tokens are part of the output.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from app.providers.base import Usage

TABLE = Path(__file__).with_name("prices.json")
PER = 1_000_000
_DATED = re.compile(r"-20[0-9]{2}-[01][0-9]-[0-3][0-9]$")


@dataclass(frozen=True, slots=True)
class Price:
    """USD per million tokens from a day on. `up_to`: input tokens above which the price is another one."""

    begins: date
    input: float
    output: float
    cached: float | None = None
    cache_write: float | None = None
    up_to: int | None = None


class Prices:
    """The table, as of the day that `today` says when asked."""

    def __init__(self, table: Mapping[str, Any], today: Callable[[], date]) -> None:
        self.source = str(table["source"])
        self.taken = date.fromisoformat(table["taken"])
        self._today = today
        self._models = {
            (vendor, model): sorted((_price(one) for one in periods), key=lambda price: price.begins)
            for vendor, models in table["models"].items()
            for model, periods in models.items()
        }

    @classmethod
    def read(cls, today: Callable[[], date], path: Path = TABLE) -> Prices:
        """The table that comes with the program."""
        return cls(json.loads(path.read_text("utf-8")), today)

    def price(self, provider: str, model: str) -> Price | None:
        """The price of a model today; a dated id has the price of its undated one unless it has its own."""
        name = model.removeprefix("models/")
        periods = self._models.get((provider, name)) or self._models.get((provider, _DATED.sub("", name))) or []
        return next((price for price in reversed(periods) if price.begins <= self._today()), None)

    def cost_usd(self, provider: str, model: str, usage: Usage | None) -> float | None:
        """USD for one call, or None where price or usage is not known."""
        price = self.price(provider, model)
        if price is None or usage is None or usage.input_tokens is None or usage.output_tokens is None:
            return None
        if price.up_to is not None and usage.input_tokens > price.up_to:
            return None
        cached = min(usage.cached_tokens or 0, usage.input_tokens)
        written = min(usage.cache_write_tokens or 0, usage.input_tokens - cached)
        if (cached and price.cached is None) or (written and price.cache_write is None):
            return None
        plain = usage.input_tokens - cached - written
        total = plain * price.input + cached * (price.cached or 0.0) + written * (price.cache_write or 0.0)
        return round((total + usage.output_tokens * price.output) / PER, 9)


def _price(raw: Mapping[str, Any]) -> Price:
    return Price(
        begins=date.fromisoformat(raw.get("from", "1970-01-01")),
        input=raw["input"],
        output=raw["output"],
        cached=raw.get("cached"),
        cache_write=raw.get("cache_write"),
        up_to=raw.get("up_to"),
    )
