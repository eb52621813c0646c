"""One listing out of the scan: each field from its own part of the text, else from what all listings share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.domain import Leaf, Warn
from app.readers.real_estate import costs, home, parking, place, premium, space, terms
from app.readers.real_estate.part import Part

Tree = dict[str, Any]


_READERS: tuple[tuple[str, Callable[[Part], Any], bool], ...] = (
    ("advertiser", home.advertiser, True),
    ("layout", home.layout, False),
    ("rooms", home.rooms, True),
    ("bathrooms", home.bathrooms, False),
    ("living_rooms", home.living_rooms, False),
    ("deals", costs.deals, False),
    ("maintenance", costs.maintenance, True),
    ("area", space.area, False),
    ("floor", space.floor, False),
    ("elevator", terms.elevator, True),
    ("direction", home.direction, False),
    ("direction_basis", home.direction_basis, False),
    ("move_in", terms.move_in, True),
    ("approval_date", home.approval_date, True),
    ("parking", parking.parking, True),
    ("heating", home.heating, True),
    ("options", terms.options, True),
    ("full_option", terms.full_option, True),
    ("security", terms.security, True),
    ("pets", terms.pets, True),
    ("jeonse_loan", terms.jeonse_loan, True),
    ("lh", terms.lh, True),
    ("guarantee_insurance", terms.guarantee_insurance, True),
    ("move_in_registration", terms.move_in_registration, True),
    ("mortgage", terms.mortgage, True),
    ("violating_building", terms.violating_building, True),
    ("stations", place.stations, True),
    ("tenant_conditions", terms.tenant_conditions, True),
    ("lease", terms.lease, True),
    ("premium", premium.premium, True),
    ("status", home.status, False),
)


_ADDED_UP = frozenset(("options", "security", "tenant_conditions"))
"""A listing has these beside those that all have; of the other fields its own word stands alone."""


def read_listing(own: Part, shared: Part | None) -> tuple[Tree, list[Warn]]:
    """The sparse tree of one listing and its warnings, at paths relative to the listing."""
    tree: Tree = {}
    kind = own.once("property_type", home.property_type)
    if shared is not None and (kind is None or home.says_rooms_only(own)):
        header = shared.once("building_type", home.building_type)
        kind = header or kind or shared.once("property_type", home.property_type)
    if kind is not None:
        tree["property_type"] = kind
    for name, read, inherits in _READERS:
        value = read(own)
        if _nothing(value) and inherits and shared is not None:
            value = shared.once(name, home.named_rooms if name == "rooms" else read)
        elif name in _ADDED_UP and shared is not None:
            value = _both(value, shared.once(name, read))
        if not _nothing(value):
            tree[name] = value
    address = place.address(own, shared)
    if address:
        tree["address"] = address
    space.agree(tree)
    costs.agree(tree, own)
    warnings = [*own.warnings, *(shared.warnings if shared else [])]
    return tree, warnings


def _both(own: list[Leaf], shared: list[Leaf]) -> list[Leaf]:
    """What a listing has of its own and what all have, each once."""
    known = {leaf.value for leaf in own}
    return [*own, *(leaf for leaf in shared if leaf.value not in known)]


def _nothing(value: Any) -> bool:
    return value is None or value == {} or value == []
