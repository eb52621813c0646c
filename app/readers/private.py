"""`result.private`: what the personal-data scanner found, in the shape of the answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.domain import Leaf
from app.korean.fold import Folded
from app.korean.private_span import PrivateSpan

PERSONAL = {
    "pii.phone": "phones",
    "pii.name": "names",
    "pii.messenger": "messengers",
    "pii.unit": "unit",
    "pii.door_code": "door_code",
    "pii.account": "accounts",
}
"""`from:` names of task folders, and the field of `private` that takes what they find."""
_LISTS = ("phones", "names", "messengers", "accounts")


def read_private(folded: Folded, found: Sequence[PrivateSpan]) -> dict[str, Any]:
    """Phones, names, messengers, accounts as lists; unit and door code as one value each.

    With several units `unit` holds them all, separated by ", " (TASKS.md).
    """
    private: dict[str, Any] = {}
    for field in _LISTS:
        leaves = _distinct(folded, [p for p in found if p.field == field])
        if leaves:
            private[field] = leaves
    units = _distinct(folded, [p for p in found if p.field == "unit"])
    if units:
        private["unit"] = Leaf(", ".join(str(leaf.value) for leaf in units), units[0].span)
    doors = _distinct(folded, [p for p in found if p.field == "door_code"])
    if doors:
        private["door_code"] = doors[0]
    return private


def _distinct(folded: Folded, found: Sequence[PrivateSpan]) -> list[Leaf]:
    leaves: dict[str, Leaf] = {}
    for one in found:
        leaves.setdefault(one.value, Leaf(one.value, folded.span(one.start, one.end)))
    return list(leaves.values())
