"""What the law wants in a broker's ad and the ad does not say (공인중개사법 시행령, as listed in TASKS.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.domain import Leaf

REQUIRED = (
    "property_type", "address", "area", "deals", "floor", "approval_date", "direction", "rooms", "bathrooms", "move_in", "parking",
    "maintenance",
)  # fmt: skip


def missing_required(listings: Sequence[Mapping[str, Any]]) -> list[str]:
    """The required fields that are empty in at least one listing of a broker."""
    brokers = [one for one in listings if _value(one.get("advertiser")) == "broker"]
    return [name for name in REQUIRED if any(_empty(one.get(name)) for one in brokers)]


def required_by_law(result: Mapping[str, Any]) -> list[str]:
    """The same, for a whole result."""
    return missing_required(result.get("listings") or [])


def _value(node: Any) -> Any:
    return node.value if isinstance(node, Leaf) else node


def _empty(node: Any) -> bool:
    if isinstance(node, Leaf):
        return node.value is None
    if isinstance(node, Mapping):
        return all(_empty(below) for below in node.values())
    return node in (None, [], "")
