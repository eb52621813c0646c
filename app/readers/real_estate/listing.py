"""One listing out of the scan: each field from its own part of the text, else from what all listings share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.domain import Leaf, Warn
from app.korean.maintenance import Maintenance, find_maintenance
from app.readers.real_estate import costs, home, parking, place, premium, space, terms
from app.readers.real_estate.scan import Scan

Place = tuple[int, int]
Tree = dict[str, Any]


@dataclass(slots=True)
class Part:
    """A part of the text that is read for one listing, with all that its readers need."""

    scan: Scan
    places: list[Place]
    reference: date
    transfer: bool = False
    known: Mapping[str, Any] = field(default_factory=dict)
    header_type: str | None = None
    warnings: list[Warn] = field(default_factory=list)
    fees: list[Maintenance] | None = None
    memory: dict[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The canvas text."""
        return self.scan.canvas.text

    def maintenance(self) -> list[Maintenance]:
        """What each place says of the maintenance fee, read once."""
        if self.fees is None:
            found = (find_maintenance(self.text, a, b, self.scan.amounts) for a, b in self.places)
            self.fees = [fee for fee in found if fee is not None]
        return self.fees

    def once(self, name: str, read: Callable[[Part], Any]) -> Any:
        """What `read` makes of this part, computed at the first asking: many listings share one header."""
        if name not in self.memory:
            self.memory[name] = read(self)
        return self.memory[name]

    def leaf(self, value: Any, start: int, end: int) -> Leaf:
        """A value with the raw span of the words that carry it."""
        return Leaf(value, self.scan.canvas.span(start, end))

    def warn(self, code: str, path: str) -> None:
        """A warning at a path relative to the listing."""
        self.warnings.append(Warn(code, path))


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
        if not _nothing(value):
            tree[name] = value
    address = place.address(own, shared)
    if address:
        tree["address"] = address
    space.agree(tree)
    costs.agree(tree, own)
    warnings = [*own.warnings, *(shared.warnings if shared else [])]
    return tree, warnings


def _nothing(value: Any) -> bool:
    return value is None or value == {} or value == []
