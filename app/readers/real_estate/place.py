"""Where it is: the address of the place on offer, and the stations near it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from app.domain import Leaf
from app.korean.address import AddressFound, primary_address
from app.korean.address import Part as AddressPart
from app.korean.building import building_at_end
from app.readers.real_estate.home import entries
from app.readers.real_estate.part import Part
from app.readers.real_estate.scan import within

_BUILDING_NAME = re.compile(r"[가-힣A-Za-z]|[0-9]{1,4}(?!평|층|㎡|m2|동|호|세대|대|년)[가-힣A-Za-z]")
_PARTS = ("sido", "sigungu", "dong", "jibun", "road", "building_name")


def address(own: Part, shared: Part | None) -> dict[str, Leaf]:
    """The address of a listing: its own words first, the header's place and district where it has none."""
    found = _primary(own)
    header = _header(shared, own.places[0][0]) if shared is not None else None
    if found is None:
        return _tree(shared, header) if shared is not None and header is not None else _building(own, {})
    tree = _tree(own, found)
    if shared is not None and header is not None and "sigungu" not in tree and header.sigungu is not None:
        tree["sigungu"] = shared.leaf(header.sigungu.value, header.sigungu.start, header.sigungu.end)
        if header.sido is not None and "sido" not in tree:
            tree["sido"] = shared.leaf(header.sido.value, header.sido.start, header.sido.end)
    return _building(own, tree)


def _primary(part: Part) -> AddressFound | None:
    found = within(part.scan.addresses, part.places)
    labelled = [
        _with_last_word(part, a, e.end)
        for e in entries(part, "address")
        for a in found
        if e.start <= a.start < e.end and not a.office
    ]
    return primary_address(labelled) or primary_address(found)


def _with_last_word(part: Part, found: AddressFound, end: int) -> AddressFound:
    """An address in its own field, with the building that the field's last word names."""
    if found.building_name is not None or found.dong is None:
        return found
    place = building_at_end(part.text, found.end, end)
    if place is None:
        return found
    return replace(found, end=place[1], building_name=AddressPart(part.text[slice(*place)], *place))


def _header(shared: Part, position: int) -> AddressFound | None:
    """The shared address of a listing at `position`: the last that heads it (📍연남동), else the best of all."""
    found = [a for a in within(shared.scan.addresses, shared.places) if not a.office]
    heading = [a for a in found if a.start < position and not a.weak]
    if len(heading) > 1 and not any(heading[-1].parts < a.parts for a in heading):
        return heading[-1]
    return _primary(shared)


def _tree(part: Part, found: AddressFound) -> dict[str, Leaf]:
    tree = {"text": part.leaf(part.text[found.start : found.end].strip(), found.start, found.end)}
    for name in _PARTS:
        one = getattr(found, name)
        if one is not None:
            tree[name] = part.leaf(one.value, one.start, one.end)
    return tree


def _building(part: Part, tree: dict[str, Any]) -> dict[str, Leaf]:
    """The building that another mention or the label 단지명 names, when the address itself has none."""
    if "building_name" in tree:
        return tree
    for entry in entries(part, "building"):
        words = part.text[entry.start : entry.end]
        name = re.split(r"[/(,|]|\s{2,}", words.strip(" \t\x01■▶•"))[0].strip(" \t\x01■▶•")
        if _BUILDING_NAME.match(name) and not name.startswith("확인"):
            at = part.text.find(name, entry.start)
            known = [a for a in within(part.scan.addresses, [(at, at + len(name))]) if a.dong or a.sigungu or a.weak]
            if known and known[0].end - at >= len(name):
                return tree
            if known or name.split()[-1] in ("다세대", "빌라", "아파트", "원룸", "오피스텔"):
                return tree
            tree["building_name"] = part.leaf(name, at, at + len(name))
            tree.setdefault("text", tree["building_name"])
            return tree
    named = [a for a in within(part.scan.addresses, part.places) if a.building_name and not a.office and not a.dong]
    if named and "text" in tree and named[0].building_name is not None:
        one = named[0].building_name
        tree["building_name"] = part.leaf(one.value, one.start, one.end)
    return tree


def stations(part: Part) -> list[dict[str, Leaf]]:
    """Every station with its line and walk; an unnamed 역 only with minutes."""
    out = []
    for one in within(part.scan.stations, part.places):
        tree: dict[str, Leaf] = {}
        if one.name and one.name_at:
            tree["name"] = part.leaf(one.name, *one.name_at)
        if one.line and one.line_at:
            tree["line"] = part.leaf(one.line, *one.line_at)
        if one.walk_minutes is not None and one.walk_at:
            minutes = int(one.walk_minutes) if one.walk_minutes == int(one.walk_minutes) else one.walk_minutes
            tree["walk_minutes"] = part.leaf(minutes, *one.walk_at)
        if tree:
            out.append(tree)
    return out
