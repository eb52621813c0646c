"""How large the home is and on which floor: areas by kind, floor number, total and kind."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from app.domain import Leaf
from app.korean.area import PYEONG, Area, read_area
from app.korean.floor import Floor, merge_floors, read_floor
from app.readers.real_estate.home import entries, property_type, words
from app.readers.real_estate.labels import Entry
from app.readers.real_estate.part import Part
from app.readers.real_estate.scan import within


def area(part: Part) -> dict[str, Leaf]:
    """Areas by kind: a label beats none, ㎡ beats 평, the first beats later ones."""
    chosen: dict[str, Area] = {}
    for one in (_under_label(part, found) for found in within(part.scan.areas, part.places)):
        before = chosen.get(one.field)
        if before is None or (one.labelled, not one.rounded) > (before.labelled, not before.rounded):
            chosen[one.field] = one
        elif before.rounded and not one.rounded and _same_size(before, one):
            chosen[one.field] = replace(one, labelled=True)  # 전용 18평(59㎡): the ㎡ are what was measured
    _drop_rewordings(chosen)
    _apartment_area(part, chosen)
    leaves = {name: part.leaf(one.m2, one.start, one.end) for name, one in chosen.items()}
    for entry in entries(part, "exclusive", "supply", "area"):
        name = "supply_m2" if entry.field == "supply" else "exclusive_m2"
        if name not in leaves and not any(entry.start <= one.start < entry.end for one in chosen.values()):
            _labelled_area(part, entry, name, leaves)
    return leaves


def _same_size(a: Area, b: Area) -> bool:
    return abs(a.m2 - b.m2) <= max(0.05, 0.03 * a.m2)


def _under_label(part: Part, one: Area) -> Area:
    """A bare area in a table column 전용 or 공급 is of that kind."""
    if one.labelled or part.scan.table is None:
        return one
    label = next((e.field for e in entries(part, "exclusive", "supply") if e.start <= one.start < e.end), None)
    if label is None:
        return one
    return replace(one, field="supply_m2" if label == "supply" else "exclusive_m2", labelled=True)


def _apartment_area(part: Part, chosen: dict[str, Area]) -> None:
    """A bare 평 of an apartment is its supply area (24평 아파트), wherever the word stands."""
    bare = chosen.get("exclusive_m2")
    kind = part.once("property_type", property_type)
    if bare and kind and kind.value == "apartment" and bare.rounded and not bare.labelled and "supply_m2" not in chosen:
        chosen["supply_m2"] = chosen.pop("exclusive_m2")


def _drop_rewordings(chosen: dict[str, Area]) -> None:
    """An unlabelled area that only says a labelled one of another kind again is none of its own."""
    for name, bare in list(chosen.items()):
        others = [one for other, one in chosen.items() if other != name and one.labelled]
        if not bare.labelled and any(_same_size(one, bare) for one in others):
            del chosen[name]


def _labelled_area(part: Part, entry: Entry, name: str, leaves: dict[str, Leaf]) -> None:
    text = words(part, entry).strip(' \t:()[]"')
    if not text[:1].isdigit() or any(c in text for c in "AB타층"):
        return
    value = read_area(text)
    if value is None or not 1 <= value < 100_000:
        return
    pyeong = (
        entry.unit == "평" or part.text[entry.start - 2 : entry.start].startswith("평") or _under_pyeong(part, entry)
    )
    if pyeong and "㎡" not in text and "m" not in text and "평" not in text:
        value = round(value * PYEONG, 2)
    start = part.text.find(text, entry.start)
    end = start + len(text.split()[0])
    leaves[name] = part.leaf(value, start, end)


def _under_pyeong(part: Part, entry: Entry) -> bool:
    """A table column that is called 평."""
    table = part.scan.table
    if table is None or not any(a <= entry.start < b for a, b, _ in table.rows):
        return False
    header = part.text[table.start : part.text.find("\n", table.start)]
    return "평" in header and "㎡" not in header


def floor(part: Part) -> dict[str, Leaf]:
    """Number, total and kind of the floor; labels first, then the text."""
    labelled: list[Floor] = []
    for entry in entries(part, "floor", "total_floor"):
        found = _labelled_floor(part, entry)
        if found:
            labelled.append(found)
    found_in_text = within(part.scan.floors, part.places)
    merged = merge_floors([*labelled, *[f for f in found_in_text if not _inside(f, labelled)]])
    bracket = None if merged and merged.number is not None else _bracketed(part)
    if bracket:
        merged = bracket
    if merged is None:
        return {}
    values = {"number": merged.number, "total": merged.total, "kind": merged.kind}
    return {k: part.leaf(v, *merged.places[k]) for k, v in values.items() if v is not None}


def _inside(one: Floor, others: list[Floor]) -> bool:
    return any(o.start <= one.start < o.end for o in others)


def _labelled_floor(part: Part, entry: Entry) -> Floor | None:
    text = words(part, entry)
    pair = _BARE_PAIR.fullmatch(text.strip())
    found = _shifted(read_pair(pair), text) if pair else None
    found = found or read_floor(text) or _bare_floor(text, total=entry.field == "total_floor")
    if found is None:
        return None
    places = {k: (entry.start + a, entry.start + b) for k, (a, b) in found.places.items()}
    if entry.field == "total_floor" and found.number is not None and found.total is None:
        return Floor(entry.start, entry.end, None, found.number, None, {"total": places["number"]})
    return Floor(entry.start, entry.end, found.number, found.total, found.kind, places)


def _shifted(floor_found: Floor | None, text: str) -> Floor | None:
    """A floor read in the stripped text, at its places in the whole."""
    if floor_found is None:
        return None
    by = len(text) - len(text.lstrip())
    places = {k: (a + by, b + by) for k, (a, b) in floor_found.places.items()}
    return Floor(by, len(text), floor_found.number, floor_found.total, floor_found.kind, places)


_BARE_PAIR = re.compile(r"\[?\s?(?P<a>\d{1,3}|[저중고]|지하\s?\d)\s?층?\s?/\s?(?P<b>\d{1,3})\s?층?\s?\]?")
_BARE = re.compile(r"\s{0,4}\[?\s?(?P<a>-?\d{1,3})(?![\d.,/㎡평억만])")


def _bare_floor(text: str, *, total: bool) -> Floor | None:
    """`3`, `[ 3 / 4 ]`, `4/5` under a label that asks for the floor."""
    match = _BARE_PAIR.search(text)
    if match:
        return read_pair(match)
    match = _BARE.match(text)
    if not match:
        return None
    number = int(match["a"])
    place = match.span("a")
    if total:
        return Floor(*place, None, number, None, {"total": place})
    if number == 1:
        return Floor(*place, 1, None, "ground", {"number": place, "kind": place})
    if number < 0:
        return Floor(*place, number, None, "basement", {"number": place, "kind": place})
    return Floor(*place, number, None, None, {"number": place}) if number else None


def read_pair(match: Any) -> Floor | None:
    """Floor and total from a bare pair, read as if it had its 층."""
    found = read_floor(f"{match['a']}/{match['b']}층")
    if found is None:
        return None
    at = {"total": match.span("b"), "number": match.span("a"), "kind": match.span("a")}
    places = {k: at[k] for k in ("number", "total", "kind") if getattr(found, k) is not None}
    return Floor(match.start(), match.end(), found.number, found.total, found.kind, places)


_BRACKET = re.compile(r"\[\s?(?P<a>\d{1,3}|지하\s?\d|[저중고])\s?/\s?(?P<b>\d{1,3})\s?\]")


def _bracketed(part: Part) -> Floor | None:
    """`[ 7 / 15 ]`, as broker networks print the floor."""
    for start, end in part.places:
        match = _BRACKET.search(part.text, start, end)
        if match:
            return read_pair(match)
    return None


def agree(tree: dict[str, Any]) -> None:
    """What one field says about another: a room word under a whole house, a plot's bare area."""
    kind = tree["property_type"].value if "property_type" in tree else None
    if kind == "land" and "area" in tree and "land_m2" not in tree["area"] and "exclusive_m2" in tree["area"]:
        tree["area"]["land_m2"] = tree["area"].pop("exclusive_m2")
    if kind == "building":
        _whole_building(tree)


def _whole_building(tree: dict[str, Any]) -> None:
    """A building that is sold whole has a total, not a floor."""
    floor_tree = tree.get("floor", {})
    floor_tree.pop("number", None)
    if "total" in floor_tree:
        floor_tree["kind"] = Leaf("whole", tree["property_type"].span)
    elif "kind" in floor_tree and floor_tree["kind"].value != "whole":
        floor_tree.pop("kind")
    if not floor_tree:
        tree.pop("floor", None)
