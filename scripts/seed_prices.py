"""Write app/providers/prices.json anew from the genai-prices package (a development dependency; nothing is fetched).

    python -m scripts.seed_prices --today 2026-11-24

Text prices only. Where a vendor has a dearer tier for long prompts, the price holds up to there and is unknown above.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from genai_prices import data
from genai_prices.types import ModelInfo, ModelPrice, StartDateConstraint, TieredPrices

TARGET = Path(__file__).resolve().parent.parent / "app" / "providers" / "prices.json"
VENDORS = {"openai": "openai", "google": "gemini"}
NAMES = {"input": "input_mtok", "output": "output_mtok", "cached": "cache_read_mtok", "cache_write": "cache_write_mtok"}


def main() -> None:
    """Write the table and say how many models it holds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--today", type=date.fromisoformat, default=date.today())
    table = seeded(parser.parse_args().today)
    TARGET.write_text(json.dumps(table, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print({vendor: len(models) for vendor, models in table["models"].items()})


def seeded(today: date) -> dict[str, Any]:
    """The whole table as it is written."""
    models: dict[str, dict[str, Any]] = {vendor: {} for vendor in VENDORS.values()}
    for provider in data.providers:
        if provider.id in VENDORS:
            for model in provider.models:
                periods = _periods(model)
                if periods:
                    models[VENDORS[provider.id]][model.id] = periods
    return {
        "source": f"genai-prices {importlib.metadata.version('genai-prices')}",
        "taken": today.isoformat(),
        "unit": "USD per million tokens",
        "models": {vendor: dict(sorted(found.items())) for vendor, found in models.items()},
    }


def _periods(model: ModelInfo) -> list[dict[str, Any]]:
    """Prices by the day they begin, oldest first; empty where a model has no plain text price."""
    given = model.prices if isinstance(model.prices, list) else None
    if given is None:
        price = _price(model.prices)  # type: ignore[arg-type]
        return [price] if price else []
    periods = []
    for conditional in given:
        constraint = conditional.constraint
        if constraint is not None and not isinstance(constraint, StartDateConstraint):
            return []
        price = _price(conditional.prices)
        if price is None:
            return []
        begins = {"from": constraint.start_date.isoformat()} if constraint else {}
        periods.append(begins | price)
    return sorted(periods, key=lambda one: str(one.get("from", "")))


def _price(price: ModelPrice) -> dict[str, Any] | None:
    found: dict[str, Any] = {}
    up_to: list[int] = []
    for name, theirs in NAMES.items():
        value = getattr(price, theirs)
        if isinstance(value, TieredPrices):
            up_to += [tier.start for tier in value.tiers]
            value = value.base
        if isinstance(value, Decimal):
            found[name] = float(value)
    if "input" not in found or "output" not in found:
        return None
    return found | ({"up_to": min(up_to)} if up_to else {})


if __name__ == "__main__":
    main()
